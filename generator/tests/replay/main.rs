//! Is the catalog, after the last statement, what the database itself says that it is?
//!
//! Scripts are loaded into the database, whose own catalog is then held against that of `ormgen catalog`: those of
//! `tests/replay/<dialect>/`, those of the folder that `ORMGEN_REPLAY` names (`<dialect>/<unit>`, where a unit is a script
//! or a folder of scripts that are run in the order of their names), and those of a corpus whose truth says what was
//! answered. SQLite always runs. PostgreSQL and MySQL or MariaDB are asked through `psql` and `mysql`, where
//! `ORMGEN_TEST_POSTGRES` and `ORMGEN_TEST_MYSQL` say at which URL; each unit has a database of its own there.

mod answer;
mod client;
mod facts;
mod known;
mod listing;
mod measure;
mod mysql;
mod postgres;
mod sqlite;
mod truth;

use std::{
    fs,
    path::{Path, PathBuf},
};

use facts::Schema;
use known::Known;
use listing::Listing;
use measure::{Measure, Outcome};

const DIALECTS: [&str; 3] = ["sqlite", "postgres", "mysql"];

/// What is asked, and where.
enum Database {
    Sqlite,
    Postgres(String),
    Mysql(String),
}

impl Database {
    /// The database of a dialect, if its server is there.
    fn of(dialect: &str) -> Option<Self> {
        match dialect {
            "sqlite" => Some(Self::Sqlite),
            "postgres" => client::url("ORMGEN_TEST_POSTGRES").map(Self::Postgres),
            _ => client::url("ORMGEN_TEST_MYSQL").map(Self::Mysql),
        }
    }

    fn answer(&self, unit: &str, scripts: &[String], read: &Listing) -> Result<Schema, String> {
        match self {
            Self::Sqlite => sqlite::answer(scripts),
            Self::Postgres(url) => postgres::answer(url, unit, scripts),
            Self::Mysql(url) => mysql::answer(url, unit, scripts, &read.schemas),
        }
    }
}

/// Holds every unit in a folder of a dialect against what the database answers.
fn folder(root: &Path, dialect: &str, known: &mut Known) -> Outcome {
    let Some(database) = Database::of(dialect) else {
        return Outcome::default();
    };
    let mut measure = Measure::new(dialect);
    for unit in entries(&root.join(dialect)) {
        let name = unit
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let name = name.trim_end_matches(".sql").to_string();
        let scripts = if unit.is_dir() {
            entries(&unit)
        } else {
            vec![unit]
        };
        let text = |path: &PathBuf| {
            let bytes = fs::read(path).expect("a script");
            let text = String::from_utf8_lossy(&bytes);
            text.trim_start_matches('\u{feff}').to_string()
        };
        let texts: Vec<String> = scripts.iter().map(text).collect();
        measure.unit(root, &name, &scripts, known, |listing| {
            database.answer(&name, &texts, listing)
        });
    }
    measure.print(known)
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

/// Holds the cases of this folder against the database; all of them are taken, and none differs.
fn cases(dialect: &str) {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replay");
    Measure::print_head();
    let none = Path::new("no list");
    let Outcome { wrong, refused } = folder(&cases, dialect, &mut Known::read(none));
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sqlite() {
    cases("sqlite");
}

#[test]
fn postgres() {
    cases("postgres");
}

#[test]
fn mysql() {
    cases("mysql");
}

#[test]
fn folder_of_scripts() {
    let Ok(root) = std::env::var("ORMGEN_REPLAY") else {
        return eprintln!("NOT TESTED: ORMGEN_REPLAY is not set to a folder of scripts");
    };
    let root = fs::canonicalize(root).expect("the folder that ORMGEN_REPLAY names");
    let mut known = Known::read(&root.join("known.tsv"));
    Measure::print_head();
    let wrong: Vec<String> = DIALECTS
        .iter()
        .flat_map(|dialect| folder(&root, dialect, &mut known).wrong)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn corpus() {
    let Ok(root) = std::env::var("ORMGEN_CORPUS") else {
        return eprintln!("NOT TESTED: ORMGEN_CORPUS is not set to the folder of a corpus");
    };
    let root = Path::new(&root);
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replay/corpus.tsv");
    let mut known = Known::read(&list);
    let mut wrong = Vec::new();
    Measure::print_head();
    for dialect in DIALECTS {
        let mut measure = Measure::new(dialect);
        for truth::Unit {
            name,
            scripts,
            schema,
        } in truth::units(root, dialect)
        {
            let unit = name.split_once('/').map_or(&*name, |(_, unit)| unit);
            measure.unit(root, unit, &scripts, &mut known, |_| Ok(schema));
        }
        wrong.extend(measure.print(&known).wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
