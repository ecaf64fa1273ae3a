//! Can each option be said in `ormgen.toml`, in a program and, where that is sensible, on the command line, to one effect?

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use ormgen::{
    Config, Dates, Dialect, Inference, Layout, MissingReferences, SourceFile, Visibility, generate,
    options::{Column, Enum, OnDelete, Relationship, Table},
};

const SCHEMA: &str = "
CREATE TYPE mood AS ENUM ('so-so', 'fine');
CREATE TABLE users (id INT PRIMARY KEY, born DATE NOT NULL, height DECIMAL(5, 2), mood mood, notes JSON, code UUID);
CREATE TABLE roles (id INT PRIMARY KEY, kind ENUM('a', 'b') NOT NULL);
CREATE TABLE user_roles (user_id INT REFERENCES users (id), role_id INT REFERENCES roles (id), PRIMARY KEY (user_id, role_id));
CREATE TABLE log (id INT PRIMARY KEY, user_id INT REFERENCES users (id), gone_id INT REFERENCES gone (id),
    role_id INT, level TEXT CHECK (level IN ('low', 'high')), done INT CHECK (done IN (0, 1)));
CREATE TABLE keyless (a INT, b INT NOT NULL);
CREATE TABLE schema_migrations (version INT PRIMARY KEY);
";

/// An option: its key, how it is said in the file, on the command line, and in a program.
struct Row {
    key: &'static str,
    file: &'static str,
    arguments: &'static [&'static str],
    program: fn(Config) -> Config,
}

const fn row(
    key: &'static str,
    file: &'static str,
    arguments: &'static [&'static str],
    program: fn(Config) -> Config,
) -> Row {
    Row {
        key,
        file,
        arguments,
        program,
    }
}

