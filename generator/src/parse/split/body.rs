//! Which `;` stand inside the body of a trigger, routine or block, and end no statement?

use crate::dialect::Dialect;

/// How deep in BEGIN … END and CASE … END a statement is.
#[derive(Default)]
pub(super) struct Body {
    depth: usize,
    /// The word before was an END that closed something.
    ended: bool,
    /// Declarations with `;` of their own may come before the first BEGIN.
    declares: bool,
}

impl Body {
    pub(super) fn is_open(&self) -> bool {
        self.depth > 0 || self.declares
    }

    /// Something other than a word comes.
    pub(super) fn pause(&mut self) {
        self.ended = false;
    }

    /// A word comes, in upper case, in a statement that may have a body.
    pub(super) fn step(&mut self, word: &str, dialect: Dialect) {
        let ended = std::mem::take(&mut self.ended);
        let begins = matches!(
            dialect,
            Dialect::Sqlite | Dialect::Mysql | Dialect::Oracle | Dialect::Generic
        );
        match (word, dialect) {
            // MySQL's END IF closes an IF, which was not counted.
            ("IF" | "LOOP" | "WHILE" | "REPEAT" | "FOR", _) if ended => self.depth += 1,
            ("CASE", _) if ended => {}
            ("CASE", _) if self.depth > 0 => self.depth += 1,
            // PostgreSQL's other bodies are strings.
            ("ATOMIC", dialect) if dialect.is_postgres() => self.depth += 1,
            ("BEGIN", _) if begins => {
                self.depth += 1;
                self.declares = false;
            }
            // What PL/SQL declares stands before its BEGIN; a package has no BEGIN but an END.
            ("DECLARE" | "PROCEDURE" | "FUNCTION" | "TRIGGER", Dialect::Oracle)
                if self.depth == 0 =>
            {
                self.declares = true
            }
            ("PACKAGE" | "BODY", Dialect::Oracle) if self.depth == 0 => self.depth += 1,
            ("END", _) if self.depth > 0 => {
                self.depth -= 1;
                self.ended = true;
            }
            _ => {}
        }
    }
}
