//! Where do words, quotes and comments begin and end, as each dialect reads them?
//!
//! The scanner knows no grammar. It finds what splitting a script and telling its dialect need, in one walk over the
//! text, and passes over white space and comments.

mod batch;
mod comments;
mod placeholder;
mod quotes;
#[cfg(test)]
mod tests;

pub(in crate::parse) use batch::is_first_in_line;

use std::ops::Range;

use crate::dialect::Dialect;

/// What a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Kind {
    /// A keyword, a name without quotes, a number.
    Word,
    /// A name in quotes.
    Name,
    /// A string literal.
    Text,
    /// The beginning or the end of a MySQL comment whose content is code: `/*!40101`, `*/`.
    Version,
    /// What ends a statement: `;`, or what DELIMITER says.
    Terminator,
    /// What ends a statement whatever is open in it: SQL Server's `GO`, Oracle's `/`, alone in a line.
    Batch,
    /// What a tool fills in before a database sees the script: `${schema}`, `{{ .Options }}`.
    Placeholder,
    /// Any other character.
    Symbol,
    /// A quote or comment that is never closed; it runs to the end of the text.
    Open,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::parse) struct Lexeme {
    pub(in crate::parse) kind: Kind,
    pub(in crate::parse) range: Range<usize>,
}

#[derive(Clone)]
pub(in crate::parse) struct Scanner<'a> {
    text: &'a str,
    dialect: Dialect,
    at: usize,
    /// Inside a versioned comment.
    versioned: bool,
    delimiter: &'a str,
}

impl<'a> Scanner<'a> {
    pub(in crate::parse) fn new(text: &'a str, dialect: Dialect) -> Self {
        Self {
            text,
            dialect,
            at: 0,
            versioned: false,
            delimiter: ";",
        }
    }

    /// From here on, statements end with something else: the mysql client's DELIMITER.
    pub(in crate::parse) fn set_delimiter(&mut self, delimiter: &'a str) {
        self.delimiter = delimiter;
    }

    /// Passes over what is left of the line, and gives it.
    pub(in crate::parse) fn take_line(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let line = rest.split('\n').next().unwrap_or(rest);
        self.at += line.len();
        line
    }

    /// Passes over the lines of a COPY, from the end of this one to behind `\.`; nothing if that line is missing.
    pub(in crate::parse) fn skip_copied_data(&mut self) -> Option<()> {
        self.take_line();
        for line in self.text[self.at..].split_inclusive('\n') {
            self.at += line.len();
            if line.trim_end() == "\\." {
                return Some(());
            }
        }
        None
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(text.as_bytes())
    }

    /// Passes over a word; `$` belongs to it, unless it begins the delimiter.
    fn skip_word(&mut self) {
        while let Some(byte) = self.byte(0) {
            let delimits = self.delimiter != ";" && self.starts_with(self.delimiter);
            if !in_word(byte) || delimits || self.starts_with("${") {
                break;
            }
            self.at += 1;
        }
    }
}

impl Iterator for Scanner<'_> {
    type Item = Lexeme;

    fn next(&mut self) -> Option<Lexeme> {
        if let Err(start) = self.skip_blanks() {
            return Some(self.open(start));
        }
        let first = self.byte(0)?;
        let start = self.at;
        let (kind, closed) = self.lexeme(first);
        match closed {
            Some(()) => Some(Lexeme {
                kind,
                range: start..self.at,
            }),
            None => Some(self.open(start)),
        }
    }
}

impl Scanner<'_> {
    /// What is never closed takes in all that is left.
    fn open(&mut self, start: usize) -> Lexeme {
        self.at = self.text.len();
        Lexeme {
            kind: Kind::Open,
            range: start..self.at,
        }
    }

    /// Passes over the lexeme that begins with a byte: its kind, and nothing if it is never closed.
    fn lexeme(&mut self, first: u8) -> (Kind, Option<()>) {
        let start = self.at;
        if self.starts_with(self.delimiter) {
            self.at += self.delimiter.len();
            return (Kind::Terminator, Some(()));
        }
        if let Some(length) = self.batch_end(first) {
            self.at += length;
            return (Kind::Batch, Some(()));
        }
        if let Some(length) = self.placeholder(first) {
            self.at += length;
            return (Kind::Placeholder, Some(()));
        }
        if let Some(quoted) = self.skip_quote(first) {
            return quoted;
        }
        if in_word(first) && first != b'$' {
            self.skip_word();
            return self.prefixed(start);
        }
        if first == b'$'
            && (self.dialect.is_postgres()
                || matches!(self.dialect, Dialect::Snowflake | Dialect::Generic))
            && let Some(tag) = self.dollar_tag()
        {
            self.at += tag.len();
            let length = self.text[self.at..].find(tag);
            self.at += length.map_or(0, |length| length + tag.len());
            return (Kind::Text, length.map(|_| ()));
        }
        if self.starts_with("/*") {
            self.at += self.version_marker().len();
            self.versioned = true;
            return (Kind::Version, Some(()));
        }
        if self.versioned && self.starts_with("*/") {
            self.at += 2;
            self.versioned = false;
            return (Kind::Version, Some(()));
        }
        self.at += 1;
        (Kind::Symbol, Some(()))
    }

    /// What a word is that was passed over: itself, or what makes a string of the quote behind it.
    fn prefixed(&mut self, start: usize) -> (Kind, Option<()>) {
        let word = &self.text[start..self.at];
        let is = |prefix: &str| word.eq_ignore_ascii_case(prefix);
        if self.byte(0) != Some(b'\'') {
            return (Kind::Word, Some(()));
        }
        if self.dialect.is_postgres() && is("e") {
            self.at += 1;
            return (Kind::Text, self.skip_quoted(b'\'', true));
        }
        if self.dialect == Dialect::Oracle && (is("q") || is("nq")) {
            return (Kind::Text, self.skip_custom_quote());
        }
        (Kind::Word, Some(()))
    }
}

/// Whether a byte belongs to a word; those of characters beyond ASCII all do.
fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}
