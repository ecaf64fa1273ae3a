//! What do types hold where the database is not known, or one of many: Db2, Derby, H2, SQL Anywhere, Spark, BigQuery?

use crate::parse::ddl::Type;

use super::{Class, TypeKind, digits, integer, one_of, text};

const TEXT: &str = "\
    CHAR CHARACTER CITEXT CLOB DBCLOB GRAPHIC LONGTEXT LONGVARCHAR MEDIUMTEXT NCHAR NCLOB NTEXT NVARCHAR NVARCHAR2 STRING \
    TEXT TINYTEXT VARCHAR VARCHAR2 VARCHAR_CASESENSITIVE VARCHAR_IGNORECASE VARGRAPHIC";

const BYTES: &str = "\
    BINARY BLOB BYTEA BYTES IMAGE LONGBLOB LONGVARBINARY MEDIUMBLOB OID RAW TINYBLOB VARBINARY";

/// Types that come and go as text: no type of Rust is theirs.
const AS_TEXT: &str =
    "ARRAY GEOGRAPHY GEOMETRY INTERVAL JAVA_OBJECT MAP OBJECT OTHER RECORD ROW STRUCT VARIANT XML";

pub(super) fn classify(ty: &Type) -> Class {
    let unsigned = ty.name.contains("UNSIGNED");
    let name = ty.name.replace("UNSIGNED", "");
    match name.trim() {
        "BIT" if digits(ty).is_some_and(|digits| digits > 1) => Class::Known(TypeKind::Bytes),
        "BIT" | "BOOL" | "BOOLEAN" => Class::Known(TypeKind::Boolean),
        "BYTE" | "BYTEINT" | "INT1" | "TINYINT" => integer(8, unsigned),
        "INT2" | "SHORT" | "SMALLINT" | "SMALLSERIAL" | "YEAR" => integer(16, unsigned),
        "INT" | "INT4" | "INTEGER" | "MEDIUMINT" | "SERIAL" => integer(32, unsigned),
        "BIGINT" | "BIGSERIAL" | "IDENTITY" | "INT64" | "INT8" | "LONG" => integer(64, unsigned),
        "FLOAT4" | "REAL" => Class::Known(TypeKind::Real { bits: 32 }),
        "DOUBLE" | "DOUBLE PRECISION" | "FLOAT" | "FLOAT64" | "FLOAT8" => {
            Class::Known(TypeKind::Real { bits: 64 })
        }
        "DATE" => Class::Known(TypeKind::Date),
        "TIME" | "TIME WITHOUT TIME ZONE" => Class::Known(TypeKind::Time),
        "DATETIME"
        | "DATETIME2"
        | "SMALLDATETIME"
        | "TIMESTAMP"
        | "TIMESTAMP_NTZ"
        | "TIMESTAMP WITHOUT TIME ZONE" => Class::Known(TypeKind::Timestamp),
        "DATETIMEOFFSET" | "TIMESTAMPTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP WITH TIME ZONE" => {
            Class::Known(TypeKind::TimestampTz)
        }
        "UUID" | "UNIQUEIDENTIFIER" | "UNIQUEIDENTIFIERSTR" => Class::Known(TypeKind::Uuid),
        "JSON" | "JSONB" => Class::Known(TypeKind::Json),
        name => other(name, ty),
    }
}

/// What is neither a number nor a time.
fn other(name: &str, ty: &Type) -> Class {
    match name {
        "BIGDECIMAL" | "BIGNUMERIC" | "DEC" | "DECFLOAT" | "DECIMAL" | "MONEY" | "NUMBER"
        | "NUMERIC" => Class::Known(TypeKind::Decimal),
        "ENUM" => Class::Known(TypeKind::InlineEnum(ty.arguments.clone())),
        "CHAR" | "CHARACTER" | "NCHAR" if ty.arguments.is_empty() => {
            Class::Known(TypeKind::Text { length: Some(1) })
        }
        name if name.ends_with("FOR BIT DATA")
            || name.contains("BINARY")
            || one_of(BYTES, name) =>
        {
            Class::Known(TypeKind::Bytes)
        }
        name if one_of(TEXT, name) => text(ty),
        name if ["CHAR", "GRAPHIC"].iter().any(|part| name.contains(part)) => text(ty),
        name if one_of(AS_TEXT, name) || name.starts_with("INTERVAL ") => Class::AsText,
        _ => Class::Unknown(TypeKind::Unknown),
    }
}
