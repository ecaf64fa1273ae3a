//! What do the short statements say: COMMENT ON, CREATE TYPE, CREATE DOMAIN, DROP?

use sqlparser::tokenizer::Token;

use crate::dialect::Dialect;
use crate::parse::{
    Result,
    ddl::{Absence, CreateDomain, DropTables, DropTypes, ObjectName, StatementKind},
    grammar::{column, index},
    reader::Reader,
};

/// `COMMENT ON COLUMN t.a IS 'text'`. sqlparser 0.63 cannot read `COMMENT ON TABLE t IS $$text$$`.
pub(super) fn comment(reader: &mut Reader) -> Result<StatementKind> {
    reader.expect("COMMENT ON")?;
    if reader.eat("TABLE") {
        let table = reader.object_name()?;
        let comment = text(reader)?;
        return Ok(StatementKind::CommentOnTable { table, comment });
    }
    reader.expect("COLUMN")?;
    let (table, column) = reader.column_name()?;
    let comment = text(reader)?;
    Ok(StatementKind::CommentOnColumn {
        table,
        column,
        comment,
    })
}

/// `IS 'text'` or `IS NULL`.
fn text(reader: &mut Reader) -> Result<Option<String>> {
    reader.expect("IS")?;
    match reader.eat("NULL") {
        true => Ok(None),
        false => reader.string().map(Some),
    }
}

/// `CREATE TYPE t AS ENUM ('a', 'b')`; nothing for other types.
pub(super) fn create_type(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.expect("CREATE TYPE")?;
    let name = reader.object_name()?;
    if !reader.eat("AS ENUM") {
        let composite = reader.at("AS") && *reader.peek(1) == Token::LParen;
        reader.skip_rest();
        let absence = Absence::Composite;
        return Ok(composite.then_some(StatementKind::Absent { name, absence }));
    }
    let mut literals = Vec::new();
    reader.expect_token(&Token::LParen)?;
    while !reader.eat_token(&Token::RParen) {
        literals.push(reader.string()?);
        if !reader.eat_token(&Token::Comma) && *reader.peek(0) != Token::RParen {
            return Err(reader.expected("`,` or `)`"));
        }
    }
    Ok(Some(StatementKind::CreateEnum {
        name,
        if_not_exists: false,
        literals,
    }))
}

/// `CREATE DOMAIN d AS TEXT NOT NULL CHECK (VALUE <> '')`. sqlparser 0.63 cannot read it without AS.
pub(super) fn create_domain(reader: &mut Reader) -> Result<StatementKind> {
    reader.expect("CREATE DOMAIN")?;
    let from = reader.index();
    let name = reader.object_name()?;
    reader.eat("AS");
    let (column, _) = column::definition(reader, name.name.clone(), from)?;
    Ok(StatementKind::CreateDomain(CreateDomain {
        name,
        if_not_exists: false,
        ty: column.ty,
        not_null: column.not_null,
        default: column.default,
    }))
}

pub(super) fn drop_tables(reader: &mut Reader) -> Result<StatementKind> {
    reader.expect("DROP")?;
    reader.eat_any(&["TABLES", "TABLE"]);
    let if_exists = reader.eat_condition("IF EXISTS")?;
    let names = reader.object_names()?;
    // H2's place of it.
    let if_exists = if_exists || reader.dialect == Dialect::Generic && reader.eat("IF EXISTS");
    let cascade = reader.eat_any(&["CASCADE CONSTRAINTS", "CASCADE"]);
    reader.eat_any(&["RESTRICT", "PURGE"]);
    Ok(StatementKind::DropTables(DropTables {
        names,
        if_exists,
        cascade,
    }))
}

pub(super) fn drop_types(reader: &mut Reader) -> Result<StatementKind> {
    reader.expect("DROP")?;
    reader.eat_any(&["TYPE", "DOMAIN"]);
    reader.eat_condition("IF EXISTS")?;
    let names = reader.object_names()?;
    let cascade = reader.eat("CASCADE");
    reader.eat("RESTRICT");
    Ok(StatementKind::DropTypes(DropTypes { names, cascade }))
}

