//! What do the types of MySQL and MariaDB hold?

use crate::parse::ddl::Type;

use super::{Class, TypeKind, integer, text};

/// Types that come and go as text: no type of Rust is theirs.
const AS_TEXT: &str = "GEOMCOLLECTION GEOMETRY GEOMETRYCOLLECTION INET4 INET6 LINESTRING MULTILINESTRING MULTIPOINT \
    MULTIPOLYGON POINT POLYGON VECTOR";

pub(super) fn classify(ty: &Type) -> Class {
    let words = ty.name.split(' ');
    let (said, words): (Vec<&str>, Vec<&str>) =
        words.partition(|word| ["SIGNED", "UNSIGNED", "ZEROFILL"].contains(word));
    let unsigned = said.iter().any(|word| *word != "SIGNED");
    let one = ty.arguments.first().is_some_and(|argument| argument == "1");
    match words.join(" ").as_str() {
        "BOOL" | "BOOLEAN" => Class::Known(TypeKind::Boolean),
        "TINYINT" | "INT1" if one => Class::Known(TypeKind::Boolean),
        "BIT" if one || ty.arguments.is_empty() => Class::Known(TypeKind::Boolean),
        "TINYINT" | "INT1" => integer(8, unsigned),
        "SMALLINT" | "INT2" => integer(16, unsigned),
        "MEDIUMINT" | "MIDDLEINT" | "INT3" | "INT" | "INTEGER" | "INT4" => integer(32, unsigned),
        "BIGINT" | "INT8" => integer(64, unsigned),
        "SERIAL" => integer(64, true),
        "YEAR" => integer(16, false),
        "FLOAT" | "FLOAT4" => Class::Known(TypeKind::Real { bits: float(ty) }),
        "DOUBLE" | "DOUBLE PRECISION" | "FLOAT8" | "REAL" => {
            Class::Known(TypeKind::Real { bits: 64 })
        }
        "DEC" | "DECIMAL" | "FIXED" | "NUMERIC" => Class::Known(TypeKind::Decimal),
        _ => other(ty),
    }
}

/// The bits of `FLOAT(p)`: from 25 binary digits on it is a DOUBLE.
fn float(ty: &Type) -> u8 {
    let digits = ty
        .arguments
        .first()
        .and_then(|digits| digits.parse::<u8>().ok());
    if digits.is_some_and(|digits| digits > 24) {
        64
    } else {
        32
    }
}

/// What is no number.
fn other(ty: &Type) -> Class {
    match ty.name.as_str() {
        "CHAR" | "CHARACTER" | "NATIONAL CHAR" | "NATIONAL CHARACTER" | "NCHAR"
            if ty.arguments.is_empty() =>
        {
            Class::Known(TypeKind::Text { length: Some(1) })
        }
        "CHAR" | "CHARACTER" | "NATIONAL CHAR" | "NATIONAL CHARACTER" | "NCHAR" | "VARCHAR"
        | "VARCHARACTER" | "NVARCHAR" => text(ty),
        "CHAR VARYING"
        | "CHARACTER VARYING"
        | "NATIONAL VARCHAR"
        | "NATIONAL CHAR VARYING"
        | "NATIONAL CHARACTER VARYING" => text(ty),
        "LONG" | "LONG VARCHAR" | "LONGTEXT" | "MEDIUMTEXT" | "TEXT" | "TINYTEXT" => {
            Class::Known(TypeKind::Text { length: None })
        }
        // Several of its literals at once, with commas between.
        "SET" => Class::Known(TypeKind::Text { length: None }),
        "ENUM" => Class::Known(TypeKind::InlineEnum(ty.arguments.clone())),
        "BINARY" | "BIT" | "BLOB" | "LONG VARBINARY" | "LONGBLOB" | "MEDIUMBLOB" | "TINYBLOB"
        | "VARBINARY" => Class::Known(TypeKind::Bytes),
        "DATE" => Class::Known(TypeKind::Date),
        "TIME" => Class::Known(TypeKind::Time),
        // TIMESTAMP is kept in UTC, but it goes in and comes out in the session's time zone, and without one.
        "DATETIME" | "TIMESTAMP" => Class::Known(TypeKind::Timestamp),
        "JSON" => Class::Known(TypeKind::Json),
        "UUID" => Class::Known(TypeKind::Uuid),
        name if AS_TEXT.split_whitespace().any(|one| one == name) => Class::AsText,
        _ => Class::Unknown(TypeKind::Unknown),
    }
}
