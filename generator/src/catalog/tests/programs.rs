//! Views and triggers, word for word, and SQLite's own.

use rusqlite::Connection;

use super::{Reading, built_as};
use crate::{config::MissingReferences, diagnostic::Severity, dialect::Dialect};

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
    let reading = Reading {
        verbatim: true,
        // A key may lead nowhere after a rename.
        missing: MissingReferences::Warn,
        ..Reading::default()
    };
    let (catalog, said) = built_as(script, Dialect::Sqlite, reading);
    let errors = said.iter().filter(|one| one.severity() == Severity::Error);
    assert_eq!(errors.count(), 0, "{said:?}");
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
        "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT a.id FROM a; ALTER TABLE a RENAME TO b; CREATE TABLE a (id INTEGER PRIMARY KEY);
         CREATE TRIGGER g AFTER INSERT ON A BEGIN DELETE FROM B; END; CREATE VIEW w AS SELECT 1 AS x FROM a, b; ALTER TABLE b RENAME TO c; ALTER TABLE A RENAME TO b;
         ALTER TABLE b RENAME TO d; CREATE VIEW x AS SELECT d.id FROM d;",
        "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TRIGGER g AFTER INSERT ON a BEGIN SELECT 1; END; ALTER TABLE a RENAME TO b; CREATE TABLE a (id INTEGER PRIMARY KEY);
         CREATE TRIGGER h AFTER INSERT ON a BEGIN SELECT 2; END; DROP TABLE b; CREATE TABLE b (id INTEGER PRIMARY KEY); CREATE TRIGGER g AFTER INSERT ON b BEGIN SELECT 3; END;",
        "CREATE VIRTUAL TABLE f USING fts5 (a); CREATE TABLE t (a TEXT); CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO f (a) VALUES (new.a); END; ALTER TABLE f RENAME TO h;",
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

#[test]
fn what_they_do_stays_where_tables_are_renamed_as_of_old() {
    let script = "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE o (a INT REFERENCES a);
        CREATE VIEW v AS SELECT a.id FROM a; CREATE TRIGGER g AFTER INSERT ON a WHEN new.id IN (SELECT a FROM o) BEGIN UPDATE a SET id = a.id; END;
        CREATE TRIGGER h AFTER INSERT ON o BEGIN INSERT INTO a VALUES (new.a); END; ALTER TABLE a RENAME TO b;";
    let rest = "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TRIGGER i AFTER INSERT ON a BEGIN DELETE FROM o; END;
        ALTER TABLE b RENAME TO c; DROP TABLE c; PRAGMA legacy_alter_table = 0; ALTER TABLE a RENAME TO d;";
    for pragmas in [
        "PRAGMA legacy_alter_table = 0; PRAGMA foreign_keys = 0;",
        "PRAGMA legacy_alter_table = 0; PRAGMA foreign_keys = 1;",
        "PRAGMA legacy_alter_table = 1; PRAGMA foreign_keys = 0;",
        "PRAGMA legacy_alter_table = 1; PRAGMA foreign_keys = 1;",
    ] {
        check(&[&format!("{pragmas} {script}")]);
    }
    check(&[&format!(
        "PRAGMA legacy_alter_table = 1; PRAGMA foreign_keys = 0; {script} {rest}"
    )]);
}

#[test]
fn they_are_kept_if_they_are_asked_for_and_are_of_sqlite() {
    let script = "CREATE TABLE t (id INT PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t;";
    for (dialect, verbatim, count) in [
        (Dialect::Sqlite, true, 1),
        (Dialect::Sqlite, false, 0),
        (Dialect::Postgres, true, 0),
    ] {
        let reading = Reading {
            verbatim,
            ..Reading::default()
        };
        let (catalog, _) = built_as(script, dialect, reading);
        assert_eq!(catalog.programs.len(), count, "{dialect:?} {verbatim}");
    }
}
