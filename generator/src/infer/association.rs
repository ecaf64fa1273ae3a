//! Which tables stand between two others? Those where two disjoint foreign keys together are a key.
//!
//! Further columns, an id of its own and further foreign keys do not matter. A key of three columns over two foreign
//! keys of one column each does: the same pair may then occur twice.

use std::collections::BTreeMap;

use super::{
    Association, Evidence, Rule,
    subject::{Columns, Side, Subject},
    writable,
};
use crate::catalog::Key;

/// The many-to-many relationships that the table's keys prove, in the order of their foreign keys.
pub(super) fn keyed(subject: &Subject<'_>) -> Vec<Association> {
    let proving = subject
        .keys
        .iter()
        .filter(|(columns, _)| !subject.any_nullable(columns));
    let mut found: Vec<_> = proving
        .flat_map(|(columns, key)| within(subject, columns, key))
        .collect();
    found.sort_by_key(|one| (one.left, one.right));
    found
}

/// Those whose two foreign keys together are the given key.
fn within(subject: &Subject<'_>, columns: &Columns, key: &Key) -> Vec<Association> {
    let sides = subject.sides_within(columns);
    let mut by_columns = BTreeMap::<&Columns, Vec<&Side<'_>>>::new();
    for side in &sides {
        by_columns.entry(&side.columns).or_default().push(side);
    }
    let pairs = sides.iter().flat_map(|left| {
        let rest: Columns = columns.difference(&left.columns).copied().collect();
        let others = by_columns.get(&rest).into_iter().flatten();
        others
            .filter(|right| left.place < right.place)
            .map(|right| (left.place, right.place))
    });
    let associations = pairs.map(|(left, right)| Association {
        table: subject.id,
        left,
        right,
        needs: writable::needed(subject, columns),
        shared: Vec::new(),
        evidence: Evidence {
            rule: Rule::AssociationKey,
            span: key.span,
        },
    });
    associations.collect()
}
