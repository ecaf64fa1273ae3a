//! What is wrong with the input, where, and what to do about it?
//!
//! Every stage reports through one [`Diagnostics`], so that a run tells all its faults at once.

mod code;
#[cfg(feature = "cli")]
mod json;
mod nearest;
mod render;
mod short;

pub(crate) use code::Code;
#[cfg(feature = "cli")]
pub(crate) use json::{json, json_remark};
pub(crate) use nearest::nearest;
pub(crate) use render::render;
pub(crate) use short::short;

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something to know; the models are what the script says.
    Note,
    /// The models may not be what was meant.
    Warning,
    /// Nothing is written.
    Error,
}

impl Severity {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One fault or remark, with its place in the script.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub(crate) code: Code,
    /// What is wrong, in one line: lower case, no full stop, names in back-ticks.
    pub(crate) message: String,
    /// The text to underline, and what to say beside it (may be empty).
    pub(crate) place: Option<(Span, String)>,
    /// Other text that explains it: the first definition of a table that is defined twice.
    pub(crate) related: Vec<(Span, String)>,
    /// What to do.
    pub(crate) help: Vec<String>,
}

impl Diagnostic {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: line(message.into()),
            place: None,
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Underlines `span`, with `label` beside it.
    pub(crate) fn at(mut self, span: Span, label: impl Into<String>) -> Self {
        self.place = Some((span, line(label.into())));
        self
    }

    pub(crate) fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, line(label.into())));
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The diagnostic of a file by the number that the file has after all.
    pub(crate) fn in_file(mut self, file: usize) -> Self {
        let places = self.place.iter_mut().chain(&mut self.related);
        places.for_each(|(span, _)| span.file = file);
        self
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity
    }

    /// `E0101`: the code that the documentation explains.
    pub fn code(&self) -> &'static str {
        self.code.id
    }

    /// Which of the sources it speaks of, by its place among them; `None` where it speaks of all. The file of the options
    /// comes after all others.
    pub fn source(&self) -> Option<usize> {
        self.place.as_ref().map(|(span, _)| span.file)
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// The most characters that a message or label has.
const LONGEST: usize = 300;

/// A text in one line of bearable length, whatever a script calls its tables.
fn line(text: String) -> String {
    let end = text.char_indices().nth(LONGEST).map(|(end, _)| end);
    if end.is_none() && !text.contains(char::is_control) {
        return text;
    }
    let whole = &text[..end.unwrap_or(text.len())];
    let line = whole.replace(char::is_control, " ");
    match end {
        Some(_) => line + "…",
        None => line,
    }
}

/// Collects the diagnostics of a run.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(diagnostics);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|one| one.severity() == Severity::Error)
    }

    /// How many are errors.
    pub(crate) fn errors(&self) -> usize {
        self.list
            .iter()
            .filter(|one| one.severity() == Severity::Error)
            .count()
    }

    /// In the order of the source, those without a place first, and before all what explains many of them: that another
    /// dialect was meant.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        let leads = |one: &Diagnostic| one.code == Code::DIALECT_CONTRADICTED;
        self.list
            .sort_by_key(|one| (!leads(one), one.place.as_ref().map(|(span, _)| *span)));
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_bearable_length() {
        let message = |text: String| Diagnostic::new(Code::SYNTAX, text).message;
        assert_eq!(message("`a\r\n\u{1b}b`".to_string()), "`a   b`");
        assert_eq!(message("é".repeat(LONGEST)), "é".repeat(LONGEST));
        assert_eq!(message("é".repeat(1_000_000)), "é".repeat(LONGEST) + "…");
    }
}
