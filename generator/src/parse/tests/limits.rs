//! What is long, deep or cut off anywhere is read in linear time and without a panic.

use std::time::{Duration, Instant};

use super::show::read;
use crate::{
    diagnostic::Diagnostics,
    dialect::Dialect,
    parse::{account::account, read_as},
    source::SourceFile,
};

/// A budget that a quadratic walk over these sizes would exceed many times over, in a debug build too.
const BUDGET: Duration = Duration::from_secs(20);

fn in_time(text: &str) -> Vec<String> {
    let start = Instant::now();
    let lines = read(text, Dialect::Postgres);
    assert!(
        start.elapsed() < BUDGET,
        "{:?} for {} bytes",
        start.elapsed(),
        text.len()
    );
    lines
}

#[test]
fn long_scripts_take_linear_time() {
    let columns: Vec<String> = (0..10_000)
        .map(|index| format!("spalte_ü{index} character varying(9) NOT NULL"))
        .collect();
    assert_eq!(
        in_time(&format!("CREATE TABLE t ({})", columns.join(", "))).len(),
        1
    );
    let checks = vec!["CHECK (a > 0)"; 10_000].join(", ");
    assert_eq!(
        in_time(&format!("CREATE TABLE t (a int, {checks})")).len(),
        1
    );
    assert_eq!(
        in_time(&"CREATE TABLE t (a int); ".repeat(5_000)).len(),
        5_000
    );
    assert_eq!(
        in_time(&"CREATE TABLE t (a in t); ".repeat(2_000)).len(),
        4_000
    );
    assert_eq!(
        in_time(&"INSERT INTO t VALUES ('ü$$'); ".repeat(20_000)).len(),
        0
    );
}

#[test]
fn no_dialect_walks_over_a_text_again_and_again() {
    let parts = [
        "(",
        "'",
        "\"",
        "[",
        ";/",
        "GO\n",
        "/\n",
        "CREATE ",
        "EXEC (",
        "IF ",
        "IMMEDIATE 'x' ",
        "${",
        "{{",
        "@a.",
        "BEGIN ",
        "$a$ ",
        "/*",
        "q'",
        "{ ",
    ];
    for part in parts {
        let text = part.repeat(60_000 / part.len());
        for dialect in Dialect::ALL {
            let start = Instant::now();
            read_as(
                &[SourceFile::new("t", text.as_str())],
                dialect,
                &mut Diagnostics::default(),
            );
            assert!(start.elapsed() < BUDGET, "{dialect}: {part}");
        }
    }
}

#[test]
fn deep_nesting_and_long_chains_do_not_overflow_the_stack() {
    let deep = format!(
        "CREATE TABLE t (a int CHECK ({}1{}))",
        "(".repeat(50_000),
        ")".repeat(50_000)
    );
    assert_eq!(in_time(&deep).len(), 1);
    let chain = format!(
        "CREATE TABLE t (a int DEFAULT {} NOT NULL)",
        vec!["1"; 100_000].join(" + ")
    );
    assert_eq!(in_time(&chain).len(), 1);
    let open = format!("CREATE TABLE t (a int DEFAULT {}", "(".repeat(100_000));
    assert_eq!(in_time(&open).len(), 2);
    assert_eq!(
        in_time(&format!("CREATE TABLE t (a {})", "int[".repeat(50_000))).len(),
        2
    );
}

#[test]
fn a_script_cut_off_anywhere_is_accounted_for() {
    let script = r#"/*!40101 SET x */; CREATE TABLE "ü" (a int[3] DEFAULT E'\'' || $x$ y $x$ NOT NULL, PRIMARY KEY (a(3)),
        CONSTRAINT c FOREIGN KEY (a) REFERENCES s."é" (b) ON DELETE SET NULL, CHECK (a > ALL ('{1}'::int[]))) WITH (x = 1);
        CREATE TRIGGER t BEGIN CASE a WHEN 1 THEN b END; END; DELIMITER // x // COPY t FROM stdin;
        ALTER TABLE t ALTER a SET DEFAULT CASE 1 END, ADD (a int); COMMENT ON COLUMN a.b IS 'ä'; \i x
        CREATE UNIQUE INDEX i ON t USING x (lower(a) DESC) WHERE a; CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int CHECK (1);
        DROP TABLE IF EXISTS a, b; DO $$ CREATE TABLE $$; CREATE TEMP TABLE x (a); CREATE VIEW v AS SELECT 1; -- é"#;
    // Each place in some of the dialects, each dialect at some of the places.
    for (place, (end, _)) in script.char_indices().enumerate() {
        for dialect in Dialect::ALL.into_iter().skip(place % 3).step_by(3) {
            for part in [&script[..end], &script[end..]] {
                assert_eq!(account(part, dialect), Ok(()), "{dialect}: {part}");
            }
        }
    }
}
