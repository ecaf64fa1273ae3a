//! Which columns has a table that is created from a query?
//!
//! Told where the query names them: columns of one table, all of them, and what is cast to a type. What other expressions
//! give, the database alone knows.

use std::ops::Range;

use sqlparser::tokenizer::Token;

use crate::{
    diagnostic::{Code, Diagnostic},
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Item, Name, ObjectName, Query, Type},
        grammar::ty,
        reader::Reader,
    },
    source::Span,
};

/// What ends the FROM of a query whose columns are those of one table.
pub(super) const BEHIND: &[&str] = &[
    "WHERE", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "WITH", "GROUP", "HAVING", "OPTION",
];

/// What joins two queries into one.
pub(super) const SETS: &[&str] = &["UNION", "INTERSECT", "EXCEPT"];

/// The query behind AS, to the end of the statement, with the names that its columns get.
pub(super) fn query(reader: &mut Reader, names: Vec<Name>) -> Query {
    match told(reader, names) {
        Ok(query) => query,
        Err(fault) => faulty(reader, fault),
    }
}

/// A query whose columns cannot be told, for a reason; goes to its end.
pub(super) fn faulty(reader: &mut Reader, fault: Box<Diagnostic>) -> Query {
    reader.skip_rest();
    Query {
        from: None,
        items: Vec::new(),
        names: Vec::new(),
        untold: Some(fault),
    }
}

fn told(reader: &mut Reader, names: Vec<Name>) -> Result<Query> {
    let parenthesised = reader.eat_token(&Token::LParen);
    let from = reader.index();
    if reader.eat("TABLE") {
        let from = Some(reader.object_name()?);
        reader.skip_rest();
        let items = vec![Item::All];
        return Ok(Query {
            from,
            items,
            names,
            untold: None,
        });
    }
    if !reader.eat("SELECT") {
        return Err(untold(reader, from..from + 1));
    }
    reader.eat_any(&["ALL", "DISTINCT"]);
    let start = reader.index();
    let ranges = items(reader, parenthesised);
    of_items(reader, start, ranges, names)
}

/// The query whose items stand in some places, and whose FROM comes next.
pub(super) fn of_items(
    reader: &mut Reader,
    start: usize,
    ranges: Vec<Range<usize>>,
    names: Vec<Name>,
) -> Result<Query> {
    let series = series(reader);
    let items = ranges
        .into_iter()
        .filter(|range| !range.is_empty())
        .map(|range| match &series {
            Some(series) => {
                let found = of_series(reader, range.clone(), series);
                found.ok_or_else(|| untold(reader, range))
            }
            None => item(reader, range),
        })
        .collect::<Result<Vec<Item>>>()?;
    // What is cast needs no table.
    let cast = items.iter().all(|item| matches!(item, Item::Cast { .. }));
    let from = match reader.eat("FROM") {
        _ if cast => None,
        true => Some(table(reader)?),
        false => return Err(untold(reader, start..reader.index())),
    };
    reader.skip_rest();
    Ok(Query {
        from,
        items,
        names,
        untold: None,
    })
}

/// The one column of `FROM generate_series(1, 5) AS x` whose numbers are integers, if that comes.
fn series(reader: &mut Reader) -> Option<Item> {
    let from = reader.index();
    let found = match reader.dialect {
        Dialect::Postgres => generated(reader),
        _ => None,
    };
    reader.rewind(from);
    found
}

fn generated(reader: &mut Reader) -> Option<Item> {
    reader.expect("FROM").ok()?;
    let mut name = reader.name().ok()?;
    let arguments = reader.group().ok()?;
    let integer = |index: usize| match reader.token(index) {
        Token::Number(number, _) => number.parse::<i32>().is_ok(),
        token => matches!(token, Token::Comma | Token::Minus),
    };
    if !name.text.eq_ignore_ascii_case("generate_series") || !arguments.into_iter().all(integer) {
        return None;
    }
    reader.eat("AS");
    if !reader.at_end() && !reader.at_any(BEHIND) {
        name = reader.name().ok()?;
    }
    let ty = named("integer", name.span);
    (reader.at_end() || reader.at_any(BEHIND)).then_some(Item::Cast { ty, name })
}

/// What the item of a SELECT over a series is, if that is its column: `x`, `x AS a`, `*`.
fn of_series(reader: &Reader, range: Range<usize>, series: &Item) -> Option<Item> {
    let Item::Cast { ty, name } = series else {
        return None;
    };
    let item = match item(reader, range).ok()? {
        Item::All => series.clone(),
        Item::Column { column, alias } if column.text.eq_ignore_ascii_case(&name.text) => {
            let (ty, name) = (ty.clone(), alias.unwrap_or(column));
            Item::Cast { ty, name }
        }
        Item::Column { .. } => return None,
        cast => cast,
    };
    Some(item)
}

/// `1 AS a`, `'x' AS a`, `true AS a`: what PostgreSQL takes a literal for.
fn literal(reader: &Reader, range: Range<usize>) -> Option<Item> {
    let mut part = reader.part(range.start, range.end);
    let ty = match part.peek(0) {
        Token::Number(number, _) if number.parse::<i32>().is_ok() => "integer",
        Token::Number(number, _) if number.parse::<i64>().is_ok() => "bigint",
        Token::Number(..) => "numeric",
        Token::SingleQuotedString(_) => "text",
        _ if part.at_any(&["TRUE", "FALSE"]) => "boolean",
        _ => return None,
    };
    part.advance();
    let name = alias(&mut part)?;
    let ty = named(ty, name.span);
    Some(Item::Cast { ty, name })
}

