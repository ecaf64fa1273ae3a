//! Where do words, quotes and comments begin and end, as each dialect reads them?
//!
//! The scanner knows no grammar. It finds what splitting a script and telling its dialect need, in one walk over the
//! text, and passes over white space and comments.

use std::ops::Range;

use crate::dialect::Dialect;

/// What a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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
    /// Any other character.
    Symbol,
    /// A quote or comment that is never closed; it runs to the end of the text.
    Open,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

pub(super) struct Scanner<'a> {
    text: &'a str,
    dialect: Dialect,
    at: usize,
    /// Inside a versioned comment.
    versioned: bool,
    delimiter: &'a str,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, dialect: Dialect) -> Self {
        Self {
            text,
            dialect,
            at: 0,
            versioned: false,
            delimiter: ";",
        }
    }

    /// From here on, statements end with something else: the mysql client's DELIMITER.
    pub(super) fn set_delimiter(&mut self, delimiter: &'a str) {
        self.delimiter = delimiter;
    }

    /// Passes over what is left of the line, and gives it.
    pub(super) fn take_line(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let line = rest.split('\n').next().unwrap_or(rest);
        self.at += line.len();
        line
    }

    /// Passes over the lines of a COPY, from the end of this one to behind `\.`; nothing if that line is missing.
    pub(super) fn skip_copied_data(&mut self) -> Option<()> {
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

    /// Passes over white space and comments; gives the start of a comment that is never closed.
    fn skip_blanks(&mut self) -> Result<(), usize> {
        while let Some(byte) = self.byte(0) {
            let start = self.at;
            if byte.is_ascii_whitespace() || byte == 0x0B {
                self.at += 1;
            } else if self.starts_with("\u{feff}") {
                self.at += "\u{feff}".len();
            } else if self.at_line_comment() {
                self.take_line();
            } else if self.starts_with("/*") && !self.at_version() {
                self.skip_block_comment().ok_or(start)?;
            } else {
                break;
            }
        }
        Ok(())
    }

    fn at_line_comment(&self) -> bool {
        match self.dialect {
            // `5--3` is a subtraction in MySQL.
            Dialect::Mysql => {
                self.byte(0) == Some(b'#')
                    || self.starts_with("--") && self.byte(2).is_none_or(|next| next <= b' ')
            }
            _ => self.starts_with("--"),
        }
    }

    /// At a comment whose content MySQL executes. MariaDB's dumps open with one of version 999999, which no server
    /// executes.
    fn at_version(&self) -> bool {
        let marked = self.starts_with("/*!") || self.starts_with("/*M!");
        self.dialect == Dialect::Mysql && marked && !self.version_marker().contains("9999")
    }

    /// `/*!40101`, at such a comment.
    fn version_marker(&self) -> &'a str {
        let rest = &self.text[self.at..];
        let prefix = rest.find('!').unwrap_or(0) + 1;
        let digits = rest
            .bytes()
            .skip(prefix)
            .take(6)
            .take_while(u8::is_ascii_digit)
            .count();
        &rest[..prefix + digits]
    }

    fn skip_block_comment(&mut self) -> Option<()> {
        let mut depth = 0;
        loop {
            if self.starts_with("/*") && (depth == 0 || self.dialect == Dialect::Postgres) {
                depth += 1;
                self.at += 2;
            } else if self.starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Some(());
                }
            } else {
                self.byte(0)?;
                self.at += 1;
            }
        }
    }

    /// Passes over a word; `$` belongs to it, unless it begins the delimiter.
    fn skip_word(&mut self) {
        while let Some(byte) = self.byte(0) {
            let delimits = self.delimiter != ";" && self.starts_with(self.delimiter);
            if !in_word(byte) || delimits {
                break;
            }
            self.at += 1;
        }
    }

    /// Passes over a quoted stretch, from behind its opening quote to behind its closing one. A doubled quote is none.
    fn skip_quoted(&mut self, quote: u8, backslash: bool) -> Option<()> {
        loop {
            let byte = self.byte(0)?;
            self.at += 1;
            if byte == b'\\' && backslash {
                self.byte(0)?;
                self.at += 1;
            } else if byte == quote {
                if self.byte(0) != Some(quote) || quote == b']' {
                    return Some(());
                }
                self.at += 1;
            }
        }
    }

    /// The tag of a dollar quote that opens here, dollars included.
    fn dollar_tag(&self) -> Option<&'a str> {
        let rest = &self.text[self.at + 1..];
        let length = rest
            .bytes()
            .take_while(|byte| in_word(*byte) && *byte != b'$')
            .count();
        let parameter = rest.starts_with(|first: char| first.is_ascii_digit());
        let closed = rest.as_bytes().get(length) == Some(&b'$');
        (closed && !parameter).then(|| &self.text[self.at..self.at + length + 2])
    }

    /// Passes over what opens here, if it is a quote of the dialect.
    fn skip_quote(&mut self, first: u8) -> Option<(Kind, Option<()>)> {
        let mysql = self.dialect == Dialect::Mysql;
        let (kind, close, backslash) = match first {
            b'\'' => (Kind::Text, b'\'', mysql),
            b'"' if mysql => (Kind::Text, b'"', true),
            b'"' => (Kind::Name, b'"', false),
            b'`' if self.dialect != Dialect::Postgres => (Kind::Name, b'`', false),
            b'[' if self.dialect == Dialect::Sqlite => (Kind::Name, b']', false),
            _ => return None,
        };
        self.at += 1;
        Some((kind, self.skip_quoted(close, backslash)))
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
        if let Some(quoted) = self.skip_quote(first) {
            return quoted;
        }
        if in_word(first) && first != b'$' {
            self.skip_word();
            let escapes = self.dialect == Dialect::Postgres
                && self.text[start..self.at].eq_ignore_ascii_case("e");
            if escapes && self.byte(0) == Some(b'\'') {
                self.at += 1;
                return (Kind::Text, self.skip_quoted(b'\'', true));
            }
            return (Kind::Word, Some(()));
        }
        if first == b'$'
            && self.dialect == Dialect::Postgres
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
}

