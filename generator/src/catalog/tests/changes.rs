//! What later statements change.

use super::{Catalog, Diagnostics, Dialect, SourceFile, check, parse, table_line};

#[test]
fn tables_come_and_go() {
    check(
        r#"
        sqlite CREATE TABLE t (a INT); CREATE TABLE IF NOT EXISTS t (b INT); CREATE TABLE T (c INT)
            => t(a)
            => E0201 [T]
        sqlite CREATE TABLE t (a INT); DROP TABLE t; CREATE TABLE t (b INT); DROP TABLE IF EXISTS u; DROP TABLE v
            => t(b)
            => W0210 [v]
        mysql CREATE TABLE t (a INT); CREATE OR REPLACE TABLE t (b INT)
            => t(b)
        postgres CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int REFERENCES t); DROP TABLE t CASCADE
            => u(a)
        sqlite CREATE TABLE t (a INT, b TEXT, A TEXT)
            => t(a, b)
            => E0202 [A]
        "#,
    );
}

#[test]
fn alter_table() {
    check(
        r#"
        postgres CREATE TABLE t (id int, c int, d int); ALTER TABLE t ADD PRIMARY KEY (id), ADD UNIQUE (c), ADD COLUMN e text NOT NULL DEFAULT 'x'; ALTER TABLE t ALTER c SET NOT NULL, ALTER d SET DEFAULT 5
            => t(id !, c !, d =5, e ! ='x') pk(id) unique(c)
        postgres CREATE TABLE t (a int, b int, c int, UNIQUE (a, b), UNIQUE (c)); CREATE INDEX i ON t (b); ALTER TABLE t DROP COLUMN a, DROP COLUMN IF EXISTS x
            => t(b, c) unique(c) index(b)
        postgres ALTER TABLE IF EXISTS t ADD a int; ALTER TABLE t ADD a int; CREATE TABLE u (a int); ALTER TABLE u ALTER b SET NOT NULL, ADD a int, ADD IF NOT EXISTS a int
            => u(a)
            => E0203 [t]
            => E0204 [b]
            => E0202 [a]
        mysql CREATE TABLE t (id INT, n INT DEFAULT 5, PRIMARY KEY (id)); ALTER TABLE t MODIFY id INT NOT NULL AUTO_INCREMENT, CHANGE n N INT NOT NULL UNIQUE
            => t(id ! auto, N !) pk(id) unique(N)
        "#,
    );
}

#[test]
fn constraints_may_be_given_before_the_tables() {
    let constraints = SourceFile::new(
        "a.sql",
        "ALTER TABLE t ADD PRIMARY KEY (a); CREATE UNIQUE INDEX i ON t (b)",
    );
    let tables = SourceFile::new("b.sql", "CREATE TABLE t (a INT, b INT)");
    let mut diagnostics = Diagnostics::default();
    let script = parse(
        &[constraints, tables],
        Some(Dialect::Mysql),
        &mut diagnostics,
    );
    let catalog = Catalog::new(&script, Default::default(), &mut diagnostics);
    assert!(!diagnostics.has_errors());
    assert_eq!(
        table_line(&catalog.tables[0], &catalog),
        "t(a !, b) pk(a) uindex(b)"
    );
    check(
        "
        mysql ALTER TABLE t ADD PRIMARY KEY (a); CREATE TABLE t (a INT)
            => t(a)
            => E0203 [t]
        ",
    );
}

#[test]
fn comments() {
    check(
        r#"
        postgres CREATE TABLE t (a int); COMMENT ON TABLE t IS 'x'; COMMENT ON COLUMN public.t.a IS 'y'; COMMENT ON COLUMN t.b IS 'z'
            => t(a "y") "x"
            => E0204 [b]
        postgres CREATE TABLE t (a int); COMMENT ON TABLE t IS 'x'; COMMENT ON TABLE t IS NULL; CREATE VIEW v AS SELECT 1; COMMENT ON COLUMN v.a IS 'y'
            => t(a)
        mysql CREATE TABLE t (a INT COMMENT 'y') COMMENT 'x'
            => t(a "y") "x"
        "#,
    );
}

#[test]
fn a_table_has_the_columns_of_those_it_inherits_from_and_not_their_keys() {
    check(
        "
        postgres CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL DEFAULT 1, CHECK (x > 0)); CREATE TABLE c (z int, x int DEFAULT 2) INHERITS (a)
            => a(id !, x ! =1) pk(id) check(x > 0)
            => c(id !, x ! =2, z) check(x > 0)
        postgres CREATE TABLE c (z int) INHERITS (a); CREATE TABLE d (c int REFERENCES c)
            => d(c) dangling(c)->c()
            => E0203 [a]
        ",
    );
}

#[test]
fn a_faulty_table_is_one_fault() {
    check(
        "
        sqlite CREATE TABLE t (id INTEGER PRIMARY KEY, CHECK (id >)); CREATE TABLE u (t INTEGER REFERENCES t (id)); CREATE INDEX i ON t (x); ALTER TABLE t ADD a INT
            => u(t) dangling(t)->t(id)
            => E0101 [)]
        ",
    );
}
