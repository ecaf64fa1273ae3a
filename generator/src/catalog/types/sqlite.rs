//! What do SQLite's columns hold? Any type name goes; these are what people write and what their values mean.

use crate::parse::ddl::Type;

use super::{Class, TypeKind, integer, text};

/// Words that a type of several words is made of.
const WORDS: &str = "BIG CHAR CHARACTER DOUBLE INT INTEGER LONG MEDIUM NATIONAL NATIVE PRECISION RAW SIGNED SMALL TEXT \
    TIME TINY UNSIGNED VARCHAR VARYING WITH WITHOUT ZONE";

pub(super) fn classify(ty: &Type) -> Class {
    match ty.name.as_str() {
        // Of a STRICT table: a value of any class.
        "ANY" => Class::AsText,
        "" => Class::Unknown(TypeKind::Unknown),
        "BOOL" | "BOOLEAN" => Class::Known(TypeKind::Boolean),
        "DEC" | "DECIMAL" | "MONEY" | "NUMERIC" | "NUMBER" => Class::Known(TypeKind::Decimal),
        "BINARY" | "BYTEA" | "LONGVARBINARY" | "VARBINARY" => Class::Known(TypeKind::Bytes),
        "DATE" => Class::Known(TypeKind::Date),
        "TIME" => Class::Known(TypeKind::Time),
        "DATETIME" | "TIMESTAMP" | "TIMESTAMP WITHOUT TIME ZONE" => {
            Class::Known(TypeKind::Timestamp)
        }
        "TIMESTAMPTZ" | "TIMESTAMP WITH TIME ZONE" | "DATETIME WITH TIME ZONE" => {
            Class::Known(TypeKind::TimestampTz)
        }
        "GUID" | "UUID" | "UNIQUEIDENTIFIER" => Class::Known(TypeKind::Uuid),
        "JSON" | "JSONB" => Class::Known(TypeKind::Json),
        "CITEXT" => text(ty),
        name => {
            let known = !name.contains(' ')
                || name
                    .split(' ')
                    .all(|word| WORDS.split_whitespace().any(|one| one == word));
            match affinity(ty) {
                Some(class) if known => class,
                Some(Class::Known(kind)) => Class::Unknown(kind),
                _ => Class::Unknown(TypeKind::Unknown),
            }
        }
    }
}

/// SQLite's own rules for any name, <https://sqlite.org/datatype3.html#determination_of_column_affinity>. Integers have
/// 64 bits whatever they are called. Nothing where the values may be numbers as well as text.
fn affinity(ty: &Type) -> Option<Class> {
    let has = |parts: &[&str]| parts.iter().any(|part| ty.name.contains(part));
    if has(&["INT"]) {
        Some(integer(64, false))
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        Some(text(ty))
    } else if has(&["BLOB"]) {
        Some(Class::Known(TypeKind::Bytes))
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        Some(Class::Known(TypeKind::Real { bits: 64 }))
    } else {
        None
    }
}
