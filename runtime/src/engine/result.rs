//! What a statement in SQL gives back.

use std::sync::Arc;

use crate::{
    driver::{Ran, Row},
    error::{Error, ErrorKind, Result},
    query::FromRow,
    session::not_found,
    value::{Datum, Value},
};

/// The rows that a statement gave back, and how many it changed.
#[derive(Clone, Debug)]
pub struct Rows {
    pub(super) rows: Vec<OwnedRow>,
    pub(super) changed: u64,
}

impl Rows {
    /// All rows, in their order.
    ///
    /// # Errors
    ///
    /// None today; a statement that is still running may fail here.
    pub fn all(self) -> Result<Vec<OwnedRow>> {
        Ok(self.rows)
    }

    /// All rows, each as a type that takes what it needs by name; [`row!`](crate::row) declares one.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, row, text};
    ///
    /// row! {
    ///     struct Table {
    ///         name: String,
    ///         rootpage: i64,
    ///     }
    /// }
    ///
    /// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
    /// let rows = connection.execute(text("SELECT * FROM sqlite_schema"))?;
    /// assert!(rows.all_as::<Table>()?.is_empty());
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A row has no column of the name that a field has, or a value is of another type.
    pub fn all_as<R: FromRow>(self) -> Result<Vec<R>> {
        self.rows.iter().map(R::from_row).collect()
    }

    /// The first row, if there is one.
    pub fn first(self) -> Option<OwnedRow> {
        self.rows.into_iter().next()
    }

    /// The only row.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, text};
    ///
    /// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
    /// let row = connection.execute(text("SELECT 1 AS one, 2 AS two"))?.one()?;
    /// assert_eq!(row.get::<i64>("two")?, 2);
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NoResultFound`](ErrorKind::NoResultFound) where there is none,
    /// [`MultipleResultsFound`](ErrorKind::MultipleResultsFound) where there are several.
    pub fn one(self) -> Result<OwnedRow> {
        let found = self.one_or_none()?;
        found.ok_or_else(|| not_found(STATEMENT, 0))
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    ///
    /// [`MultipleResultsFound`](ErrorKind::MultipleResultsFound) where there are several.
    pub fn one_or_none(self) -> Result<Option<OwnedRow>> {
        match self.rows.len() {
            0 | 1 => Ok(self.first()),
            several => Err(not_found(STATEMENT, several)),
        }
    }

    /// The value in the first column of the only row, if there is one.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, text};
    ///
    /// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
    /// let version = connection.execute(text("SELECT sqlite_version()"))?.scalar::<String>()?;
    /// assert!(version.is_some_and(|version| version.starts_with("3.")));
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`one_or_none`](Rows::one_or_none), and where the value is of another type.
    pub fn scalar<V: Value>(self) -> Result<Option<V>> {
        let row = self.one_or_none()?;
        row.map(|row| row.get(0)).transpose()
    }

    /// The rows, one after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, OwnedRow> {
        self.rows.iter()
    }

    /// How many rows an INSERT, UPDATE or DELETE touched; of a query, 0.
    pub fn rows_affected(&self) -> u64 {
        self.changed
    }
}

/// What rows are of, in messages.
const STATEMENT: &str = "text(..)";

impl IntoIterator for Rows {
    type Item = OwnedRow;
    type IntoIter = std::vec::IntoIter<OwnedRow>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a OwnedRow;
    type IntoIter = std::slice::Iter<'a, OwnedRow>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Rows on their way out of a driver.
#[derive(Default)]
pub(crate) struct Collected {
    names: Option<Arc<[String]>>,
    rows: Vec<OwnedRow>,
}

impl Collected {
    pub(crate) fn take(&mut self, row: &Row<'_>) -> Result<()> {
        let names = self.names.get_or_insert_with(|| row.names().into());
        let values = (0..names.len())
            .map(|column| Ok(row.datum(column)?.into_owned()))
            .collect::<Result<_>>()?;
        self.rows.push(OwnedRow {
            names: Arc::clone(names),
            values,
        });
        Ok(())
    }

    pub(crate) fn finish(self, ran: Ran) -> Rows {
        Rows {
            rows: self.rows,
            changed: ran.changes,
        }
    }
}

/// One row, by name or by place.
#[derive(Clone, Debug)]
pub struct OwnedRow {
    pub(super) names: Arc<[String]>,
    pub(super) values: Vec<Datum<'static>>,
}

impl OwnedRow {
    /// The value in a column, by its name or its place from 0.
    ///
    /// # Errors
    ///
    /// There is no such column, several have the name, or the value is of another type.
    pub fn get<V: Value>(&self, column: impl RowIndex) -> Result<V> {
        let place = column.place(&self.names)?;
        V::from_datum(self.values[place].borrowed()).map_err(|error| {
            Error::new(
                ErrorKind::Decode,
                format!("column `{}`: {error}", self.names[place]),
            )
        })
    }

    /// The row as a type that takes what it needs by name.
    ///
    /// # Errors
    ///
    /// As [`Rows::all_as`].
    pub fn get_as<R: FromRow>(&self) -> Result<R> {
        R::from_row(self)
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.names
    }
}

/// What names a column of an [`OwnedRow`]: its place or its name.
pub trait RowIndex: sealed::Place {}

impl RowIndex for usize {}

impl RowIndex for &str {}

mod sealed {
    use crate::error::{Error, Result};

    pub trait Place {
        fn place(&self, names: &[String]) -> Result<usize>;
    }

    impl Place for usize {
        fn place(&self, names: &[String]) -> Result<usize> {
            let known = *self < names.len();
            known.then_some(*self).ok_or_else(|| {
                Error::misuse(format!(
                    "the row has {} columns, there is no {self}",
                    names.len()
                ))
            })
        }
    }

    impl Place for &str {
        fn place(&self, names: &[String]) -> Result<usize> {
            let mut places = names
                .iter()
                .enumerate()
                .filter(|(_, name)| name == self)
                .map(|(place, _)| place);
            match (places.next(), places.next()) {
                (Some(place), None) => Ok(place),
                (Some(_), Some(_)) => Err(Error::misuse(format!(
                    "several columns are called `{self}`; use their places"
                ))),
                (None, _) => Err(Error::misuse(format!(
                    "there is no column `{self}`; there are `{}`",
                    names.join("`, `")
                ))),
            }
        }
    }
}
