//! What does the unit of work ask of the rows of any table?

use std::{any::Any, hash::BuildHasher};

use rustc_hash::FxBuildHasher;

use super::{
    super::{
        Ref,
        base::{Base, Meta, Note, State},
    },
    Store, bound, no_row, patched,
    undo::Undo,
};
use crate::{
    driver::{Giving, Row},
    error::Result,
    insert::NewRow,
    model::Model,
    schema::Table,
    value::Datum,
};

/// A place in the logs of a store, to which a rollback goes back.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    pub(super) undo: usize,
    pub(super) notes: usize,
}

/// New rows of one table that are in the database now.
pub(crate) struct Inserted<'a> {
    pub(crate) rows: &'a [u32],
    /// What was given, one row after the other.
    pub(crate) values: &'a mut [(u16, Datum<'static>)],
    /// What the database filled in, one row after the other.
    pub(crate) filled_in: &'a mut [Datum<'static>],
    /// For each column, the place of its value among those of a row, the ones filled in last; one that has none is NULL.
    pub(crate) places: &'a [u16],
    /// The transaction.
    pub(crate) epoch: u32,
}

/// A [`Store`] of any table, as the unit of work sees it.
pub(crate) trait AnyStore: Any + Send + Sync {
    fn base(&self) -> &Base;

    fn base_mut(&mut self) -> &mut Base;

    fn stamp(&self, index: u32) -> Option<u32>;

    /// Makes place for more rows.
    fn reserve(&mut self, more: usize);

    /// Adds a row that is not in the database yet.
    fn add(&mut self, stamp: u32, new: NewRow) -> u32;

