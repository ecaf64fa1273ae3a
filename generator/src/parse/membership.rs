//! Which values does a check list, and of which column? `c IN ('a', 'b')`, in every way that databases write it back.

use crate::{dialect::Dialect, source::Span};

use super::{
    ddl::Name,
    mentions::unquoted,
    scan::{Kind, Lexeme, Scanner},
};

/// A column, and all values that it can have besides NULL.
#[derive(Clone, Debug)]
pub(crate) struct Membership {
    /// Its span says nothing.
    pub(crate) column: Name,
    /// Each once, in the order of the check.
    pub(crate) values: Vec<Value>,
}

/// A literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Number(String),
}

/// What an expression lists, if it does nothing else: `c IN (…)`, `c = ANY (ARRAY[…])`, `c = … OR c = …`, `c BETWEEN 0 AND 1`,
/// each with `OR c IS NULL`, and with casts and parentheses wherever they may be.
pub(crate) fn membership(expression: &str, dialect: Dialect) -> Option<Membership> {
    let lexemes: Vec<_> = Scanner::new(expression, dialect).collect();
    let tokens = flattened(expression, dialect, &lexemes)?;
    let mut found: Option<Membership> = None;
    for clause in tokens.split(|token| token.is_word("or")) {
        let (column, values) = clause_of(clause)?;
        let found = found.get_or_insert_with(|| Membership {
            column: column.clone(),
            values: Vec::new(),
        });
        if !found.column.text.eq_ignore_ascii_case(&column.text) {
            return None;
        }
        for value in values {
            if !found.values.contains(&value) {
                found.values.push(value);
            }
        }
    }
    found.filter(|found| !found.values.is_empty())
}

/// What is left of an expression without what only groups it, and without casts.
#[derive(Clone, Debug)]
enum Token {
    /// A keyword, a name, a number.
    Word(String),
    Name(String),
    Text(String),
    Symbol(char),
}

impl Token {
    fn is_word(&self, word: &str) -> bool {
        matches!(self, Token::Word(text) if text.eq_ignore_ascii_case(word))
    }
}

/// Without parentheses and brackets: a list has the same members, and an alternative the same parts, however they are
/// grouped.
fn flattened(expression: &str, dialect: Dialect, lexemes: &[Lexeme]) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = lexemes.iter().peekable();
    while let Some(lexeme) = rest.next() {
        let text = &expression[lexeme.range.clone()];
        match (lexeme.kind, text) {
            (Kind::Symbol, "(" | ")" | "[" | "]") => {}
            (Kind::Symbol, ":") => skip_cast(expression, &mut rest)?,
            (Kind::Symbol, symbol) => tokens.push(Token::Symbol(symbol.chars().next()?)),
            (Kind::Text, text) => tokens.push(Token::Text(literal(text, dialect)?)),
            (Kind::Name, text) => tokens.push(Token::Name(unquoted(text))),
            // What stands directly before a text says how it is encoded.
            (Kind::Word, _) if is_before_text(lexeme, rest.peek().copied()) => {}
            (Kind::Word, text) => tokens.push(Token::Word(text.to_owned())),
            _ => return None,
        }
    }
    Some(tokens)
}

fn is_before_text(lexeme: &Lexeme, next: Option<&Lexeme>) -> bool {
    next.is_some_and(|next| next.kind == Kind::Text && next.range.start == lexeme.range.end)
}

/// Passes over `::character varying(9)[]`, from behind the first colon.
fn skip_cast<'a>(
    expression: &str,
    rest: &mut std::iter::Peekable<impl Iterator<Item = &'a Lexeme>>,
) -> Option<()> {
    let mut take = |kinds: &[Kind], texts: &[&str]| {
        let is_it = |lexeme: &&Lexeme| {
            let text = &expression[lexeme.range.clone()];
            kinds.contains(&lexeme.kind)
                && (texts.is_empty() || texts.iter().any(|one| text.eq_ignore_ascii_case(one)))
        };
        rest.next_if(is_it)
    };
    let names = [Kind::Word, Kind::Name];
    take(&[Kind::Symbol], &[":"])?;
    take(&names, &[])?;
    while take(&[Kind::Symbol], &["."]).is_some() {
        take(&names, &[])?;
    }
    take(&[Kind::Word], &["varying", "precision"]);
    if take(&[Kind::Symbol], &["("]).is_some() {
        take(&[Kind::Word], &[])?;
        take(&[Kind::Symbol], &[")"])?;
    }
    Some(())
}

