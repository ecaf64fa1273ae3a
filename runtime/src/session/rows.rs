//! How do single rows come into a session, and leave it?

use std::panic::Location;

use super::{
    Ref, RowId, Session,
    base::{State, ToOne},
    lazy::Asked,
    load::not_found,
};
use crate::{
    error::{Error, ErrorKind, Result},
    insert::{Builder, GivenFor},
    model::{IntoKey, Keyed, Kind, Model},
    wait::ready,
};

/// For how many rows place is made because an iterator says that it has them.
const RESERVED: usize = 1 << 16;

impl Session {
    /// Adds a row, to be inserted with the next flush, and gives the reference to it.
    ///
    /// # Panics
    ///
    /// A row that the new one leads to is of another session, or was deleted.
    #[track_caller]
    pub fn add<N: Builder<Table: Keyed, State: GivenFor<N::Table, ()>>>(
        &mut self,
        new: N,
    ) -> Ref<N::Table> {
        match self.unit.add(N::Table::ENTITY, new.into_row()) {
            Ok(row) => self.unit.reference(row.index),
            Err(error) => panic!("{error}"),
        }
    }

    /// Adds several rows, in their order.
    ///
    /// # Panics
    ///
    /// As [`add`](Session::add).
    #[track_caller]
    pub fn add_all<N: Builder<Table: Keyed, State: GivenFor<N::Table, ()>>>(
        &mut self,
        rows: impl IntoIterator<Item = N>,
    ) -> Vec<Ref<N::Table>> {
        let rows = rows.into_iter();
        let store = self.unit.store_of(N::Table::ENTITY);
        store.reserve(rows.size_hint().0.min(RESERVED));
        rows.map(|new| self.add(new)).collect()
    }

    /// Adds a row of a table without a key, to be inserted with the next flush. The session does not track it further.
    ///
    /// # Panics
    ///
    /// As [`add`](Session::add).
    #[track_caller]
    pub fn insert<N: Builder<State: GivenFor<N::Table, ()>>>(&mut self, new: N) {
        if let Err(error) = self.unit.add(N::Table::ENTITY, new.into_row()) {
            panic!("{error}")
        }
    }

    /// The row with a key, if there is one. A row that this transaction has read already costs no statement.
    ///
    /// # Errors
    ///
    /// The flush before it fails, or the database cannot be read.
    #[track_caller]
    pub fn get<T: Keyed>(&mut self, key: impl IntoKey<T::Key>) -> Result<Option<Ref<T>>> {
        let key = key.into_key();
        self.unit.check()?;
        if self.unit.fresh_by_key::<T>(&key).is_none() {
            self.autoflush()?;
        }
        let before = self.transaction.statements;
        let row = ready(self.unit.get::<T>(&mut self.transaction, &key))?;
        if self.transaction.statements > before {
            self.lazy.note(Location::caller(), T::ENTITY, Asked::Row);
        }
        Ok(row.map(|row| self.unit.reference(row.index)))
    }

    /// The row with a key.
    ///
    /// # Errors
    ///
    /// There is none ([`ErrorKind::NoResultFound`]); and as [`get`](Session::get).
    #[track_caller]
    pub fn get_one<T: Keyed>(&mut self, key: impl IntoKey<T::Key>) -> Result<Ref<T>> {
        let found = self.get(key)?;
        found.ok_or_else(|| not_found(T::TABLE.name, 0))
    }

    /// The row with a key, or `missing` where there is none: `session.get_or::<Book, _>(8, Problem::NoSuchBook)?`.
    ///
    /// # Errors
    ///
    /// `missing`; and as [`get`](Session::get).
    #[track_caller]
    pub fn get_or<T: Keyed, E: From<Error>>(
        &mut self,
        key: impl IntoKey<T::Key>,
        missing: E,
    ) -> Result<Ref<T>, E> {
        self.get(key)?.ok_or(missing)
    }

    /// The row with a key as the database has it now, whether or not this transaction has read it already. What the program
    /// changed in it and did not flush is given up.
    ///
    /// # Errors
    ///
    /// As [`get`](Session::get).
    #[track_caller]
    pub fn get_latest<T: Keyed>(&mut self, key: impl IntoKey<T::Key>) -> Result<Option<Ref<T>>> {
        let key = key.into_key();
        if let Some(row) = self.unit.fresh_by_key::<T>(&key) {
            self.unit.expire(row);
        }
        self.get(key)
    }

    /// The row, to read.
    ///
    /// # Errors
    ///
    /// The row is new, was deleted, or is of another session.
    pub fn try_get<T: Model>(&self, row: Ref<T>) -> Result<&T> {
        match self.unit.typed::<T>().and_then(|store| store.row(row)) {
            Some(found) => Ok(found),
            None => Err(self.unreadable(row)),
        }
    }

    /// Whether the program changed columns or relationships of a row to something else than the database has, as far as
    /// that is known. Nothing is sent.
    pub fn is_modified<T: Model>(&self, row: Ref<T>) -> bool {
        let row = self.unit.resolve(row.into());
        row.is_ok_and(|row| self.unit.is_modified(row))
    }

    /// Marks a row, to be deleted with the next flush.
    ///
    /// Rows that refer to it follow the DDL: ON DELETE CASCADE and SET NULL are the database's. Without either they follow the
    /// `on-delete` of the options; where that says nothing either, a foreign key that may be NULL is set to NULL and links are
    /// deleted; otherwise the database refuses.
    ///
    /// # Errors
    ///
    /// The row is not in the database, or is of another session.
    pub fn delete<T: Keyed>(&mut self, row: Ref<T>) -> Result<()> {
        let row = self.unit.resolve(row.into())?;
        self.unit.delete(row)
    }

