//! A column in a condition, an order or an assignment.

use std::marker::PhantomData;

use super::{
    Alias, As, Source,
    expression::{Expression, Origin},
};
use crate::model::Model;

/// A column of `T`, whose values are of the Rust type `V`.
///
/// Generated code has one for each column: `Book::PRICE`.
pub struct Column<T, V> {
    place: u16,
    mark: PhantomData<fn() -> (T, V)>,
}

impl<T, V> Clone for Column<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V> Copy for Column<T, V> {}

impl<T, V> Column<T, V> {
    /// The column at a place of its table.
    pub const fn new(place: u16) -> Self {
        Self {
            place,
            mark: PhantomData,
        }
    }

    pub(crate) const fn place(self) -> u16 {
        self.place
    }
}

impl<T: Model, V> Column<T, V> {
    /// The column of the table under an alias.
    pub const fn of<M: Alias>(self, _: M) -> Column<As<T, M>, V> {
        Column::new(self.place)
    }
}

impl<T: Source, V> std::fmt::Debug for Column<T, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let table = T::Row::TABLE;
        write!(
            f,
            "{}.{}",
            T::ALIAS.unwrap_or(table.name),
            table.columns[usize::from(self.place)].name
        )
    }
}

impl<T: Source, V> Column<T, V> {
    pub(super) fn expression(self) -> Expression {
        Expression::Column(Origin::of::<T>(), self.place)
    }
}
