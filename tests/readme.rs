//! Does README say what is so? Its Rust blocks are doctests of `fixtures/lib.rs`; here is the rest.

use std::{fs, path::Path, process::Command};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The text of the first block of README in a language.
fn block(language: &str) -> String {
    let readme = read("README.md");
    let behind = readme.split_once(&format!("```{language}\n")).unwrap().1;
    behind.split_once("```").unwrap().0.to_owned()
}

#[test]
fn its_schema_is_the_one_that_its_program_uses() {
    assert!(read("fixtures/bookshop/schema.sql").starts_with(&block("sql")));
}

#[test]
fn its_first_command_prints_what_it_shows() {
    let command = block("console");
    let words = command.trim().strip_prefix("$ cargo ").unwrap().split(' ');
    let output = Command::new(env!("CARGO"))
        .args(words)
        .arg("--quiet")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), block("text"));
}

#[test]
fn its_second_command_is_what_is_run_before_a_change_is_taken() {
    let readme = read("README.md");
    let command = readme.split("```console\n$ ").nth(2).unwrap();
    let command = command.lines().next().unwrap();
    assert!(command.starts_with("cargo test "), "{command}");
    assert!(read(".ci/run").lines().any(|line| line.trim() == command));
}
