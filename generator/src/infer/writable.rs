//! Can a row between two tables be written from the pair alone? If the database fills every other column by itself.

use super::subject::{Columns, Subject};

/// Whether a row is complete with no more than `pair`.
pub(super) fn from_pair(subject: &Subject<'_>, pair: &Columns) -> bool {
    subject.columns_beside(pair).all(|column| {
        column.nullable
            || column.default.is_some()
            || column.generated.is_some()
            || column.auto_increment
    })
}
