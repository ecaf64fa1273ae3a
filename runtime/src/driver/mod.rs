//! What differs between databases, and nothing else.
//!
//! Everything above speaks to an [`AnyConnection`]. It is an enum and not a trait object, so that the code that
//! executes plans is compiled once, here, and not in every crate that uses it.

mod columns;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
#[cfg(all(test, feature = "sqlite"))]
pub(crate) mod waiting;

pub use columns::Columns;

use std::{borrow::Cow, cell::Cell};

use crate::{
    error::{Error, ErrorKind, Result},
    schema::Table,
    value::{Datum, Value, ValueError},
};

/// An open connection of one of the drivers that are built in.
pub(crate) enum AnyConnection {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Sqlite),
    #[cfg(all(test, feature = "sqlite"))]
    Waiting(waiting::Waiting),
}

impl AnyConnection {
    /// Runs one statement, and hands each row that comes back to `each`.
    pub(crate) async fn run(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        each: Each<'_>,
    ) -> Result<Ran> {
        match *self {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(ref mut connection) => connection.run(sql, binds, each),
            #[cfg(all(test, feature = "sqlite"))]
            AnyConnection::Waiting(ref mut connection) => connection.run(sql, binds, each).await,
        }
    }

    /// Begins one statement, to read its rows one at a time.
    pub(crate) fn cursor(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Box<dyn Cursor + '_>> {
        match *self {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(ref mut connection) => connection.cursor(sql, binds),
            #[cfg(all(test, feature = "sqlite"))]
            AnyConnection::Waiting(ref mut connection) => connection.0.cursor(sql, binds),
        }
    }

    /// Runs several statements, separated by semicolons.
    pub(crate) async fn run_batch(&mut self, sql: &str) -> Result<()> {
        match *self {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(ref mut connection) => connection.run_batch(sql),
            #[cfg(all(test, feature = "sqlite"))]
            AnyConnection::Waiting(ref mut connection) => connection.run_batch(sql),
        }
    }

    /// The connection as rusqlite has it, where it is SQLite's.
    #[cfg(feature = "sqlite")]
    pub(crate) fn rusqlite(&mut self) -> Option<&mut rusqlite::Connection> {
        match self {
            AnyConnection::Sqlite(connection) => Some(connection.rusqlite()),
            #[cfg(test)]
            AnyConnection::Waiting(_) => None,
        }
    }

    /// Whether it leads to where one that is opened now would lead.
    pub(crate) fn is_sound(&self) -> bool {
        match *self {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(ref connection) => connection.is_sound(),
            #[cfg(all(test, feature = "sqlite"))]
            AnyConnection::Waiting(ref connection) => connection.0.is_sound(),
        }
    }

    /// Runs one statement that gives back no rows with each of several sets of values, `width` each, and tells `each` what
    /// it did.
    pub(crate) async fn run_each(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        width: usize,
        each: EachRan<'_>,
    ) -> Result<()> {
        match *self {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(ref mut connection) => {
                connection.run_each(sql, binds, width, each)
            }
            #[cfg(all(test, feature = "sqlite"))]
            AnyConnection::Waiting(ref mut connection) => {
                connection.run_each(sql, binds, width, each).await
            }
        }
    }

    /// Whether the database sees a transaction of this connection as open.
    pub(crate) fn is_in_transaction(&self) -> bool {
        match *self {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(ref connection) => connection.is_in_transaction(),
            #[cfg(all(test, feature = "sqlite"))]
            AnyConnection::Waiting(ref connection) => connection.is_in_transaction(),
        }
    }
}

/// A statement that is between two of its rows.
pub(crate) trait Cursor {
    /// Hands the next row to `each`, and says whether there was one.
    fn next(&mut self, each: Each<'_>) -> Result<bool>;
}

/// What is done with each row of a result.
pub(crate) type Each<'a> = &'a mut (dyn FnMut(&Row<'_>) -> Result<()> + Send);

/// What is done after each run of a statement.
pub(crate) type EachRan<'a> = &'a mut (dyn FnMut(Ran) -> Result<()> + Send);

/// What a statement did.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ran {
    /// How many rows it changed; meaningless for a query.
    pub(crate) changes: u64,
    /// The key that the database gave to the last row, where it numbers rows by itself.
    pub(crate) last_rowid: i64,
}

/// A value for a placeholder, and the column whose storage decides its form.
#[derive(Clone)]
pub(crate) struct Bind<'a> {
    pub(crate) datum: Datum<'a>,
    table: Option<&'static Table>,
    column: u16,
    hidden: bool,
}

impl<'a> Bind<'a> {
    /// A value for no column in particular.
    pub(crate) fn free(datum: Datum<'a>) -> Self {
        Bind {
            datum,
            table: None,
            column: 0,
            hidden: false,
        }
    }