    /// The place of the row that a result speaks of, if it is known.
    fn find(&self, row: &Row<'_>) -> Result<Option<u32>>;

    /// The hash of the key that a row has, where it has one.
    fn hash(&self, row: &Row<'_>) -> Option<u64>;

    /// Takes in a row that was read: one that is known and was read in this transaction stays as it is.
    fn meet(&mut self, row: &Row<'_>, stamp: u32, epoch: u32) -> Result<u32>;

    /// New rows are in the database.
    fn inserted(&mut self, inserted: Inserted<'_>) -> Result<()>;

    /// The value of a column, as the program has it.
    fn value(&self, index: u32, column: u16) -> Result<Datum<'_>>;

    /// The value of a column, as the database has it.
    fn stored(&self, index: u32, column: u16) -> Result<Datum<'_>>;

    /// Sets columns, as the program would.
    fn assign(&mut self, index: u32, values: Vec<(u16, Datum<'static>)>) -> Result<()>;

    /// Remembers what columns have that are about to be assigned, for when that is given up.
    fn keep_replaced(&mut self, index: u32, values: &[(u16, Datum<'static>)]) -> Result<()>;

    /// Sets columns to what the database has by itself.
    fn correct(&mut self, index: u32, values: &[(u16, Datum<'static>)]) -> Result<()>;

    /// The database has other values in these columns for the time being; the program's stay as they are.
    fn parked(&mut self, index: u32, values: &[(u16, Datum<'static>)]) -> Result<()>;

    /// The database has these columns of the row as the program has them.
    fn written(&mut self, index: u32, columns: &[u16]) -> Result<()>;

    /// Whether the row was borrowed mutably since the last flush.
    fn is_touched(&self, index: u32) -> bool;

    /// The columns that the program changed.
    fn changes(&self, index: u32) -> Result<Vec<u16>>;

    /// The database has the row as the program has it.
    fn updated(&mut self, index: u32);

    /// The row is no longer in the database.
    fn removed(&mut self, index: u32);

    /// What the program changed in the row's columns is given up, and the row is stale.
    fn expire(&mut self, index: u32);

    /// The row leaves the session; what the program changed goes with it.
    fn expunge(&mut self, index: u32);

    /// Puts rows in the order of their keys.
    fn sort(&self, rows: &mut Vec<u32>);

    /// A place that [`restore`](AnyStore::restore) goes back to.
    fn mark(&self) -> Mark;

    /// Rows are as they were at a mark.
    fn restore(&mut self, mark: Mark);

    /// What was done is durable.
    fn settle(&mut self);
}

impl<T: Model> AnyStore for Store<T> {
    fn base(&self) -> &Base {
        &self.base
    }

    fn base_mut(&mut self) -> &mut Base {
        &mut self.base
    }

    fn stamp(&self, index: u32) -> Option<u32> {
        self.cells.get(index as usize).map(|cell| cell.stamp)
    }

    fn reserve(&mut self, more: usize) {
        self.cells.reserve(more);
        self.base.rows.reserve(more);
        self.base.pending.reserve(more);
        self.keys.reserve(more);
        self.base.news.reserve(more);
    }

    fn add(&mut self, stamp: u32, new: NewRow) -> u32 {
        let index = self.push(stamp, State::Pending, 0, None);
        self.base.pending.push(index);
        self.base.news.insert(index, new);
        index
    }

    fn find(&self, row: &Row<'_>) -> Result<Option<u32>> {
        Ok(self.known(&T::decode_key(&row.of(self.table()))?))
    }

    fn hash(&self, row: &Row<'_>) -> Option<u64> {
        let key = T::decode_key(&row.of(self.table())).ok()?;
        Some(FxBuildHasher.hash_one(&key))
    }

    fn meet(&mut self, row: &Row<'_>, stamp: u32, epoch: u32) -> Result<u32> {
        let row = row.of(self.table());
        let read = match self.meets_new {
            true => T::decode(&row).ok(),
            false => None,
        };
        let key = match &read {
            Some(read) => read.key(),
            None => T::decode_key(&row)?,
        };
        let next = self.cells.len() as u32;
        let claimed = self.keys.claim(key, next);
        self.meets_new = claimed.is_ok();
        let index = match claimed {
            Err(index) if self.base.is_fresh(index, epoch) => return Ok(index),
            Err(index) => {
                let read = read.map_or_else(|| decode(&row), Ok)?;
                self.overwrite(index, read)?;
                self.base.rows[index as usize].epoch = epoch;
                index
            }
            Ok(()) => {
                let read = match read {
                    Some(read) => read,
                    None => decode(&row).inspect_err(|_| self.give_up(&row))?,
                };
                self.push(stamp, State::Persistent, epoch, Some(read))
            }
        };
        self.base.note(Note::Read(index));
        Ok(index)
    }

    fn inserted(&mut self, inserted: Inserted<'_>) -> Result<()> {
        let Inserted {
            rows,
            mut values,
            mut filled_in,
            places,
            epoch,
        } = inserted;
        let table = self.table();
        let count = rows.len().max(1);
        let widths = [values.len() / count, filled_in.len() / count];
        let state = match table.identity.is_empty() {
            true => State::Gone,
            false => State::Persistent,
        };
        self.undo.reserve(rows.len());
        for index in rows.iter().copied() {
            let (own, more);
            (own, values) = values.split_at_mut(widths[0]);
            (more, filled_in) = filled_in.split_at_mut(widths[1]);
            let row = T::decode(&Row::giving(&Giving::new(places, own, more)).of(table))?;
            self.undo.push(Undo::Created(index));
            self.base.moved(index);
            self.base.rows[index as usize] = Meta { state, epoch };
            if state == State::Persistent {
                self.enter_key(row.key(), index, epoch);
                self.cells[index as usize].row = Some(row);
            }
        }
        Ok(())
    }

    fn value(&self, index: u32, column: u16) -> Result<Datum<'_>> {
        match &self.existing(index)?.row {
            Some(row) => bound(row, column.into()),
            None => Err(no_row::<T>()),
        }
    }

    fn stored(&self, index: u32, column: u16) -> Result<Datum<'_>> {
        let cell = &self.cells[index as usize];
        let kept = cell.was.as_deref().or(cell.row.as_ref());
        match kept.or_else(|| self.deleted(index)) {
            Some(row) => bound(row, column.into()),
            None => Err(no_row::<T>()),
        }
    }

    fn assign(&mut self, index: u32, values: Vec<(u16, Datum<'static>)>) -> Result<()> {
        let row = self.existing(index)?.row.as_ref().ok_or_else(no_row::<T>)?;
        let mut differs = false;
        for (column, datum) in &values {
            differs |= bound(row, usize::from(*column))? != *datum;
        }
        if !differs {
            return Ok(());
        }
        let assigned = patched(self.table(), row, values)?;
        let stamp = self.cells[index as usize].stamp;
        match self.row_mut(Ref::new(index, stamp)) {
            Some(row) => *row = assigned,
            None => return Err(no_row::<T>()),
        }
        Ok(())
    }

    fn keep_replaced(&mut self, index: u32, values: &[(u16, Datum<'static>)]) -> Result<()> {
        let width = self.table().width();
        for (column, _) in values
            .iter()
            .filter(|(column, _)| usize::from(*column) < width)
        {
            let kept = self.base.replaced.get(&index).into_iter().flatten();
            if !kept.into_iter().any(|(known, _)| known == column) {
                let value = self.value(index, *column)?.into_owned();
                let kept = self.base.replaced.entry(index).or_default();
                kept.push((*column, value));
            }
        }
        Ok(())
    }

    fn correct(&mut self, index: u32, values: &[(u16, Datum<'static>)]) -> Result<()> {
        let table = self.base.entity.table();
        let cell = &mut self.cells[index as usize];
        let Some(row) = &mut cell.row else {
            return Ok(());
        };
        if values.is_empty() {
            return Ok(());
        }
        let before = cell.was.clone().unwrap_or_else(|| Box::new(row.clone()));
        let key = before.key();
        for copy in [Some(row), cell.was.as_deref_mut()].into_iter().flatten() {
            *copy = patched(table, copy, values.to_vec())?;
        }
        let now = cell.was.as_deref().or(cell.row.as_ref()).map(T::key);
        self.undo.push(Undo::Changed(index, before));
        self.base.moved(index);
        if let Some(now) = now {
            self.move_key(&key, now, index);
        }
        Ok(())
    }

    fn parked(&mut self, index: u32, values: &[(u16, Datum<'static>)]) -> Result<()> {
        let table = self.base.entity.table();
        let cell = &mut self.cells[index as usize];
        let Some(row) = &cell.row else {
            return Ok(());
        };
        let was = cell.was.as_deref().unwrap_or(row);
        let parked = Box::new(patched(table, was, values.to_vec())?);
        let [old, new] = [was.key(), parked.key()];
        let before = match cell.was.replace(parked) {
            Some(before) => before,
            None => {
                self.base.touched.push(index);
                Box::new(row.clone())
            }
        };
        self.undo.push(Undo::Changed(index, before));
        self.base.moved(index);
        self.move_key(&old, new, index);
        Ok(())
    }

    fn written(&mut self, index: u32, columns: &[u16]) -> Result<()> {
        let values = columns
            .iter()
            .map(|column| Ok((*column, self.value(index, *column)?.into_owned())));
        let values = values.collect::<Result<Vec<_>>>()?;
        self.parked(index, &values)
    }

    fn is_touched(&self, index: u32) -> bool {
        self.cells[index as usize].was.is_some()
    }

    fn changes(&self, index: u32) -> Result<Vec<u16>> {
        let cell = &self.cells[index as usize];
        let (Some(row), Some(was)) = (&cell.row, &cell.was) else {
            return Ok(Vec::new());
        };
        let mut changed = Vec::new();
        for column in 0..self.table().width() {
            if bound(row, column)? != bound(was.as_ref(), column)? {
                changed.push(column as u16);
            }
        }
        Ok(changed)
    }

    fn updated(&mut self, index: u32) {
        let cell = &mut self.cells[index as usize];
        let (Some(row), Some(was)) = (&cell.row, cell.was.take()) else {
            return;
        };
        let (new, old) = (row.key(), was.key());
        self.move_key(&old, new, index);
        self.undo.push(Undo::Changed(index, was));
        self.base.moved(index);
    }

    fn removed(&mut self, index: u32) {
        let cell = &mut self.cells[index as usize];
        let Some(row) = cell.row.take() else { return };
        let row = cell.was.take().unwrap_or_else(|| Box::new(row));
        self.forget_key(&row.key(), index);
        self.undo.push(Undo::Removed(index, row));
        self.base.set_state(index, State::Deleted);
    }

    fn expire(&mut self, index: u32) {
        let cell = &mut self.cells[index as usize];
        if let Some(was) = cell.was.take() {
            cell.row = Some(*was);
        }
        if let Some(replaced) = self.base.replaced.remove(&index) {
            let table = self.base.entity.table();
            if let Some(row) = &mut cell.row
                && let Ok(before) = patched(table, row, replaced)
            {
                *row = before;
            }
        }
        self.base.assigned.remove(&index);
        self.base.rows[index as usize].epoch = 0;
    }

    fn expunge(&mut self, index: u32) {
        self.expire(index);
        self.withdraw(index);
        self.base.leave(index);
    }

    fn sort(&self, rows: &mut Vec<u32>) {
        rows.sort_by_cached_key(|index| self.cells[*index as usize].row.as_ref().map(T::key));
    }

    fn mark(&self) -> Mark {
        self.mark_here()
    }

    fn restore(&mut self, mark: Mark) {
        Store::restore(self, mark);
    }

    fn settle(&mut self) {
        Store::settle(self);
    }
}

impl<T: Model> Store<T> {
    fn table(&self) -> &'static Table {
        self.base.entity.table()
    }

    /// A new row has this key. One that had it when it was read, in an earlier transaction, and that this flush does nothing
    /// to, others have deleted.
    fn enter_key(&mut self, key: T::Key, index: u32, epoch: u32) {
        let before = self.keys.insert(key, index);
        let Some(before) = before.filter(|before| *before != index) else {
            return;
        };
        let base = &self.base;
        let is_changed = base.is_fresh(before, epoch)
            || base.follows_by_key
            || self.is_touched(before)
            || base.parked.contains_key(&before)
            || base.assigned.contains_key(&before);
        if base.state(before) == State::Persistent && !is_changed {
            self.removed(before);
        }
    }

    /// A row is known by the key that the database has it by.
    fn move_key(&mut self, old: &T::Key, new: T::Key, index: u32) {
        if new != *old {
            self.forget_key(old, index);
            self.keys.insert(new, index);
        }
    }

    /// The key of a row that could not be read is free again.
    #[cold]
    fn give_up(&mut self, row: &Row<'_>) {
        if let Ok(key) = T::decode_key(row) {
            self.keys.remove(&key);
        }
    }
}

/// Reads a row; what cannot be read is told with the row's key.
fn decode<T: Model>(row: &Row<'_>) -> Result<T> {
    T::decode(row).map_err(|error| match T::decode_key(row) {
        Ok(key) => error.of_row(&T::TABLE.shown_key(&key)),
        Err(_) => error,
    })
}
