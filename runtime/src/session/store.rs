//! The rows of one table in a session: the identity map.

use std::any::Any;

use rustc_hash::FxHashMap;

use super::{
    Ref,
    base::{Base, Meta, State},
};
use crate::{
    driver::Row,
    error::{Error, ErrorKind, Result},
    insert::NewRow,
    model::Model,
    value::{Datum, ValueError},
};

/// The rows of the table `T`, by place and by key.
pub(crate) struct Store<T: Model> {
    base: Base,
    cells: Vec<Cell<T>>,
    keys: FxHashMap<T::Key, u32>,
    /// Rows as they were when the transaction began, of those that it changed or deleted.
    begun: FxHashMap<u32, Box<T>>,
}

struct Cell<T> {
    stamp: u32,
    /// `None` while the row is new, and once it is deleted.
    row: Option<T>,
    /// The row as the database has it, once it was borrowed mutably.
    was: Option<Box<T>>,
}

impl<T: Model> Store<T> {
    pub(crate) fn new() -> Self {
        Self {
            base: Base::new(T::ENTITY),
            cells: Vec::new(),
            keys: FxHashMap::default(),
            begun: FxHashMap::default(),
        }
    }

    #[inline]
    pub(super) fn row(&self, row: Ref<T>) -> Option<&T> {
        match self.cells.get(row.index as usize) {
            Some(cell) if cell.stamp == row.stamp => cell.row.as_ref(),
            _ => None,
        }
    }

    #[inline]
    pub(super) fn row_mut(&mut self, row: Ref<T>) -> Option<&mut T> {
        match self.cells.get_mut(row.index as usize) {
            Some(Cell {
                stamp,
                row: Some(value),
                was,
            }) if *stamp == row.stamp => {
                if was.is_none() {
                    *was = Some(Box::new(value.clone()));
                    self.base.touched.push(row.index);
                }
                Some(value)
            }
            _ => None,
        }
    }

    /// The place of a row by its key.
    pub(super) fn known(&self, key: &T::Key) -> Option<u32> {
        self.keys.get(key).copied()
    }

    fn existing(&self, index: u32) -> Result<&Cell<T>> {
        let cell = &self.cells[index as usize];
        if cell.row.is_some() {
            Ok(cell)
        } else {
            Err(no_row::<T>())
        }
    }

    /// Keeps the row as it was when the transaction began, if that is not kept yet.
    fn remember(begun: &mut FxHashMap<u32, Box<T>>, index: u32, row: Box<T>) {
        begun.entry(index).or_insert(row);
    }

    /// Takes a row out of the identity map.
    fn withdraw(&mut self, index: u32) {
        if let Some(row) = self.cells[index as usize].row.take()
            && self.known(&row.key()) == Some(index)
        {
            self.keys.remove(&row.key());
        }
    }

    fn push(&mut self, stamp: u32, state: State, epoch: u32, row: Option<T>) -> u32 {
        self.cells.push(Cell {
            stamp,
            row,
            was: None,
        });
        self.base.rows.push(Meta { state, epoch });
        self.cells.len() as u32 - 1
    }

    /// Takes over what the database has, but for the columns that the program changed.
    fn overwrite(&mut self, index: u32, read: T) -> Result<()> {
        let cell = &mut self.cells[index as usize];
        let Some(current) = &cell.row else {
            return Ok(());
        };
        let merged = match &cell.was {
            None => None,
            Some(was) => {
                let mine = (0..T::TABLE.columns.len() as u16)
                    .map(|column| {
                        let mine = bound(current, column.into())?;
                        let changed = mine != bound(was.as_ref(), column.into())?;
                        Ok(changed.then_some((column, mine)))
                    })
                    .filter_map(Result::transpose);
                Some(patched(&read, mine.collect::<Result<Vec<_>>>()?)?)
            }
        };
        let before = match merged {
            None => cell.row.replace(read).map(Box::new),
            Some(merged) => {
                cell.row = Some(merged);
                cell.was.replace(Box::new(read))
            }
        };
        if let Some(before) = before {
            Self::remember(&mut self.begun, index, before);
        }
        Ok(())
    }
}

