//! Which queries does a view put together?
//!
//! Told where they are SELECTs, joined by UNION and the like, with others that WITH names or that stand in a FROM.

use std::ops::Range;

use sqlparser::tokenizer::Token;

use crate::{
    diagnostic::{Code, Diagnostic},
    dialect::Dialect,
    parse::{
        Result,
        ddl::{AlterTable, CreateView, Name, ObjectName, Shown, StatementKind, With},
        grammar::{alter, query, select, small},
        reader::Reader,
    },
};

/// As many queries as stand in each other.
const DEPTH: usize = 16;

/// `CREATE OR REPLACE VIEW IF NOT EXISTS v (a, b) AS SELECT …`
pub(super) fn create_view(reader: &mut Reader) -> Result<StatementKind> {
    let or_replace = reader.at("CREATE OR REPLACE") || reader.at("CREATE OR ALTER");
    let stays = !reader.at_any(&["CREATE TEMP", "CREATE TEMPORARY"]);
    let if_not_exists = small::skip_to_name(reader)?;
    let name = reader.object_name()?;
    let told = told(reader, &name.name.text);
    reader.skip_rest();
    let (names, query) = match told {
        Ok((names, query)) => (names, Ok(query)),
        Err(fault) => (Vec::new(), Err(fault)),
    };
    Ok(StatementKind::CreateView(Box::new(CreateView {
        name,
        if_not_exists,
        or_replace,
        names,
        query,
        text: stays.then(|| reader.statement().to_owned()),
    })))
}

/// `ALTER VIEW v AS SELECT …`, `ALTER VIEW v RENAME TO w`, `ALTER VIEW v RENAME COLUMN a TO b`; nothing for other changes.
pub(super) fn alter_view(reader: &mut Reader) -> Result<Option<StatementKind>> {
    let from = reader.index();
    while !reader.eat("VIEW") {
        if reader.at_end() {
            return Err(reader.expected("`VIEW`"));
        }
        reader.advance();
    }
    reader.eat_condition("IF EXISTS")?;
    let table = reader.object_name()?;
    if reader.eat("RENAME TO") {
        let schema = table.schema.clone();
        let to = ObjectName {
            schema,
            name: reader.name()?,
        };
        return Ok(Some(StatementKind::RenameTables(vec![(table, to)])));
    }
    if reader.at("RENAME") || reader.at("SET SCHEMA") {
        let mut actions = Vec::new();
        alter::action(reader, &mut actions)?;
        return Ok(Some(StatementKind::AlterTable(AlterTable {
            table,
            // One that is not there has no model, and misses nothing.
            if_exists: true,
            only: false,
            actions,
        })));
    }
    let defines = reader.at_any(&["AS", "WITH"]) || *reader.peek(0) == Token::LParen;
    if !defines || !reader.has_word("AS") {
        reader.skip_rest();
        return Ok(None);
    }
    reader.rewind(from);
    let mut kind = create_view(reader)?;
    if let StatementKind::CreateView(create) = &mut kind {
        create.or_replace = true;
    }
    Ok(Some(kind))
}

/// The names that the view gives to its columns, and its query.
fn told(reader: &mut Reader, view: &str) -> Result<(Vec<Name>, Shown)> {
    let head = head(reader);
    let names = noted(reader, view, head)?;
    Ok((names, shown(reader, view, 0)?))
}

fn head(reader: &mut Reader) -> Result<Vec<Name>> {
    let names = match *reader.peek(0) {
        Token::LParen => names(reader)?,
        _ => Vec::new(),
    };
    while !reader.eat("AS") {
        if !reader.eat_group()? {
            reader.advance();
        }
        if reader.at_end() {
            return Err(reader.expected("`AS`"));
        }
    }
    Ok(names)
}

/// A fault of the grammar's is none of the script's: what cannot be read here may be SQL.
fn noted<T>(reader: &Reader, view: &str, read: Result<T>) -> Result<T> {
    let at = reader.index();
    read.map_err(|fault| match fault.code() == Code::VIEW_LEFT_OUT.id {
        true => fault,
        false => unreadable(reader, view, at..at + 1),
    })
}