    pub(crate) fn of(table: &'static Table, column: u16, datum: Datum<'a>) -> Self {
        Bind {
            datum,
            table: Some(table),
            column,
            hidden: false,
        }
    }

    /// A value for the column, if there is one.
    pub(crate) fn near(column: Option<(&'static Table, u16)>, datum: Datum<'a>) -> Self {
        match column {
            Some((table, column)) => Bind::of(table, column, datum),
            None => Bind::free(datum),
        }
    }

    /// The column that it is for.
    pub(crate) fn column(&self) -> Option<(&'static Table, u16)> {
        Some((self.table?, self.column))
    }

    /// The value is not to be printed, whatever column it is for.
    pub(crate) fn hide(&mut self) {
        self.hidden = true;
    }

    /// Whether the value is not to be printed.
    pub(crate) fn is_hidden(&self) -> bool {
        let of_sensitive = |table: &Table| table.columns[usize::from(self.column)].sensitive;
        self.hidden || self.table.is_some_and(of_sensitive)
    }
}

impl std::fmt::Debug for Bind<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.is_hidden() {
            true => f.write_str(HIDDEN),
            false => self.datum.fmt(f),
        }
    }
}

/// What is printed where a value is not.
pub(crate) const HIDDEN: &str = "<hidden>";

/// A value as it comes most often.
pub(crate) enum Plain<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    /// Text that was given away.
    Given(String),
    Other(Datum<'a>),
}

impl<'a> Plain<'a> {
    fn into_datum(self) -> Datum<'a> {
        match self {
            Plain::Null => Datum::Null,
            Plain::Integer(value) => Datum::Integer(value),
            Plain::Text(text) => Datum::Text(text.into()),
            Plain::Given(text) => Datum::Text(text.into()),
            Plain::Other(datum) => datum,
        }
    }
}

/// One row of a result, while it is at hand.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    cells: Cells<'a>,
    /// The table whose columns these are, for messages.
    table: Option<&'static Table>,
    /// Where the columns that it is asked for begin.
    first: usize,
}

#[derive(Clone, Copy)]
enum Cells<'a> {
    #[cfg(feature = "sqlite")]
    Sqlite(&'a rusqlite::Row<'a>),
    Some(&'a Chosen<'a>),
    /// The values of all columns.
    All(&'a [Datum<'a>]),
    Given(&'a Giving<'a>),
}

/// The values of some columns, by their places.
pub(crate) struct Chosen<'a> {
    pub(crate) columns: &'a [u16],
    pub(crate) datums: &'a [Datum<'a>],
}

/// Values of columns, which are given away, and for each column the place of its value; the others are NULL.
pub(crate) struct Giving<'a> {
    places: &'a [u16],
    values: &'a [Cell<(u16, Datum<'static>)>],
    more: &'a [Cell<Datum<'static>>],
}

impl<'a> Giving<'a> {
    /// Values, and more values, with the place of each column's among them.
    pub(crate) fn new(
        places: &'a [u16],
        values: &'a mut [(u16, Datum<'static>)],
        more: &'a mut [Datum<'static>],
    ) -> Self {
        Self {
            places,
            values: Cell::from_mut(values).as_slice_of_cells(),
            more: Cell::from_mut(more).as_slice_of_cells(),
        }
    }

    #[inline]
    fn take(&self, column: usize) -> Datum<'static> {
        let place = usize::from(self.places[column]);
        match (self.values.get(place), place.checked_sub(self.values.len())) {
            (Some(value), _) => value.replace((0, Datum::Null)).1,
            (None, Some(place)) => {
                let value = self.more.get(place);
                value.map_or(Datum::Null, |value| value.replace(Datum::Null))
            }
            (None, None) => Datum::Null,
        }
    }
}

