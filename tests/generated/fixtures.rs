//! Is what comes out of every fixture clean, whole and the same on every run?

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use ormgen::{Config, Layout, Outcome, Severity, SourceFile, Visibility, generate};

use super::crates::{Models, assert_clean, assert_silent, temporary, write};

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
    generate(&[SourceFile::new("schema.sql", text)], &config(name))
}

fn config(name: &str) -> Config {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    match fs::read_to_string(folder.join(name).join("ormgen.toml")) {
        Ok(options) => Config::read(SourceFile::new("ormgen.toml", options)),
        Err(_) => Config::new(),
    }
}

/// The models in one file.
fn in_one_file(name: &str, text: &str) -> Models {
    let config = config(name)
        .layout(Layout::OneFile)
        .visibility(Visibility::Crate);
    let outcome = generate(&[SourceFile::new("schema.sql", text)], &config);
    let module = format!("{name}_in_one_file");
    let files = files(&module, outcome);
    assert_eq!(files.len(), 1, "{module}");
    Models { module, files }
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
    let fixtures = fixtures();
    let wide = [
        "configured",
        "keyword_tables",
        "long_names",
        "many_required",
        "shop",
    ];
    let wide = fixtures
        .iter()
        .filter(|(name, _)| wide.contains(&name.as_str()));
    let in_one_file = wide.map(|(name, text)| in_one_file(name, text));
    assert_clean("fixtures", &models.chain(in_one_file).collect::<Vec<_>>());
}

#[test]
fn every_fixture_is_laid_out_as_rustfmt_does_in_one_file() {
    let folder = temporary("one-file");
    let roots = fixtures().into_iter().map(|(name, text)| {
        let Models { module, files } = in_one_file(&name, &text);
        let root = folder.join(module).join("mod.rs");
        write(&root, &files[0].1);
        root
    });
    let roots: Vec<_> = roots.collect();
    for edition in ["2021", "2024"] {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--color", "never", "--edition", edition]);
        assert_silent(rustfmt.args(&roots));
    }
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
