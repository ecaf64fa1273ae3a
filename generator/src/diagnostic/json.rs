//! How is a diagnostic told to a program? As an object of JSON in a line; docs/diagnostics/README.md describes it.

use serde::Serialize;

use super::{Diagnostic, Severity};
use crate::source::{SourceFile, Span};

/// What is told, of a place in a script or of none.
#[derive(Debug, Serialize)]
struct Message<'a> {
    code: Option<&'a str>,
    severity: &'static str,
    message: &'a str,
    place: Option<Place<'a>>,
    related: Vec<Place<'a>>,
    help: Vec<&'a str>,
}

/// A stretch of a script: lines and columns from 1, columns count characters, the end is the first that is outside.
#[derive(Debug, Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    label: &'a str,
}

/// `{"code":"E0102","severity":"error","message":…}` and a line break.
pub(crate) fn json(diagnostic: &Diagnostic, sources: &[SourceFile]) -> String {
    let related = diagnostic.related.iter();
    line(&Message {
        code: Some(diagnostic.code()),
        severity: diagnostic.severity().name(),
        message: diagnostic.message(),
        place: diagnostic
            .place
            .as_ref()
            .and_then(|place| Place::new(place, sources)),
        related: related
            .filter_map(|place| Place::new(place, sources))
            .collect(),
        help: diagnostic.help.iter().map(String::as_str).collect(),
    })
}

/// What a run tells beside its diagnostics, in the same form.
pub(crate) fn json_remark(severity: Severity, message: &str) -> String {
    line(&Message {
        code: None,
        severity: severity.name(),
        message,
        place: None,
        related: Vec::new(),
        help: Vec::new(),
    })
}

/// Text, numbers and lists are all there is, which JSON has a form for.
fn line(message: &Message<'_>) -> String {
    serde_json::to_string(message).unwrap_or_default() + "\n"
}

impl<'a> Place<'a> {
    fn new((span, label): &'a (Span, String), sources: &'a [SourceFile]) -> Option<Self> {
        let source = sources.get(span.file)?;
        let (start, end) = (source.position(span.start), source.position(span.end));
        Some(Self {
            file: source.name(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            label,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn a_diagnostic_is_a_line_whatever_it_says() {
        let sources = [SourceFile::new("a\"b.sql", "CREATE TABLE\nä (b);")];
        let span = |start, end| Span {
            file: 0,
            start,
            end,
        };
        let diagnostic = Diagnostic::new(Code::SYNTAX, "expected `\"`\n")
            .at(span(13, 15), "here")
            .related(span(0, 6), "")
            .help("write\nit");
        let expected = r#"{"code":"E0101","severity":"error","message":"expected `\"` ","place":{"file":"a\"b.sql","line":2,"column":1,"end_line":2,"end_column":2,"label":"here"},"related":[{"file":"a\"b.sql","line":1,"column":1,"end_line":1,"end_column":7,"label":""}],"help":["write\nit"]}"#;
        assert_eq!(json(&diagnostic, &sources), format!("{expected}\n"));
    }
}
