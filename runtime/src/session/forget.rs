//! What does the session still know of rows that are to be read again, or that leave it?

use rustc_hash::FxHashSet;

use super::{
    RowId, Unit,
    base::{Base, State, ToOne},
    keychange::references,
    members::{Collection, Members},
    unit::refers_to_identity,
};
use crate::{
    model::{Entity, Kind},
    schema::Action,
};

impl Unit {
    /// What is known of a row is given up: its columns are read again, and its relationships.
    pub(super) fn expire(&mut self, row: RowId) {
        self.forget_set_links(row);
        let store = self.store_mut(row);
        store.expire(row.index);
        let base = store.base_mut();
        base.to_one.iter_mut().for_each(|rows| {
            rows.remove(&row.index);
        });
        base.hints.forget(row.index);
        for place in 0..self.base(row).collections.len() as u16 {
            self.reopen(row, place);
        }
    }

    pub(super) fn expire_all(&mut self) {
        for row in self.rows_in(&[State::Persistent, State::Doomed]) {
            self.store_mut(row).expire(row.index);
        }
        let mut links = std::mem::take(&mut self.links);
        links.retain_pairs(|pair| {
            pair.into_iter()
                .any(|row| self.state(row) == State::Pending)
        });
        self.links = links;
        for store in self.stores_mut() {
            let Base {
                rows,
                linked,
                to_one,
                displaced,
                hints,
                ..
            } = store.base_mut();
            let is_new = |index: u32| rows[index as usize].state == State::Pending;
            linked.retain(|(index, _)| is_new(*index));
            for targets in to_one {
                targets.retain(|index, _| is_new(*index));
            }
            displaced.clear();
            hints.clear();
        }
        for (owner, place) in self.known_collections() {
            self.reopen(owner, place);
        }
    }

    /// A row leaves the session. What others know of it is forgotten, as it may be read again, as another one.
    pub(super) fn expunge(&mut self, row: RowId) {
        self.forget_set_links(row);
        if self.state(row) != State::Pending {
            for key in 0..self.base(row).to_one.len() as u16 {
                if let Some(owner) = self.stored_target(row, key) {
                    self.forget_collection(owner, row, key);
                }
            }
        }
        if self.links.concern(row) {
            self.links.retain_pairs(|pair| !pair.contains(&row));
        }
        for (owner, place) in self.linked_collections(self.base(row).entity, &[row]) {
            self.reopen(owner, place);
        }
        self.store_mut(row).expunge(row.index);
    }

    /// Rows in memory that the database may have deleted or changed, by way of others that are not: those that refer to
    /// a row which may have gone with one that this flush deleted.
    pub(super) fn doubt_what_cascades_reach(&mut self) {
        let bases = self.stores().map(|(_, store)| store.base());
        let deleted = bases.filter(|base| {
            let mut doomed = base.doomed.iter();
            doomed.any(|index| base.state(*index) == State::Deleted)
        });
        let mut open: Vec<&'static Entity> = deleted.map(|base| base.entity).collect();
        let mut taken_along: Vec<&'static Entity> = Vec::new();
        while let Some(entity) = open.pop() {
            for (target, _) in referring(entity, &[Action::Cascade]) {
                if !taken_along.iter().any(|known| std::ptr::eq(*known, target)) {
                    taken_along.push(target);
                    open.push(target);
                }
            }
        }
        let mut may_be_gone = Vec::new();
        for entity in taken_along {
            for (entity, key) in referring(entity, &FOLLOWS) {
                if self.base_of(entity).is_none() {
                    continue;
                }
                let rows = self.take_strays(entity, key);
                self.doubt(entity, &rows);
                if is_taken_along(entity, key) {
                    may_be_gone.extend(rows);
                }
            }
        }
        self.doubt_what_they_take_along(may_be_gone);
    }

