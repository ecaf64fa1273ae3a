//! Which lines end a batch of statements?

use crate::dialect::Dialect;

use super::{Scanner, in_word};

impl Scanner<'_> {
    /// How long the `GO` or `/` is that stands here alone in its line.
    pub(super) fn batch_end(&self, first: u8) -> Option<usize> {
        let go = matches!(self.dialect, Dialect::Mssql | Dialect::Generic)
            && matches!(first, b'g' | b'G');
        let slash = matches!(self.dialect, Dialect::Oracle | Dialect::Generic) && first == b'/';
        let length = match () {
            () if go && self.at_go() => 2,
            () if slash && self.byte(1) != Some(b'*') => 1,
            () => return None,
        };
        // `END;/` is written too.
        let closed = slash
            && self.text[..self.at]
                .trim_end_matches([' ', '\t'])
                .ends_with(';');
        if !closed && !self.is_first_in_line() {
            return None;
        }
        let behind = &self.text[self.at + length..];
        // `GO 5` runs the batch five times.
        let count = behind
            .trim_start_matches([' ', '\t'])
            .trim_start_matches(|digit: char| go && digit.is_ascii_digit());
        let rest = count.trim_start_matches([';', ' ', '\t', '\r']);
        let length = length + behind.len() - count.len();
        let blank = rest.is_empty() || rest.starts_with('\n') || rest.starts_with("--");
        blank.then_some(length)
    }

    fn at_go(&self) -> bool {
        let word = self.text.as_bytes().get(self.at..self.at + 2);
        word.is_some_and(|word| word.eq_ignore_ascii_case(b"go"))
            && self.byte(2).is_none_or(|next| !in_word(next))
    }

    /// Whether nothing but white space stands before this in its line.
    pub(in crate::parse) fn is_first_in_line(&self) -> bool {
        is_first_in_line(self.text, self.at)
    }
}

/// Whether nothing but white space stands before a byte in its line.
pub(in crate::parse) fn is_first_in_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '\r', '\u{feff}']);
    before.is_empty() || before.ends_with('\n')
}
