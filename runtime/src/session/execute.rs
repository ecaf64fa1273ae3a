//! How does a session execute each kind of statement?

use super::{Meeting, Session};
use crate::{
    driver::Row,
    engine::{Collected, Rows, Text},
    error::Result,
    model::{Entity, Keyed, Model},
    query::{
        Delete, Execute, Insert, Inserting, Output, Query, Returning, Tracked, Update, discreet,
    },
    wait::ready,
};

impl Session {
    /// Executes a `select`, `insert`, `update` or `delete` that stands alone, or SQL with its values
    /// ([`text`](crate::text)), inside the session's transaction.
    ///
    /// Changes of the session are written first, and rows that it knows are brought into line with what is done. With SQL of
    /// the program's own neither is: [`flush`](Session::flush) before it, and [`expire_all`](Session::expire_all)
    /// afterwards, where it matters.
    ///
    /// ```
    /// # use ormgen_runtime::{Result, Session, text};
    /// # fn vacuum(session: &mut Session) -> Result<u64> {
    /// let old = text("DELETE FROM visits WHERE day < :day").bind("day", "2026-01-01");
    /// Ok(session.execute(old)?.rows_affected())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The flush before it fails, or the database refuses the statement.
    pub fn execute<E: Execute<Session>>(&mut self, statement: E) -> Result<E::Outcome> {
        statement.execute(self)
    }

    /// Executes several statements, separated by semicolons, inside the session's transaction, after all changes are written.
    ///
    /// The session does not know what they change: [`expire_all`](Session::expire_all) afterwards, where it matters.
    ///
    /// ```
    /// # use ormgen_runtime::{Result, Session};
    /// # fn prune(session: &mut Session) -> Result<()> {
    /// session.execute_batch("DELETE FROM visits; DELETE FROM searches")?;
    /// session.expire_all();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A COMMIT in the script is the script's own: what stands before it is committed, and the session has to be rolled back.
    ///
    /// # Errors
    ///
    /// The flush before it fails, or the database refuses one of them; those before that are done, in the transaction.
    pub fn execute_batch(&mut self, sql: &str) -> Result<()> {
        self.flush()?;
        self.unit.triggers.clear();
        ready(self.transaction.run_batch(sql))
    }

    /// The session's connection as rusqlite has it, inside its transaction and after all changes are written: for what only
    /// SQLite can, as blobs that are read part by part.
    ///
    /// Leave the end of the transaction to [`commit`](Session::commit) and [`rollback`](Session::rollback). The session does not
    /// know what is changed here: [`expire_all`](Session::expire_all) afterwards, where it matters.
    ///
    /// ```
    /// # use ormgen_runtime::{Result, Session};
    /// # fn changes(session: &mut Session) -> Result<u64> {
    /// let connection = session.rusqlite()?;
    /// Ok(connection.total_changes())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The flush before it fails, the transaction cannot begin, or the database is another one.
    #[cfg(feature = "sqlite")]
    pub fn rusqlite(&mut self) -> Result<&mut rusqlite::Connection> {
        self.flush()?;
        self.unit.triggers.clear();
        self.transaction.rusqlite()
    }

    /// Inserts rows, wholly or not at all.
    fn insert_rows(
        &mut self,
        entity: &'static Entity,
        insert: Inserting,
        mut each: impl FnMut(&mut Meeting<'_>, &Row<'_>) -> Result<()> + Send,
    ) -> Result<u64> {
        self.flush_all()?;
        let Session {
            unit, transaction, ..
        } = self;
        let leads = !entity.table().foreign_keys.is_empty();
        let changes = insert.may_change() && unit.knows_rows_of(entity);
        let statements = insert.render(transaction.dialect(), unit)?;
        // Rows that the statement changes and gives back read as it leaves them.
        if changes {
            unit.expire_all();
        }
        let count =
            ready(transaction.run_all(statements, &mut |row| each(&mut Meeting(unit), row)));
        // Collections may have got new members, and rows that are known other values.
        if leads || changes {
            unit.expire_all();
        }
        count
    }
}

impl Execute<Session> for Text {
    type Outcome = Rows;

    fn execute(self, by: &mut Session) -> Result<Rows> {
        by.unit.check()?;
        let (sql, binds) = self.positional()?;
        // It may create a trigger, or drop one.
        by.unit.triggers.clear();
        let mut rows = Collected::default();
        let ran = ready(by.transaction.run(&sql, &binds, &mut |row| rows.take(row)))?;
        Ok(rows.finish(ran))
    }
}

impl<S, O: Tracked> Execute<Session> for Query<S, O, ()> {
    type Outcome = Vec<O::Tracked>;

    fn execute(self, by: &mut Session) -> Result<Vec<O::Tracked>> {
        by.scalars(&self)
    }
}

impl<T: Model> Execute<Session> for Insert<T> {
    type Outcome = u64;

    fn execute(self, by: &mut Session) -> Result<u64> {
        by.insert_rows(T::ENTITY, self.parts, |_, _| Ok(()))
    }
}

impl<T: Model, O: Tracked> Execute<Session> for Insert<T, Returning<O>> {
    type Outcome = Vec<O::Tracked>;

    fn execute(self, by: &mut Session) -> Result<Vec<O::Tracked>> {
        let mut found = Vec::new();
        let discreet = discreet(&self.parts.returning);
        by.insert_rows(T::ENTITY, self.parts, |session, row| {
            found.push(O::tracked(session, row, 0).map_err(discreet)?);
            Ok(())
        })?;
        Ok(found)
    }
}

impl<T: Keyed> Execute<Session> for Update<T> {
    type Outcome = u64;

    fn execute(mut self, by: &mut Session) -> Result<u64> {
        let assignments = self.parts.take_assignments()?;
        by.flush()?;
        by.change(T::ENTITY, &self.parts, &assignments, &mut |_, _, _| Ok(()))
    }
}

impl<T: Keyed, O: Tracked> Execute<Session> for Update<T, Returning<O>> {
    type Outcome = Vec<O::Tracked>;

    fn execute(mut self, by: &mut Session) -> Result<Vec<O::Tracked>> {
        let assignments = self.parts.take_assignments()?;
        by.flush()?;
        let mut found = Vec::new();
        let discreet = discreet(&self.parts.returning);
        by.change(
            T::ENTITY,
            &self.parts,
            &assignments,
            &mut |session, row, first| {
                found.push(O::tracked(session, row, first).map_err(discreet)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}

impl<T: Keyed> Execute<Session> for Delete<T> {
    type Outcome = u64;

    fn execute(self, by: &mut Session) -> Result<u64> {
        by.flush()?;
        by.change(T::ENTITY, &self.parts, &[], &mut |_, _, _| Ok(()))
    }
}

/// What is deleted is given back as plain rows: a session has none of it any more.
impl<T: Keyed, O: Output> Execute<Session> for Delete<T, Returning<O>> {
    type Outcome = Vec<O::Plain>;

    fn execute(self, by: &mut Session) -> Result<Vec<O::Plain>> {
        by.flush()?;
        let mut found = Vec::new();
        let discreet = discreet(&self.parts.returning);
        by.change(T::ENTITY, &self.parts, &[], &mut |_, row, first| {
            found.push(O::plain(row, first).map_err(discreet)?);
            Ok(())
        })?;
        Ok(found)
    }
}
