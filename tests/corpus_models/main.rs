//! Do the models of every schema of a corpus compile without a warning, as rustfmt and clippy would have them?
//!
//! `ORMGEN_CORPUS=folder cargo test --test corpus_models [-- PART]` generates models for each unit of the corpus whose first
//! script has PART in its path, as users do: by the command. It puts them as modules into a few crates, checks those under
//! `deny(warnings, missing_docs)`, a sample of them with clippy and rustdoc too, and prints a line for each dialect and each
//! schema that is refused.

#[allow(dead_code)]
#[path = "../generated/crates.rs"]
mod crates;
mod schemas;
#[path = "../../generator/tests/corpus/units.rs"]
mod units;

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

use schemas::{Generated, Generator};

/// How many tables a crate has at least, but for the last.
const TABLES: usize = 1000;
/// Of so many schemas one is in the sample.
const SAMPLED: usize = 12;

fn main() -> ExitCode {
    let Ok(corpus) = env::var("ORMGEN_CORPUS") else {
        println!("corpus: ORMGEN_CORPUS is not set, so NOTHING WAS COMPILED");
        return ExitCode::SUCCESS;
    };
    let part = env::args().skip(1).find(|part| !part.starts_with("--"));
    let work = crates::temporary("corpus");
    let _ = fs::remove_dir_all(&work);
    let start = Instant::now();
    let generator = Generator::new(Path::new(&corpus), &work.join("models"));
    let outcomes = generator.all(&part.unwrap_or_default());
    print(&outcomes);
    println!("generated in {:.0} s", start.elapsed().as_secs_f64());

    let good: Vec<_> = outcomes.iter().filter(|one| one.fault.is_none()).collect();
    let crates = compose(&work, &good);
    let mut clean = true;
    for edition in ["2021", "2024"] {
        for chunk in good.chunks(40) {
            let roots = chunk.iter().map(|one| one.folder.join("mod.rs"));
            let mut rustfmt = Command::new("rustfmt");
            rustfmt.args(["--check", "--color", "never", "--edition", edition]);
            clean &= is_silent(rustfmt.args(roots));
        }
    }
    println!(
        "rustfmt, both editions: {:.0} s",
        start.elapsed().as_secs_f64()
    );
    let quiet = ["--keep-going", "--quiet"];
    for name in &crates {
        clean &= is_silent(
            crates::cargo(&work)
                .args(["check", "--package", name])
                .args(quiet),
        );
    }
    println!(
        "{} crates checked: {:.0} s",
        crates.len(),
        start.elapsed().as_secs_f64()
    );
    clean &= is_silent(
        crates::cargo(&work)
            .args(["clippy", "--package", "sample"])
            .args(quiet),
    );
    let mut doc = crates::cargo(&work);
    doc.args(["doc", "--no-deps", "--package", "sample", "--quiet"]);
    clean &= is_silent(doc.env("RUSTDOCFLAGS", "-Dwarnings"));
    println!(
        "sample linted and documented: {:.0} s",
        start.elapsed().as_secs_f64()
    );
    println!("{}", if clean { "all clean" } else { "NOT CLEAN" });
    if clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A line for each schema that is refused, and one for each dialect.
fn print(outcomes: &[Generated]) {
    let mut totals: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    for one in outcomes {
        let total = totals.entry(&one.dialect).or_default();
        total[0] += 1;
        match &one.fault {
            None => {
                total[1] += 1;
                total[2] += one.tables;
                total[3] += usize::from(one.warned);
            }
            Some(fault) => {
                total[4] += 1;
                println!("{}: {fault}", one.name);
            }
        }
    }
    println!(
        "\n{:10} {:>7} {:>9} {:>7} {:>8} {:>7}",
        "dialect", "schemas", "generated", "tables", "dangling", "refused"
    );
    let all = totals.values().fold([0; 5], |sum, one| {
        std::array::from_fn(|place| sum[place] + one[place])
    });
    for (dialect, [units, good, tables, warned, refused]) in
        totals.into_iter().chain([("all", all)])
    {
        println!("{dialect:10} {units:>7} {good:>9} {tables:>7} {warned:>8} {refused:>7}");
    }
}

/// Writes the crates, and a sample of the schemas as one more; their names.
fn compose(work: &Path, schemas: &[&Generated]) -> Vec<String> {
    let (mut groups, mut tables): (Vec<Vec<&Generated>>, usize) = (Vec::new(), TABLES);
    for one in schemas {
        if tables >= TABLES {
            groups.push(Vec::new());
            tables = 0;
        }
        tables += one.tables;
        groups.last_mut().expect("one is there").push(one);
    }
    let sample: Vec<_> = schemas.iter().copied().step_by(SAMPLED).collect();
    let named = groups.into_iter().enumerate();
    let named = named.map(|(number, group)| (format!("part{number}"), group));
    let named: Vec<_> = named.chain([("sample".to_owned(), sample)]).collect();
    let members: Vec<_> = named.iter().map(|(name, _)| format!("{name:?}")).collect();
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
        members.join(", ")
    );
    crates::write(&work.join("Cargo.toml"), &workspace);
    crates::lock(work);
    for (place, (name, group)) in named.iter().enumerate() {
        let edition = if place % 2 == 0 { "2024" } else { "2021" };
        write_crate(&work.join(name), name, edition, group);
    }
    named
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name != "sample")
        .collect()
}

fn write_crate(folder: &Path, name: &str, edition: &str, schemas: &[&Generated]) {
    let manifest = format!(
        "[package]\nname = {name:?}\nedition = {edition:?}\n\n[dependencies.ormgen-runtime]\npath = {}\n\
         features = [\"chrono\", \"rust_decimal\", \"serde_json\", \"uuid\"]\n",
        crates::package("runtime")
    );
    crates::write(&folder.join("Cargo.toml"), &manifest);
    let mut root = String::from("//! Models.\n#![deny(warnings, missing_docs, clippy::all)]\n");
    for one in schemas {
        let path: PathBuf = one.folder.join("mod.rs");
        root += &format!(
            "\n/// {:?}\n#[path = {path:?}]\npub mod {};\n",
            one.name, one.module
        );
    }
    crates::write(&folder.join("src/lib.rs"), &root);
}

/// Whether a command succeeds and says nothing; else what it says is passed on.
fn is_silent(command: &mut Command) -> bool {
    let output = command.output().expect("the command can be started");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let silent = output.status.success() && said.trim().is_empty();
    if !silent {
        println!("{command:?}\n{said}");
    }
    silent
}
