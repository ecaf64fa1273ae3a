//! What is no SQL, and where.

use super::check;

#[test]
fn every_fault_is_told_where_it_is() {
    check(
        r#"
        sqlite CREATE TABLE t (a INT REFRENCES u (id), b TEXT); CREATE TABLE v (c INT)
            => absent t Unreadable
            => table v: c INT
            => E0101: expected a number, found `id` [id]
        postgres CREATE TABLE t (a int REFRENCES u, b text NUL, c int NOT NULL d int, e)
            => absent t Unreadable
            => E0101: expected `,` or `)`, found `REFRENCES` [REFRENCES]
            => E0101: expected `,` or `)`, found `NUL` [NUL]
            => E0101: expected `,` or `)`, found `d` [d]
            => E0101: expected a type, found `)` [)]
        postgres CREATE TABLE t (a int, REFERENCES u (a), CHECK (a >), b int DEFAULT (1 + ) NOT NULL, CHECK (), c int DEFAULT 5 5,)
            => absent t Unreadable
            => E0101: expected a name, found `REFERENCES` [REFERENCES]
            => E0101: expected an expression, found `)` [)]
            => E0101: expected an expression, found `)` [)]
            => E0101: expected an expression, found `)` [)]
            => E0101: expected `,` or `)`, found `5` [5]
            => E0101: expected a column or a constraint, found `)` [)]
        sqlite CREATE TABLE t (a INT, b INT CREATE TABLE u (a INT)
            => absent t Unreadable
            => E0101: expected `)`, found `CREATE` [CREATE]
        sqlite CREATE TABLE t (a INT, b INT
            => absent t Unreadable
            => E0101: expected `)`, found the end of the statement []
        sqlite CREATE TABLE t (a INT) CREATE TABLE u (a INT)
            => absent t Unreadable
            => E0101: expected the end of the statement, found `CREATE` [CREATE]
        mysql CREATE TABLE t (a INT, KEY k (a, )) ENGINE=InnoDB foo
            => absent t Unreadable
            => E0101: expected a column, found `)` [)]
            => E0101: expected the end of the statement, found `foo` [foo]
        postgres CREATE INDEX i t (a); COMMENT ON COLUMN t IS 'x'; DROP TABLE IF EXIST t; CREATE TYPE m AS ENUM ('a' 'b')
            => E0101: expected `ON`, found `t` [t]
            => E0101: expected `.`, found `IS` [IS]
            => E0101: expected `IF EXISTS`, found `EXIST` [EXIST]
            => E0101: expected `,` or `)`, found `'b'` ['b']
        sqlite CREAT TABLE t (a); CREATE TABEL t (a); FOO; ??; 'x'
            => E0103: `CREAT` begins no statement of SQL [CREAT]
            => E0103: `CREATE TABEL` begins no statement of SQL [CREATE TABEL]
            => E0103: `FOO` begins no statement of SQL [FOO]
            => E0103: this begins no statement of SQL [?]
            => E0103: this begins no statement of SQL [']
        postgres ALTER TABLE t ADD COLUMN; ALTER TABLE t FROB; ALTER TABLE t ADD a int b int
            => E0101: expected a name, found the end of the statement []
            => E0101: expected what to alter, found `FROB` [FROB]
            => E0101: expected the end of the statement, found `b` [b]
        postgres \i other.sql
            => W0106: the file that `\i` names is not read [\i other.sql]
        generic ${tables}; CREATE TABLE t (a int)
            => table t: a int
            => W0106: the statements that `${tables}` may stand for are not read [${tables}]
        postgres DO $$ BEGIN FOR i IN 1..2 LOOP CREATE TYPE m AS ENUM (); END LOOP; END $$; DO $$ BEGIN PERFORM 1; END $$
            => W0106: the `CREATE TYPE` in this block is not read [CREATE TYPE m AS ENUM ()]
        "#,
    );
}

#[test]
fn places_are_right_behind_wide_characters_and_line_ends() {
    let text = "-- ü\r\nCREATE TABLE \"列\" (\r\n\t\"😀\" INT,\r\n  b INT NOT NUL\r\n);\r\n";
    let lines = super::show::read(text, crate::dialect::Dialect::Postgres);
    assert_eq!(
        lines,
        [
            "absent 列 Unreadable",
            "E0101: expected `,` or `)`, found `NOT` [NOT]"
        ]
    );
}
