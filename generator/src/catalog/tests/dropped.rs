//! What goes, by the name that the database gave to it.

use super::check;

#[test]
fn constraints_go_by_postgresql_s_own_names() {
    check(
        r#"
        postgres CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE, c int REFERENCES u, d int CHECK (d > 0), UNIQUE (b, c), CHECK (a > d)); ALTER TABLE t DROP CONSTRAINT t_pkey, DROP CONSTRAINT t_b_key, DROP CONSTRAINT t_c_fkey, DROP CONSTRAINT t_d_check, DROP CONSTRAINT t_b_c_key, DROP CONSTRAINT t_check
            => u(id !) pk(id)
            => t(a !, b, c, d)
        postgres CREATE TABLE t (a int CHECK (a > 0) CHECK (a < 9)); ALTER TABLE t RENAME TO u; ALTER TABLE u DROP CONSTRAINT t_a_check1; ALTER TABLE u DROP CONSTRAINT u_a_check
            => u(a) check(a > 0)
            => E0216 [u_a_check]
        postgres CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (t int REFERENCES t); ALTER TABLE t DROP CONSTRAINT IF EXISTS x, DROP CONSTRAINT t_pkey CASCADE
            => t(a !)
            => u(t)
        postgres CREATE TABLE a_long_name_of_a_table_that_goes_on (another_long_name_of_a_column_here int UNIQUE); ALTER TABLE a_long_name_of_a_table_that_goes_on DROP CONSTRAINT a_long_name_of_a_table_that_g_another_long_name_of_a_column_key
            => a_long_name_of_a_table_that_goes_on(another_long_name_of_a_column_here)
        postgres CREATE TABLE t (a int, EXCLUDE USING gist (a WITH =)); ALTER TABLE t DROP CONSTRAINT t_a_excl; CREATE UNIQUE INDEX ON t (a); DROP INDEX t_a_idx
            => t(a)
        postgres CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY); ALTER INDEX k RENAME TO l; ALTER TABLE t DROP CONSTRAINT l
            => t(a !)
        "#,
    );
}

#[test]
fn constraints_go_by_mysql_s_own_names() {
    check(
        r#"
        mysql CREATE TABLE u (id INT PRIMARY KEY); CREATE TABLE t (a INT, b INT, c INT, PRIMARY KEY (a), UNIQUE (b), KEY (b, c), FOREIGN KEY (c) REFERENCES u (id), CHECK (a > 0)); ALTER TABLE t DROP PRIMARY KEY, DROP INDEX b, DROP KEY b_2, DROP FOREIGN KEY t_ibfk_1, DROP CONSTRAINT CONSTRAINT_1
            => u(id !) pk(id)
            => t(a !, b, c)
        mysql CREATE TABLE t (a INT, b INT, KEY k (a, b), UNIQUE KEY u (a)); ALTER TABLE t DROP COLUMN a; ALTER TABLE t DROP PRIMARY KEY, DROP INDEX x
            => t(b) index(b)
            => E0216 [DROP PRIMARY KEY]
            => E0216 [x]
        "#,
    );
}

#[test]
fn what_hangs_on_it_goes_too() {
    check(
        r#"
        postgres CREATE TABLE t (a int UNIQUE, b int, CHECK (a > b), CHECK (b > 0)); CREATE TABLE u (t int REFERENCES t (a)); ALTER TABLE t DROP a CASCADE
            => t(b) check(b > 0)
            => u(t)
        postgres CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (t int REFERENCES t); DROP TABLE t CASCADE; CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES t; ALTER TABLE u DROP CONSTRAINT u_t_fkey
            => u(t)
            => t(a !) pk(a)
        sqlite CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE, c INT); CREATE INDEX i ON t (c); ALTER TABLE t DROP a; ALTER TABLE t DROP b; ALTER TABLE t DROP c; ALTER TABLE t ADD d INT UNIQUE
            => t(a ! auto, b, c) pk(a) unique(b) index(c)
            => W0209 [b]
            => E0218 [a]
            => E0218 [b]
            => E0218 [c]
            => E0218 [d]
        postgres DROP TABLE IF EXISTS a.t; CREATE TABLE t (a int); DROP TABLE IF EXISTS a.t; DROP VIEW IF EXISTS t; CREATE VIEW v AS SELECT 1; DROP VIEW v; ALTER TABLE v ADD a int
            => t(a)
            => E0203 [v]
        "#,
    );
}
