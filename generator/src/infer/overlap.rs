//! Why is there no many-to-many between two tables that share a column of the key, such as a tenant?
//!
//! A pair of rows of different tenants cannot be linked, and which column's value would win is not for us to say: the
//! table between stays an entity, through which the links are written.

use super::{
    near_miss::{NearMiss, Why, Would},
    subject::{Columns, Side, Subject},
};

/// The keys that two overlapping foreign keys make up.
pub(super) fn near_misses(subject: &Subject<'_>) -> Vec<NearMiss> {
    let keys = subject.keys.keys();
    keys.filter_map(|columns| {
        let (left, right) = overlapping(subject, columns)?;
        Some(NearMiss {
            table: subject.id,
            would: Would::ManyToMany(left.place, right.place),
            why: Why::Shared(left.columns.intersection(&right.columns).copied().collect()),
            span: right.key.span,
        })
    })
    .collect()
}

/// Two foreign keys that cover `columns` together and share some, but not all of either.
fn overlapping<'s, 'a>(
    subject: &'s Subject<'a>,
    columns: &Columns,
) -> Option<(&'s Side<'a>, &'s Side<'a>)> {
    let mut sides = subject.sides_within(columns);
    sides.retain(|side| side.columns.len() > 1 && side.columns.len() < columns.len());
    sides.sort_by_key(|side| side.place);
    sides.iter().enumerate().find_map(|(place, left)| {
        let mut later = sides[place + 1..].iter();
        let right = later.find(|right| {
            left.columns.len() + right.columns.len() > columns.len()
                && &left.columns | &right.columns == *columns
        })?;
        Some((*left, *right))
    })
}
