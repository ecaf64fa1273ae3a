//! Views and triggers when the table `t` is called `u`, here and in SQLite.

use rusqlite::Connection;

use super::{Site, renamed};

/// What is there beside the view or the trigger.
const TABLES: &str = r#"
    CREATE TABLE t (id INTEGER PRIMARY KEY, t INT, a INT);
    CREATE TABLE x (id INTEGER PRIMARY KEY, t INT);
    CREATE VIEW w AS SELECT 1 AS id, 2 AS t;
"#;

/// The statement with `"u"` for the table `t`.
fn ours(statement: &str) -> String {
    renamed(statement, |_, name| (name == "t").then_some("u"))
}

fn theirs(statement: &str) -> String {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch(TABLES).unwrap();
    database.execute_batch(statement).unwrap();
    database.execute_batch("ALTER TABLE t RENAME TO u").unwrap();
    let last = "SELECT sql FROM sqlite_schema ORDER BY rowid DESC LIMIT 1";
    database.query_row(last, [], |row| row.get(0)).unwrap()
}

#[test]
fn tables_are_told_from_columns_aliases_and_what_with_names() {
    for (statement, expected) in [
        (
            "CREATE VIEW v AS SELECT t, t.t, T.id AS t, 't' FROM t WHERE t.t > (SELECT t FROM x) ORDER BY t",
            r#"CREATE VIEW v AS SELECT t, "u".t, "u".id AS t, 't' FROM "u" WHERE "u".t > (SELECT t FROM x) ORDER BY t"#,
        ),
        (
            "CREATE VIEW v AS SELECT x.t, o.t FROM x, [t] AS o /* t */ JOIN (main.t AS k, `t` AS l) ON o.t = x.id",
            r#"CREATE VIEW v AS SELECT x.t, o.t FROM x, "u" AS o /* t */ JOIN (main."u" AS k, "u" AS l) ON o.t = x.id"#,
        ),
        (
            "CREATE VIEW v AS SELECT t.id FROM x t WHERE EXISTS (SELECT 1 FROM t WHERE t.id = 2) AND t.t = 3",
            r#"CREATE VIEW v AS SELECT t.id FROM x t WHERE EXISTS (SELECT 1 FROM "u" WHERE "u".id = 2) AND t.t = 3"#,
        ),
        (
            "CREATE VIEW v AS SELECT t.id FROM t EXCEPT SELECT t.id FROM x AS t UNION SELECT t.t FROM (SELECT 1 AS t) t",
            r#"CREATE VIEW v AS SELECT "u".id FROM "u" EXCEPT SELECT t.id FROM x AS t UNION SELECT t.t FROM (SELECT 1 AS t) t"#,
        ),
        (
            "CREATE VIEW v (t) AS WITH RECURSIVE t (t) AS (SELECT 1 UNION ALL SELECT t.t + 1 FROM t), y AS (SELECT * FROM t) \
             SELECT t.t FROM t JOIN y LEFT JOIN main.t AS k ON k.id = t.t",
            "CREATE VIEW v (t) AS WITH RECURSIVE t (t) AS (SELECT 1 UNION ALL SELECT t.t + 1 FROM t), y AS (SELECT * FROM t) \
             SELECT t.t FROM t JOIN y LEFT JOIN main.\"u\" AS k ON k.id = t.t",
        ),
        (
            "CREATE VIEW v AS SELECT t.*, main.t.t, x.t IS DISTINCT FROM t.a FROM t LEFT JOIN x USING (t) WHERE t.id IN (SELECT id FROM t)",
            r#"CREATE VIEW v AS SELECT "u".*, main."u".t, x.t IS DISTINCT FROM "u".a FROM "u" LEFT JOIN x USING (t) WHERE "u".id IN (SELECT id FROM "u")"#,
        ),
        (
            "CREATE VIEW v AS SELECT sum(t.t) OVER win AS t FROM x CROSS JOIN t GROUP BY x.t, t.t HAVING t.t > 1 WINDOW win AS (PARTITION BY t.t)",
            r#"CREATE VIEW v AS SELECT sum("u".t) OVER win AS t FROM x CROSS JOIN "u" GROUP BY x.t, "u".t HAVING "u".t > 1 WINDOW win AS (PARTITION BY "u".t)"#,
        ),
        (
            "CREATE TRIGGER t AFTER UPDATE OF t, a ON t WHEN new.t = (SELECT max(t.t) FROM t) BEGIN \
             INSERT OR REPLACE INTO t (t) VALUES (new.t) ON CONFLICT DO UPDATE SET t = t.t + new.t; \
             UPDATE OR IGNORE t SET t = 1, a = t.t FROM x WHERE x.t = t.t; DELETE FROM t WHERE t = old.t; SELECT 1 FROM t, x, t AS k; END",
            "CREATE TRIGGER t AFTER UPDATE OF t, a ON \"u\" WHEN new.t = (SELECT max(\"u\".t) FROM \"u\") BEGIN \
             INSERT OR REPLACE INTO \"u\" (t) VALUES (new.t) ON CONFLICT DO UPDATE SET t = \"u\".t + new.t; \
             UPDATE OR IGNORE \"u\" SET t = 1, a = \"u\".t FROM x WHERE x.t = \"u\".t; DELETE FROM \"u\" WHERE t = old.t; SELECT 1 FROM \"u\", x, \"u\" AS k; END",
        ),
        (
            "CREATE TRIGGER g INSTEAD OF INSERT ON w FOR EACH ROW BEGIN INSERT INTO x SELECT t.id, x.t FROM t JOIN x ON x.t = t.t, t AS l; REPLACE INTO t (t) VALUES (1); END",
            r#"CREATE TRIGGER g INSTEAD OF INSERT ON w FOR EACH ROW BEGIN INSERT INTO x SELECT "u".id, x.t FROM "u" JOIN x ON x.t = "u".t, "u" AS l; REPLACE INTO "u" (t) VALUES (1); END"#,
        ),
    ] {
        assert_eq!(ours(statement), expected);
        assert_eq!(theirs(statement), expected, "in SQLite");
    }
}

