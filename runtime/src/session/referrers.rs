//! Which rows in memory refer to one, without looking at all of them?
//!
//! Only deletions and changes of keys ask. The first makes an index of the rows of the referring table; from then on, rows
//! whose foreign keys may have changed are noted, and taken in when the next asks; those that the program borrowed are noted
//! before a flush, or a deletion by statement. A row may stand in more places than it belongs to: whoever finds it there has
//! to look at it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    RowId, Unit,
    base::{State, ToOne},
    compared::compared,
    unit::{Known, refers_to_identity},
};
use crate::{
    driver::{Chosen, Row},
    model::Entity,
    schema::ForeignKey,
    value::{Datum, Exact},
};

/// The rows of a table by what their foreign keys lead to.
#[derive(Default)]
pub(super) struct Referrers {
    /// How many rows of the table were taken in.
    count: u32,
    /// Those whose foreign keys may have changed since.
    moved: Vec<u32>,
    /// How often a row was taken in, those that moved again.
    taken: usize,
    keys: Vec<Targets>,
}

/// The rows by what one foreign key of them leads to.
#[derive(Clone, Default)]
struct Targets {
    /// By the hash of the target's key, as the foreign key has it.
    by_value: FxHashMap<u64, Vec<u32>>,
    /// By the values of the target's columns, where these are not its key.
    by_columns: FxHashMap<Exact, Vec<u32>>,
    /// By the target that it is known to be.
    by_row: FxHashMap<RowId, Vec<u32>>,
    /// Those whose target was not in memory when they were taken in.
    strays: Vec<u32>,
}

/// What a foreign key leads to in the database.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Target {
    Row(RowId),
    /// The row that has these values in columns that are not its key.
    Values(Exact),
}

impl Referrers {
    /// The foreign keys of a row may have changed; one that was not taken in yet will be.
    pub(super) fn moved(&mut self, index: u32) {
        if index < self.count {
            self.moved.push(index);
        }
    }

    /// Whether more would stand here for nothing than for something: it is made anew then, which takes no longer in all than
    /// what was noted.
    pub(super) fn is_outdated(&self) -> bool {
        self.taken + self.moved.len() > 2 * self.count as usize
    }
}

impl Unit {
    /// Whoever asks for referrers next finds rows by the columns that the program has given them until now.
    pub(super) fn note_touched(&mut self) {
        for store in self.stores_mut() {
            let base = store.base_mut();
            for place in 0..base.touched.len() {
                base.moved(base.touched[place]);
            }
        }
    }

    /// The rows in memory whose foreign key leads to one of these, in the database or as the program says.
    pub(super) fn referrers(
        &mut self,
        entity: &'static Entity,
        key: u16,
        to: &FxHashSet<RowId>,
    ) -> Vec<RowId> {
        let mut rows = self.candidates(entity, key, to);
        let targets = self.targets_of(entity, key, to);
        rows.retain(|row| {
            self.state(*row) == State::Persistent
                && (self.is_meant_for(*row, key, to) || self.is_led_to(*row, key, &targets))
        });
        rows
    }

    /// Whether the program leads a foreign key to one of these. What was loaded before its columns were assigned does not
    /// say so.
    fn is_meant_for(&self, row: RowId, key: u16, to: &FxHashSet<RowId>) -> bool {
        let base = self.base(row);
        let target = match base.to_one[usize::from(key)].get(&row.index) {
            Some(ToOne::Set(target)) => *target,
            Some(ToOne::Loaded(Some(target))) if self.refers_to(row, key, *target) => Some(*target),
            _ => match self.to_one_by_columns(row, key) {
                Known::Row(target) => target,
                Known::No => None,
            },
        };
        target.is_some_and(|target| to.contains(&target))
    }

    /// Whether the columns of a foreign key are those of a row, as the database compares them and has both.
    fn refers_to(&self, row: RowId, key: u16, target: RowId) -> bool {
        let facts = &self.base(row).entity.table().foreign_keys[usize::from(key)];
        let values = [(row, facts.columns), (target, facts.referenced)];
        let values = values.map(|(row, columns)| self.stored_values(row, columns));
        let [Ok(own), Ok(its)] = values else {
            return false;
        };
        let of_target = |values| compared(facts.target, facts.referenced, values);
        of_target(own) == of_target(its)
    }

