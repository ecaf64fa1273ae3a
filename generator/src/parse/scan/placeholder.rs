//! What do tools fill in before a database sees a script?

use crate::dialect::Dialect;

use super::{Scanner, in_word};

/// The longest placeholder: what opens one and closes far away is none.
const LONGEST: usize = 200;

impl Scanner<'_> {
    /// How long the placeholder is that begins here: `${schema}`, `{{ .Options }}`, `@schema` before a dot, sqlcmd's
    /// `$(name)`, SQL*Plus' `&name.`.
    pub(super) fn placeholder(&self, first: u8) -> Option<usize> {
        match first {
            b'$' if self.starts_with("${") => self.closed("${", "}"),
            b'{' if self.starts_with("{{") => self.closed("{{", "}}"),
            b'$' if self.dialect == Dialect::Mssql && self.starts_with("$(") => {
                self.closed("$(", ")")
            }
            b'@' => {
                let length = 1 + self.word_length(1);
                let dotted = length > 1 && self.byte(length) == Some(b'.');
                (dotted && self.byte(length + 1).is_some_and(in_word)).then_some(length)
            }
            b'&' if self.dialect == Dialect::Oracle => {
                let marks = if self.starts_with("&&") { 2 } else { 1 };
                let length = marks + self.word_length(marks);
                let dotted = self.byte(length) == Some(b'.');
                (length > marks).then_some(length + usize::from(dotted))
            }
            _ => None,
        }
    }

    /// The length to the end of what closes a placeholder, in the same line and before another one opens.
    fn closed(&self, open: &str, close: &str) -> Option<usize> {
        let bytes = &self.text.as_bytes()[self.at..];
        let inside = &bytes[open.len()..bytes.len().min(LONGEST)];
        for (at, byte) in inside.iter().enumerate() {
            let rest = &inside[at..];
            if *byte == b'\n' || rest.starts_with(open.as_bytes()) {
                return None;
            }
            if rest.starts_with(close.as_bytes()) {
                return Some(open.len() + at + close.len());
            }
        }
        None
    }

    fn word_length(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes()[self.at + from..].iter();
        let length = bytes
            .take_while(|byte| in_word(**byte))
            .take(LONGEST)
            .count();
        if length < LONGEST { length } else { 0 }
    }
}
