//! Where does each statement of a script begin and end?
//!
//! This is the one place that knows the manners of the clients that scripts are written for: mysql's DELIMITER, psql's
//! meta-commands and COPY data, the dots of the sqlite3 shell. It walks over a text once.

mod body;
mod commands;
mod condition;
mod open;
#[cfg(test)]
mod tests;
mod unterminated;

use std::ops::Range;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    dialect::Dialect,
    source::{SourceFile, Span},
};

pub(in crate::parse) use commands::is_sqlplus;

use self::{body::Body, condition::Conditions};
use super::{
    scan::{Kind, Lexeme, Scanner},
    statement, tokens,
};

/// How far into a statement the words are kept that tell what it is.
pub(in crate::parse) const HEAD: usize = 16;

/// A statement as a stretch of text.
#[derive(Clone, Debug)]
pub(in crate::parse) struct Piece {
    /// From its first word to its last, without the terminator.
    pub(in crate::parse) span: Span,
    /// Its first words, in upper case; of a client's command the first word only: `\connect`, `.read`.
    pub(in crate::parse) head: Vec<String>,
    /// The bytes in it that are no code while what stands around them is: `/*!40101` and `*/`, placeholders, the quotes of
    /// a statement in a string.
    pub(in crate::parse) blanks: Vec<Range<usize>>,
    /// The first of the placeholders among them.
    pub(in crate::parse) placeholder: Option<Span>,
    /// It runs under an IF.
    pub(in crate::parse) conditional: bool,
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
        conditions: Conditions::default(),
    };
    if let Err(fault) = splitter.run() {
        diagnostics.push(*fault);
    }
    splitter.pieces
}

/// The statements in a part of a script, in which some bytes are no code.
pub(in crate::parse) fn split_within(
    source: &SourceFile,
    file: usize,
    whole: Range<usize>,
    blanks: Vec<Range<usize>>,
    dialect: Dialect,
) -> Vec<Piece> {
    let text = tokens::blanked(source.text(), whole.clone(), &blanks);
    let part = SourceFile::new(source.name(), text);
    // What is never closed in a string is never closed for the database either.
    let mut pieces = split(&part, file, dialect, &mut Diagnostics::default());
    let offset = whole.start;
    let moved = |range: &Range<usize>| range.start + offset..range.end + offset;
    for piece in &mut pieces {
        let Span { start, end, .. } = piece.span;
        (piece.span.start, piece.span.end) = (start + offset, end + offset);
        let (start, end) = (piece.span.start, piece.span.end);
        let inside = blanks
            .iter()
            .filter(|blank| start <= blank.start && blank.end <= end);
        let own = piece.blanks.iter().map(moved);
        piece.blanks = own.chain(inside.cloned()).collect();
        piece.blanks.sort_by_key(|blank| blank.start);
    }
    pieces
}

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

struct Splitter<'a> {
    text: &'a str,
    file: usize,
    dialect: Dialect,
    scanner: Scanner<'a>,
    pieces: Vec<Piece>,
    draft: Option<Draft>,
    conditions: Conditions,
}

/// The statement that is being read.
struct Draft {
    piece: Piece,
    body: Body,
    /// The head is complete: a parenthesis came, or many words.
    headed: bool,
    /// It may have a body.
    bodied: bool,
    /// It is a COPY whose data follow.
    copies: bool,
    /// It is nothing but the ends of versioned comments: `/*!40101 */`.
    only_versions: bool,
    /// How many parentheses are open.
    depth: usize,
    /// The last word, in upper case; empty behind anything else.
    last: String,
}

