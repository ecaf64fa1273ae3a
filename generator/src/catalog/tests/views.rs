//! Views as tables that are read alone.

use super::{Reading, built_as, check, check_as};
use crate::dialect::Dialect;

fn views(cases: &str) {
    let reading = Reading {
        views: true,
        ..Reading::default()
    };
    check_as(cases, reading);
}

#[test]
fn a_view_has_the_columns_that_its_query_names() {
    views(
        r#"
        sqlite CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT NOT NULL DEFAULT 'x', w TEXT); CREATE TEMP VIEW IF NOT EXISTS b AS SELECT * FROM a; CREATE VIEW c (x, y) AS SELECT v, w AS z FROM a WHERE id IN (SELECT id FROM a) ORDER BY 1
            => a(id ! auto once, v ! ='x', w) pk(id)
            => view b(id !, v !, w)
            => view c(x !, y)
        sqlite CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT); CREATE VIEW b AS SELECT CAST(count(*) AS INTEGER) AS n, v FROM a GROUP BY v
            => a(id ! auto, v) pk(id)
            => view b(n, v)
        postgres CREATE TABLE a (id serial PRIMARY KEY); CREATE MATERIALIZED VIEW s.b AS SELECT a.id, (a.id + 1)::bigint AS n FROM ONLY a WITH NO DATA; COMMENT ON COLUMN s.b.n IS 'one more'
            => a(id ! auto) pk(id)
            => view s.b(id !, n "one more")
        "#,
    );
}

#[test]
fn what_an_outer_join_may_lack_is_nullable() {
    views(
        "
        sqlite CREATE TABLE a (id INT NOT NULL); CREATE TABLE b (x INT NOT NULL); CREATE TABLE c (y INT NOT NULL); CREATE VIEW v AS SELECT a.id, b.x, k.y FROM a JOIN b ON a.id = b.x LEFT JOIN c AS k ON k.y = left(b.x, 1)
            => a(id !)
            => b(x !)
            => c(y !)
            => view v(id !, x !, y)
        postgres CREATE TABLE a (id int NOT NULL); CREATE TABLE b (x int NOT NULL); CREATE VIEW v AS SELECT a.id, b.x FROM (a RIGHT JOIN b ON ((a.id = b.x))); CREATE VIEW w AS SELECT * FROM a FULL OUTER JOIN b ON true; CREATE VIEW u AS SELECT w.*, v.x AS y FROM w, v
            => a(id !)
            => b(x !)
            => view v(id, x !)
            => view w(id, x)
            => view u(id, x, y !)
        postgres CREATE DOMAIN d AS int NOT NULL DEFAULT 1; CREATE TABLE a (id int); CREATE TABLE b (x d); CREATE VIEW v AS SELECT id, x FROM a LEFT JOIN b ON true
            => a(id)
            => b(x ! =1)
            => view v(id, x)
        mysql CREATE TABLE a (id INT NOT NULL); CREATE VIEW v AS SELECT id FROM a GROUP BY id WITH ROLLUP
            => a(id !)
            => view v(id)
        sqlite CREATE TABLE a (id INT NOT NULL); CREATE TABLE b (id INT NOT NULL, x INT NOT NULL); CREATE VIEW v AS SELECT id, x FROM a JOIN b USING (id)
            => a(id !)
            => b(id !, x !)
            => view v(id, x !)
        ",
    );
}

#[test]
fn a_view_follows_its_tables() {
    views(
        "
        postgres CREATE TABLE a (id int NOT NULL, x int NOT NULL); CREATE VIEW v AS SELECT id AS k, x FROM a; ALTER TABLE a ADD PRIMARY KEY (id); ALTER TABLE a ALTER x DROP NOT NULL; ALTER TABLE a RENAME x TO y; ALTER TABLE a RENAME TO b; ALTER VIEW v RENAME TO w
            => b(id !, y) pk(id)
            => view w(k !, x)
        sqlite CREATE TABLE a (id INT); CREATE VIEW v AS SELECT id FROM a; CREATE TABLE new (id INT NOT NULL); DROP TABLE a; ALTER TABLE new RENAME TO a
            => view v(id !)
            => a(id !)
        sqlite CREATE TABLE a (id INT); CREATE VIEW v AS SELECT id FROM a; DROP TABLE a
            => N0221 [v]
        postgres CREATE TABLE a (id int, x int); CREATE VIEW v AS SELECT id FROM a; CREATE OR REPLACE VIEW v AS SELECT id, x FROM a; CREATE VIEW w AS SELECT id FROM a; DROP VIEW w
            => a(id, x)
            => view v(id, x)
        mysql CREATE VIEW v AS SELECT 1 AS a; DROP VIEW v; CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a FROM t
            => t(a)
            => view v(a)
        ",
    );
}

#[test]
fn what_cannot_be_told_is_left_out_with_a_note() {
    views(
        "
        sqlite CREATE TABLE a (id INT); CREATE VIEW v AS SELECT id, id + 1 AS n FROM a
            => a(id)
            => N0221 [id + 1 AS n]
        sqlite CREATE TABLE a (id INT); CREATE VIEW v AS SELECT id FROM a UNION SELECT 1; CREATE VIEW w AS WITH x AS (SELECT 1) SELECT * FROM x; CREATE VIEW u AS SELECT y.id FROM (SELECT id FROM a) y
            => a(id)
            => N0221 [UNION]
            => N0221 [WITH]
            => N0221 [SELECT]
        sqlite CREATE TABLE a (id INT); CREATE VIEW v AS SELECT rowid FROM a; CREATE VIEW w AS SELECT b.id FROM a; CREATE VIEW u AS SELECT a.id, b.id FROM a, a AS b; CREATE VIEW s AS SELECT id FROM gone
            => a(id)
            => N0221 [rowid]
            => N0221 [b]
            => N0221 [u]
            => N0221 [gone]
        postgres CREATE TABLE a (id int); CREATE VIEW v AS SELECT 1 + id::int AS n FROM a
            => a(id)
            => N0221 [1 + id::int AS n]
        ",
    );
}

#[test]
fn the_note_names_the_view_and_the_column() {
    let reading = Reading {
        views: true,
        ..Reading::default()
    };
    let text = "CREATE TABLE a (id INT); CREATE VIEW v AS SELECT count(*) AS n FROM a";
    let (_, said) = built_as(text, Dialect::Sqlite, reading);
    let message = "the view `v` gets no model: the type of its column `n` cannot be told";
    assert_eq!(said[0].message(), message);
}

#[test]
fn views_are_passed_over_where_nothing_is_said() {
    check(
        "
        sqlite CREATE TABLE a (id INT); CREATE VIEW v AS SELECT id FROM a; CREATE VIEW w AS SELECT 1; DROP VIEW v
            => a(id)
        ",
    );
}
