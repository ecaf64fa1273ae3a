//! Does a table's file change with that table alone?
//!
//! Asked of every fixture, and of the scripts of the corpus where `ORMGEN_CORPUS` names its folder.

use std::{collections::BTreeMap, env, fs, path::Path};

use ormgen::{Config, Dialect, GeneratedFile, Severity, SourceFile, generate};

use super::fixtures::fixtures;

/// Of so many scripts of the corpus one is asked, since all of them take minutes.
const STEP: usize = 30;

/// Tables that no schema has a use for, one a letter before all names and one behind them, with columns that others have.
const ADDED: [&str; 3] = [
    "CREATE TABLE a0_unrelated_notes (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL, created_at DATE);",
    "CREATE TABLE unrelated_things (code VARCHAR(9) NOT NULL PRIMARY KEY, description VARCHAR(90));",
    "CREATE TABLE zz_unrelated_log (user_id INTEGER, item_id INTEGER, at DATE);",
];

/// The files of a schema by their names; nothing where it has an error.
fn files(name: &str, text: &str, dialect: Option<Dialect>) -> Option<BTreeMap<String, String>> {
    let config = dialect.map_or_else(Config::new, |dialect| Config::new().dialect(dialect));
    let outcome = generate(&[SourceFile::new(name, text)], &config);
    let mut said = outcome.diagnostics.iter();
    if said.any(|one| one.severity() == Severity::Error) {
        return None;
    }
    let files = outcome.files.into_iter();
    Some(
        files
            .map(|GeneratedFile { name, text, .. }| (name, text))
            .collect(),
    )
}

/// The dialects of the scripts that create a table, by their paths.
fn scripts(corpus: &Path) -> BTreeMap<String, Dialect> {
    let sources = fs::read_to_string(corpus.join("SOURCES.tsv")).unwrap();
    let rows = sources.lines().skip(1);
    let rows = rows.map(|row| row.split('\t').collect::<Vec<_>>());
    let creating = rows.filter(|row| row.last() != Some(&"0"));
    let known = creating.filter_map(|row| Some((row[0].to_owned(), row[1].parse().ok()?)));
    known.collect()
}

/// The schemas that are asked: name, script and dialect.
fn schemas() -> Vec<(String, String, Option<Dialect>)> {
    let mut schemas: Vec<_> = fixtures()
        .into_iter()
        .map(|(name, text)| (name, text, None))
        .collect();
    let Some(corpus) = env::var_os("ORMGEN_CORPUS") else {
        return schemas;
    };
    let corpus = Path::new(&corpus);
    for (path, dialect) in scripts(corpus).into_iter().step_by(STEP) {
        let text = fs::read_to_string(corpus.join(&path));
        schemas.extend(text.ok().map(|text| (path, text, Some(dialect))));
    }
    schemas
}

#[test]
fn an_unrelated_table_changes_no_other_file() {
    let mut asked = 0;
    for (name, text, dialect) in schemas() {
        let Some(before) = files(&name, &text, dialect) else {
            continue;
        };
        asked += 1;
        for added in ADDED {
            // At the end a script may have something open, such as data.
            for changed in [format!("{added}\n{text}"), format!("{text}\n;\n{added}\n")] {
                let Some(mut after) = files(&name, &changed, dialect) else {
                    continue;
                };
                after.retain(|file, _| before.contains_key(file));
                for (file, text) in before.iter().filter(|(file, _)| *file != "mod.rs") {
                    assert!(
                        after.get(file) == Some(text),
                        "{name}: {added} changes {file}"
                    );
                }
            }
        }
    }
    assert!(asked > 10, "only {asked} schemas have no error");
}

#[test]
fn neither_another_run_nor_other_line_ends_change_a_byte() {
    for (name, text, dialect) in schemas() {
        // A line break inside a name or a value is another one with another line end.
        if name.starts_with("hostile") {
            continue;
        }
        let Some(first) = files(&name, &text, dialect) else {
            continue;
        };
        assert!(
            files(&name, &text, dialect) == Some(first.clone()),
            "{name}"
        );
        let windows = text.replace("\r\n", "\n").replace('\n', "\r\n");
        let mut other = files(&name, &windows, dialect).unwrap_or_default();
        for text in other.values_mut() {
            *text = text.replace("\\r\\n", "\\n");
        }
        for (file, text) in &first {
            let text = text.replace("\\r\\n", "\\n");
            assert!(other.get(file) == Some(&text), "{name}: {file}");
        }
    }
}
