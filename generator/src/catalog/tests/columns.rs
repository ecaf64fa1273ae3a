//! Columns, keys and names.

use super::check;

#[test]
fn the_database_numbers_the_rows() {
    check(
        r#"
        sqlite CREATE TABLE t (id INTEGER PRIMARY KEY, n); CREATE TABLE u (id integer, PRIMARY KEY (id DESC)); CREATE TABLE v (id INTEGER PRIMARY KEY AUTOINCREMENT)
            => t(id ! auto, n) pk(id)
            => u(id ! auto) pk(id)
            => v(id ! auto once) pk(id)
            => W0209 [n]
        sqlite CREATE TABLE t (id INT PRIMARY KEY); CREATE TABLE u (id INTEGER PRIMARY KEY DESC); CREATE TABLE v (id INTEGER PRIMARY KEY) WITHOUT ROWID
            => t(id !) pk(id)
            => u(id !) pk(id)
            => v(id !) pk(id)
            => N0212 [id INT PRIMARY KEY]
            => N0212 [id INTEGER PRIMARY KEY DESC]
        postgres CREATE TABLE t (a serial, b bigint GENERATED ALWAYS AS IDENTITY, c int DEFAULT nextval('s'::regclass), d int DEFAULT 5)
            => t(a ! auto, b ! auto, c auto, d =5)
        postgres CREATE TABLE t (a int NOT NULL, b int); ALTER TABLE ONLY t ALTER COLUMN a SET DEFAULT nextval('s'); ALTER TABLE t ALTER b ADD GENERATED ALWAYS AS IDENTITY
            => t(a ! auto, b ! auto)
        mysql CREATE TABLE t (a SERIAL, b INT AUTO_INCREMENT PRIMARY KEY)
            => t(a ! auto, b ! auto) pk(b) unique(a)
        "#,
    );
}

#[test]
fn columns_of_a_primary_key_are_not_null() {
    check(
        r#"
        sqlite CREATE TABLE t (a TEXT PRIMARY KEY); CREATE TABLE u (a TEXT PRIMARY KEY NOT NULL); CREATE TABLE v (a TEXT PRIMARY KEY) STRICT
            => t(a !) pk(a)
            => u(a !) pk(a)
            => v(a !) pk(a)
            => N0212 [a TEXT PRIMARY KEY]
        postgres CREATE TABLE t (a text, b int); ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a, b)
            => t(a !, b !) pk(a b)
        postgres CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY)
            => t(a !, b) pk(a)
            => E0207 [b int PRIMARY KEY]
        "#,
    );
}

#[test]
fn keys_and_indexes() {
    check(
        r#"
        sqlite CREATE TABLE t (a INT, b INT UNIQUE, UNIQUE (B, A)); CREATE UNIQUE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (a) WHERE b > 0; CREATE UNIQUE INDEX k ON t (abs(a)); CREATE INDEX l ON T (b)
            => t(a, b) unique(b) unique(b a) uindex(a) index(a) index(-) index(b)
        postgres CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY USING INDEX i
            => t(a !) pk(a)
        mysql CREATE TABLE t (a INT, b TEXT, UNIQUE KEY (b(10)), KEY (a), FULLTEXT KEY (b)); CREATE UNIQUE INDEX i ON T (A)
            => t(a, b) unique(b) uindex(a) index(a)
        sqlite CREATE TABLE t (a INT); CREATE UNIQUE INDEX i ON t (a); CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a); DROP INDEX I; DROP INDEX i
            => t(a)
        sqlite CREATE TABLE t (a INT, UNIQUE (b)); CREATE INDEX i ON t (c); CREATE INDEX i ON u (c)
            => t(a)
            => E0204 [b]
            => E0204 [c]
            => E0203 [u]
        "#,
    );
}

#[test]
fn names_fold_as_the_dialect_folds_them() {
    check(
        r#"
        postgres CREATE TABLE Users (ID int PRIMARY KEY, "Name" text); CREATE TABLE "Users" (id int REFERENCES USERS (Id)); ALTER TABLE users ADD UNIQUE ("Name")
            => users(id !, Name) pk(id) unique(Name)
            => Users(id) fk(id)->users(id)
        sqlite CREATE TABLE Users (ID INTEGER PRIMARY KEY, "Name" TEXT UNIQUE); CREATE TABLE "posts" (u INTEGER REFERENCES USERS (id)); CREATE TABLE Posts (a INT)
            => Users(ID ! auto, Name) pk(ID) unique(Name)
            => posts(u) fk(u)->Users(ID)
            => E0201 [Posts]
        mysql CREATE TABLE Users (Id INT PRIMARY KEY); CREATE TABLE users (id INT PRIMARY KEY); CREATE TABLE posts (u INT, FOREIGN KEY (U) REFERENCES users (ID), FOREIGN KEY (u) REFERENCES USERS (id))
            => Users(Id !) pk(Id)
            => users(id !) pk(id)
            => posts(u) fk(u)->users(id) fk(u)->Users(Id)
        postgres CREATE TABLE a.t (id int PRIMARY KEY); CREATE TABLE b.t (id int PRIMARY KEY, x int REFERENCES a.t, y int REFERENCES t); CREATE TABLE public.u (id int PRIMARY KEY); CREATE TABLE u (id int)
            => a.t(id !) pk(id)
            => b.t(id !, x, y) pk(id) fk(x)->t(id) fk(y)->t(id)
            => public.u(id !) pk(id)
            => E0201 [u]
        "#,
    );
}
