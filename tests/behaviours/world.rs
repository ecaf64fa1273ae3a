//! A database of its own for each test, what was sent to it, and a second connection to look at it.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use fixtures::behaviours::METADATA;
use ormgen_runtime::{Engine, Metadata, Session, rusqlite};

const FILE: &str = "test.db";

/// A database in a file.
pub(crate) struct World {
    pub(crate) engine: Engine,
    log: Log,
    second: rusqlite::Connection,
    folder: tempfile::TempDir,
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl World {
    /// With the tables of `fixtures/behaviours`.
    pub(crate) fn new() -> Self {
        Self::of(&METADATA)
    }

    /// With the tables of a schema.
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let log = Log::default();
        let url = format!("sqlite:///{}", file.display());
        let engine = Engine::builder(&url)
            .option("journal_mode", "wal")
            .option("busy_timeout", "0")
            .echo_to(log.clone())
            .open()
            .unwrap();
        metadata.create_all(&engine).unwrap();
        let second = rusqlite::Connection::open(file).unwrap();
        second.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        let world = World {
            engine,
            log,
            second,
            folder,
        };
        world.sent();
        world
    }

    /// With the rows that the behaviours speak of: users 7 to 10, their addresses and orders, items and keywords.
    pub(crate) fn loaded() -> Self {
        let world = Self::new();
        world.run(
            "INSERT INTO users VALUES (7, 'jack'), (8, 'ed'), (9, 'fred'), (10, 'chuck');
             INSERT INTO addresses VALUES (1, 7, 'jack@bean.com'), (2, 8, 'ed@wood.com'), (3, 8, 'ed@bettyboop.com'),
               (4, 8, 'ed@lala.com'), (5, 9, 'fred@fred.com');
             INSERT INTO orders VALUES (1, 7, 1, 'order 1', 0), (2, 9, 4, 'order 2', 0), (3, 7, 1, 'order 3', 1),
               (4, 9, 4, 'order 4', 1), (5, 7, NULL, 'order 5', 0);
             INSERT INTO items VALUES (1, 'item 1'), (2, 'item 2'), (3, 'item 3'), (4, 'item 4'), (5, 'item 5');
             INSERT INTO order_items (order_id, item_id) VALUES (1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3);
             INSERT INTO keywords VALUES (1, 'blue'), (2, 'red'), (3, 'green'), (4, 'big'), (5, 'small'), (6, 'round'),
               (7, 'square');
             INSERT INTO item_keywords (item_id, keyword_id) VALUES (1, 2), (1, 4), (1, 6), (2, 2), (2, 5), (2, 7),
               (3, 3), (3, 4), (3, 6);",
        );
        world
    }

    /// Where the database is.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join(FILE)
    }

    pub(crate) fn session(&self) -> Session {
        Session::new(&self.engine)
    }

    /// Runs statements on the second connection.
    pub(crate) fn run(&self, sql: &str) {
        self.second.execute_batch(sql).unwrap();
    }

    /// Rows as the second connection sees them, their columns apart by `|`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let mut statement = self.second.prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..columns).map(|column| match row.get_ref(column).unwrap() {
                rusqlite::types::ValueRef::Null => "NULL".to_owned(),
                rusqlite::types::ValueRef::Integer(value) => value.to_string(),
                rusqlite::types::ValueRef::Real(value) => value.to_string(),
                rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                rusqlite::types::ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
            });
            all.push(cells.collect::<Vec<_>>().join("|"));
        }
        all
    }

    /// How many rows a table has, as the second connection sees it.
    pub(crate) fn count(&self, table: &str) -> usize {
        self.rows(&format!("SELECT 1 FROM {table}")).len()
    }

    /// What was sent since it was last asked, brackets of transactions too.
    pub(crate) fn sent_all(&self) -> Vec<String> {
        let text = String::from_utf8(std::mem::take(&mut *self.log.0.lock().unwrap())).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    /// The statements that were sent since it was last asked, with their values.
    pub(crate) fn sent(&self) -> Vec<String> {
        let brackets = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"];
        let is_bracket = |line: &String| brackets.iter().any(|word| line.starts_with(word));
        let all = self.sent_all().into_iter();
        all.filter(|line| !is_bracket(line)).collect()
    }

    /// The statements that were sent since it was last asked, without their values and what follows SELECT and FROM.
    pub(crate) fn kinds(&self) -> Vec<String> {
        let kind = |line: String| {
            let words: Vec<_> = line.split(' ').collect();
            match words[0] {
                "SELECT" => {
                    let from = words.iter().position(|word| *word == "FROM");
                    format!("SELECT {}", from.map_or("", |at| words[at + 1]))
                }
                "UPDATE" => format!("UPDATE {}", words[1]),
                verb => format!("{verb} {}", words.get(2).copied().unwrap_or_default()),
            }
        };
        self.sent().into_iter().map(kind).collect()
    }
}
