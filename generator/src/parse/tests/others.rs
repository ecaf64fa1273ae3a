//! Indexes, comments, types, what is dropped, left out and passed over.

use super::check;
use crate::{diagnostic::Diagnostics, dialect::Dialect, parse::parse, source::SourceFile};

#[test]
fn indexes() {
    check(
        r#"
        sqlite CREATE UNIQUE INDEX IF NOT EXISTS main.i ON t (a COLLATE NOCASE DESC, "b") WHERE a > 0
            => unique index i on t (a b) partial
        postgres CREATE INDEX CONCURRENTLY ON ONLY s.t USING gin (a gin_trgm_ops, lower(b) DESC NULLS LAST) INCLUDE (c) WITH (fillfactor = 70)
            => index - on t (a <>)
        postgres CREATE UNIQUE INDEX i ON t (((a ->> 'x')), b NULLS FIRST) NULLS NOT DISTINCT TABLESPACE x
            => unique index i on t (<> b)
        mysql CREATE UNIQUE INDEX i USING BTREE ON t (a(10), b) COMMENT 'x' ALGORITHM=INPLACE LOCK=NONE
            => unique index i on t (a b)
        sqlite DROP INDEX IF EXISTS i
            => drop 1 indexes false
        mysql DROP INDEX i ON t
            => drop 1 indexes true
        "#,
    );
}

#[test]
fn short_statements() {
    check(
        r#"
        postgres COMMENT ON TABLE s.t IS $$it's$$
            => comment on t: Some("it's")
        postgres COMMENT ON COLUMN d.s.t.a IS 'it''s'
            => comment on s t a: Some("it's")
        postgres COMMENT ON COLUMN t.primary IS NULL
            => comment on - t primary: None
        postgres CREATE TYPE s.mood AS ENUM ('sad', 'it''s', '')
            => enum mood: ["sad", "it's", ""]
        postgres CREATE TYPE p AS (x int, y int); CREATE TYPE r AS RANGE (subtype = int)
            => absent p Composite
        postgres DROP TYPE IF EXISTS a, b CASCADE
            => drop 2 types true
        postgres DROP TABLE IF EXISTS a, s.b CASCADE
            => drop 2 true
        "#,
    );
}

#[test]
fn what_has_rows_and_gets_no_model() {
    check(
        r#"
        sqlite CREATE TEMP TABLE t (a); CREATE VIRTUAL TABLE v USING fts5(a, b)
            => absent t Temporary
            => absent v Virtual
            => N0108: the temporary table `t` gets no model [t]
            => N0108: the virtual table `v` gets no model [v]
        postgres CREATE OR REPLACE VIEW s.v AS SELECT 1; CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1; CREATE TABLE pg_temp.x (a int)
            => view v
            => view m
            => absent x Temporary
            => N0108: the temporary table `x` gets no model [x]
        mssql CREATE TABLE #t (a INT); SELECT a INTO #u FROM t
            => absent #t Temporary
            => absent #u Temporary
            => N0108: the temporary table `#t` gets no model [#t]
            => N0108: the temporary table `#u` gets no model [#u]
        "#,
    );
}

#[test]
fn what_cannot_matter_is_counted() {
    let text = "INSERT INTO a VALUES (1); INSERT INTO b VALUES (2); CREATE OR REPLACE FUNCTION f() RETURNS int AS $$ CREATE TABLE x $$;
        GRANT ALL ON a TO b; COMMENT ON FUNCTION f() IS 'x'; ALTER TABLE t OWNER TO me; (SELECT 1);";
    let mut diagnostics = Diagnostics::default();
    let script = parse(
        &[SourceFile::new("t", text)],
        Some(Dialect::Postgres),
        &mut diagnostics,
    );
    let skipped: Vec<String> = script
        .skipped
        .iter()
        .map(|(words, count)| format!("{words} {count}"))
        .collect();
    assert!(script.statements.is_empty() && diagnostics.into_sorted().is_empty());
    assert_eq!(
        skipped.join(", "),
        "ALTER TABLE 1, COMMENT ON FUNCTION 1, CREATE FUNCTION 1, GRANT 1, INSERT 2, SELECT 1"
    );
}
