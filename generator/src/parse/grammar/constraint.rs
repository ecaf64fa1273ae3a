//! What does a table's constraint say?

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Constraint, ConstraintKind, IndexColumn, Name},
        grammar::{expression, index, references},
        reader::Reader,
    },
};

/// `CONSTRAINT name`, if it comes. The name may be missing: `CONSTRAINT PRIMARY KEY (a)`.
pub(super) fn name(reader: &mut Reader) -> Result<Option<Name>> {
    let kinds = ["PRIMARY KEY", "UNIQUE", "FOREIGN KEY", "CHECK", "NOT NULL"];
    let stated = reader.eat("CONSTRAINT");
    if stated && (reader.dialect == Dialect::Mysql || reader.dialect.is_open()) {
        reader.eat("IF NOT EXISTS");
    }
    match stated && !reader.at_any(&kinds) {
        true => Ok(Some(reader.name()?)),
        false => Ok(None),
    }
}

/// Whether a constraint of the table comes, and no column.
pub(super) fn comes(reader: &Reader) -> bool {
    let parenthesis = *reader.peek(1) == Token::LParen;
    match reader.dialect {
        _ if reader.at_any(&[
            "CONSTRAINT",
            "PRIMARY KEY",
            "UNIQUE",
            "FOREIGN KEY",
            "CHECK",
            "NOT NULL",
        ]) =>
        {
            true
        }
        Dialect::Sqlite => false,
        Dialect::Mssql => reader.at_any(&["INDEX", "PERIOD FOR"]),
        Dialect::Generic => at_index(reader) || reader.at("PERIOD FOR"),
        Dialect::Oracle => reader.at("SUPPLEMENTAL LOG"),
        Dialect::Snowflake | Dialect::Duckdb | Dialect::Redshift => false,
        Dialect::Postgres => reader.at("EXCLUDE USING") || reader.at("EXCLUDE") && parenthesis,
        Dialect::Mysql => reader.at_any(&["KEY", "INDEX", "FULLTEXT", "SPATIAL", "PERIOD FOR"]),
    }
}

/// Whether `KEY k (a)` comes, and not a column of the name: `key varchar(10)`.
fn at_index(reader: &Reader) -> bool {
    let keyed = reader.at_any(&["KEY", "INDEX"]);
    let column = |ahead| matches!(reader.peek(ahead), Token::Word(_));
    let opens = |ahead| *reader.peek(ahead) == Token::LParen;
    keyed && (opens(1) && column(2) || column(1) && opens(2) && column(3))
}

/// A constraint of the table.
pub(super) fn constraint(reader: &mut Reader) -> Result<Constraint> {
    let from = reader.index();
    let stated = name(reader)?;
    named(reader, stated, from)
}

/// What follows the name of a constraint that begins with an earlier token.
pub(super) fn named(reader: &mut Reader, stated: Option<Name>, from: usize) -> Result<Constraint> {
    let (index, kind) = kind(reader)?;
    let span = reader.span(from..reader.index());
    Ok(Constraint {
        name: stated.or(index),
        span,
        kind,
    })
}

/// The name that MySQL has between the kind and the columns, and the kind.
type Kind = (Option<Name>, ConstraintKind);

fn kind(reader: &mut Reader) -> Result<Kind> {
    if reader.eat("PRIMARY KEY") {
        return key(reader, true);
    }
    if reader.eat("UNIQUE") {
        return key(reader, false);
    }
    if reader.eat("FOREIGN KEY") {
        return foreign_key(reader);
    }
    if reader.at("CHECK") {
        let expression = check(reader)?;
        return Ok((None, ConstraintKind::Check { expression }));
    }
    if reader.eat("NOT NULL") {
        let column = reader.name()?;
        references::characteristics(reader)?;
        return Ok((None, ConstraintKind::NotNull { column }));
    }
    match reader.dialect {
        Dialect::Mysql | Dialect::Mssql | Dialect::Generic => indexed(reader),
        Dialect::Oracle if reader.at("SUPPLEMENTAL LOG") => {
            reader.skip_to("COLUMNS")?;
            let columns = Vec::new();
            Ok((None, ConstraintKind::Other { columns }))
        }
        Dialect::Postgres if reader.at("EXCLUDE") => exclude(reader),
        _ => Err(reader.expected("`PRIMARY KEY`, `UNIQUE`, `FOREIGN KEY` or `CHECK`")),
    }
}

