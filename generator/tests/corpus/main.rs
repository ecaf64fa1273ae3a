//! How much of the DDL that the world has does `ormgen catalog` read?
//!
//! `ORMGEN_CORPUS=folder cargo test -p ormgen --test corpus` holds the catalog of each script against a crude count of its
//! own, and prints a line for each dialect and each failure. The folder holds SOURCES.tsv (path and dialect first) and
//! truth/*.json, whose `files` say which scripts belong together.

mod scan;
mod units;

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use scan::Table;
use serde_json::Value;
use units::{Unit, units};

/// No script takes longer, in a debug build too.
const SLOW: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    let Ok(root) = std::env::var("ORMGEN_CORPUS") else {
        println!(
            "corpus: ORMGEN_CORPUS is not set, so NOTHING WAS MEASURED: set it to the folder of the scripts"
        );
        return ExitCode::SUCCESS;
    };
    let only = std::env::args().nth(1).unwrap_or_default();
    let root = Path::new(&root);
    let mut totals: BTreeMap<&str, Total> = BTreeMap::new();
    let units = units(root);
    for unit in units.iter().filter(|unit| unit.files[0].contains(&only)) {
        let total = totals.entry(&unit.dialect).or_default();
        for failure in total.add(root, unit) {
            println!("{}: {failure}", unit.files[0]);
        }
    }
    println!();
    println!(
        "{:10} {:>6} {:>7} {:>7} {:>7} {:>6} {:>7} {:>6} {:>6} {:>6} | {:>5} {:>7} {:>6}",
        "dialect",
        "units",
        "tables",
        "read",
        "named",
        "SILENT",
        "columns",
        "keys",
        "fks",
        "broken",
        "told",
        "assumed",
        "wrong"
    );
    for (dialect, total) in &totals {
        total.print(dialect);
    }
    match totals
        .values()
        .all(|total| total.silent + total.broken == 0)
    {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// What was counted over the scripts of a dialect.
#[derive(Default)]
struct Total {
    units: usize,
    tables: usize,
    read: usize,
    /// Not read, and an error says so where they are created.
    named: usize,
    silent: usize,
    columns: usize,
    keys: usize,
    foreign_keys: usize,
    broken: usize,
    told: usize,
    assumed: usize,
    wrong: usize,
}

impl Total {
    /// Reads a unit; what failed of it.
    fn add(&mut self, root: &Path, unit: &Unit) -> Vec<String> {
        let mut failures = Vec::new();
        let text = |file: &String| {
            let bytes = std::fs::read(root.join(file)).unwrap_or_default();
            (
                String::from_utf8_lossy(&bytes).into_owned(),
                unit.dialect == "mysql",
            )
        };
        let texts: Vec<_> = unit.files.iter().map(text).collect();
        let expected = last_of_each(scan::tables(&texts));
        self.units += 1;
        self.tables += expected.len();
        let start = Instant::now();
        let run = Run::new(root, unit, Some(&unit.dialect));
        let Some(run) = run.filter(|_| start.elapsed() < SLOW) else {
            self.broken += 1;
            return vec!["NO CATALOG, or too late".to_string()];
        };
        for table in &expected {
            self.hold(table, &run, &mut failures);
        }
        if !expected.is_empty() {
            self.guess(Run::new(root, unit, None), unit, &mut failures);
        }
        failures
    }

    /// Holds one table against the catalog.
    fn hold(&mut self, table: &Table, run: &Run, failures: &mut Vec<String>) {
        let Some(read) = run.tables.get(&table.name) else {
            let error = run
                .errors
                .iter()
                .find(|(line, _)| (table.line..table.line + 400).contains(line));
            match error {
                Some((line, error)) => {
                    self.named += 1;
                    failures.push(format!(
                        "`{}` is not read: line {line}: {error}",
                        table.name
                    ));
                }
                None => {
                    self.silent += 1;
                    failures.push(format!(
                        "`{}` of line {} is LOST IN SILENCE",
                        table.name, table.line
                    ));
                }
            }
            return;
        };
        self.read += 1;
        let count = |field: &str| read[field].as_array().map_or(0, Vec::len);
        let wrong = |what: &str, expected: usize, found: usize| {
            format!("`{}` has {found} {what} and not {expected}", table.name)
        };
        if let Some(columns) = table
            .columns
            .filter(|columns| !table.altered && *columns != count("columns"))
        {
            self.columns += 1;
            failures.push(wrong("columns", columns, count("columns")));
        }
        if table.primary_key && !table.altered && count("primary_key") == 0 {
            self.keys += 1;
            failures.push(wrong("primary keys", 1, 0));
        }
        if table.foreign_keys > count("foreign_keys") && !table.altered {
            self.foreign_keys += 1;
            failures.push(wrong(
                "foreign keys",
                table.foreign_keys,
                count("foreign_keys"),
            ));
        }
    }

    /// Whether the dialect is told from the script.
    fn guess(&mut self, run: Option<Run>, unit: &Unit, failures: &mut Vec<String>) {
        match run {
            Some(run) if run.assumed => self.assumed += 1,
            Some(run) if run.dialect == unit.dialect => self.told += 1,
            Some(run) => {
                self.wrong += 1;
                failures.push(format!("taken for {}", run.dialect));
            }
            None => self.broken += 1,
        }
    }

    fn print(&self, dialect: &str) {
        println!(
            "{dialect:10} {:>6} {:>7} {:>7} {:>7} {:>6} {:>7} {:>6} {:>6} {:>6} | {:>5} {:>7} {:>6}",
            self.units,
            self.tables,
            self.read,
            self.named,
            self.silent,
            self.columns,
            self.keys,
            self.foreign_keys,
            self.broken,
            self.told,
            self.assumed,
            self.wrong
        );
    }
}

/// Of tables that are created twice, the last.
fn last_of_each(tables: Vec<Table>) -> Vec<Table> {
    let mut last: BTreeMap<String, Table> = BTreeMap::new();
    for table in tables {
        let twice = last.contains_key(&table.name);
        let altered = table.altered || twice;
        last.insert(table.name.clone(), Table { altered, ..table });
    }
    last.into_values().collect()
}

/// What `ormgen catalog` answered.
struct Run {
    dialect: String,
    tables: BTreeMap<String, Value>,
    errors: Vec<(usize, String)>,
    /// Nothing in the scripts told the dialect.
    assumed: bool,
}

impl Run {
    /// Nothing where it fails or prints no catalog.
    fn new(root: &Path, unit: &Unit, dialect: Option<&str>) -> Option<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
        command
            .current_dir(root)
            .env("NO_COLOR", "1")
            .args(["catalog", "--format", "json", "-v"]);
        if let Some(dialect) = dialect {
            command.args(["--dialect", dialect]);
        }
        let output = command.args(&unit.files).output().ok()?;
        let listing: Value = serde_json::from_slice(&output.stdout)
            .ok()
            .filter(|_| output.status.success())?;
        let tables = listing["tables"].as_array()?.iter();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Some(Self {
            dialect: listing["dialect"].as_str()?.to_string(),
            tables: by_name(tables),
            errors: errors(&said),
            assumed: said.contains("[N0107]"),
        })
    }
}

/// The tables under their names, with their schemas and without.
fn by_name<'a>(listed: impl Iterator<Item = &'a Value>) -> BTreeMap<String, Value> {
    let mut tables = BTreeMap::new();
    for table in listed {
        let name = table["name"].as_str().unwrap_or_default().to_lowercase();
        if let Some(schema) = table["schema"].as_str() {
            tables.insert(format!("{}.{name}", schema.to_lowercase()), table.clone());
        }
        tables.entry(name).or_insert_with(|| table.clone());
    }
    tables
}

/// The errors among what was said, with their lines.
fn errors(said: &str) -> Vec<(usize, String)> {
    let mut errors = Vec::new();
    let mut error = None;
    for line in said.lines() {
        if line.starts_with("error[") {
            error = Some(line.to_string());
        } else if let Some((_, place)) = line.split_once("--> ") {
            let mut parts = place.rsplit(':').skip(1);
            let line = parts.next().and_then(|line| line.parse().ok());
            errors.extend(line.zip(error.take()));
        }
    }
    errors
}
