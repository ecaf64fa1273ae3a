//! What is opened and never closed?

use std::ops::Range;

use crate::{
    diagnostic::{Code, Diagnostic},
    source::Span,
};

use super::{Piece, Splitter};

impl Splitter<'_> {
    /// The fault of a quote or comment that is opened here.
    pub(super) fn never_closed(&self, range: Range<usize>) -> Box<Diagnostic> {
        let text = &self.text[range.clone()];
        let (what, opening, close) = match text.as_bytes() {
            [b'/', ..] => ("comment", 2, "*/".to_string()),
            [b'$', ..] => {
                let tag = 2 + text[1..].find('$').unwrap_or(0);
                ("dollar quote", tag, text[..tag].to_string())
            }
            [b'{', ..] => ("comment", 1, "}".to_string()),
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

pub(super) fn body_never_closed(piece: &Piece) -> Box<Diagnostic> {
    let message = "the body of this statement is never closed";
    let help = "close each BEGIN and CASE with END; what follows them to the end of the script is not read";
    Box::new(
        Diagnostic::new(Code::UNTERMINATED, message)
            .at(piece.span, "expected `END` before the end of the script")
            .help(help),
    )
}

pub(super) fn copy_never_ends(span: Span) -> Box<Diagnostic> {
    let message = "the data of this COPY never end";
    let label = "expected a line `\\.` after the data";
    Box::new(
        Diagnostic::new(Code::UNTERMINATED, message)
            .at(span, label)
            .help("end the data with a line that holds `\\.` alone"),
    )
}
