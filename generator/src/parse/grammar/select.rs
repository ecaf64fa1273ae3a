//! Which columns of which tables does a SELECT of a view show?
//!
//! Told where it joins tables, views and other queries and names their columns, or casts to a type. What other expressions
//! give, the database alone knows.

use std::ops::Range;

use sqlparser::tokenizer::Token;

use crate::{
    diagnostic::{Code, Diagnostic},
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Rows, Select, Selected, Source},
        grammar::{query, ty, view},
        reader::Reader,
    },
};

/// What begins another table of a FROM, or how it is joined.
const JOINS: &[&str] = &[
    "CROSS", "FULL", "INNER", "JOIN", "LEFT", "NATURAL", "OUTER", "RIGHT",
];

/// As many tables as are joined: SQLite takes no more, MySQL 61.
const JOINED: usize = 64;

/// What a join goes on with, which is no alias.
const CONDITIONS: &[&str] = &["ON", "USING"];

/// `SELECT a, b AS c FROM …`, up to what puts its rows together with those of another.
pub(super) fn select(reader: &mut Reader, view: &str, depth: usize) -> Result<Select> {
    reader.expect("SELECT")?;
    reader.eat_any(&["ALL", "DISTINCT"]);
    if reader.eat("ON") {
        reader.group()?;
    }
    let ranges = query::items(reader, false);
    let mut select = Select {
        sources: Vec::new(),
        merges: false,
        items: Vec::new(),
    };
    if reader.eat("FROM") {
        sources(reader, &mut select, (view, depth))?;
    }
    rest(reader, &mut select)?;
    for (place, range) in ranges.into_iter().enumerate() {
        let item = item(reader, range.clone());
        let untold = || untold(reader, view, range, place);
        select.items.push(item.ok_or_else(untold)?);
    }
    Ok(select)
}

/// `a LEFT JOIN b ON … , c`, up to what comes behind. Databases write it back with parentheses from the left.
fn sources(reader: &mut Reader, select: &mut Select, within: (&str, usize)) -> Result<()> {
    let mut open = 0usize;
    while !view::comes(reader) && reader.eat_token(&Token::LParen) {
        open += 1;
    }
    let mut outer = false;
    let mut conditional = false;
    loop {
        if select.sources.len() == JOINED {
            return Err(reader.expected_end());
        }
        select.sources.push(source(reader, outer, within)?);
        match conditional {
            true if reader.eat("ON") => condition(reader)?,
            true => {
                reader.expect("USING")?;
                reader.group()?;
                select.merges = true;
            }
            false => {}
        }
        while open > 0 && reader.eat_token(&Token::RParen) {
            open -= 1;
        }
        outer = false;
        conditional = true;
        if reader.eat_token(&Token::Comma) || reader.eat("CROSS JOIN") {
            conditional = false;
        } else if reader.eat_any(&["LEFT OUTER JOIN", "LEFT JOIN"]) {
            outer = true;
        } else if reader.eat_any(&["RIGHT OUTER JOIN", "RIGHT JOIN"]) {
            select.sources.iter_mut().for_each(|one| one.outer = true);
        } else if reader.eat_any(&["FULL OUTER JOIN", "FULL JOIN"]) {
            select.sources.iter_mut().for_each(|one| one.outer = true);
            outer = true;
        } else if !reader.eat_any(&["INNER JOIN", "JOIN"]) {
            return match open {
                0 => Ok(()),
                _ => Err(reader.expected("`)`")),
            };
        }
    }
}

/// A table, view or query, with its alias.
fn source(reader: &mut Reader, outer: bool, (view, depth): (&str, usize)) -> Result<Source> {
    reader.eat("ONLY");
    if reader.at_any(&["LATERAL", "SELECT", "TABLE", "VALUES", "WITH"]) {
        return Err(reader.expected("a table"));
    }
    let rows = match view::comes(reader) {
        true => Rows::Query(Box::new(view::inner(reader, view, depth)?)),
        false => Rows::Table(reader.object_name()?),
    };
    let named = reader.eat("AS");
    let ends = [JOINS, CONDITIONS, query::BEHIND, query::SETS]
        .iter()
        .any(|words| reader.at_any(words));
    let is_name = matches!(reader.peek(0), Token::Word(_));
    let alias = match named || is_name && !ends {
        true => Some(reader.name()?),
        false => None,
    };
    let is_query = matches!(rows, Rows::Query(_));
    let names = match alias.is_some() && is_query && *reader.peek(0) == Token::LParen {
        true => view::names(reader)?,
        false => Vec::new(),
    };
    Ok(Source {
        rows,
        alias,
        names,
        outer,
    })
}

