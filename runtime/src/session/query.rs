//! How is a query run in a session?

use rustc_hash::FxHashSet;

use super::{
    AnyRef, Ref, Session, Transaction, Unit, base::State, joined::Joined, load::not_found,
};
use crate::{
    driver::Row,
    engine::{Reading, Stream},
    error::{Error, Result},
    model::Keyed,
    query::{
        Entities, Output, Page, Query, Refs, Rendered, Scalar, Shape, Statement, Tracked,
        check_page,
    },
    value::{Datum, Value},
    wait::ready,
};

/// A query that a session runs.
pub type SessionQuery<'s, S, T = S> = Query<S, Entities<T>, &'s mut Session>;

impl<S, O: Tracked> Query<S, O, &mut Session> {
    /// All rows. Of a query for the rows of one table, each row once.
    ///
    /// # Errors
    ///
    /// The flush before it fails, the database refuses the query, or a stored value is not of the type that the model
    /// expects.
    pub fn all(self) -> Result<Vec<O::Tracked>> {
        let (statement, session) = self.into_parts();
        session.fetch::<O>(&statement, Shape::Rows)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    pub fn first(self) -> Result<Option<O::Tracked>> {
        let (statement, session) = self.into_parts();
        let rows = session.fetch::<O>(&statement, statement.first())?;
        Ok(rows.into_iter().next())
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// [`NoResultFound`](crate::ErrorKind::NoResultFound) where there is none,
    /// [`MultipleResultsFound`](crate::ErrorKind::MultipleResultsFound) where there are several; and as
    /// [`all`](Query::all).
    pub fn one(self) -> Result<O::Tracked> {
        let (statement, session) = self.into_parts();
        let rows = session.fetch::<O>(&statement, Shape::Rows)?;
        only(rows, &statement)?.ok_or_else(|| not_found(statement.subject(), 0))
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    ///
    /// [`MultipleResultsFound`](crate::ErrorKind::MultipleResultsFound) where there are several; and as
    /// [`all`](Query::all).
    pub fn one_or_none(self) -> Result<Option<O::Tracked>> {
        let (statement, session) = self.into_parts();
        let rows = session.fetch::<O>(&statement, Shape::Rows)?;
        only(rows, &statement)
    }

    /// The only row, or `missing` where there is none.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Error, Keyed, Ref, Session};
    /// # trait Books: Keyed { const TITLE: Column<Self, String>; }
    /// enum Problem {
    ///     NoSuchBook,
    ///     Database(Error),
    /// }
    /// # impl From<Error> for Problem { fn from(error: Error) -> Self { Problem::Database(error) } }
    ///
    /// # fn find<Book: Books>(session: &mut Session) -> Result<Ref<Book>, Problem> {
    /// let query = session.query::<Book>().filter(Book::TITLE.eq("Ender's Game"));
    /// let book = query.one_or(Problem::NoSuchBook)?;
    /// # Ok(book)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `missing`; and as [`one_or_none`](Query::one_or_none).
    pub fn one_or<E: From<Error>>(self, missing: E) -> Result<O::Tracked, E> {
        self.one_or_none()?.ok_or(missing)
    }

    /// The first row, or `missing` where there is none.
    ///
    /// # Errors
    ///
    /// `missing`; and as [`all`](Query::all).
    pub fn first_or<E: From<Error>>(self, missing: E) -> Result<O::Tracked, E> {
        self.first()?.ok_or(missing)
    }

    /// How many rows there are, counted by the database. A row that joins bring several times counts each time.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    pub fn count(self) -> Result<u64> {
        let (statement, session) = self.into_parts();
        session.number(&statement, Shape::Count)
    }

    /// Whether there is a row.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    pub fn exists(self) -> Result<bool> {
        let (statement, session) = self.into_parts();
        Ok(session.number(&statement, Shape::Exists)? > 0)
    }

    /// One page of the rows, counted from 1, and how many there are in all.
    ///
    /// # Errors
    ///
    /// A page or its size is 0; and as [`all`](Query::all).
    pub fn paginate(self, page: u64, per_page: u64) -> Result<Page<O::Tracked>> {
        check_page(page, per_page)?;
        let (statement, session) = self.into_parts();
        let total = session.number(&statement, Shape::Count)?;
        let rows = session.fetch::<O>(&statement.page(page, per_page), Shape::Rows)?;
        Ok(Page::new(rows, page, per_page, total))
    }
}

impl<'s, S, O: Output> Query<S, O, &'s mut Session> {
    /// The rows as plain structs, each read when it is asked for. The session does not track them; its changes are written
    /// first.
    ///
    /// ```
    /// # use ormgen_runtime::{Keyed, Result, Session};
    /// # fn read<Book: Keyed>(session: &mut Session) -> Result<()> {
    /// for book in session.query::<Book>().stream()? {
    ///     let book: Book = book?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The flush before it fails; and as [`Connection::stream`](crate::Connection::stream).
    pub fn stream(self) -> Result<Stream<'s, O>> {
        let (statement, session) = self.into_parts();
        statement.check_stream()?;
        session.autoflush()?;
        let Session {
            unit, transaction, ..
        } = session;
        let Rendered { sql, binds } = statement.render(
            Shape::Rows,
            transaction.dialect(),
            &*unit,
            &mut transaction.texts,
        )?;
        let reading = match statement.takes_none() {
            true => Reading::of_nothing(),
            false => transaction.open(&sql, &binds)?,
        };
        Ok(Stream::new(reading, &statement))
    }
}

