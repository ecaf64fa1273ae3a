//! What blocks, tables from queries and swaps of names lead to.

use super::check;

#[test]
fn a_block_is_read_where_what_it_says_runs_once() {
    check(
        r#"
        postgres CREATE TABLE t (a int); DO $$ BEGIN ALTER TABLE t ADD b int; ALTER TABLE t ADD c int NOT NULL; END $$
            => t(a, b, c !)
        postgres CREATE TABLE t (a int); DO $x$ BEGIN ALTER TABLE t ADD b int; EXCEPTION WHEN duplicate_column THEN ALTER TABLE t ADD c int; END; $x$ LANGUAGE plpgsql
            => t(a, b)
            => W0106 [ALTER TABLE t ADD c int]
        postgres CREATE TABLE t (a int); do $$ begin if not exists (select case when true then 1 end) then alter table t add b int; else alter table t add c int; end if; alter table t add d int; end $$
            => t(a, b, d)
            => W0106 [alter table t add c int]
        postgres DO $$ BEGIN CREATE TYPE m AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END $$; DO $$ BEGIN CREATE TYPE m AS ENUM ('b'); EXCEPTION WHEN duplicate_object THEN null; END $$; CREATE TABLE t (m m)
            => t(m)
        postgres CREATE TABLE t (a int PRIMARY KEY, b int); DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES t (a); EXCEPTION WHEN duplicate_object THEN null; END $$; DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES t (a); EXCEPTION WHEN duplicate_object THEN null; END $$
            => t(a !, b) pk(a) fk(b)->t(a)
        postgres CREATE TABLE t (a int PRIMARY KEY); DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN ALTER TABLE t ADD PRIMARY KEY (a); END IF; END $$
            => t(a !) pk(a)
        postgres CREATE TABLE t (a int); DO $$ BEGIN EXECUTE 'ALTER TABLE t ADD b text DEFAULT ''x'''; END $$
            => t(a, b ='x')
        "#,
    );
}

#[test]
fn a_table_from_a_query_need_not_be_known_where_it_goes() {
    check(
        r#"
        postgres CREATE TABLE t (a int); CREATE TABLE u AS SELECT count(*) FROM t; DROP TABLE u
            => t(a)
        sqlite CREATE TABLE t (a INT); CREATE TABLE u AS SELECT t.a FROM t JOIN t x ON x.a = t.a; DROP TABLE IF EXISTS u
            => t(a)
        postgres CREATE TABLE t (a int); CREATE TABLE u AS SELECT max(a) AS m FROM t
            => t(a)
            => E0104 [max(a) AS m]
        postgres CREATE TABLE t AS SELECT current_date AS d
            => E0104 [current_date AS d]
        postgres CREATE TABLE t AS SELECT x AS id, x::text y FROM generate_series(1, 5) x; CREATE TABLE u AS SELECT 1 AS a, 'b' AS b, true c; CREATE TABLE v AS SELECT FROM generate_series(1, 2); CREATE TABLE w AS SELECT generate_series FROM generate_series(1, 9)
            => t(id, y)
            => u(a, b, c)
            => v()
            => w(generate_series)
        "#,
    );
}

#[test]
fn columns_take_the_names_of_each_other() {
    check(
        r#"
        mysql CREATE TABLE t (a INT PRIMARY KEY, b TEXT); ALTER TABLE t CHANGE a b INT, CHANGE b a TEXT
            => t(b !, a) pk(b)
        mysql CREATE TABLE t (a INT, b INT, c INT); ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO c, RENAME COLUMN c TO a
            => t(b, c, a)
        mysql CREATE TABLE t (a INT, b INT); ALTER TABLE t CHANGE a b INT
            => t(a, b)
            => E0202 [b]
        "#,
    );
}

#[test]
fn what_the_other_databases_change() {
    check(
        r#"
        mssql CREATE TABLE a.t (x INT); ALTER SCHEMA b TRANSFER OBJECT::a.t; ALTER SCHEMA b TRANSFER a.p
            => b.t(x)
        oracle CREATE TABLE t (a NUMBER, b NUMBER, UNIQUE (a, b)); ALTER TABLE t DROP UNIQUE (a, b) CASCADE; ALTER TABLE t DROP UNIQUE (a)
            => t(a, b)
            => E0216 [DROP UNIQUE (a)]
        mysql CREATE TABLE u (a INT PRIMARY KEY); CREATE TABLE t (a INT) ENGINE=MyISAM; ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (a); CREATE TABLE v (a INT, FOREIGN KEY (a) REFERENCES u (a)) ENGINE=MyISAM; ALTER TABLE v ENGINE=InnoDB
            => u(a !) pk(a)
            => t(a) fk(a)->u(a)
            => v(a) fk(a)->u(a)
            => N0219 [MyISAM]
        "#,
    );
}