/// Whether a byte belongs to a word; those of characters beyond ASCII all do.
fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str, dialect: Dialect) -> Vec<String> {
        let lexemes = Scanner::new(text, dialect);
        lexemes
            .map(|one| format!("{:?} {}", one.kind, &text[one.range]))
            .collect()
    }

    #[test]
    fn each_dialect_has_its_quotes_and_comments() {
        use Dialect::*;
        let cases = [
            (Sqlite, "[a]]b", "Name [a] | Symbol ] | Word b"),
            (
                Sqlite,
                "`a` 'it''s' -- x\n;",
                "Name `a` | Text 'it''s' | Terminator ;",
            ),
            (Sqlite, r"'a\' b", r"Text 'a\' | Word b"),
            (Sqlite, "\u{feff}a /* b /* */ c", "Word a | Word c"),
            (Postgres, "a /* b /* */ */ c", "Word a | Word c"),
            (Postgres, r"E'a\'b' 'c\'", r"Text E'a\'b' | Text 'c\'"),
            (
                Postgres,
                "$$;$$ $x$ $$ $x$ a$b",
                "Text $$;$$ | Text $x$ $$ $x$ | Word a$b",
            ),
            (
                Postgres,
                "$1$2 [a",
                "Symbol $ | Word 1$2 | Symbol [ | Word a",
            ),
            (
                Mysql,
                r#"'a\'b' "c\"d" # e"#,
                r#"Text 'a\'b' | Text "c\"d""#,
            ),
            (Mysql, "5--3 -- x", "Word 5 | Symbol - | Symbol - | Word 3"),
            (
                Mysql,
                "/*!40101 a*/;",
                "Version /*!40101 | Word a | Version */ | Terminator ;",
            ),
            (
                Mysql,
                "/*M!999999\\- enable the sandbox mode */ a",
                "Word a",
            ),
            (Mysql, "a /*+ hint */ b", "Word a | Word b"),
        ];
        for (dialect, text, expected) in cases {
            assert_eq!(
                scan(text, dialect).join(" | "),
                expected,
                "{dialect}: {text}"
            );
        }
    }

    #[test]
    fn what_is_never_closed_runs_to_the_end() {
        use Dialect::*;
        let cases = [
            (Sqlite, "'a | \"a'' | [a | /* a"),
            (Postgres, r"$a$ b $$ | /* /* */ | E'\'"),
            (Mysql, r"'\' | `a"),
        ];
        for (dialect, texts) in cases {
            for text in texts.split(" | ") {
                let open = format!("Open {text} 列");
                let text = format!("x {text} 列");
                assert_eq!(
                    scan(&text, dialect).last(),
                    Some(&open),
                    "{dialect}: {text}"
                );
            }
        }
    }

    #[test]
    fn a_delimiter_ends_statements_even_inside_what_could_be_a_word() {
        let mut scanner = Scanner::new("a; END$$", Dialect::Mysql);
        scanner.set_delimiter("$$");
        let kinds: Vec<Kind> = scanner.map(|lexeme| lexeme.kind).collect();
        assert_eq!(
            kinds,
            [Kind::Word, Kind::Symbol, Kind::Word, Kind::Terminator]
        );
    }
}
