//! Where does an expression end, and is it one?
//!
//! Expressions are kept as text, so that all there is to know is their extent. sqlparser then checks them, but for very
//! long ones: it reads a chain of operators into a tree as deep as the chain is long, and dropping that tree overflows
//! the stack (30,000 terms do it, which is a script of 60 KB).

use std::ops::Range;

use sqlparser::{
    parser::{Parser, ParserError},
    tokenizer::{Location, Span, Token, TokenWithSpan},
};

use crate::parse::{Result, grammar::ty, reader::Reader, tokens};

/// The longest expression, in tokens, that is checked.
const CHECKED: usize = 2000;

/// An expression in parentheses, without them.
pub(super) fn group(reader: &mut Reader) -> Result<String> {
    let range = reader.group()?;
    check(reader, range.clone())?;
    Ok(reader.text(range))
}

/// An expression that ends where something comes that cannot continue it: what follows DEFAULT.
pub(super) fn expression(reader: &mut Reader) -> Result<String> {
    let from = reader.index();
    // Of MariaDB's sequences; sqlparser 0.63 cannot read it.
    if reader.eat("NEXT VALUE FOR") {
        reader.object_name()?;
        return Ok(reader.text(from..reader.index()));
    }
    operand(reader)?;
    while operator(reader) {
        operand(reader)?;
    }
    let range = from..reader.index();
    check(reader, range.clone())?;
    Ok(reader.text(range))
}

fn operand(reader: &mut Reader) -> Result<()> {
    while matches!(
        reader.peek(0),
        Token::Plus | Token::Minus | Token::Tilde | Token::ExclamationMark
    ) {
        reader.advance();
    }
    match reader.peek(0) {
        Token::LParen => {
            reader.group()?;
        }
        Token::Word(_) if reader.at("CASE") => case(reader)?,
        Token::Word(_) => {
            let interval = reader.at("INTERVAL");
            reader.advance();
            // `date '2000-01-01'`, `_utf8mb4'x'`, `timestamp with time zone 'epoch'`.
            let _ = reader.eat_any(&["WITH TIME ZONE", "WITHOUT TIME ZONE", "PRECISION"]);
            if is_string(reader.peek(0)) {
                reader.advance();
            }
            while interval
                && reader.eat_any(&["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"])
            {
            }
        }
        Token::Number(..) | Token::Placeholder(_) => reader.advance(),
        token if is_string(token) => reader.advance(),
        _ => return Err(reader.expected("an expression")),
    }
    postfix(reader)
}

/// What may follow an operand: `.b`, `(arguments)`, `[1]`, `::type`.
fn postfix(reader: &mut Reader) -> Result<()> {
    loop {
        match reader.peek(0) {
            Token::LParen => {
                reader.group()?;
            }
            Token::Period => {
                reader.advance();
                reader.advance();
            }
            Token::LBracket => brackets(reader)?,
            Token::DoubleColon => {
                reader.advance();
                ty::read(reader)?;
            }
            _ => return Ok(()),
        }
    }
}

fn brackets(reader: &mut Reader) -> Result<()> {
    let mut depth = 0;
    loop {
        match reader.peek(0) {
            Token::LBracket => depth += 1,
            Token::RBracket => depth -= 1,
            Token::EOF => return Err(reader.expected("`]`")),
            _ => {}
        }
        reader.advance();
        if depth == 0 {
            return Ok(());
        }
    }
}

fn case(reader: &mut Reader) -> Result<()> {
    let mut depth = 0;
    loop {
        if reader.at("CASE") {
            depth += 1;
        } else if reader.at("END") {
            depth -= 1;
        } else if reader.at_end() {
            return Err(reader.expected("`END`"));
        }
        reader.advance();
        if depth == 0 {
            return Ok(());
        }
    }
}

/// Passes over an operator between two operands, if one comes.
fn operator(reader: &mut Reader) -> bool {
    if reader.eat("AT TIME ZONE") {
        return true;
    }
    let ends = matches!(
        reader.peek(0),
        Token::EOF
            | Token::Comma
            | Token::RParen
            | Token::Word(_)
            | Token::Number(..)
            | Token::SemiColon
            | Token::LBrace
    );
    let operator = !ends && !is_string(reader.peek(0));
    if operator {
        reader.advance();
    }
    operator
}

fn is_string(token: &Token) -> bool {
    matches!(
        token,
        Token::SingleQuotedString(_)
            | Token::DoubleQuotedString(_)
            | Token::DollarQuotedString(_)
            | Token::SingleQuotedByteStringLiteral(_)
            | Token::DoubleQuotedByteStringLiteral(_)
            | Token::NationalStringLiteral(_)
            | Token::EscapedStringLiteral(_)
            | Token::UnicodeStringLiteral(_)
            | Token::HexStringLiteral(_)
    )
}

/// Has sqlparser read the expression. The places it is given are the tokens' own numbers, so that its errors name one.
fn check(reader: &Reader, range: Range<usize>) -> Result<()> {
    if range.len() > CHECKED {
        return Ok(());
    }
    let place = |column| Location {
        line: 1,
        column: column as u64,
    };
    let placed = |index: usize| TokenWithSpan {
        token: reader.token(index).clone(),
        span: Span::new(place(index), place(index + 1)),
    };
    let tokens = range.clone().map(placed).collect();
    let mut parser =
        Parser::new(tokens::dialect(reader.dialect)).with_tokens_with_locations(tokens);
    match parser.parse_expr() {
        Ok(_) if parser.index() == range.len() => Ok(()),
        Ok(_) => Err(reader.expected_at(range.start + parser.index(), "the end of the expression")),
        // Fifty levels of parentheses: more than sqlparser dares to read, and still an expression.
        Err(ParserError::RecursionLimitExceeded) => Ok(()),
        Err(ParserError::ParserError(text) | ParserError::TokenizerError(text)) => {
            let (text, at) = text
                .rsplit_once(" at Line: 1, Column: ")
                .unwrap_or((&text, ""));
            let what = text
                .strip_prefix("Expected: ")
                .and_then(|text| text.split(", found: ").next());
            Err(reader.expected_at(
                at.parse().unwrap_or(range.end),
                what.unwrap_or("an expression"),
            ))
        }
    }
}
