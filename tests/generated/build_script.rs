//! Does a build script write to OUT_DIR alone, and run again when the schema changes and only then?

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Output,
    time::SystemTime,
};

use ormgen_runtime::serde_json::Value;

use super::crates::{cargo, lock, package, temporary, write};

const SCHEMA: &str = "CREATE TABLE shelves (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE books (id INTEGER PRIMARY KEY, shelf_id INTEGER NOT NULL REFERENCES shelves (id));
";

/// What a build script does, and that it ran.
const BUILD: &str = r#"
use std::{env, fs, path::Path};

fn main() -> Result<(), ormgen::Error> {
    let runs = Path::new(&env::var_os("OUT_DIR").unwrap()).join("runs");
    let before = fs::read_to_string(&runs).unwrap_or_default();
    fs::write(runs, before + "I").unwrap();
    ormgen::Config::new().compile("schema.sql")
}
"#;

const MAIN: &str = r#"
mod models {
    include!(concat!(env!("OUT_DIR"), "/models/mod.rs"));
}

use models::{METADATA, NewBook, NewShelf, Shelf};
use ormgen_runtime::{Engine, Result, Session};

fn main() -> Result<()> {
    let engine = Engine::open("sqlite::memory:")?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let shelf = session.add(NewShelf::new().name("upper"));
    session.append(shelf, Shelf::BOOKS, NewBook::new())?;
    session.commit()?;
    let books = session.load(shelf, Shelf::BOOKS)?.len();
    println!("{}: {books}", session[shelf].name);
    Ok(())
}
"#;

/// A crate whose build script generates models.
struct Project {
    name: &'static str,
    folder: PathBuf,
}

/// A build that succeeded.
struct Build {
    /// Whether cargo compiled the crate.
    compiled: bool,
    program: PathBuf,
    stderr: String,
    out: PathBuf,
}

impl Project {
    fn new(name: &'static str) -> Self {
        let folder = temporary(name);
        let manifest = format!(
            r#"
[package]
name = "{name}"
edition = "2024"

[workspace]

[build-dependencies]
ormgen = {{ path = {}, default-features = false }}

[dependencies]
ormgen-runtime = {{ path = {}, features = ["chrono", "rust_decimal", "serde_json", "uuid"] }}

[lints.rust]
warnings = "deny"
"#,
            package("generator"),
            package("runtime"),
        );
        write(&folder.join("Cargo.toml"), &manifest);
        write(&folder.join("build.rs"), BUILD);
        write(&folder.join("schema.sql"), SCHEMA);
        write(&folder.join("src/main.rs"), MAIN);
        lock(&folder);
        // What an earlier run built would not be built for the first time.
        let arguments = ["clean", "--quiet", "--package", name];
        let cleaned = cargo(&folder).args(arguments).status().unwrap();
        assert!(cleaned.success());
        Project { name, folder }
    }

    fn schema(&self, text: &str) {
        write(&self.folder.join("schema.sql"), text);
    }

    fn cargo(&self) -> Output {
        let arguments = ["build", "--message-format", "json-render-diagnostics"];
        cargo(&self.folder).args(arguments).output().unwrap()
    }

    #[track_caller]
    fn build(&self) -> Build {
        let output = self.cargo();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{stderr}");
        let said = String::from_utf8(output.stdout).unwrap();
        let messages = said.lines().map(|line| line.parse::<Value>().unwrap());
        let own = format!("/{}#", self.name);
        let ours = messages.filter(|one| {
            let id = one["package_id"].as_str();
            id.is_some_and(|id| id.contains(&own))
        });
        let mut build = Build {
            compiled: false,
            program: PathBuf::new(),
            stderr,
            out: PathBuf::new(),
        };
        for message in ours {
            if let Some(out) = message["out_dir"].as_str() {
                build.out = out.into();
            }
            if let Some(program) = message["executable"].as_str() {
                build.program = program.into();
                build.compiled = message["fresh"] == Value::Bool(false);
            }
        }
        build
    }

    /// What is there besides what cargo keeps.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        files.sort();
        files
    }
}

impl Build {
    fn runs(&self) -> usize {
        fs::read_to_string(self.out.join("runs")).unwrap().len()
    }