/// `(a, b)`
pub(super) fn names(reader: &mut Reader) -> Result<Vec<Name>> {
    reader.expect_token(&Token::LParen)?;
    let mut names = Vec::new();
    loop {
        names.push(reader.name()?);
        if !reader.eat_token(&Token::Comma) {
            reader.expect_token(&Token::RParen)?;
            return Ok(names);
        }
    }
}

/// Whether a query in parentheses comes.
pub(super) fn comes(reader: &Reader) -> bool {
    let words = ["SELECT", "WITH"];
    let is_one = |word: &str| words.iter().any(|one| one.eq_ignore_ascii_case(word));
    *reader.peek(0) == Token::LParen && reader.word(1).is_some_and(is_one)
}

/// The query in parentheses that comes.
pub(super) fn inner(reader: &mut Reader, view: &str, depth: usize) -> Result<Shown> {
    let group = reader.group()?;
    shown(&mut reader.part(group.start, group.end), view, depth + 1)
}

/// All that a reader has, as a query.
fn shown(reader: &mut Reader, view: &str, depth: usize) -> Result<Shown> {
    let read = queries(reader, view, depth);
    noted(reader, view, read)
}

/// `WITH x AS (…) SELECT … UNION SELECT …`
fn queries(reader: &mut Reader, view: &str, depth: usize) -> Result<Shown> {
    if depth == DEPTH {
        return Err(reader.expected_end());
    }
    let mut shown = Shown {
        recursive: false,
        with: Vec::new(),
        selects: Vec::new(),
    };
    if reader.eat("WITH") {
        // Where the word may be left out, a query may name itself without it.
        let tells = reader.dialect.is_postgres() || reader.dialect == Dialect::Mysql;
        shown.recursive = reader.eat("RECURSIVE") || !tells;
        shown.with = with(reader, view, depth)?;
    }
    loop {
        if *reader.peek(0) == Token::LParen {
            let part = inner(reader, view, depth)?;
            if !part.with.is_empty() {
                return Err(reader.expected_end());
            }
            shown.selects.extend(part.selects);
            // The order of its rows, and how many they are.
            while !reader.at_end() && !reader.at_any(query::SETS) {
                if !reader.eat_group()? {
                    reader.advance();
                }
            }
        } else {
            shown.selects.push(select::select(reader, view, depth)?);
        }
        if !reader.eat_any(query::SETS) {
            break;
        }
        reader.eat_any(&["ALL", "DISTINCT"]);
    }
    match reader.at_end() {
        true => Ok(shown),
        false => Err(reader.expected_end()),
    }
}

/// `x (a, b) AS (SELECT …), y AS NOT MATERIALIZED (…)`
fn with(reader: &mut Reader, view: &str, depth: usize) -> Result<Vec<With>> {
    let mut list = Vec::new();
    loop {
        let name = reader.name()?;
        let names = match *reader.peek(0) {
            Token::LParen => names(reader)?,
            _ => Vec::new(),
        };
        reader.expect("AS")?;
        reader.eat_any(&["NOT MATERIALIZED", "MATERIALIZED"]);
        let query = inner(reader, view, depth)?;
        list.push(With { name, names, query });
        if !reader.eat_token(&Token::Comma) {
            return Ok(list);
        }
    }
}

/// The note of a view whose query is none that is read.
fn unreadable(reader: &Reader, view: &str, range: Range<usize>) -> Box<Diagnostic> {
    let message = format!("the view `{view}` gets no model: its query is not read from here on");
    let note = Diagnostic::new(Code::VIEW_LEFT_OUT, message).at(reader.span(range), "");
    Box::new(note.help(
        "SELECTs of tables, views and queries that are joined are read, and their UNION; ask any other in SQL, and read its rows into a type of your own",
    ))
}
