//! How does a connection execute each kind of statement?

use super::{Collected, Connection, Rows, Text};
use crate::{
    driver::Row,
    error::Result,
    model::Model,
    query::{
        Assigned, Change, Changing, Delete, Execute, Insert, Inserting, NoSession, Output, Query,
        Retrieve, Returning, Update, discreet,
    },
    wait::ready,
};

impl Execute<Connection> for Text {
    type Outcome = Rows;

    fn execute(self, by: &mut Connection) -> Result<Rows> {
        let (sql, binds) = self.positional()?;
        let mut rows = Collected::default();
        let ran = by.send(&sql, &binds, &mut |row| rows.take(row))?;
        Ok(rows.finish(ran))
    }
}

impl<S, O: Retrieve> Execute<Connection> for Query<S, O, ()> {
    type Outcome = Vec<O::Row>;

    fn execute(self, by: &mut Connection) -> Result<Vec<O::Row>> {
        by.all(self)
    }
}

/// Statements that change rows give back how many, or what `returning` asks for.
macro_rules! changes {
    ($($statement:ident $run:ident)*) => { $(
        impl<T: Model> Execute<Connection> for $statement<T> {
            type Outcome = u64;

            fn execute(self, by: &mut Connection) -> Result<u64> {
                by.$run(self.parts, &mut |_| Ok(()))
            }
        }

        impl<T: Model, O: Output> Execute<Connection> for $statement<T, Returning<O>> {
            type Outcome = Vec<O::Plain>;

            fn execute(self, by: &mut Connection) -> Result<Vec<O::Plain>> {
                let mut rows = Vec::new();
                let discreet = discreet(&self.parts.returning);
                by.$run(self.parts, &mut |row| {
                    rows.push(O::plain(row, 0).map_err(discreet)?);
                    Ok(())
                })?;
                Ok(rows)
            }
        }
    )* };
}

changes! { Insert insert_rows Update update_rows Delete delete_rows }

type Each<'a> = &'a mut (dyn FnMut(&Row<'_>) -> Result<()> + Send);

impl Connection {
    /// Runs an INSERT, wholly or not at all.
    fn insert_rows(&mut self, insert: Inserting, each: Each<'_>) -> Result<u64> {
        let statements = insert.render(self.dialect, &NoSession)?;
        ready(self.lease.run_all(statements, each))
    }

    fn update_rows(&mut self, mut update: Changing, each: Each<'_>) -> Result<u64> {
        let assignments = update.take_assignments()?;
        self.change_rows(&update, &assignments, each)
    }

    fn delete_rows(&mut self, delete: Changing, each: Each<'_>) -> Result<u64> {
        self.change_rows(&delete, &[], each)
    }

    fn change_rows(
        &mut self,
        changing: &Changing,
        assignments: &[Assigned],
        each: Each<'_>,
    ) -> Result<u64> {
        let change = Change {
            statement: &changing.statement,
            assignments,
            returning: &changing.returning,
        };
        let rendered = change.render(self.dialect, &NoSession)?;
        let ran = self.send(&rendered.sql, &rendered.binds, each)?;
        Ok(ran.changes)
    }
}
