//! Statements and plain rows, outside a session.

use std::fmt;

use super::{Collected, Lease, Rows, Text};
use crate::{
    driver::Bind,
    error::Result,
    model::Model,
    query::{NoSession, Select, Shape},
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

    /// The rows of a query as plain structs, which no session tracks.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Connection, Model, Result, select};
    /// # trait Books: Model { const PRICE: Column<Self, Option<f64>>; }
    /// # fn cheap<Book: Books>(connection: &mut Connection) -> Result<Vec<Book>> {
    /// let cheap: Vec<Book> = connection.all(select::<Book>().filter(Book::PRICE.lt(20.0)))?;
    /// # Ok(cheap)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The database refuses the query, or a stored value is not of the type that the model expects.
    pub fn all<S, T: Model>(&mut self, query: Select<S, T>) -> Result<Vec<T>> {
        let statement = query
            .into_parts()
            .0
            .render(Shape::Rows, self.dialect, &NoSession)?;
        let table = T::TABLE;
        let mut rows = Vec::new();
        ready(
            self.lease
                .run(&statement.sql, &statement.binds, &mut |row| {
                    rows.push(T::decode(&row.of(table))?);
                    Ok(())
                }),
        )?;
        Ok(rows)
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
