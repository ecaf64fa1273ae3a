//! What is said of where and how rows are kept, which is of no interest to models?
//!
//! SQL Server, Oracle and the warehouses say much of it, behind columns, keys and tables alike.

use sqlparser::tokenizer::Token;

use crate::{
    dialect::Dialect,
    parse::{
        Result,
        grammar::{expression, references},
        reader::Reader,
    },
};

/// Passes over one thing that is said of a key or an index.
pub(super) fn of_key(reader: &mut Reader) -> Result<bool> {
    match reader.dialect {
        Dialect::Oracle => oracle(reader),
        dialect if dialect.is_open() => shared(reader),
        _ => Ok(false),
    }
}

/// Passes over one thing that is said of a column.
pub(super) fn of_column(reader: &mut Reader) -> Result<bool> {
    let flags = match reader.dialect {
        Dialect::Mssql => &[
            "FILESTREAM",
            "HIDDEN",
            "NOT FOR REPLICATION",
            "PERSISTED",
            "ROWGUIDCOL",
            "SPARSE",
            "WITH VALUES",
            "COLUMN_SET FOR ALL_SPARSE_COLUMNS",
        ][..],
        Dialect::Oracle => &["INVISIBLE", "SORT", "VISIBLE", "WITH ROWID"],
        Dialect::Redshift => &["DISTKEY", "SORTKEY"],
        Dialect::Snowflake => &["NOORDER", "ORDER"],
        Dialect::Generic => &[
            "CASE_INSENSITIVE",
            "COMPACT",
            "HIDDEN",
            "INVISIBLE",
            "LOGGED",
            "NOT COMPACT",
            "NOT HIDDEN",
            "NOT LOGGED",
            "UPPERCASE",
            "VISIBLE",
        ],
        _ => &[],
    };
    let valued = match reader.dialect {
        Dialect::Mssql => &["ENCRYPTED WITH", "MASKED WITH"][..],
        Dialect::Oracle => &["ENCRYPT USING", "ENCRYPT", "SCOPE IS"],
        Dialect::Redshift => &["ENCODE"],
        Dialect::Snowflake => &[
            "MASKING POLICY",
            "PROJECTION POLICY",
            "TAG",
            "WITH MASKING POLICY",
            "WITH TAG",
        ],
        Dialect::Generic => &[
            "CCSID",
            "CHARACTER SET",
            "COMPRESS",
            "INLINE LENGTH",
            "OPTIONS",
            "SELECTIVITY",
        ],
        Dialect::Duckdb => &["USING COMPRESSION"],
        _ => &[],
    };
    if reader.eat_any(flags) {
        return Ok(true);
    }
    // An index over the column alone.
    if reader.dialect == Dialect::Mssql && reader.eat("INDEX") {
        reader.name()?;
        references::characteristics(reader)?;
        return Ok(true);
    }
    if reader.dialect == Dialect::Generic && reader.eat("ON UPDATE") {
        expression::expression(reader)?;
        return Ok(true);
    }
    if reader.eat_any(valued) {
        value(reader)?;
        return Ok(true);
    }
    of_key(reader)
}

/// Oracle's physical attributes, <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/>.
fn oracle(reader: &mut Reader) -> Result<bool> {
    if reader.eat("USING INDEX") {
        // `USING INDEX i`, `USING INDEX (CREATE INDEX …)`, or what of_key reads next.
        if !reader.eat_group()? && reader.word(0).is_some() && !at_attribute(reader) {
            reader.object_name()?;
        }
        return Ok(true);
    }
    if reader.eat("EXCEPTIONS INTO") {
        reader.object_name()?;
        return Ok(true);
    }
    if at_attribute(reader) && reader.eat_any(VALUED) {
        value(reader)?;
        return Ok(true);
    }
    Ok(reader.eat_any(FLAGS))
}

/// Attributes of Oracle's with a value behind them.
const VALUED: &[&str] = &[
    "BUFFER_POOL",
    "COMPRESS",
    "FREELISTS",
    "INITRANS",
    "MAXTRANS",
    "PARALLEL",
    "PCTFREE",
    "PCTUSED",
    "STORAGE",
    "TABLESPACE",
];

/// Attributes of Oracle's without one.
const FLAGS: &[&str] = &[
    "COMPUTE STATISTICS",
    "DISABLE",
    "ENABLE",
    "GLOBAL",
    "LOCAL",
    "LOGGING",
    "NOCOMPRESS",
    "NOLOGGING",
    "NOPARALLEL",
    "NORELY",
    "NOREVERSE",
    "NOSORT",
    "NOVALIDATE",
    "ONLINE",
    "RELY",
    "REVERSE",
    "UNUSABLE",
    "VALIDATE",
];

fn at_attribute(reader: &Reader) -> bool {
    reader.at_any(VALUED) || reader.at_any(FLAGS)
}

/// What SQL Server says of keys and indexes, and others with it.
fn shared(reader: &mut Reader) -> Result<bool> {
    if reader.at("ON") && !reader.at_any(&["ON DELETE", "ON UPDATE"]) {
        // `ON [PRIMARY]`, `ON scheme (column)`.
        reader.advance();
        reader.name()?;
        reader.eat_group()?;
        return Ok(true);
    }
    if reader.eat_any(&[
        "FILESTREAM_ON",
        "TEXTIMAGE_ON",
        "IN",
        "TABLESPACE",
        "FILLFACTOR",
        "WITH FILLFACTOR",
    ]) {
        value(reader)?;
        return Ok(true);
    }
    if reader.at_any(&["PARTITION BY", "CLUSTER BY"]) {
        reader.advance();
        reader.advance();
        while !reader.eat_group()? && reader.word(0).is_some() {
            reader.advance();
        }
        return Ok(true);
    }
    let flags = [
        "CLUSTERED",
        "DISABLE",
        "ENABLE",
        "ENFORCED",
        "HASH",
        "NONCLUSTERED",
        "NORELY",
        "NOT FOR REPLICATION",
        "NOT LOGGED",
        "NOVALIDATE",
        "RELY",
        "VALIDATE",
        "ALLOW REVERSE SCANS",
        "COLLECT SAMPLED DETAILED STATISTICS",
        "COLLECT DETAILED STATISTICS",
        "COLLECT STATISTICS",
    ];
    Ok(reader.eat_any(&flags))
}

/// Passes over `= value`, `(…)` or a value.
pub(super) fn value(reader: &mut Reader) -> Result<()> {
    reader.eat_token(&Token::Eq);
    if !reader.eat_group()? && !matches!(reader.peek(0), Token::Comma | Token::RParen) {
        reader.advance();
    }
    Ok(())
}
