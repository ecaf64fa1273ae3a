//! Does a version hold between processes?
//!
//! The test starts itself again as the processes that write. None of them tries anything twice: what another has changed
//! meanwhile is an error, and what is told as written is there. `ORMGEN_SECONDS=60 cargo test -p ormgen-runtime --lib
//! processes -- --nocapture` has them write for so long.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::configured::{Document, METADATA, document};
use crate::{Engine, ErrorKind, Result, Session};

/// Names the file to the processes that the test starts.
const FILE: &str = "ORMGEN_TEST_FILE";

/// How many changes each process gets through, where no time is given.
const CHANGES: i64 = 40;

/// For how long they write, if that is given.
fn time() -> Option<Duration> {
    let seconds = env::var("ORMGEN_SECONDS").ok()?.parse();
    seconds.ok().map(Duration::from_secs)
}

fn start(file: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "session::tests::processes::writer",
            "--nocapture",
        ])
        .env(FILE, file)
        .stdin(Stdio::piped())
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
///
/// What it changes first, it has read before it is told to begin: processes that begin together have read the same.
#[test]
fn writer() -> Result<()> {
    let Ok(file) = env::var(FILE) else {
        return Ok(());
    };
    let engine = engine(&file)?;
    let mut was = read(&engine)?;
    println!("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let (started, limit) = (Instant::now(), time());
    let (mut written, mut conflicts) = (0, 0);
    while limit.map_or(written < CHANGES, |limit| started.elapsed() < limit) {
        match change(&engine, was)? {
            true => written += 1,
            false => conflicts += 1,
        }
        was = read(&engine)?;
    }
    println!("written {written} after {conflicts} conflicts");
    Ok(())
}

/// What a process wrote, and how often another was first.
#[derive(Default)]
struct Told {
    written: i64,
    conflicts: i64,
}

/// Has so many processes read, and then write together; gives what all of them told.
fn write(file: &Path, processes: usize) -> Told {
    let mut children: Vec<_> = (0..processes)
        .map(|_| {
            let mut child = start(file);
            let mut output = BufReader::new(child.stdout.take().unwrap());
            let mut line = String::new();
            while !line.ends_with("ready\n") {
                let length = output.read_line(&mut line).unwrap();
                assert!(length > 0, "a process ended before it was told to begin");
            }
            (child, output)
        })
        .collect();
    for (child, _) in &mut children {
        child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }
    let mut all = Told::default();
    for (mut child, mut output) in children {
        let mut text = String::new();
        output.read_to_string(&mut text).unwrap();
        assert!(child.wait().unwrap().success(), "{text}");
        let numbers = text.lines().find_map(|line| {
            let line = line.strip_prefix("written ")?;
            line.strip_suffix(" conflicts")?.split_once(" after ")
        });
        let Some((written, conflicts)) = numbers else {
            panic!("a process did not come to its end: {text}");
        };
        all.written += written.parse::<i64>().unwrap();
        all.conflicts += conflicts.parse::<i64>().unwrap();
    }
    all
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
    let alone = write(&file, 1);
    assert!(alone.written > 0 && alone.conflicts == 0);
    assert!(
        !change(&engine, was)?,
        "another process has changed what was read"
    );
    let both = write(&file, 2);
    assert!(both.conflicts > 0, "two began with what both had read");
    let written = alone.written + both.written;
    println!("{written} changes, {} conflicts", both.conflicts);
    let second = rusqlite::Connection::open(&file).unwrap();
    let stored = second.query_row("SELECT version, length(title) FROM documents", [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    });
    assert_eq!(
        stored.unwrap(),
        (1 + written, "counter".len() as i64 + written),
        "each change that was told is there, and no other"
    );
    let now = read(&engine)?;
    assert_eq!(now.version, 1 + written);
    assert!(change(&engine, now)?, "nobody else writes any more");
    Ok(())
}
