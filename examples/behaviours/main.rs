//! Which behaviours of a session are held by a test, and which are not?
//!
//! `cargo run --example behaviours` prints the list with the names of the tests, whose first letters are the number.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in sources(&[root.join("tests"), root.join("runtime/src")])? {
        let text = fs::read_to_string(&file)?;
        for name in text.lines().filter_map(test_name) {
            let module = file.file_stem().unwrap_or_default().to_string_lossy();
            let name = format!("{module}::{name}");
            tests.entry(name_number(&name)).or_default().push(name);
        }
    }
    let list = fs::read_to_string(root.join("tests/behaviours/list.txt"))?;
    let mut missing = 0;
    for line in list.lines() {
        println!("{line}");
        match tests.get(&line[..3]) {
            Some(names) => names
                .iter()
                .for_each(|name| println!("             {name}")),
            None => {
                missing += 1;
                println!("             no test");
            }
        }
    }
    let all = list.lines().count();
    println!("{} of {all} are held by a test", all - missing);
    Ok(())
}

/// The name of a test that holds a behaviour: `fn b017_…`.
fn test_name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("async ").unwrap_or(line);
    let name = line.strip_prefix("fn ")?.split('(').next()?;
    let number = name.strip_prefix('b')?.get(..4)?;
    let is_number = number.ends_with('_') && number[..3].bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(name)
}

fn name_number(name: &str) -> String {
    let test = name.rsplit("::").next().unwrap_or_default();
    test[1..4].to_owned()
}

fn sources(folders: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = folders.to_vec();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
