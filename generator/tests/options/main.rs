//! Can each option be said in `ormgen.toml`, in a program and, where that is sensible, on the command line, to one effect?

mod hostile;
mod rows;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use ormgen::{Config, Dates, Dialect, MissingReferences, SourceFile, generate};
use rows::ROWS;

const SCHEMA: &str = "
CREATE TYPE mood AS ENUM ('so-so', 'fine');
CREATE TABLE users (id INT PRIMARY KEY, born DATE NOT NULL, height DECIMAL(5, 2), mood mood, notes JSON, code UUID);
CREATE TABLE roles (id INT PRIMARY KEY, kind ENUM('a', 'b') NOT NULL);
CREATE TABLE user_roles (user_id INT REFERENCES users (id), role_id INT REFERENCES roles (id), PRIMARY KEY (user_id, role_id));
CREATE TABLE log (id INT PRIMARY KEY, user_id INT REFERENCES users (id), gone_id INT REFERENCES gone (id),
    role_id INT, level TEXT CHECK (level IN ('low', 'high')), done INT CHECK (done IN (0, 1)));
CREATE TABLE keyless (a INT, b INT NOT NULL);
CREATE VIEW adults AS SELECT id, born FROM users;
CREATE TABLE schema_migrations (version INT PRIMARY KEY);
";

/// For what is heeded in scripts of SQLite's alone.
const OF_SQLITE: &str = "
CREATE TABLE users (id INTEGER PRIMARY KEY, born DATE NOT NULL);
CREATE VIEW adults AS SELECT id, born FROM users;
CREATE TRIGGER born AFTER INSERT ON users BEGIN SELECT 1; END;
";

/// The keys that the generator reads, as `keys.rs` lists them.
fn keys() -> BTreeSet<String> {
    let listed = include_str!("../../src/config/keys.rs");
    let list = listed.split("const KEYS").nth(1).unwrap();
    let list = list.split("];").next().unwrap();
    let quoted = list.split("(\"").skip(1);
    let keys = quoted.map(|rest| rest.split('"').next().unwrap().to_owned());
    keys.collect()
}

#[test]
fn every_option_has_a_row() {
    let rows: BTreeSet<_> = ROWS.iter().map(|row| row.key.to_owned()).collect();
    assert_eq!(rows, keys());
    for row in ROWS {
        let is_of_one = row.key.contains('*') || row.key.starts_with("inflection.");
        assert_eq!(row.arguments.is_empty(), is_of_one, "{}", row.key);
    }
}

/// What a schema gives under options: the files, and the codes of what is told.
type Given = (BTreeMap<String, String>, BTreeSet<String>);

/// Options that the schema needs; DuckDB knows all of its types.
const COMMON: [&str; 2] = ["missing-references = 'warn'", "dialect = 'duckdb'"];

fn common() -> Config {
    let config = Config::new().missing_references(MissingReferences::Warn);
    config.dialect(Dialect::Duckdb)
}

fn given(schema: &str, config: &Config) -> Given {
    let outcome = generate(&[SourceFile::new("schema.sql", schema)], config);
    let files = outcome.files.into_iter().map(|file| (file.name, file.text));
    let told = outcome.diagnostics.iter();
    let codes = told.map(|one| one.code().to_owned());
    (files.collect(), codes.collect())
}

/// What the command gives.
fn commanded(folder: &Path, arguments: &[&str]) -> Given {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
    let command = command
        .current_dir(folder)
        .args(["schema.sql", "-v", "-o", "models"]);
    let output = command
        .args(["--message-format", "short"])
        .args(arguments)
        .output()
        .unwrap();
    let files = fs::read_dir(folder.join("models")).into_iter().flatten();
    let files = files.map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    let files = files.collect();
    let _ = fs::remove_dir_all(folder.join("models"));
    let told = String::from_utf8(output.stderr).unwrap();
    let codes = told.lines().filter_map(|line| {
        let (_, rest) = line.split_once('[')?;
        rest.split_once("]: ").map(|(code, _)| code.to_owned())
    });
    (files, codes.collect())
}

