//! A column in a condition, an order or an assignment.

use std::marker::PhantomData;

use super::{
    Alias, As, Direction, Operand, Predicate, Source,
    expression::{Expression, Origin},
};
use crate::{model::Model, value::Value};

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

    /// In ascending order, as a column is by itself.
    pub fn asc(self) -> Direction<T> {
        Direction::new(self.expression(), false)
    }

    /// In descending order.
    pub fn desc(self) -> Direction<T> {
        Direction::new(self.expression(), true)
    }
}

impl<T: Source, V: Value> Column<T, V> {
    fn compare<O: Operand<V::Base>>(self, operator: &'static str, operand: O) -> O::Test<T> {
        let right = operand.into_expression((T::Row::TABLE, self.place));
        Expression::binary(self.expression(), operator, right).into()
    }

    /// `=`
    pub fn eq<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        self.compare("=", operand)
    }

    /// `<>`
    pub fn ne<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        self.compare("<>", operand)
    }

    /// `<`
    pub fn lt<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        self.compare("<", operand)
    }

    /// `<=`
    pub fn le<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        self.compare("<=", operand)
    }

    /// `>`
    pub fn gt<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        self.compare(">", operand)
    }

    /// `>=`
    pub fn ge<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        self.compare(">=", operand)
    }

    /// Whether the value is one of these; of none, it is not.
    pub fn in_<O: Operand<V::Base, Test<T> = Predicate<T>>>(
        self,
        values: impl IntoIterator<Item = O>,
    ) -> Predicate<T> {
        let column = (T::Row::TABLE, self.place);
        let values = values
            .into_iter()
            .map(|value| value.into_expression(column))
            .collect();
        Expression::In(Box::new(self.expression()), values).into()
    }
}

impl<T: Source, V: Value<Base = String>> Column<T, V> {
    /// `LIKE`: `%` stands for any text, `_` for one character.
    pub fn like<O: Operand<String>>(self, pattern: O) -> O::Test<T> {
        self.compare("LIKE", pattern)
    }
}

impl<T: Source, V> Column<T, Option<V>> {
    /// Whether there is no value.
    pub fn is_null(self) -> Predicate<T> {
        Expression::IsNull(Box::new(self.expression())).into()
    }

    /// Whether there is a value.
    pub fn is_not_null(self) -> Predicate<T> {
        Expression::Not(Box::new(Expression::IsNull(Box::new(self.expression())))).into()
    }
}
