//! What a statement in SQL gives back.

use std::sync::Arc;

use crate::{
    driver::{Ran, Row},
    error::{Error, ErrorKind, Result},
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

    /// How many rows an INSERT, UPDATE or DELETE touched; of a query, 0.
    pub fn rows_affected(&self) -> u64 {
        self.changed
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
        let changed = match self.names {
            Some(_) => 0,
            None => ran.changes,
        };
        Rows {
            rows: self.rows,
            changed,
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
