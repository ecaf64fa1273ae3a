//! Which tables would stand between two others, if only they said that a pair is unique?
//!
//! Only tables that hold an id of their own and two foreign keys and nothing else are meant: many an ordinary table has
//! two foreign keys, and there a hint would be noise. So it would be where both lead to one table, as those of a message to its
//! sender and recipient do, unless a key says that the pair matters.

use super::{
    near_miss::{NearMiss, Why, Would},
    subject::{Columns, Side, Subject},
};

/// A table that lacks only the key over its pair.
pub(super) fn near_miss(subject: &Subject<'_>) -> Option<NearMiss> {
    let [left, right] = subject.sides.as_slice() else {
        return None;
    };
    if !is_candidate(subject, left, right) {
        return None;
    }
    let pair = &left.columns | &right.columns;
    let columns = left.key.columns.iter().chain(&right.key.columns).copied();
    let why = if subject.keys.contains_key(&pair) {
        Why::Nullable(columns.filter(|id| subject.table[*id].nullable).collect())
    } else if left.key.target == right.key.target {
        return None;
    } else {
        Why::NoKey(columns.collect())
    };
    Some(NearMiss {
        table: subject.id,
        would: Would::ManyToMany(left.place, right.place),
        why,
        span: subject.table.span,
    })
}

fn is_candidate(subject: &Subject<'_>, left: &Side<'_>, right: &Side<'_>) -> bool {
    let Some(key) = &subject.table.primary_key else {
        return false;
    };
    let own: Columns = key.columns.iter().copied().collect();
    let pair = &left.columns | &right.columns;
    [left, right]
        .iter()
        .all(|side| side.key.target != subject.id && !subject.keys.contains_key(&side.columns))
        && left.columns.is_disjoint(&right.columns)
        && own.is_disjoint(&pair)
        && subject.columns_beside(&(&own | &pair)).next().is_none()
}
