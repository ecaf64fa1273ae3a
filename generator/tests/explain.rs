//! What does `ormgen explain` print, where, and how does it exit?

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};

const SHOP: &str = "\
CREATE TABLE authors (id INTEGER PRIMARY KEY);
CREATE TABLE books (id INTEGER PRIMARY KEY,
    author_id INTEGER REFERENCES authors);
CREATE TABLE covers (book_id INTEGER PRIMARY KEY REFERENCES books (id));
CREATE TABLE tags (id INTEGER PRIMARY KEY);
CREATE TABLE book_tags (
    id INTEGER PRIMARY KEY,
    book_id INTEGER NOT NULL REFERENCES books (id),
    tag_id INTEGER NOT NULL REFERENCES tags (id)
);
CREATE TABLE orders (id INTEGER PRIMARY KEY);
CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    book_id INTEGER NOT NULL REFERENCES books (id),
    quantity INTEGER NOT NULL,
    PRIMARY KEY (order_id, book_id)
);
CREATE TABLE visits (book_id INTEGER NOT NULL, home_tag_id INTEGER, at TEXT);
";

fn explain(schema: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schema.sql"), schema).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
    let command = command.current_dir(folder.path());
    let command = command.args(["explain", "schema.sql"]).args(arguments);
    command.output().unwrap()
}

fn parsed(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}

#[test]
fn json_tells_both_sides_and_why() {
    let document = parsed(&explain(SHOP, &["--format", "json"]));
    assert_eq!(document["version"], 1);
    let expected = json!({
        "kind": "many_to_one",
        "here": {
            "schema": null, "table": "books", "columns": ["author_id"],
            "entity": "Book", "name": "author", "holds": "optional",
        },
        "there": {
            "schema": null, "table": "authors", "columns": ["id"],
            "entity": "Author", "name": "books", "holds": "many",
        },
        "through": null,
        "writable": true,
        "on_delete": { "action": "set_null", "by": "session" },
        "delete_orphans": false,
        "order_by": [],
        "needs": [],
        "shared": [],
        "declared": true,
        "rule": "foreign_key",
        "place": {"file": "schema.sql", "line": 3, "column": 5},
        "statement": "author_id INTEGER REFERENCES authors",
        "settings": "[tables.books.relationships.author_id]\nname = \"author\"\ninverse = \"books\"\n",
    });
    assert_eq!(document["relationships"][0], expected);
    let cover = &document["relationships"][1];
    assert_eq!(cover["kind"], "one_to_one");
    assert_eq!(cover["rule"], "unique_foreign_key");
    assert_eq!(cover["there"]["holds"], "optional");
    let lines = &document["relationships"][6];
    assert_eq!(lines["kind"], "many_to_many");
    assert_eq!(lines["writable"], false);
    assert_eq!(lines["needs"], json!(["quantity"]));
    assert_eq!(
        lines["through"],
        json!({
            "schema": null, "table": "order_lines", "entity": "OrderLine",
            "here": ["order_id"], "there": ["book_id"],
        })
    );
}

#[test]
fn json_tells_what_is_nearly_there() {
    let document = parsed(&explain(SHOP, &["--format", "json"]));
    let near_misses = json!([{
        "kind": "many_to_many",
        "schema": null,
        "table": "book_tags",
        "message": "`book_tags` is not an association table between `books` and `tags`",
        "reason": "a pair may occur twice",
        "help": "add UNIQUE (book_id, tag_id)",
        "place": {"file": "schema.sql", "line": 6, "column": 14},
    }]);
    assert_eq!(document["near_misses"], near_misses);
    assert_eq!(
        document["undeclared"][0],
        json!({
            "schema": null,
            "table": "visits",
            "columns": ["book_id"],
            "references": {"schema": null, "table": "books", "columns": ["id"]},
            "certain": true,
            "constraint": "FOREIGN KEY (book_id) REFERENCES books (id)",
            "place": {"file": "schema.sql", "line": 18, "column": 22},
        })
    );
    assert_eq!(document["undeclared"][1]["certain"], false);
}

