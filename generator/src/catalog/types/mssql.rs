//! What do the types of SQL Server hold?

use crate::parse::ddl::Type;

use super::{Class, TypeKind, digits, integer, one_of, text};

/// Types that come and go as text: no type of Rust is theirs.
const AS_TEXT: &str = "GEOGRAPHY GEOMETRY HIERARCHYID SQL_VARIANT VECTOR XML";

pub(super) fn classify(ty: &Type) -> Class {
    match ty.name.as_str() {
        "BIT" => Class::Known(TypeKind::Boolean),
        "TINYINT" => integer(8, true),
        "SMALLINT" => integer(16, false),
        "INT" | "INTEGER" => integer(32, false),
        "BIGINT" => integer(64, false),
        "REAL" => Class::Known(TypeKind::Real { bits: 32 }),
        "FLOAT" if digits(ty).is_some_and(|digits| digits <= 24) => {
            Class::Known(TypeKind::Real { bits: 32 })
        }
        "FLOAT" | "DOUBLE PRECISION" => Class::Known(TypeKind::Real { bits: 64 }),
        "DEC" | "DECIMAL" | "NUMERIC" | "MONEY" | "SMALLMONEY" => Class::Known(TypeKind::Decimal),
        "CHAR" | "CHARACTER" | "NCHAR" if ty.arguments.is_empty() => {
            Class::Known(TypeKind::Text { length: Some(1) })
        }
        "SYSNAME" => Class::Known(TypeKind::Text { length: Some(128) }),
        "NTEXT" | "TEXT" => Class::Known(TypeKind::Text { length: None }),
        // TIMESTAMP is the old name of ROWVERSION, and no time.
        "BINARY" | "BINARY VARYING" | "IMAGE" | "ROWVERSION" | "TIMESTAMP" | "VARBINARY" => {
            Class::Known(TypeKind::Bytes)
        }
        "DATE" => Class::Known(TypeKind::Date),
        "TIME" => Class::Known(TypeKind::Time),
        "DATETIME" | "DATETIME2" | "SMALLDATETIME" => Class::Known(TypeKind::Timestamp),
        "DATETIMEOFFSET" => Class::Known(TypeKind::TimestampTz),
        "UNIQUEIDENTIFIER" => Class::Known(TypeKind::Uuid),
        "JSON" => Class::Known(TypeKind::Json),
        name if one_of("CHAR CHARACTER NCHAR NVARCHAR VARCHAR", name) => text(ty),
        name if name.ends_with(" VARYING") || name.starts_with("NATIONAL ") => text(ty),
        name if one_of(AS_TEXT, name) => Class::AsText,
        _ => Class::Unknown(TypeKind::Unknown),
    }
}
