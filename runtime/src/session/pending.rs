//! How is a row read and changed before it is in the database?

use std::marker::PhantomData;

use super::{Ref, RowId, Session, Unit, base::State};
use crate::{
    error::{Error, ErrorKind, Result},
    insert::Set,
    model::Keyed,
    query::Column,
    value::Value,
};

/// A row that is not flushed yet, to read; made by [`Session::pending`].
pub struct Pending<'s, T> {
    unit: &'s Unit,
    row: RowId,
    mark: PhantomData<fn() -> T>,
}

/// A row that is not flushed yet, to change; made by [`Session::pending_mut`].
pub struct PendingMut<'s, T> {
    unit: &'s mut Unit,
    row: RowId,
    mark: PhantomData<fn() -> T>,
}

impl Session {
    /// A row that was added and not flushed yet.
    ///
    /// # Errors
    ///
    /// The row is in the database already, was deleted, or is of another session.
    pub fn pending<T: Keyed>(&self, row: Ref<T>) -> Result<Pending<'_, T>> {
        Ok(Pending {
            row: self.unit.resolve_pending(row)?,
            unit: &self.unit,
            mark: PhantomData,
        })
    }

    /// A row that was added and not flushed yet, to change.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Keyed, Ref, Result, Session};
    /// # trait Books: Keyed { const TITLE: Column<Self, String>; const PRICE: Column<Self, Option<f64>>; }
    /// # fn change<Book: Books>(session: &mut Session, book: Ref<Book>) -> Result<()> {
    /// session.pending_mut(book)?.set(Book::TITLE, "Ender's Game").set(Book::PRICE, 7.99);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`pending`](Session::pending).
    pub fn pending_mut<T: Keyed>(&mut self, row: Ref<T>) -> Result<PendingMut<'_, T>> {
        Ok(PendingMut {
            row: self.unit.resolve_pending(row)?,
            unit: &mut self.unit,
            mark: PhantomData,
        })
    }
}

impl<T: Keyed> Pending<'_, T> {
    /// What the program gave a column; `None` where it gave nothing, which is not the same as NULL.
    ///
    /// # Errors
    ///
    /// The column was given another way, by a value that does not fit.
    pub fn get<V: Value>(&self, column: Column<T, V>) -> Result<Option<V>> {
        let news = &self.unit.base(self.row).news;
        let given = news.given(self.row.index, column.place());
        let value = given.map(|datum| V::from_datum(datum.borrowed()));
        value
            .transpose()
            .map_err(|error| Error::value(ErrorKind::Decode, error, T::TABLE, column.place()))
    }
}

impl<T: Keyed> PendingMut<'_, T> {
    /// Gives a column its value.
    pub fn set<V>(&mut self, column: Column<T, V>, value: impl Set<V>) -> &mut Self {
        let base = self.unit.store_mut(self.row).base_mut();
        base.news
            .set(self.row.index, column.place(), value.into_datum());
        self
    }

    /// Leaves a column to the database again, as if it had not been given.
    pub fn unset<V>(&mut self, column: Column<T, V>) -> &mut Self {
        let base = self.unit.store_mut(self.row).base_mut();
        base.news.unset(self.row.index, column.place());
        self
    }
}

impl Unit {
    fn resolve_pending<T: Keyed>(&self, row: Ref<T>) -> Result<RowId> {
        let row = self.resolve(row.into())?;
        match self.state(row) {
            State::Pending => Ok(row),
            State::Persistent | State::Doomed => Err(Error::misuse(format!(
                "{} is in the database: read and change it with `session[..]`",
                self.name(row)
            ))),
            _ => Err(self.unreadable(row)),
        }
    }
}

impl<T: Keyed> std::fmt::Debug for Pending<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pending({})", T::TABLE.name)
    }
}

impl<T: Keyed> std::fmt::Debug for PendingMut<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PendingMut({})", T::TABLE.name)
    }
}
