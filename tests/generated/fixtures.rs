//! Is what comes out of every fixture clean, whole and the same on every run?

use std::{
    fs,
    path::{Path, PathBuf},
};

use ormgen::{Config, Outcome, Severity, SourceFile, generate};

use super::crates::{Models, assert_clean};

/// The schemas of the fixtures, by the names of their folders.
pub(super) fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut schemas: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("schema.sql"))
        .filter(|schema| schema.is_file())
        .collect();
    schemas.sort();
    let read = |path: PathBuf| {
        let name = path.parent().unwrap().file_name().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        (name.to_str().unwrap().to_owned(), text)
    };
    schemas.into_iter().map(read).collect()
}

/// What is generated for a fixture, by its options if it has any.
pub(super) fn run(name: &str, text: &str) -> Outcome {
    let sources = [SourceFile::new("schema.sql", text)];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let config = match fs::read_to_string(folder.join(name).join("ormgen.toml")) {
        Ok(options) => Config::read(SourceFile::new("ormgen.toml", options)),
        Err(_) => Config::new(),
    };
    generate(&sources, &config)
}

/// The names and texts of the files; the schema has no error.
#[track_caller]
pub(super) fn files(name: &str, outcome: Outcome) -> Vec<(String, String)> {
    let mut errors = outcome.diagnostics.iter();
    let error = errors.find(|one| one.severity() == Severity::Error);
    assert!(error.is_none(), "{name}: {error:?}");
    let files = outcome.files.into_iter();
    files.map(|file| (file.name, file.text)).collect()
}

#[test]
fn every_fixture_is_clean_in_every_kind_of_crate() {
    let models = fixtures().into_iter().map(|(module, text)| Models {
        files: files(&module, run(&module, &text)),
        module,
    });
    assert_clean("fixtures", &models.collect::<Vec<_>>());
}

#[test]
fn nothing_is_allowed_but_dead_code_in_one_place() {
    for (name, text) in fixtures() {
        for (file, text) in files(&name, run(&name, &text)) {
            let code = text.lines().map(str::trim);
            let code = code.filter(|line| !line.starts_with("//"));
            let switches = ["allow(", "expect(", "rustfmt::skip", "rustfmt_skip"];
            for line in code.filter(|line| switches.iter().any(|one| line.contains(one))) {
                assert!(
                    file == "mod.rs" && line == "#[allow(dead_code)]",
                    "{name}/{file}: {line}"
                );
            }
        }
    }
}

#[test]
fn the_same_schema_gives_the_same_bytes() {
    for (name, text) in fixtures() {
        let first = files(&name, run(&name, &text));
        for _ in 1..10 {
            assert!(files(&name, run(&name, &text)) == first, "{name}");
        }
    }
}
