//! Which options does an engine have?

use std::{io::Write, sync::Arc, time::Duration};

use super::{
    BeginMode, Engine, Figures, Inner, Texts, Url,
    echo::Echo,
    pool::{Open, Pool},
    watch::{StatementEvent, Watch},
};
#[cfg(feature = "sqlite")]
use crate::driver::sqlite::{Options, Sqlite};
use crate::{
    driver::AnyConnection,
    error::{Error, ErrorKind, Result},
    schema::Dialect,
};

/// The options of an [`Engine`], made by [`Engine::builder`].
pub struct EngineBuilder {
    url: String,
    options: Vec<(String, String)>,
    watch: Watch,
    pool_size: usize,
    pool_timeout: Option<Duration>,
    pool_recycle: Option<Duration>,
    begin_mode: BeginMode,
    greetings: Greetings,
}

/// What a program does with each connection that is opened.
#[cfg(feature = "sqlite")]
type Greetings = Vec<Box<dyn Fn(&rusqlite::Connection) -> rusqlite::Result<()> + Send + Sync>>;
#[cfg(not(feature = "sqlite"))]
type Greetings = ();

impl EngineBuilder {
    pub(super) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            options: Vec::new(),
            watch: Watch::NOBODY,
            pool_size: 5,
            pool_timeout: None,
            pool_recycle: None,
            begin_mode: BeginMode::Deferred,
            greetings: Greetings::default(),
        }
    }

    /// Sets an option of the database, as `?name=value` does in the URL, which this one goes before.
    ///
    /// ```
    /// use ormgen_runtime::Engine;
    ///
    /// let engine = Engine::builder("sqlite:///shop.db").option("journal_mode", "wal").open()?;
    /// assert_eq!(engine.url().to_string(), "sqlite:///shop.db?journal_mode=wal");
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    pub fn option(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.push((name.into(), value.into()));
        self
    }

    /// How many statements each connection keeps prepared, those that were used last; 256 if not set, and none with 0.
    /// [`Engine::statements`] tells whether that is enough. `?statement_cache=1000` in the URL does the same.
    pub fn statement_cache(self, statements: usize) -> Self {
        self.option("statement_cache", statements.to_string())
    }

    /// Writes every statement to standard error, with its values. Those of columns that `ormgen.toml` says are `sensitive`
    /// show as `<hidden>`, and so does what stands with such a column in a condition or is given by
    /// [`bind_sensitive`](crate::Text::bind_sensitive).
    pub fn echo(mut self, on: bool) -> Self {
        self.watch.echo = if on { Echo::stderr() } else { Echo::Off };
        self
    }

    /// Writes every statement to a writer of your own, with its values, as [`echo`](EngineBuilder::echo) does.
    ///
    /// A writer that fails is not written to again; the statements go on.
    pub fn echo_to(mut self, writer: impl Write + Send + 'static) -> Self {
        self.watch.echo = Echo::to(writer);
        self
    }

    /// Calls a function after each statement, for metrics or a log of one's own: what was run, how many rows there were, how
    /// long it took. It replaces one that was given before.
    ///
    /// ```
    /// use ormgen_runtime::Engine;
    ///
    /// let engine = Engine::builder("sqlite::memory:")
    ///     .on_statement(|event| println!("{:?} {}", event.elapsed, event.sql))
    ///     .open()?;
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    pub fn on_statement(
        mut self,
        observer: impl Fn(&StatementEvent<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.watch.observer = Some(Arc::new(observer));
        self
    }

    /// Calls a function with each connection that is opened, before it is used: for functions and collations of the program's
    /// own, and for PRAGMAs that have no option in the URL. Of several they are called in their order.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, rusqlite::functions::FunctionFlags, text};
    ///
    /// let engine = Engine::builder("sqlite::memory:")
    ///     .on_connect(|connection| {
    ///         connection.pragma_update(None, "cache_size", -64_000)?;
    ///         connection.create_scalar_function("twice", 1, FunctionFlags::SQLITE_DETERMINISTIC, |call| {
    ///             Ok(call.get::<i64>(0)? * 2)
    ///         })
    ///     })
    ///     .open()?;
    /// let rows = engine.connect()?.execute(text("SELECT twice(21)"))?;
    /// assert_eq!(rows.scalar::<i64>()?, Some(42));
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    ///
    /// Where it fails, the connection is closed, and who asked for one gets the error; so it is where it leaves a transaction
    /// open, or switches foreign keys on or off, which is an option of the URL.
    #[cfg(feature = "sqlite")]
    pub fn on_connect(
        mut self,
        greet: impl Fn(&rusqlite::Connection) -> rusqlite::Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.greetings.push(Box::new(greet));
        self
    }

    /// How many connections are open at most; 5 if not set. A database in memory has one, whatever is set here.
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool_size = connections.max(1);
        self
    }

    /// How long to wait for a free connection; 30 seconds if not set.
    pub fn pool_timeout(mut self, timeout: Duration) -> Self {
        self.pool_timeout = Some(timeout);
        self
    }

    /// The age from which on a connection is closed instead of being used again; if not set, it is used for as long as the
    /// engine is there. It has no effect on a database in memory, which goes with its connection.
    pub fn pool_recycle(mut self, age: Duration) -> Self {
        self.pool_recycle = Some(age);
        self
    }

    /// How the transactions of its sessions begin; [`BeginMode::Deferred`] if not set.
    pub fn begin_mode(mut self, mode: BeginMode) -> Self {
        self.begin_mode = mode;
        self
    }

    /// The engine. Nothing is opened yet.
    ///
    /// # Errors
    ///
    /// As [`Engine::open`].
    pub fn open(mut self) -> Result<Engine> {
        let url = self.url()?;
        let driver = driver(&url, std::mem::take(&mut self.greetings))?;
        Ok(self.build(url, driver))
    }

    fn url(&self) -> Result<Url> {
        let mut url: Url = self.url.parse()?;
        for (name, value) in &self.options {
            url.set_option(name, value);
        }
        Ok(url)
    }

    fn build(self, url: Url, driver: Driver) -> Engine {
        let size = if driver.in_memory { 1 } else { self.pool_size };
        // A database in memory goes with its connection.
        let recycle = self.pool_recycle.filter(|_| !driver.in_memory);
        let times = [self.pool_timeout, recycle];
        let pool = Pool::new(driver.open, size, times, self.watch);
        Engine(Arc::new(Inner {
            url,
            dialect: driver.dialect,
            begin_mode: self.begin_mode,
            pool: Arc::new(pool),
            texts: Texts::default(),
            statements: driver.statements,
            figures: driver.figures,
        }))
    }
}

