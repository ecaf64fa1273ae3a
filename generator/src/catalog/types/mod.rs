//! What kind of value does a column's type hold, in each dialect?

mod generic;
mod mssql;
mod mysql;
mod oracle;
mod postgres;
mod sqlite;
mod warehouse;

use crate::{dialect::Dialect, parse::ddl::Type};

use super::EnumId;

/// What a column holds, whatever its dialect calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TypeKind {
    Boolean,
    Integer {
        bits: u8,
        unsigned: bool,
    },
    Real {
        bits: u8,
    },
    /// Exact: NUMERIC, DECIMAL, MONEY of SQL Server.
    Decimal,
    /// With its greatest length in characters, where it has one.
    Text {
        length: Option<u32>,
    },
    Bytes,
    Date,
    Time,
    /// Without a time zone.
    Timestamp,
    /// With a time zone: a point in time.
    TimestampTz,
    Uuid,
    Json,
    /// An enum with a name of its own.
    Enum(EnumId),
    /// An enum that is spelled out in the column's type.
    InlineEnum(Vec<String>),
    /// PostgreSQL's arrays; the element may be an array.
    Array(Box<TypeKind>),
    /// A type that nobody knows: read and written as the database's text.
    Unknown,
}

impl TypeKind {
    /// What an array holds in the end, through arrays of arrays; what is no array, itself.
    pub(crate) fn element(&self) -> &TypeKind {
        match self {
            TypeKind::Array(element) => element.element(),
            kind => kind,
        }
    }

    /// How often it is nested: 0 for what is no array.
    pub(crate) fn dimensions(&self) -> usize {
        match self {
            TypeKind::Array(element) => 1 + element.dimensions(),
            _ => 0,
        }
    }
}

/// What is known of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Known(TypeKind),
    /// A type of the dialect that has no counterpart in Rust.
    AsText,
    /// None of the dialect's types; what it most likely holds.
    Unknown(TypeKind),
}

/// What is known of a type without looking at the types that the script creates. An array is classified by its element.
pub(super) fn classify(ty: &Type, dialect: Dialect) -> Class {
    match dialect {
        Dialect::Sqlite => sqlite::classify(ty),
        Dialect::Postgres => postgres::classify(ty),
        Dialect::Mysql => mysql::classify(ty),
        Dialect::Mssql => mssql::classify(ty),
        Dialect::Oracle => oracle::classify(ty),
        Dialect::Duckdb => warehouse::duckdb(ty),
        Dialect::Redshift => warehouse::redshift(ty),
        Dialect::Snowflake => warehouse::snowflake(ty),
        Dialect::Generic => generic::classify(ty),
    }
}

/// Whether the type alone says that the database numbers the rows.
pub(super) fn is_serial(ty: &Type, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Postgres | Dialect::Duckdb | Dialect::Redshift => postgres::is_serial(ty),
        Dialect::Mysql => ty.name == "SERIAL",
        // H2's IDENTITY.
        Dialect::Generic => ty.name == "IDENTITY" || postgres::is_serial(ty),
        Dialect::Sqlite | Dialect::Mssql | Dialect::Oracle | Dialect::Snowflake => false,
    }
}

fn integer(bits: u8, unsigned: bool) -> Class {
    Class::Known(TypeKind::Integer { bits, unsigned })
}

/// Text with the length that the type's argument states: `10`, Oracle's `10 CHAR`.
fn text(ty: &Type) -> Class {
    Class::Known(TypeKind::Text { length: digits(ty) })
}

/// The number that a type's first argument begins with.
fn digits(ty: &Type) -> Option<u32> {
    ty.arguments.first()?.split(' ').next()?.parse().ok()
}

fn one_of(names: &str, name: &str) -> bool {
    names.split_whitespace().any(|one| one == name)
}
