//! How are the rows of a statement read one at a time?

use rusqlite::CachedStatement;

use super::error;
use crate::{
    driver::{Cursor, Each, Row},
    error::Result,
};

/// A statement that is between two of its rows.
pub(super) struct Lines<'c> {
    statement: CachedStatement<'c>,
    sql: String,
    is_done: bool,
}

impl<'c> Lines<'c> {
    /// The rows of a statement whose values are bound.
    pub(super) fn new(statement: CachedStatement<'c>, sql: &str) -> Self {
        Self {
            statement,
            sql: sql.to_owned(),
            is_done: false,
        }
    }
}

impl Cursor for Lines<'_> {
    fn next(&mut self, each: Each<'_>) -> Result<bool> {
        if self.is_done {
            return Ok(false);
        }
        let mut rows = self.statement.raw_query();
        match rows.next() {
            Ok(Some(row)) => {
                let outcome = each(&Row::sqlite(row));
                // Dropping them would have the statement begin again.
                std::mem::forget(rows);
                outcome.map(|()| true)
            }
            Ok(None) => {
                self.is_done = true;
                Ok(false)
            }
            Err(problem) => {
                self.is_done = true;
                Err(error::convert(problem, &self.sql))
            }
        }
    }
}

impl Drop for Lines<'_> {
    /// A statement that goes back among those that are prepared begins with its first row.
    fn drop(&mut self) {
        drop(self.statement.raw_query());
    }
}
