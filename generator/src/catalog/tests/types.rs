//! What each dialect's types hold.

use super::{TypeKind, built};
use crate::dialect::Dialect::{self, Mysql, Postgres, Sqlite};

/// A column's kind, and the codes of what is said of it.
fn kind(ty: &str, before: &str, dialect: Dialect) -> String {
    let (catalog, diagnostics) = built(&format!("{before} CREATE TABLE t (c {ty})"), dialect);
    let kind = spelled(&catalog.tables[0].columns[0].kind);
    diagnostics
        .iter()
        .fold(kind, |kind, one| kind + " " + one.code())
}

fn spelled(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Integer { bits, unsigned } => {
            format!("{}{bits}", if *unsigned { "u" } else { "i" })
        }
        TypeKind::Real { bits } => format!("f{bits}"),
        TypeKind::Text {
            length: Some(length),
        } => format!("text{length}"),
        TypeKind::Text { length: None } => "text".to_string(),
        TypeKind::InlineEnum(literals) => format!("enum {}", literals.join("|")),
        TypeKind::Array(element) => format!("[{}]", spelled(element)),
        TypeKind::Enum(id) => format!("enum{}", id.0),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn check(dialect: Dialect, cases: &[(&str, &str)]) {
    for (expected, types) in cases {
        for ty in types.split(" / ") {
            assert_eq!(kind(ty, "", dialect), *expected, "{dialect}: {ty}");
        }
    }
}

#[test]
fn sqlite() {
    check(
        Sqlite,
        &[
            (
                "i64",
                "INTEGER / INT / tinyint(1) / INT2 / BIGINT / UNSIGNED BIG INT / INTEGER UNSIGNED / MEDIUMINT",
            ),
            ("f64", "REAL / DOUBLE / DOUBLE PRECISION / FLOAT / float(3)"),
            (
                "text",
                "TEXT / CLOB / VARCHAR / LONG VARCHAR / citext / NCHAR",
            ),
            (
                "text9",
                "VARCHAR(9) / character(9) / NATIVE CHARACTER(9) / VARYING CHARACTER(9) / NVARCHAR(9)",
            ),
            ("bytes", "BLOB / BYTEA / VARBINARY(9) / LONGBLOB"),
            ("decimal", "NUMERIC / DECIMAL(10,2) / MONEY / DEC"),
            ("boolean", "BOOLEAN / bool"),
            ("date", "DATE"),
            ("time", "TIME"),
            ("timestamp", "DATETIME / TIMESTAMP / timestamp(3)"),
            ("timestamptz", "TIMESTAMPTZ / TIMESTAMP WITH TIME ZONE"),
            ("uuid", "UUID / GUID"),
            ("json", "JSON / JSONB"),
            ("unknown N0214", "ANY"),
            ("unknown W0209", " / STRING / foo / foo bar"),
            ("i64 W0209", "INTEGER REFRENCES"),
        ],
    );
}

#[test]
fn postgres() {
    check(
        Postgres,
        &[
            ("i16", "smallint / INT2 / smallserial"),
            ("i32", "integer / int / int4 / serial / pg_catalog.int4"),
            ("i64", "bigint / int8 / bigserial"),
            ("f32", "real / float4 / float(24)"),
            ("f64", "double precision / float8 / float / float(25)"),
            ("decimal", "numeric / numeric(10,2) / decimal"),
            (
                "text",
                "text / varchar / character varying / citext / name / public.citext",
            ),
            (
                "text9",
                "varchar(9) / character varying(9) / char(9) / bpchar(9)",
            ),
            ("text1", "char / character / \"char\""),
            ("bytes", "bytea"),
            ("boolean", "boolean / bool"),
            ("date", "date"),
            ("time", "time / time(3) without time zone"),
            ("timestamp", "timestamp / timestamp(6) without time zone"),
            (
                "timestamptz",
                "timestamptz / timestamp(3) with time zone / timestamptz(3)",
            ),
            ("uuid", "uuid"),
            ("json", "json / jsonb"),
            ("[i32]", "int[] / integer[3] / int ARRAY / int ARRAY[4]"),
            ("[[text]]", "text[][] / text[3][3]"),
            (
                "unknown N0214",
                "money / interval / interval day to second(3) / timetz / time with time zone / xml / inet[]",
            ),
            (
                "unknown N0214",
                "cidr / macaddr / tsvector / bit(3) / bit varying(3) / point / int4range",
            ),
            ("unknown W0209", "foo / foo.bar / \"Text\" / foo[]"),
        ],
    );
}

#[test]
fn mysql() {
    check(
        Mysql,
        &[
            (
                "boolean",
                "tinyint(1) / bool / boolean / bit / bit(1) / tinyint(1) unsigned",
            ),
            ("i8", "tinyint / tinyint(4)"),
            ("u8", "tinyint unsigned"),
            ("i16", "smallint(6) / year / year(4)"),
            ("i32", "int / int(11) / integer / mediumint(9) / int signed"),
            (
                "u32",
                "int unsigned / int(10) unsigned zerofill / mediumint unsigned / int zerofill",
            ),
            ("i64", "bigint"),
            ("u64", "bigint(20) unsigned"),
            ("f32", "float / float(7,4)"),
            (
                "f64",
                "double / double precision / real / float(53) / double unsigned",
            ),
            (
                "decimal",
                "decimal(10,2) / dec / fixed / numeric / decimal(10,2) unsigned",
            ),
            (
                "text",
                "text / tinytext / longtext / long varchar / set('a','b')",
            ),
            (
                "text9",
                "varchar(9) / char(9) / national varchar(9) / varchar(9) character set utf8",
            ),
            ("text1", "char"),
            (
                "bytes",
                "blob / longblob / binary(16) / varbinary(9) / bit(8) / long varbinary",
            ),
            (
                "enum a|b'c",
                "enum('a','b''c') / ENUM ( 'a' , \"b'c\" ) CHARACTER SET utf8",
            ),
            ("date", "date"),
            ("time", "time(3)"),
            ("timestamp", "datetime / datetime(6) / timestamp"),
            ("json", "json"),
            ("uuid", "uuid"),
            ("unknown N0214", "inet6 / point / geometry"),
            ("unknown W0209", "foo"),
        ],
    );
}

#[test]
fn the_script_s_own_types() {
    let before = "CREATE TYPE mood AS ENUM ('a'); CREATE TYPE s.\"Mood\" AS ENUM ('b'); CREATE DOMAIN email AS varchar(9) NOT NULL;
        CREATE DOMAIN mails AS email[]; CREATE TYPE gone AS ENUM ('c'); DROP TYPE gone; CREATE DOMAIN odd AS foo;";
    let cases = [
        ("enum0", "mood"),
        ("enum0", "public.mood"),
        ("[enum0]", "MOOD[]"),
        ("enum1", "s.\"Mood\""),
        ("text9", "email"),
        ("[[text9]]", "mails[]"),
        ("unknown W0209", "gone"),
        ("unknown W0209", "odd"),
    ];
    for (expected, ty) in cases {
        assert_eq!(kind(ty, before, Postgres), expected, "{ty}");
    }
    let (catalog, _) = built(
        &format!("{before} CREATE TABLE t (a email, b mood, c email[])"),
        Postgres,
    );
    assert_eq!(
        catalog.tables[0]
            .columns
            .iter()
            .map(|column| column.nullable)
            .collect::<Vec<_>>(),
        [false, true, true]
    );
    assert_eq!(
        catalog
            .enums
            .iter()
            .map(|one| one.name.as_str())
            .collect::<Vec<_>>(),
        ["mood", "Mood"]
    );
}