    /// Takes back a [`delete`](Session::delete) that is not flushed yet.
    ///
    /// # Errors
    ///
    /// The row is new, was deleted by a flush, or is of another session.
    pub fn undelete<T: Keyed>(&mut self, row: Ref<T>) -> Result<()> {
        let row = self.unit.resolve(row.into())?;
        self.unit.undelete(row)
    }

    /// Reads a row again. What the program changed in it and did not flush is given up; its relationships load again.
    ///
    /// # Errors
    ///
    /// The row is no longer in the database ([`ErrorKind::Stale`]), is new or was deleted, or the database cannot be read.
    pub fn refresh<T: Keyed>(&mut self, row: Ref<T>) -> Result<()> {
        let row = self.persistent(row)?;
        self.unit.check()?;
        self.unit.expire(row);
        self.autoflush()?;
        let rows = [row];
        ready(self.unit.reread(&mut self.transaction, &rows))?;
        match self.unit.is_fresh(row) {
            true => Ok(()),
            false => Err(self.unit.vanished(row)),
        }
    }

    /// Gives up what the program changed in a row and did not flush, and has the row and its relationships read again by
    /// what meets them next.
    ///
    /// # Errors
    ///
    /// The row is new, was deleted, or is of another session.
    pub fn expire<T: Keyed>(&mut self, row: Ref<T>) -> Result<()> {
        let row = self.persistent(row)?;
        self.unit.expire(row);
        Ok(())
    }

    /// [Expires](Session::expire) all rows that are in the database; new ones stay as they are.
    pub fn expire_all(&mut self) {
        self.unit.expire_all();
    }

    /// Takes a row out of the session, with what the program changed in it and did not flush. A new one is never
    /// inserted; one that is in the database stays there.
    ///
    /// # Errors
    ///
    /// The row is not in this session.
    pub fn expunge<T: Keyed>(&mut self, row: Ref<T>) -> Result<()> {
        let row = self.unit.resolve_alive(row.into())?;
        self.unit.expunge(row);
        Ok(())
    }

    /// Takes all rows out of the session, with everything that is not flushed.
    pub fn expunge_all(&mut self) {
        self.unit.expunge_all();
    }

    /// Takes a row out of the session as a plain struct, as the program has it.
    ///
    /// # Errors
    ///
    /// The row is new, was deleted, or is of another session.
    pub fn detach<T: Keyed>(&mut self, row: Ref<T>) -> Result<T> {
        let copy = self.try_get(row)?.clone();
        self.expunge(row)?;
        Ok(copy)
    }

    /// Takes in a plain struct as a row that is in the database just so. What is changed afterwards is written; what was
    /// changed before is not noticed, and goes through [`merge`](Session::merge).
    ///
    /// # Errors
    ///
    /// The session has a row with this key already.
    pub fn attach<T: Keyed>(&mut self, row: T) -> Result<Ref<T>> {
        let index = self.unit.attach(row)?;
        Ok(self.unit.reference(index))
    }

    /// The place of a row that is in the database.
    pub(super) fn persistent<T: Keyed>(&self, row: Ref<T>) -> Result<RowId> {
        let row = self.unit.resolve(row.into())?;
        match self.unit.state(row) {
            State::Persistent | State::Doomed => Ok(row),
            _ => Err(self.unit.unreadable(row)),
        }
    }
}

impl super::Unit {
    pub(super) fn undelete(&mut self, row: RowId) -> Result<()> {
        match self.state(row) {
            State::Persistent => Ok(()),
            State::Doomed => {
                let base = self.store_mut(row).base_mut();
                base.set_state(row.index, State::Persistent);
                base.doomed.retain(|doomed| *doomed != row.index);
                Ok(())
            }
            _ => Err(self.unreadable(row)),
        }
    }

    fn attach<T: Keyed>(&mut self, row: T) -> Result<u32> {
        let (stamp, epoch) = (self.stamp(), self.epoch);
        let key = row.key();
        self.store_of(T::ENTITY);
        let attached = self
            .typed_mut::<T>()
            .and_then(|store| store.attach(row, stamp, epoch));
        attached.ok_or_else(|| {
            let message = format!(
                "the session already has a row of `{}` with the key {}: `merge` writes another one over it",
                T::TABLE.name,
                T::TABLE.shown_key(&key)
            );
            Error::new(ErrorKind::Misuse, message)
        })
    }

    fn is_modified(&self, row: RowId) -> bool {
        let store = self.store(row);
        let base = store.base();
        let changes = || {
            store
                .changes(row.index)
                .is_ok_and(|changes| !changes.is_empty())
        };
        let mut links = base.set_links(row.index);
        base.state(row.index) == State::Persistent
            && (base.assigned.contains_key(&row.index)
                || changes()
                || links.any(|(key, to)| self.stored_target(row, key) != to)
                || self.links.concern(row)
                || self.collection_changed(row))
    }

    /// Whether a row came into a collection of this one, or left it, by its foreign key.
    fn collection_changed(&self, row: RowId) -> bool {
        let facts = self.base(row).entity.relationships().iter();
        let mut facts = facts.filter_map(|fact| match fact.kind {
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                Some((fact.target.slot() as u32, foreign_key))
            }
            _ => None,
        });
        facts.any(|(slot, key)| {
            let Some((_, store)) = self.stores().find(|(known, _)| *known == slot) else {
                return false;
            };
            let base = store.base();
            let mut linked = base.linked.iter().filter(|(_, linked)| *linked == key);
            linked.any(|(index, _)| {
                let Some(ToOne::Set(to)) = base.to_one[usize::from(key)].get(index) else {
                    return false;
                };
                let member = RowId {
                    slot,
                    index: *index,
                };
                let was = self.stored_target(member, key) == Some(row);
                was != (*to == Some(row))
            })
        })
    }
}
