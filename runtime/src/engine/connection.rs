//! Statements and plain rows, outside a session.

use std::fmt;

use super::{Collected, Lease, Rows, Text};
use crate::{
    driver::{Bind, Each},
    error::Result,
    query::{NoSession, Rendered, Shape, Statement},
    schema::Dialect,
    wait::ready,
};

/// A connection of the pool. Its transaction begins with the first statement, and is rolled back when the connection is
/// dropped without a [`commit`](Connection::commit).
pub struct Connection {
    lease: Lease,
    dialect: Dialect,
}

impl Connection {
    pub(super) fn new(lease: Lease, dialect: Dialect) -> Self {
        Self { lease, dialect }
    }

    /// Runs a statement written in SQL, and reads all rows that it gives back.
    ///
    /// # Errors
    ///
    /// A name in the text has no value, or the database refuses the statement.
    pub fn execute(&mut self, statement: Text) -> Result<Rows> {
        let (sql, datums) = statement.positional()?;
        let binds = Bind::free(datums);
        let mut rows = Collected::default();
        let ran = ready(self.lease.run(&sql, &binds, &mut |row| rows.take(row)))?;
        Ok(rows.finish(ran))
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

    /// Runs a query, and hands each row to `each`.
    pub(super) fn query(
        &mut self,
        statement: &Statement,
        shape: Shape,
        each: Each<'_>,
    ) -> Result<()> {
        let Rendered { sql, binds } = statement.render(shape, self.dialect, &NoSession)?;
        ready(self.lease.run(&sql, &binds, each)).map(drop)
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