/// What follows `PRIMARY KEY` and `UNIQUE`. sqlparser 0.63 reads the key of `UNIQUE KEY k (a(10))` as a call of `a`.
fn key(reader: &mut Reader, primary: bool) -> Result<Kind> {
    if matches!(reader.dialect, Dialect::Mysql | Dialect::Generic) {
        reader.eat_any(&["KEY", "INDEX"]);
    }
    references::characteristics(reader)?;
    if reader.eat("USING INDEX") {
        let index = reader.name()?;
        references::characteristics(reader)?;
        return Ok((None, ConstraintKind::UsingIndex { primary, index }));
    }
    let name = index_name(reader)?;
    let columns = index::columns(reader)?;
    index::options(reader)?;
    let plain = columns.iter().map(|column| match column {
        IndexColumn::Column(name) => Some(name.clone()),
        IndexColumn::Expression => None,
    });
    let kind = match plain.collect::<Option<Vec<Name>>>() {
        Some(columns) if primary => ConstraintKind::PrimaryKey {
            columns,
            descending: false,
        },
        Some(columns) => ConstraintKind::Unique { columns },
        None => ConstraintKind::Index {
            unique: true,
            columns,
        },
    };
    Ok((name, kind))
}

/// `[name] [USING BTREE]`, in MySQL.
fn index_name(reader: &mut Reader) -> Result<Option<Name>> {
    if !matches!(
        reader.dialect,
        Dialect::Mysql | Dialect::Mssql | Dialect::Generic
    ) {
        return Ok(None);
    }
    reader.eat("IF NOT EXISTS");
    let named = !reader.at("USING") && *reader.peek(0) != Token::LParen;
    let name = if named { Some(reader.name()?) } else { None };
    if reader.eat("USING") {
        reader.advance();
    }
    Ok(name)
}

fn foreign_key(reader: &mut Reader) -> Result<Kind> {
    let name = index_name(reader)?;
    let columns = reader.columns()?;
    let key = references::references(reader, columns)?;
    Ok((name, ConstraintKind::ForeignKey(key)))
}

/// `CHECK (expression)`, which must come.
pub(super) fn check(reader: &mut Reader) -> Result<String> {
    reader.expect("CHECK")?;
    let expression = expression::group(reader)?;
    references::characteristics(reader)?;
    Ok(expression)
}

/// What MySQL and SQL Server have beside the constraints of standard SQL.
fn indexed(reader: &mut Reader) -> Result<Kind> {
    if reader.eat("PERIOD FOR") {
        reader.advance();
        reader.group()?;
        let columns = Vec::new();
        return Ok((None, ConstraintKind::Other { columns }));
    }
    let searches = reader.eat_any(&["FULLTEXT", "SPATIAL"]);
    if !reader.eat_any(&["KEY", "INDEX"]) && !searches {
        return Err(reader.expected("`PRIMARY KEY`, `UNIQUE`, `FOREIGN KEY`, `CHECK` or `KEY`"));
    }
    let name = index_name(reader)?;
    let unique = reader.eat("UNIQUE");
    references::characteristics(reader)?;
    if reader.eat("COLUMNSTORE") && *reader.peek(0) != Token::LParen {
        references::characteristics(reader)?;
        let columns = Vec::new();
        return Ok((name, ConstraintKind::Other { columns }));
    }
    let columns = index::columns(reader)?;
    index::options(reader)?;
    let kind = match searches {
        true => ConstraintKind::Other { columns },
        false => ConstraintKind::Index { unique, columns },
    };
    Ok((name, kind))
}

/// `EXCLUDE USING gist (a WITH &&)`.
fn exclude(reader: &mut Reader) -> Result<Kind> {
    reader.expect("EXCLUDE")?;
    if reader.eat("USING") {
        reader.name()?;
    }
    let columns = index::columns(reader)?;
    references::characteristics(reader)?;
    if reader.eat("WHERE") {
        reader.group()?;
    }
    references::characteristics(reader)?;
    Ok((None, ConstraintKind::Other { columns }))
}
