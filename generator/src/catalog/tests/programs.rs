//! Views and triggers, word for word, and SQLite's own.

use rusqlite::Connection;

use super::built;
use crate::dialect::Dialect;

/// The views and triggers that SQLite has after a script, in the order of their names.
fn theirs(script: &str) -> Vec<String> {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch(script).unwrap();
    let sql = "SELECT sql FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY name, type";
    let mut query = database.prepare(sql).unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn ours(script: &str) -> Vec<String> {
    let (catalog, said) = built(script, Dialect::Sqlite);
    assert!(said.is_empty(), "{said:?}");
    let mut programs = catalog.programs;
    programs.sort_by(|one, other| {
        let key = |one: &super::Program| (one.name.clone(), one.table.is_none());
        key(one).cmp(&key(other))
    });
    programs.into_iter().map(|one| one.text).collect()
}

fn check(scripts: &[&str]) {
    for script in scripts {
        assert_eq!(ours(script), theirs(script), "{script}");
    }
}

#[test]
fn they_follow_the_names_of_tables() {
    check(&[
        r#"CREATE TABLE "order" (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT * FROM "order" ORDER BY id; ALTER TABLE "order" RENAME TO orders;"#,
        r#"CREATE TABLE user (id INTEGER PRIMARY KEY); CREATE TABLE o (user INT REFERENCES user); CREATE VIEW v AS SELECT o.user FROM o JOIN user ON o.user = user.id;
           CREATE TRIGGER user AFTER INSERT ON user BEGIN UPDATE o SET user = new.id; END; ALTER TABLE user RENAME TO users;"#,
    ]);
}

#[test]
fn triggers_are_called_as_tables_and_views_are() {
    let made = "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE VIEW Active AS SELECT id FROM t;
        CREATE TRIGGER active INSTEAD OF INSERT ON active BEGIN INSERT INTO t VALUES (new.id); END;
        CREATE TRIGGER t AFTER INSERT ON t BEGIN SELECT 1; END;";
    let rest = [
        "",
        "DROP TRIGGER active;",
        "DROP TRIGGER T;",
        "DROP VIEW active; CREATE VIEW t2 AS SELECT 2 AS x;",
        "DROP TABLE T; DROP VIEW active;",
        "CREATE TRIGGER IF NOT EXISTS Active AFTER DELETE ON t BEGIN SELECT 2; END; CREATE VIEW IF NOT EXISTS active AS SELECT 1;",
        "DROP VIEW active; CREATE TRIGGER active AFTER DELETE ON t BEGIN SELECT 3; END; DROP TRIGGER IF EXISTS none;",
    ];
    let scripts = rest.map(|rest| format!("{made} {rest}"));
    check(&scripts.each_ref().map(String::as_str));
}
