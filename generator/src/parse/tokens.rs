//! What are the tokens of a statement, and at which bytes of the file do they stand?

use std::{borrow::Cow, ops::Range, str::Chars};

use sqlparser::{
    dialect::{
        DuckDbDialect, GenericDialect, MsSqlDialect, MySqlDialect, OracleDialect,
        PostgreSqlDialect, RedshiftSqlDialect, SQLiteDialect, SnowflakeDialect,
    },
    tokenizer::{Location, Token, TokenWithSpan, Tokenizer},
};

use crate::{
    diagnostic::{Code, Diagnostic},
    dialect::Dialect,
    source::{SourceFile, Span},
};

use super::{Result, split::Piece};

/// sqlparser's dialect for ours.
pub(super) fn dialect(dialect: Dialect) -> &'static dyn sqlparser::dialect::Dialect {
    match dialect {
        Dialect::Sqlite => &SQLiteDialect {},
        Dialect::Postgres => &PostgreSqlDialect {},
        Dialect::Mysql => &MySqlDialect {},
        Dialect::Mssql => &MsSqlDialect {},
        Dialect::Oracle => &OracleDialect {},
        Dialect::Duckdb => &DuckDbDialect {},
        Dialect::Redshift => &RedshiftSqlDialect {},
        Dialect::Snowflake => &SnowflakeDialect {},
        Dialect::Generic => &GenericDialect {},
    }
}

/// A token and its bytes in the file.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of a statement, without white space and comments.
pub(super) fn tokens(source: &SourceFile, piece: &Piece, of: Dialect) -> Result<Vec<Placed>> {
    let text = without_blanks(source.text(), piece);
    let mut found = Vec::new();
    if let Err(fault) =
        Tokenizer::new(dialect(of), &text).tokenize_with_location_into_buf(&mut found)
    {
        let start = Walk::new(&text, piece.span.start).reach(fault.location);
        let span = Span {
            start,
            end: start,
            ..piece.span
        };
        let message = format!(
            "this is no token of {}: {}",
            of.title(),
            fault.message.to_lowercase()
        );
        return Err(Box::new(
            Diagnostic::new(Code::SYNTAX, message).at(span, ""),
        ));
    }
    let mut walk = Walk::new(&text, piece.span.start);
    let place = |TokenWithSpan { token, span }| {
        let (start, end) = (walk.reach(span.start), walk.reach(span.end));
        Placed { token, start, end }
    };
    let code = |token: &TokenWithSpan| !matches!(token.token, Token::Whitespace(_));
    Ok(found.into_iter().filter(code).map(place).collect())
}

/// The statement's text, with spaces for what is no code in it: sqlparser reads the code in versioned comments too, and
/// places it wrongly.
fn without_blanks<'a>(text: &'a str, piece: &Piece) -> Cow<'a, str> {
    let Span { start, end, .. } = piece.span;
    match piece.blanks.is_empty() {
        true => Cow::Borrowed(&text[start..end]),
        false => Cow::Owned(blanked(text, start..end, &piece.blanks)),
    }
}

/// A part of a text, with as many spaces for some of its bytes.
pub(super) fn blanked(text: &str, part: Range<usize>, blanks: &[Range<usize>]) -> String {
    let mut blanked = String::with_capacity(part.len());
    let mut at = part.start;
    for blank in blanks {
        blanked.push_str(&text[at..blank.start]);
        blanked.extend(std::iter::repeat_n(' ', blank.len()));
        at = blank.end;
    }
    blanked.push_str(&text[at..part.end]);
    blanked
}

/// Walks once over a text from place to place, counting lines and characters as sqlparser does: from the beginning of
/// what it was given.
struct Walk<'a> {
    rest: Chars<'a>,
    line: u64,
    column: u64,
    byte: usize,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, start: usize) -> Self {
        Self {
            rest: text.chars(),
            line: 1,
            column: 1,
            byte: start,
        }
    }

    /// The byte of a place that is not before the last one.
    fn reach(&mut self, place: Location) -> usize {
        while (self.line, self.column) < (place.line, place.column) {
            let Some(character) = self.rest.next() else {
                break;
            };
            self.byte += character.len_utf8();
            (self.line, self.column) = match character {
                '\n' => (self.line + 1, 1),
                _ => (self.line, self.column + 1),
            };
        }
        self.byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::Diagnostics, parse::split::split};

    fn placed(text: &str, of: Dialect) -> Vec<String> {
        let source = SourceFile::new("t", text);
        let pieces = split(&source, 0, of, &mut Diagnostics::default());
        let tokens = tokens(&source, &pieces[pieces.len() - 1], of).expect("tokens");
        tokens
            .iter()
            .map(|token| source.text()[token.start..token.end].to_string())
            .collect()
    }

    #[test]
    fn tokens_stand_at_their_bytes() {
        let text = "SELECT 1;\r\n  SELECT 'ä\n列', \"é\"\r\n\t/* 😀 */ , x -- ü\n , 1.5e3";
        assert_eq!(
            placed(text, Dialect::Postgres),
            ["SELECT", "'ä\n列'", ",", "\"é\"", ",", "x", ",", "1.5e3"]
        );
    }

    #[test]
    fn what_versioned_comments_hold_stands_where_it_is_written() {
        let text = "CREATE TABLE t /*!50100 (é int) */ x";
        assert_eq!(
            placed(text, Dialect::Mysql),
            ["CREATE", "TABLE", "t", "(", "é", "int", ")", "x"]
        );
    }
}
