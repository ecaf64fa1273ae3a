//! Which place has a column among the facts of its table? Those that rows are read without come last, so that a row is what
//! comes first.

use super::Input;
use crate::catalog::{ColumnId, TableId};

/// The places of the columns of a table.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// How many columns there are.
    count: usize,
    /// Those that rows are read without, in their order.
    deferred: Vec<ColumnId>,
}

impl Places {
    pub(crate) fn of(&self, column: ColumnId) -> usize {
        match self.deferred.binary_search(&column) {
            Ok(place) => self.count - self.deferred.len() + place,
            Err(before) => column.0 - before,
        }
    }

    /// Whether rows are read without a column.
    pub(crate) fn is_deferred(&self, column: ColumnId) -> bool {
        self.deferred.binary_search(&column).is_ok()
    }

    /// The columns in the order of their places.
    pub(crate) fn columns(&self) -> impl Iterator<Item = ColumnId> {
        let all = (0..self.count).map(ColumnId);
        let first = all.filter(|column| !self.is_deferred(*column));
        first.chain(self.deferred.iter().copied())
    }
}

impl Input<'_> {
    /// The places of the columns of a table.
    pub(super) fn places(&self, id: TableId) -> Places {
        Places {
            count: self.catalog[id].columns.len(),
            deferred: self.overrides.deferred(id).collect(),
        }
    }
}
