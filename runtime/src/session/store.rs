//! The rows of one table in a session: the identity map.

use super::{
    Ref,
    base::{Base, Meta, Note, State},
};
use crate::{
    driver::Row,
    error::{Error, ErrorKind, Result},
    model::{Entity, Model},
    schema::Table,
    value::{Datum, ValueError},
};

pub(crate) use any::{AnyStore, Inserted, Mark};

mod any;
mod cells;
mod keys;
mod undo;

use cells::Cells;
use keys::Keys;
use undo::Undo;

/// The rows of the table `T`, by place and by key.
pub(crate) struct Store<T: Model> {
    base: Base,
    cells: Cells<Cell<T>>,
    keys: Keys<T::Key>,
    /// Whether the row that was read last was new: then the next one is taken for new as well, and its key is not read
    /// before the rest.
    meets_new: bool,
    /// What was done to rows since the transaction began, in order.
    undo: Vec<Undo<T>>,
}

struct Cell<T> {
    stamp: u32,
    /// `None` while the row is new, and once it is deleted.
    row: Option<T>,
    /// The row as the database has it, once it was borrowed mutably.
    was: Option<Box<T>>,
}

impl<T: Model> Store<T> {
    pub(crate) fn new(entity: &'static Entity) -> Self {
        Self {
            base: Base::new(entity),
            cells: Cells::new(),
            keys: Keys::new(),
            meets_new: false,
            undo: Vec::new(),
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
        self.keys.get(key)
    }

    /// Takes in a plain row, which is in the database as it stands here. Gives nothing where its key is taken.
    pub(super) fn attach(&mut self, row: T, stamp: u32, epoch: u32) -> Option<u32> {
        let key = row.key();
        self.keys.claim(key, self.cells.len() as u32).ok()?;
        let index = self.push(stamp, State::Persistent, epoch, Some(row));
        self.base.note(Note::Read(index));
        Some(index)
    }

    fn existing(&self, index: u32) -> Result<&Cell<T>> {
        let cell = &self.cells[index as usize];
        if cell.row.is_some() {
            Ok(cell)
        } else {
            Err(no_row::<T>())
        }
    }

    /// Takes a row out of the identity map.
    fn withdraw(&mut self, index: u32) -> Option<T> {
        let row = self.cells[index as usize].row.take()?;
        self.forget_key(&row.key(), index);
        Some(row)
    }

    fn forget_key(&mut self, key: &T::Key, index: u32) {
        self.keys.forget(key, index);
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
        // What was changed after it was assigned goes before that.
        let assigned = self.base.assigned_values(index);
        let mut mine: Vec<_> = assigned
            .map(|(column, value)| (column, value.borrowed()))
            .collect();
        if let Some(was) = &cell.was {
            for column in 0..self.base.entity.table().width() as u16 {
                let value = bound(current, column.into())?;
                if value != bound(was.as_ref(), column.into())? {
                    mine.push((column, value));
                }
            }
        }
        let merged = match mine.is_empty() {
            true => None,
            false => Some(patched(self.base.entity.table(), &read, mine)?),
        };
        let before = match (merged, &mut cell.was) {
            (None, None) => cell.row.replace(read).map(Box::new),
            (merged, Some(was)) => {
                cell.row = Some(merged.unwrap_or_else(|| read.clone()));
                Some(std::mem::replace(was, Box::new(read)))
            }
            (Some(merged), None) => cell.row.replace(merged).map(Box::new),
        };
        if let Some(before) = before {
            self.undo.push(Undo::Changed(index, before));
            self.base.moved(index);
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
    Error::value(kind, error, T::TABLE, column as u16)
}

fn bound<T: Model>(row: &T, column: usize) -> Result<Datum<'_>> {
    row.bind(column)
        .map_err(|error| unfit::<T>(column, error, ErrorKind::Encode))
}

/// A row with other values in some columns; those that it has not are passed over.
fn patched<T: Model>(table: &'static Table, row: &T, values: Vec<(u16, Datum<'_>)>) -> Result<T> {
    let columns = 0..table.width();
    let mut datums = columns
        .map(|column| bound(row, column))
        .collect::<Result<Vec<_>>>()?;
    for (column, datum) in values {
        if let Some(value) = datums.get_mut(usize::from(column)) {
            *value = datum;
        }
    }
    T::decode(&Row::all(&datums).of(table))
}
