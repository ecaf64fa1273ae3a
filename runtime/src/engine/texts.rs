//! Which texts of statements were made before?

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::schema::Table;

/// The texts of statements for the rows of a table that are sent often, by what they do. Clones share them.
///
/// The sessions of an engine are many and short; the statements that they send are few.
#[derive(Clone, Default)]
pub(crate) struct Texts(Arc<Mutex<FxHashMap<usize, Vec<Known>>>>);

struct Known {
    verb: Verb,
    count: usize,
    columns: [Vec<u16>; 2],
    sql: Arc<str>,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Insert,
    Update,
    Delete,
    /// The greatest value in a column.
    Greatest,
    /// Whole rows, by the values in some columns.
    Select,
}

/// Rows of many shapes are rare; the texts of a table start afresh beyond this.
const SHAPES: usize = 64;

impl Texts {
    /// The statement for `count` rows that writes, or asks for, the first of these columns and gives back the second; it is
    /// made if it is not known.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub(crate) fn of<E>(
        &self,
        (verb, count): (Verb, usize),
        table: &'static Table,
        columns: [&[u16]; 2],
        make: impl FnOnce() -> Result<String, E>,
    ) -> Result<Arc<str>, E> {
        let mut tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = tables.entry(std::ptr::from_ref(table).addr()).or_default();
        let same =
            |known: &&Known| known.verb == verb && known.count == count && known.columns == columns;
        if let Some(known) = known.iter().find(same) {
            return Ok(Arc::clone(&known.sql));
        }
        let sql: Arc<str> = make()?.into();
        if known.len() == SHAPES {
            known.clear();
        }
        known.push(Known {
            verb,
            count,
            columns: columns.map(<[u16]>::to_vec),
            sql: Arc::clone(&sql),
        });
        Ok(sql)
    }
}
