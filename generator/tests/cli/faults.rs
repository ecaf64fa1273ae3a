//! What is said of inputs and outputs that cannot be?

use std::fs;

use super::{Folder, Run, SHELF};

/// A run that has to fail without having written anything but what was there.
#[track_caller]
fn fails(folder: &Folder, arguments: &[&str]) -> Run {
    let before = folder.names(".");
    let run = folder.run(arguments);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    assert_eq!(folder.names("."), before, "nothing is written");
    run
}

#[test]
fn a_syntax_error_is_shown_where_it_is() {
    let table = |line| format!("CREATE TABLE t{line} (id INTEGER PRIMARY KEY);\n");
    let mut schema: String = (1..300).map(table).collect();
    schema += "CREATE TABLE broken (id INTEGER PRIMARY, name TEXT);\n";
    schema.extend((301..400).map(table));
    let folder = Folder::new(&schema);
    let run = fails(&folder, &["schema.sql", "-o", "models"]);
    let shown = "   --> schema.sql:300:33
    |
300 | CREATE TABLE broken (id INTEGER PRIMARY, name TEXT);
    |                                 ^^^^^^^ ";
    assert!(run.stderr.contains(shown), "{}", run.stderr);
    assert!(
        run.stderr
            .ends_with("error: 1 error, nothing was written\n"),
        "{}",
        run.stderr
    );

    folder.write("schema.sql", schema.replace('\n', "\r\n"));
    let run = fails(&folder, &["schema.sql", "-o", "models"]);
    assert!(run.stderr.contains("schema.sql:300:33"), "{}", run.stderr);
}

#[test]
fn all_faults_are_told_together() {
    let folder =
        Folder::new("CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES bs (id));");
    folder.write(
        "b.sql",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, id TEXT);\nCREATE TABLE c (",
    );
    let run = fails(&folder, &["schema.sql", "b.sql", "-o", "models"]);
    for place in ["schema.sql:1:", "b.sql:1:", "b.sql:2:"] {
        assert!(run.stderr.contains(place), "{place}: {}", run.stderr);
    }
}

#[test]
fn models_that_are_there_survive_a_fault() {
    let folder = Folder::new(SHELF);
    folder.generate(&["schema.sql", "-o", "models"]);
    let before = folder.read("models/shelf.rs");
    folder.write(
        "schema.sql",
        SHELF.replace("name TEXT", "title TEXT") + "CREATE TABLE (;",
    );
    assert_eq!(folder.run(&["schema.sql", "-o", "models"]).code, 2);
    assert_eq!(folder.read("models/shelf.rs"), before);
    assert_eq!(folder.run(&["check", "schema.sql", "-o", "models"]).code, 2);
}

#[test]
fn inputs_that_cannot_be_read_are_named() {
    let folder = Folder::new(SHELF);
    folder.write("latin.sql", b"-- one\nCREATE TABLE caf\xe9 (id INTEGER);");
    let run = fails(
        &folder,
        &["none.sql", "latin.sql", "schema.sql", "-o", "models"],
    );
    assert!(run.stderr.contains("`none.sql`: "), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("`latin.sql`: the text is not UTF-8 (line 2)"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_script_without_a_statement_deletes_no_models() {
    let folder = Folder::new(SHELF);
    folder.generate(&["schema.sql", "-o", "models"]);
    for text in ["", " \n", "-- nothing\n", "/* nothing */;;"] {
        folder.write("schema.sql", text);
        let run = fails(&folder, &["schema.sql", "-o", "models"]);
        assert!(
            run.stderr.contains("there is no statement in `schema.sql`"),
            "{}",
            run.stderr
        );
    }
    assert_eq!(folder.names("models").len(), 3);
    assert_eq!(
        folder.run(&["-", "-o", "models"]).code,
        2,
        "a dump that failed"
    );
}

#[test]
fn outputs_that_cannot_be_written_are_named() {
    let folder = Folder::new(SHELF);
    folder.write("file", "");
    for output in ["file", "file/models"] {
        let run = fails(&folder, &["schema.sql", "-o", output]);
        assert!(run.stderr.contains("`file"), "{}", run.stderr);
    }
    fs::create_dir_all(folder.path("models/shelf.rs")).unwrap();
    let run = fails(&folder, &["schema.sql", "-o", "models"]);
    assert!(run.stderr.contains("`models/shelf.rs`: "), "{}", run.stderr);
    assert_eq!(folder.names("models"), ["shelf.rs"]);
}

#[test]
#[cfg(target_os = "linux")]
fn outputs_that_nobody_may_write_are_named() {
    // Where even root may not: a folder without the write permission is none to it.
    let folder = Folder::new(SHELF);
    let run = fails(&folder, &["schema.sql", "-o", "/proc/models"]);
    assert!(run.stderr.contains("`/proc/models"), "{}", run.stderr);
    let run = fails(&folder, &["/proc/self/mem", "-o", "models"]);
    assert!(run.stderr.contains("`/proc/self/mem`: "), "{}", run.stderr);
}

#[test]
fn what_is_told_to_no_terminal_has_no_color() {
    let folder = Folder::new("CREATE TABLE a (;");
    assert!(
        !fails(&folder, &["schema.sql", "-o", "models"])
            .stderr
            .contains('\x1b')
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_has_colors_unless_it_wants_none() {
    let folder = Folder::new("CREATE TABLE a (;");
    let on_terminal = |no_color: &str| {
        let command = format!("{} schema.sql -o models", env!("CARGO_BIN_EXE_ormgen"));
        let mut script = std::process::Command::new("script");
        script.args(["-qec", &command, "/dev/null"]);
        script
            .current_dir(folder.0.path())
            .env("NO_COLOR", no_color);
        super::run(&mut script, "").stdout
    };
    assert!(
        on_terminal("").contains('\x1b'),
        "an empty NO_COLOR is none"
    );
    let plain = on_terminal("1");
    assert!(
        plain.contains("error[E0101]") && !plain.contains('\x1b'),
        "{plain}"
    );
}
