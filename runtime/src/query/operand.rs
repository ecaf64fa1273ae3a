//! What can a column be compared with?

use super::{Column, Comparison, Predicate, Source, expression::Expression};
use crate::{
    schema::Table,
    value::{Datum, IntoDatum, Value, ValueError},
};

/// What a column whose values are of the type `V`, leaving its `Option` aside, can be compared with: a `V`, for text also
/// a `&str`, or another column of the same type.
#[diagnostic::on_unimplemented(
    message = "cannot compare a `{V}` column with a `{Self}`",
    label = "not comparable with `{V}`"
)]
pub trait Operand<V> {
    /// The condition that comparing a column of `T` with this gives.
    #[doc(hidden)]
    type Test<T>: std::convert::From<Expression>;

    #[doc(hidden)]
    fn into_expression(self, column: (&'static Table, u16)) -> Expression;
}

fn value(datum: Result<Datum<'static>, ValueError>, column: (&'static Table, u16)) -> Expression {
    Expression::Value(datum, Some(column))
}

impl<V: Value<Base = V>> Operand<V> for V {
    type Test<T> = Predicate<T>;

    fn into_expression(self, column: (&'static Table, u16)) -> Expression {
        value(self.into_datum(), column)
    }
}

impl Operand<String> for &str {
    type Test<T> = Predicate<T>;

    fn into_expression(self, column: (&'static Table, u16)) -> Expression {
        value(self.into_datum(), column)
    }
}

impl Operand<String> for &String {
    type Test<T> = Predicate<T>;

    fn into_expression(self, column: (&'static Table, u16)) -> Expression {
        value(self.as_str().into_datum(), column)
    }
}

/// Two columns are compared only where their types agree.
#[diagnostic::on_unimplemented(
    message = "cannot compare a `{V}` column with a `{Self}` column",
    label = "not comparable with `{V}`"
)]
pub trait Alike<V> {}

impl<V> Alike<V> for V {}

impl<U: Source, V, W: Value<Base: Alike<V>>> Operand<V> for Column<U, W> {
    type Test<T> = Comparison<T, U>;

    fn into_expression(self, _: (&'static Table, u16)) -> Expression {
        self.expression()
    }
}
