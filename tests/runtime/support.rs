//! What several tests need: a database of their own, and the statements that were sent to it.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use ormgen_runtime::{Engine, Metadata};

/// A database in memory with the tables of a schema, and a log of the statements sent to it.
pub(crate) struct Database {
    pub(crate) engine: Engine,
    log: Log,
}

/// The statements that were sent, one a line.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// All that was written to it.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Database {
    pub(crate) fn new(metadata: &Metadata) -> Self {
        let log = Log::default();
        let engine = Engine::builder("sqlite::memory:")
            .echo_to(log.clone())
            .open()
            .unwrap();
        metadata.create_all(&engine).unwrap();
        let database = Database { engine, log };
        database.sent();
        database
    }

    /// The statements that were sent since it was last asked, with their values, but for BEGIN, COMMIT and ROLLBACK.
    #[track_caller]
    pub(crate) fn sent(&self) -> Vec<String> {
        let text = String::from_utf8(std::mem::take(&mut *self.log.0.lock().unwrap())).unwrap();
        let is_bracket = |line: &&str| ["BEGIN", "COMMIT", "ROLLBACK"].contains(line);
        text.lines()
            .filter(|line| !is_bracket(line))
            .map(str::to_owned)
            .collect()
    }
}

/// The place of a database in a file, in a folder of its own.
pub(crate) struct File(tempfile::TempDir);

impl File {
    pub(crate) fn new() -> Self {
        File(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("test.db")
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite:///{}", self.path().display())
    }
}
