//! Does each diagnostic have a page, and does the page tell the truth? The first script of a page has the fault, the second
//! has it no more. Where a page shows `ormgen.toml`, the first script goes with the first of those, and so on.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics")
}

/// The codes that diagnostics are made with, as `code.rs` states them.
fn codes() -> BTreeSet<String> {
    let stated = include_str!("../src/diagnostic/code.rs");
    let constants = stated
        .lines()
        .filter(|line| line.contains("pub(crate) const"));
    constants
        .filter_map(|line| Some(line.split('"').nth(1)?.to_owned()))
        .collect()
}

#[test]
fn each_code_has_a_page_and_each_page_a_code() {
    let found = fs::read_dir(pages()).unwrap();
    let found: BTreeSet<String> = found
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .map(|name| name.trim_end_matches(".md").to_owned())
        .collect();
    assert!(found.len() > 40);
    assert_eq!(found, codes());
}

/// The scripts of a page, each with its dialect.
fn scripts(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("\n```sql ").skip(1);
    blocks
        .map(|block| {
            let (dialect, rest) = block.split_once('\n').unwrap();
            let (script, _) = rest.split_once("\n```").unwrap();
            (dialect.to_owned(), script.to_owned())
        })
        .collect()
}

/// The options that a page shows.
fn options(page: &str) -> Vec<String> {
    let blocks = page.split("\n```toml\n").skip(1);
    blocks
        .map(|block| block.split_once("```").unwrap().0.to_owned())
        .collect()
}

/// What is told of a script under options.
fn told(dialect: &str, script: &str, options: Option<&String>) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schema.sql"), script).unwrap();
    if let Some(options) = options {
        fs::write(folder.path().join("ormgen.toml"), options).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
    let command = command.current_dir(folder.path());
    let command = command.args(["schema.sql", "--stdout", "-v", "--message-format", "short"]);
    let stated = (dialect != "untold").then_some(["--dialect", dialect]);
    let output = command.args(stated.iter().flatten()).output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_first_script_of_a_page_has_the_fault_and_the_second_has_not() {
    for code in codes() {
        let page = fs::read_to_string(pages().join(format!("{code}.md"))).unwrap_or_default();
        let title = page.lines().next().unwrap_or_default();
        assert!(title.starts_with(&format!("# {code}: ")), "{code}: {title}");
        let scripts = scripts(&page);
        // What is said of folders is held by `fixtures/migrations`.
        assert!(!scripts.is_empty() || code[1..].starts_with("00"), "{code}");
        let options = options(&page);
        for place in 0..scripts.len().max(options.len()) {
            let Some((dialect, script)) = scripts.get(place).or(scripts.last()) else {
                continue;
            };
            let told = told(dialect, script, options.get(place));
            assert_eq!(
                told.contains(&format!("[{code}]")),
                place == 0,
                "{code}: {told}"
            );
            assert!(place == 0 || !told.contains("error"), "{code}: {told}");
        }
    }
}