/// How the connections of a dialect are opened.
struct Driver {
    dialect: Dialect,
    open: Open,
    /// Each connection would have a database of its own.
    in_memory: bool,
    /// How many statements a connection keeps prepared, and what became of that.
    statements: usize,
    figures: Arc<Figures>,
}

fn driver(url: &Url, greetings: Greetings) -> Result<Driver> {
    match url.dialect() {
        #[cfg(feature = "sqlite")]
        "sqlite" => sqlite(url, greetings, AnyConnection::Sqlite),
        #[cfg(not(feature = "sqlite"))]
        "sqlite" => Err(unsupported(
            "SQLite is not built in: switch on the feature `sqlite` of ormgen-runtime",
        )),
        other => Err(unsupported(&match feature_of(other) {
            Some(feature) => format!(
                "`{other}` needs the feature `{feature}` of ormgen-runtime, which this version does not have yet; it has `sqlite`"
            ),
            None => format!("there is no driver for `{other}`; there is one for `sqlite`"),
        })),
    }
}

/// The cargo feature that is to bring a dialect.
fn feature_of(dialect: &str) -> Option<&'static str> {
    match dialect {
        "postgresql" | "postgres" | "cockroachdb" => Some("postgres"),
        "mysql" | "mariadb" => Some("mysql"),
        _ => None,
    }
}

#[cfg(feature = "sqlite")]
fn sqlite(
    url: &Url,
    greetings: Greetings,
    connection: fn(Sqlite) -> AnyConnection,
) -> Result<Driver> {
    let options = Options::read(url)?;
    let figures = Arc::new(Figures::default());
    Ok(Driver {
        dialect: Dialect::Sqlite,
        in_memory: options.file.is_none(),
        statements: options.statements,
        figures: Arc::clone(&figures),
        open: Box::new(move || {
            let mut opened = Sqlite::open(&options, Arc::clone(&figures))?;
            for greet in &greetings {
                opened.greet(greet)?;
            }
            if !greetings.is_empty() {
                opened.check_greeted(&options)?;
            }
            Ok(connection(opened))
        }),
    })
}

#[cfg(all(test, feature = "sqlite"))]
impl EngineBuilder {
    /// The engine with connections to SQLite that are not ready at the first poll.
    pub(crate) fn open_waiting(self) -> Result<Engine> {
        use crate::driver::waiting::Waiting;

        let url = self.url()?;
        let driver = sqlite(&url, Greetings::new(), |connection| {
            AnyConnection::Waiting(Waiting(connection))
        })?;
        Ok(self.build(url, driver))
    }
}

fn unsupported(message: &str) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}
