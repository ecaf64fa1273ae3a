//! How is a database reached, and its connections shared?

mod begin;
mod builder;
mod chunks;
mod connection;
mod echo;
mod execute;
mod lease;
mod pool;
mod query;
mod result;
mod statements;
mod stream;
mod text;
mod texts;
mod url;
mod watch;

pub use begin::BeginMode;
pub use builder::EngineBuilder;
pub use chunks::Chunks;
pub use connection::Connection;
pub use pool::PoolStatus;
pub use result::{OwnedRow, RowIndex, Rows};
pub use statements::StatementCache;
pub use stream::Stream;
pub use text::{Text, text};
pub use url::{Url, UrlBuilder};
pub use watch::StatementEvent;

pub(crate) use lease::Lease;
pub(crate) use result::Collected;
pub(crate) use statements::Figures;
pub(crate) use stream::Reading;
pub(crate) use texts::{Texts, Verb};
pub(crate) use watch::Observer;

use std::{fmt, sync::Arc};

use crate::{error::Result, schema::Dialect};
use pool::Pool;

/// A database, and the pool of connections to it.
///
/// An engine is cheap to clone; its clones share the pool. It opens its first connection when one is first asked for.
///
/// ```
/// use ormgen_runtime::{Engine, text};
///
/// let engine = Engine::open("sqlite::memory:")?;
/// let mut connection = engine.connect()?;
/// let rows = connection.execute(text("SELECT 'Hello, ' || :who AS greeting").bind("who", "SQL"))?;
/// assert_eq!(rows.all()?[0].get::<String>("greeting")?, "Hello, SQL");
/// # Ok::<(), ormgen_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    url: Url,
    dialect: Dialect,
    /// How the transactions of sessions begin.
    begin_mode: BeginMode,
    pool: Arc<Pool>,
    texts: Texts,
    /// How many statements a connection keeps prepared.
    statements: usize,
    figures: Arc<Figures>,
}

impl Engine {
    /// The database that a [URL](Url) names, with the default options. Nothing is opened yet.
    ///
    /// Of SQLite: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite::memory:`. Every connection enforces
    /// foreign keys, waits 5 seconds for a lock and has `synchronous=FULL`; `foreign_keys`, `busy_timeout`
    /// (milliseconds), `synchronous`, `journal_mode`, `mode` (`ro`, `rw`, `rwc`) and `statement_cache` (how many statements a
    /// connection keeps prepared, 256 if not set) can be set in the URL,
    /// `sqlite:///app.db?journal_mode=wal&busy_timeout=10000`, or with [`EngineBuilder::option`]. The journal mode of a
    /// file is left as it is unless it is set. A statement is planned once, whatever values are bound to it
    /// (`SQLITE_DBCONFIG_ENABLE_QPSG`).
    ///
    /// A database in memory has one connection, which all users of the engine take turns with; it is gone with the
    /// engine's last clone.
    ///
    /// # Errors
    ///
    /// The URL or an option cannot be read, or its dialect is not built in.
    pub fn open(url: &str) -> Result<Self> {
        Self::builder(url).open()
    }

    /// A database with options of its own.
    ///
    /// ```
    /// use ormgen_runtime::Engine;
    ///
    /// let engine = Engine::builder("sqlite::memory:").echo(true).open()?;
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    pub fn builder(url: &str) -> EngineBuilder {
        EngineBuilder::new(url)
    }

    /// A connection of the pool, to run statements outside a session. Its transaction begins with the first statement,
    /// and is rolled back when the connection is dropped without a [`commit`](Connection::commit).
    ///
    /// # Errors
    ///
    /// The database cannot be opened, or no connection becomes free in time.
    pub fn connect(&self) -> Result<Connection> {
        Ok(Connection::new(self.lease()?, self))
    }

    /// How many connections there are, and how many of them are in use.
    pub fn pool(&self) -> PoolStatus {
        self.0.pool.status()
    }

    /// The URL of the database; printing it hides the password.
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    pub(crate) fn begin_mode(&self) -> BeginMode {
        self.0.begin_mode
    }

    /// The texts of statements that its sessions send.
    pub(crate) fn texts(&self) -> Texts {
        self.0.texts.clone()
    }

    pub(crate) fn lease(&self) -> Result<Lease> {
        self.0.pool.lease()
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({})", self.0.url)
    }
}
