//! What is called otherwise, and what follows.

use super::check;

#[test]
fn foreign_keys_follow_tables_and_columns() {
    check(
        r#"
        sqlite CREATE TABLE a (id INTEGER PRIMARY KEY, up INTEGER REFERENCES a); CREATE TABLE b (a INTEGER REFERENCES a (id)); ALTER TABLE a RENAME TO c; ALTER TABLE c RENAME COLUMN id TO key
            => c(key ! auto, up) pk(key) fk(up)->c(key)
            => b(a) fk(a)->c(key)
        sqlite CREATE TABLE b (a INTEGER REFERENCES a (id)); CREATE TABLE a (id INTEGER PRIMARY KEY); ALTER TABLE a RENAME TO c; ALTER TABLE c RENAME id TO key
            => b(a) fk(a)->c(key)
            => c(key ! auto) pk(key)
        postgres CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a (id)); ALTER TABLE a RENAME id TO old; ALTER TABLE a ADD id int UNIQUE; ALTER TABLE a RENAME TO c; CREATE TABLE a (x int)
            => c(old !, id) pk(old) unique(id)
            => b(a) fk(a)->c(old)
            => a(x)
        mysql CREATE TABLE a (id INT PRIMARY KEY); CREATE TABLE b (a INT, FOREIGN KEY (a) REFERENCES a (id)); RENAME TABLE a TO x, b TO a, x TO b; ALTER TABLE b CHANGE id key_id BIGINT NOT NULL; ALTER TABLE a DROP FOREIGN KEY a_ibfk_1
            => b(key_id !) pk(key_id)
            => a(a)
        "#,
    );
}

#[test]
fn sqlite_rebuilds_tables() {
    check(
        r#"
        sqlite CREATE TABLE a (id INTEGER PRIMARY KEY, up INTEGER REFERENCES a (id)); CREATE TABLE b (a INTEGER REFERENCES a (id)); CREATE TABLE new_a (id INTEGER PRIMARY KEY, x TEXT, up INTEGER REFERENCES a (id)); DROP TABLE a; ALTER TABLE new_a RENAME TO a
            => b(a) fk(a)->a(id)
            => a(id ! auto, x, up) pk(id) fk(up)->a(id)
        sqlite CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a (id)); ALTER TABLE a RENAME TO old; CREATE TABLE a (id INTEGER PRIMARY KEY); DROP TABLE old
            => b(a) dangling(a)->old(id)
            => a(id ! auto) pk(id)
            => E0203 [a]
        sqlite PRAGMA legacy_alter_table=ON; CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a (id)); ALTER TABLE a RENAME TO old; CREATE TABLE a (id INTEGER PRIMARY KEY); DROP TABLE old
            => b(a) fk(a)->a(id)
            => a(id ! auto) pk(id)
        "#,
    );
}

#[test]
fn expressions_follow_columns() {
    check(
        r#"
        sqlite CREATE TABLE t (a INT, b INT, CHECK (a > 0 AND A < b AND 'a' <> abs(b))); ALTER TABLE t RENAME a TO "c d"
            => t(c d, b) check("c d" > 0 AND "c d" < b AND 'a' <> abs(b))
        "#,
    );
}

#[test]
fn types_follow() {
    check(
        r#"
        postgres CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood); ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('b'); ALTER TABLE t ALTER m TYPE mood USING m::text::mood; DROP TYPE old; ALTER TYPE mood ADD VALUE 'a' BEFORE 'b'; ALTER TYPE mood RENAME VALUE 'b' TO 'c'
            => t(m)
        postgres ALTER TYPE mod ADD VALUE 'x'; CREATE TYPE mood AS ENUM ('a'); ALTER TYPE mood ADD VALUE 'a'; ALTER TYPE mood ADD VALUE IF NOT EXISTS 'a'; ALTER TYPE mood RENAME VALUE 'b' TO 'c'; ALTER TYPE moot ADD VALUE 'b'
            => E0217 [mod]
            => E0215 ['a']
            => E0217 ['b']
            => E0217 [moot]
        postgres CREATE DOMAIN d AS int; CREATE TABLE t (a d, b d DEFAULT 2); ALTER DOMAIN d SET NOT NULL; ALTER DOMAIN d SET DEFAULT 1; DROP DOMAIN d CASCADE; CREATE TABLE u (a int)
            => t()
            => u(a)
        "#,
    );
}

#[test]
fn schemas() {
    check(
        r#"
        postgres CREATE SCHEMA a; SET search_path = a, public; CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE public.t (id int); CREATE TABLE u (t int REFERENCES t); ALTER TABLE t SET SCHEMA b; ALTER SCHEMA a RENAME TO c
            => b.t(id !) pk(id)
            => public.t(id)
            => c.u(t) fk(t)->t(id)
        postgres CREATE SCHEMA a CREATE TABLE t (id int PRIMARY KEY) CREATE TABLE u (t int REFERENCES t); CREATE TABLE t (x int); DROP SCHEMA a CASCADE
            => t(x)
        postgres SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.t (a int); SET search_path TO "$user", public; ALTER TABLE t ADD b int; CREATE TABLE u (c int)
            => public.t(a, b)
            => u(c)
        mysql USE shop; CREATE TABLE t (a INT PRIMARY KEY); CREATE TABLE shop.u (a INT, FOREIGN KEY (a) REFERENCES shop.t (a)); USE other; CREATE TABLE t (b INT)
            => t(a !) pk(a)
            => shop.u(a) fk(a)->t(a)
            => other.t(b)
        "#,
    );
}

#[test]
fn a_name_is_given_once() {
    check(
        "
        sqlite CREATE TABLE a (x INT, y INT); CREATE TABLE b (x INT); ALTER TABLE a RENAME TO B; ALTER TABLE a RENAME x TO Y; ALTER TABLE c RENAME TO d
            => a(x, y)
            => b(x)
            => E0201 [B]
            => E0202 [Y]
            => E0203 [c]
        postgres CREATE TABLE t (a int, CONSTRAINT k UNIQUE (a), CONSTRAINT k CHECK (a > 0)); ALTER TABLE t RENAME CONSTRAINT x TO y
            => t(a) unique(a)
            => E0215 [k]
            => E0216 [x]
        ",
    );
}
