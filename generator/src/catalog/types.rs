//! What kind of value does a column's type hold, in each dialect?

use super::EnumId;

/// What a column holds, whatever its dialect calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TypeKind {
    Boolean,
    Integer { bits: u8, unsigned: bool },
    Real { bits: u8 },
    /// Exact: NUMERIC, DECIMAL, MONEY of SQL Server.
    Decimal,
    /// With its greatest length in characters, where it has one.
    Text { length: Option<u32> },
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
