//! Which foreign keys are unique for some rows alone? A unique index with a WHERE proves nothing of the others.

use std::collections::BTreeMap;

use super::{
    near_miss::{NearMiss, Why, Would},
    subject::{Columns, Subject},
};

/// The foreign keys that a partial unique index lies over, and no key.
pub(super) fn near_misses(subject: &Subject<'_>) -> Vec<NearMiss> {
    let partial = subject
        .table
        .indexes
        .iter()
        .filter(|index| index.unique && index.partial);
    let sides = subject.sides.iter().rev();
    let sides: BTreeMap<_, _> = sides.map(|side| (&side.columns, side)).collect();
    let mut found = Vec::new();
    for index in partial {
        let Some(columns) = index.columns.iter().copied().collect::<Option<Columns>>() else {
            continue;
        };
        let Some(side) = sides.get(&columns) else {
            continue;
        };
        if !subject.keys.contains_key(&columns) {
            found.push(NearMiss {
                table: subject.id,
                would: Would::OneToOne(side.place),
                why: Why::PartialIndex(index.name.clone().unwrap_or_default()),
                span: side.key.span,
            });
        }
    }
    found
}