/// Options that are not of one table are on the command line too.
const ROWS: &[Row] = &[
    row(
        "dialect",
        "dialect = 'generic'",
        &["--dialect", "generic"],
        |config| config.dialect(Dialect::Generic),
    ),
    row(
        "include",
        "include = ['user*']",
        &["--include", "user*"],
        |config| config.include("user*"),
    ),
    row(
        "exclude",
        "exclude = ['log']",
        &["--exclude", "log"],
        |config| config.exclude("log"),
    ),
    row(
        "layout",
        "layout = 'one-file'",
        &["--layout", "one-file"],
        |config| config.layout(Layout::OneFile),
    ),
    row(
        "visibility",
        "visibility = 'pub(crate)'",
        &["--visibility", "pub(crate)"],
        |config| config.visibility(Visibility::Crate),
    ),
    row(
        "missing-references",
        "missing-references = 'error'",
        &["--missing-references", "error"],
        |config| config.missing_references(MissingReferences::Error),
    ),
    row(
        "infer.check-enums",
        "infer.check-enums = false",
        &["--infer", "no-check-enums"],
        |config| config.infer(Inference::CheckEnums, false),
    ),
    row(
        "infer.check-bools",
        "infer.check-bools = false",
        &["--infer", "no-check-bools"],
        |config| config.infer(Inference::CheckBools, false),
    ),
    row(
        "infer.bookkeeping",
        "infer.bookkeeping = true",
        &["--infer", "bookkeeping"],
        |config| config.infer(Inference::Bookkeeping, true),
    ),
    row(
        "infer.by-convention",
        "infer.by-convention = true",
        &["--infer", "by-convention"],
        |config| config.infer(Inference::ByConvention, true),
    ),
    row(
        "libraries.dates",
        "libraries.dates = 'text'",
        &["--without", "chrono"],
        |config| config.without("chrono").unwrap(),
    ),
    row(
        "libraries.dates",
        "libraries.dates = 'time'",
        &["--dates", "time"],
        |config| config.dates(Dates::Time),
    ),
    row(
        "libraries.dates",
        "libraries.dates = 'jiff'",
        &["--dates", "jiff"],
        |config| config.dates(Dates::Jiff),
    ),
    row(
        "libraries.decimals",
        "libraries.decimals = 'text'",
        &["--without", "rust_decimal"],
        |config| config.without("rust_decimal").unwrap(),
    ),
    row(
        "libraries.json",
        "libraries.json = 'text'",
        &["--without", "serde_json"],
        |config| config.without("serde_json").unwrap(),
    ),
    row(
        "libraries.uuids",
        "libraries.uuids = 'text'",
        &["--without", "uuid"],
        |config| config.without("uuid").unwrap(),
    ),
    row(
        "infer.inline-references",
        "dialect = 'mysql'\ninfer.inline-references = false",
        &["--dialect", "mysql", "--infer", "no-inline-references"],
        |config| {
            let config = config.dialect(Dialect::Mysql);
            config.infer(Inference::InlineReferences, false)
        },
    ),
    row(
        "infer.many-to-many",
        "infer.many-to-many = false",
        &["--infer", "no-many-to-many"],
        |config| config.infer(Inference::ManyToMany, false),
    ),
    row(
        "inflection.irregular.*",
        "inflection.irregular.logbook = 'log'",
        &[],
        |config| config.irregular("logbook", "log"),
    ),
    row(
        "inflection.uncountable",
        "inflection.uncountable = ['users']",
        &[],
        |config| config.uncountable("users"),
    ),
    row(
        "derive",
        "derive = ['a::B']",
        &["--derive", "a::B"],
        |config| config.derive("a::B"),
    ),
    row("types.*", "types.'decimal(5,2)' = 'a::B'", &[], |config| {
        config.rust_type("decimal(5,2)", "a::B")
    }),
    row(
        "tables.*.derive",
        "tables.users.derive = ['a::B']",
        &[],
        |config| config.table("users", Table::new().derive("a::B")),
    ),
    row(
        "tables.*.attributes",
        "tables.users.attributes = ['#[a]']",
        &[],
        |config| config.table("users", Table::new().attribute("#[a]")),
    ),
    row(
        "tables.*.entity",
        "tables.user_roles.entity = false",
        &[],
        |config| config.table("user_roles", Table::new().entity(false)),
    ),
    row(
        "tables.*.association",
        "tables.user_roles.association = false",
        &[],
        |config| config.table("user_roles", Table::new().association(false)),
    ),
    row(
        "tables.*.primary-key",
        "tables.keyless.primary-key = ['a', 'b']",
        &[],
        |config| config.table("keyless", Table::new().primary_key(["a", "b"])),
    ),
    row(
        "tables.*.unique",
        "tables.log.unique = [['user_id', 'role_id']]",
        &[],
        |config| config.table("log", Table::new().unique(["user_id", "role_id"])),
    ),
    row(
        "tables.*.version",
        "tables.keyless.version = 'b'",
        &[],
        |config| config.table("keyless", Table::new().version("b")),
    ),
    row(
        "tables.*.foreign-keys.*",
        "tables.log.foreign-keys.level = 'users (id)'",
        &[],
        |config| config.table("log", Table::new().foreign_key("level", "users (id)")),
    ),
    row(
        "tables.*.columns.*.type",
        "tables.users.columns.born.type = 'a::B'",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().rust_type("a::B")),
            )
        },
    ),
    row(
        "tables.*.columns.*.with",
        "tables.users.columns.born.with = 'a::b'",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().with("a::b")),
            )
        },
    ),
    row(
        "tables.*.columns.*.attributes",
        "tables.users.columns.born.attributes = ['#[a]']",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().attribute("#[a]")),
            )
        },
    ),
    row(
        "tables.*.columns.*.enum.derive",
        "tables.roles.columns.kind.enum.derive = ['a::B']",
        &[],
        |config| config.table("roles", kind(Enum::new().derive("a::B"))),
    ),
    row(
        "tables.*.relationships.*.one-to-one",
        "tables.log.relationships.user_id.one-to-one = true",
        &[],
        |config| config.table("log", writer(Relationship::new().one_to_one(true))),
    ),
    row(
        "tables.*.relationships.*.on-delete",
        "tables.log.relationships.user_id.on-delete = 'cascade'",
        &[],
        |config| {
            let one = Relationship::new().on_delete(OnDelete::Cascade);
            config.table("log", writer(one))
        },
    ),
    row(
        "tables.*.relationships.*.delete-orphans",
        "tables.log.relationships.user_id.delete-orphans = true",
        &[],
        |config| config.table("log", writer(Relationship::new().delete_orphans(true))),
    ),
    row(
        "tables.*.relationships.*.order-by",
        "tables.log.relationships.user_id.order-by = ['level desc', 'id']",
        &[],
        |config| {
            let one = Relationship::new().order_by(["level desc", "id"]);
            config.table("log", writer(one))
        },
    ),
    row(
        "tables.*.relationships.*.read-only",
        "tables.log.relationships.user_id.read-only = true",
        &[],
        |config| config.table("log", writer(Relationship::new().read_only(true))),
    ),
    row(
        "enums.*.derive",
        "enums.mood.derive = ['a::B']",
        &[],
        |config| config.enumeration("mood", Enum::new().derive("a::B")),
    ),
    row(
        "tables.*.name",
        "tables.users.name = 'Member'",
        &[],
        |config| config.table("users", Table::new().name("Member")),
    ),
    row(
        "tables.*.columns.*.name",
        "tables.users.columns.born.name = 'birth'",
        &[],
        |config| {
            config.table(
                "users",
                Table::new().column("born", Column::new().name("birth")),
            )
        },
    ),
    row(
        "tables.*.columns.*.enum.name",
        "tables.roles.columns.kind.enum.name = 'Kind'",
        &[],
        |config| config.table("roles", kind(Enum::new().name("Kind"))),
    ),
    row(
        "tables.*.columns.*.enum.variants.*",
        "tables.roles.columns.kind.enum.variants.a = 'Alpha'",
        &[],
        |config| config.table("roles", kind(Enum::new().variant("a", "Alpha"))),
    ),
    row(
        "tables.*.columns.*.enum.open",
        "tables.roles.columns.kind.enum.open = true",
        &[],
        |config| config.table("roles", kind(Enum::new().open(true))),
    ),
    row("enums.*.open", "enums.mood.open = true", &[], |config| {
        config.enumeration("mood", Enum::new().open(true))
    }),
    row(
        "tables.*.relationships.*.name",
        "tables.log.relationships.user_id.name = 'writer'",
        &[],
        |config| config.table("log", writer(Relationship::new().name("writer"))),
    ),
    row(
        "tables.*.relationships.*.inverse",
        "tables.log.relationships.user_id.inverse = 'written'",
        &[],
        |config| config.table("log", writer(Relationship::new().inverse("written"))),
    ),
    row(
        "tables.*.many-to-many.*",
        "tables.user_roles.many-to-many.'user_id -> role_id' = 'parts'",
        &[],
        |config| {
            let table = Table::new().many_to_many("user_id -> role_id", "parts");
            config.table("user_roles", table)
        },
    ),
    row(
        "enums.*.name",
        "enums.mood.name = 'Feeling'",
        &[],
        |config| config.enumeration("mood", Enum::new().name("Feeling")),
    ),
    row(
        "enums.*.variants.*",
        "enums.mood.variants.so-so = 'Meh'",
        &[],
        |config| config.enumeration("mood", Enum::new().variant("so-so", "Meh")),
    ),
];

