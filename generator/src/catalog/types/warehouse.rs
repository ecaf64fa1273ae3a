//! What do the types of DuckDB, Redshift and Snowflake hold?

use crate::parse::ddl::Type;

use super::{Class, TypeKind, integer, one_of, postgres, text};

pub(super) fn duckdb(ty: &Type) -> Class {
    match ty.name.as_str() {
        "TINYINT" | "INT1" => integer(8, false),
        "UTINYINT" | "UINT8" => integer(8, true),
        "SHORT" | "INT16" => integer(16, false),
        "USMALLINT" | "UINT16" => integer(16, true),
        "SIGNED" | "INT32" => integer(32, false),
        "UINTEGER" | "UINT32" => integer(32, true),
        "LONG" | "INT64" => integer(64, false),
        "UBIGINT" | "UINT64" => integer(64, true),
        "HUGEINT" | "UHUGEINT" | "INT128" | "VARINT" | "BIGNUM" => Class::Known(TypeKind::Decimal),
        // Redshift's and PostgreSQL's FLOAT has 64 bits.
        "FLOAT" => Class::Known(TypeKind::Real { bits: 32 }),
        "DOUBLE" => Class::Known(TypeKind::Real { bits: 64 }),
        "STRING" => Class::Known(TypeKind::Text { length: None }),
        "BINARY" | "BLOB" | "VARBINARY" => Class::Known(TypeKind::Bytes),
        "DATETIME" | "TIMESTAMP_MS" | "TIMESTAMP_NS" | "TIMESTAMP_S" | "TIMESTAMP_US" => {
            Class::Known(TypeKind::Timestamp)
        }
        "ENUM" => Class::Known(TypeKind::InlineEnum(ty.arguments.clone())),
        "BITSTRING" | "LIST" | "MAP" | "STRUCT" | "UNION" => Class::AsText,
        _ => postgres::classify(ty),
    }
}

pub(super) fn redshift(ty: &Type) -> Class {
    match ty.name.as_str() {
        "SUPER" => Class::Known(TypeKind::Json),
        "BINARY VARYING" | "VARBINARY" | "VARBYTE" => Class::Known(TypeKind::Bytes),
        "NVARCHAR" => text(ty),
        "HLLSKETCH" | "INTERVALY2M" | "INTERVALD2S" => Class::AsText,
        _ => postgres::classify(ty),
    }
}

/// Types of Snowflake that hold what JSON can hold.
const SEMISTRUCTURED: &str = "ARRAY MAP OBJECT VARIANT";

pub(super) fn snowflake(ty: &Type) -> Class {
    match ty.name.as_str() {
        "DEC" | "DECIMAL" | "NUMBER" | "NUMERIC" => {
            let whole = ty.arguments.get(1).is_none_or(|scale| scale == "0");
            // NUMBER(38), of which nobody means all the digits.
            match whole {
                true => integer(64, false),
                false => Class::Known(TypeKind::Decimal),
            }
        }
        "BIGINT" | "BYTEINT" | "INT" | "INTEGER" | "SMALLINT" | "TINYINT" => integer(64, false),
        "DECFLOAT" => Class::Known(TypeKind::Decimal),
        "DOUBLE" | "DOUBLE PRECISION" | "FLOAT" | "FLOAT4" | "FLOAT8" | "REAL" => {
            Class::Known(TypeKind::Real { bits: 64 })
        }
        "CHAR" | "CHARACTER" | "NCHAR" if ty.arguments.is_empty() => {
            Class::Known(TypeKind::Text { length: Some(1) })
        }
        "BINARY" | "VARBINARY" => Class::Known(TypeKind::Bytes),
        "BOOLEAN" => Class::Known(TypeKind::Boolean),
        "DATE" => Class::Known(TypeKind::Date),
        "TIME" => Class::Known(TypeKind::Time),
        "DATETIME"
        | "TIMESTAMP"
        | "TIMESTAMP_NTZ"
        | "TIMESTAMPNTZ"
        | "TIMESTAMP WITHOUT TIME ZONE" => Class::Known(TypeKind::Timestamp),
        "TIMESTAMP_LTZ"
        | "TIMESTAMP_TZ"
        | "TIMESTAMPLTZ"
        | "TIMESTAMPTZ"
        | "TIMESTAMP WITH TIME ZONE"
        | "TIMESTAMP WITH LOCAL TIME ZONE" => Class::Known(TypeKind::TimestampTz),
        "UUID" => Class::Known(TypeKind::Uuid),
        name if one_of(SEMISTRUCTURED, name) => Class::Known(TypeKind::Json),
        name if one_of(
            "CHAR CHARACTER NCHAR NVARCHAR NVARCHAR2 STRING TEXT VARCHAR",
            name,
        ) =>
        {
            text(ty)
        }
        name if name.ends_with(" VARYING") => text(ty),
        name if one_of("FILE GEOGRAPHY GEOMETRY VECTOR", name) => Class::AsText,
        _ => Class::Unknown(TypeKind::Unknown),
    }
}
