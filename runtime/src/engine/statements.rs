//! How often was a statement at hand that the database had prepared before?

use std::sync::atomic::{AtomicU64, Ordering};

use super::Engine;

/// How the prepared statements of an engine are used; [`Engine::statements`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatementCache {
    /// How many statements each connection keeps prepared, those that were used last.
    pub capacity: usize,
    /// How many statements were prepared already when they were run, since the engine was opened.
    pub hits: u64,
    /// How many had to be prepared first.
    pub misses: u64,
}

/// What all connections of an engine count together.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    hits: AtomicU64,
    misses: AtomicU64,
}

impl Figures {
    pub(crate) fn count(&self, is_hit: bool) {
        let figure = if is_hit { &self.hits } else { &self.misses };
        figure.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn status(&self, capacity: usize) -> StatementCache {
        StatementCache {
            capacity,
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
        }
    }
}

impl Engine {
    /// How many statements of all connections, those of the engine itself among them, were prepared already, and how many had
    /// to be. Where misses go on growing, a program has more different statements than
    /// [`EngineBuilder::statement_cache`](super::EngineBuilder::statement_cache) keeps, or writes values into their text.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, text};
    ///
    /// let engine = Engine::builder("sqlite::memory:").statement_cache(100).open()?;
    /// let mut connection = engine.connect()?;
    /// let before = engine.statements();
    /// for number in 0..10 {
    ///     connection.execute(text("SELECT :n").bind("n", number))?;
    /// }
    /// let after = engine.statements();
    /// assert_eq!(after.hits - before.hits, 9);
    /// assert_eq!(after.capacity, 100);
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    pub fn statements(&self) -> StatementCache {
        self.0.figures.status(self.0.statements)
    }
}
