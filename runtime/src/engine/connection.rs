//! Statements and plain rows, outside a session.

use std::fmt;

use super::{Engine, Lease, Texts};
use crate::{
    driver::{Bind, Each, Ran},
    error::Result,
    query::{Execute, NoSession, Rendered, Shape, Statement},
    schema::Dialect,
    wait::ready,
};

/// A connection of the pool. Its transaction begins with the first statement, and is rolled back when the connection is
/// dropped without a [`commit`](Connection::commit).
pub struct Connection {
    pub(super) lease: Lease,
    pub(super) dialect: Dialect,
    pub(super) texts: Texts,
}

impl Connection {
    pub(super) fn new(lease: Lease, engine: &Engine) -> Self {
        Self {
            lease,
            dialect: engine.dialect(),
            texts: engine.texts(),
        }
    }

    /// Executes a statement: SQL with its values ([`text`](crate::text)), whose rows it reads, or a `select`, `insert`,
    /// `update` or `delete`.
    ///
    /// # Errors
    ///
    /// A name in the text has no value, or the database refuses the statement.
    pub fn execute<E: Execute<Connection>>(&mut self, statement: E) -> Result<E::Outcome> {
        statement.execute(self)
    }

    /// Executes several statements, separated by semicolons, none of which has values or gives back rows that matter.
    ///
    /// ```
    /// use ormgen_runtime::Engine;
    ///
    /// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
    /// connection.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)")?;
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    ///
    /// A COMMIT in the script is the script's own: what stands before it is committed, and what follows begins anew.
    ///
    /// # Errors
    ///
    /// The database refuses one of them; those before it are done, in the transaction. Where the script ended that, all else
    /// waits for [`rollback`](Connection::rollback).
    pub fn execute_batch(&mut self, sql: &str) -> Result<()> {
        ready(self.lease.run_batch(sql))
    }

    /// The connection as rusqlite has it, for what only SQLite can: functions of the program's own, backups, blobs.
    ///
    /// The transaction of this connection has begun; leave its end to [`commit`](Connection::commit) and
    /// [`rollback`](Connection::rollback).
    ///
    /// # Errors
    ///
    /// The database is another one, or the transaction cannot begin.
    #[cfg(feature = "sqlite")]
    pub fn rusqlite(&mut self) -> Result<&mut rusqlite::Connection> {
        ready(self.lease.begin(super::BeginMode::Deferred))?;
        self.lease.rusqlite()
    }

    pub(super) fn send(&mut self, sql: &str, binds: &[Bind<'_>], each: Each<'_>) -> Result<Ran> {
        ready(self.lease.run(sql, binds, each))
    }

    /// Makes what was done since the last commit durable.
    ///
    /// # Errors
    ///
    /// The database refuses, as where a deferred foreign key is violated; the transaction is then still open.
    pub fn commit(&mut self) -> Result<()> {
        ready(self.lease.commit())
    }

    /// Undoes what was done since the last commit.
    ///
    /// # Errors
    ///
    /// The database cannot be reached.
    pub fn rollback(&mut self) -> Result<()> {
        ready(self.lease.rollback())
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Runs a query, and hands each row to `each`.
    pub(crate) fn query(
        &mut self,
        statement: &Statement,
        shape: Shape,
        each: Each<'_>,
    ) -> Result<()> {
        let Rendered { sql, binds } =
            statement.render(shape, self.dialect, &NoSession, &mut self.texts)?;
        if statement.takes_none() {
            return Ok(());
        }
        let ran = match statement.arrangement(shape) {
            None => self.send(&sql, &binds, each),
            Some(mut rows) => self.send(&sql, &binds, &mut |row| rows.take(row, each)),
        };
        ran.map(drop)
    }

    /// Runs a statement without values and without rows.
    pub(crate) fn run(&mut self, sql: &str) -> Result<()> {
        ready(self.lease.run(sql, &[], &mut |_| Ok(()))).map(drop)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}
