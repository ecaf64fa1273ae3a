//! Is what was committed there, whole, after the process was killed? And do two processes share a file?
//!
//! The test starts itself again as the process that writes. `ORMGEN_CRASHES=200 cargo test --test runtime crash --
//! --nocapture` kills it that many times, and `ORMGEN_SECONDS=60 cargo test --test runtime processes` has two of them write
//! for so long.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fixtures::bookshop::{Author, Book, METADATA, NewAuthor, NewBook, NewCategory, NewNode, Node};
use ormgen_runtime::{Engine, Error, Result, Session, rusqlite, text};

use crate::support::File;

/// Names the database to the process that the test starts.
const URL: &str = "ORMGEN_TEST_URL";

/// How many books each author comes with.
const BOOKS: i64 = 3;

/// The journal modes that processes are killed in.
const MODES: [&str; 2] = ["wal", "delete"];

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// Starts this test program again, to run one of its tests as a process of its own.
fn start(test: &str, url: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(URL, url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn url(file: &File, journal_mode: &str) -> String {
    format!("{}?journal_mode={journal_mode}", file.url())
}

fn say(line: impl std::fmt::Display) {
    println!("{line}");
    std::io::stdout().flush().unwrap();
}

/// The transaction of a number: a new graph of this number, a change of the one before, sometimes an end of one that is older,
/// and what savepoints keep and undo.
fn transact(session: &mut Session, place: i64) -> Result<()> {
    let counter = session.get_one::<Node>(1)?;
    session[counter].name = format!("{}", place + 1);
    let author = session.add(NewAuthor::new().name(format!("author {place}")));
    for number in 0..BOOKS {
        let title = format!("book {place}.{number}");
        let book = session.append(author, Author::BOOKS, NewBook::new().title(title))?;
        let category = NewCategory::new().name(format!("c {place}.{number}"));
        session.append(book, Book::CATEGORIES, category)?;
    }
    let mut undone = session.begin_nested()?;
    undone.add(NewAuthor::new().name(format!("never {place}")));
    undone[author].name = "never".to_owned();
    undone.flush()?;
    undone.rollback()?;
    if let Some(before) = find(session, place - 1)? {
        let mut kept = session.begin_nested()?;
        kept[before].name.push_str(", changed");
        for book in kept.load(before, Author::BOOKS)? {
            kept[book].price = Some(place as f64);
        }
        kept.commit()?;
    }
    if ends(place)
        && let Some(old) = find(session, place - 2)?
    {
        for book in session.load(old, Author::BOOKS)? {
            for category in session.load(book, Book::CATEGORIES)? {
                session.delete(category)?;
            }
            session.delete(book)?;
        }
        session.delete(old)?;
    }
    session.commit()
}

/// Whether the transaction of this number deletes the graph of the one before the last.
fn ends(place: i64) -> bool {
    place % 3 == 2
}

fn find(session: &mut Session, graph: i64) -> Result<Option<ormgen_runtime::Ref<Author>>> {
    let names = [
        format!("author {graph}"),
        format!("author {graph}, changed"),
    ];
    let query = session.query::<Author>();
    query.filter(Author::NAME.in_(names)).one_or_none()
}

/// The rows that are there after so many transactions, as `stored` lists them.
fn expected(transactions: i64) -> Vec<String> {
    let mut lines = Vec::new();
    for graph in 0..transactions {
        if ends(graph + 2) && graph + 2 < transactions {
            continue;
        }
        let is_changed = graph + 1 < transactions;
        let (suffix, price) = match is_changed {
            true => (", changed", format!("{}.0", graph + 1)),
            false => ("", "-".to_owned()),
        };
        for number in 0..BOOKS {
            lines.push(format!(
                "author {graph}{suffix}|book {graph}.{number}|{price}|c {graph}.{number}"
            ));
        }
    }
    lines.sort();
    lines
}

/// The graphs of a database, a line for each book with its author and category.
fn stored(database: &rusqlite::Connection) -> Vec<String> {
    let sql = "SELECT a.name || '|' || b.title || '|' || coalesce(b.price, '-') || '|' || c.name \
               FROM authors AS a JOIN books AS b ON b.author_id = a.id \
               JOIN book_categories AS l ON l.book_id = b.id JOIN categories AS c ON c.id = l.category_id";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    let mut lines = rows.collect::<rusqlite::Result<Vec<String>>>().unwrap();
    lines.sort();
    lines
}

/// Goes on where the database stands, and tells each transaction once its commit is through.
#[test]
fn writer_of_graphs() -> Result<()> {
    let Ok(url) = env::var(URL) else {
        return Ok(());
    };
    say("opening");
    let engine = Engine::open(&url)?;
    let mut session = Session::new(&engine);
    let counter = session.get_one::<Node>(1)?;
    let first = session[counter].name.parse::<i64>().unwrap();
    session.rollback()?;
    say("opened");
    for place in first.. {
        transact(&mut session, place)?;
        session.expunge_all();
        say(format!("committed {place}"));
    }
    Ok(())
}

/// Numbers that look random, and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// What a process had told when it was killed.
struct Killed {
    was_open: bool,
    last: Option<i64>,
}

/// After what a process is killed, at some time.
enum Moment {
    Opening,
    Commit,
}

/// Starts a process that writes, and kills it.
fn kill(url: &str, moment: Moment, chance: &mut Chance) -> Killed {
    let mut child = start("crash::writer_of_graphs", url);
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut killed = Killed {
        was_open: false,
        last: None,
    };
    let mut commits = match moment {
        Moment::Opening => None,
        Moment::Commit => Some(chance.below(12)),
    };
    let mut is_alive = true;
    for line in output.lines().map_while(std::result::Result::ok) {
        killed.was_open |= line.ends_with("opened");
        let committed = line.split_once("committed ").map(|(_, number)| number);
        killed.last = committed
            .and_then(|number| number.parse().ok())
            .or(killed.last);
        let is_time = match &mut commits {
            None => line.ends_with("opening"),
            Some(0) => committed.is_some(),
            Some(left) => {
                *left -= u64::from(committed.is_some());
                false
            }
        };
        if is_alive && is_time {
            is_alive = false;
            // Such times are shorter than a system sleeps.
            let limit = [300, 3_000, 12_000][chance.below(3) as usize];
            let (since, time) = (Instant::now(), Duration::from_micros(chance.below(limit)));
            while since.elapsed() < time {
                std::hint::spin_loop();
            }
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(!is_alive, "the process came to an end by itself");
    killed
}

#[test]
fn a_killed_process_leaves_whole_graphs() {
    let crashes = number("ORMGEN_CRASHES").unwrap_or(4);
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let worlds = MODES.map(|mode| {
        let file = File::new();
        let url = url(&file, mode);
        let engine = Engine::open(&url).unwrap();
        METADATA.create_all(&engine).unwrap();
        let mut session = Session::new(&engine);
        session.add(NewNode::new().id(1).name("0"));
        session.commit().unwrap();
        (file, url)
    });
    let (mut done, mut while_opening, mut recovered) = ([0; 2], 0, 0);
    for crash in 0..crashes {
        let place = crash as usize % worlds.len();
        let (file, url) = &worlds[place];
        let moment = match crash % 4 < 2 {
            true => Moment::Commit,
            false => Moment::Opening,
        };
        let killed = kill(url, moment, &mut chance);
        while_opening += u64::from(!killed.was_open);
        let acknowledged = killed.last.map_or(done[place], |last| last + 1);
        let (found, is_journal_left) = check(file);
        recovered += u64::from(is_journal_left);
        // The last one may be through and not told.
        let may_be = acknowledged..=acknowledged + 1;
        assert!(
            may_be.contains(&found),
            "{found} of {acknowledged} transactions are there"
        );
        done[place] = found;
    }
    let [wal, delete] = done;
    println!(
        "{crashes} crashes, {while_opening} while opening, {recovered} that left a journal; \
         {wal} transactions with wal, {delete} without"
    );
    assert!(done.iter().any(|transactions| *transactions > 0));
}

/// The file is sound, and holds what so many transactions leave, which are the ones before any other. There may be a journal to
/// recover it from.
///
/// A copy is looked at, so that the next process finds the file as the last one left it.
fn check(file: &File) -> (i64, bool) {
    let copy = File::new();
    let mut is_journal_left = false;
    for suffix in ["", "-wal", "-journal"] {
        let path = |file: &File| format!("{}{suffix}", file.path().display());
        if std::fs::exists(path(file)).unwrap() {
            let bytes = std::fs::copy(path(file), path(&copy)).unwrap();
            is_journal_left |= !suffix.is_empty() && bytes > 0;
        }
    }
    let database = rusqlite::Connection::open(copy.path()).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, String>(0));
    assert_eq!(one("PRAGMA integrity_check").unwrap(), "ok");
    let broken = one("SELECT \"table\" FROM pragma_foreign_key_check");
    assert_eq!(broken, Err(rusqlite::Error::QueryReturnedNoRows));
    let transactions = one("SELECT name FROM nodes WHERE id = 1").unwrap();
    let transactions = transactions.parse().unwrap();
    let expected = expected(transactions);
    assert_eq!(stored(&database), expected);
    let rows = expected.len() as i64;
    let tables = [
        ("books", rows),
        ("categories", rows),
        ("book_categories", rows),
    ];
    for (table, rows) in tables.into_iter().chain([("authors", rows / BOOKS)]) {
        let count = one(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}"));
        assert_eq!(
            count.unwrap(),
            rows.to_string(),
            "no row of `{table}` is alone"
        );
    }
    (transactions, is_journal_left)
}

#[test]
fn a_commit_is_synced() -> Result<()> {
    // A killed process cannot show that data reached the disk; the settings say that it is asked to.
    for mode in MODES {
        let file = File::new();
        let engine = Engine::open(&url(&file, mode))?;
        let mut session = Session::new(&engine);
        let setting = session.execute(text("PRAGMA synchronous"))?;
        assert_eq!(setting.all()?[0].get::<i64>(0)?, 2, "FULL");
        let setting = session.execute(text("PRAGMA journal_mode"))?;
        assert_eq!(setting.all()?[0].get::<String>(0)?, mode);
    }
    Ok(())
}

/// Counts up in transactions for as long as it is told, and tells how often.
#[test]
fn writer_of_numbers() -> Result<()> {
    let Ok(url) = env::var(URL) else {
        return Ok(());
    };
    let engine = Engine::open(&url)?;
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
    let url = url(&file, "wal");
    let engine = Engine::open(&url)?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let book = session.add(NewBook::new().title("counter").price(0.0));
    session.commit()?;
    let children = [(); 2].map(|()| start("crash::writer_of_numbers", &url));
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