fn kind(one: Enum) -> Table {
    Table::new().column("kind", Column::new().enumeration(one))
}

fn writer(one: Relationship) -> Table {
    Table::new().relationship("user_id", one)
}

/// The keys that the generator reads, as `keys.rs` lists them.
fn keys() -> BTreeSet<String> {
    let listed = include_str!("../src/config/keys.rs");
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

fn given(config: &Config) -> Given {
    let outcome = generate(&[SourceFile::new("schema.sql", SCHEMA)], config);
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
    fs::write(folder.join("schema.sql"), SCHEMA).unwrap();
    fs::write(folder.join("common.toml"), COMMON.join("\n")).unwrap();
    let usual = given(&common());
    assert!(usual.0.len() > 4, "{usual:#?}");
    for row in ROWS {
        let key = row.key;
        let is_other = |line: &&str| {
            let name = line.split(' ').next().unwrap_or_default();
            !row.file.lines().any(|own| own.starts_with(name))
        };
        let others = COMMON.into_iter().filter(is_other);
        let file: Vec<_> = others.chain([row.file]).collect();
        let file = file.join("\n");
        let read = given(&Config::read(SourceFile::new("ormgen.toml", &*file)));
        assert!(read != usual, "`{key}` has no effect");
        let same = |given: Given, place: &str| assert!(given == read, "`{key}` {place}");
        same(given(&(row.program)(common())), "in a program");
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
}

/// The keys of the page, and their examples.
fn documented() -> BTreeMap<String, String> {
    let page = include_str!("../../docs/configuration.md");
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
    let nothing = SourceFile::new("schema.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY);");
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