impl<'a> Row<'a> {
    #[cfg(feature = "sqlite")]
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Row {
            cells: Cells::Sqlite(row),
            table: None,
            first: 0,
        }
    }

    pub(crate) fn some(chosen: &'a Chosen<'a>) -> Self {
        Row {
            cells: Cells::Some(chosen),
            table: None,
            first: 0,
        }
    }

    pub(crate) fn all(datums: &'a [Datum<'a>]) -> Self {
        Row {
            cells: Cells::All(datums),
            table: None,
            first: 0,
        }
    }

    /// A row that gives each value away the first time that it is asked for it, so that nothing is copied.
    pub(crate) fn giving(giving: &'a Giving<'a>) -> Self {
        Row {
            cells: Cells::Given(giving),
            table: None,
            first: 0,
        }
    }

    /// The row as one of a table, whose columns come in their order.
    #[inline]
    pub(crate) fn of(self, table: &'static Table) -> Self {
        Row {
            table: Some(table),
            ..self
        }
    }

    /// The part of the row that begins with a column.
    #[inline]
    pub(crate) fn from(self, first: usize) -> Self {
        Row {
            first: self.first + first,
            ..self
        }
    }

    /// The table whose columns these are.
    #[cfg(test)]
    pub(crate) fn table(&self) -> Option<&'static Table> {
        self.table
    }

    /// The names of the columns, as the database tells them.
    pub(crate) fn names(&self) -> Vec<String> {
        match self.cells {
            #[cfg(feature = "sqlite")]
            Cells::Sqlite(row) => row.as_ref().column_names().map(str::to_owned).collect(),
            Cells::Some(_) | Cells::All(_) | Cells::Given(_) => Vec::new(),
        }
    }

    /// The value in a column, by its place from 0.
    ///
    /// # Errors
    ///
    /// The value is of another type, or the row has no such column.
    #[inline]
    pub fn get<V: Value>(&self, column: usize) -> Result<V> {
        V::read(self, column)
    }

    /// A value that was read from a column, in whatever form it came.
    pub(crate) fn read_other<V: Value>(
        &self,
        column: usize,
        plain: Option<Plain<'_>>,
    ) -> Result<V> {
        match plain {
            Some(plain) => {
                V::from_datum(plain.into_datum()).map_err(|error| self.unreadable(column, error))
            }
            None => self.read_datum(column),
        }
    }

    /// The value in a column, in whatever form it comes.
    pub(crate) fn read_datum<V: Value>(&self, column: usize) -> Result<V> {
        V::from_datum(self.datum(column)?).map_err(|error| self.unreadable(column, error))
    }

    /// The value in a column, in whatever form it comes; `None` where it is NULL.
    pub(crate) fn read_nullable_datum<V: Value>(&self, column: usize) -> Result<Option<V>> {
        match self.datum(column)? {
            Datum::Null => Ok(None),
            datum => V::from_datum(datum)
                .map(Some)
                .map_err(|error| self.unreadable(column, error)),
        }
    }

    /// The value in a column, where it is one of those that come often and is at hand as it is.
    #[inline]
    pub(crate) fn plain(&self, column: usize) -> Option<Plain<'_>> {
        match self.cells {
            #[cfg(feature = "sqlite")]
            Cells::Sqlite(row) => sqlite::storage::plain(row, self.first + column),
            Cells::Given(giving) => Some(match giving.take(self.first + column) {
                Datum::Null => Plain::Null,
                Datum::Integer(value) => Plain::Integer(value),
                Datum::Text(Cow::Owned(text)) => Plain::Given(text),
                other => Plain::Other(other),
            }),
            _ => None,
        }
    }

    /// The values in the columns from a place on, as many as the tuple has.
    ///
    /// # Errors
    ///
    /// As [`get`](Row::get).
    #[inline]
    pub fn read<C: Columns>(&self, first: usize) -> Result<C> {
        C::read(self, first)
    }

    pub(crate) fn datum(&self, place: usize) -> Result<Datum<'_>> {
        let column = self.first + place;
        match self.cells {
            #[cfg(feature = "sqlite")]
            Cells::Sqlite(row) => match sqlite::storage::read(row, column) {
                Some(Ok(datum)) => Ok(datum),
                Some(Err(error)) => Err(self.unreadable(place, error)),
                None => Err(missing(column)),
            },
            Cells::Some(Chosen { columns, datums }) => {
                let place = columns
                    .iter()
                    .position(|known| usize::from(*known) == column);
                place
                    .map(|place| datums[place].borrowed())
                    .ok_or_else(|| missing(column))
            }
            Cells::All(datums) => datums
                .get(column)
                .map(Datum::borrowed)
                .ok_or_else(|| missing(column)),
            Cells::Given(giving) => Ok(giving.take(column)),
        }
    }

    #[cold]
    fn unreadable(&self, column: usize, error: ValueError) -> Error {
        match self.table {
            Some(table) => Error::value(ErrorKind::Decode, error, table, column as u16),
            None => Error::new(
                ErrorKind::Decode,
                format!("column {column} of the result: {error}"),
            ),
        }
    }
}

#[cold]
fn missing(column: usize) -> Error {
    Error::new(ErrorKind::Decode, format!("the row has no column {column}"))
}
