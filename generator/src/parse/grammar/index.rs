//! What is an index over, and on which table?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{CreateIndex, IndexColumn, StatementKind},
        grammar::references,
        reader::Reader,
    },
};

/// `CREATE UNIQUE INDEX i ON t (a)`. sqlparser 0.63 cannot read `CREATE INDEX i ON ONLY t (a)` and
/// `CREATE INDEX i ON t (a) TABLESPACE x`.
pub(super) fn create_index(reader: &mut Reader) -> Result<StatementKind> {
    let unique = reader.skip_to("INDEX")?.contains(&"UNIQUE".to_string());
    reader.eat("CONCURRENTLY");
    let if_not_exists = reader.eat_condition("IF NOT EXISTS")?;
    let name = match reader.at("ON") {
        true => None,
        false => Some(reader.object_name()?),
    };
    method(reader);
    reader.expect("ON")?;
    reader.eat("ONLY");
    let table = reader.object_name()?;
    method(reader);
    let from = reader.index();
    let columns = columns(reader)?;
    let plain = reader.has_only_names(from + 1..reader.index() - 1);
    options(reader)?;
    let partial = reader.eat("WHERE");
    if partial {
        reader.skip_rest();
    }
    let written = reader.dialect == Dialect::Sqlite && (partial || !plain);
    let written = written.then(|| reader.text(from..reader.index()));
    Ok(StatementKind::CreateIndex(CreateIndex {
        name,
        if_not_exists,
        unique,
        table,
        columns,
        partial,
        written,
    }))
}

/// `USING btree`.
fn method(reader: &mut Reader) {
    if reader.eat("USING") {
        reader.advance();
    }
}

/// `(a, b DESC, lower(c))`.
pub(super) fn columns(reader: &mut Reader) -> Result<Vec<IndexColumn>> {
    let range = reader.group()?;
    let mut columns = Vec::new();
    let mut from = range.start;
    let mut depth = 0;
    for index in range.clone() {
        match reader.token(index) {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::Comma if depth == 0 => {
                columns.push(column(reader, from, index)?);
                from = index + 1;
            }
            _ => {}
        }
    }
    columns.push(column(reader, from, range.end)?);
    Ok(columns)
}

/// One part of an index: a column, whatever is said of its order, or an expression.
fn column(reader: &mut Reader, from: usize, to: usize) -> Result<IndexColumn> {
    if from == to {
        return Err(reader.expected_at(from, "a column"));
    }
    let mut part = reader.part(from, to);
    let Ok(name) = part.name() else {
        return Ok(IndexColumn::Expression);
    };
    // MySQL's length of a prefix.
    if matches!(part.peek(1), Token::Number(..)) && part.dialect == Dialect::Mysql {
        part.eat_group()?;
    }
    // PostgreSQL's operator classes have any name, and parameters.
    let class = part.dialect.is_postgres() && part.word(0).is_some();
    match class || part.at_end() || part.at_any(&["COLLATE", "ASC", "DESC", "NULLS"]) {
        true => Ok(IndexColumn::Column(name)),
        false => Ok(IndexColumn::Expression),
    }
}

/// Passes over what is said of an index behind its columns.
pub(super) fn options(reader: &mut Reader) -> Result<()> {
    loop {
        references::characteristics(reader)?;
        let valued = [
            "ALGORITHM",
            "COMMENT",
            "ENGINE_ATTRIBUTE",
            "KEY_BLOCK_SIZE",
            "LOCK",
            "SECONDARY_ENGINE_ATTRIBUTE",
            "TABLESPACE",
            "USING",
            "WITH PARSER",
        ];
        if reader.eat_any(&valued) {
            reader.eat_token(&Token::Eq);
            reader.advance();
        } else if !reader.eat_any(&["VISIBLE", "INVISIBLE", "IGNORED", "NOT IGNORED"]) {
            return Ok(());
        }
    }
}
