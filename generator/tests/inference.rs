//! Does every case of inference give the relationships, names, types and notes that it should?

#[path = "../../tests/support/cases.rs"]
mod cases;

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    path::Path,
    process::{Command, Output},
};

use ormgen::{Config, Outcome, SourceFile, generate};
use serde_json::{Value, json};

use cases::Case;

/// What the command says of a case.
fn run(case: &Case, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ormgen"));
    command.current_dir(&case.folder).args(arguments);
    command.args([case.schema(), "--dialect", &case.dialects[0]]);
    command.output().unwrap()
}

/// What the library gives for the script of a case.
fn generated(case: &Case, dialect: &str) -> Outcome {
    let script = fs::read_to_string(case.folder.join("schema.sql")).unwrap();
    let options = SourceFile::new("ormgen.toml", case.options());
    let config = Config::read(options).dialect(dialect.parse().unwrap());
    generate(&[SourceFile::new("schema.sql", script)], &config)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_case_is_understood() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut cases = cases::all(root);
    let mut faults = String::new();
    for case in &mut cases {
        let format = [
            "explain",
            "--format",
            "json",
            "-v",
            "--message-format",
            "short",
        ];
        let explained = run(case, &format);
        let document = serde_json::from_slice(&explained.stdout).unwrap();
        let found = [
            ("models", models(&code(case))),
            ("relationships", relationships(&document)),
            ("nearly", nearly(&document)),
            ("told", told(&text(explained.stderr))),
        ];
        for (section, found) in found {
            faults += &case.check(section, found).err().unwrap_or_default();
        }
        faults += &differences(case);
    }
    let numbers: BTreeSet<_> = cases.iter().filter_map(Case::number).collect();
    let summary = format!(
        "\n{} cases of inference in {} fixtures\n",
        numbers.len(),
        cases.len()
    );
    // Past the test harness, which keeps what is printed to itself.
    io::stderr().write_all(summary.as_bytes()).unwrap();
    assert!(faults.is_empty(), "{faults}");
}

/// The generated modules, one after the other.
fn code(case: &Case) -> String {
    if case.schema() == "schema.sql" {
        let files = generated(case, &case.dialects[0]).files.into_iter();
        files.map(|file| file.text).collect()
    } else {
        text(run(case, &["--stdout"]).stdout)
    }
}

/// What the other dialects make of the script: they may fold names and number other types, but the relationships are the
/// same.
fn differences(case: &Case) -> String {
    let mut faults = String::new();
    for dialect in &case.dialects[1..] {
        let [one, other] = [&case.dialects[0], dialect].map(|dialect| {
            let lines = generated(case, dialect).relationships;
            lines.into_iter().collect::<BTreeSet<_>>()
        });
        if one != other {
            faults += &format!("\n== {} in {dialect}\n{other:#?} not {one:#?}\n", case.name);
        }
    }
    faults
}

/// Each struct and enum, in a line: `Post { id: i64, user_id: i64 }`.
fn models(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for block in text.split("\npub ").skip(1) {
        let (head, body) = block.split_once('\n').unwrap_or((block, ""));
        let Some(head) = head.strip_suffix(" {") else {
            continue;
        };
        let name = head.strip_prefix("struct ").or(head.strip_prefix("enum "));
        let Some(name) = name else { continue };
        let (body, _) = body.split_once("\n}").unwrap();
        let fields = body
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("//"));
        let fields: Vec<_> = fields
            .map(|field| field.trim_start_matches("pub ").trim_end_matches(','))
            .collect();
        let what = if head.starts_with("enum") {
            "enum "
        } else {
            ""
        };
        lines.push(format!("{what}{name} {{ {} }}", fields.join(", ")));
    }
    lines
}

/// `Post.user: User, User.posts: many Post; posts (user_id) -> users (id); foreign_key schema.sql:2`
fn relationships(document: &Value) -> Vec<String> {
    let list = document["relationships"].as_array().unwrap().iter();
    list.map(|one| {
        let (here, there) = (&one["here"], &one["there"]);
        let ends = names(one).join(", ");
        let path = match &one["through"] {
            Value::Null => format!("{} -> {}", side(here), side(there)),
            through => {
                let access = match one["writable"].as_bool().unwrap() {
                    true => "writable".to_owned(),
                    false if one["shared"] != json!([]) => {
                        format!("read only since both have {}", list_of(&one["shared"]))
                    }
                    false => format!("read only for {}", list_of(&one["needs"])),
                };
                format!(
                    "through {} ({}) ({}), {access}",
                    word(&through["table"]),
                    list_of(&through["here"]),
                    list_of(&through["there"]),
                )
            }
        };
        format!(
            "{ends}; {path}; {} {}",
            word(&one["rule"]),
            place(&one["place"])
        )
    })
    .collect()
}

/// Both ends of a relationship in Rust: `Post.user: User`.
fn names(one: &Value) -> Vec<String> {
    let pairs = [(&one["here"], &one["there"]), (&one["there"], &one["here"])];
    let named = pairs.iter().filter(|(side, _)| side["name"].is_string());
    let ends = named.map(|(side, other)| {
        let target = word(&other["entity"]);
        let target = match word(&side["holds"]) {
            "required" => target.to_owned(),
            "optional" => format!("Option<{target}>"),
            _ => format!("many {target}"),
        };
        format!(
            "{}.{}: {target}",
            word(&side["entity"]),
            word(&side["name"])
        )
    });
    let ends: Vec<_> = ends.collect();
    if ends.is_empty() {
        vec!["nothing".to_owned()]
    } else {
        ends
    }
}

/// What nearly is a relationship, and what is not declared as one.
fn nearly(document: &Value) -> Vec<String> {
    let near_misses = document["near_misses"].as_array().unwrap().iter();
    let near_misses = near_misses.map(|one| {
        let [message, reason, help] = ["message", "reason", "help"].map(|part| word(&one[part]));
        format!("{message}: {help} ({reason})")
    });
    let undeclared = document["undeclared"].as_array().unwrap().iter();
    let undeclared = undeclared.map(|one| {
        let doubt = if one["certain"] == true {
            "certainly"
        } else {
            "perhaps"
        };
        format!(
            "{} {doubt} {}",
            word(&one["table"]),
            word(&one["constraint"])
        )
    });
    near_misses.chain(undeclared).collect()
}

/// The diagnostics that have a code.
fn told(text: &str) -> Vec<String> {
    let has_code = |line: &&str| {
        ["error[", "warning[", "note["]
            .iter()
            .any(|one| line.contains(one))
    };
    text.lines().filter(has_code).map(str::to_owned).collect()
}

fn side(side: &Value) -> String {
    format!("{} ({})", word(&side["table"]), list_of(&side["columns"]))
}

fn place(place: &Value) -> String {
    format!("{}:{}", word(&place["file"]), place["line"])
}

fn list_of(names: &Value) -> String {
    let names: Vec<_> = names.as_array().unwrap().iter().map(word).collect();
    names.join(", ")
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
