//! What happens in memory when a relationship is changed? Both sides change at once, and nothing is loaded.

use rustc_hash::FxHashSet;

use super::{
    RowId, Unit,
    base::{Note, State, ToOne},
    members::{Collection, Members},
    unit::Known,
};
use crate::{
    error::{Error, Result},
    model::{Kind, RelationshipFact},
};

impl Unit {
    pub(super) fn fact(&self, row: RowId, relationship: u16) -> &'static RelationshipFact {
        &self.base(row).entity.relationships()[usize::from(relationship)]
    }

    /// Sets a to-one relationship, from the side that has the foreign key or from the other.
    pub(super) fn set(&mut self, row: RowId, relationship: u16, to: Option<RowId>) {
        match self.fact(row, relationship).kind {
            Kind::BelongsTo { foreign_key } => self.set_to_one(row, foreign_key, to),
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => match to {
                Some(to) => self.set_to_one(to, foreign_key, Some(row)),
                None => self.clear_has_one(row, relationship, foreign_key),
            },
            Kind::ManyToMany { .. } => {}
        }
    }

    /// Adds a row to a collection.
    pub(super) fn append(&mut self, row: RowId, relationship: u16, member: RowId) {
        match self.fact(row, relationship).kind {
            Kind::HasMany { foreign_key } | Kind::HasOne { foreign_key } => {
                self.set_to_one(member, foreign_key, Some(row));
            }
            Kind::ManyToMany { .. } => self.link(row, relationship, member, true),
            Kind::BelongsTo { .. } => {}
        }
    }

    /// Takes a row out of a collection.
    ///
    /// # Errors
    ///
    /// It is known not to be in it.
    pub(super) fn remove(&mut self, row: RowId, relationship: u16, member: RowId) -> Result<()> {
        let fact = self.fact(row, relationship);
        let known = match fact.kind {
            Kind::HasMany { foreign_key } | Kind::HasOne { foreign_key } => {
                match self.to_one(member, foreign_key) {
                    Known::Row(target) => Some(target == Some(row)),
                    Known::No => None,
                }
            }
            _ => self
                .collection(row, relationship)
                .and_then(|collection| collection.knows(member)),
        };
        if known == Some(false) {
            let (member, owner) = (self.name(member), self.name(row));
            return Err(Error::misuse(format!(
                "{member} is not in `{}` of {owner}",
                fact.name
            )));
        }
        match fact.kind {
            Kind::HasMany { foreign_key } | Kind::HasOne { foreign_key } => {
                self.set_to_one(member, foreign_key, None)
            }
            Kind::ManyToMany { .. } => self.link(row, relationship, member, false),
            Kind::BelongsTo { .. } => {}
        }
        Ok(())
    }

    /// Makes these rows the members of a collection that is known in full.
    pub(super) fn replace(
        &mut self,
        row: RowId,
        relationship: u16,
        members: &[RowId],
    ) -> Result<()> {
        let kept: FxHashSet<RowId> = members.iter().copied().collect();
        let before = self
            .known_related(row, relationship, false)
            .unwrap_or_default();
        for member in before {
            if !kept.contains(&member) {
                self.remove(row, relationship, member)?;
            }
        }
        for member in members {
            self.append(row, relationship, *member);
        }
        Ok(())
    }

    /// Leads a foreign key to a row, or to none, and keeps the collections of the old and the new one in step.
    pub(super) fn set_to_one(&mut self, row: RowId, key: u16, to: Option<RowId>) {
        let before = self.to_one(row, key);
        let known = self.base(row).to_one[usize::from(key)].get(&row.index);
        let is_set = matches!(known, Some(ToOne::Set(_)));
        let is_same = before == Known::Row(to) && known.is_some()
            || !is_set && to.is_some() && self.was_led_to(row, key, to);
        let inverse = self.base(row).inverses[usize::from(key)];
        if is_same && !self.has_given_way(row, to, inverse) {
            return;
        }
        if let (Known::Row(Some(old)), Some(inverse)) = (before, inverse)
            && Some(old) != to
        {
            self.known_collection(old, inverse).remove(row);
        }
        if let (Some(new), Some(inverse)) = (to, inverse) {
            self.make_room(new, inverse, key, row);
            self.known_collection(new, inverse).insert(row);
        }
        let base = self.store_mut(row).base_mut();
        if to.is_none() && matches!(before, Known::Row(Some(_))) {
            base.left.insert(row.index);
        }
        base.to_one[usize::from(key)].insert(row.index, ToOne::Set(to));
        base.linked.push((row.index, key));
        base.moved(row.index);
        base.note(Note::ToOne(key, row.index));
    }

    /// Whether a row leads there in the database, and the program did no more than assign the columns since: as a
    /// relationship it is what it was.
    fn was_led_to(&self, row: RowId, key: u16, to: Option<RowId>) -> bool {
        let facts = &self.base(row).entity.table().foreign_keys[usize::from(key)];
        self.is_fresh(row)
            && self.stored_target(row, key) == to
            && !self.leads_on(row, facts.columns)
    }

    /// Whether a row is not what a one-to-one relationship of `owner` leads to any more, or another one is, whatever its own
    /// foreign key says until the flush.
    fn has_given_way(&self, row: RowId, owner: Option<RowId>, inverse: Option<u16>) -> bool {
        let (Some(owner), Some(inverse)) = (owner, inverse) else {
            return false;
        };
        if !matches!(self.fact(owner, inverse).kind, Kind::HasOne { .. }) {
            return false;
        }
        let has_another = self.collection(owner, inverse).is_some_and(|collection| {
            let mut members = collection.members();
            members.any(|member| member != row)
        });
        has_another || self.base(owner).displaced.contains(&(owner.index, inverse))
    }

    /// At most one row refers to `owner`: the one that did gives way.
    fn make_room(&mut self, owner: RowId, relationship: u16, key: u16, newcomer: RowId) {
        if !matches!(self.fact(owner, relationship).kind, Kind::HasOne { .. }) {
            return;
        }
        let (known, complete) = match self.collection(owner, relationship) {
            Some(Collection::Full(members)) => (members.iter().collect(), true),
            Some(Collection::Partial { added, .. }) => (added.iter().collect(), false),
            None => (Vec::new(), self.state(owner) == State::Pending),
        };
        for old in known.into_iter().filter(|old| *old != newcomer) {
            self.set_to_one(old, key, None);
        }
        if !complete {
            self.displace(owner, relationship);
        }
    }

    fn clear_has_one(&mut self, owner: RowId, relationship: u16, key: u16) {
        let known: Vec<_> = self
            .known_collection(owner, relationship)
            .members()
            .collect();
        if matches!(
            self.collection(owner, relationship),
            Some(Collection::Partial { .. })
        ) {
            self.displace(owner, relationship);
        }
        for old in known {
            self.set_to_one(old, key, None);
        }
    }

    /// The row in the database that refers to `owner`, not known here, is set free with the next flush.
    fn displace(&mut self, owner: RowId, relationship: u16) {
        self.store_mut(owner)
            .base_mut()
            .displaced
            .insert((owner.index, relationship));
    }

    fn link(&mut self, row: RowId, relationship: u16, member: RowId, linked: bool) {
        let Kind::ManyToMany { through } = self.fact(row, relationship).kind else {
            return;
        };
        let inverse = self.base(row).inverses[usize::from(relationship)];
        let ends = [
            Some((row, relationship, member)),
            inverse.map(|inverse| (member, inverse, row)),
        ];
        let known = |(side, relationship, other)| self.linked(side, relationship, other);
        let before = ends.iter().flatten().find_map(|end| known(*end));
        if before == Some(linked) {
            return;
        }
        for (side, relationship, other) in ends.into_iter().flatten() {
            let collection = self.known_collection(side, relationship);
            if linked {
                collection.insert(other)
            } else {
                collection.remove(other)
            }
        }
        self.links.set(&through, [row, member], linked, before);
    }

    fn linked(&self, row: RowId, relationship: u16, member: RowId) -> Option<bool> {
        match self.collection(row, relationship) {
            Some(collection) => collection.knows(member),
            None => (self.state(row) == State::Pending).then_some(false),
        }
    }

    pub(super) fn collection(&self, row: RowId, relationship: u16) -> Option<&Collection> {
        self.base(row).collections[usize::from(relationship)].get(&row.index)
    }

    /// What is known of a collection, to change it: of a new row, everything.
    fn known_collection(&mut self, row: RowId, relationship: u16) -> &mut Collection {
        let pending = self.state(row) == State::Pending;
        let base = self.store_mut(row).base_mut();
        base.note(Note::Collection(relationship, row.index));
        let collections = &mut base.collections[usize::from(relationship)];
        collections.entry(row.index).or_insert_with(|| {
            if pending {
                Collection::Full(Members::default())
            } else {
                Collection::partial()
            }
        })
    }
}
