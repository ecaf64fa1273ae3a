//! What was understood of the scripts, before anything is inferred, in a form that other tools can build on?
//!
//! `docs/catalog-json.md` describes the form; a change that a reader of it would notice raises [`VERSION`].

mod build;
mod text;

use serde::Serialize;

pub(crate) use text::{line, list, qualified};

/// The version of the form. Fields are added without a new one, never changed or taken away.
const VERSION: u32 = 1;

/// A catalog in the words of SQL: names instead of places in lists.
#[derive(Debug, Serialize)]
pub(crate) struct Listing<'a> {
    version: u32,
    dialect: &'static str,
    tables: Vec<Table<'a>>,
    enums: Vec<EnumType<'a>>,
}

#[derive(Debug, Serialize)]
struct Table<'a> {
    schema: Option<&'a str>,
    name: &'a str,
    place: Option<Place<'a>>,
    partition_of: Option<&'a str>,
    comment: Option<&'a str>,
    columns: Vec<Column<'a>>,
    primary_key: Vec<&'a str>,
    unique: Vec<Vec<&'a str>>,
    foreign_keys: Vec<Reference<'a>>,
    checks: Vec<Check<'a>>,
    indexes: Vec<Index<'a>>,
    without_rowid: bool,
    strict: bool,
    /// Told of views alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    view: bool,
}

/// Where something stands in the scripts; line and column are from 1, columns count characters.
#[derive(Debug, Serialize)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

#[derive(Debug, Serialize)]
struct Column<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    ty: &'a str,
    class: Class<'a>,
    nullable: bool,
    default: Option<&'a str>,
    generated: Option<Computed<'a>>,
    auto_increment: bool,
    collation: Option<&'a str>,
    comment: Option<&'a str>,
}

/// What a column holds, whatever its dialect calls it.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Class<'a> {
    Boolean,
    Integer {
        bits: u8,
        unsigned: bool,
    },
    Real {
        bits: u8,
    },
    Decimal,
    Text {
        length: Option<u32>,
    },
    Bytes,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Uuid,
    Json,
    Enum {
        name: Option<&'a str>,
        literals: &'a [String],
    },
    Array {
        element: Box<Class<'a>>,
    },
    Unknown,
}

#[derive(Debug, Serialize)]
struct Computed<'a> {
    expression: &'a str,
    stored: bool,
}

#[derive(Debug, Serialize)]
struct Reference<'a> {
    name: Option<&'a str>,
    columns: Vec<&'a str>,
    references: Target<'a>,
    on_delete: &'static str,
    on_update: &'static str,
    deferrable: &'static str,
    /// Whether it leads to a key of a table that is in the catalog.
    resolved: bool,
}

/// What a foreign key refers to.
#[derive(Debug, Serialize)]
pub(crate) struct Target<'a> {
    pub(crate) schema: Option<&'a str>,
    pub(crate) table: &'a str,
    pub(crate) columns: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Check<'a> {
    name: Option<&'a str>,
    expression: &'a str,
}

#[derive(Debug, Serialize)]
struct Index<'a> {
    name: Option<&'a str>,
    unique: bool,
    partial: bool,
    columns: Vec<Option<&'a str>>,
}

#[derive(Debug, Serialize)]
struct EnumType<'a> {
    schema: Option<&'a str>,
    name: &'a str,
    literals: &'a [String],
}
