//! Do dependencies point one way, and does each part keep to itself what it alone may know?

#[path = "support/modules.rs"]
mod modules;

use std::{collections::BTreeSet, path::Path, process::Command};

use modules::{Modules, read};

/// The modules of the generator in the order of the work: each may use those before it, and no other. `lib` is what
/// `lib.rs` itself says.
const ORDER: [&str; 32] = [
    "source",
    "dialect",
    "library",
    "diagnostic",
    "config",
    "parse",
    "catalog",
    "listing",
    "word",
    "rust",
    "overrides",
    "infer",
    "name",
    "summary",
    "lower",
    "emit",
    "format",
    "output",
    "lib",
    "explain",
    "diagram",
    "difference",
    "error",
    "migrations",
    "live",
    "revision",
    "input",
    "origin",
    "locate",
    "cargo",
    "cli",
    "fuzzing",
];

/// Libraries that one module hides from the others.
const ALONE: [(&str, &str); 10] = [
    ("annotate-snippets", "diagnostic"),
    ("askama", "emit"),
    ("clap", "cli"),
    ("ormgen-runtime", "live"),
    ("pluralizer", "word"),
    ("similar", "cli"),
    ("sqlparser", "parse"),
    ("strsim", "diagnostic"),
    ("syn", "rust"),
    ("toml", "config"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn generator() -> Modules {
    read(&root().join("generator/src"))
}

#[test]
fn the_modules_of_the_generator_depend_one_way() {
    let modules = generator();
    let known: BTreeSet<_> = ORDER.into_iter().collect();
    let there: BTreeSet<_> = modules.keys().map(String::as_str).collect();
    assert_eq!(there, known, "give a new module its place in the order");
    for (place, name) in ORDER.into_iter().enumerate() {
        let before = &ORDER[..=place];
        let uses = &modules[name].modules;
        let wrong: Vec<_> = uses
            .iter()
            .filter(|used| !before.contains(&used.as_str()))
            .collect();
        assert!(
            wrong.is_empty(),
            "`{name}` uses {wrong:?}, which come after it"
        );
    }
}

#[test]
fn a_library_is_known_to_one_module() {
    let modules = generator();
    for (library, owner) in ALONE {
        let users: Vec<_> = modules
            .iter()
            .filter(|(_, module)| module.words.contains(&library.replace('-', "_")))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(users, [owner], "of `{library}`");
    }
}

#[test]
fn one_module_writes_files() {
    let writing = |(owner, name): &&(String, String)| {
        let writes = [
            "write", "rename", "copy", "create", "remove", "hard", "set", "new",
        ];
        let is_writing = writes
            .iter()
            .any(|verb| name == verb || name.starts_with(&format!("{verb}_")));
        ["fs", "File", "OpenOptions"].contains(&owner.as_str()) && is_writing
    };
    let modules = generator();
    let writers: Vec<_> = modules
        .iter()
        .filter(|(_, module)| module.paths.iter().find(writing).is_some())
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(writers, ["output"]);
}

/// The crates that a crate needs, each once: `name v1.2.3`.
fn dependencies(of: &str, kinds: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--prefix", "none", "--package", of])
        .args(["--edges", kinds])
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    text.lines()
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn the_runtime_knows_nothing_of_the_generator() {
    let all = dependencies("ormgen-runtime", "normal,build,dev");
    assert!(
        !all.iter().any(|one| one.starts_with("ormgen ")),
        "{all:#?}"
    );
}

#[test]
fn the_runtime_is_small_and_has_no_async_runtime() {
    let all = dependencies("ormgen-runtime", "normal,build");
    assert!(all.len() <= 25, "{} crates: {all:#?}", all.len());
    let asynchronous = ["tokio", "async", "futures", "smol", "mio", "polling"];
    let found: Vec<_> = all
        .iter()
        .filter(|one| asynchronous.iter().any(|name| one.starts_with(name)))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}