impl Splitter<'_> {
    fn run(&mut self) -> Result<()> {
        while let Some(Lexeme { kind, range }) = self.scanner.next() {
            match kind {
                Kind::Open => return Err(self.never_closed(range)),
                Kind::Terminator if self.holds_terminators() => self.take(kind, range),
                Kind::Terminator => self.finish()?,
                Kind::Batch => {
                    self.close_body();
                    self.finish()?;
                    self.conditions = Conditions::default();
                }
                _ if self.at_command(kind, &range) => {
                    let copy = self.close()?;
                    self.command(range);
                    self.skip_data(copy)?;
                }
                Kind::Word if self.begins_another(&range) => {
                    self.finish()?;
                    self.take(kind, range);
                }
                _ => self.take(kind, range),
            }
        }
        self.finish()
    }

    /// Whether `;` ends no statement here.
    fn holds_terminators(&self) -> bool {
        let program = self.dialect == Dialect::Mssql;
        self.draft
            .as_ref()
            .is_some_and(|draft| draft.body.is_open() || program && draft.bodied)
    }

    /// What is open in a body ends with its batch.
    fn close_body(&mut self) {
        if let Some(draft) = &mut self.draft {
            draft.body = Body::default();
        }
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
        draft.only_versions &= kind == Kind::Version;
        match kind {
            Kind::Version => draft.piece.blanks.push(range),
            Kind::Placeholder => draft.placeholder(span, self.text),
            Kind::Word => draft.word(&self.text[range], self.dialect),
            _ => draft.other(&self.text[range]),
        }
    }

    /// Ends the statement, here where its terminator is.
    fn finish(&mut self) -> Result<()> {
        let copy = self.close()?;
        self.skip_data(copy)
    }

    /// Ends the statement. Gives the place of a COPY whose data follow.
    fn close(&mut self) -> Result<Option<Span>> {
        let Some(Draft {
            mut piece,
            body,
            copies,
            only_versions,
            ..
        }) = self.draft.take()
        else {
            return Ok(None);
        };
        if body.is_open() {
            return Err(open::body_never_closed(&piece));
        }
        let span = piece.span;
        piece.conditional = self.conditions.next(&piece.head, self.dialect);
        if !only_versions {
            self.pieces.push(piece);
        }
        Ok(copies.then_some(span))
    }

    fn skip_data(&mut self, copy: Option<Span>) -> Result<()> {
        match copy.filter(|_| self.scanner.skip_copied_data().is_none()) {
            Some(span) => Err(open::copy_never_ends(span)),
            None => Ok(()),
        }
    }
}

impl Draft {
    fn new(span: Span) -> Self {
        let piece = Piece {
            span,
            head: Vec::new(),
            blanks: Vec::new(),
            placeholder: None,
            conditional: false,
        };
        Self {
            piece,
            body: Body::default(),
            headed: false,
            bodied: false,
            copies: false,
            only_versions: true,
            depth: 0,
            last: String::new(),
        }
    }

    fn word(&mut self, word: &str, dialect: Dialect) {
        let word = word.to_ascii_uppercase();
        let head = &mut self.piece.head;
        self.headed |= head.len() == HEAD;
        if !self.headed {
            head.push(word.clone());
            self.bodied = statement::has_body(head, dialect);
        }
        if self.bodied {
            self.body.step(&word, dialect);
        }
        let copy = dialect.is_postgres() && head.first().is_some_and(|first| first == "COPY");
        self.copies |= copy && word == "STDIN";
        self.last = word;
    }

    /// Something comes that is no word.
    fn other(&mut self, text: &str) {
        match text {
            "(" => {
                // What a statement is, it says before its first parenthesis.
                self.headed = true;
                self.depth += 1;
            }
            ")" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.last.clear();
        self.body.pause();
    }

    /// A placeholder comes, which is left out, with the dot behind it.
    fn placeholder(&mut self, span: Span, text: &str) {
        let dotted = text[span.end..].starts_with('.');
        let end = span.end + usize::from(dotted);
        self.piece.blanks.push(span.start..end);
        self.piece.span.end = self.piece.span.end.max(end);
        self.piece.placeholder.get_or_insert(span);
    }
}
