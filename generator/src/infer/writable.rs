//! Can a row between two tables be written from the pair alone? If the database fills every other column by itself.

use super::subject::{Columns, Subject};
use crate::catalog::{Column, ColumnId};

/// The columns that a row needs beside `pair`.
pub(super) fn needed(subject: &Subject<'_>, pair: &Columns) -> Vec<ColumnId> {
    let columns = subject.table.columns.iter().enumerate();
    columns
        .map(|(place, column)| (ColumnId(place), column))
        .filter(|(id, column)| !pair.contains(id) && !is_filled_in(column))
        .map(|(id, _)| id)
        .collect()
}

fn is_filled_in(column: &Column) -> bool {
    column.nullable
        || column.default.is_some()
        || column.generated.is_some()
        || column.auto_increment
}
