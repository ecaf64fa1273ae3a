//! Which rows go because they lost the row without which they are not to be, and what goes with them?

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    RowId, Unit,
    base::{State, ToOne},
    gather::may_be_null,
    unit::Known,
};
use crate::{
    error::Result,
    insert::Entry,
    model::{Kind, Model},
    schema::Action,
};

impl Unit {
    /// A member of a collection of `owner`, which is added where it is new.
    pub(super) fn enter_through<T: Model>(
        &mut self,
        owner: RowId,
        relationship: u16,
        member: Entry<T>,
    ) -> Result<RowId> {
        let is_new = matches!(member, Entry::New(_));
        let member = self.enter(member)?;
        if is_new && self.may_leave(owner) {
            let through = (owner, relationship);
            let base = self.store_mut(member).base_mut();
            base.came_through.insert(member.index, through);
        }
        Ok(member)
    }

    /// Whether a row is new, and may go with the row that it loses.
    fn may_leave(&self, row: RowId) -> bool {
        let base = self.base(row);
        let mut keys = base.entity.table().foreign_keys.iter();
        self.state(row) == State::Pending
            && (!base.orphaned_by.is_empty()
                || base.came_through.contains_key(&row.index)
                || keys.any(|key| key.falls_to_session() == Some(Action::Cascade)))
    }

    /// A row that lost the row without which it is not to be goes too.
    pub(super) fn doom_orphans(&mut self) {
        let mut orphans = Vec::new();
        for (slot, store) in self.stores() {
            let base = store.base();
            if base.orphaned_by.is_empty() {
                continue;
            }
            for (index, key) in &base.linked {
                let row = RowId {
                    slot,
                    index: *index,
                };
                let is_cleared = base.set_links(*index).any(|link| link == (*key, None));
                if is_cleared && base.orphaned_by.contains(key) {
                    orphans.push(row);
                }
            }
        }
        let mut new = FxHashSet::default();
        for row in orphans {
            match self.state(row) {
                State::Persistent if self.has_stored_parent(row) => {
                    let base = self.store_mut(row).base_mut();
                    base.set_state(row.index, State::Doomed);
                    base.doomed.push(row.index);
                }
                State::Pending if self.had_parent(row) => {
                    new.insert(row);
                }
                _ => {}
            }
        }
        if !new.is_empty() {
            self.expunge_new(&new);
        }
    }

    /// Whether the database has a parent of a row that must not be without.
    fn has_stored_parent(&self, row: RowId) -> bool {
        let base = self.base(row);
        base.orphaned_by.iter().any(|key| {
            let columns = base.entity.table().foreign_keys[usize::from(*key)].columns;
            let stored = |column: &u16| self.store(row).stored(row.index, *column);
            columns
                .iter()
                .all(|column| stored(column).is_ok_and(|datum| !datum.is_null()))
        })
    }

    /// Whether a new row was in a collection before it was taken out, and not only said to have no parent.
    fn had_parent(&self, row: RowId) -> bool {
        self.base(row).left.contains(&row.index)
    }

    /// New rows that lost their parents leave the session, with the new rows that came in through their collections, unless
    /// something that stays has one of those. What stays and leads to one that leaves leads nowhere; where that may not
    /// be, the flush tells.
    pub(super) fn expunge_new(&mut self, orphans: &FxHashSet<RowId>) {
        let leaving = self.leaving_with(orphans);
        for (row, key, to) in self.unwritten_links() {
            let table = self.base(row).entity.table();
            let stays = self.is_alive(row) && !leaving.contains(&row);
            let may_be_null = may_be_null(table, &table.foreign_keys[usize::from(key)]);
            if stays && leaving.contains(&to) && may_be_null {
                self.set_to_one(row, key, None);
            }
        }
        let has_left = |row: &RowId| leaving.contains(row);
        self.links.retain_pairs(|pair| !pair.iter().any(has_left));
        for row in &leaving {
            self.expunge(*row);
        }
    }

    /// These rows, and those that leave the session with them.
    fn leaving_with(&self, orphans: &FxHashSet<RowId>) -> FxHashSet<RowId> {
        let mut came_through: FxHashMap<RowId, Vec<RowId>> = FxHashMap::default();
        for (owner, member) in self.new_members() {
            came_through.entry(owner).or_default().push(member);
        }
        let mut leaving = orphans.clone();
        let mut open: Vec<RowId> = orphans.iter().copied().collect();
        while let Some(row) = open.pop() {
            let members = came_through.get(&row).into_iter().flatten();
            open.extend(members.filter(|member| leaving.insert(**member)));
        }
        if leaving.len() == orphans.len() {
            return leaving;
        }
        // A row that stays keeps those that it leads to, is linked with or brought in, and they keep others in their turn.
        let mut keeps = came_through;
        for (row, _, to) in self.unwritten_links() {
            keeps.entry(row).or_default().push(to);
        }
        for [one, other] in self.links.linked_pairs() {
            keeps.entry(one).or_default().push(other);
            keeps.entry(other).or_default().push(one);
        }
        let stays = |row: &RowId| self.is_alive(*row) && !leaving.contains(row);
        let mut open: Vec<RowId> = keeps.keys().copied().filter(stays).collect();
        while let Some(row) = open.pop() {
            let kept = keeps.get(&row).into_iter().flatten();
            let kept = kept.filter(|kept| !orphans.contains(*kept) && leaving.remove(*kept));
            open.extend(kept);
        }
        leaving
    }

    /// New rows that came in through a collection of another row and are still in it, behind that row.
    fn new_members(&self) -> Vec<(RowId, RowId)> {
        let mut members = Vec::new();
        for (slot, store) in self.stores() {
            for (index, (owner, relationship)) in &store.base().came_through {
                let index = *index;
                let member = RowId { slot, index };
                let is_in = match self.fact(*owner, *relationship).kind {
                    Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                        self.to_one(member, foreign_key) == Known::Row(Some(*owner))
                    }
                    Kind::ManyToMany { through } => {
                        let mut linked = self.links.of(&through, *owner);
                        linked.any(|link| link == (member, true))
                    }
                    Kind::BelongsTo { .. } => false,
                };
                if is_in && self.state(member) == State::Pending {
                    members.push((*owner, member));
                }
            }
        }
        members
    }

    /// Rows whose foreign keys were led to others since the last flush.
    pub(super) fn unwritten_links(&self) -> Vec<(RowId, u16, RowId)> {
        let mut links = Vec::new();
        for (slot, store) in self.stores() {
            let base = store.base();
            for (index, key) in &base.linked {
                let (index, key) = (*index, *key);
                if let Some(ToOne::Set(Some(to))) = base.to_one[usize::from(key)].get(&index) {
                    links.push((RowId { slot, index }, key, *to));
                }
            }
        }
        links
    }

    fn is_alive(&self, row: RowId) -> bool {
        matches!(self.state(row), State::Pending | State::Persistent)
    }
}
