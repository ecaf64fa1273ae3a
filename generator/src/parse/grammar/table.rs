//! What columns and constraints does a CREATE TABLE state?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Column, Constraint, CreateTable, ObjectName, StatementKind},
        grammar::{column, constraint, not_yet, options, ty},
        reader::Reader,
    },
};

/// What comes before the columns.
pub(super) struct Header {
    pub(super) name: ObjectName,
    or_replace: bool,
    if_not_exists: bool,
}

/// `CREATE TABLE IF NOT EXISTS t`.
pub(super) fn header(reader: &mut Reader) -> Result<Header> {
    let mut or_replace = false;
    while !reader.eat("TABLE") {
        or_replace |= reader.at("REPLACE");
        reader.advance();
    }
    let if_not_exists = reader.eat_condition("IF NOT EXISTS")?;
    let name = reader.object_name()?;
    Ok(Header {
        name,
        or_replace,
        if_not_exists,
    })
}

/// What follows the header.
pub(super) fn body(reader: &mut Reader, header: Header) -> Result<StatementKind> {
    copied(reader)?;
    let (columns, constraints) = items(reader)?;
    let options = options::options(reader)?;
    if !reader.at_end() {
        return Err(reader.expected_end());
    }
    Ok(StatementKind::CreateTable(CreateTable {
        name: header.name,
        if_not_exists: header.if_not_exists,
        or_replace: header.or_replace,
        columns,
        constraints,
        comment: options.comment,
        parents: options.parents,
        without_rowid: options.without_rowid,
        strict: options.strict,
    }))
}

/// Refuses the forms that take their columns from elsewhere.
fn copied(reader: &Reader) -> Result<()> {
    let forms = ["AS", "SELECT", "LIKE", "PARTITION OF", "OF", "CLONE"];
    match forms.iter().find(|form| reader.at(form)) {
        Some(form) => Err(not_yet(reader, form, "write the table's columns out")),
        None => Ok(()),
    }
}

/// `(a INT, b INT, PRIMARY KEY (a))`.
fn items(reader: &mut Reader) -> Result<(Vec<Column>, Vec<Constraint>)> {
    let opening = reader.index();
    reader.expect_token(&Token::LParen)?;
    let (mut columns, mut constraints) = (Vec::new(), Vec::new());
    // PostgreSQL has tables without columns.
    if reader.dialect == Dialect::Postgres && reader.eat_token(&Token::RParen) {
        return Ok((columns, constraints));
    }
    loop {
        let constrains = constraint::comes(reader);
        if constrains {
            constraints.extend(constraint::constraint(reader)?);
        } else if reader.dialect != Dialect::Sqlite && reader.at("LIKE") {
            // sqlparser 0.63 reads `CREATE TABLE t (a INT, LIKE u)` as two columns, the second called `LIKE`.
            return Err(not_yet(
                reader,
                "LIKE",
                "write the columns of the other table out",
            ));
        } else {
            let (column, beside) = column::column(reader)?;
            columns.push(column);
            constraints.extend(beside);
        }
        // sqlparser 0.63 cannot read SQLite's `CREATE TABLE t (a, b, UNIQUE (a) UNIQUE (b))`.
        let another = reader.dialect == Dialect::Sqlite && constrains && constraint::comes(reader);
        if reader.eat_token(&Token::RParen) {
            return Ok((columns, constraints));
        }
        if reader.at_end() {
            return Err(reader.never_closed(opening));
        }
        if !another && !reader.eat_token(&Token::Comma) {
            return Err(reader.expected_one_of("`,` or `)`", ty::OPTIONS));
        }
    }
}
