//! How is a column written without being read?

use std::marker::PhantomData;

use super::{
    Ref, RowId, Session, Unit,
    base::{Assigned, State},
};
use crate::{
    error::{Error, ErrorKind, Result},
    insert::Set,
    model::{Keyed, Model},
    query::Column,
    value::{Datum, Value, ValueError},
};

/// A column with the value that it is to have; made by [`Column::set`] and [`Column::increase`].
pub struct Assignment<T> {
    column: u16,
    value: std::result::Result<Datum<'static>, ValueError>,
    operator: Option<&'static str>,
    mark: PhantomData<fn() -> T>,
}

impl<T: Model, V> Column<T, V> {
    /// The column is to have this value.
    pub fn set(self, value: impl Set<V>) -> Assignment<T> {
        Assignment {
            column: self.place(),
            value: value.into_datum(),
            operator: None,
            mark: PhantomData,
        }
    }
}

impl<T: Model, V: Value> Column<T, V> {
    /// The column is to have what the database has in it, and so much more; less, where it is negative.
    pub fn increase(self, by: V::Base) -> Assignment<T> {
        Assignment {
            column: self.place(),
            value: by.to_datum().map(Datum::into_owned),
            operator: Some("+"),
            mark: PhantomData,
        }
    }
}

impl Session {
    /// Gives columns of a row their values with the next flush, whatever the database has, and reads nothing for it.
    ///
    /// `session[row].price = Some(3.0)` writes the column where that differs from what the session knows; `assign` always
    /// writes it. The row reads as assigned at once, but for what the database is to compute.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Keyed, Ref, Result, Session};
    /// # trait Books: Keyed { const PRICE: Column<Self, Option<f64>>; const SOLD: Column<Self, i64>; }
    /// # fn sell<Book: Books>(session: &mut Session, book: Ref<Book>) -> Result<()> {
    /// session.assign(book, [Book::PRICE.set(3.0), Book::SOLD.increase(1)])?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The row was deleted or is of another session, a value has no form in a database, or the column is part of the key
    /// or computed by the database.
    pub fn assign<T: Keyed>(
        &mut self,
        row: Ref<T>,
        assignments: impl IntoIterator<Item = Assignment<T>>,
    ) -> Result<()> {
        let row = self.unit.resolve_alive(row.into())?;
        let assignments = assigned::<T>(assignments)?;
        self.unit.assign(row, assignments)
    }
}

/// The values that are given, as far as they have a form in a database.
pub(super) fn assigned<T: Model>(
    assignments: impl IntoIterator<Item = Assignment<T>>,
) -> Result<Vec<Assigned>> {
    let assignments = assignments.into_iter().map(|one| {
        let value = one.value.map_err(|error| {
            let column = T::TABLE.columns[usize::from(one.column)].name;
            Error::value(ErrorKind::Encode, error, T::TABLE.name, column)
        })?;
        Ok(Assigned {
            column: one.column,
            value,
            operator: one.operator,
        })
    });
    assignments.collect()
}

impl Unit {
    pub(super) fn assign(&mut self, row: RowId, assignments: Vec<Assigned>) -> Result<()> {
        let table = self.base(row).entity.table();
        for one in &assignments {
            let facts = &table.columns[usize::from(one.column)];
            let why = if facts.generated.is_some() {
                "is computed by the database and cannot be assigned"
            } else if table.identity.contains(&one.column) && self.state(row) != State::Pending {
                "is part of the key: change it with `session[..]`"
            } else if one.operator.is_some() && self.state(row) == State::Pending {
                "has no value in the database yet that it could be computed from"
            } else {
                continue;
            };
            let message = format!("column `{}` of `{}` {why}", facts.name, table.name);
            return Err(Error::misuse(message)
                .with_table(table.name)
                .with_columns([facts.name]));
        }
        let store = self.store_mut(row);
        if let Some(new) = store.base_mut().news.get_mut(&row.index) {
            let values = assignments.into_iter().map(|one| (one.column, one.value));
            new.values.extend(values);
            return Ok(());
        }
        // The version is compared with the one that was read.
        let (version, assignments): (Vec<_>, Vec<_>) = assignments
            .into_iter()
            .partition(|one| table.version == Some(one.column) && one.operator.is_none());
        let version = version.into_iter().map(|one| (one.column, one.value));
        store.assign(row.index, version.collect())?;
        if assignments.is_empty() {
            return Ok(());
        }
        let values = assignments.iter().filter(|one| one.operator.is_none());
        let values: Vec<_> = values.map(|one| (one.column, one.value.clone())).collect();
        store.correct(row.index, &values)?;
        let assigned = store.base_mut().assigned.entry(row.index).or_default();
        assigned.retain(|known| !assignments.iter().any(|one| one.column == known.column));
        assigned.extend(assignments);
        Ok(())
    }
}

impl<T> std::fmt::Debug for Assignment<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Assignment({})", self.column)
    }
}
