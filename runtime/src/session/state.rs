//! Where does a row stand?

use super::{Ref, Session, base::State};
use crate::model::Model;

/// Where a row of a session stands; [`Session::state`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RowState {
    /// Added; the next flush inserts it.
    Pending,
    /// In the database.
    Persistent,
    /// In the database; the next flush deletes it.
    ToBeDeleted,
    /// Deleted by a flush; a rollback brings it back.
    Deleted,
    /// Not of this session, or not any more: it was taken out, or deleted for good.
    Detached,
    /// Added in a transaction that was rolled back.
    RolledBack,
}

impl Session {
    /// Where a row stands.
    pub fn state<T: Model>(&self, row: Ref<T>) -> RowState {
        match self
            .unit
            .resolve(row.into())
            .map(|row| self.unit.state(row))
        {
            Ok(State::Pending) => RowState::Pending,
            Ok(State::Persistent) => RowState::Persistent,
            Ok(State::Doomed) => RowState::ToBeDeleted,
            Ok(State::Deleted) => RowState::Deleted,
            Ok(State::RolledBack) => RowState::RolledBack,
            Ok(State::Gone | State::Expunged) | Err(_) => RowState::Detached,
        }
    }

    /// Whether a row is new, in the database, or about to be deleted, and of this session.
    pub fn contains<T: Model>(&self, row: Ref<T>) -> bool {
        matches!(
            self.state(row),
            RowState::Pending | RowState::Persistent | RowState::ToBeDeleted
        )
    }

    /// The rows of a table that the next flush inserts, in the order in which they were added.
    pub fn new_rows<T: Model>(&self) -> Vec<Ref<T>> {
        let base = self.unit.base_of(T::ENTITY);
        let pending = base.map(|base| {
            let pending = base.pending.iter().copied();
            pending.filter(|index| base.state(*index) == State::Pending)
        });
        self.references(pending.into_iter().flatten())
    }

    /// The rows of a table that were changed, or borrowed to be, since the last flush, in the order of their keys.
    /// [`is_modified`](Session::is_modified) tells which of them really differ.
    pub fn dirty_rows<T: Model>(&self) -> Vec<Ref<T>> {
        self.references(self.unit.changed_rows(T::ENTITY))
    }

    /// The rows of a table that the next flush deletes, in the order in which they were marked.
    pub fn deleted_rows<T: Model>(&self) -> Vec<Ref<T>> {
        let base = self.unit.base_of(T::ENTITY);
        let doomed = base.map(|base| {
            let doomed = base.doomed.iter().copied();
            doomed.filter(|index| base.state(*index) == State::Doomed)
        });
        self.references(doomed.into_iter().flatten())
    }

    /// The rows of a table that the session has: new ones, those in the database, and those about to be deleted.
    pub fn rows<T: Model>(&self) -> Vec<Ref<T>> {
        let base = self.unit.base_of(T::ENTITY);
        let rows = base.map(|base| {
            let alive = |state| matches!(state, State::Pending | State::Persistent | State::Doomed);
            (0..base.rows.len() as u32).filter(move |index| alive(base.state(*index)))
        });
        self.references(rows.into_iter().flatten())
    }

    fn references<T>(&self, rows: impl IntoIterator<Item = u32>) -> Vec<Ref<T>>
    where
        T: Model,
    {
        rows.into_iter()
            .map(|index| self.unit.reference(index))
            .collect()
    }
}
