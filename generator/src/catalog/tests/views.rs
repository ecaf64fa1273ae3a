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
fn queries_are_put_together_and_stand_in_each_other() {
    views(
        "
        sqlite CREATE TABLE a (id INT NOT NULL); CREATE TABLE b (x INT); CREATE VIEW v AS SELECT id FROM a UNION ALL SELECT x FROM b; CREATE VIEW w AS SELECT id FROM a UNION SELECT id FROM a ORDER BY 1 LIMIT 3
            => a(id !)
            => b(x)
            => view v(id)
            => view w(id !)
        mysql CREATE TABLE a (id INT NOT NULL, n TEXT NOT NULL); CREATE VIEW v (k, m) AS (SELECT id, n FROM a WHERE id IN (1, 2)) UNION (SELECT id, CAST(NULL AS TEXT) AS n FROM a LIMIT 1)
            => a(id !, n !)
            => view v(k !, m)
        postgres CREATE TABLE a (id serial PRIMARY KEY); CREATE VIEW v AS WITH x (k) AS MATERIALIZED (SELECT id FROM a), y AS (SELECT k, k AS j FROM x) SELECT y.k, y.j, z.id FROM y LEFT JOIN ( SELECT a.id FROM a) z ON z.id = y.k
            => a(id ! auto) pk(id)
            => view v(k !, j !, id)
        sqlite CREATE TABLE a (id INT NOT NULL); CREATE VIEW v AS SELECT y.id FROM (SELECT id FROM a) y; CREATE VIEW w AS SELECT * FROM (SELECT id FROM a UNION SELECT id FROM a), (SELECT id AS j FROM a)
            => a(id !)
            => view v(id !)
            => view w(id !, j !)
        postgres CREATE TABLE a (id int NOT NULL); CREATE VIEW v AS SELECT k FROM (SELECT id FROM a) AS y (k); CREATE VIEW w AS WITH a AS (SELECT id AS j FROM a) SELECT j FROM a; CREATE VIEW u AS SELECT id FROM a EXCEPT SELECT id FROM a
            => a(id !)
            => view v(k !)
            => view w(j !)
            => view u(id !)
        ",
    );
}

#[test]
fn a_view_may_stand_before_what_it_reads() {
    views(
        "
        sqlite CREATE VIEW w AS SELECT id FROM v; CREATE VIEW v AS SELECT id FROM a; CREATE TABLE a (id INT NOT NULL)
            => a(id !)
            => view v(id !)
            => view w(id !)
        sqlite CREATE VIEW v AS SELECT id FROM w; CREATE VIEW w AS SELECT id FROM v
            => N0221 [w]
            => N0221 [v]
        sqlite CREATE VIEW v AS SELECT id FROM a; DROP VIEW v; CREATE TABLE a (id INT)
            => a(id)
        sqlite CREATE VIEW v AS SELECT x FROM a; CREATE TABLE a (id INT); ALTER TABLE a ADD COLUMN x TEXT
            => a(id, x)
            => view v(x)
        ",
    );
}

#[test]
fn a_view_is_altered() {
    views(
        "
        mysql CREATE TABLE a (id INT NOT NULL, n TEXT); CREATE VIEW v AS SELECT id FROM a; ALTER ALGORITHM = MERGE VIEW v (k) AS SELECT n FROM a
            => a(id !, n)
            => view v(k)
        mysql CREATE TABLE a (id INT NOT NULL); CREATE VIEW v AS SELECT id FROM a; ALTER VIEW v AS SELECT count(*) AS n FROM a
            => a(id !)
            => N0221 [count(*) AS n]
        postgres CREATE TABLE a (id int NOT NULL); CREATE VIEW v AS SELECT id FROM a; ALTER VIEW v RENAME COLUMN id TO k; ALTER VIEW IF EXISTS v RENAME k TO j; ALTER VIEW gone RENAME COLUMN a TO b; ALTER VIEW v OWNER TO me; ALTER VIEW v SET SCHEMA s
            => a(id !)
            => view s.v(j !)
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
        sqlite CREATE TABLE a (id INT, n TEXT); CREATE VIEW v AS SELECT id FROM a UNION SELECT n FROM a; CREATE VIEW w AS SELECT id FROM a UNION SELECT id, n FROM a; CREATE VIEW u AS WITH x AS (SELECT id FROM a UNION ALL SELECT id FROM x) SELECT id FROM x; CREATE VIEW t AS SELECT y.c FROM (SELECT count(*) AS c FROM a) y
            => a(id, n)
            => N0221 [v]
            => N0221 [w]
            => N0221 [x]
            => N0221 [count(*) AS c]
        postgres CREATE TABLE a (id int); CREATE VIEW v AS WITH RECURSIVE x AS (SELECT id FROM a UNION ALL SELECT id FROM x) SELECT id FROM x; CREATE VIEW w AS SELECT 1; CREATE VIEW u AS SELECT id FROM a UNION SELECT 1
            => a(id)
            => N0221 [x]
            => N0221 [1]
            => N0221 [1]
        postgres CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE VIEW v AS SELECT id FROM a UNION SELECT id FROM b; ALTER TABLE b ALTER id TYPE bigint
            => a(id)
            => b(id)
            => N0221 [v]
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