/// The text that a literal stands for; nothing where it has escapes.
fn literal(text: &str, dialect: Dialect) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let has_escapes = dialect == Dialect::Mysql && inner.contains('\\');
    (!has_escapes).then(|| inner.replace("''", "'"))
}

/// The column of one alternative, and the values that it lists.
fn clause_of(clause: &[Token]) -> Option<(Name, Vec<Value>)> {
    let (first, rest) = clause.split_first()?;
    let (text, quoted) = match first {
        Token::Word(text) => (text, false),
        Token::Name(text) => (text, true),
        _ => return None,
    };
    let span = Span {
        file: 0,
        start: 0,
        end: 0,
    };
    let column = Name {
        text: text.clone(),
        quoted,
        span,
    };
    let is = |place: usize, word: &str| rest.get(place).is_some_and(|token| token.is_word(word));
    let equals = matches!(rest.first(), Some(Token::Symbol('=')));
    let values = match rest {
        [_, _] if is(0, "is") && is(1, "null") => Vec::new(),
        [_, list @ ..] if is(0, "in") => listed(list)?,
        [_, _, _, list @ ..] if equals && is(1, "any") && is(2, "array") => listed(list)?,
        [_, one] if equals => vec![value(one)?],
        [_, low, _, high] if is(0, "between") && is(2, "and") => {
            let range = vec![value(low)?, value(high)?];
            let [Value::Number(low), Value::Number(high)] = range.as_slice() else {
                return None;
            };
            (low == "0" && high == "1").then_some(range)?
        }
        _ => return None,
    };
    Some((column, values))
}

/// Literals between commas.
fn listed(list: &[Token]) -> Option<Vec<Value>> {
    let parts = list.split(|token| matches!(token, Token::Symbol(',')));
    parts
        .map(|part| match part {
            [one] => value(one),
            _ => None,
        })
        .collect()
}

fn value(token: &Token) -> Option<Value> {
    match token {
        Token::Text(text) => Some(Value::Text(text.clone())),
        Token::Word(word) if word.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(Value::Number(word.clone()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(expression: &str, dialect: Dialect) -> String {
        let Some(found) = membership(expression, dialect) else {
            return String::new();
        };
        let values = found.values.iter().map(|value| match value {
            Value::Text(text) => format!("'{text}'"),
            Value::Number(number) => number.clone(),
        });
        format!(
            "{}: {}",
            found.column.text,
            values.collect::<Vec<_>>().join(" ")
        )
    }

    #[test]
    fn lists_of_values_are_read_as_each_database_writes_them() {
        use Dialect::{Mssql, Mysql, Postgres, Sqlite};
        for (dialect, expression, expected) in [
            (Sqlite, "c IN ('a', 'b')", "c: 'a' 'b'"),
            (
                Sqlite,
                "(\"c d\" in ('it''s', '', 'it''s'))",
                "c d: 'it's' ''",
            ),
            (Sqlite, "c IS NULL OR c IN (0, 1)", "c: 0 1"),
            (Sqlite, "c BETWEEN 0 AND 1", "c: 0 1"),
            (Sqlite, "c = 'a' OR c = 'b'", "c: 'a' 'b'"),
            (
                Postgres,
                "((c)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying(9)])::text[]))",
                "c: 'a' 'b'",
            ),
            (
                Postgres,
                "(c = ANY (ARRAY['a'::text, 'b'::bpchar]))",
                "c: 'a' 'b'",
            ),
            (
                Postgres,
                "((c = 'a'::pg_catalog.text) OR (c IS NULL))",
                "c: 'a'",
            ),
            (Mysql, "(`c` in (_utf8mb4'a',_utf8mb4'b'))", "c: 'a' 'b'"),
            (Mssql, "([c]='a' OR [c]=N'b')", "c: 'a' 'b'"),
        ] {
            assert_eq!(read(expression, dialect), expected, "{expression}");
        }
    }

    #[test]
    fn what_says_more_or_less_is_no_list() {
        for expression in [
            "",
            "c",
            "c IS NULL",
            "c NOT IN ('a')",
            "c IN ('a') AND d > 1",
            "c IN ('a') OR d IN ('a')",
            "upper(c) IN ('A')",
            "c IN (lower('A'))",
            "c IN (SELECT 'a')",
            "c IN ('a', NULL)",
            "c > 1",
            "c BETWEEN 1 AND 5",
            "c IN (1.5)",
            "c IN ()",
        ] {
            assert_eq!(read(expression, Dialect::Sqlite), "", "{expression}");
        }
        assert_eq!(read("c IN ('\\n')", Dialect::Mysql), "");
    }
}