    /// When each of the models was written.
    fn written(&self) -> BTreeMap<String, SystemTime> {
        let entries = fs::read_dir(self.out.join("models")).unwrap();
        let written = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
        entries
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, written(&entry.path()))
            })
            .collect()
    }

    fn run(&self) -> String {
        let output = std::process::Command::new(&self.program).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn a_build_script_has_manners() {
    let project = Project::new("build-script");
    let files = project.files();
    let build = project.build();
    assert_eq!(build.run(), "upper: 1\n");
    assert!(build.compiled && build.runs() == 1);
    assert_eq!(project.files(), files, "it writes to OUT_DIR alone");
    assert!(!build.stderr.contains("warning"), "{}", build.stderr);
    let written = build.written();
    let names: Vec<_> = written.keys().map(String::as_str).collect();
    assert_eq!(names, ["book.rs", "mod.rs", "shelf.rs"]);

    let build = project.build();
    assert!(!build.compiled && build.runs() == 1, "nothing changed");

    write(&project.folder.join("notes.txt"), "no input");
    let build = project.build();
    assert!(!build.compiled && build.runs() == 1, "no input changed");

    project.schema(&format!("-- Shelves and books.\n{SCHEMA}"));
    let build = project.build();
    assert_eq!(build.runs(), 2);
    assert_eq!(build.written(), written, "the models are the same");
    let build = project.build();
    assert!(!build.compiled && build.runs() == 2, "nothing changed");

    let wider = SCHEMA.replace("NOT NULL);", "NOT NULL, place GEOGRAPHY);");
    project.schema(&wider);
    let build = project.build();
    assert_eq!((build.runs(), build.run().as_str()), (3, "upper: 1\n"));
    assert!(build.compiled);
    let changed = |name: &str| build.written()[name] != written[name];
    assert_eq!(
        ["book.rs", "mod.rs", "shelf.rs"].map(changed),
        [false, false, true]
    );
    let warning = "warning: build-script@0.0.0: schema.sql:1:";
    assert!(build.stderr.contains(warning), "{}", build.stderr);
    assert!(build.stderr.contains("`shelves.place`"), "{}", build.stderr);

    let written = build.written();
    project.schema(&wider.replace("NOT NULL REFERENCES", "NOT, NULL REFERENCES"));
    let output = project.cargo();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    for part in [
        "--> schema.sql:2:",
        "2 | CREATE TABLE books (id INTEGER PRIMARY KEY, shelf_id INTEGER NOT, NULL",
        "^",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("panicked"), "{told}");

    fs::remove_file(project.folder.join("schema.sql")).unwrap();
    let output = project.cargo();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && told.contains("`schema.sql`: "),
        "{told}"
    );

    project.schema(&wider);
    assert_eq!(project.build().written(), written, "a fault writes nothing");
}

#[test]
fn a_build_script_runs_again_when_its_options_change() {
    let project = Project::new("build-options");
    let options = |text: &str| write(&project.folder.join("ormgen.toml"), text);
    options("tables.shelves.name = \"Rack\"\n");
    write(
        &project.folder.join("src/main.rs"),
        &MAIN
            .replace("NewShelf, Shelf", "NewRack, Rack as Shelf")
            .replace("NewShelf", "NewRack"),
    );
    let build = project.build();
    assert_eq!(build.run(), "upper: 1\n");
    let names: Vec<_> = build.written().into_keys().collect();
    assert_eq!(names, ["book.rs", "mod.rs", "rack.rs"]);
    let build = project.build();
    assert!(!build.compiled && build.runs() == 1, "nothing changed");

    options("tables.shelves.name = \"Rack\"\ntables.shelves.derive = [\"Eq\"]\n");
    let build = project.build();
    assert!(build.compiled && build.runs() == 2);
    let rack = fs::read_to_string(build.out.join("models/rack.rs")).unwrap();
    assert!(rack.contains("Eq)]"), "{rack}");

    options("tables.shelfs.name = \"Rack\"\ntables.shelves.name = 1\n");
    let output = project.cargo();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && told.contains("ormgen.toml:2:"),
        "{told}"
    );
}
