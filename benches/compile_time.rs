//! What does it cost to compile generated models, beside plain structs with mapping functions written by hand?
//!
//! `cargo bench --bench compile_time [-- TABLES]` writes two crates for the same tables of ten columns, one with models
//! and one with plain structs over rusqlite, checks each several times with its dependencies built, and prints the best
//! times and their ratio.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use ormgen::{Config, SourceFile};

/// How often each crate is checked; the best time counts.
const RUNS: usize = 7;

fn main() {
    let tables = env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let work = root.join("target/compile-time");
    let schema: String = (0..tables).map(table).collect();

    let models = work.join("models");
    let outcome = ormgen::generate(&[SourceFile::new("schema.sql", &schema)], &Config::new());
    let files = outcome
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.text.as_str()));
    let library = "pub mod models;\n".to_owned();
    let files: Vec<_> = files
        .map(|(name, text)| (format!("models/{name}"), text.to_owned()))
        .collect();
    write_crate(
        &models,
        "models",
        &format!("ormgen-runtime = {{ path = {:?} }}", root.join("runtime")),
        library,
        files,
    );

    let plain = work.join("plain");
    let modules: String = (0..tables)
        .map(|n| format!("pub mod item_{n:03};\n"))
        .collect();
    let files = (0..tables)
        .map(|n| (format!("item_{n:03}.rs"), by_hand(n)))
        .collect();
    let rusqlite = r#"rusqlite = { version = "0.41", features = ["bundled"] }"#;
    write_crate(&plain, "plain", rusqlite, modules, files);

    let crates = [("plain structs", &plain), ("models", &models)];
    let mut best = [Duration::MAX; 2];
    for run in 0..=RUNS {
        for (which, (_, folder)) in crates.iter().enumerate() {
            let time = check(folder, &work);
            // The first run builds the dependencies.
            if run > 0 {
                best[which] = best[which].min(time);
            }
        }
    }
    for ((name, folder), time) in crates.iter().zip(best) {
        println!(
            "{name:14} {:7} lines  cargo check {:6.3} s",
            lines(&folder.join("src")),
            time.as_secs_f64()
        );
    }
    println!(
        "ratio for {tables} tables: {:.2}",
        best[1].as_secs_f64() / best[0].as_secs_f64()
    );
}

/// One to two foreign keys, to tables that come before.
fn foreign_keys(n: usize) -> Vec<(&'static str, usize)> {
    match n {
        0 => vec![],
        n if n >= 4 && n.is_multiple_of(2) => vec![("parent_id", n / 2), ("owner_id", n - 1)],
        n => vec![("parent_id", n / 2)],
    }
}

/// Ten columns: name, type in SQL, type in Rust.
fn columns(n: usize) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut columns = vec![("id", "INTEGER PRIMARY KEY", "i64")];
    columns.extend(
        foreign_keys(n)
            .iter()
            .map(|(name, _)| (*name, "INTEGER NOT NULL", "i64")),
    );
    let rest = [
        ("name", "TEXT NOT NULL", "String"),
        ("code", "VARCHAR(50) NOT NULL", "String"),
        ("descr", "TEXT", "Option<String>"),
        ("qty", "INTEGER NOT NULL", "i64"),
        ("price", "DOUBLE PRECISION NOT NULL", "f64"),
        ("active", "BOOLEAN NOT NULL", "bool"),
        ("payload", "BLOB", "Option<Vec<u8>>"),
        ("note", "TEXT", "Option<String>"),
        ("rank", "INTEGER", "Option<i64>"),
    ];
    let missing = 10 - columns.len();
    columns.extend(rest.into_iter().take(missing));
    columns
}

fn table(n: usize) -> String {
    let mut lines: Vec<_> = columns(n)
        .iter()
        .map(|(name, sql, _)| format!("    {name} {sql}"))
        .collect();
    let keys = foreign_keys(n).into_iter();
    lines.extend(
        keys.map(|(name, to)| format!("    FOREIGN KEY ({name}) REFERENCES item_{to:03} (id)")),
    );
    format!("CREATE TABLE item_{n:03} (\n{}\n);\n", lines.join(",\n"))
}