/// A type of PostgreSQL's that nothing spells.
fn named(name: &str, span: Span) -> Type {
    Type {
        text: name.to_string(),
        name: name.to_ascii_uppercase(),
        arguments: Vec::new(),
        dimensions: 0,
        schema: None,
        quoted: false,
        span,
    }
}

/// Where the items of the SELECT stand; goes to what comes behind them.
pub(super) fn items(reader: &mut Reader, parenthesised: bool) -> Vec<Range<usize>> {
    let (mut ranges, mut from, mut depth) = (Vec::new(), reader.index(), 0usize);
    loop {
        let ends = reader.at_end()
            || depth == 0
                && ([&["FROM", "INTO"], BEHIND, SETS]
                    .iter()
                    .any(|words| reader.at_any(words)))
            || depth == 0 && parenthesised && *reader.peek(0) == Token::RParen;
        if ends || depth == 0 && *reader.peek(0) == Token::Comma {
            ranges.push(from..reader.index());
            from = reader.index() + 1;
        }
        if ends {
            return ranges;
        }
        match reader.peek(0) {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        reader.advance();
    }
}

/// The one table behind FROM.
fn table(reader: &mut Reader) -> Result<ObjectName> {
    reader.eat("ONLY");
    let from = reader.index();
    let table = reader.object_name()?;
    reader.eat("AS");
    if !reader.at_any(BEHIND) && reader.word(0).is_some() && !joins(reader) {
        reader.name()?;
    }
    // A UNION has the columns of its first part.
    let ends = matches!(reader.peek(0), Token::EOF | Token::RParen);
    match ends || reader.at_any(BEHIND) || reader.at_any(SETS) {
        true => Ok(table),
        false => Err(untold(reader, from..reader.index() + 1)),
    }
}

/// Whether what comes is no alias of the table.
fn joins(reader: &Reader) -> bool {
    let words = ["CROSS", "FULL", "INNER", "JOIN", "LEFT", "NATURAL", "RIGHT"];
    reader.at_any(&words) || reader.at_any(SETS)
}

fn item(reader: &Reader, range: Range<usize>) -> Result<Item> {
    let mut part = reader.part(range.start, range.end);
    if part.eat_token(&Token::Mul) && part.at_end() {
        return Ok(Item::All);
    }
    let literal = match reader.dialect.is_postgres() {
        true => literal(reader, range.clone()),
        false => None,
    };
    if let Some(literal) = literal {
        return Ok(literal);
    }
    if let Some(item) = plain(&mut reader.part(range.start, range.end)) {
        return Ok(item);
    }
    cast(reader, range.clone()).ok_or_else(|| untold(reader, range))
}

/// `a`, `t.a`, `t.*`, `a AS b`, `a b`.
fn plain(part: &mut Reader) -> Option<Item> {
    let mut column = part.name().ok()?;
    while part.eat_token(&Token::Period) {
        if part.eat_token(&Token::Mul) {
            return part.at_end().then_some(Item::All);
        }
        column = part.name().ok()?;
    }
    let alias = match part.at_end() {
        true => None,
        false => Some(alias(part)?),
    };
    Some(Item::Column { column, alias })
}

/// `AS b` or `b`, with nothing behind it.
pub(super) fn alias(part: &mut Reader) -> Option<Name> {
    part.eat("AS");
    let name = part.name().ok()?;
    part.at_end().then_some(name)
}

/// `expression::type AS name`, `CAST(expression AS type) AS name`.
fn cast(reader: &Reader, range: Range<usize>) -> Option<Item> {
    let mut part = reader.part(range.start, range.end);
    if part.at("CAST") {
        let (ty, name) = cast_function(&mut part)?;
        return Some(Item::Cast { ty, name });
    }
    if reader.dialect == Dialect::Sqlite {
        return untyped(reader, range);
    }
    let last = range
        .clone()
        .rev()
        .find(|index| *reader.token(*index) == Token::DoubleColon)?;
    let mut part = reader.part(last + 1, range.end);
    let ty = ty::read(&mut part).ok()?;
    let name = alias(&mut part)?;
    Some(Item::Cast { ty, name })
}

/// `CAST(expression AS type) AS name`
pub(super) fn cast_function(part: &mut Reader) -> Option<(Type, Name)> {
    part.advance();
    let group = part.group().ok()?;
    let name = alias(part)?;
    let last = group
        .clone()
        .rev()
        .find(|index| part.is_word(*index, "AS"))?;
    let mut ty = part.part(last + 1, group.end);
    Some((ty::read(&mut ty).ok()?, name))
}

/// `expression AS name`, which in SQLite gives a column without a type.
fn untyped(reader: &Reader, range: Range<usize>) -> Option<Item> {
    let mut part = reader.part(range.end.checked_sub(2)?, range.end);
    if range.len() < 3 || !part.eat("AS") {
        return None;
    }
    let name = part.name().ok()?;
    let ty = ty::of_column(&mut part).ok()?;
    Some(Item::Cast { ty, name })
}

/// The fault of a query whose columns cannot be told.
pub(super) fn untold(reader: &Reader, range: Range<usize>) -> Box<Diagnostic> {
    let message = "the columns of this query cannot be told without asking the database";
    let fault = Diagnostic::new(Code::NOT_YET, message).at(reader.span(range), "");
    Box::new(fault.help("state the table with `CREATE TABLE t (…)`, and fill it with `INSERT`"))
}