#[test]
fn text_is_a_paragraph_for_each_relationship() {
    let expected = "\
dialect: sqlite

books (author_id) -> authors (id)
    Book.author: Option<Author>
    Author.books: many Book
    many-to-one by a foreign key, schema.sql:3: author_id INTEGER REFERENCES authors
    [tables.books.relationships.author_id]
    name = \"author\"
    inverse = \"books\"

covers (book_id) -> books (id)
    Cover.book: Book
    Book.cover: Option<Cover>
    one-to-one by a foreign key that is unique, schema.sql:4: book_id INTEGER PRIMARY KEY REFERENCES books (id)
    [tables.covers.relationships.book_id]
    name = \"book\"
    inverse = \"cover\"
";
    let output = explain(SHOP, &["--dialect", "sqlite"]);
    let printed = text(&output.stdout);
    assert!(printed.starts_with(expected), "{printed}");
    let end = "
orders <-> books through order_lines (order_id) (book_id)
    Order.books: many Book
    Book.orders: many Order
    many-to-many by two foreign keys that are a key together, schema.sql:16: PRIMARY KEY (order_id, book_id)
    read only: quantity must be given
    [tables.order_lines.many-to-many]
    \"order_id -> book_id\" = \"books\"
    \"book_id -> order_id\" = \"orders\"

what is nearly a relationship:
    `book_tags` is not an association table between `books` and `tags`: add UNIQUE (book_id, tag_id) (a pair may occur twice, schema.sql:6)

foreign keys by their names, which are not declared:
    visits (book_id) -> books (id): FOREIGN KEY (book_id) REFERENCES books (id)
    visits (home_tag_id) -> tags (id), perhaps: FOREIGN KEY (home_tag_id) REFERENCES tags (id)
";
    assert!(printed.ends_with(end), "{printed}");
}

#[test]
fn what_cannot_be_gone_along_has_no_name() {
    let schema = "CREATE TABLE users (id INTEGER PRIMARY KEY);
        CREATE TABLE visits (user_id INTEGER NOT NULL REFERENCES users (id));";
    let document = parsed(&explain(schema, &["--format", "json"]));
    let visit = &document["relationships"][0];
    assert_eq!(visit["here"]["name"], "user");
    assert_eq!(visit["there"]["name"], Value::Null);
}

#[test]
fn what_would_stop_generation_is_told_and_does_not_stop_the_explanation() {
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, u_id INT REFERENCES u (id), t_id INT REFERENCES t (id));";
    let output = explain(schema, &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("E0203"));
    let relationships = &parsed(&output)["relationships"];
    assert_eq!(relationships.as_array().unwrap().len(), 1);
}

#[test]
fn a_hostile_name_gives_the_terminal_no_orders() {
    let schema = "CREATE TABLE \"a\u{1b}[2J\n\" (id INTEGER PRIMARY KEY, up INT REFERENCES \"a\u{1b}[2J\n\");";
    let output = explain(schema, &[]);
    assert!(!text(&output.stdout).contains('\u{1b}'));
    assert_eq!(text(&output.stdout).lines().count(), 9);
}

#[test]
fn the_settings_of_every_relationship_are_read_as_options() {
    let document = parsed(&explain(SHOP, &["--format", "json"]));
    let relationships = document["relationships"].as_array().unwrap();
    let settings = relationships
        .iter()
        .map(|one| one["settings"].as_str().unwrap());
    let changed = settings.collect::<String>().replace("= \"", "= \"my_");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schema.sql"), SHOP).unwrap();
    fs::write(folder.path().join("ormgen.toml"), &changed).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
    let command = command.current_dir(folder.path());
    let again = command
        .args(["explain", "schema.sql", "--format", "json"])
        .output();
    let again = parsed(&again.unwrap());
    let list = again["relationships"].as_array().unwrap();
    assert_eq!(list.len(), relationships.len());
    let sides = list.iter().flat_map(|one| [&one["here"], &one["there"]]);
    let mut names = sides.filter_map(|side| side["name"].as_str());
    assert!(names.all(|name| name.starts_with("my_")), "{again:#}");
}

