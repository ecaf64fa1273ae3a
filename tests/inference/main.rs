//! Do the models of every case of inference compile, with the relationships that the case says, and does the database that they
//! create have the keys, uniques and foreign keys of the case's script?
//!
//! `build.rs` writes the models of all cases into modules of this one crate, and for each relationship a line that only compiles
//! if it has the type that it should have.

#[path = "../support/cases.rs"]
mod cases;
mod database;

use std::{fs, path::Path};

include!(concat!(env!("OUT_DIR"), "/inference.rs"));

#[test]
fn every_case_goes_to_a_database_and_back() {
    let mut cases = cases::all(Path::new(env!("CARGO_MANIFEST_DIR")));
    let mut faults = String::new();
    for (name, metadata) in CASES {
        let case = cases.iter_mut().find(|case| case.name == *name).unwrap();
        let found = database::created(metadata);
        // A script for SQLite gives the same, but for the case of names and for NOT NULL, which models add to the columns
        // of a primary key.
        if case.dialects[0] == "sqlite" && case.schema() == "schema.sql" {
            let script = fs::read_to_string(case.folder.join("schema.sql")).unwrap();
            let unmarked = |line: &String| line.replace('!', "").to_lowercase();
            let [ours, theirs] = [&found, &database::of_script(&script)]
                .map(|lines| lines.iter().map(unmarked).collect::<Vec<_>>());
            assert_eq!(ours, theirs, "{name}");
        }
        faults += &case.check("database", found).err().unwrap_or_default();
    }
    assert!(faults.is_empty(), "{faults}");
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
