//! Which rows of tables between two sides are to be written and deleted?
//!
//! Links are a set: a pair is linked or not, however often and from whichever side it is said.

use rustc_hash::FxHashMap;

use super::RowId;
use crate::{model::Through, schema::Table};

/// The changes of links since the last flush.
#[derive(Default)]
pub(super) struct Links {
    groups: Vec<Group>,
}

/// The changes of the links of one many-to-many relationship, whichever of its two sides they came from.
pub(super) struct Group {
    pub(super) table: &'static Table,
    /// The table's foreign keys to the first and to the second of each pair.
    pub(super) keys: [u16; 2],
    places: FxHashMap<[RowId; 2], usize>,
    changes: Vec<Change>,
}

/// What is to become of a pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub(super) pair: [RowId; 2],
    /// Whether it was linked before, if that is known.
    pub(super) before: Option<bool>,
    pub(super) linked: bool,
}

impl Links {
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.groups.clear();
    }

    /// Keeps the changes of such pairs.
    pub(super) fn retain_pairs(&mut self, keep: impl Fn([RowId; 2]) -> bool) {
        for group in &mut self.groups {
            group.changes.retain(|change| keep(change.pair));
            let places = group.changes.iter().enumerate();
            group.places = places.map(|(place, change)| (change.pair, place)).collect();
        }
        self.groups.retain(|group| !group.changes.is_empty());
    }

    /// Whether a link of a row is to be written or deleted.
    pub(super) fn concern(&self, row: RowId) -> bool {
        let changes = self.groups.iter().flat_map(|group| &group.changes);
        changes
            .filter(|change| change.before != Some(change.linked))
            .any(|change| change.pair.contains(&row))
    }

    /// The pairs that are to be linked.
    pub(super) fn linked_pairs(&self) -> impl Iterator<Item = [RowId; 2]> {
        let changes = self.groups.iter().flat_map(|group| &group.changes);
        changes
            .filter(|change| change.linked)
            .map(|change| change.pair)
    }

    /// Takes all changes out, those that cancel each other left out.
    pub(super) fn take(&mut self) -> Vec<Group> {
        let mut groups = std::mem::take(&mut self.groups);
        groups.iter_mut().for_each(|group| {
            group
                .changes
                .retain(|change| change.before != Some(change.linked))
        });
        groups.retain(|group| !group.changes.is_empty());
        groups
    }

    /// The rows that links of a row are to be written or deleted to, and which of the two.
    pub(super) fn of(&self, through: &Through, row: RowId) -> impl Iterator<Item = (RowId, bool)> {
        let (keys, here) = sides(through);
        let group = self.group(through.table, keys);
        let changes = group.into_iter().flat_map(|group| &group.changes);
        changes
            .filter(move |change| change.pair[here] == row)
            .map(move |change| (change.pair[1 - here], change.linked))
    }

    fn group(&self, table: &'static Table, keys: [u16; 2]) -> Option<&Group> {
        let mut groups = self.groups.iter();
        groups.find(|group| std::ptr::eq(group.table, table) && group.keys == keys)
    }

    /// Says that a pair is to be linked, or not; `before` is what was known until now.
    pub(super) fn set(
        &mut self,
        through: &Through,
        [here, there]: [RowId; 2],
        linked: bool,
        before: Option<bool>,
    ) {
        let (keys, place) = sides(through);
        let mut pair = [here, there];
        pair.rotate_left(place);
        let same = |group: &Group| std::ptr::eq(group.table, through.table) && group.keys == keys;
        let place = self.groups.iter().position(same).unwrap_or_else(|| {
            self.groups.push(Group {
                table: through.table,
                keys,
                places: FxHashMap::default(),
                changes: Vec::new(),
            });
            self.groups.len() - 1
        });
        let group = &mut self.groups[place];
        match group.places.get(&pair) {
            Some(known) => group.changes[*known].linked = linked,
            None => {
                group.places.insert(pair, group.changes.len());
                group.changes.push(Change {
                    pair,
                    before,
                    linked,
                });
            }
        }
    }
}

impl Group {
    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Leaves changes out.
    pub(super) fn retain(&mut self, keep: impl Fn(&Change) -> bool) {
        self.changes.retain(keep);
    }
}

/// The keys of a group, whichever side it is seen from, and the place of this side among them.
fn sides(through: &Through) -> ([u16; 2], usize) {
    let (here, there) = (through.here, through.there);
    match here < there {
        true => ([here, there], 0),
        false => ([there, here], 1),
    }
}
