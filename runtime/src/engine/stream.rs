//! How are the rows of a query read without holding them all?

use std::{fmt, marker::PhantomData};

use super::{
    BeginMode, Connection,
    watch::{Started, Watch},
};
use crate::{
    driver::{Cursor, Each, Row},
    error::{Error, Result},
    query::{Arrangement, NoSession, Output, Query, Rendered, Shape, Statement},
    wait::ready,
};

/// The rows of a query, each read when it is asked for; made by [`Connection::stream`] and [`Query::stream`].
///
/// What it takes of memory does not grow with the rows. The statement is open until the stream is dropped.
#[must_use = "rows are read as they are asked for"]
pub struct Stream<'c, O> {
    reading: Reading<'c>,
    arrangement: Option<Arrangement>,
    /// Whether an error must not tell of values.
    is_sensitive: bool,
    mark: PhantomData<fn() -> O>,
}

/// A statement whose rows are read one at a time.
pub(crate) struct Reading<'c> {
    cursor: Box<dyn Cursor + 'c>,
    watch: Watch,
    sql: String,
    /// When it began, where its end is to be told.
    started: Option<Started>,
    rows: u64,
}

impl Connection {
    /// The rows of a query, each read when it is asked for, as [`all`](Connection::all) gives them.
    ///
    /// ```
    /// # use ormgen_runtime::{Connection, Model, Result, select};
    /// # fn count<Book: Model>(connection: &mut Connection) -> Result<()> {
    /// for book in connection.stream(select::<Book>())? {
    ///     let book: Book = book?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The database refuses the query; or it is one whose rows are known only when all are read: with related rows, or
    /// pages that are read backwards. A row that is not what the model expects is an error in its place, and the next one
    /// follows.
    pub fn stream<S, O: Output>(&mut self, query: Query<S, O, ()>) -> Result<Stream<'_, O>> {
        let statement = &query.statement;
        statement.check_stream()?;
        let Rendered { sql, binds } =
            statement.render(Shape::Rows, self.dialect, &NoSession, &mut self.texts)?;
        if statement.takes_none() {
            return Ok(Stream::new(Reading::of_nothing(), statement));
        }
        ready(self.lease.begin(BeginMode::Deferred))?;
        Ok(Stream::new(self.lease.open(&sql, &binds)?, statement))
    }
}

impl<'c, O: Output> Stream<'c, O> {
    pub(crate) fn new(reading: Reading<'c>, statement: &Statement) -> Self {
        Self {
            reading,
            arrangement: statement.arrangement(Shape::Rows),
            is_sensitive: statement.shows_sensitive(),
            mark: PhantomData,
        }
    }
}

impl<O: Output> Iterator for Stream<'_, O> {
    type Item = Result<O::Plain>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = None;
        let (arrangement, is_sensitive) = (&mut self.arrangement, self.is_sensitive);
        let discreet = |error: Error| match is_sensitive {
            true => error.without_value(),
            false => error,
        };
        let mut read = |found: &Row<'_>| {
            row = Some(O::plain(found, 0).map_err(discreet)?);
            Ok(())
        };
        let outcome = self.reading.cursor.next(&mut |found| match arrangement {
            None => read(found),
            Some(arrangement) => arrangement.take(found, &mut read),
        });
        match outcome {
            Ok(_) => {
                self.reading.rows += u64::from(row.is_some());
                row.map(Ok)
            }
            Err(error) => {
                self.reading.failed(&error);
                Some(Err(error))
            }
        }
    }
}

impl<O> fmt::Debug for Stream<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}

/// Where nothing is asked of the database.
struct Nothing;

impl Cursor for Nothing {
    fn next(&mut self, _: Each<'_>) -> Result<bool> {
        Ok(false)
    }
}

impl<'c> Reading<'c> {
    /// The rows of a query that takes none.
    pub(crate) fn of_nothing() -> Self {
        Self::new(Box::new(Nothing), Watch::NOBODY, "", None)
    }

    pub(super) fn new(
        cursor: Box<dyn Cursor + 'c>,
        watch: Watch,
        sql: &str,
        started: Option<Started>,
    ) -> Self {
        Self {
            cursor,
            watch,
            sql: sql.to_owned(),
            started,
            rows: 0,
        }
    }

    fn failed(&mut self, error: &Error) {
        if let Some(started) = self.started.take() {
            let counts = [self.rows, 0];
            self.watch.ended(&self.sql, started, counts, Some(error));
        }
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if let Some(started) = self.started.take() {
            self.watch.ended(&self.sql, started, [self.rows, 0], None);
        }
    }
}

impl Statement {
    /// Fails where rows cannot be given as they are read.
    pub(crate) fn check_stream(&self) -> Result<()> {
        let what = if !self.loads.is_empty() || !self.nests.is_empty() {
            "related rows"
        } else if self.reversed {
            "pages that are read backwards"
        } else {
            return Ok(());
        };
        Err(Error::misuse(format!(
            "{what} cannot be given row by row: read them with `all`"
        )))
    }
}
