//! What is passed over between lexemes?

use crate::dialect::Dialect;

use super::Scanner;

impl<'a> Scanner<'a> {
    /// Passes over white space and comments; gives the start of a comment that is never closed.
    pub(super) fn skip_blanks(&mut self) -> Result<(), usize> {
        while let Some(byte) = self.byte(0) {
            let start = self.at;
            if byte.is_ascii_whitespace() || byte == 0x0B {
                self.at += 1;
            } else if self.starts_with("\u{feff}") {
                self.at += "\u{feff}".len();
            } else if self.at_line_comment() {
                self.take_line();
            } else if self.at_braces() {
                let length = self.text[self.at..].find('}').ok_or(start)?;
                self.at += length + 1;
            } else if self.starts_with("/*") && !self.at_version() {
                self.skip_block_comment().ok_or(start)?;
            } else {
                break;
            }
        }
        Ok(())
    }

    /// At a comment of Informix'.
    fn at_braces(&self) -> bool {
        let open = self.dialect == Dialect::Generic && self.byte(0) == Some(b'{');
        open && self
            .byte(1)
            .is_some_and(|next| next.is_ascii_whitespace() || next == b'}')
    }

    fn at_line_comment(&self) -> bool {
        match self.dialect {
            // `5--3` is a subtraction in MySQL.
            Dialect::Mysql => {
                self.byte(0) == Some(b'#')
                    || self.starts_with("--") && self.byte(2).is_none_or(|next| next <= b' ')
            }
            Dialect::Generic => {
                let hash = self.byte(0) == Some(b'#');
                hash && self.byte(1).is_none_or(|next| next <= b' ') || self.starts_with("--")
            }
            Dialect::Snowflake => self.starts_with("--") || self.starts_with("//"),
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
    pub(super) fn version_marker(&self) -> &'a str {
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
        let nests = self.dialect.is_postgres() || self.dialect == Dialect::Mssql;
        let mut depth = 0;
        loop {
            if self.starts_with("/*") && (depth == 0 || nests) {
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
}
