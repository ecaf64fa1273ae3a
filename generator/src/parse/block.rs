//! Which statements stand in the body of a DO block: `DO $$ BEGIN CREATE TABLE t (…); EXCEPTION WHEN … END $$`?
//!
//! Those that run once are read. What is in a loop, behind ELSE or in a handler runs or does not as the database at hand is.

use std::ops::Range;

use crate::{
    dialect::Dialect,
    source::{SourceFile, Span},
};

use super::{
    dynamic::{Dynamic, within},
    scan::{Kind, Lexeme, Scanner},
    split::{self, Piece},
};

/// What a statement begins with that may change tables.
const CHANGES: [&str; 4] = ["ALTER", "COMMENT", "CREATE", "DROP"];

/// The statements in the body of a block.
pub(super) fn block(source: &SourceFile, piece: &Piece, dialect: Dialect) -> Dynamic {
    let Span { file, start, end } = piece.span;
    let mut found = Dynamic::default();
    let Some(body) = body(&source.text()[start..end], dialect) else {
        return found;
    };
    let body = start + body.start..start + body.end;
    let mut walk = Walk::new(&source.text()[body.clone()], dialect);
    while let Some((what, range)) = walk.next() {
        let range = body.start + range.start..body.start + range.end;
        let pieces = match what {
            What::Statement => split::split_within(source, file, range, Vec::new(), dialect),
            What::Executed => within(source, file, vec![range], dialect),
            What::Unknown => {
                let Range { start, end } = range;
                found.unknown.get_or_insert(Span { file, start, end });
                continue;
            }
        };
        found.pieces.extend(pieces);
    }
    let conditional = &walk.conditional;
    for piece in &mut found.pieces {
        let at = piece.span.start - body.start;
        piece.conditional = walk.handles || conditional.iter().any(|range| range.contains(&at));
    }
    found
}

/// What is between the dollars of `DO LANGUAGE plpgsql $tag$…$tag$`.
fn body(text: &str, dialect: Dialect) -> Option<Range<usize>> {
    let is_body = |one: &Lexeme| one.kind == Kind::Text && text[one.range.clone()].starts_with('$');
    let Range { start, end } = Scanner::new(text, dialect).find(is_body)?.range;
    let tag = text[start + 1..end].find('$')? + 2;
    (start + tag <= end.checked_sub(tag)?).then_some(start + tag..end - tag)
}

enum What {
    Statement,
    /// The inside of a string that is executed.
    Executed,
    /// It may change tables, and nobody knows whether and how.
    Unknown,
}

/// Goes through a body from statement to statement.
struct Walk<'a> {
    text: &'a str,
    lexemes: Vec<Lexeme>,
    at: usize,
    /// Where each open IF and CASE begins, and whether its ELSE has come.
    conditions: Vec<(usize, bool)>,
    loops: usize,
    /// It is behind EXCEPTION.
    handling: bool,
    /// What runs under a condition.
    conditional: Vec<Range<usize>>,
    /// It has a handler, so that what it says may be refused.
    handles: bool,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, dialect: Dialect) -> Self {
        let lexemes: Vec<Lexeme> = Scanner::new(text, dialect).collect();
        Self {
            text,
            lexemes,
            at: 0,
            conditions: Vec::new(),
            loops: 0,
            handling: false,
            conditional: Vec::new(),
            handles: false,
        }
    }

    /// A word without quotes, in upper case; empty where there is none.
    fn word(&self, place: usize) -> String {
        let word = self.lexemes.get(place).filter(|one| one.kind == Kind::Word);
        word.map_or(String::new(), |one| {
            self.text[one.range.clone()].to_ascii_uppercase()
        })
    }

    fn next(&mut self) -> Option<(What, Range<usize>)> {
        while self.at < self.lexemes.len() {
            let from = self.at;
            match self.word(from).as_str() {
                word if CHANGES.contains(&word) => {
                    let range = self.statement();
                    return Some((self.sure(What::Statement), range));
                }
                "EXECUTE" => {
                    let range = self.statement();
                    return Some(self.executed(from, range));
                }
                "BEGIN" | "THEN" | "LOOP" => self.at += 1,
                "IF" | "CASE" => {
                    self.conditions
                        .push((self.lexemes[from].range.start, false));
                    self.pass();
                }
                "ELSE" | "ELSIF" | "ELSEIF" | "WHEN" => {
                    let is_else = self.word(from) != "WHEN" && !self.handling;
                    if let Some((_, behind)) = self.conditions.last_mut() {
                        *behind |= is_else;
                    }
                    match self.word(from) == "ELSE" {
                        true => self.at += 1,
                        false => self.pass(),
                    }
                }
                "EXCEPTION" => {
                    (self.handling, self.handles) = (true, true);
                    self.at += 1;
                }
                "END" => self.end(),
                _ => self.pass(),
            }
        }
        None
    }

    /// `END`, `END IF`, `END CASE`, `END LOOP`.
    fn end(&mut self) {
        let end = self.lexemes[self.at].range.end;
        match self.word(self.at + 1).as_str() {
            "IF" | "CASE" => {
                let opened = self.conditions.pop();
                let range = opened.map(|(start, _)| start..end);
                self.conditional.extend(range);
            }
            "LOOP" => self.loops = self.loops.saturating_sub(1),
            _ => self.handling = false,
        }
        self.statement();
    }

    /// Passes over what is no statement of interest, to where one can begin.
    fn pass(&mut self) {
        self.at += 1;
        while let Some(lexeme) = self.lexemes.get(self.at) {
            let terminator = lexeme.kind == Kind::Terminator;
            let word = self.word(self.at);
            self.loops += usize::from(word == "LOOP");
            self.at += 1;
            if terminator || ["THEN", "LOOP", "BEGIN"].contains(&word.as_str()) {
                return;
            }
        }
    }

    /// Passes over a statement, and gives where it stands.
    fn statement(&mut self) -> Range<usize> {
        let from = self.at;
        let rest = &self.lexemes[from..];
        let length = rest.iter().position(|one| one.kind == Kind::Terminator);
        let last = from + length.unwrap_or(rest.len());
        self.at = last + 1;
        let end = self.lexemes[last - 1].range.end;
        self.lexemes[from].range.start..end.max(self.lexemes[from].range.start)
    }

    /// What is known of what runs here.
    fn sure(&self, what: What) -> What {
        let behind_else = self.conditions.iter().any(|(_, behind)| *behind);
        match self.loops > 0 || self.handling || behind_else {
            true => What::Unknown,
            false => what,
        }
    }

    /// `EXECUTE 'ALTER TABLE …'`, and nothing but the string.
    fn executed(&self, from: usize, range: Range<usize>) -> (What, Range<usize>) {
        let string = self
            .lexemes
            .get(from + 1)
            .filter(|one| one.kind == Kind::Text && self.text[one.range.clone()].starts_with('\''));
        match string {
            Some(string) if string.range.end == range.end => {
                let inside = string.range.start + 1..string.range.end - 1;
                (self.sure(What::Executed), inside)
            }
            _ => (What::Unknown, range),
        }
    }
}
