//! Where does a statement of T-SQL end that nothing ends?
//!
//! SQL Server asks for no `;`: a statement ends where the next one begins. Which words can begin one depends on what they
//! would stand in, and a line's beginning tells more than the grammar would.

use std::ops::Range;

use crate::{
    dialect::Dialect,
    parse::{scan, statement},
};

use super::{Draft, Splitter};

/// Words that begin a statement at the beginning of a line.
const VERBS: &str = "\
    BACKUP BEGIN BULK COMMIT DBCC DECLARE DELETE DENY ELSE END EXEC EXECUTE EXIT GOTO GRANT IF INSERT MERGE PRINT RAISERROR \
    RECONFIGURE RESTORE RETURN REVOKE ROLLBACK SAVE SELECT SET THROW TRUNCATE UPDATE USE WAITFOR WHILE";

/// Words behind which those go on with what was begun: `ON DELETE SET NULL`, `WITH EXECUTE AS`, `AS SELECT`.
const CONNECTIVES: &str = "AS DELETE FOR ON UPDATE WITH";

/// What ALTER and DROP are said of inside no ALTER TABLE.
const STANDING: &str =
    "DATABASE FUNCTION PROC PROCEDURE ROLE SCHEMA SEQUENCE SYNONYM TABLE TRIGGER TYPE USER VIEW";

impl Splitter<'_> {
    /// Whether a word begins another statement, though nothing ended the one before.
    pub(super) fn begins_another(&self, range: &Range<usize>) -> bool {
        let Some(draft) = self.draft.as_ref().filter(|_| is_lax(self.dialect)) else {
            return false;
        };
        let word = self.text[range.clone()].to_ascii_uppercase();
        let leads = || scan::is_first_in_line(self.text, range.start);
        match word.as_str() {
            _ if draft.bodied => false,
            "CREATE" | "ALTER" | "DROP" => {
                (draft.depth == 0 || word != "DROP" && leads())
                    && self.is_said_of_object(draft, &word)
            }
            _ if draft.depth > 0 || !is_in(VERBS, &word) || self.opens_parenthesis(&word) => false,
            _ if draft.controls() => !is_in("IF EXISTS", &draft.last) || word != "UPDATE",
            _ => leads() && !is_in(CONNECTIVES, &draft.last),
        }
    }

    /// Whether CREATE, ALTER or DROP is followed by what it can be said of, and does not go on with an ALTER TABLE.
    fn is_said_of_object(&self, draft: &Draft, word: &str) -> bool {
        let head: Vec<&str> = draft.piece.head.iter().map(String::as_str).collect();
        let next = self.scanner.clone().next();
        let next = next.map(|next| self.text[next.range].to_ascii_uppercase());
        let alters = matches!(head[..], ["ALTER", "TABLE", ..]) && word != "CREATE";
        match next.as_deref() {
            Some(next) if alters => is_in(STANDING, next),
            Some(next) => {
                !matches!(head.first(), Some(&("GRANT" | "DENY" | "REVOKE")))
                    && statement::is_object(next)
            }
            None => false,
        }
    }

    /// `ALTER TABLE t SET (…)`, `IF UPDATE(a)`: no statement of its own.
    fn opens_parenthesis(&self, word: &str) -> bool {
        let next = self.scanner.clone().next();
        is_in("SET UPDATE", word) && next.is_some_and(|next| &self.text[next.range] == "(")
    }
}

impl Draft {
    /// Whether it only says whether or where the next statement runs.
    fn controls(&self) -> bool {
        let first = self.piece.head.first();
        first.is_some_and(|first| is_in("BEGIN ELSE END IF WHILE", first))
    }
}

/// Whether `;` may be missing: in T-SQL, whose other speakers are Sybase and SQL Anywhere.
pub(super) fn is_lax(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::Mssql | Dialect::Generic)
}

fn is_in(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|one| one == word)
}
