//! What if the process is killed, runs twice at once, or nobody listens to it?

use std::{
    fs,
    io::{Read, Write},
    process::Stdio,
};

use super::{Folder, SHELF};

const TABLES: usize = 10;

/// Many tables, all of whose files differ from one edition to the next, and one that no other edition has.
fn edition(edition: usize) -> String {
    let table = |number| {
        format!(
            "CREATE TABLE t{number} (id INTEGER PRIMARY KEY, edition_{edition} TEXT NOT NULL);\n"
        )
    };
    let own = format!("CREATE TABLE own_{edition} (id INTEGER PRIMARY KEY);\n");
    (0..TABLES).map(table).chain([own]).collect()
}

/// Writes two editions of the models beside each other, as `0` and `1`, with the header that standard input gives.
fn editions(folder: &Folder) {
    for number in [0, 1] {
        let schema = edition(number);
        folder.write(&format!("{number}.sql"), &schema);
        let run = folder.run_on(&schema, &["-", "-o", &number.to_string()]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}

/// Each of the models is whole, of one edition or the other.
#[track_caller]
fn assert_whole(folder: &Folder) {
    for name in folder.names("models") {
        let text = folder.read(&format!("models/{name}"));
        let of = |edition: usize| fs::read_to_string(folder.path(&format!("{edition}/{name}")));
        let whole = [of(0), of(1)].into_iter().flatten().any(|one| one == text);
        assert!(whole, "{name}:\n{text}");
    }
}

/// Starts a process that writes an edition, and kills it when it is about to put a file in its place.
#[cfg(unix)]
fn kill_before(folder: &Folder, edition: usize, name: &str, is_reached: impl Fn() -> bool) {
    let mut command = folder.command(&["-", "-o", "models"]);
    command.stdin(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // It still waits for its input. What it writes the file to first is a pipe that nobody reads, at which it waits again.
    let pipe = folder.path(&format!("models/.{name}.{}.tmp", child.id()));
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let schema = folder.read(&format!("{edition}.sql"));
    child
        .stdin
        .take()
        .unwrap()
        .write_all(schema.as_bytes())
        .unwrap();
    while !is_reached() {
        assert_eq!(child.try_wait().unwrap(), None, "it ended before");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    fs::remove_file(pipe).unwrap();
}

#[test]
#[cfg(unix)]
fn files_are_whole_when_the_process_is_killed() {
    let folder = Folder::new("");
    editions(&folder);
    let is_of = |edition: usize, name: &str| {
        let read = |folder_name: String| fs::read(folder.path(&folder_name)).ok();
        read(format!("models/{name}")) == read(format!("{edition}/{name}"))
    };
    for last in ["t1.rs", "t7.rs", "mod.rs"] {
        folder.run_on(&folder.read("0.sql"), &["-", "-o", "models"]);
        let before = TABLES.min(last[1..2].parse().unwrap_or(TABLES)) - 1;
        kill_before(&folder, 1, last, || is_of(1, &format!("t{before}.rs")));
        assert_whole(&folder);
        assert!(is_of(0, last), "{last} was not written yet");
        let schema = folder.read("1.sql");
        assert_eq!(
            folder.run_on(&schema, &["check", "-", "-o", "models"]).code,
            1
        );
        assert_eq!(folder.run_on(&schema, &["-", "-o", "models"]).code, 0);
        assert_eq!(folder.names("models"), folder.names("1"));
    }
}

#[test]
fn processes_at_once_leave_whole_files() {
    let folder = Folder::new("");
    editions(&folder);
    for _ in 0..4 {
        let start = |number: usize| {
            let mut command = folder.command(&["-", "-o", "models"]);
            command.stdin(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let schema = edition(number % 2);
            child
                .stdin
                .take()
                .unwrap()
                .write_all(schema.as_bytes())
                .unwrap();
            child
        };
        let children: Vec<_> = (0..4).map(start).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{said}");
        }
        assert_whole(&folder);
    }
    let run = folder.run_on(&folder.read("0.sql"), &["-", "-o", "models"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(folder.names("models"), folder.names("0"));
}

#[test]
fn nobody_has_to_listen() {
    let folder = Folder::new(&edition(0));
    for (arguments, code) in [
        (&["schema.sql", "--stdout"][..], 0),
        (&["check", "schema.sql", "-o", "models"], 1),
        (&["--help"], 0),
    ] {
        let mut command = folder.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert_eq!(
            child.wait().unwrap().code(),
            Some(code),
            "{arguments:?}: {said}"
        );
        assert!(!said.contains("panicked"), "{said}");
    }

    let folder = Folder::new(SHELF);
    let mut command = folder.command(&["schema.sql", "-o", "models"]);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert!(child.wait().unwrap().success());
    assert_eq!(folder.names("models").len(), 3);
}
