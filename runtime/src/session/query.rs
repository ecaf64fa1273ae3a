//! How is a query run in a session?

use super::{AnyRef, Ref, RowId, Session, Unit, load::not_found};
use crate::{
    error::Result,
    model::Keyed,
    query::{Entities, Query, Refs, Shape, Statement},
    value::Datum,
    wait::ready,
};

/// A query that a session runs.
pub type SessionQuery<'s, S, T = S> = Query<S, Entities<T>, &'s mut Session>;

impl<'s, S, T: Keyed> Query<S, Entities<T>, &'s mut Session> {
    /// All rows, each once.
    ///
    /// # Errors
    ///
    /// The flush before it fails, the database refuses the query, or a stored value is not of the type that the model
    /// expects.
    pub fn all(self) -> Result<Vec<Ref<T>>> {
        self.run(Shape::Rows)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    pub fn first(self) -> Result<Option<Ref<T>>> {
        Ok(self.run(Shape::FirstRow)?.first().copied())
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// [`NoResultFound`](crate::ErrorKind::NoResultFound) where there is none,
    /// [`MultipleResultsFound`](crate::ErrorKind::MultipleResultsFound) where there are several; and as
    /// [`all`](Query::all).
    pub fn one(self) -> Result<Ref<T>> {
        match self.run(Shape::Rows)?[..] {
            [only] => Ok(only),
            ref rows => Err(not_found(T::TABLE.name, rows.len())),
        }
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    ///
    /// [`MultipleResultsFound`](crate::ErrorKind::MultipleResultsFound) where there are several; and as
    /// [`all`](Query::all).
    pub fn one_or_none(self) -> Result<Option<Ref<T>>> {
        match self.run(Shape::Rows)?[..] {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            ref rows => Err(not_found(T::TABLE.name, rows.len())),
        }
    }

    /// How many rows there are, counted by the database. A row that joins bring several times counts each time.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    pub fn count(self) -> Result<u64> {
        let (statement, session) = self.into_parts();
        session.autoflush()?;
        let shape = Shape::Count;
        ready(
            session
                .unit
                .number(&mut session.transaction, &statement, shape),
        )
    }

    /// Whether there is a row.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    pub fn exists(self) -> Result<bool> {
        let (statement, session) = self.into_parts();
        session.autoflush()?;
        let shape = Shape::Exists;
        let found = session
            .unit
            .number(&mut session.transaction, &statement, shape);
        Ok(ready(found)? > 0)
    }

    fn run(self, shape: Shape) -> Result<Vec<Ref<T>>> {
        let (statement, session): (Statement, &'s mut Session) = self.into_parts();
        session.autoflush()?;
        let rows = ready(session.unit.query(
            &mut session.transaction,
            T::ENTITY,
            &statement,
            shape,
        ))?;
        Ok(rows
            .into_iter()
            .map(|row: RowId| session.unit.reference(row.index))
            .collect())
    }
}

/// The rows that conditions such as `Book::AUTHOR.is(card)` speak of.
impl Refs for Unit {
    fn value(&self, row: AnyRef, column: u16) -> Result<Datum<'static>> {
        let row = self.resolve_alive(row)?;
        self.current(row, column)
    }
}