    /// Rows that refer to such as may be gone.
    fn doubt_what_they_take_along(&mut self, mut may_be_gone: Vec<RowId>) {
        let mut seen: FxHashSet<RowId> = may_be_gone.iter().copied().collect();
        while !may_be_gone.is_empty() {
            may_be_gone.sort_by_key(|row| row.slot);
            let mut next = Vec::new();
            for rows in may_be_gone.chunk_by(|one, other| one.slot == other.slot) {
                let entity = self.base(rows[0]).entity;
                let rows = rows.iter().copied().collect();
                for (target, key) in referring(entity, &FOLLOWS) {
                    if self.base_of(target).is_none() {
                        continue;
                    }
                    let referrers = self.stored_referrers(target, key, &rows);
                    self.doubt(target, &referrers);
                    if is_taken_along(target, key) {
                        next.extend(referrers.into_iter().filter(|row| seen.insert(*row)));
                    }
                }
            }
            may_be_gone = next;
        }
    }

    /// Rows in memory that the database may have changed, by way of others that are not: those that refer to a row which may
    /// have followed a key that this flush changed.
    pub(super) fn doubt_what_updates_reach(&mut self) {
        let mut open = std::mem::take(&mut self.doubtful);
        let mut seen: FxHashSet<(usize, u16)> = FxHashSet::default();
        while let Some((entity, columns)) = open.pop() {
            for it in references(entity) {
                let key = it.key();
                let Some(target) = it.entity else { continue };
                let follows = key.referenced.iter().any(|it| columns.contains(it));
                let goes_on = follows && key.on_update != Action::Restrict;
                if !goes_on || !seen.insert((target.slot(), it.number)) {
                    continue;
                }
                open.push((target, key.columns));
                if self.base_of(target).is_some() {
                    let rows = self.take_strays(target, it.number);
                    self.doubt(target, &rows);
                }
            }
        }
    }

    /// Rows of a table are read again by what meets them next, and so are the collections that they are in.
    fn doubt(&mut self, entity: &'static Entity, rows: &[RowId]) {
        for row in rows {
            self.store_mut(*row).base_mut().rows[row.index as usize].epoch = 0;
            for key in 0..entity.table().foreign_keys.len() as u16 {
                if let Some(owner) = self.stored_target(*row, key) {
                    self.forget_collection(owner, *row, key);
                }
            }
        }
        for (owner, place) in self.linked_collections(entity, rows) {
            self.reopen(owner, place);
        }
    }

    pub(super) fn expunge_all(&mut self) {
        self.links.clear();
        for row in self.rows_in(&[State::Pending, State::Persistent, State::Doomed]) {
            self.store_mut(row).expunge(row.index);
        }
        for store in self.stores_mut() {
            let base = store.base_mut();
            base.pending.clear();
            base.touched.clear();
            base.doomed.clear();
            base.forget_relationships();
        }
    }

    fn rows_in(&self, states: &[State]) -> Vec<RowId> {
        let rows = self.stores().flat_map(|(slot, store)| {
            let rows = store.base().rows.iter().enumerate();
            rows.filter(|(_, meta)| states.contains(&meta.state))
                .map(move |(index, _)| RowId {
                    slot,
                    index: index as u32,
                })
        });
        rows.collect()
    }

    fn known_collections(&self) -> Vec<(RowId, u16)> {
        let mut known = Vec::new();
        for (slot, store) in self.stores() {
            for (place, owners) in (0..).zip(&store.base().collections) {
                known.extend(owners.keys().map(|index| {
                    (
                        RowId {
                            slot,
                            index: *index,
                        },
                        place,
                    )
                }));
            }
        }
        known
    }

