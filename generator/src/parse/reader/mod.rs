//! Which token comes next, and what should stand there instead?
//!
//! A cursor over the tokens of one statement: words compared as text, spans in bytes, errors in our manner.

use std::ops::Range;

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    source::{SourceFile, Span},
};

use super::{
    Result,
    split::{self, Piece},
    tokens::{self, Placed},
};

mod faults;
mod names;

pub(in crate::parse) use names::is_reserved;

pub(in crate::parse) struct Reader<'a> {
    source: &'a SourceFile,
    tokens: Vec<Placed>,
    at: usize,
    pub(in crate::parse) dialect: Dialect,
    /// The whole statement.
    pub(in crate::parse) span: Span,
}

impl<'a> Reader<'a> {
    pub(in crate::parse) fn new(
        source: &'a SourceFile,
        piece: &Piece,
        dialect: Dialect,
    ) -> Result<Self> {
        let tokens = tokens::tokens(source, piece, dialect)?;
        Ok(Self {
            source,
            tokens,
            at: 0,
            dialect,
            span: piece.span,
        })
    }

    /// The whole statement as it is written.
    pub(in crate::parse) fn statement(&self) -> &'a str {
        &self.source.text()[self.span.start..self.span.end]
    }

    /// A reader of some of the tokens alone.
    pub(in crate::parse) fn part(&self, from: usize, to: usize) -> Reader<'a> {
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
    pub(in crate::parse) fn index(&self) -> usize {
        self.at
    }

    /// Goes back to an earlier token.
    pub(in crate::parse) fn rewind(&mut self, index: usize) {
        self.at = index;
    }

    pub(in crate::parse) fn peek(&self, ahead: usize) -> &Token {
        self.token(self.at + ahead)
    }

    pub(in crate::parse) fn at_end(&self) -> bool {
        *self.peek(0) == Token::EOF
    }

    pub(in crate::parse) fn advance(&mut self) {
        self.at += usize::from(!self.at_end());
    }

    /// A word without quotes that comes next, or so many tokens later.
    pub(in crate::parse) fn word(&self, ahead: usize) -> Option<&str> {
        match self.peek(ahead) {
            Token::Word(word) if word.quote_style.is_none() => Some(&word.value),
            _ => None,
        }
    }

    /// Whether these words come next: `NOT NULL`.
    pub(in crate::parse) fn at(&self, words: &str) -> bool {
        words.split(' ').enumerate().all(|(ahead, word)| {
            self.word(ahead)
                .is_some_and(|found| found.eq_ignore_ascii_case(word))
        })
    }

    /// Whether a token, by its number, is this word.
    pub(in crate::parse) fn is_word(&self, index: usize, word: &str) -> bool {
        matches!(self.token(index), Token::Word(found) if found.quote_style.is_none() && found.value.eq_ignore_ascii_case(word))
    }

    /// Whether this word is still to come.
    pub(in crate::parse) fn has_word(&self, word: &str) -> bool {
        (self.at..self.tokens.len()).any(|index| self.is_word(index, word))
    }

    /// The first words, in upper case, up to a parenthesis.
    pub(in crate::parse) fn head(&self) -> Vec<String> {
        let tokens = self.tokens.iter().map(|placed| &placed.token);
        let words = tokens.take_while(|token| **token != Token::LParen);
        let words = words.filter_map(|token| match token {
            Token::Word(word) => Some(word.value.to_ascii_uppercase()),
            _ => None,
        });
        words.take(split::HEAD).collect()
    }

    /// Whether one of these words comes next.
    pub(in crate::parse) fn at_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.at(word))
    }

    /// Passes over these words if they come next.
    pub(in crate::parse) fn eat(&mut self, words: &str) -> bool {
        let found = self.at(words);
        if found {
            words.split(' ').for_each(|_| self.advance());
        }
        found
    }

    /// Passes over the one of these words that comes next.
    pub(in crate::parse) fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    /// Passes over `IF EXISTS` or `IF NOT EXISTS`; an IF that goes on otherwise is no name but a slip.
    pub(in crate::parse) fn eat_condition(&mut self, words: &str) -> Result<bool> {
        let found = self.eat(words);
        match !found && self.at("IF") && self.word(1).is_some() {
            true => Err(self.expected_at(self.at + 1, &format!("`{words}`"))),
            false => Ok(found),
        }
    }

    /// Passes over everything up to a word that must come, and over it; gives the words before it, in upper case.
    pub(in crate::parse) fn skip_to(&mut self, word: &str) -> Result<Vec<String>> {
        let mut before = Vec::new();
        while !self.eat(word) {
            if self.at_end() {
                return Err(self.expected(&format!("`{word}`")));
            }
            before.extend(self.word(0).map(str::to_ascii_uppercase));
            self.advance();
        }
        Ok(before)
    }

    /// Passes over what is left of the statement.
    pub(in crate::parse) fn skip_rest(&mut self) {
        self.at = self.tokens.len();
    }

    /// Goes to the comma or parenthesis behind an item of a list that begins with an earlier token.
    pub(in crate::parse) fn skip_item(&mut self, from: usize) {
        self.at = from;
        let mut depth = 0;
        while let Some(placed) = self.tokens.get(self.at) {
            match placed.token {
                Token::LParen => depth += 1,
                Token::RParen | Token::Comma if depth == 0 => return,
                Token::RParen => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    pub(in crate::parse) fn expect(&mut self, words: &str) -> Result<()> {
        match self.eat(words) {
            true => Ok(()),
            false => Err(self.expected(&format!("`{words}`"))),
        }
    }

    pub(in crate::parse) fn eat_token(&mut self, token: &Token) -> bool {
        let found = self.peek(0) == token;
        if found {
            self.advance();
        }
        found
    }

    pub(in crate::parse) fn expect_token(&mut self, token: &Token) -> Result<()> {
        match self.eat_token(token) {
            true => Ok(()),
            false => Err(self.expected(&format!("`{token}`"))),
        }
    }

    /// Passes over a parenthesis and all in it, if one opens here.
    pub(in crate::parse) fn eat_group(&mut self) -> Result<bool> {
        let group = *self.peek(0) == Token::LParen;
        if group {
            self.group()?;
        }
        Ok(group)
    }

    /// The tokens in a parenthesis that must open here.
    pub(in crate::parse) fn group(&mut self) -> Result<Range<usize>> {
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

    /// A token by its number.
    pub(in crate::parse) fn token(&self, index: usize) -> &Token {
        self.tokens
            .get(index)
            .map_or(&Token::EOF, |placed| &placed.token)
    }

    /// The bytes from the first of the tokens to the last.
    pub(in crate::parse) fn span(&self, tokens: Range<usize>) -> Span {
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

    /// Whether these tokens are names with commas between them.
    pub(in crate::parse) fn has_only_names(&self, tokens: Range<usize>) -> bool {
        let mut tokens = self.tokens[tokens].iter().enumerate();
        tokens.all(|(place, placed)| match placed.token {
            Token::Comma => place % 2 == 1,
            Token::Word(_) => place % 2 == 0,
            _ => false,
        })
    }

    /// The tokens as written, with one space where there is white space or a comment.
    pub(in crate::parse) fn text(&self, tokens: Range<usize>) -> String {
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
}
