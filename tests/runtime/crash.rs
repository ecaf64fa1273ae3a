//! Is what was committed there, whole, after the process was killed? And do two processes share a file?
//!
//! The test starts itself again as the process that writes. `ORMGEN_CRASHES=200 cargo test --test runtime crash --
//! --nocapture` kills it that many times, and `ORMGEN_SECONDS=60 cargo test --test runtime processes` has two of them write
//! for so long.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fixtures::bookshop::{Author, Book, METADATA, NewAuthor, NewBook, NewCategory};
use ormgen_runtime::{Engine, Error, Result, Session, rusqlite};

use crate::support::File;

/// Names the file to the process that the test starts.
const FILE: &str = "ORMGEN_TEST_FILE";

/// How many books each author comes with.
const BOOKS: i64 = 3;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// Starts this test program again, to run one of its tests as a process of its own.
fn start(test: &str, file: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn url(file: &str) -> String {
    format!("sqlite:///{file}?journal_mode=wal")
}

/// Commits numbered graphs, and tells each number once its commit is through.
#[test]
fn writer_of_graphs() -> Result<()> {
    let Ok(file) = env::var(FILE) else {
        return Ok(());
    };
    let engine = Engine::open(&url(&file))?;
    let mut session = Session::new(&engine);
    let first = session.query::<Author>().count()?;
    for place in first.. {
        let author = session.add(NewAuthor::new().name(format!("author {place}")));
        for number in 0..BOOKS {
            let title = format!("book {place}.{number}");
            let book = session.append(author, Author::BOOKS, NewBook::new().title(title))?;
            session.append(book, Book::CATEGORIES, NewCategory::new().name("c"))?;
        }
        session.commit()?;
        session.expunge_all();
        println!("committed {place}");
        std::io::stdout().flush().unwrap();
    }
    Ok(())
}

#[test]
fn a_killed_process_leaves_whole_graphs() {
    let crashes = number("ORMGEN_CRASHES").unwrap_or(5);
    let file = File::new();
    METADATA
        .create_all(&Engine::open(&file.url()).unwrap())
        .unwrap();
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    let mut acknowledged = 0;
    for _ in 0..crashes {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let mut child = start("crash::writer_of_graphs", &file.path());
        let output = BufReader::new(child.stdout.take().unwrap());
        let numbers = output
            .lines()
            .map_while(std::result::Result::ok)
            .filter_map(|line| {
                let (_, number) = line.split_once("committed ")?;
                number.parse::<i64>().ok()
            });
        let mut left = chance % 20;
        for number in numbers {
            acknowledged = acknowledged.max(number + 1);
            if left == 0 {
                // Somewhere inside the next transactions.
                (0..chance % 200_000).for_each(|step| {
                    std::hint::black_box(step);
                });
                child.kill().unwrap();
            }
            left = left.saturating_sub(1);
        }
        child.wait().unwrap();
        check(&file, acknowledged);
    }
    println!("{crashes} crashes, {acknowledged} graphs");
    assert!(acknowledged > 0);
}

/// The file is sound, every acknowledged graph is there whole, and no other in part.
fn check(file: &File, acknowledged: i64) {
    let database = rusqlite::Connection::open(file.path()).unwrap();
    let one = |sql: &str| {
        database
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let sound: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
    let authors = one("SELECT count(*) FROM authors");
    assert!(
        authors >= acknowledged,
        "{authors} of {acknowledged} graphs are there"
    );
    assert_eq!(one("SELECT count(*) FROM books"), authors * BOOKS);
    assert_eq!(one("SELECT count(*) FROM book_categories"), authors * BOOKS);
    assert_eq!(
        one(
            "SELECT count(*) FROM (SELECT author_id FROM books GROUP BY author_id HAVING count(*) = 3)"
        ),
        authors
    );
}

#[test]
fn a_commit_is_synced() -> Result<()> {
    // A killed process cannot show that data reached the disk; the settings say that it is asked to.
    let file = File::new();
    let engine = Engine::open(&file.url())?;
    let mut session = Session::new(&engine);
    let setting = session.execute(ormgen_runtime::text("PRAGMA synchronous"))?;
    assert_eq!(setting.all()?[0].get::<i64>(0)?, 2, "FULL");
    Ok(())
}

/// Counts up in transactions for as long as it is told, and tells how often.
#[test]
fn writer_of_numbers() -> Result<()> {
    let Ok(file) = env::var(FILE) else {
        return Ok(());
    };
    let engine = Engine::open(&url(&file))?;
    let (started, limit) = (
        Instant::now(),
        number("ORMGEN_SECONDS").map(Duration::from_secs),
    );
    let mut done = 0_u32;
    while limit.map_or(done < 100, |limit| started.elapsed() < limit) {
        engine.transaction(|session| {
            let book = session.get_one::<Book>(1)?;
            session[book].price = session[book].price.map(|price| price + 1.0);
            Ok::<_, Error>(())
        })?;
        done += 1;
    }
    println!("counted {done}");
    Ok(())
}

#[test]
fn two_processes_lose_no_increment() -> Result<()> {
    let file = File::new();
    let engine = Engine::open(&url(&file.path().display().to_string()))?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let book = session.add(NewBook::new().title("counter").price(0.0));
    session.commit()?;
    let children = [(); 2].map(|()| start("crash::writer_of_numbers", &file.path()));
    let mut sum = 0.0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let counted = text
            .split("counted ")
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next());
        let Some(counted) = counted.and_then(|number| number.parse::<f64>().ok()) else {
            panic!("a process did not come to its end: {text}");
        };
        assert!(counted > 0.0);
        sum += counted;
    }
    session.refresh(book)?;
    assert_eq!(session[book].price, Some(sum));
    println!("{sum} increments");
    Ok(())
}