#[test]
fn an_option_means_the_same_wherever_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("common.toml"), COMMON.join("\n")).unwrap();
    let usual = given(SCHEMA, &common());
    assert!(usual.0.len() > 4, "{usual:#?}");
    let of_sqlite = given(OF_SQLITE, &common().dialect(Dialect::Sqlite));
    assert_eq!(of_sqlite.0.len(), 2, "{of_sqlite:#?}");
    for row in ROWS {
        let key = row.key;
        let is_other = |line: &&str| {
            let name = line.split(' ').next().unwrap_or_default();
            !row.file.lines().any(|own| own.starts_with(name))
        };
        let others = COMMON.into_iter().filter(is_other);
        let file: Vec<_> = others.chain([row.file]).collect();
        let file = file.join("\n");
        let (schema, without) = match key {
            "verbatim" => (OF_SQLITE, &of_sqlite),
            _ => (SCHEMA, &usual),
        };
        fs::write(folder.join("schema.sql"), schema).unwrap();
        let options = Config::read(SourceFile::new("ormgen.toml", &*file));
        let read = given(schema, &options);
        assert!(read != *without, "`{key}` has no effect");
        let same = |given: Given, place: &str| assert!(given == read, "`{key}` {place}");
        same(given(schema, &(row.program)(common())), "in a program");
        fs::write(folder.join("ormgen.toml"), &file).unwrap();
        assert_eq!(
            commanded(folder, &[]),
            read,
            "`{key}` in a file that is found"
        );
        if !row.arguments.is_empty() {
            let arguments = [&["--config", "common.toml"], row.arguments].concat();
            same(commanded(folder, &arguments), "on the command line");
        }
    }
}

#[test]
fn what_is_said_on_the_command_line_goes_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("schema.sql"), SCHEMA).unwrap();
    let file = "missing-references = 'error'\nexclude = ['roles']\ndialect = 'sqlite'";
    fs::write(folder.join("ormgen.toml"), file).unwrap();
    let arguments = ["--missing-references", "warn", "--dialect", "postgres"];
    let (files, _) = commanded(folder, &arguments);
    let both = commanded(folder, &[&arguments[..], &["--exclude", "log"]].concat()).0;
    assert!(files.contains_key("log.rs") && !files.contains_key("role.rs"));
    assert!(!both.contains_key("log.rs") && !both.contains_key("role.rs"));

    fs::write(
        folder.join("ormgen.toml"),
        [&COMMON[..], &["views = true"]].concat().join("\n"),
    )
    .unwrap();
    for (arguments, has_views) in [
        (&[][..], true),
        (&["--views=false"], false),
        (&["--views=true"], true),
        (&["--views"], true),
    ] {
        let (files, _) = commanded(folder, arguments);
        assert!(files.contains_key("user.rs"), "{arguments:?}");
        assert_eq!(files.contains_key("adult.rs"), has_views, "{arguments:?}");
    }
}

#[test]
fn only_the_library_whose_types_dates_have_can_be_missed() {
    let choices = [
        (None, "chrono"),
        (Some(Dates::Chrono), "chrono"),
        (Some(Dates::Time), "time"),
        (Some(Dates::Jiff), "jiff"),
        (Some(Dates::Text), "none"),
    ];
    for (dates, name) in choices {
        for library in ["chrono", "time", "jiff", "uuid"] {
            let with = |config: Config| match dates {
                Some(dates) => config.dates(dates),
                None => config,
            };
            let without = |config: Config| config.without(library).unwrap();
            let is_text = name == "none" || name == library;
            for config in [with(without(common())), without(with(common()))] {
                let user = &given(SCHEMA, &config).0["user.rs"];
                let line = user.lines().find(|line| line.contains("pub born: "));
                let line = line.unwrap_or_else(|| panic!("{user}"));
                match is_text {
                    true => assert!(line.contains("String"), "{name}, {library}: {line}"),
                    false => assert!(line.contains(name), "{name}, {library}: {line}"),
                }
            }
        }
    }
}

/// The keys of the page, and their examples.
fn documented() -> BTreeMap<String, String> {
    let page = include_str!("../../../docs/configuration.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| {
        let cells: Vec<_> = row.split(" | ").collect();
        let plain = |cell: &str| cell.trim_matches(['|', ' ', '`']).to_owned();
        (plain(cells[0]), plain(cells[3]))
    });
    cells.collect()
}

#[test]
fn every_option_is_documented_with_an_example_that_sets_it() {
    let documented = documented();
    assert_eq!(documented.keys().cloned().collect::<BTreeSet<_>>(), keys());
    let nothing = SourceFile::new(
        "schema.sql",
        "CREATE TABLE shop_orders (id INTEGER PRIMARY KEY);",
    );
    for (key, example) in documented {
        let (path, _) = example.split_once(" = ").unwrap();
        let named = path.replace('"', "");
        let parts = key.split(".*").map(|part| part.trim_start_matches('.'));
        assert!(parts.clone().all(|part| named.contains(part)), "{example}");
        let config = Config::read(SourceFile::new("ormgen.toml", &*example));
        let told = generate(std::slice::from_ref(&nothing), &config).diagnostics;
        let faults = told.iter().filter(|one| one.code().starts_with("E06"));
        assert_eq!(faults.count(), 0, "{example}: {told:#?}");
    }
}
