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
                let single = quote == b']' && self.dialect != Dialect::Mssql;
                if self.byte(0) != Some(quote) || single {
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

    /// Whether `[name]` comes, of Sybase's and SQL Anywhere's, and no array or subscript.
    fn at_bracketed_name(&self) -> bool {
        let bytes = self.text.as_bytes();
        let subscript = self.at > 0 && in_word(bytes[self.at - 1]);
        let named = |byte: &u8| in_word(*byte) || *byte == b' ';
        let rest = &bytes[self.at + 1..];
        let length = rest.iter().take(128).take_while(|byte| named(byte)).count();
        let word = rest
            .first()
            .is_some_and(|first| in_word(*first) && !first.is_ascii_digit());
        !subscript && word && rest.get(length) == Some(&b']')
    }

    /// Passes over what opens here, if it is a quote of the dialect.
    pub(super) fn skip_quote(&mut self, first: u8) -> Option<(Kind, Option<()>)> {
        let dialect = self.dialect;
        let mysql = dialect == Dialect::Mysql;
        let backtick = matches!(dialect, Dialect::Sqlite | Dialect::Mysql | Dialect::Generic);
        let (kind, close, backslash) = match first {
            b'\'' => (Kind::Text, b'\'', mysql || dialect == Dialect::Snowflake),
            b'"' if mysql => (Kind::Text, b'"', true),
            b'"' => (Kind::Name, b'"', false),
            b'`' if backtick => (Kind::Name, b'`', false),
            b'[' if matches!(dialect, Dialect::Sqlite | Dialect::Mssql) => {
                (Kind::Name, b']', false)
            }
            b'[' if dialect == Dialect::Generic && self.at_bracketed_name() => {
                (Kind::Name, b']', false)
            }
            _ => return None,
        };
        self.at += 1;
        Some((kind, self.skip_quoted(close, backslash)))
    }

    /// Passes over Oracle's `q'[it's]'`, from its quote on.
    pub(super) fn skip_custom_quote(&mut self) -> Option<()> {
        self.at += 1;
        let close = match self.byte(0)? {
            b'[' => b']',
            b'(' => b')',
            b'{' => b'}',
            b'<' => b'>',
            other => other,
        };
        self.at += 1;
        while self.byte(0)? != close || self.byte(1)? != b'\'' {
            self.at += 1;
        }
        self.at += 2;
        Some(())
    }
}