/// Passes over what a join is ON.
fn condition(reader: &mut Reader) -> Result<()> {
    loop {
        let function = *reader.peek(1) == Token::LParen;
        let ends =
            reader.at_any(JOINS) || reader.at_any(query::BEHIND) || reader.at_any(query::SETS);
        let stops = matches!(reader.peek(0), Token::EOF | Token::RParen | Token::Comma);
        if stops || ends && !function {
            return Ok(());
        }
        if !reader.eat_group()? {
            reader.advance();
        }
    }
}

/// What comes behind the tables, up to the next part of a UNION: nothing that puts other tables to them.
fn rest(reader: &mut Reader, select: &mut Select) -> Result<()> {
    let ends = [query::BEHIND, query::SETS];
    if !reader.at_end() && !ends.iter().any(|words| reader.at_any(words)) {
        return Err(reader.expected_end());
    }
    while !reader.at_end() && !reader.at_any(query::SETS) {
        let function = *reader.peek(1) == Token::LParen;
        if !function && [JOINS, &["MINUS"]].iter().any(|words| reader.at_any(words)) {
            return Err(reader.expected_end());
        }
        // The rows of subtotals have NULL in columns that never are.
        if reader.at_any(&["ROLLUP", "CUBE", "GROUPING"]) {
            select.sources.iter_mut().for_each(|one| one.outer = true);
        }
        if !reader.eat_group()? {
            reader.advance();
        }
    }
    Ok(())
}

fn item(reader: &Reader, range: Range<usize>) -> Option<Selected> {
    let mut part = reader.part(range.start, range.end);
    if part.eat_token(&Token::Mul) {
        return part.at_end().then_some(Selected::All(None));
    }
    column(&mut part).or_else(|| cast(reader, range))
}

/// `a`, `t.a`, `s.t.a AS b`, `t.*`
fn column(part: &mut Reader) -> Option<Selected> {
    let mut table = None;
    let mut column = part.name().ok()?;
    while part.eat_token(&Token::Period) {
        if part.eat_token(&Token::Mul) {
            return part.at_end().then_some(Selected::All(Some(column)));
        }
        table = Some(std::mem::replace(&mut column, part.name().ok()?));
    }
    let alias = match part.at_end() {
        true => None,
        false => Some(query::alias(part)?),
    };
    Some(Selected::Column {
        table,
        column,
        alias,
    })
}

/// `CAST(expression AS type) AS name`, `a.b::type AS name`, `(expression)::type AS name`
fn cast(reader: &Reader, range: Range<usize>) -> Option<Selected> {
    let mut part = reader.part(range.start, range.end);
    if part.at("CAST") {
        let (ty, name) = query::cast_function(&mut part)?;
        return Some(Selected::Cast { ty, name });
    }
    if reader.dialect == Dialect::Sqlite {
        return None;
    }
    let mut tokens = range.clone();
    let last = tokens.rfind(|index| *reader.token(*index) == Token::DoubleColon)?;
    // What is cast is one value: of `a + b::int` the database knows the type.
    let mut value = reader.part(range.start, last);
    let whole = match value.peek(0) {
        Token::LParen => value.group().is_ok(),
        Token::Word(_) => {
            while value.name().is_ok() && value.eat_token(&Token::Period) {}
            true
        }
        _ => {
            value.advance();
            true
        }
    };
    let mut part = reader.part(last + 1, range.end);
    let ty = ty::read(&mut part).ok()?;
    let name = query::alias(&mut part)?;
    (whole && value.at_end()).then_some(Selected::Cast { ty, name })
}

/// The note of a column whose type cannot be told.
fn untold(reader: &Reader, view: &str, range: Range<usize>, place: usize) -> Box<Diagnostic> {
    let named = range.len() > 2 && reader.is_word(range.end - 2, "AS");
    let name = named.then(|| reader.part(range.end - 1, range.end).name().ok());
    let name = name.flatten().map(|name| name.text);
    let called = match &name {
        Some(name) => format!("column `{name}`"),
        None => format!("column {}", place + 1),
    };
    let message =
        format!("the view `{view}` gets no model: the type of its {called} cannot be told");
    let name = name.unwrap_or_else(|| "name".to_owned());
    let note = Diagnostic::new(Code::VIEW_LEFT_OUT, message).at(reader.span(range), "");
    Box::new(note.help(format!("write `CAST(… AS type) AS {name}`")))
}
