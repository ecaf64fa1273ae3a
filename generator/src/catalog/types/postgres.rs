//! What do PostgreSQL's own types hold?

use crate::parse::ddl::Type;

use super::{Class, TypeKind, integer, text};

/// Types that come and go as text: no type of Rust is theirs.
const AS_TEXT: &str = "BIT BOX CIDR CIRCLE CUBE DATEMULTIRANGE DATERANGE GEOGRAPHY GEOMETRY HSTORE INET INT4MULTIRANGE \
    INT4RANGE INT8MULTIRANGE INT8RANGE JSONPATH LINE LQUERY LSEG LTREE LTXTQUERY MACADDR MACADDR8 MONEY NUMMULTIRANGE \
    NUMRANGE OID PATH PG_LSN PG_SNAPSHOT POINT POLYGON REGCLASS REGCONFIG REGDICTIONARY REGNAMESPACE REGOPER \
    REGOPERATOR REGPROC REGPROCEDURE REGROLE REGTYPE TID TIMETZ TSMULTIRANGE TSQUERY TSRANGE TSTZMULTIRANGE TSTZRANGE \
    TSVECTOR TXID_SNAPSHOT VARBIT VECTOR XID XID8 XML";

pub(super) fn classify(ty: &Type) -> Class {
    // A name in quotes means the type if it is written as the database stores it.
    let name = match ty.quoted {
        true if ty.name == "char" => return Class::Known(TypeKind::Text { length: Some(1) }),
        true if ty.name.chars().any(char::is_uppercase) => {
            return Class::Unknown(TypeKind::Unknown);
        }
        _ => ty.name.to_uppercase(),
    };
    match name.as_str() {
        "BOOL" | "BOOLEAN" => Class::Known(TypeKind::Boolean),
        "INT2" | "SMALLINT" | "SERIAL2" | "SMALLSERIAL" => integer(16, false),
        "INT" | "INT4" | "INTEGER" | "SERIAL" | "SERIAL4" => integer(32, false),
        "BIGINT" | "BIGSERIAL" | "INT8" | "SERIAL8" => integer(64, false),
        "FLOAT4" | "REAL" => Class::Known(TypeKind::Real { bits: 32 }),
        "FLOAT8" | "DOUBLE PRECISION" => Class::Known(TypeKind::Real { bits: 64 }),
        "FLOAT" => Class::Known(TypeKind::Real { bits: float(ty) }),
        "DEC" | "DECIMAL" | "NUMERIC" => Class::Known(TypeKind::Decimal),
        "CITEXT" | "NAME" | "TEXT" => Class::Known(TypeKind::Text { length: None }),
        "CHAR" | "CHARACTER" | "NCHAR" | "NATIONAL CHAR" | "NATIONAL CHARACTER"
            if ty.arguments.is_empty() =>
        {
            Class::Known(TypeKind::Text { length: Some(1) })
        }
        "BPCHAR" | "CHAR" | "CHARACTER" | "NATIONAL CHAR" | "NATIONAL CHARACTER" | "NCHAR"
        | "VARCHAR" => text(ty),
        "CHAR VARYING"
        | "CHARACTER VARYING"
        | "NATIONAL CHAR VARYING"
        | "NATIONAL CHARACTER VARYING"
        | "NCHAR VARYING" => text(ty),
        "BYTEA" => Class::Known(TypeKind::Bytes),
        "DATE" => Class::Known(TypeKind::Date),
        "TIME" | "TIME WITHOUT TIME ZONE" => Class::Known(TypeKind::Time),
        "TIMESTAMP" | "TIMESTAMP WITHOUT TIME ZONE" => Class::Known(TypeKind::Timestamp),
        "TIMESTAMPTZ" | "TIMESTAMP WITH TIME ZONE" => Class::Known(TypeKind::TimestampTz),
        "UUID" => Class::Known(TypeKind::Uuid),
        "JSON" | "JSONB" => Class::Known(TypeKind::Json),
        "BIT VARYING" | "TIME WITH TIME ZONE" => Class::AsText,
        name if name == "INTERVAL" || name.starts_with("INTERVAL ") => Class::AsText,
        name if AS_TEXT.split_whitespace().any(|one| one == name) => Class::AsText,
        _ => Class::Unknown(TypeKind::Unknown),
    }
}

/// The bits of `FLOAT(p)`: up to 24 binary digits are a REAL.
fn float(ty: &Type) -> u8 {
    let digits = ty
        .arguments
        .first()
        .and_then(|digits| digits.parse::<u8>().ok());
    if digits.is_some_and(|digits| digits <= 24) {
        32
    } else {
        64
    }
}

/// Whether the database numbers the rows: the column is then NOT NULL with a sequence of its own.
pub(in crate::catalog) fn is_serial(ty: &Type) -> bool {
    let names = [
        "SERIAL",
        "SERIAL4",
        "BIGSERIAL",
        "SERIAL8",
        "SMALLSERIAL",
        "SERIAL2",
    ];
    !ty.quoted && names.contains(&ty.name.as_str())
}
