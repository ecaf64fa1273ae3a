//! What does a session cost, beside rusqlite written by hand?
//!
//! `cargo bench --bench session` runs each workload both ways in turn, many times, and prints the medians and their ratio;
//! `cargo bench --bench session -- memory` loads 1,000 to 1,000,000 rows, touches one in a hundred and flushes: the time of each
//! step, and what the process has grown by since the first, for each row that was loaded.

#[path = "support/mod.rs"]
mod support;

use std::{
    env, fs,
    time::{Duration, Instant},
};

use fixtures::bookshop::{NewNode, Node};
use ormgen_runtime::{Engine, Session, rusqlite, text};
use support::{head, report};

const DDL: &str = "CREATE TABLE nodes (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES nodes (id), name VARCHAR(20) NOT NULL)";

fn main() {
    if env::args().any(|argument| argument == "memory") {
        return memory();
    }
    head("session");
    let (mut hand, database) = (Hand::new(1_000), engine(1_000));
    report(
        "load 1,000, change 500, commit",
        1.5,
        200,
        || unit_by_hand(&mut hand),
        || unit_by_session(&database),
    );
    let (mut hand, database) = (Hand::new(10_000), engine(10_000));
    report(
        "load 10,000 rows",
        1.4,
        60,
        || load_by_hand(&mut hand),
        || load_by_session(&database),
    );
    let (mut hand, database) = (Hand::new(1_000), engine(1_000));
    report(
        "insert 100 rows, with their keys",
        1.0,
        300,
        || insert_by_hand(&mut hand),
        || insert_by_session(&database),
    );
}

/// A database for rusqlite alone.
struct Hand(rusqlite::Connection);

impl Hand {
    fn new(rows: usize) -> Self {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection
            .execute_batch("PRAGMA foreign_keys = ON")
            .unwrap();
        connection.execute_batch(DDL).unwrap();
        connection.execute_batch(&filling(rows)).unwrap();
        Hand(connection)
    }
}

fn filling(rows: usize) -> String {
    format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \
         INSERT INTO nodes (id, name) SELECT i, 'node ' || i FROM n"
    )
}

fn engine(rows: usize) -> Engine {
    let engine = Engine::open("sqlite::memory:").unwrap();
    let mut connection = engine.connect().unwrap();
    connection.execute(text(DDL)).unwrap();
    connection.execute(text(filling(rows))).unwrap();
    connection.commit().unwrap();
    drop(connection);
    engine
}

struct Plain {
    id: i64,
    parent_id: Option<i64>,
    name: String,
}

fn all(connection: &rusqlite::Connection) -> Vec<Plain> {
    let mut select = connection
        .prepare_cached("SELECT id, parent_id, name FROM nodes")
        .unwrap();
    let rows = select.query_map([], |row| {
        Ok(Plain {
            id: row.get(0)?,
            parent_id: row.get(1)?,
            name: row.get(2)?,
        })
    });
    rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

fn load_by_hand(hand: &mut Hand) -> Duration {
    let start = Instant::now();
    let rows = all(&hand.0);
    let time = start.elapsed();
    assert_eq!(
        rows.iter().filter(|row| row.parent_id.is_none()).count(),
        10_000
    );
    time
}

fn load_by_session(engine: &Engine) -> Duration {
    let start = Instant::now();
    let mut session = Session::new(engine);
    let rows = session.query::<Node>().all().unwrap();
    let time = start.elapsed();
    assert_eq!(rows.len(), 10_000);
    time
}

fn unit_by_hand(hand: &mut Hand) -> Duration {
    let start = Instant::now();
    let transaction = hand.0.transaction().unwrap();
    let mut rows = all(&transaction);
    {
        let mut update = transaction
            .prepare_cached("UPDATE nodes SET name = ? WHERE id = ?")
            .unwrap();
        for row in rows.iter_mut().step_by(2) {
            row.name = if row.name.ends_with('!') {
                format!("node {}", row.id)
            } else {
                format!("node {}!", row.id)
            };
            update.execute(rusqlite::params![row.name, row.id]).unwrap();
        }
    }
    transaction.commit().unwrap();
    start.elapsed()
}

fn unit_by_session(engine: &Engine) -> Duration {
    let start = Instant::now();
    let mut session = Session::new(engine);
    let rows = session.query::<Node>().all().unwrap();
    for row in rows.into_iter().step_by(2) {
        let row = &mut session[row];
        row.name = if row.name.ends_with('!') {
            format!("node {}", row.id)
        } else {
            format!("node {}!", row.id)
        };
    }
    session.commit().unwrap();
    start.elapsed()
}

fn insert_by_hand(hand: &mut Hand) -> Duration {
    let start = Instant::now();
    let transaction = hand.0.transaction().unwrap();
    let mut keys = Vec::new();
    {
        let mut insert = transaction
            .prepare_cached("INSERT INTO nodes (name) VALUES (?)")
            .unwrap();
        for number in 0..100 {
            insert.execute([format!("new {number}")]).unwrap();
            keys.push(transaction.last_insert_rowid());
        }
    }
    transaction.rollback().unwrap();
    let time = start.elapsed();
    assert_eq!(keys.len(), 100);
    time
}

fn insert_by_session(engine: &Engine) -> Duration {
    let start = Instant::now();
    let mut session = Session::new(engine);
    let rows = session.add_all((0..100).map(|number| NewNode::new().name(format!("new {number}"))));
    session.flush().unwrap();
    let keys: Vec<i64> = rows.iter().map(|row| session[*row].id).collect();
    session.rollback().unwrap();
    let time = start.elapsed();
    assert_eq!(keys.len(), 100);
    time
}

/// Loads ever more rows, touches one in a hundred, and flushes.
fn memory() {
    println!("{:>10} {:^26} {:^26} {:^26}", "", "load", "touch", "flush");
    print!("{:>10}", "rows");
    for _ in 0..3 {
        print!(" {:>12} {:>13}", "time", "bytes a row");
    }
    println!();
    for rows in [1_000, 10_000, 100_000, 1_000_000] {
        let engine = engine(rows);
        let before = resident();
        print!("{rows:>10}");
        let told = |start: Instant| {
            let time = start.elapsed();
            let bytes = resident().saturating_sub(before) / rows;
            print!(" {time:>12.1?} {bytes:>13}");
        };
        let start = Instant::now();
        let mut session = Session::new(&engine);
        let nodes = session.query::<Node>().all().unwrap();
        told(start);
        let start = Instant::now();
        for node in nodes.iter().step_by(100) {
            session[*node].name.push('!');
        }
        told(start);
        let start = Instant::now();
        session.flush().unwrap();
        told(start);
        println!();
    }
}

/// The memory of this process, in bytes; 0 where the system does not tell.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = status
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}
