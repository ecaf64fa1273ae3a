//! What is the type of an expression that is more than a column?

use std::marker::PhantomData;

use super::{
    Column, In, Operand, Source,
    expression::{Expression, Near},
};
use crate::value::{Datum, IntoDatum, Value, ValueError};

type Mark<T> = PhantomData<fn() -> T>;

/// An expression over columns of `T` that gives values of the type `V`: `Book::PRICE * 2.0`.
///
/// `T` is a table, or a pair of such types where several tables take part. `K` says whether the value may be missing
/// where an outer join finds no row ([`Each`]), or is there in any case ([`Fixed`], and [`Total`] for an aggregate).
pub struct Expr<T, V, K = Each> {
    expression: Expression,
    mark: Mark<(T, V, K)>,
}

impl<T, V, K> Expr<T, V, K> {
    pub(super) fn new(expression: Expression) -> Self {
        Self {
            expression,
            mark: PhantomData,
        }
    }
}

impl<T, V, K> Clone for Expr<T, V, K> {
    fn clone(&self) -> Self {
        Self::new(self.expression.clone())
    }
}

impl<T, V, K> std::fmt::Debug for Expr<T, V, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.expression.fmt(f)
    }
}

/// The value comes from the columns of a row, and is missing where the row is.
#[derive(Debug)]
pub enum Each {}

/// The value does not depend on the columns of one row.
#[derive(Debug)]
pub enum Fixed {}

/// The value is an aggregate, over many rows.
#[derive(Debug)]
pub enum Total {}

/// Whether an outer join may leave an expression without a value.
pub trait Kind: 'static {
    /// What this and another part give together.
    type And<K: Kind>: Kind;
    /// The same, as a part of a greater expression.
    type Part: Kind;
    /// The type of the value in a query over `S`.
    type Of<S, P, T: In<S, P>, V: Value>: Value;
}

impl Kind for Each {
    type And<K: Kind> = Each;
    type Part = Each;
    type Of<S, P, T: In<S, P>, V: Value> = T::Of<V>;
}

impl Kind for Fixed {
    type And<K: Kind> = K::Part;
    type Part = Fixed;
    type Of<S, P, T: In<S, P>, V: Value> = V;
}

impl Kind for Total {
    type And<K: Kind> = K::Part;
    type Part = Fixed;
    type Of<S, P, T: In<S, P>, V: Value> = V;
}

/// What gives a value in a query: a column, or an expression over columns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a column nor an expression",
    label = "for a value of the program, write `literal(..)`"
)]
pub trait Term {
    /// The tables it speaks of.
    type Tables;
    /// The type of its values.
    type Value: Value;
    /// Whether an outer join may leave it without a value.
    type Kind: Kind;

    #[doc(hidden)]
    fn into_expression(self) -> Expression;
}

impl<T: Source, V: Value> Term for Column<T, V> {
    type Tables = T;
    type Value = V;
    type Kind = Each;

    fn into_expression(self) -> Expression {
        self.expression()
    }
}

impl<T, V: Value, K: Kind> Term for Expr<T, V, K> {
    type Tables = T;
    type Value = V;
    type Kind = K;

    fn into_expression(self) -> Expression {
        self.expression
    }
}

/// The kind of an expression as a part of a greater one.
pub(super) type Part<E> = <<E as Term>::Kind as Kind>::Part;

/// What an expression `E` and an operand `O` are together, where the operand's values are of the type `V`.
pub(super) type Grown<E, O, V> = Expr<
    <O as Operand<V>>::With<<E as Term>::Tables>,
    <O as Operand<V>>::Lift<<E as Term>::Value>,
    <<E as Term>::Kind as Kind>::And<<O as Operand<V>>::Kind>,
>;

/// A value of the program, as an expression.
pub fn literal<V: Literal>(value: V) -> Expr<(), V::Value, Fixed> {
    Expr::new(value_for(value.into_datum(), None))
}

/// What [`literal`] takes: a value, or `&str`.
pub trait Literal: IntoDatum {
    /// The type of the expression.
    type Value: Value;
}

impl<V: Value> Literal for V {
    type Value = V;
}

impl Literal for &str {
    type Value = String;
}

/// A value to bind, in the form that a column asks for.
pub(super) fn value_for(datum: Result<Datum<'static>, ValueError>, near: Near) -> Expression {
    Expression::value(datum, near)
}

/// Gives a column and any other expression the same methods. `[V: Value] V` are the bounds of their values, and their type.
macro_rules! methods {
    ([$($value:tt)*] $of:ty { $($body:tt)* }) => {
        impl<T: $crate::query::Source, $($value)*> $crate::query::Column<T, $of> { $($body)* }

        impl<T, $($value)*, K: $crate::query::Kind> $crate::query::Expr<T, $of, K> { $($body)* }
    };
}

pub(super) use methods;
