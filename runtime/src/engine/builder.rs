//! Which options does an engine have?

use std::{io::Write, sync::Arc, time::Duration};

use super::{
    Engine, Inner, Url,
    echo::Echo,
    pool::{Open, Pool},
};
use crate::{
    driver::AnyConnection,
    error::{Error, ErrorKind, Result},
    schema::Dialect,
};

/// The options of an [`Engine`], made by [`Engine::builder`].
pub struct EngineBuilder {
    url: String,
    echo: Echo,
    pool_size: usize,
    pool_timeout: Duration,
}

impl EngineBuilder {
    pub(super) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            echo: Echo::Off,
            pool_size: 5,
            pool_timeout: Duration::from_secs(30),
        }
    }

    /// Writes every statement to standard error, with its values.
    pub fn echo(mut self, on: bool) -> Self {
        self.echo = if on { Echo::stderr() } else { Echo::Off };
        self
    }

    /// Writes every statement to a writer of your own, with its values.
    ///
    /// A writer that fails is not written to again; the statements go on.
    pub fn echo_to(mut self, writer: impl Write + Send + 'static) -> Self {
        self.echo = Echo::to(writer);
        self
    }

    /// How many connections are open at most; 5 if not set. A database in memory has one, whatever is set here.
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool_size = connections.max(1);
        self
    }

    /// How long to wait for a free connection; 30 seconds if not set.
    pub fn pool_timeout(mut self, timeout: Duration) -> Self {
        self.pool_timeout = timeout;
        self
    }

    /// The engine. Nothing is opened yet.
    ///
    /// # Errors
    ///
    /// As [`Engine::open`].
    pub fn open(self) -> Result<Engine> {
        let url: Url = self.url.parse()?;
        let (dialect, open, in_memory) = driver(&url)?;
        let size = if in_memory { 1 } else { self.pool_size };
        let pool = Arc::new(Pool::new(open, size, self.pool_timeout, self.echo));
        Ok(Engine(Arc::new(Inner { url, dialect, pool })))
    }
}

/// How the connections of a dialect are opened, and whether the database is in memory.
fn driver(url: &Url) -> Result<(Dialect, Open, bool)> {
    match url.dialect() {
        #[cfg(feature = "sqlite")]
        "sqlite" => {
            let options = crate::driver::sqlite::Options::read(url)?;
            let in_memory = options.file.is_none();
            let open =
                move || crate::driver::sqlite::Sqlite::open(&options).map(AnyConnection::Sqlite);
            Ok((Dialect::Sqlite, Box::new(open), in_memory))
        }
        #[cfg(not(feature = "sqlite"))]
        "sqlite" => Err(unsupported(
            "SQLite is not built in: switch on the feature `sqlite` of ormgen-runtime",
        )),
        other => Err(unsupported(&format!(
            "this version has no driver for `{other}`; there is one for `sqlite`"
        ))),
    }
}

fn unsupported(message: &str) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}