/// What somebody writes who has no ORM: a struct, and functions to read, insert, update, delete and list its rows.
fn by_hand(n: usize) -> String {
    let (columns, ty) = (columns(n), format!("Item{n:03}"));
    let (names, placeholders): (Vec<_>, Vec<_>) = columns
        .iter()
        .enumerate()
        .map(|(place, (name, ..))| (*name, format!("?{}", place + 1)))
        .unzip();
    let list = names.join(", ");
    let mut code = format!(
        "//! Table `item_{n:03}`.\n\nuse rusqlite::{{Connection, OptionalExtension, Result, Row, params}};\n\n"
    );
    let _ = writeln!(
        code,
        "/// A row.\n#[derive(Clone, Debug, PartialEq)]\npub struct {ty} {{"
    );
    for (name, sql, rust) in &columns {
        let _ = writeln!(code, "    /// `{name} {sql}`\n    pub {name}: {rust},");
    }
    let _ = writeln!(
        code,
        "}}\n\nimpl {ty} {{\n    /// The columns.\n    pub const COLUMNS: &'static str = \"{list}\";\n"
    );
    let _ = writeln!(
        code,
        "    fn from_row(row: &Row<'_>) -> Result<Self> {{\n        Ok(Self {{"
    );
    for (place, name) in names.iter().enumerate() {
        let _ = writeln!(code, "            {name}: row.get({place})?,");
    }
    code.push_str("        })\n    }\n\n");
    let select = format!("SELECT {list} FROM item_{n:03}");
    let _ = writeln!(
        code,
        "    /// One row by its key.\n    pub fn get(connection: &Connection, id: i64) -> Result<Option<Self>> {{\n        let mut statement = connection.prepare_cached(\"{select} WHERE id = ?1\")?;\n        statement.query_row(params![id], Self::from_row).optional()\n    }}\n"
    );
    let _ = writeln!(
        code,
        "    /// All rows.\n    pub fn all(connection: &Connection) -> Result<Vec<Self>> {{\n        let mut statement = connection.prepare_cached(\"{select}\")?;\n        statement.query_map([], Self::from_row)?.collect()\n    }}\n"
    );
    for (name, to) in foreign_keys(n) {
        let _ = writeln!(
            code,
            "    /// The rows of an `item_{to:03}`.\n    pub fn by_{name}(connection: &Connection, {name}: i64) -> Result<Vec<Self>> {{\n        let mut statement = connection.prepare_cached(\"{select} WHERE {name} = ?1\")?;\n        statement.query_map(params![{name}], Self::from_row)?.collect()\n    }}\n"
        );
    }
    let fields: Vec<_> = names.iter().map(|name| format!("self.{name}")).collect();
    let _ = writeln!(
        code,
        "    /// Inserts the row.\n    pub fn insert(&self, connection: &Connection) -> Result<i64> {{\n        let mut statement = connection.prepare_cached(\"INSERT INTO item_{n:03} ({list}) VALUES ({})\")?;\n        statement.insert(params![{}])\n    }}\n",
        placeholders.join(", "),
        fields.join(", ")
    );
    let sets: Vec<_> = names
        .iter()
        .enumerate()
        .skip(1)
        .map(|(place, name)| format!("{name} = ?{}", place + 1))
        .collect();
    let _ = writeln!(
        code,
        "    /// Updates the row.\n    pub fn update(&self, connection: &Connection) -> Result<usize> {{\n        let mut statement = connection.prepare_cached(\"UPDATE item_{n:03} SET {} WHERE id = ?1\")?;\n        statement.execute(params![{}])\n    }}\n",
        sets.join(", "),
        fields.join(", ")
    );
    let _ = writeln!(
        code,
        "    /// Deletes the row.\n    pub fn delete(&self, connection: &Connection) -> Result<usize> {{\n        let mut statement = connection.prepare_cached(\"DELETE FROM item_{n:03} WHERE id = ?1\")?;\n        statement.execute(params![self.id])\n    }}\n}}"
    );
    code
}

fn write_crate(
    folder: &Path,
    name: &str,
    dependency: &str,
    library: String,
    files: Vec<(String, String)>,
) {
    let _ = fs::remove_dir_all(folder);
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependency}\n"
    );
    let files = files
        .into_iter()
        .map(|(name, text)| (PathBuf::from("src").join(name), text));
    for (path, text) in files.chain([
        ("Cargo.toml".into(), manifest),
        ("src/lib.rs".into(), format!("//! Measured.\n\n{library}")),
    ]) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
}

/// The time of `cargo check` of the crate alone.
fn check(folder: &Path, work: &Path) -> Duration {
    let library = folder.join("src/lib.rs");
    let text = fs::read_to_string(&library).expect("the crate is there");
    fs::write(&library, format!("{text}// again\n")).expect("the file can be written");
    let start = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", work.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .status();
    let time = start.elapsed();
    assert!(
        status.is_ok_and(|status| status.success()),
        "`{}` does not compile",
        folder.display()
    );
    time
}

fn lines(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    entries
        .map(|entry| match entry.path() {
            path if path.is_dir() => lines(&path),
            path => fs::read_to_string(path).map_or(0, |text| text.lines().count()),
        })
        .sum()
}
