//! Where does each statement of a script begin and end?
//!
//! This is the one place that knows the manners of the clients that scripts are written for: mysql's DELIMITER, psql's
//! meta-commands and COPY data, the dots of the sqlite3 shell. It walks over a text once.

mod body;
mod open;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    dialect::Dialect,
    source::{SourceFile, Span},
};

use self::body::Body;
use super::{
    scan::{Kind, Lexeme, Scanner},
    statement,
};

/// How far into a statement the words are kept that tell what it is.
const HEAD: usize = 16;

/// A statement as a stretch of text.
#[derive(Clone, Debug)]
pub(in crate::parse) struct Piece {
    /// From its first word to its last, without the terminator.
    pub(in crate::parse) span: Span,
    /// Its first words, in upper case; of a client's command the first word only: `\connect`, `.read`.
    pub(in crate::parse) head: Vec<String>,
    /// The bytes of `/*!40101` and `*/` in it, which are no code while what stands between them is.
    pub(in crate::parse) versions: Vec<Range<usize>>,
}

/// The statements of a script, in its order. What is never closed is an error and ends the script.
pub(in crate::parse) fn split(
    source: &SourceFile,
    file: usize,
    dialect: Dialect,
    diagnostics: &mut Diagnostics,
) -> Vec<Piece> {
    let mut splitter = Splitter {
        text: source.text(),
        file,
        dialect,
        scanner: Scanner::new(source.text(), dialect),
        pieces: Vec::new(),
        draft: None,
    };
    if let Err(fault) = splitter.run() {
        diagnostics.push(*fault);
    }
    splitter.pieces
}

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

struct Splitter<'a> {
    text: &'a str,
    file: usize,
    dialect: Dialect,
    scanner: Scanner<'a>,
    pieces: Vec<Piece>,
    draft: Option<Draft>,
}

/// The statement that is being read.
struct Draft {
    piece: Piece,
    body: Body,
    /// The head is complete: a parenthesis came, or many words.
    headed: bool,
    /// It is a COPY whose data follow.
    copies: bool,
}

impl Splitter<'_> {
    fn run(&mut self) -> Result<()> {
        while let Some(Lexeme { kind, range }) = self.scanner.next() {
            match kind {
                Kind::Open => return Err(self.never_closed(range)),
                Kind::Terminator
                    if self
                        .draft
                        .as_ref()
                        .is_some_and(|draft| draft.body.is_open()) =>
                {
                    self.take(kind, range)
                }
                Kind::Terminator => self.finish()?,
                _ if self.at_command(kind, &range) => {
                    self.finish()?;
                    self.command(range);
                }
                _ => self.take(kind, range),
            }
        }
        self.finish()
    }

    /// Whether a command to the client begins here, which goes to the end of the line. psql takes them everywhere.
    fn at_command(&self, kind: Kind, range: &Range<usize>) -> bool {
        let word = &self.text[range.clone()];
        match self.dialect {
            Dialect::Postgres => kind == Kind::Symbol && word == "\\",
            Dialect::Sqlite => self.draft.is_none() && kind == Kind::Symbol && word == ".",
            Dialect::Mysql => {
                self.draft.is_none()
                    && ["DELIMITER", "SOURCE"]
                        .iter()
                        .any(|name| word.eq_ignore_ascii_case(name))
            }
        }
    }

    fn command(&mut self, range: Range<usize>) {
        let line = self.scanner.take_line().trim_end();
        let rest = line.trim_start();
        let name = match &self.text[range.clone()] {
            "\\" | "." => format!(
                "{}{}",
                &self.text[range.clone()],
                rest.split_whitespace().next().unwrap_or_default()
            ),
            word => word.to_ascii_uppercase(),
        };
        if name == "DELIMITER" {
            self.scanner
                .set_delimiter(if rest.is_empty() { ";" } else { rest });
        }
        let span = Span {
            file: self.file,
            start: range.start,
            end: range.end + line.len(),
        };
        self.pieces.push(Piece {
            span,
            head: vec![name],
            versions: Vec::new(),
        });
    }

    /// Adds a lexeme to the statement.
    fn take(&mut self, kind: Kind, range: Range<usize>) {
        let span = Span {
            file: self.file,
            start: range.start,
            end: range.end,
        };
        let draft = self.draft.get_or_insert_with(|| Draft::new(span));
        draft.piece.span.end = range.end;
        match kind {
            Kind::Version => draft.piece.versions.push(range),
            Kind::Word => draft.word(&self.text[range], self.dialect),
            // What a statement is, it says before its first parenthesis.
            Kind::Symbol if &self.text[range.clone()] == "(" => draft.headed = true,
            _ => draft.body.pause(),
        }
    }

    fn finish(&mut self) -> Result<()> {
        let Some(Draft {
            piece,
            body,
            copies,
            ..
        }) = self.draft.take()
        else {
            return Ok(());
        };
        if body.is_open() {
            return Err(open::body_never_closed(&piece));
        }
        let only_versions = piece.head.is_empty() && !piece.versions.is_empty();
        let span = piece.span;
        if !only_versions {
            self.pieces.push(piece);
        }
        match copies && self.scanner.skip_copied_data().is_none() {
            true => Err(open::copy_never_ends(span)),
            false => Ok(()),
        }
    }
}

impl Draft {
    fn new(span: Span) -> Self {
        let piece = Piece {
            span,
            head: Vec::new(),
            versions: Vec::new(),
        };
        Self {
            piece,
            body: Body::default(),
            headed: false,
            copies: false,
        }
    }

    fn word(&mut self, word: &str, dialect: Dialect) {
        let word = word.to_ascii_uppercase();
        let head = &mut self.piece.head;
        if statement::has_body(head) {
            self.body.step(&word, dialect);
        }
        let copy =
            dialect == Dialect::Postgres && head.first().is_some_and(|first| first == "COPY");
        self.copies |= copy && word == "STDIN";
        self.headed |= head.len() == HEAD;
        if !self.headed {
            head.push(word);
        }
    }
}