fn no_row<T: Model>() -> Error {
    Error::misuse(format!(
        "a row of `{}` is not in the database",
        T::TABLE.name
    ))
}

fn unfit<T: Model>(column: usize, error: ValueError, kind: ErrorKind) -> Error {
    let table = T::TABLE;
    Error::value(kind, error, table.name, table.columns[column].name)
}

fn bound<T: Model>(row: &T, column: usize) -> Result<Datum<'_>> {
    row.bind(column)
        .map_err(|error| unfit::<T>(column, error, ErrorKind::Encode))
}

/// A row with other values in some columns.
fn patched<T: Model>(row: &T, values: Vec<(u16, Datum<'_>)>) -> Result<T> {
    let columns = 0..T::TABLE.columns.len();
    let mut datums = columns
        .map(|column| bound(row, column))
        .collect::<Result<Vec<_>>>()?;
    for (column, datum) in values {
        datums[usize::from(column)] = datum;
    }
    T::decode(&Row::all(&datums).of(T::TABLE))
}

/// A [`Store`] of any table, as the unit of work sees it.
pub(crate) trait AnyStore: Any + Send + Sync {
    fn base(&self) -> &Base;

    fn base_mut(&mut self) -> &mut Base;

    fn stamp(&self, index: u32) -> Option<u32>;

    /// Adds a row that is not in the database yet.
    fn add(&mut self, stamp: u32, new: NewRow) -> u32;

    /// The place of the row that a result speaks of, if it is known.
    fn find(&self, row: &Row<'_>) -> Result<Option<u32>>;

    /// Takes in a row that was read: one that is known and was read in this transaction stays as it is.
    fn meet(&mut self, row: &Row<'_>, stamp: u32, epoch: u32) -> Result<u32>;

    /// A new row is in the database, with these values.
    fn inserted(&mut self, index: u32, row: &Row<'_>, epoch: u32) -> Result<()>;

    /// The value of a column, as the program has it.
    fn value(&self, index: u32, column: u16) -> Result<Datum<'_>>;

    /// The value of a column, as the database has it.
    fn stored(&self, index: u32, column: u16) -> Result<Datum<'_>>;

    /// Sets columns, as the program would.
    fn assign(&mut self, index: u32, values: Vec<(u16, Datum<'static>)>) -> Result<()>;

    /// Sets columns to what the database has by itself.
    fn correct(&mut self, index: u32, values: &[(u16, Datum<'static>)]) -> Result<()>;

    /// The columns that the program changed.
    fn changes(&self, index: u32) -> Result<Vec<u16>>;

    /// The database has the row as the program has it.
    fn updated(&mut self, index: u32);

    /// The row is no longer in the database.
    fn removed(&mut self, index: u32);

    /// Puts rows in the order of their keys.
    fn sort(&self, rows: &mut Vec<u32>);

    fn committed(&mut self);

    fn rolled_back(&mut self);
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

    fn add(&mut self, stamp: u32, new: NewRow) -> u32 {
        let index = self.push(stamp, State::Pending, 0, None);
        self.base.pending.push(index);
        self.base.news.insert(index, new);
        index
    }

    fn find(&self, row: &Row<'_>) -> Result<Option<u32>> {
        Ok(self.known(&T::decode_key(&row.of(T::TABLE))?))
    }

    fn meet(&mut self, row: &Row<'_>, stamp: u32, epoch: u32) -> Result<u32> {
        let row = row.of(T::TABLE);
        let key = T::decode_key(&row)?;
        if let Some(index) = self.known(&key) {
            if !self.base.is_fresh(index, epoch) {
                self.overwrite(index, decode(&row, &key)?)?;
                self.base.rows[index as usize].epoch = epoch;
            }
            return Ok(index);
        }
        let read = decode(&row, &key)?;
        let index = self.push(stamp, State::Persistent, epoch, Some(read));
        self.keys.insert(key, index);
        Ok(index)
    }

    fn inserted(&mut self, index: u32, row: &Row<'_>, epoch: u32) -> Result<()> {
        let row = T::decode(&row.of(T::TABLE))?;
        self.base.rows[index as usize].epoch = epoch;
        self.base.created.push(index);
        if T::TABLE.identity.is_empty() {
            self.base.set_state(index, State::Gone);
            return Ok(());
        }
        self.keys.insert(row.key(), index);
        self.cells[index as usize].row = Some(row);
        self.base.set_state(index, State::Persistent);
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
        // A row that was deleted is known by what it was.
        match kept.or_else(|| self.begun.get(&index).map(Box::as_ref)) {
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
        let assigned = patched(row, values)?;
        let stamp = self.cells[index as usize].stamp;
        match self.row_mut(Ref::new(index, stamp)) {
            Some(row) => *row = assigned,
            None => return Err(no_row::<T>()),
        }
        Ok(())
    }

    fn correct(&mut self, index: u32, values: &[(u16, Datum<'static>)]) -> Result<()> {
        let cell = &mut self.cells[index as usize];
        let Some(row) = &mut cell.row else {
            return Ok(());
        };
        if values.is_empty() {
            return Ok(());
        }
        self.begun
            .entry(index)
            .or_insert_with(|| cell.was.clone().unwrap_or_else(|| Box::new(row.clone())));
        for copy in [Some(row), cell.was.as_deref_mut()].into_iter().flatten() {
            *copy = patched(copy, values.to_vec())?;
        }
        Ok(())
    }

    fn changes(&self, index: u32) -> Result<Vec<u16>> {
        let cell = &self.cells[index as usize];
        let (Some(row), Some(was)) = (&cell.row, &cell.was) else {
            return Ok(Vec::new());
        };
        let mut changed = Vec::new();
        for column in 0..T::TABLE.columns.len() {
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
        if new != old {
            self.keys.remove(&old);
            self.keys.insert(new, index);
        }
        Self::remember(&mut self.begun, index, was);
    }

    fn removed(&mut self, index: u32) {
        let cell = &mut self.cells[index as usize];
        let Some(row) = cell.row.take() else { return };
        let row = cell.was.take().unwrap_or_else(|| Box::new(row));
        self.keys.remove(&row.key());
        Self::remember(&mut self.begun, index, row);
        self.base.set_state(index, State::Deleted);
    }

    fn sort(&self, rows: &mut Vec<u32>) {
        rows.sort_by_cached_key(|index| self.cells[*index as usize].row.as_ref().map(T::key));
    }

    fn committed(&mut self) {
        for index in self.begun.drain().map(|(index, _)| index) {
            if self.base.state(index) == State::Deleted {
                self.base.set_state(index, State::Gone);
            }
        }
        self.base.created.clear();
        self.base.forget_relationships();
    }

    fn rolled_back(&mut self) {
        let touched = std::mem::take(&mut self.base.touched);
        // What a failed flush was to delete is no longer among the touched rows, and may have been touched.
        for index in touched.into_iter().chain(self.base.doomed.iter().copied()) {
            let cell = &mut self.cells[index as usize];
            if let Some(was) = cell.was.take() {
                cell.row = Some(*was);
            }
        }
        for index in std::mem::take(&mut self.base.doomed) {
            self.base.set_state(index, State::Persistent);
        }
        let created = std::mem::take(&mut self.base.created);
        for index in created
            .into_iter()
            .chain(std::mem::take(&mut self.base.pending))
        {
            self.withdraw(index);
            self.begun.remove(&index);
            self.base.set_state(index, State::RolledBack);
        }
        let begun = std::mem::take(&mut self.begun);
        // Rows may have exchanged their keys: all leave their places before any returns.
        begun.keys().for_each(|index| self.withdraw(*index));
        for (index, row) in begun {
            self.keys.insert(row.key(), index);
            self.cells[index as usize].row = Some(*row);
            self.base.set_state(index, State::Persistent);
        }
        self.base.news.clear();
        self.base.forget_relationships();
    }
}

/// Reads a row; what cannot be read is told with the row's key.
fn decode<T: Model>(row: &Row<'_>, key: &T::Key) -> Result<T> {
    T::decode(row).map_err(|error| error.of_row(&format!("{key:?}")))
}
