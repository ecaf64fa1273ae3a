//! Does `create_all` make the database that the script makes?
//!
//! Both are described by what SQLite tells of them, without what `verify` and `reflect` know.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use fixtures::{behaviours, bookshop, configured, faithful, measured, shop, tutorial, views};
use ormgen_runtime::{Connection, Engine, Metadata, OwnedRow, Result, rusqlite, text};

/// What a script makes, in a file of its own.
struct Made {
    engine: Engine,
    _folder: tempfile::TempDir,
}

fn made(scripts: &[String]) -> std::result::Result<Made, rusqlite::Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.db");
    let connection = rusqlite::Connection::open(&path)?;
    connection.execute_batch("PRAGMA synchronous = OFF")?;
    for script in scripts {
        connection.execute_batch(script)?;
    }
    let engine = Engine::open(&format!("sqlite:///{}", path.display())).unwrap();
    Ok(Made {
        engine,
        _folder: folder,
    })
}

/// A line for everything that SQLite tells, but for how the text of a table is laid out.
fn described(engine: &Engine) -> Result<BTreeSet<String>> {
    let mut connection = engine.connect()?;
    let each = "FROM pragma_table_list AS t JOIN sqlite_schema AS s ON s.type = 'table' AND s.name = t.name";
    let of = "t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite/_%' ESCAPE '/'";
    let queries = [
        format!(
            "SELECT 'table', t.name, t.wr, t.strict, s.sql LIKE '%AUTOINCREMENT%' {each} WHERE {of}"
        ),
        format!(
            "SELECT 'column', t.name, c.cid, c.name, c.type, c.\"notnull\" OR c.pk > 0, c.dflt_value, c.pk, c.hidden \
             {each}, pragma_table_xinfo(t.name) AS c WHERE {of}"
        ),
        format!(
            "SELECT 'index', t.name, CASE l.origin WHEN 'c' THEN l.name END, l.\"unique\", l.origin, l.partial, \
             group_concat(p.cid || ' ' || p.desc || ' ' || p.coll) \
             {each}, pragma_index_list(t.name) AS l, pragma_index_xinfo(l.name) AS p WHERE {of} GROUP BY t.name, l.name"
        ),
        format!(
            "SELECT 'key', t.name, k.\"table\", group_concat(k.\"from\"), group_concat(coalesce(k.\"to\", '')), \
             k.on_update, k.on_delete, k.\"match\" {each}, pragma_foreign_key_list(t.name) AS k WHERE {of} \
             GROUP BY t.name, k.id"
        ),
    ];
    let mut lines = BTreeSet::new();
    for query in &queries {
        lines.extend(
            rows(&mut connection, query)?
                .iter()
                .map(|row| format!("{row:?}")),
        );
    }
    let written = "SELECT name, sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL";
    for row in rows(&mut connection, written)? {
        let sql = row.get::<String>("sql")?;
        let plain: String = sql
            .chars()
            .filter(|one| !one.is_whitespace() && *one != '"')
            .collect();
        lines.insert(format!("{} {}", row.get::<String>("name")?, plain));
    }
    Ok(lines)
}

fn rows(connection: &mut Connection, sql: &str) -> Result<Vec<OwnedRow>> {
    connection.execute(text(sql))?.all()
}

fn created(metadata: &Metadata) -> Result<Engine> {
    let engine = Engine::open("sqlite::memory:")?;
    metadata.create_all(&engine)?;
    Ok(engine)
}

#[test]
fn models_create_what_their_script_creates() -> Result<()> {
    for (folder, metadata) in [
        ("behaviours", &behaviours::METADATA),
        ("bookshop", &bookshop::METADATA),
        ("faithful", &faithful::METADATA),
        ("measured", &measured::METADATA),
        ("shop", &shop::METADATA),
        ("tutorial", &tutorial::METADATA),
    ] {
        let script = fs::read_to_string(format!("fixtures/{folder}/schema.sql")).unwrap();
        let made = made(&[script]).unwrap();
        let engine = created(metadata)?;
        assert_eq!(described(&engine)?, described(&made.engine)?, "{folder}");
        // Models have no NULL in a key, which SQLite allows.
        let told = made.engine.verify(metadata)?;
        let told = told.iter().map(ToString::to_string);
        let told: Vec<_> = told.filter(|one| !one.contains("may be NULL")).collect();
        assert_eq!(told, [""; 0], "{folder}");
        assert_eq!(engine.verify(metadata)?, [], "{folder}");
    }
    Ok(())
}

