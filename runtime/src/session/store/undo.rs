//! How do the rows of a table become again what they were?
//!
//! What is done to rows is logged in order. A rollback, to a savepoint or of everything, takes the log back from its end;
//! a savepoint is a place in it.

use rustc_hash::FxHashSet;

use super::{
    super::base::{Meta, Note, State},
    Mark, Store,
};
use crate::model::Model;

/// What was done to a row.
pub(super) enum Undo<T> {
    /// It was inserted.
    Created(u32),
    /// The database has it otherwise than before, or it was read again; this is how it was known.
    Changed(u32, Box<T>),
    /// It was deleted, or found to be gone.
    Removed(u32, Box<T>),
}

impl<T> Undo<T> {
    fn index(&self) -> u32 {
        match *self {
            Undo::Created(index) | Undo::Changed(index, _) | Undo::Removed(index, _) => index,
        }
    }
}

impl<T: Model> Store<T> {
    /// The row as it was when it was deleted.
    pub(super) fn deleted(&self, index: u32) -> Option<&T> {
        self.undo.iter().rev().find_map(|undo| match undo {
            Undo::Removed(at, row) if *at == index => Some(row.as_ref()),
            _ => None,
        })
    }

    pub(super) fn mark_here(&self) -> Mark {
        Mark {
            undo: self.undo.len(),
            notes: self.base.notes.len(),
        }
    }

    /// What was done is durable.
    pub(super) fn settle(&mut self) {
        for undo in self.undo.drain(..) {
            if let Undo::Removed(index, _) = undo
                && self.base.state(index) == State::Deleted
            {
                self.base.set_state(index, State::Gone);
            }
        }
    }

    /// Undoes what was done since the mark, and what was to be done with the next flush.
    pub(super) fn restore(&mut self, mark: Mark) {
        self.drop_unwritten();
        let undone: Vec<_> = self.undo.drain(mark.undo..).rev().collect();
        // Rows may have exchanged their keys: all leave their places before any returns.
        for undo in &undone {
            self.withdraw_key(undo.index());
        }
        let mut places = Vec::new();
        let mut returned = FxHashSet::default();
        for undo in undone {
            let index = undo.index();
            match undo {
                _ if self.base.state(index) == State::Expunged => {}
                Undo::Created(_) => {
                    self.cells[index as usize].row = None;
                    self.base.rows[index as usize] = Meta {
                        state: State::RolledBack,
                        epoch: 0,
                    };
                    continue;
                }
                Undo::Changed(_, row) => self.cells[index as usize].row = Some(*row),
                Undo::Removed(_, row) => {
                    self.cells[index as usize].row = Some(*row);
                    self.base.set_state(index, State::Persistent);
                    returned.insert(index);
                }
            }
            places.push(index);
        }
        // What was read of a deleted row's key meanwhile, as another row, is that row.
        places.sort_unstable_by_key(|index| (!returned.contains(index), *index));
        places.dedup();
        for index in places {
            self.base.rows[index as usize].epoch = 0;
            self.base.moved(index);
            if let (State::Persistent, Some(row)) =
                (self.base.state(index), &self.cells[index as usize].row)
            {
                let key = row.key();
                match self.keys.get(&key).filter(|other| *other != index) {
                    Some(other) if !returned.contains(&other) => {
                        self.keys.insert(key, index);
                        self.base.leave(other);
                    }
                    Some(_) => self.base.leave(index),
                    None => drop(self.keys.insert(key, index)),
                }
            }
        }
        for note in self
            .base
            .notes
            .split_off(mark.notes.min(self.base.notes.len()))
        {
            match note {
                Note::Read(index) => self.base.rows[index as usize].epoch = 0,
                Note::ToOne(key, index) => {
                    self.base.to_one[usize::from(key)].remove(&index);
                }
                Note::Collection(relationship, index) => {
                    self.base.collections[usize::from(relationship)].remove(&index);
                    self.base.hints.forget_part(relationship, index);
                }
            }
        }
    }

    /// Rows that were touched, added or to be deleted, and not flushed, are as they were.
    fn drop_unwritten(&mut self) {
        let touched = std::mem::take(&mut self.base.touched);
        // What a failed flush was to delete is no longer among the touched rows, and may have been touched.
        for index in touched.into_iter().chain(self.base.doomed.iter().copied()) {
            let cell = &mut self.cells[index as usize];
            if let Some(was) = cell.was.take()
                && cell.row.is_some()
            {
                cell.row = Some(*was);
            }
        }
        for index in std::mem::take(&mut self.base.doomed) {
            if self.base.state(index) == State::Doomed {
                self.base.set_state(index, State::Persistent);
            }
        }
        for index in std::mem::take(&mut self.base.pending) {
            if self.base.state(index) == State::Pending {
                self.base.set_state(index, State::RolledBack);
            }
        }
        self.base.news.clear();
        self.base.left.clear();
        self.base.linked.clear();
        self.base.displaced.clear();
        self.base.assigned.clear();
        self.base.replaced.clear();
        self.base.parked.clear();
    }

    fn withdraw_key(&mut self, index: u32) {
        if let Some(row) = &self.cells[index as usize].row {
            let key = row.key();
            self.forget_key(&key, index);
        }
    }
}
