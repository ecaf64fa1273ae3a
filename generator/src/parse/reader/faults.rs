//! What should stand here instead?

use sqlparser::tokenizer::Token;

use crate::{
    diagnostic::{Code, Diagnostic, nearest},
    parse::statement,
};

use super::Reader;

impl Reader<'_> {
    /// The fault that something else should come next.
    pub(in crate::parse) fn expected(&self, what: &str) -> Box<Diagnostic> {
        self.expected_at(self.at, what)
    }

    /// The fault that something else should come next, and perhaps one of these words was meant.
    pub(in crate::parse) fn expected_one_of(&self, what: &str, words: &[&str]) -> Box<Diagnostic> {
        let fault = self.expected(what);
        let word = self.word(0).unwrap_or_default();
        match nearest(word, words.iter().copied()) {
            Some(meant) if !meant.eq_ignore_ascii_case(word) => {
                Box::new(fault.help(format!("did you mean `{meant}`?")))
            }
            _ => fault,
        }
    }

    /// The fault that the statement goes on.
    pub(in crate::parse) fn expected_end(&self) -> Box<Diagnostic> {
        let fault = self.expected("the end of the statement");
        match statement::beginnings().any(|word| self.at(word)) {
            true => Box::new(fault.help("if this is another statement, write a `;` before it")),
            false => fault,
        }
    }

    /// The fault that something else should stand where a token is.
    pub(in crate::parse) fn expected_at(&self, index: usize, what: &str) -> Box<Diagnostic> {
        let span = self.span(index..index + 1);
        let found = match self.token(index) {
            Token::EOF => "the end of the statement".to_string(),
            _ => format!("`{}`", &self.source.text()[span.start..span.end]),
        };
        let message = format!("expected {what}, found {found}");
        Box::new(Diagnostic::new(Code::SYNTAX, message).at(span, format!("expected {what}")))
    }

    /// The fault of a parenthesis that the statement ends in.
    pub(in crate::parse) fn never_closed(&self, opening: usize) -> Box<Diagnostic> {
        let opening = self.span(opening..opening + 1);
        Box::new((*self.expected("`)`")).related(opening, "to close this"))
    }
}
