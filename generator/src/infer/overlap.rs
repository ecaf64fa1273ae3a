//! Which two tables are linked by foreign keys that share a column of the key, such as a tenant?
//!
//! A pair of rows of different tenants cannot be linked, and which column's value would win is not for us to say: the
//! table between stays an entity, through which the links are written. A many-to-many that reads them is there where the
//! options ask for it: it goes by both foreign keys, and so never from one tenant to another.

use super::{
    Association, Evidence, Rule,
    near_miss::{NearMiss, Why, Would},
    subject::{Columns, Side, Subject},
    writable,
};
use crate::catalog::ColumnId;

/// The keys that two overlapping foreign keys make up.
pub(super) fn near_misses(subject: &Subject<'_>) -> Vec<NearMiss> {
    let keys = subject.keys.keys();
    keys.filter_map(|columns| {
        let (left, right) = overlapping(subject, columns)?;
        Some(NearMiss {
            table: subject.id,
            would: Would::ManyToMany(left.place, right.place),
            why: Why::Shared(shared(left, right)),
            span: right.key.span,
        })
    })
    .collect()
}

/// The many-to-many relationships of such keys, which can only be read.
pub(super) fn associations(subject: &Subject<'_>) -> Vec<Association> {
    let keys = subject.keys.iter();
    keys.filter_map(|(columns, key)| {
        let (left, right) = overlapping(subject, columns)?;
        Some(Association {
            table: subject.id,
            left: left.place,
            right: right.place,
            needs: writable::needed(subject, columns),
            shared: shared(left, right),
            evidence: Evidence {
                rule: Rule::OverlappingKeys,
                span: key.span,
            },
        })
    })
    .collect()
}

fn shared(left: &Side<'_>, right: &Side<'_>) -> Vec<ColumnId> {
    left.columns.intersection(&right.columns).copied().collect()
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
