//! In which forms are diagnostics told?

use std::{
    fs,
    process::{Command, Output},
};

use serde_json::{Value, json};

const SCHEMA: &str = "\
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES as (id), c TEXT REFERENCES a (idd));
INSERT INTO a VALUES (1);
";

fn run(schema: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schema.sql"), schema).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
    let command = command.current_dir(folder.path()).args(arguments);
    command.output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Every line as JSON.
fn objects(output: &Output) -> Vec<Value> {
    let told = told(output);
    told.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

const GENERATE: [&str; 5] = ["schema.sql", "-o", "models", "--dialect", "sqlite"];

#[test]
fn short_is_a_line_for_each() {
    let output = run(
        SCHEMA,
        &[&GENERATE[..], &["--message-format", "short"]].concat(),
    );
    let expected = "\
schema.sql:2:65: error[E0203]: there is no table `as`
schema.sql:2:95: error[E0204]: table `a` has no column `idd`
error: 2 errors, nothing was written
";
    assert_eq!(told(&output), expected);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn json_is_an_object_for_each() {
    let output = run(
        SCHEMA,
        &[&GENERATE[..], &["-v", "--message-format", "json"]].concat(),
    );
    let objects = objects(&output);
    let help = &objects[1]["help"];
    assert!(help[0].as_str().unwrap().contains("`id`"), "{help}");
    assert_eq!(
        objects[1],
        json!({
            "code": "E0204",
            "severity": "error",
            "message": "table `a` has no column `idd`",
            "place": {
                "file": "schema.sql",
                "line": 2,
                "column": 95,
                "end_line": 2,
                "end_column": 98,
                "label": "no such column",
            },
            "related": [{
                "file": "schema.sql",
                "line": 1,
                "column": 14,
                "end_line": 1,
                "end_column": 15,
                "label": "the table",
            }],
            "help": help,
        })
    );
    let remark = |severity, message| {
        let (place, code) = (Value::Null, Value::Null);
        json!({"code": code, "severity": severity, "message": message, "place": place, "related": [], "help": []})
    };
    let end = &objects[objects.len() - 2..];
    assert_eq!(end[0], remark("note", "passed over: 1 INSERT"));
    assert_eq!(end[1], remark("error", "2 errors, nothing was written"));
}

#[test]
fn what_has_no_code_is_json_too() {
    let missing = ["missing.sql", "-o", "models", "--message-format", "json"];
    let [fault] = &objects(&run(SCHEMA, &missing))[..] else {
        panic!("one fault");
    };
    assert_eq!(fault["severity"], "error");
    assert!(fault["message"].as_str().unwrap().contains("missing.sql"));
    let schema = "PRAGMA foreign_keys = ON; CREATE TABLE a (id INTEGER PRIMARY KEY);";
    let output = run(
        schema,
        &[&GENERATE[..], &["--message-format", "json"]].concat(),
    );
    let [written] = &objects(&output)[..] else {
        panic!("one note: {}", told(&output));
    };
    assert_eq!(written["severity"], "note");
    assert_eq!(written["message"], "models: 2 new");
}
