//! Of which schemas is it asked whether their models are stable? Of all fixtures and cases of inference, and of the whole corpus
//! where `ORMGEN_CORPUS` names its folder.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Write},
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use ormgen::{Config, Dialect, GeneratedFile, Outcome, Severity, SourceFile, generate};

use super::{cases, fixtures::fixtures, units::units};

/// A schema, in one file or several.
pub(super) struct Schema {
    pub(super) name: String,
    /// The names of the files, and their texts.
    pub(super) files: Vec<(String, String)>,
    dialect: Option<Dialect>,
    /// The text of its `ormgen.toml`.
    pub(super) options: String,
}

/// The generated files by their names.
pub(super) type Files = BTreeMap<String, String>;

impl Schema {
    /// The models of other files in the place of the schema's own; nothing where they have an error.
    pub(super) fn generate<'a>(
        &self,
        files: impl IntoIterator<Item = &'a (String, String)>,
    ) -> Option<Files> {
        let sources = files
            .into_iter()
            .map(|(name, text)| SourceFile::new(name, text));
        let outcome = generate(&sources.collect::<Vec<_>>(), &self.config());
        given(outcome)
    }

    /// The models of the schema itself.
    pub(super) fn models(&self) -> Option<Files> {
        self.generate(&self.files)
    }

    fn config(&self) -> Config {
        let config = Config::read(SourceFile::new("ormgen.toml", &*self.options));
        match self.dialect {
            Some(dialect) => config.dialect(dialect),
            None => config,
        }
    }
}

fn given(outcome: Outcome) -> Option<Files> {
    let mut told = outcome.diagnostics.iter();
    if told.any(|one| one.severity() == Severity::Error) {
        return None;
    }
    let files = outcome.files.into_iter();
    let files = files.map(|GeneratedFile { name, text, .. }| (name, text));
    Some(files.collect())
}

/// The fixtures and the cases of inference.
pub(super) fn ours() -> Vec<Schema> {
    let schemas = fixtures().into_iter().map(|(name, text)| Schema {
        name,
        files: vec![("schema.sql".to_owned(), text)],
        dialect: None,
        options: String::new(),
    });
    let cases = cases::all(Path::new(env!("CARGO_MANIFEST_DIR"))).into_iter();
    let cases = cases.filter(|case| case.schema() == "schema.sql");
    let cases = cases.map(|case| Schema {
        files: vec![(
            "schema.sql".to_owned(),
            fs::read_to_string(case.folder.join("schema.sql")).unwrap(),
        )],
        dialect: Some(case.dialects[0].parse().unwrap()),
        options: case.options(),
        name: case.name,
    });
    schemas.chain(cases).collect()
}

/// Ours, and those of the corpus.
pub(super) fn all() -> Vec<Schema> {
    let mut schemas = ours();
    schemas.extend(corpus());
    schemas
}

/// Every schema of the corpus that creates a table. Where that is not set, it is said past the test harness, which keeps what is
/// printed to itself.
pub(super) fn corpus() -> Vec<Schema> {
    let Some(corpus) = env::var_os("ORMGEN_CORPUS") else {
        say("ORMGEN_CORPUS IS NOT SET: only the fixtures are tested");
        return Vec::new();
    };
    let mut schemas = Vec::new();
    let corpus = Path::new(&corpus);
    for unit in units(corpus) {
        let files = unit.files.iter();
        let files =
            files.map(|path| Some((path.clone(), fs::read_to_string(corpus.join(path)).ok()?)));
        // Some are in encodings that only reading files understands.
        let Some(files) = files.collect::<Option<Vec<_>>>() else {
            continue;
        };
        let creates = |text: &str| text.to_ascii_lowercase().contains("create table");
        if !files.iter().any(|(_, text)| creates(text)) {
            continue;
        }
        schemas.push(Schema {
            name: unit.files[0].clone(),
            files,
            dialect: unit.dialect.parse().ok(),
            options: "missing-references = \"warn\"\n".to_owned(),
        });
    }
    schemas
}

/// Asks the same of each schema, on as many threads as there are cores. Gives how many there were, in the order of the answers.
pub(super) fn ask<A: Ord + Send>(
    schemas: &[Schema],
    question: impl Fn(&Schema) -> A + Sync,
) -> BTreeMap<A, usize> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut answers = Vec::new();
        while let Some(schema) = schemas.get(next.fetch_add(1, Ordering::Relaxed)) {
            answers.push(question(schema));
        }
        answers
    };
    let mut counts = BTreeMap::new();
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        for answer in threads.into_iter().flat_map(|one| one.join().unwrap()) {
            *counts.entry(answer).or_default() += 1;
        }
    });
    counts
}

/// Tells something past the test harness.
pub(super) fn say(what: &str) {
    io::stderr()
        .write_all(format!("\n{what}\n").as_bytes())
        .unwrap();
}