/// SQLite refuses to rename a table that stands behind IN, and takes the rows of upserts for rows of the table.
#[test]
fn what_sqlite_stumbles_over_keeps_its_meaning() {
    let statement = "CREATE TRIGGER g AFTER INSERT ON x BEGIN \
                     INSERT INTO t (t) SELECT t.id FROM x AS t WHERE true ON CONFLICT DO UPDATE SET t = t.t + excluded.t; END";
    let expected = "CREATE TRIGGER g AFTER INSERT ON x BEGIN \
                    INSERT INTO \"u\" (t) SELECT t.id FROM x AS t WHERE true ON CONFLICT DO UPDATE SET t = \"u\".t + excluded.t; END";
    assert_eq!(ours(statement), expected);
    let statement = "CREATE VIEW v AS SELECT id FROM x WHERE t IN t OR t IN main.t OR t IN (t)";
    let expected =
        r#"CREATE VIEW v AS SELECT id FROM x WHERE t IN "u" OR t IN main."u" OR t IN (t)"#;
    assert_eq!(ours(statement), expected);
}

#[test]
fn keywords_stay_where_a_table_is_called_like_one() {
    let statement =
        r#"CREATE VIEW "order" AS SELECT "order".id FROM "order" GROUP BY id ORDER BY id"#;
    let names = |_, name: &str| (name == "order").then_some("or\"ders");
    let expected =
        r#"CREATE VIEW "order" AS SELECT "or""ders".id FROM "or""ders" GROUP BY id ORDER BY id"#;
    assert_eq!(renamed(statement, names), expected);
    let statement =
        r#"CREATE TRIGGER g AFTER UPDATE ON "update" BEGIN UPDATE "update" SET a = new.a; END"#;
    let names = |_, name: &str| (name == "update").then_some("changes");
    let expected =
        r#"CREATE TRIGGER g AFTER UPDATE ON "changes" BEGIN UPDATE "changes" SET a = new.a; END"#;
    assert_eq!(renamed(statement, names), expected);
    let statement =
        r#"CREATE TRIGGER g AFTER INSERT ON "new" BEGIN SELECT new.id FROM "new" AS k; END"#;
    let names = |site, name: &str| (site == Site::Head && name == "new").then_some("fresh");
    let expected =
        r#"CREATE TRIGGER g AFTER INSERT ON "fresh" BEGIN SELECT new.id FROM "new" AS k; END"#;
    assert_eq!(renamed(statement, names), expected);
}

#[test]
fn what_is_no_statement_is_left_as_it_is() {
    for text in [
        "",
        "t",
        ")))",
        "CREATE VIEW",
        "CREATE VIEW v AS FROM",
        "CREATE TRIGGER t ON",
        "CREATE VIEW v AS WITH (",
        "CREATE VIEW v AS SELECT (((t.",
        "CREATE VIEW v AS SELECT 1 FROM x WHERE ) ; ) , \"",
        "CREATE VIEW v AS UPDATE OR",
    ] {
        assert_eq!(ours(text), text);
    }
}
