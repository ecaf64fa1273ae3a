//! Do the models of every case of inference compile, with the relationships that the case says, and does the database that they
//! create have the keys, uniques and foreign keys of the case's script?
//!
//! `build.rs` writes the models of all cases into modules of this one crate, and for each relationship a line that only compiles
//! if it has the type that it should have.

#[path = "../support/cases.rs"]
mod cases;
mod database;
mod walks;

use std::{fs, path::Path};

use cases::Case;

include!(concat!(env!("OUT_DIR"), "/inference.rs"));

#[test]
fn every_case_goes_to_a_database_and_back() {
    let mut cases = cases::all(Path::new(env!("CARGO_MANIFEST_DIR")));
    let mut faults = String::new();
    for (name, metadata) in CASES {
        let case = cases.iter_mut().find(|case| case.name == *name).unwrap();
        let found = database::created(metadata);
        if case.dialects[0] == "sqlite" && case.schema() == "schema.sql" {
            faults += &difference(case, &found).unwrap_or_default();
        }
        faults += &case.check("database", found).err().unwrap_or_default();
    }
    assert!(faults.is_empty(), "{faults}");
}

/// What SQLite makes of the script itself, where that is not what it made of the models. It folds the case of names; models
/// are in the order of their names, add NOT NULL to the columns of a primary key, have no tables of migration tools, and no
/// foreign keys that lead nowhere.
fn difference(case: &Case, found: &[String]) -> Option<String> {
    let leads_nowhere = case
        .section("told")
        .iter()
        .any(|line| line.contains("W0220"));
    let folded = |line: &String| line.replace('!', "").to_lowercase();
    let mut ours: Vec<_> = found.iter().map(folded).collect();
    ours.sort();
    let tables: Vec<_> = ours
        .iter()
        .filter_map(|line| line.split(':').next())
        .collect();
    let script = fs::read_to_string(case.folder.join("schema.sql")).unwrap();
    let theirs = database::of_script(&script);
    let theirs = theirs.iter().map(folded);
    let mut theirs: Vec<_> = theirs
        .filter(|line| {
            tables
                .iter()
                .any(|table| line.split(':').next() == Some(table))
        })
        .collect();
    theirs.sort();
    let is_other = ours != theirs && !leads_nowhere;
    is_other.then(|| {
        format!(
            "\n== {}\nmodels give {ours:#?}\nthe script gives {theirs:#?}\n",
            case.name
        )
    })
}

#[test]
fn every_case_without_an_error_has_models() {
    let cases = cases::all(Path::new(env!("CARGO_MANIFEST_DIR")));
    for case in cases {
        let has_error = case
            .section("told")
            .iter()
            .any(|line| line.contains("error["));
        let is_compiled = CASES.iter().any(|(name, _)| *name == case.name);
        assert_ne!(has_error, is_compiled, "{}", case.name);
    }
}
