//! What is in quotes?

use crate::dialect::Dialect;

use super::{Kind, Scanner, in_word};

impl<'a> Scanner<'a> {
    /// Passes over a quoted stretch, from behind its opening quote to behind its closing one. A doubled quote is none.
    pub(super) fn skip_quoted(&mut self, quote: u8, backslash: bool) -> Option<()> {
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
    pub(super) fn dollar_tag(&self) -> Option<&'a str> {
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
    pub(super) fn skip_quote(&mut self, first: u8) -> Option<(Kind, Option<()>)> {
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
