//! What is said of a table behind its columns?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Name, ObjectName},
        reader::Reader,
    },
};

/// What of it matters.
#[derive(Default)]
pub(super) struct Options {
    pub(super) comment: Option<String>,
    pub(super) parents: Vec<ObjectName>,
    pub(super) engine: Option<Name>,
    pub(super) without_rowid: bool,
    pub(super) strict: bool,
}

/// Reads to the first thing that is no option.
pub(super) fn options(reader: &mut Reader) -> Result<Options> {
    let mut options = Options::default();
    match reader.dialect {
        Dialect::Sqlite => sqlite(reader, &mut options),
        Dialect::Postgres => while postgres(reader, &mut options)? {},
        Dialect::Mysql => while mysql(reader, &mut options)? {},
        _ => while open(reader, &mut options)? {},
    }
    Ok(options)
}

/// Passes over what Synapse and Spark say before a query: `CREATE TABLE t WITH (…) AS SELECT …`, `… USING DELTA AS …`.
pub(super) fn before_columns(reader: &mut Reader) -> Result<()> {
    while reader.dialect.is_open() && reader.at_any(&["WITH", "USING"]) {
        reader.advance();
        if !reader.eat_group()? {
            reader.name()?;
        }
    }
    Ok(())
}

/// sqlparser 0.63 cannot read `CREATE TABLE t (a INT) STRICT, WITHOUT ROWID`.
fn sqlite(reader: &mut Reader, options: &mut Options) {
    loop {
        if reader.eat("WITHOUT ROWID") {
            options.without_rowid = true;
        } else if reader.eat("STRICT") {
            options.strict = true;
        } else {
            return;
        }
        reader.eat_token(&Token::Comma);
    }
}

/// Passes over one token of what other databases say of how a table is stored; only its comment is of interest.
fn open(reader: &mut Reader, options: &mut Options) -> Result<bool> {
    let query = ["AS SELECT", "AS WITH", "AS VALUES", "AS TABLE", "SELECT"];
    if reader.at_any(&query)
        || reader.at_any(&["CREATE", "ALTER TABLE", "INSERT INTO", "GO"])
        || reader.at_end()
    {
        return Ok(false);
    }
    if reader.at("COMMENT") {
        reader.advance();
        reader.eat_token(&Token::Eq);
        options.comment = Some(reader.string()?);
    } else if reader.dialect.is_postgres() && reader.at("INHERITS") {
        return postgres(reader, options);
    } else if !reader.eat_group()? {
        if *reader.peek(0) == Token::RParen {
            return Err(reader.expected_end());
        }
        reader.advance();
    }
    Ok(true)
}

fn postgres(reader: &mut Reader, options: &mut Options) -> Result<bool> {
    if reader.eat("INHERITS") {
        reader.expect_token(&Token::LParen)?;
        options.parents = reader.object_names()?;
        reader.expect_token(&Token::RParen)?;
        return Ok(true);
    }
    if reader.eat("PARTITION BY") {
        reader.advance();
        return reader.eat_group();
    }
    if reader.at("WITH") && *reader.peek(1) == Token::LParen {
        reader.advance();
        return reader.eat_group();
    }
    if reader.eat_any(&["TABLESPACE", "USING"]) {
        reader.name()?;
        return Ok(true);
    }
    Ok(reader.eat_any(&[
        "WITH OIDS",
        "WITHOUT OIDS",
        "ON COMMIT DROP",
        "ON COMMIT DELETE ROWS",
        "ON COMMIT PRESERVE ROWS",
    ]))
}

/// sqlparser 0.63 cannot read `CREATE TABLE t (a INT) TYPE=InnoDB`, `… PAGE_CHECKSUM=1`, `… PARTITION BY HASH (a)`.
fn mysql(reader: &mut Reader, options: &mut Options) -> Result<bool> {
    reader.eat_token(&Token::Comma);
    if reader.eat("COMMENT") {
        reader.eat_token(&Token::Eq);
        options.comment = Some(reader.string()?);
        return Ok(true);
    }
    if reader.eat("PARTITION BY") {
        reader.skip_rest();
        return Ok(false);
    }
    if reader.eat_any(&["ENGINE", "TYPE"]) {
        reader.eat_token(&Token::Eq);
        options.engine = Some(reader.name()?);
        return Ok(true);
    }
    if reader.eat_any(&["START TRANSACTION", "WITH SYSTEM VERSIONING"]) {
        return Ok(true);
    }
    let known = reader.eat_any(&[
        "AUTO_INCREMENT",
        "CHARACTER SET",
        "CHARSET",
        "COLLATE",
        "DATA DIRECTORY",
        "DEFAULT CHARACTER SET",
        "DEFAULT CHARSET",
        "DEFAULT COLLATE",
        "INDEX DIRECTORY",
        "ROW_FORMAT",
        "TABLESPACE",
        "UNION",
    ]);
    // Any other, if it has its `=`.
    let assigned = !known && reader.word(0).is_some() && *reader.peek(1) == Token::Eq;
    if assigned {
        reader.advance();
    }
    if known || assigned {
        reader.eat_token(&Token::Eq);
        if !reader.eat_group()? {
            reader.advance();
        }
    }
    Ok(known || assigned)
}
