//! What name, or which value, stands here?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Name, ObjectName},
    },
};

use super::Reader;

impl Reader<'_> {
    /// A name, in quotes or not. SQLite reads a string as a name where only a name can stand, and so does MySQL in its
    /// ANSI mode.
    pub(in crate::parse) fn name(&mut self) -> Result<Name> {
        match self.word(0).filter(|word| is_reserved(word)) {
            Some(word) => {
                let help = format!("if `{word}` is a name, write it in quotes");
                Err(Box::new(self.expected("a name").help(help)))
            }
            None => self.part_of_name(),
        }
    }

    /// A name, where MySQL also has its PRIMARY without quotes: `DROP INDEX PRIMARY`.
    pub(in crate::parse) fn name_or_primary(&mut self) -> Result<Name> {
        match self.dialect == Dialect::Mysql && self.at("PRIMARY") {
            true => self.part_of_name(),
            false => self.name(),
        }
    }

    /// What stands between dots, where any word is a name.
    fn part_of_name(&mut self) -> Result<Name> {
        if self.dialect == Dialect::Generic && *self.peek(0) == Token::LBracket {
            return self.bracketed_name();
        }
        let (text, quoted) = match (self.peek(0), self.dialect) {
            (Token::Word(word), _) => (word.value.clone(), word.quote_style.is_some()),
            (Token::SingleQuotedString(text), Dialect::Sqlite) => (text.clone(), true),
            (Token::DoubleQuotedString(text), Dialect::Mysql) => (text.clone(), true),
            (Token::AtSign | Token::LBrace | Token::Placeholder(_), _) => {
                let help =
                    "if this is a placeholder, give ormgen the script with its value filled in";
                return Err(Box::new(self.expected("a name").help(help)));
            }
            _ => return Err(self.expected("a name")),
        };
        let span = self.span(self.at..self.at + 1);
        self.advance();
        Ok(Name { text, quoted, span })
    }

    /// `[name]`, which sqlparser's generic dialect takes for an array.
    fn bracketed_name(&mut self) -> Result<Name> {
        let from = self.at;
        while !self.eat_token(&Token::RBracket) {
            if self.at_end() {
                return Err(self.expected("`]`"));
            }
            self.advance();
        }
        let span = self.span(from..self.at);
        let text = self.source.text()[span.start + 1..span.end - 1].to_string();
        Ok(Name {
            text,
            quoted: true,
            span,
        })
    }

    /// `table`, `schema.table` or `database.schema.table`, without the database.
    pub(in crate::parse) fn object_name(&mut self) -> Result<ObjectName> {
        let (mut schema, mut name) = (None, self.name()?);
        while self.eat_token(&Token::Period) {
            // SQL Server's `database..table`.
            if !(self.dialect == Dialect::Mssql && *self.peek(0) == Token::Period) {
                schema = Some(std::mem::replace(&mut name, self.part_of_name()?));
            }
        }
        Ok(ObjectName { schema, name })
    }

    /// `table.column` or `schema.table.column`.
    pub(in crate::parse) fn column_name(&mut self) -> Result<(ObjectName, Name)> {
        let first = self.name()?;
        let mut table = ObjectName {
            schema: None,
            name: first,
        };
        self.expect_token(&Token::Period)?;
        let mut column = self.part_of_name()?;
        while self.eat_token(&Token::Period) {
            let name = std::mem::replace(&mut column, self.part_of_name()?);
            table = ObjectName {
                schema: Some(table.name),
                name,
            };
        }
        Ok((table, column))
    }

    /// Names with commas between.
    pub(in crate::parse) fn object_names(&mut self) -> Result<Vec<ObjectName>> {
        let mut names = vec![self.object_name()?];
        while self.eat_token(&Token::Comma) {
            names.push(self.object_name()?);
        }
        Ok(names)
    }

    /// `(a, b)`.
    pub(in crate::parse) fn columns(&mut self) -> Result<Vec<Name>> {
        self.expect_token(&Token::LParen)?;
        let mut names = vec![self.name()?];
        while self.eat_token(&Token::Comma) {
            names.push(self.name()?);
        }
        match self.eat_token(&Token::RParen) {
            true => Ok(names),
            false => Err(self.expected("`,` or `)`")),
        }
    }

    /// A string literal's value. PostgreSQL takes those of lines below each other for one: `'a'` and `'b'` for `'ab'`.
    pub(in crate::parse) fn string(&mut self) -> Result<String> {
        let mut text = match self.peek(0) {
            Token::SingleQuotedString(text) | Token::DoubleQuotedString(text) => text.clone(),
            Token::NationalStringLiteral(text) | Token::EscapedStringLiteral(text) => text.clone(),
            Token::UnicodeStringLiteral(text) => text.clone(),
            Token::DollarQuotedString(text) => text.value.clone(),
            Token::QuoteDelimitedStringLiteral(text)
            | Token::NationalQuoteDelimitedStringLiteral(text) => text.value.clone(),
            // Of Spark's and BigQuery's.
            Token::Word(word)
                if self.dialect == Dialect::Generic && word.quote_style == Some('"') =>
            {
                word.value.clone()
            }
            _ => return Err(self.expected("a string")),
        };
        self.advance();
        while let Some(more) = self.continuation() {
            text.push_str(more);
            self.advance();
        }
        Ok(text)
    }

    /// What comes next, if it continues the string literal before it. In the same line it does not: a comma is missing.
    pub(in crate::parse) fn continuation(&self) -> Option<&str> {
        let Token::SingleQuotedString(more) = self.peek(0) else {
            return None;
        };
        let next = self.index();
        let before = self.span(next.checked_sub(1)?..next).end;
        let between = &self.source.text()[before..self.span(next..next + 1).start];
        (self.dialect.is_postgres() && between.contains('\n')).then_some(more)
    }
}

/// Whether a word can be a name in no dialect unless it is in quotes.
pub(in crate::parse) fn is_reserved(word: &str) -> bool {
    let reserved = [
        "CHECK",
        "CONSTRAINT",
        "CREATE",
        "DEFAULT",
        "FOREIGN",
        "NOT",
        "NULL",
        "PRIMARY",
        "REFERENCES",
        "SELECT",
        "TABLE",
        "UNIQUE",
    ];
    reserved.iter().any(|one| word.eq_ignore_ascii_case(one))
}
