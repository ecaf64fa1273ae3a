//! Which table does a query create: `SELECT a INTO t FROM u`?

use sqlparser::tokenizer::Token;

use crate::parse::{
    Result,
    ddl::{Absence, CreateTable, ObjectName, Query, StatementKind},
    grammar::{is_temporary, query},
    reader::Reader,
};

/// Reads a query of SQL Server's or PostgreSQL's; nothing where it has no INTO.
pub(super) fn select_into(reader: &mut Reader) -> Result<Option<StatementKind>> {
    let with = reader.eat("WITH");
    if with && !selects(reader) || !reader.eat("SELECT") {
        reader.skip_rest();
        return Ok(None);
    }
    reader.eat_any(&["ALL", "DISTINCT"]);
    top(reader)?;
    let start = reader.index();
    let ranges = query::items(reader, false);
    if !reader.eat("INTO") {
        reader.skip_rest();
        return Ok(None);
    }
    let temporary = reader.eat_any(&["TEMPORARY", "TEMP"]);
    reader.eat("UNLOGGED");
    reader.eat("TABLE");
    let name = reader.object_name()?;
    if temporary || is_temporary(&name, reader.dialect) {
        reader.skip_rest();
        let absence = Absence::Temporary;
        return Ok(Some(StatementKind::Absent { name, absence }));
    }
    let told = match with {
        // It may select from what only the statement itself has.
        true => Err(query::untold(reader, start..reader.index())),
        false => query::of_items(reader, start, ranges, Vec::new()),
    };
    let query = told.unwrap_or_else(|fault| query::faulty(reader, fault));
    let table = Box::new(filled(name, query));
    Ok(Some(StatementKind::CreateTable(table)))
}

/// Goes past what WITH names, to the statement behind it; whether that is a SELECT.
fn selects(reader: &mut Reader) -> bool {
    let mut depth = 0usize;
    while !reader.at_end() {
        match reader.peek(0) {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if reader.at("SELECT") => return true,
            _ if reader.at_any(&["INSERT", "UPDATE", "DELETE", "MERGE"]) => return false,
            _ => {}
        }
        reader.advance();
    }
    false
}

/// SQL Server's `TOP 5`, `TOP (5) PERCENT WITH TIES`.
fn top(reader: &mut Reader) -> Result<()> {
    if !reader.eat("TOP") {
        return Ok(());
    }
    match reader.peek(0) {
        Token::LParen => {
            reader.group()?;
        }
        _ => reader.advance(),
    }
    reader.eat("PERCENT");
    reader.eat("WITH TIES");
    Ok(())
}

/// A table that has what a query gives, and nothing else.
fn filled(name: ObjectName, query: Query) -> CreateTable {
    CreateTable {
        name,
        if_not_exists: false,
        or_replace: false,
        columns: Vec::new(),
        constraints: Vec::new(),
        comment: None,
        parents: Vec::new(),
        partition_of: None,
        likes: Vec::new(),
        query: Some(query),
        engine: None,
        without_rowid: false,
        strict: false,
    }
}