/// `DROP VIEW v`, `DROP FOREIGN TABLE t`.
pub(super) fn drop_absent(reader: &mut Reader) -> Result<StatementKind> {
    while !reader.eat_any(&["TABLE", "VIEW"]) {
        if reader.at_end() {
            return Err(reader.expected("`TABLE` or `VIEW`"));
        }
        reader.advance();
    }
    reader.eat_condition("IF EXISTS")?;
    let names = reader.object_names()?;
    // CASCADE, RESTRICT, and Oracle's `DROP MATERIALIZED VIEW LOG ON t`.
    reader.skip_rest();
    Ok(StatementKind::DropAbsent(names))
}

/// `RENAME TABLE a TO b, c TO d`.
pub(super) fn rename_tables(reader: &mut Reader) -> Result<StatementKind> {
    reader.expect("RENAME")?;
    reader.eat_any(&["TABLES", "TABLE"]);
    let mut renamed = Vec::new();
    loop {
        reader.eat_condition("IF EXISTS")?;
        let table = reader.object_name()?;
        if reader.eat_any(&["WAIT", "NOWAIT"]) && !reader.at("TO") {
            reader.advance();
        }
        reader.expect("TO")?;
        renamed.push((table, reader.object_name()?));
        if !reader.eat_token(&Token::Comma) {
            return Ok(StatementKind::RenameTables(renamed));
        }
    }
}

/// PostgreSQL's `ALTER INDEX i RENAME TO j`, `ALTER FOREIGN TABLE t RENAME TO u`; nothing for other changes.
pub(super) fn rename(reader: &mut Reader) -> Result<Option<StatementKind>> {
    reader.expect("ALTER")?;
    let foreign = !reader.eat("INDEX");
    while foreign && !reader.eat("TABLE") && !reader.at_end() {
        reader.advance();
    }
    reader.eat_condition("IF EXISTS")?;
    let name = reader.object_name()?;
    if !reader.eat("RENAME TO") {
        reader.skip_rest();
        return Ok(None);
    }
    let to = reader.name()?;
    Ok(Some(match foreign {
        true => {
            let schema = name.schema.clone();
            StatementKind::RenameTables(vec![(name, ObjectName { schema, name: to })])
        }
        false => StatementKind::RenameIndex { index: name, to },
    }))
}

/// `DROP INDEX i`, MySQL's `DROP INDEX i ON t`.
pub(super) fn drop_indexes(reader: &mut Reader) -> Result<StatementKind> {
    reader.skip_to("INDEX")?;
    reader.eat("CONCURRENTLY");
    reader.eat_condition("IF EXISTS")?;
    let names = reader.object_names()?;
    let table = if reader.eat("ON") {
        Some(reader.object_name()?)
    } else {
        None
    };
    reader.eat_any(&["CASCADE", "RESTRICT"]);
    index::options(reader)?;
    Ok(StatementKind::DropIndexes { names, table })
}

/// The name of what a CREATE VIRTUAL TABLE and the like creates.
pub(super) fn absent(reader: &mut Reader, absence: Absence) -> Result<StatementKind> {
    skip_to_name(reader)?;
    let name = reader.object_name()?;
    reader.skip_rest();
    Ok(StatementKind::Absent { name, absence })
}

/// Goes to the name of what is created; tells whether that may be there already.
pub(super) fn skip_to_name(reader: &mut Reader) -> Result<bool> {
    while !reader.eat_any(&["TABLE", "VIEW"]) {
        if reader.at_end() {
            return Err(reader.expected("`TABLE` or `VIEW`"));
        }
        reader.advance();
    }
    Ok(reader.eat("IF NOT EXISTS"))
}