#[test]
fn what_options_say_of_a_relationship_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let options = "[tables.books.relationships.author_id]
on-delete = 'cascade'
delete-orphans = true
order-by = ['id desc']
read-only = true
";
    let options_file = folder.path().join("ormgen.toml");
    fs::write(&options_file, options).unwrap();
    let file = options_file.to_str().unwrap();
    let told = explain(SHOP, &["--config", file]);
    let told = text(&told.stdout);
    for line in [
        "    read only, as the options say\n",
        "    on delete: cascade, by the session\n",
        "    deletes orphans\n",
        "    in the order of id desc\n",
    ] {
        assert!(told.contains(line), "{line}{told}");
    }
    let document = parsed(&explain(SHOP, &["--config", file, "--format", "json"]));
    let first = &document["relationships"][0];
    assert_eq!(first["writable"], false);
    assert_eq!(
        first["on_delete"],
        json!({ "action": "cascade", "by": "options" })
    );
    assert_eq!(first["delete_orphans"], true);
    assert_eq!(
        first["order_by"],
        json!([{ "column": "id", "descending": true }])
    );
    let second = &document["relationships"][1]["on_delete"];
    assert_eq!(*second, json!({ "action": "no_action", "by": "database" }));
}

/// The well-known schemas of the documentation: their pages, and where they are in a corpus.
const SHOWN: [(&str, &str); 3] = [
    ("sakila", "sqlite/sakila/sqlite-sakila-schema.sql"),
    ("chinook", "sqlite/chinook/Chinook_Sqlite.sql"),
    (
        "adventureworks",
        "mssql/adventureworks/oltp-install-script/instawdb.sql",
    ),
];

/// An explanation without the statements, which are not ours to show: `…, schema.sql:3: author_id …` ends with the line's number.
fn without_statements(explained: &str, file: &str) -> String {
    let place = format!(", {file}:");
    let shown = explained.lines().map(|line| {
        let rule = line.starts_with("    many-to-") || line.starts_with("    one-to-one");
        let statement = line
            .find(&place)
            .filter(|_| rule)
            .and_then(|at| Some(at + place.len() + line[at + place.len()..].find(": ")?));
        statement.map_or(line, |at| &line[..at]).to_owned() + "\n"
    });
    shown.collect()
}

/// `CASES=overwrite` writes the pages anew.
#[test]
fn the_documentation_shows_well_known_schemas() {
    let Some(corpus) = env::var_os("ORMGEN_CORPUS").map(PathBuf::from) else {
        let said = b"\nORMGEN_CORPUS IS NOT SET: docs/explain is not held against its schemas\n";
        io::stderr().write_all(said).unwrap();
        return;
    };
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/explain");
    let index = fs::read_to_string(pages.join("README.md")).unwrap();
    for (name, script) in SHOWN {
        let script = corpus.join(script);
        let file = script.file_name().unwrap().to_str().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
        let command = command.current_dir(script.parent().unwrap());
        let output = command.args(["explain", file]).output().unwrap();
        let explained = without_statements(text(&output.stdout), file);
        let page = pages.join(format!("{name}.txt"));
        if env::var_os("CASES").is_some_and(|value| value == "overwrite") {
            fs::write(&page, &explained).unwrap();
        }
        let shown = fs::read_to_string(page).unwrap();
        let mut lines = shown.lines().zip(explained.lines());
        let differs = lines.find(|(shown, explained)| shown != explained);
        assert!(shown == explained, "{name}: {differs:?}");
        assert!(index.contains(&format!("({name}.txt)")), "{name}");
    }
}