    /// The rows in memory whose foreign key leads to one of these in the database.
    pub(super) fn stored_referrers(
        &mut self,
        entity: &'static Entity,
        key: u16,
        to: &FxHashSet<RowId>,
    ) -> Vec<RowId> {
        let mut rows = self.candidates(entity, key, to);
        let targets = self.targets_of(entity, key, to);
        rows.retain(|row| {
            matches!(self.state(*row), State::Persistent | State::Doomed)
                && self.is_led_to(*row, key, &targets)
        });
        rows
    }

    /// The rows in memory that are to be deleted and whose foreign key leads to one of these in the database.
    pub(super) fn doomed_referrers(
        &mut self,
        entity: &'static Entity,
        key: u16,
        to: &FxHashSet<RowId>,
    ) -> Vec<RowId> {
        let mut rows = self.stored_referrers(entity, key, to);
        rows.retain(|row| self.state(*row) == State::Doomed);
        rows
    }

    /// What tells that a foreign key leads to one of these.
    fn targets_of(
        &self,
        entity: &'static Entity,
        key: u16,
        to: &FxHashSet<RowId>,
    ) -> FxHashSet<Target> {
        let targets = to.iter();
        targets
            .filter_map(|row| self.target(*row, entity, key))
            .collect()
    }

    /// A row as what a foreign key of some table leads to.
    pub(super) fn target(&self, row: RowId, entity: &'static Entity, key: u16) -> Option<Target> {
        let facts = &entity.table().foreign_keys[usize::from(key)];
        match refers_to_identity(facts) {
            true => Some(Target::Row(row)),
            false => self.full_values(row, facts.referenced).map(Target::Values),
        }
    }

    /// What a foreign key of a row leads to in the database.
    pub(super) fn leads_to(&self, row: RowId, key: u16) -> Option<Target> {
        let facts = &self.base(row).entity.table().foreign_keys[usize::from(key)];
        match refers_to_identity(facts) {
            true => self.stored_target(row, key).map(Target::Row),
            false => self.full_values(row, facts.columns).map(Target::Values),
        }
    }

    fn is_led_to(&self, row: RowId, key: u16, targets: &FxHashSet<Target>) -> bool {
        let target = self.leads_to(row, key);
        target.is_some_and(|target| targets.contains(&target))
    }

    /// What the database has in some columns of a row, where none of it is NULL.
    fn full_values(&self, row: RowId, columns: &[u16]) -> Option<Exact> {
        let values = Exact::from_iter(self.stored_values(row, columns).ok()?);
        (!values.has_null()).then_some(values)
    }

    /// The rows that were read in this transaction and whose foreign key leads to one in the database that is not in
    /// memory. Whoever asks has them read again, or would be told of them but once.
    pub(super) fn take_strays(&mut self, entity: &'static Entity, key: u16) -> Vec<RowId> {
        self.take_in_referrers(entity);
        let base = self.store_of(entity).base_mut();
        let strays = match &mut base.referrers {
            Some(referrers) => std::mem::take(&mut referrers.keys[usize::from(key)].strays),
            None => Vec::new(),
        };
        let slot = entity.slot() as u32;
        let rows = strays.into_iter().map(|index| RowId { slot, index });
        let is_left = |row: &RowId| self.is_fresh(*row) && self.is_stray(*row, key);
        rows.filter(is_left).collect()
    }

    /// Whether a foreign key of a row leads to one in the database that is not in memory.
    fn is_stray(&self, row: RowId, key: u16) -> bool {
        let columns = self.base(row).entity.table().foreign_keys[usize::from(key)].columns;
        let stored = |column: &u16| self.store(row).stored(row.index, *column);
        let mut values = columns.iter().map(stored);
        self.state(row) == State::Persistent
            && values.all(|value| value.is_ok_and(|datum| !datum.is_null()))
            && self.stored_target(row, key).is_none()
    }