impl<S, V: Value> Query<S, Scalar<V>, &mut Session> {
    /// The value of the only row, if there is one: of a query that gives one value a row.
    ///
    /// # Errors
    ///
    /// As [`one_or_none`](Query::one_or_none).
    pub fn scalar(self) -> Result<Option<V>> {
        self.one_or_none()
    }
}

impl<S, O> Query<S, O, ()> {
    /// The query, to be run by a session.
    pub fn on(self, session: &mut Session) -> Query<S, O, &mut Session> {
        self.with_executor(session)
    }
}

impl Session {
    /// What a query that stands alone gives back.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    pub fn scalars<S, O: Tracked>(&mut self, query: &Query<S, O, ()>) -> Result<Vec<O::Tracked>> {
        self.fetch::<O>(&query.statement, Shape::Rows)
    }

    pub(super) fn fetch<O: Tracked>(
        &mut self,
        statement: &Statement,
        shape: Shape,
    ) -> Result<Vec<O::Tracked>> {
        statement.check_loads::<O>()?;
        self.autoflush()?;
        let mut rows = Vec::new();
        let mut seen = FxHashSet::default();
        let mut noted = Vec::new();
        let Session {
            unit, transaction, ..
        } = self;
        let eager = statement.eager(shape)?;
        let mut joined = Joined::new(&eager.parts);
        let once = statement.has_joins() || !eager.parts.is_empty();
        let each = &mut |unit: &mut Unit, row: &Row<'_>| {
            let found = O::tracked(&mut Meeting(unit), row, 0);
            let found = found.map_err(|error| statement.discreet(error))?;
            let known = O::row(&found).map(|row| row.row);
            if let Some(known) = known {
                joined.take(unit, known, row)?;
            }
            if !once || O::is_new(&mut seen, &found) {
                if !statement.loads.is_empty() {
                    noted.extend(known);
                }
                rows.push(found);
            }
            Ok(())
        };
        let (asked, shape) = match statement.takes_none() {
            true => (statement, shape),
            false => (eager.statement.as_ref(), eager.shape),
        };
        ready(unit.query(transaction, asked, shape, each))?;
        joined.settle(unit);
        let loads = &statement.loads;
        ready(unit.load_ahead(transaction, noted, loads, Some(statement)))?;
        if statement.reversed {
            rows.reverse();
        }
        Ok(rows)
    }

    fn number(&mut self, statement: &Statement, shape: Shape) -> Result<u64> {
        self.autoflush()?;
        let mut number = 0;
        let Session {
            unit, transaction, ..
        } = self;
        ready(unit.query(transaction, statement, shape, &mut |_, row| {
            number = row.get::<u64>(0)?;
            Ok(())
        }))?;
        Ok(number)
    }
}

fn only<R>(rows: Vec<R>, statement: &Statement) -> Result<Option<R>> {
    if rows.len() > 1 {
        return Err(not_found(statement.subject(), rows.len()));
    }
    Ok(rows.into_iter().next())
}

/// The session, to take in rows.
#[doc(hidden)]
pub struct Meeting<'a>(pub(super) &'a mut Unit);

impl Meeting<'_> {
    pub(crate) fn meet<T: Keyed>(&mut self, row: &Row<'_>) -> Result<Ref<T>> {
        let row = self.0.meet(T::ENTITY, row)?;
        Ok(self.0.reference(row.index))
    }
}

/// What is done with each row of a query.
type EachOf<'a> = &'a mut (dyn FnMut(&mut Unit, &Row<'_>) -> Result<()> + Send);

impl Unit {
    /// Runs a query, after all changes are written.
    pub(super) async fn query(
        &mut self,
        transaction: &mut Transaction,
        statement: &Statement,
        shape: Shape,
        each: EachOf<'_>,
    ) -> Result<()> {
        self.autoflush(transaction).await?;
        let Rendered { sql, binds } =
            statement.render(shape, transaction.dialect(), self, &mut transaction.texts)?;
        if statement.takes_none() {
            return Ok(());
        }
        let mut each = |row: &Row<'_>| each(self, row);
        let ran = match statement.arrangement(shape) {
            None => transaction.run(&sql, &binds, &mut each).await,
            Some(mut rows) => {
                let each = &mut |row: &Row<'_>| rows.take(row, &mut each);
                transaction.run(&sql, &binds, each).await
            }
        };
        ran.map(drop)
    }
}

/// The rows that conditions such as `Book::AUTHOR.is(card)` speak of.
impl Refs for Unit {
    fn value(&self, row: AnyRef, column: u16) -> Result<Datum<'static>> {
        let row = self.resolve_alive(row)?;
        let value = self.current(row, column)?;
        match self.state(row) == State::Pending && value.is_null() {
            true => Err(self.unreadable(row)),
            false => Ok(value),
        }
    }
}
