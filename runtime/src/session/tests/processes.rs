//! Does a version hold between processes?
//!
//! The test starts itself again as the processes that write. None of them tries anything twice: what another has changed
//! meanwhile is an error, and what is told as written is there.

use std::{
    env,
    path::Path,
    process::{Child, Command, Stdio},
};

use super::configured::{Document, METADATA, document};
use crate::{Engine, ErrorKind, Result, Session};

/// Names the file to the processes that the test starts.
const FILE: &str = "ORMGEN_TEST_FILE";

/// How many changes each process gets through.
const CHANGES: i64 = 40;

fn start(file: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "session::tests::processes::writer",
            "--nocapture",
        ])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn engine(file: &str) -> Result<Engine> {
    Engine::open(&format!(
        "sqlite:///{file}?journal_mode=wal&busy_timeout=20000"
    ))
}

/// The document as it is now, outside of any transaction.
fn read(engine: &Engine) -> Result<Document> {
    let mut session = Session::new(engine);
    let row = session.get_one::<Document>(1)?;
    session.detach(row)
}

/// Writes a change of a document that was read before; says whether it went through.
fn change(engine: &Engine, was: Document) -> Result<bool> {
    let mut session = Session::new(engine);
    let row = session.attach(was)?;
    session[row].title.push('.');
    match session.commit() {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::Stale => Ok(false),
        Err(error) => Err(error),
    }
}

/// Changes the document so often, and tells how often another was first.
#[test]
fn writer() -> Result<()> {
    let Ok(file) = env::var(FILE) else {
        return Ok(());
    };
    let engine = engine(&file)?;
    let (mut written, mut conflicts) = (0, 0);
    while written < CHANGES {
        match change(&engine, read(&engine)?)? {
            true => written += 1,
            false => conflicts += 1,
        }
    }
    println!("written {written}, after {conflicts} conflicts");
    Ok(())
}

/// Waits for a process, and has it tell that it wrote all it should.
fn finish(child: Child) {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && text.contains(&format!("written {CHANGES},")),
        "a process did not come to its end: {text}"
    );
}

#[test]
fn b110_no_conflict_between_processes_is_lost() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let engine = engine(&file.display().to_string())?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    session.add(document("counter"));
    session.commit()?;

    let was = read(&engine)?;
    finish(start(&file));
    assert!(
        !change(&engine, was)?,
        "another process has changed what was read"
    );
    for child in [(); 2].map(|()| start(&file)) {
        finish(child);
    }
    let now = read(&engine)?;
    assert_eq!(now.version, 1 + 3 * CHANGES);
    assert_eq!(now.title.len(), "counter".len() + 3 * CHANGES as usize);
    assert!(change(&engine, now)?, "nobody else writes any more");
    Ok(())
}
