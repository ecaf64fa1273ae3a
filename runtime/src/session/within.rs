//! How does a session work on a connection that a program already has?

use std::ops::{Deref, DerefMut};

use super::{Session, SessionBuilder, Transaction};
use crate::{
    driver::{AnyConnection, sqlite::Sqlite},
    error::{Error, ErrorKind, Result},
    schema::Dialect,
    wait::ready,
};

/// A session on a connection of the program's own; made by [`Session::on`].
///
/// It has the connection until it is dropped. Everything that it did and did not commit is then undone.
#[must_use = "the session is over when this is dropped"]
pub struct Within<'c> {
    session: Session,
    place: &'c mut rusqlite::Connection,
}

impl Session {
    /// A session on a connection that the program has, inside the transaction that it has open there: the session's
    /// transactions are savepoints of that, and what they commit is durable once the program commits. Where none is open,
    /// each is a transaction of its own.
    ///
    /// SQLite checks foreign keys that wait for the commit with the program's. After the change of a key that others refer
    /// to, all foreign keys do: what a commit of the session would be refused for, the program's COMMIT is.
    ///
    /// ```
    /// use ormgen_runtime::{Session, rusqlite};
    ///
    /// let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    /// connection.execute_batch("PRAGMA foreign_keys = ON; BEGIN").unwrap();
    /// let mut session = Session::on(&mut connection)?;
    /// // … the session's work …
    /// session.commit()?;
    /// drop(session);
    /// connection.execute_batch("COMMIT").unwrap();
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The connection does not enforce foreign keys, on which a session counts: `PRAGMA foreign_keys = ON`, before the
    /// transaction begins, has it do so.
    pub fn on(connection: &mut rusqlite::Connection) -> Result<Within<'_>> {
        within(connection, Session::over)
    }
}

impl SessionBuilder {
    /// A session with these options on a connection that the program has, as [`Session::on`] makes one. How transactions
    /// begin there is the program's to say.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, Session, rusqlite};
    ///
    /// let engine = Engine::open("sqlite::memory:")?;
    /// let options = Session::builder(&engine).expire_on_commit(false);
    /// let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    /// let mut session = options.on(&mut connection)?;
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Session::on`].
    pub fn on<'c>(&self, connection: &'c mut rusqlite::Connection) -> Result<Within<'c>> {
        within(connection, |transaction| self.clone().over(transaction))
    }
}

/// A session on a connection that is there.
fn within(
    connection: &mut rusqlite::Connection,
    session: impl FnOnce(Transaction) -> Session,
) -> Result<Within<'_>> {
    let unavailable = |problem: rusqlite::Error| {
        Error::new(ErrorKind::Connection, problem.to_string()).with_source(problem)
    };
    let enforced = connection.pragma_query_value(None, "foreign_keys", |row| row.get(0));
    if !enforced.map_err(unavailable)? {
        return Err(Error::new(
            ErrorKind::Configuration,
            "the connection does not enforce foreign keys: execute `PRAGMA foreign_keys = ON` before its transaction begins",
        ));
    }
    // The session owns its connection; meanwhile another one keeps its place.
    let keeper = rusqlite::Connection::open_in_memory().map_err(unavailable)?;
    let taken = AnyConnection::Sqlite(Sqlite::adopt(std::mem::replace(connection, keeper)));
    Ok(Within {
        session: session(Transaction::within(taken, Dialect::Sqlite)),
        place: connection,
    })
}

impl Deref for Within<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for Within<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}

impl Drop for Within<'_> {
    fn drop(&mut self) {
        let transaction = &mut self.session.transaction;
        let _ = ready(transaction.rollback());
        if let Some(AnyConnection::Sqlite(sqlite)) = transaction.take_connection() {
            *self.place = sqlite.into_inner();
        }
    }
}

impl std::fmt::Debug for Within<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Within")
    }
}
