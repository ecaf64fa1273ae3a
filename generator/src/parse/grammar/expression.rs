//! Where does an expression end?
//!
//! Expressions are kept as text, so that their extent is all there is to know; whether they are right is for the
//! database to say. sqlparser 0.63 is not asked: it refuses what is right in the script's dialect (SQLite's
//! `CHECK (a NOT GLOB 'x')` and `CHECK (a IS date(a))`, MySQL's `CHECK (a MOD 2)`), and reads a chain of operators into a
//! tree as deep as the chain is long, which overflows the stack when it is dropped: 60 KB of script will do.

use sqlparser::tokenizer::Token;

use crate::parse::{Result, grammar::ty, reader::Reader};

/// An expression in parentheses, without them.
pub(super) fn group(reader: &mut Reader) -> Result<String> {
    let range = reader.group()?;
    let cut = |index: usize| reader.expected_at(index, "an expression");
    if range.is_empty() || lacks_operand(reader.token(range.end - 1)) {
        return Err(cut(range.end));
    }
    match begins_wrong(reader.token(range.start)) {
        true => Err(cut(range.start)),
        false => Ok(reader.text(range)),
    }
}

/// Whether something must follow, in every dialect.
fn lacks_operand(token: &Token) -> bool {
    match token {
        Token::Word(word) if word.quote_style.is_none() => {
            let words = ["AND", "BETWEEN", "IN", "IS", "LIKE", "NOT", "OR"];
            words.iter().any(|one| word.value.eq_ignore_ascii_case(one))
        }
        Token::Plus | Token::Minus => true,
        token => begins_wrong(token),
    }
}

/// Whether something must come before, in every dialect.
fn begins_wrong(token: &Token) -> bool {
    matches!(
        token,
        Token::Eq
            | Token::DoubleEq
            | Token::Neq
            | Token::Lt
            | Token::Gt
            | Token::LtEq
            | Token::GtEq
            | Token::Div
            | Token::StringConcat
            | Token::Comma
    )
}

/// An expression that ends where something comes that cannot continue it: what follows DEFAULT.
pub(super) fn expression(reader: &mut Reader) -> Result<String> {
    let from = reader.index();
    // Of MariaDB's, SQL Server's and Db2's sequences.
    if reader.eat("NEXT VALUE FOR") {
        reader.object_name()?;
        return Ok(reader.text(from..reader.index()));
    }
    operand(reader)?;
    while operator(reader) {
        operand(reader)?;
    }
    Ok(reader.text(from..reader.index()))
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
            group(reader)?;
        }
        Token::Word(_) if reader.at("CASE") => case(reader)?,
        Token::Word(_) => {
            let interval = reader.at("INTERVAL");
            let current = reader.dialect.is_open() && reader.at("CURRENT");
            reader.advance();
            if current {
                reader.eat_any(&[
                    "DATE",
                    "TIMESTAMP",
                    "TIME",
                    "USER",
                    "UTC TIMESTAMP",
                    "SCHEMA",
                ]);
            }
            // `date '2000-01-01'`, `_utf8mb4'x'`, `timestamp with time zone 'epoch'`.
            reader.eat_any(&["WITH TIME ZONE", "WITHOUT TIME ZONE", "PRECISION"]);
            if is_string(reader.peek(0)) {
                reader.advance();
            }
            while interval
                && reader.eat_any(&["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"])
            {
            }
        }
        Token::Number(..) | Token::Placeholder(_) => reader.advance(),
        token if is_string(token) => {
            reader.advance();
            while reader.continuation().is_some() {
                reader.advance();
            }
        }
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
            | Token::QuoteDelimitedStringLiteral(_)
            | Token::NationalQuoteDelimitedStringLiteral(_)
    )
}