    /// All rows that may refer to one of these, in the order in which they came.
    fn candidates(
        &mut self,
        entity: &'static Entity,
        key: u16,
        to: &FxHashSet<RowId>,
    ) -> Vec<RowId> {
        if self.base_of(entity).is_some() {
            self.take_in_referrers(entity);
        }
        let Some(base) = self.base_of(entity) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if let Some(referrers) = &base.referrers {
            let targets = &referrers.keys[usize::from(key)];
            let facts = &entity.table().foreign_keys[usize::from(key)];
            for target in to {
                let by_row = targets.by_row.get(target);
                let by_value = match refers_to_identity(facts) {
                    true => {
                        let hash = self.stored_key(*target).ok().and_then(|values| {
                            let key = Chosen {
                                columns: facts.target.identity,
                                datums: &values,
                            };
                            self.store(*target).hash(&Row::some(&key))
                        });
                        hash.and_then(|hash| targets.by_value.get(&hash))
                    }
                    false => {
                        let values = self.full_values(*target, facts.referenced);
                        values.and_then(|values| targets.by_columns.get(&values))
                    }
                };
                found.extend([by_row, by_value].into_iter().flatten().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        let slot = entity.slot() as u32;
        found
            .into_iter()
            .map(|index| RowId { slot, index })
            .collect()
    }

    /// Brings the index of a table up to date.
    fn take_in_referrers(&mut self, entity: &'static Entity) {
        let table = entity.table();
        // A target that comes later is looked up by its key.
        for fact in &entity.relationships()[..table.foreign_keys.len()] {
            self.store_of(fact.target);
        }
        let base = self.store_of(entity).base_mut();
        let mut referrers = base.referrers.take().unwrap_or_default();
        let count = base.rows.len() as u32;
        let known = std::mem::replace(&mut referrers.count, count);
        let moved = std::mem::take(&mut referrers.moved);
        referrers.taken += (count - known) as usize + moved.len();
        referrers
            .keys
            .resize(table.foreign_keys.len(), Targets::default());
        let slot = entity.slot() as u32;
        for index in (known..count).chain(moved) {
            let row = RowId { slot, index };
            for (number, targets) in (0..).zip(&mut referrers.keys) {
                self.place(row, number, targets);
            }
        }
        self.store_of(entity).base_mut().referrers = Some(referrers);
    }

    fn place(&self, row: RowId, key: u16, targets: &mut Targets) {
        let base = self.base(row);
        // One that comes into the database is noted then.
        if !matches!(base.state(row.index), State::Persistent | State::Doomed) {
            return;
        }
        let link = base.to_one[usize::from(key)].get(&row.index);
        if let Some(target) = link.copied().and_then(ToOne::target) {
            targets.by_row.entry(target).or_default().push(row.index);
        }
        if self.is_stray(row, key) {
            targets.strays.push(row.index);
        }
        let facts = &base.entity.table().foreign_keys[usize::from(key)];
        let target = base.entity.relationships()[usize::from(key)].target;
        if !refers_to_identity(facts) {
            if let Some(values) = self.full_values(row, facts.columns) {
                targets
                    .by_columns
                    .entry(values)
                    .or_default()
                    .push(row.index);
            }
            return;
        }
        let store = self.store(row);
        let stored = self.hash_of(target, facts, |column| store.stored(row.index, column).ok());
        let current = self.hash_of(target, facts, |column| store.value(row.index, column).ok());
        let current = current.filter(|current| Some(*current) != stored);
        for hash in [stored, current].into_iter().flatten() {
            targets.by_value.entry(hash).or_default().push(row.index);
        }
    }

    /// The hash of a target's key, of the values that a foreign key has.
    fn hash_of<'d>(
        &self,
        target: &'static Entity,
        key: &ForeignKey,
        value: impl Fn(u16) -> Option<Datum<'d>>,
    ) -> Option<u64> {
        let values: Option<Vec<_>> = key.columns.iter().map(|column| value(*column)).collect();
        let (_, store) = self
            .stores()
            .find(|(slot, _)| *slot == target.slot() as u32)?;
        let key = Chosen {
            columns: key.referenced,
            datums: &values?,
        };
        store.hash(&Row::some(&key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_grows_no_longer_than_the_rows() {
        let mut referrers = Referrers {
            count: 10,
            taken: 10,
            ..Referrers::default()
        };
        referrers.moved(10);
        assert!(referrers.moved.is_empty(), "it is taken in anyway");
        (0..10).for_each(|index| referrers.moved(index % 3));
        assert!(!referrers.is_outdated());
        referrers.moved(9);
        assert!(referrers.is_outdated());
    }
}
