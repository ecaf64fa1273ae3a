//! What does `ormgen catalog` print, where, and how does it exit?

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::{Value, json};

/// Two tables of PostgreSQL with a bit of everything.
const SHOP: &str = "\
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE shop.authors (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE shop.books (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    title      varchar(50) NOT NULL DEFAULT 'none' COLLATE \"C\",
    author_id  integer CONSTRAINT books_author REFERENCES shop.authors ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    tags       text[],
    mood       mood,
    price      numeric(8, 2) CHECK (price > 0),
    twice      numeric GENERATED ALWAYS AS (price * 2) STORED,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX books_title ON shop.books (title);
CREATE UNIQUE INDEX books_cheap ON shop.books (title) WHERE price < 1;
CREATE INDEX books_lower ON shop.books (lower(title));
COMMENT ON TABLE shop.books IS 'what is sold';
";

fn catalog(schema: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schema.sql"), schema).unwrap();
    run(folder.path(), &[&["schema.sql"], arguments].concat())
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
    let command = command.current_dir(folder).arg("catalog").args(arguments);
    command.output().unwrap()
}

fn parsed(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn json_tells_tables_columns_keys_and_enums() {
    let document = parsed(&catalog(SHOP, &["--format", "json"]));
    assert_eq!(document["version"], 1);
    assert_eq!(document["dialect"], "postgres");
    let mood = json!([{"schema": null, "name": "mood", "literals": ["sad", "happy"]}]);
    assert_eq!(document["enums"], mood);
    let books = &document["tables"][1];
    for (field, expected) in [
        ("schema", json!("shop")),
        ("name", json!("books")),
        (
            "place",
            json!({"file": "schema.sql", "line": 3, "column": 19}),
        ),
        ("comment", json!("what is sold")),
        ("primary_key", json!(["id"])),
        ("unique", json!([["title"]])),
        ("checks", json!([{"name": null, "expression": "price > 0"}])),
        (
            "indexes",
            json!([
                {"name": "books_cheap", "unique": true, "partial": true, "columns": ["title"]},
                {"name": "books_lower", "unique": false, "partial": false, "columns": [null]},
            ]),
        ),
        (
            "foreign_keys",
            json!([{
                "name": "books_author",
                "columns": ["author_id"],
                "references": {"schema": "shop", "table": "authors", "columns": ["id"]},
                "on_delete": "CASCADE",
                "on_update": "NO ACTION",
                "deferrable": "INITIALLY DEFERRED",
                "resolved": true,
            }]),
        ),
    ] {
        assert_eq!(books[field], expected, "{field}");
    }
}

#[test]
fn json_tells_each_column_as_written_and_as_classified() {
    let document = parsed(&catalog(SHOP, &["--format", "json"]));
    let column = |at: usize| document["tables"][1]["columns"][at].clone();
    assert_eq!(
        column(1),
        json!({
            "name": "title",
            "type": "varchar(50)",
            "class": {"kind": "text", "length": 50},
            "nullable": false,
            "default": "'none'",
            "generated": null,
            "auto_increment": false,
            "collation": "\"C\"",
            "comment": null,
        })
    );
    assert_eq!(column(0)["auto_increment"], true);
    assert_eq!(column(2)["nullable"], true);
    let tags = json!({"kind": "array", "element": {"kind": "text", "length": null}});
    assert_eq!(column(3)["class"], tags);
    let mood = json!({"kind": "enum", "name": "mood", "literals": ["sad", "happy"]});
    assert_eq!(column(4)["class"], mood);
    let twice = json!({"expression": "price * 2", "stored": true});
    assert_eq!(column(6)["generated"], twice);
}

#[test]
fn text_is_a_paragraph_for_each_table() {
    let expected = r#"
dialect: postgres

table shop.authors (schema.sql:2:19)
    id    serial  integer 32, not null, auto increment
    name  text    text, not null
    primary key (id)
    unique (name)

table shop.books (schema.sql:3:19)  -- what is sold
    id         bigint         integer 64, not null, auto increment
    title      varchar(50)    text 50, not null, default 'none', collate "C"
    author_id  integer        integer 32
    tags       text[]         array of text
    mood       mood           enum mood
    price      numeric(8, 2)  decimal
    twice      numeric        decimal, generated price * 2 stored
    primary key (id)
    unique (title)
    foreign key (author_id) -> shop.authors (id), on delete cascade, initially deferred
    check (price > 0)
    unique index (title), partial
    index (…)

enum mood ('sad', 'happy')
"#;
    assert_eq!(stdout(&catalog(SHOP, &[])), expected.trim_start());
}

#[test]
fn what_would_stop_generation_is_told_and_does_not_stop_the_catalog() {
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, u_id INT REFERENCES u (id)); CREATE TABEL v (id INT);";
    let output = catalog(schema, &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let told = stderr(&output);
    assert!(told.contains("E0103") && told.contains("E0203"), "{told}");
    let key = &parsed(&output)["tables"][0]["foreign_keys"][0];
    assert_eq!(key["resolved"], false);
    let references = json!({"schema": null, "table": "u", "columns": ["id"]});
    assert_eq!(key["references"], references);
}

#[test]
fn what_cannot_be_read_is_exit_status_2() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["missing.sql"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).is_empty());
    assert!(stderr(&output).contains("`missing.sql`"));
}

#[test]
fn a_hostile_name_gives_the_terminal_no_orders() {
    let output = catalog("CREATE TABLE \"a\u{1b}[2J\n\" (id INT);", &[]);
    assert!(!stdout(&output).contains('\u{1b}'));
    assert_eq!(stdout(&output).lines().count(), 4);
}

#[test]
fn the_options_say_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let schema = "CREATE TABLE a (id INT PRIMARY KEY);
CREATE TABLE b (id INT PRIMARY KEY, a_id INT REFERENCES a (id), gone_id INT, FOREIGN KEY (gone_id) REFERENCES gone (id));
CREATE TABLE audit (id INT PRIMARY KEY);
";
    fs::write(folder.path().join("schema.sql"), schema).unwrap();
    let options = "dialect = 'mysql'
missing-references = 'warn'
exclude = ['audit', 'nothing']
infer.inline-references = false
";
    fs::write(folder.path().join("ormgen.toml"), options).unwrap();
    let output = run(folder.path(), &["schema.sql", "--format", "json"]);
    let document = parsed(&output);
    assert_eq!(document["dialect"], "mysql");
    let tables = document["tables"].as_array().unwrap();
    let names: Vec<_> = tables
        .iter()
        .map(|table| table["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["a", "b"]);
    let keys = tables[1]["foreign_keys"].as_array().unwrap();
    let columns: Vec<_> = keys.iter().map(|key| &key["columns"]).collect();
    assert_eq!(
        columns,
        [&json!(["gone_id"])],
        "that beside a column is none"
    );
    assert_eq!(keys[0]["resolved"], false);
    let told = stderr(&output);
    assert!(told.contains("W0220") && !told.contains("error"), "{told}");
    assert!(
        told.contains("no table is called `nothing`") && told.contains("ormgen.toml:3"),
        "{told}"
    );
    fs::write(folder.path().join("ormgen.toml"), "exlude = ['audit']").unwrap();
    let output = run(folder.path(), &["schema.sql"]);
    assert!(
        stderr(&output).contains("did you mean `exclude`?"),
        "{}",
        stderr(&output)
    );
    assert!(output.status.success());
}
