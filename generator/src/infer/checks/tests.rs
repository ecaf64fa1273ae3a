//! Which columns become enums and bools, and which do not?

use super::refine;
use crate::{
    catalog::{Table, TypeKind},
    config::{Config, Inference},
    diagnostic::Diagnostics,
    dialect::Dialect,
    infer::read::catalog_of,
};

/// `name: bool`, `name: 'a' 'b'`, for each column that holds less than its type says.
fn refined(dialect: Dialect, columns: &str) -> Vec<String> {
    with(&Config::new(), dialect, columns)
}

fn with(config: &Config, dialect: Dialect, columns: &str) -> Vec<String> {
    let sql = format!("CREATE TABLE o (k VARCHAR(9) PRIMARY KEY); CREATE TABLE t ({columns});");
    let catalog = refine(
        catalog_of(dialect, &sql, &mut Diagnostics::default()),
        config,
    );
    let tables = catalog.tables.iter();
    tables.flat_map(of_table).collect()
}

fn of_table(table: &Table) -> Vec<String> {
    let columns = table.columns.iter();
    columns
        .filter_map(|column| {
            let kind = match &column.kind {
                TypeKind::Boolean => "bool".to_owned(),
                TypeKind::InlineEnum(literals) => literals.join(" "),
                _ => return None,
            };
            Some(format!("{}: {kind}", column.name))
        })
        .collect()
}

#[test]
fn a_list_of_texts_is_an_enum_and_zero_or_one_a_bool() {
    let columns =
        "a TEXT CHECK (a IN ('x', 'y')), b INTEGER NOT NULL CHECK (b IN (0, 1)), C INT, d TEXT,
        CHECK (c IS NULL OR c BETWEEN 0 AND 1), CONSTRAINT ds CHECK (\"d\" = 'x' OR d = 'z')";
    let expected = ["a: x y", "b: bool", "C: bool", "d: x z"];
    assert_eq!(refined(Dialect::Sqlite, columns), expected);
}

#[test]
fn other_checks_change_nothing() {
    let columns = "a TEXT CHECK (a IN ('x')), b INTEGER CHECK (b IN (1, 2)), c TEXT CHECK (c IN (0, 1)),
        d TEXT COLLATE NOCASE CHECK (d IN ('x', 'y')), e VARCHAR(9) REFERENCES o CHECK (e IN ('x', 'y')),
        f REAL CHECK (f IN (0, 1))";
    assert_eq!(refined(Dialect::Sqlite, columns), [""; 0]);
}

#[test]
fn what_is_padded_is_no_enum() {
    let columns = "a CHAR(1) CHECK (a IN ('x', 'y')), b CHAR(2) CHECK (b IN ('x', 'yy')), c CHAR CHECK (c IN ('x', 'y')),
        d VARCHAR(9) CHECK (d IN ('x', 'yy'))";
    assert_eq!(
        refined(Dialect::Postgres, columns),
        ["a: x y", "c: x y", "d: x yy"]
    );
}

#[test]
fn both_can_be_switched_off() {
    let columns = "a TEXT CHECK (a IN ('x', 'y')), b INTEGER CHECK (b IN (0, 1))";
    let sqlite = Dialect::Sqlite;
    let config = Config::new().infer(Inference::CheckEnums, false);
    assert_eq!(with(&config, sqlite, columns), ["b: bool"]);
    let config = Config::new().infer(Inference::CheckBools, false);
    assert_eq!(with(&config, sqlite, columns), ["a: x y"]);
}
