//! What becomes of related rows that come in one row of a result with the row that they belong to?

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    RowId, Unit,
    base::{Note, State, ToOne},
};
use crate::{
    driver::Row,
    error::Result,
    model::{Kind, RelationshipFact},
    query::{Part, Whole},
};

/// The related rows that came so far.
pub(super) struct Joined<'p> {
    parts: &'p [Part],
    /// By part: the row of it in the row of the result that came last.
    last: Vec<Option<RowId>>,
    /// By part: the related rows of each row that has any, or none.
    found: Vec<FxHashMap<RowId, Vec<RowId>>>,
}

impl<'p> Joined<'p> {
    pub(super) fn new(parts: &'p [Part]) -> Self {
        Self {
            parts,
            last: vec![None; parts.len()],
            found: vec![FxHashMap::default(); parts.len()],
        }
    }

    /// Takes in the related rows of one row of the result.
    pub(super) fn take(&mut self, unit: &mut Unit, root: RowId, row: &Row<'_>) -> Result<()> {
        for (place, part) in self.parts.iter().enumerate() {
            let owner = match part.owner {
                None => Some(root),
                Some(owner) => self.last[owner],
            };
            self.last[place] = match owner {
                Some(_) if !is_missing(part.fact, row, part.first)? => {
                    Some(unit.meet(part.fact.target, &row.from(part.first))?)
                }
                _ => None,
            };
            let Some(owner) = owner else { continue };
            let found = self.found[place].entry(owner).or_default();
            if let Some(related) = self.last[place]
                && found.last() != Some(&related)
            {
                found.push(related);
            }
        }
        Ok(())
    }

    /// The rows are known as what the relationships lead to, where these were not known before.
    pub(super) fn settle(self, unit: &mut Unit) {
        for (part, found) in self.parts.iter().zip(self.found) {
            for (owner, rows) in found {
                if unit.state(owner) == State::Persistent {
                    unit.settle_part(part, owner, rows);
                }
            }
        }
    }
}

impl Unit {
    fn settle_part(&mut self, part: &Part, owner: RowId, mut rows: Vec<RowId>) {
        let relationship = part.relationship;
        if part.whole == Whole::No {
            let base = self.store_mut(owner).base_mut();
            let members = rows.into_iter().collect();
            base.hints.set_part(relationship, owner.index, members);
            base.note(Note::Collection(relationship, owner.index));
            return;
        }
        if part.whole == Whole::Mixed {
            let mut seen = FxHashSet::default();
            rows.retain(|row| seen.insert(*row));
        }
        let unsure = rows.is_empty() && part.whole == Whole::WhereFound;
        if unsure || self.known_related(owner, relationship, true).is_some() {
            return;
        }
        match (part.fact.kind, rows.first()) {
            (Kind::BelongsTo { foreign_key }, Some(target)) => {
                self.know_target(owner, foreign_key, *target);
            }
            (Kind::BelongsTo { .. }, None) => {}
            _ => {
                self.complete(owner, relationship, rows);
            }
        }
    }

    /// A foreign key leads to this row, as its columns say.
    pub(super) fn know_target(&mut self, row: RowId, key: u16, target: RowId) {
        let base = self.store_mut(row).base_mut();
        base.to_one[usize::from(key)].insert(row.index, ToOne::Loaded(Some(target)));
        base.moved(row.index);
        base.note(Note::ToOne(key, row.index));
    }
}

/// Whether the join found no row.
fn is_missing(fact: &RelationshipFact, row: &Row<'_>, first: usize) -> Result<bool> {
    for column in fact.target.table().identity {
        if !row.datum(first + usize::from(*column))?.is_null() {
            return Ok(false);
        }
    }
    Ok(true)
}
