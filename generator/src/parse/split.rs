//! Where does each statement of a script begin and end?
//!
//! This is the one place that knows the manners of the clients that scripts are written for: mysql's DELIMITER, psql's
//! meta-commands and COPY data, the dots of the sqlite3 shell. It walks over a text once.

use std::ops::Range;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    source::{SourceFile, Span},
};

use super::{
    body::Body,
    scan::{Kind, Lexeme, Scanner},
    statement,
};

/// How far into a statement the words are kept that tell what it is.
const HEAD: usize = 16;

/// A statement as a stretch of text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// From its first word to its last, without the terminator.
    pub(super) span: Span,
    /// Its first words, in upper case; of a client's command the first word only: `\connect`, `.read`.
    pub(super) head: Vec<String>,
    /// The bytes of `/*!40101` and `*/` in it, which are no code while what stands between them is.
    pub(super) versions: Vec<Range<usize>>,
}

/// The statements of a script, in its order. What is never closed is an error and ends the script.
pub(super) fn split(
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
            return Err(body_never_closed(&piece));
        }
        let only_versions = piece.head.is_empty() && !piece.versions.is_empty();
        let span = piece.span;
        if !only_versions {
            self.pieces.push(piece);
        }
        match copies && self.scanner.skip_copied_data().is_none() {
            true => Err(copy_never_ends(span)),
            false => Ok(()),
        }
    }

    /// The fault of a quote or comment that is opened here.
    fn never_closed(&self, range: Range<usize>) -> Box<Diagnostic> {
        let text = &self.text[range.clone()];
        let (what, opening, close) = match text.as_bytes() {
            [b'/', ..] => ("comment", 2, "*/".to_string()),
            [b'$', ..] => {
                let tag = 2 + text[1..].find('$').unwrap_or(0);
                ("dollar quote", tag, text[..tag].to_string())
            }
            [b'[', ..] => ("name in brackets", 1, "]".to_string()),
            [b'e' | b'E', ..] => ("string", 2, "'".to_string()),
            [b'\'', ..] => ("string", 1, "'".to_string()),
            _ => ("quote", 1, text[..1].to_string()),
        };
        let span = Span {
            file: self.file,
            start: range.start,
            end: range.start + opening,
        };
        let message = format!("this {what} is never closed");
        let help = format!(
            "close it with `{close}`; if {} reads it differently, state the dialect with `--dialect`",
            self.dialect.title()
        );
        let label = format!("expected `{close}` before the end of the script");
        Box::new(
            Diagnostic::new(Code::UNTERMINATED, message)
                .at(span, label)
                .help(help),
        )
    }
}

fn body_never_closed(piece: &Piece) -> Box<Diagnostic> {
    let message = "the body of this statement is never closed";
    let help = "close each BEGIN and CASE with END; what follows them to the end of the script is not read";
    Box::new(
        Diagnostic::new(Code::UNTERMINATED, message)
            .at(piece.span, "expected `END` before the end of the script")
            .help(help),
    )
}

fn copy_never_ends(span: Span) -> Box<Diagnostic> {
    let message = "the data of this COPY never end";
    let label = "expected a line `\\.` after the data";
    Box::new(
        Diagnostic::new(Code::UNTERMINATED, message)
            .at(span, label)
            .help("end the data with a line that holds `\\.` alone"),
    )
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

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{Mysql, Postgres, Sqlite};

    fn pieces(text: &str, dialect: Dialect) -> (Vec<String>, Vec<Diagnostic>) {
        let mut diagnostics = Diagnostics::default();
        let pieces = split(&SourceFile::new("t", text), 0, dialect, &mut diagnostics);
        let texts = pieces
            .iter()
            .map(|piece| text[piece.span.start..piece.span.end].to_string());
        (texts.collect(), diagnostics.into_sorted())
    }

    #[test]
    fn statements_end_where_their_client_ends_them() {
        let cases: &[(Dialect, &str, &[&str])] = &[
            (
                Sqlite,
                "\u{feff}a 1;\r\n;; b ';' -- ;\n/* ; */",
                &["a 1", "b ';'"],
            ),
            (
                Sqlite,
                ".mode list\nSELECT 1;\n",
                &[".mode list", "SELECT 1"],
            ),
            (
                Sqlite,
                "CREATE TRIGGER t AFTER INSERT ON a WHEN CASE WHEN 1 THEN 2 END BEGIN SELECT CASE x WHEN 1 THEN 2 END; END; b;",
                &[
                    "CREATE TRIGGER t AFTER INSERT ON a WHEN CASE WHEN 1 THEN 2 END BEGIN SELECT CASE x WHEN 1 THEN 2 END; END",
                    "b",
                ],
            ),
            (
                Sqlite,
                "BEGIN; CREATE TABLE t (a); END; c",
                &["BEGIN", "CREATE TABLE t (a)", "END", "c"],
            ),
            (
                Postgres,
                "\\connect x\nSELECT 1 \\g\na;",
                &["\\connect x", "SELECT 1", "\\g", "a"],
            ),
            (
                Postgres,
                "COPY t (a) FROM stdin;\n1;\t'\n\\.\nb;",
                &["COPY t (a) FROM stdin", "b"],
            ),
            (
                Postgres,
                "CREATE FUNCTION f() BEGIN ATOMIC a; b; END; c;",
                &["CREATE FUNCTION f() BEGIN ATOMIC a; b; END", "c"],
            ),
            (
                Postgres,
                "CREATE FUNCTION f() AS $$ BEGIN a; END $$; c;",
                &["CREATE FUNCTION f() AS $$ BEGIN a; END $$", "c"],
            ),
            (
                Mysql,
                "DELIMITER //\na; b//\ndelimiter ;\nc; d",
                &["DELIMITER //", "a; b", "delimiter ;", "c", "d"],
            ),
            (
                Mysql,
                "CREATE PROCEDURE p() BEGIN IF a THEN b; END IF; CASE x WHEN 1 THEN y; END CASE; BEGIN END; END; c",
                &[
                    "CREATE PROCEDURE p() BEGIN IF a THEN b; END IF; CASE x WHEN 1 THEN y; END CASE; BEGIN END; END",
                    "c",
                ],
            ),
            (
                Mysql,
                "/*!40101 SET a */;/*!50003 b ; */ ; c",
                &["/*!40101 SET a */", "/*!50003 b", "c"],
            ),
        ];
        for (dialect, text, expected) in cases {
            let (pieces, diagnostics) = pieces(text, *dialect);
            assert_eq!(pieces, *expected, "{dialect}: {text}");
            assert!(diagnostics.is_empty(), "{diagnostics:?}");
        }
    }

    #[test]
    fn what_is_never_closed_is_a_fault_at_its_opening() {
        let cases = [
            (Sqlite, "a; b 'c; d", 5..6),
            (Sqlite, "a; /* c; d", 3..5),
            (Postgres, "a; $x$ c; $$", 3..6),
            (
                Sqlite,
                "CREATE TRIGGER t BEGIN a; CREATE TABLE b (c);",
                0..45,
            ),
            (Postgres, "COPY t FROM stdin;\n1\n", 0..17),
        ];
        for (dialect, text, range) in cases {
            let (_, diagnostics) = pieces(text, dialect);
            let [fault] = &diagnostics[..] else {
                panic!("{text}: {diagnostics:?}")
            };
            let span = fault.place.as_ref().expect("a place").0;
            assert_eq!(
                (fault.code(), span.start..span.end),
                ("E0102", range),
                "{text}"
            );
        }
    }
}
