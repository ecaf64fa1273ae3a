//! What does the command answer, and what does it leave in the folder?

mod arguments;
mod diagram;
mod diff;
mod faults;
mod files;
mod init;
mod order;
mod processes;
mod review;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// A schema of two tables.
const SHELF: &str = "CREATE TABLE shelves (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE books (id INTEGER PRIMARY KEY, shelf_id INTEGER NOT NULL REFERENCES shelves (id));
";

/// A folder of a test's own, which is the working directory.
struct Folder(TempDir);

/// What a run gave.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Folder {
    /// With a `schema.sql`.
    fn new(schema: &str) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        folder.write("schema.sql", schema);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of what is in a folder, in order; none where there is no folder.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).into_iter().flatten();
        let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut names: Vec<_> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        names
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = ormgen();
        command.current_dir(self.0.path()).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_on("", arguments)
    }

    /// With this text on standard input.
    fn run_on(&self, input: &str, arguments: &[&str]) -> Run {
        run(&mut self.command(arguments), input)
    }

    /// A run that has to succeed.
    #[track_caller]
    fn generate(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run
    }
}

fn ormgen() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ormgen"))
}

fn run(command: &mut Command, input: &str) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read is done with it sooner.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
