//! Which schemas does the command generate models of, and why does it refuse the others?

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::units::{Unit, units};

/// What became of a unit of the corpus.
pub(crate) struct Generated {
    /// The first script's path, and how many more there are.
    pub(crate) name: String,
    pub(crate) dialect: String,
    pub(crate) module: String,
    pub(crate) folder: PathBuf,
    pub(crate) tables: usize,
    /// Foreign keys lead nowhere, which only `--missing-references warn` lets through.
    pub(crate) warned: bool,
    /// Why there are no models.
    pub(crate) fault: Option<String>,
}

/// The command, and what it works on.
pub(crate) struct Generator {
    corpus: PathBuf,
    models: PathBuf,
    command: PathBuf,
}

impl Generator {
    /// Builds the command.
    pub(crate) fn new(corpus: &Path, models: &Path) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--release", "--quiet", "--package", "ormgen"]);
        let built = build.current_dir(root).status();
        assert!(
            built.is_ok_and(|status| status.success()),
            "the command is not built"
        );
        let target = env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
        Generator {
            corpus: corpus.to_owned(),
            models: models.to_owned(),
            command: target.join("release/ormgen"),
        }
    }

    /// Generates models of all units that create a table. A script that names tables of others is read with those of its
    /// folder, and scripts that cannot be read together are read one by one.
    pub(crate) fn all(&self, part: &str) -> Vec<Generated> {
        let creating = self.creating();
        let all = units(&self.corpus).into_iter();
        let wanted = all.filter(|unit| unit.files[0].contains(part));
        let wanted: Vec<_> = wanted
            .filter(|unit| unit.files.iter().any(|file| creating.contains(file)))
            .collect();
        let first = self.in_parallel(&wanted);
        let (mut outcomes, mut alone, mut folders) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (unit, outcome) in wanted.into_iter().zip(first) {
            let folder = unit.files[0]
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            match &outcome.fault {
                Some(_) if unit.files.len() > 1 => {
                    let files = unit.files.iter().filter(|file| creating.contains(*file));
                    alone.extend(files.map(|file| Unit {
                        dialect: unit.dialect.clone(),
                        files: vec![file.clone()],
                    }));
                    outcomes.push(outcome);
                }
                Some(fault) if fault.contains("[E0203]") => {
                    let key = (unit.dialect.clone(), folder.to_owned());
                    folders.entry(key).or_insert_with(Vec::new).push(outcome);
                }
                _ => outcomes.push(outcome),
            }
        }
        outcomes.extend(self.in_parallel(&alone));
        let together = folders.keys().map(|(dialect, folder)| Unit {
            dialect: dialect.clone(),
            files: creating
                .iter()
                .filter(|file| file.rsplit_once('/').is_some_and(|(own, _)| own == folder))
                .cloned()
                .collect(),
        });
        let together = self.in_parallel(&together.collect::<Vec<_>>());
        for (outcome, refused) in together.into_iter().zip(folders.into_values()) {
            match outcome.fault {
                None => outcomes.push(outcome),
                Some(_) => outcomes.extend(refused),
            }
        }
        outcomes
    }

    /// The scripts that create a table, as SOURCES.tsv counts them.
    fn creating(&self) -> BTreeSet<String> {
        let sources = fs::read_to_string(self.corpus.join("SOURCES.tsv")).unwrap_or_default();
        let rows = sources
            .lines()
            .skip(1)
            .map(|row| row.split('\t').collect::<Vec<_>>());
        let creating = rows.filter(|row| row.last().is_some_and(|count| *count != "0"));
        creating.map(|row| row[0].to_owned()).collect()
    }

    fn in_parallel(&self, units: &[Unit]) -> Vec<Generated> {
        let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let (place, Some(unit)) = {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        (place, units.get(place))
                    } {
                        let outcome = self.one(unit);
                        done.lock()
                            .expect("no thread panics")
                            .insert(place, outcome);
                    }
                });
            }
        });
        done.into_inner()
            .expect("no thread panics")
            .into_values()
            .collect()
    }

    fn one(&self, unit: &Unit) -> Generated {
        let first = &unit.files[0];
        let more = match unit.files.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let path = first.to_ascii_lowercase();
        let words = path.split(|letter: char| !letter.is_ascii_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let module = format!("{}_{}", words.join("_"), unit.files.len());
        let folder = self.models.join(&module);
        let mut fault = self.run(unit, &folder, "error").err();
        let warned = fault.is_some();
        if warned {
            fault = self.run(unit, &folder, "warn").err();
        }
        Generated {
            name: format!("{first}{more}"),
            dialect: unit.dialect.clone(),
            module,
            tables: tables(&folder),
            folder,
            warned,
            fault,
        }
    }

    /// Runs the command; its first error.
    fn run(&self, unit: &Unit, folder: &Path, missing: &str) -> Result<(), String> {
        let mut command = Command::new(&self.command);
        command.current_dir(&self.corpus).env("NO_COLOR", "1");
        command.args(["--message-format", "short", "--missing-references", missing]);
        command
            .args(["--dialect", &unit.dialect, "--output"])
            .arg(folder);
        let output = command
            .args(&unit.files)
            .output()
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let errors: Vec<_> = said
            .lines()
            .filter(|line| line.contains(" error"))
            .collect();
        let first = errors.first().map_or(said.trim(), |line| line.trim());
        Err(format!(
            "{} errors, the first: {first}",
            errors.len().max(1)
        ))
    }
}

/// How many tables the models in a folder have.
fn tables(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let texts = entries.filter_map(|entry| fs::read_to_string(entry.path()).ok());
    texts
        .filter(|text| text.contains("static TABLE: schema::Table"))
        .count()
}
