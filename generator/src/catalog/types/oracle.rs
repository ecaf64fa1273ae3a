//! What do the types of Oracle hold?

use crate::parse::ddl::Type;

use super::{Class, TypeKind, digits, integer, one_of, text};

/// Types that come and go as text: no type of Rust is theirs.
const AS_TEXT: &str =
    "ANYDATA ANYDATASET ANYTYPE BFILE ROWID SDO_GEOMETRY URITYPE UROWID VECTOR XMLTYPE";

pub(super) fn classify(ty: &Type) -> Class {
    match ty.name.as_str() {
        "NUMBER" | "DEC" | "DECIMAL" | "NUMERIC" => number(ty),
        // NUMBER(38), of which nobody means all the digits.
        "INT" | "INTEGER" | "SMALLINT" | "LONG INTEGER" => integer(64, false),
        "BINARY_FLOAT" => Class::Known(TypeKind::Real { bits: 32 }),
        "BINARY_DOUBLE" | "DOUBLE PRECISION" | "FLOAT" | "REAL" => {
            Class::Known(TypeKind::Real { bits: 64 })
        }
        "CHAR" | "CHARACTER" | "NCHAR" if ty.arguments.is_empty() => {
            Class::Known(TypeKind::Text { length: Some(1) })
        }
        "CLOB" | "LONG" | "LONG VARCHAR" | "NCLOB" => Class::Known(TypeKind::Text { length: None }),
        "BLOB" | "LONG RAW" | "RAW" => Class::Known(TypeKind::Bytes),
        // A DATE of Oracle has hours, minutes and seconds.
        "DATE" | "TIMESTAMP" => Class::Known(TypeKind::Timestamp),
        "TIMESTAMP WITH TIME ZONE" | "TIMESTAMP WITH LOCAL TIME ZONE" => {
            Class::Known(TypeKind::TimestampTz)
        }
        "BOOL" | "BOOLEAN" => Class::Known(TypeKind::Boolean),
        "JSON" => Class::Known(TypeKind::Json),
        name if one_of("CHAR CHARACTER NCHAR NVARCHAR2 VARCHAR VARCHAR2", name) => text(ty),
        name if name.ends_with(" VARYING") || name.starts_with("NATIONAL ") => text(ty),
        name if name.starts_with("INTERVAL") || one_of(AS_TEXT, name) => Class::AsText,
        _ => Class::Unknown(TypeKind::Unknown),
    }
}

/// `NUMBER(9)` is an integer that fits 32 bits, `NUMBER(10, 2)` and `NUMBER` are decimals.
fn number(ty: &Type) -> Class {
    let whole = ty.arguments.get(1).is_none_or(|scale| scale == "0");
    match digits(ty).filter(|_| whole) {
        Some(..=4) => integer(16, false),
        Some(..=9) => integer(32, false),
        Some(..=18) => integer(64, false),
        _ => Class::Known(TypeKind::Decimal),
    }
}
