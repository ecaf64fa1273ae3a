//! Which token comes next, and what should stand there instead?
//!
//! A cursor over the tokens of one statement: words compared as text, spans in bytes, errors in our manner.

use std::ops::Range;

use sqlparser::tokenizer::Token;

use crate::{
    diagnostic::{Code, Diagnostic, nearest},
    dialect::Dialect,
    source::{SourceFile, Span},
};

use super::{
    Result,
    ddl::{Name, ObjectName},
    split::Piece,
    statement,
    tokens::{self, Placed},
};

#[derive(Clone)]
pub(super) struct Reader<'a> {
    source: &'a SourceFile,
    tokens: Vec<Placed>,
    at: usize,
    pub(super) dialect: Dialect,
    /// The whole statement.
    pub(super) span: Span,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a SourceFile, piece: &Piece, dialect: Dialect) -> Result<Self> {
        let tokens = tokens::tokens(source, piece, dialect)?;
        Ok(Self {
            source,
            tokens,
            at: 0,
            dialect,
            span: piece.span,
        })
    }

    /// A reader of some of the tokens alone.
    pub(super) fn part(&self, from: usize, to: usize) -> Reader<'a> {
        let (tokens, span) = (self.tokens[from..to].to_vec(), self.span(from..to));
        Reader {
            source: self.source,
            tokens,
            at: 0,
            dialect: self.dialect,
            span,
        }
    }

    /// How many tokens are behind; places in the statement are ranges of these.
    pub(super) fn index(&self) -> usize {
        self.at
    }

    pub(super) fn peek(&self, ahead: usize) -> &Token {
        self.token(self.at + ahead)
    }

    pub(super) fn at_end(&self) -> bool {
        *self.peek(0) == Token::EOF
    }

    pub(super) fn advance(&mut self) {
        self.at += usize::from(!self.at_end());
    }

    /// A word without quotes that comes next, or so many tokens later.
    pub(super) fn word(&self, ahead: usize) -> Option<&str> {
        match self.peek(ahead) {
            Token::Word(word) if word.quote_style.is_none() => Some(&word.value),
            _ => None,
        }
    }

    /// Whether these words come next: `NOT NULL`.
    pub(super) fn at(&self, words: &str) -> bool {
        words.split(' ').enumerate().all(|(ahead, word)| {
            self.word(ahead)
                .is_some_and(|found| found.eq_ignore_ascii_case(word))
        })
    }

    /// Whether one of these words comes next.
    pub(super) fn at_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.at(word))
    }

    /// Passes over these words if they come next.
    pub(super) fn eat(&mut self, words: &str) -> bool {
        let found = self.at(words);
        if found {
            words.split(' ').for_each(|_| self.advance());
        }
        found
    }

    /// Passes over the one of these words that comes next.
    pub(super) fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    /// Passes over `IF EXISTS` or `IF NOT EXISTS`; an IF that goes on otherwise is no name but a slip.
    pub(super) fn eat_condition(&mut self, words: &str) -> Result<bool> {
        let found = self.eat(words);
        match !found && self.at("IF") && self.word(1).is_some() {
            true => Err(self.expected_at(self.at + 1, &format!("`{words}`"))),
            false => Ok(found),
        }
    }

    pub(super) fn expect(&mut self, words: &str) -> Result<()> {
        match self.eat(words) {
            true => Ok(()),
            false => Err(self.expected(&format!("`{words}`"))),
        }
    }

    pub(super) fn eat_token(&mut self, token: &Token) -> bool {
        let found = self.peek(0) == token;
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn expect_token(&mut self, token: &Token) -> Result<()> {
        match self.eat_token(token) {
            true => Ok(()),
            false => Err(self.expected(&format!("`{token}`"))),
        }
    }

    /// Passes over a parenthesis and all in it, if one opens here.
    pub(super) fn eat_group(&mut self) -> Result<bool> {
        let group = *self.peek(0) == Token::LParen;
        if group {
            self.group()?;
        }
        Ok(group)
    }

    /// The tokens in a parenthesis that must open here.
    pub(super) fn group(&mut self) -> Result<Range<usize>> {
        let opening = self.index();
        self.expect_token(&Token::LParen)?;
        let mut depth = 1;
        while depth > 0 {
            match self.peek(0) {
                Token::LParen => depth += 1,
                Token::RParen => depth -= 1,
                Token::EOF => return Err(self.never_closed(opening)),
                _ => {}
            }
            self.advance();
        }
        Ok(opening + 1..self.index() - 1)
    }

    /// The fault of a parenthesis that the statement ends in.
    pub(super) fn never_closed(&self, opening: usize) -> Box<Diagnostic> {
        let opening = self.span(opening..opening + 1);
        Box::new((*self.expected("`)`")).related(opening, "to close this"))
    }

    /// A name, in quotes or not. SQLite reads a string as a name where only a name can stand, and so does MySQL in its
    /// ANSI mode.
    pub(super) fn name(&mut self) -> Result<Name> {
        let (text, quoted) = match (self.peek(0), self.dialect) {
            (Token::Word(word), _) => (word.value.clone(), word.quote_style.is_some()),
            (Token::SingleQuotedString(text), Dialect::Sqlite) => (text.clone(), true),
            (Token::DoubleQuotedString(text), Dialect::Mysql) => (text.clone(), true),
            _ => return Err(self.expected("a name")),
        };
        let span = self.span(self.index()..self.index() + 1);
        self.advance();
        Ok(Name { text, quoted, span })
    }

    /// `table`, `schema.table` or `database.schema.table`, without the database.
    pub(super) fn object_name(&mut self) -> Result<ObjectName> {
        let (mut schema, mut name) = (None, self.name()?);
        while self.eat_token(&Token::Period) {
            schema = Some(std::mem::replace(&mut name, self.name()?));
        }
        Ok(ObjectName { schema, name })
    }

    /// `table.column` or `schema.table.column`.
    pub(super) fn column_name(&mut self) -> Result<(ObjectName, Name)> {
        let first = self.name()?;
        let mut table = ObjectName {
            schema: None,
            name: first,
        };
        self.expect_token(&Token::Period)?;
        let mut column = self.name()?;
        while self.eat_token(&Token::Period) {
            let name = std::mem::replace(&mut column, self.name()?);
            table = ObjectName {
                schema: Some(table.name),
                name,
            };
        }
        Ok((table, column))
    }

    /// Names with commas between.
    pub(super) fn object_names(&mut self) -> Result<Vec<ObjectName>> {
        let mut names = vec![self.object_name()?];
        while self.eat_token(&Token::Comma) {
            names.push(self.object_name()?);
        }
        Ok(names)
    }

    /// `(a, b)`.
    pub(super) fn columns(&mut self) -> Result<Vec<Name>> {
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

    /// A string literal's value.
    pub(super) fn string(&mut self) -> Result<String> {
        let text = match self.peek(0) {
            Token::SingleQuotedString(text) | Token::DoubleQuotedString(text) => text.clone(),
            Token::NationalStringLiteral(text) | Token::EscapedStringLiteral(text) => text.clone(),
            Token::UnicodeStringLiteral(text) => text.clone(),
            Token::DollarQuotedString(text) => text.value.clone(),
            _ => return Err(self.expected("a string")),
        };
        self.advance();
        Ok(text)
    }

    /// A token by its number.
    pub(super) fn token(&self, index: usize) -> &Token {
        self.tokens
            .get(index)
            .map_or(&Token::EOF, |placed| &placed.token)
    }

    /// The bytes from the first of the tokens to the last.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        let end = self.span.end;
        let start = self
            .tokens
            .get(tokens.start)
            .map_or(end, |token| token.start);
        let end = match self.tokens.get(tokens) {
            Some([.., last]) => last.end,
            Some([]) => start,
            None => end,
        };
        Span {
            start,
            end,
            ..self.span
        }
    }

    /// The tokens as written, with one space where there is white space or a comment.
    pub(super) fn text(&self, tokens: Range<usize>) -> String {
        let mut text = String::new();
        let mut end = None;
        for token in &self.tokens[tokens] {
            if end.is_some_and(|end| end < token.start) {
                text.push(' ');
            }
            text.push_str(&self.source.text()[token.start..token.end]);
            end = Some(token.end);
        }
        text
    }

    /// The fault that something else should come next.
    pub(super) fn expected(&self, what: &str) -> Box<Diagnostic> {
        self.expected_at(self.at, what)
    }

    /// The fault that something else should come next, and perhaps one of these words was meant.
    pub(super) fn expected_one_of(&self, what: &str, words: &[&str]) -> Box<Diagnostic> {
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
    pub(super) fn expected_end(&self) -> Box<Diagnostic> {
        let fault = self.expected("the end of the statement");
        match statement::beginnings().any(|word| self.at(word)) {
            true => Box::new(fault.help("if this is another statement, write a `;` before it")),
            false => fault,
        }
    }

    /// The fault that something else should stand where a token is.
    pub(super) fn expected_at(&self, index: usize, what: &str) -> Box<Diagnostic> {
        let span = self.span(index..index + 1);
        let found = match self.token(index) {
            Token::EOF => "the end of the statement".to_string(),
            _ => format!("`{}`", &self.source.text()[span.start..span.end]),
        };
        let message = format!("expected {what}, found {found}");
        Box::new(Diagnostic::new(Code::SYNTAX, message).at(span, format!("expected {what}")))
    }
}