    /// The collections that rows of a table are known to be in and that their foreign keys do not tell.
    fn linked_collections(&self, entity: &'static Entity, rows: &[RowId]) -> Vec<(RowId, u16)> {
        let mut known = Vec::new();
        let (Some(base), false) = (self.base_of(entity), rows.is_empty()) else {
            return known;
        };
        let rows: FxHashSet<RowId> = rows.iter().copied().collect();
        let has_some = |collection: &Collection| match (rows.len(), rows.iter().next()) {
            (1, Some(row)) => collection.knows(*row) == Some(true),
            _ => collection.members().any(|member| rows.contains(&member)),
        };
        for (fact, inverse) in entity.relationships().iter().zip(&base.inverses) {
            let is_listed = match fact.kind {
                Kind::ManyToMany { .. } => true,
                // The row that the key leads to is not found by its key.
                Kind::BelongsTo { foreign_key } => {
                    let key = &entity.table().foreign_keys[usize::from(foreign_key)];
                    !refers_to_identity(key)
                }
                Kind::HasOne { .. } | Kind::HasMany { .. } => false,
            };
            let Some(place) = inverse.filter(|_| is_listed) else {
                continue;
            };
            let Some(other) = self.base_of(fact.target) else {
                continue;
            };
            let slot = fact.target.slot() as u32;
            let owners = other.collections[usize::from(place)].iter();
            let owners = owners.filter(|(_, collection)| has_some(collection));
            known.extend(owners.map(|(index, _)| {
                let index = *index;
                (RowId { slot, index }, place)
            }));
        }
        known
    }

    /// Collections forget what foreign keys of a row were set to and not yet written: that of the row it was to lead to, and
    /// that of the row it leads to in the database.
    fn forget_set_links(&mut self, row: RowId) {
        let links: Vec<_> = self.base(row).set_links(row.index).collect();
        for (key, to) in links {
            self.store_mut(row).base_mut().to_one[usize::from(key)].remove(&row.index);
            for owner in [to, self.stored_target(row, key)].into_iter().flatten() {
                self.forget_collection(owner, row, key);
            }
        }
    }

    /// The collection of `owner` that has the rows whose foreign key leads there is asked of the database again.
    pub(super) fn forget_collection(&mut self, owner: RowId, member: RowId, key: u16) {
        if let Some(inverse) = self.base(member).inverses[usize::from(key)] {
            self.reopen(owner, inverse);
        }
    }

    /// Of a collection, what is not written yet is all that is known: the rest is asked of the database again.
    pub(super) fn reopen(&mut self, owner: RowId, place: u16) {
        let Some(collection) = self.collection(owner, place) else {
            return;
        };
        let mut added = Members::default();
        let mut removed = FxHashSet::default();
        match self.fact(owner, place).kind {
            Kind::ManyToMany { through } => {
                for (member, linked) in self.links.of(&through, owner) {
                    if linked {
                        added.insert(member);
                    } else {
                        removed.insert(member);
                    }
                }
            }
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                let here = ToOne::Set(Some(owner));
                added.extend(collection.members().filter(|member| {
                    let targets = &self.base(*member).to_one[usize::from(foreign_key)];
                    targets.get(&member.index) == Some(&here)
                }));
            }
            Kind::BelongsTo { .. } => {}
        }
        let is_new = self.state(owner) == State::Pending;
        let collections = &mut self.store_mut(owner).base_mut().collections[usize::from(place)];
        if is_new {
            collections.insert(owner.index, Collection::Full(added));
        } else if added.iter().next().is_none() && removed.is_empty() {
            collections.remove(&owner.index);
        } else {
            collections.insert(owner.index, Collection::Partial { added, removed });
        }
    }
}

/// What the DDL says of deletions where the database changes rows that refer to one that goes.
const FOLLOWS: [Action; 3] = [Action::Cascade, Action::SetNull, Action::SetDefault];

/// Whether rows of a table go with those that a foreign key leads to.
fn is_taken_along(entity: &Entity, key: u16) -> bool {
    entity.table().foreign_keys[usize::from(key)].on_delete == Action::Cascade
}

/// The tables that refer to one, and their foreign keys, of which the DDL says one of these for deletions.
fn referring(
    entity: &'static Entity,
    actions: &[Action],
) -> impl Iterator<Item = (&'static Entity, u16)> {
    let facts = entity.relationships().iter();
    facts.filter_map(move |fact| match fact.kind {
        Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
            let key = &fact.target.table().foreign_keys[usize::from(foreign_key)];
            let fits = actions.contains(&key.on_delete);
            fits.then_some((fact.target, foreign_key))
        }
        Kind::ManyToMany { .. } | Kind::BelongsTo { .. } => None,
    })
}
