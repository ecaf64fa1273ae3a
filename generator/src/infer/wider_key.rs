//! Which keys hold two foreign keys and more, so that the same pair may occur again?
//!
//! A primary key over `user_id, role_id, term` says that a user has a role in several terms: the table is an entity, and no
//! association table.

use super::{
    near_miss::{NearMiss, Why, Would},
    subject::{Columns, Side, Subject},
};

/// The keys of the table that hold exactly two disjoint foreign keys and further columns.
pub(super) fn near_misses(subject: &Subject<'_>) -> Vec<NearMiss> {
    let keys = subject.keys.iter();
    keys.filter_map(|(columns, key)| {
        let mut sides = subject.sides_within(columns);
        sides.sort_by_key(|side| side.place);
        let [left, right] = two(&sides)?;
        let pair: Columns = &left.columns | &right.columns;
        let further: Vec<_> = columns.difference(&pair).copied().collect();
        (left.columns.is_disjoint(&right.columns) && !further.is_empty()).then_some(NearMiss {
            table: subject.id,
            would: Would::ManyToMany(left.place, right.place),
            why: Why::WiderKey(further),
            span: key.span,
        })
    })
    .collect()
}

fn two<'s, 'a>(sides: &[&'s Side<'a>]) -> Option<[&'s Side<'a>; 2]> {
    sides.try_into().ok()
}
