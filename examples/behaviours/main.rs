//! Which behaviours of a session are held by a test, and which are not?
//!
//! `cargo run --example behaviours` prints the list with the names of the tests, whose first letters are the number. It ends
//! with 1 where a behaviour has no test.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The names of the tests of each number.
type Tests = BTreeMap<String, Vec<String>>;

fn main() -> io::Result<ExitCode> {
    let report = report(&list()?, &tests()?);
    print!("{}", report.text);
    Ok(match report.missing.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn list() -> io::Result<String> {
    fs::read_to_string(root().join("tests/behaviours/list.txt"))
}

fn tests() -> io::Result<Tests> {
    let mut tests = Tests::new();
    for file in sources(&[root().join("tests"), root().join("runtime/src")])? {
        let text = fs::read_to_string(&file)?;
        let module = file.file_stem().unwrap_or_default().to_string_lossy();
        for (number, name) in names(&text) {
            let name = format!("{module}::{name}");
            tests.entry(number.to_owned()).or_default().push(name);
        }
    }
    Ok(tests)
}

/// What is printed, and the numbers of those that no test holds.
struct Report {
    text: String,
    missing: Vec<String>,
}

fn report(list: &str, tests: &Tests) -> Report {
    let mut report = Report {
        text: String::new(),
        missing: Vec::new(),
    };
    let mut print = |line: &str| writeln!(report.text, "{line}").unwrap();
    for line in list.lines() {
        print(line);
        let number = &line[..3];
        match tests.get(number) {
            Some(names) => names
                .iter()
                .for_each(|name| print(&format!("             {name}"))),
            None => {
                report.missing.push(number.to_owned());
                print("             no test");
            }
        }
    }
    let all = list.lines().count();
    let held = all - report.missing.len();
    print(&format!("{held} of {all} are held by a test"));
    report
}

/// The tests of a file that hold a behaviour, `fn b017_…` behind `#[test]`, each with its number.
fn names(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().map(str::trim_start);
    let pairs = lines.clone().zip(lines.skip(1));
    pairs.filter_map(|(before, line)| {
        let name = line.strip_prefix("fn ")?.split('(').next()?;
        let number = name.strip_prefix('b')?.get(..4)?;
        let (number, line) = number.split_at(3);
        let is_number = line == "_" && number.bytes().all(|byte| byte.is_ascii_digit());
        (before == "#[test]" && is_number).then_some((number, name))
    })
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

#[test]
fn every_behaviour_is_listed_and_held() {
    let list = list().unwrap();
    let listed: Vec<_> = list.lines().map(|line| line[..3].to_owned()).collect();
    let numbers: Vec<_> = (1..=140).map(|number| format!("{number:03}")).collect();
    assert_eq!(listed, numbers);
    let tests = tests().unwrap();
    assert_eq!(report(&list, &tests).missing, [""; 0]);
    let unknown: Vec<_> = tests.keys().filter(|it| !numbers.contains(it)).collect();
    assert!(unknown.is_empty(), "nothing is listed under {unknown:?}");
}

#[test]
fn a_behaviour_without_a_test_is_told() {
    let text =
        "#[test]\n    fn b001_one() {}\nfn b002_no_test() {}\n#[test]\nfn b03_no_number() {}\n";
    let mut tests = Tests::new();
    for (number, name) in names(text) {
        tests
            .entry(number.to_owned())
            .or_default()
            .push(name.to_owned());
    }
    let report = report("001 core one\n002 core two\n", &tests);
    assert_eq!(report.missing, ["002"]);
    assert!(report.text.ends_with(
        "001 core one\n             b001_one\n002 core two\n             no test\n1 of 2 are held by a test\n"
    ));
}