#[test]
fn what_is_created_refuses_and_computes_as_the_script_says() -> Result<()> {
    let engine = created(&faithful::METADATA)?;
    let mut connection = engine.connect()?;
    let mut run = |sql: &str| {
        connection
            .execute_batch(sql)
            .map_err(|error| error.to_string())
    };
    run("INSERT INTO open_emails VALUES ('ann@example.org')").unwrap();
    for (sql, why) in [
        ("INSERT INTO accounts (email) VALUES ('ann')", "CHECK"),
        (
            "INSERT INTO accounts (email) VALUES ('ANN@example.org')",
            "UNIQUE",
        ),
        ("UPDATE accounts SET balance = -1, closed = 'now'", "CHECK"),
        ("INSERT INTO settings VALUES (NULL, 1)", "NOT NULL"),
    ] {
        assert!(run(sql).unwrap_err().contains(why), "{sql}");
    }
    run("UPDATE accounts SET balance = 2.5").unwrap();
    let told = rows(
        &mut connection,
        "SELECT l.text, a.cents FROM log AS l, accounts AS a",
    )?;
    assert_eq!(told[0].get::<String>(0)?, "balance; of ann@example.org");
    assert_eq!(told[0].get::<i64>(1)?, 250);
    connection.commit()?;
    drop(connection);
    faithful::METADATA.create_all(&engine)?;
    faithful::METADATA.drop_all(&engine)?;
    assert!(described(&engine)?.is_empty());
    Ok(())
}

#[test]
fn verify_tells_what_is_not_created() -> Result<()> {
    let script = "
        CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, active BOOLEAN NOT NULL CHECK (active < 2));
        CREATE TABLE loans (
            id INTEGER PRIMARY KEY, member_id INTEGER NOT NULL REFERENCES members (id),
            title TEXT NOT NULL ON CONFLICT REPLACE, returned_on TEXT
        );
        CREATE INDEX lent ON loans (member_id) WHERE returned_on IS NULL;
        CREATE INDEX titles ON loans (title DESC);
        CREATE VIEW active_members AS SELECT id AS member_id, name FROM members WHERE active;
        CREATE VIEW open_loans AS SELECT id, member_id, title FROM loans;
        CREATE VIEW last_titles AS SELECT name, title FROM members, loans;
        CREATE VIEW late AS SELECT 1;
        CREATE TRIGGER lends AFTER INSERT ON loans BEGIN SELECT 1; END;
        CREATE VIRTUAL TABLE found USING fts5 (title);
    ";
    let made = made(&[script.to_owned()]).unwrap();
    let told = made.engine.verify(&views::METADATA)?;
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    assert_eq!(
        told.iter()
            .filter(|one| !one.contains("`found_"))
            .collect::<Vec<_>>(),
        [
            "the index ( member_id ) where returned_on is null of `loans` is not in the models",
            "the index ( title desc ) of `loans` is not in the models",
            "`title text not null on conflict replace` of `loans` is not in the models",
            "column `name` of `members` has the collation nocase in the database, and has no collation of its own in the models",
            "CHECK (active < 2) of `members` is not in the models",
            "the trigger `lends` is not among what the models create",
            "the view `late` is not among what the models create",
            "the virtual table `found` is not among what the models create",
        ]
    );
    let engine = created(&configured::METADATA)?;
    assert_eq!(engine.verify(&configured::METADATA)?, []);
    Ok(())
}

/// The folders of the corpus that SQLite takes: migrations together, and each other script for itself.
fn corpus() -> Vec<(PathBuf, Vec<String>)> {
    let Ok(corpus) = std::env::var("ORMGEN_CORPUS") else {
        println!("ORMGEN_CORPUS is not set, so that only fixtures are created");
        return Vec::new();
    };
    let mut scripts = Vec::new();
    let mut open = vec![Path::new(&corpus).join("sqlite")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => open.push(path),
                false if path.extension().is_some_and(|end| end == "sql") => {
                    let script = fs::read(&path).unwrap();
                    scripts.push((path, vec![String::from_utf8_lossy(&script).into_owned()]));
                }
                false => {}
            }
        }
    }
    scripts
}

#[test]
fn what_a_database_tells_of_itself_is_created_again() -> Result<()> {
    let mut scripts = corpus();
    for folder in ["bookshop", "faithful", "shop", "views"] {
        let path = Path::new("fixtures").join(folder).join("schema.sql");
        let script = fs::read_to_string(&path).unwrap();
        scripts.push((path, vec![script]));
    }
    let mut count = 0;
    for (path, scripts) in &scripts {
        // Of migrations the later ones alone are no database.
        let Ok(made) = made(scripts) else { continue };
        let read = Metadata::reflect(&made.engine)?;
        let engine = created(&read)?;
        let virtual_tables = made.engine.verify(&read)?;
        if virtual_tables.is_empty() {
            assert_eq!(
                described(&engine)?,
                described(&made.engine)?,
                "{}",
                path.display()
            );
            count += 1;
        } else {
            let told = virtual_tables.iter().map(ToString::to_string);
            assert!(
                told.clone().any(|one| one.contains("virtual table")),
                "{}: {:?}",
                path.display(),
                told.collect::<Vec<_>>()
            );
        }
    }
    println!("{count} databases are created again");
    assert!(count >= 4);
    Ok(())
}
