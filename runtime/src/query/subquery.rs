//! How does a query stand inside another, as a value or a condition?

use std::marker::PhantomData;

use super::{
    Comparison, Expr, Fixed, Operand, Outer, Predicate, Query,
    expression::{Expression, Near},
    output::Scalar,
    selection::EntityOf,
};
use crate::value::Value;

/// In place of what runs a query: it stands inside one that has the tables `A`.
pub struct Within<A>(PhantomData<fn() -> A>);

impl<A> Clone for Within<A> {
    fn clone(&self) -> Self {
        Self::HERE
    }
}

/// A query that can stand inside another.
#[diagnostic::on_unimplemented(
    message = "a query of a session cannot stand inside another: begin it with `select`"
)]
pub trait Standing {
    /// The tables of the query around that it speaks of.
    type Tables;
    /// With one more.
    type With<T>;
}

impl Standing for () {
    type Tables = ();
    type With<T> = Within<T>;
}

impl<A> Standing for Within<A> {
    type Tables = A;
    type With<T> = Within<(A, T)>;
}

impl<S, O, X: Standing> Query<S, O, X> {
    /// A table of the query around this one, to be spoken of in conditions. This query can then only stand inside one
    /// that has the table.
    pub fn correlate<T: 'static>(self, _: EntityOf<T>) -> Query<(S, Outer<T>), O, X::With<T>>
    where
        X::With<T>: Inside,
    {
        Query::from_parts(self.into_parts().0, X::With::<T>::HERE)
    }
}

/// What stands for the query around.
#[doc(hidden)]
pub trait Inside {
    const HERE: Self;
}

impl<A> Inside for Within<A> {
    const HERE: Self = Within(PhantomData);
}

/// Whether a query has a row.
pub fn exists<S, O, X: Standing>(query: Query<S, O, X>) -> Predicate<X::Tables> {
    Expression::Exists(Box::new(query.into_parts().0)).into()
}

/// The one value that a query gives; none where it has no row.
pub fn scalar<S, V: Value, X: Standing>(
    query: Query<S, Scalar<V>, X>,
) -> Expr<X::Tables, V::Nullable, Fixed> {
    Expr::new(Expression::Query(Box::new(query.into_parts().0)))
}

macro_rules! operands {
    ($([$($generic:ident)?] $executor:ty, $value:ty, $test:ty, $with:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<S, $($generic,)? V: Value<Base = V, Nullable = Option<V>>> Operand<V> for Query<S, Scalar<$value>, $executor> {
            type Test<T> = $test;
            type With<T> = $with;
            type Lift<W: Value> = W::Nullable;
            type Kind = Fixed;

            fn into_operand(self, _: Near) -> Expression {
                Expression::Query(Box::new(self.into_parts().0))
            }
        }
    )* };
}

operands! {
    [] (), V, Predicate<T>, T;
    [] (), Option<V>, Predicate<T>, T;
    [A] Within<A>, V, Comparison<T, A>, (T, A);
    [A] Within<A>, Option<V>, Comparison<T, A>, (T, A);
}

/// What [`in_`](super::Column::in_) takes for a column of `T`: values, or a query that gives one column.
#[diagnostic::on_unimplemented(
    message = "a `{V}` column cannot be looked for in `{Self}`",
    label = "expected an array or an iterator of `{V}`, or a query that selects one `{V}` column"
)]
pub trait Among<V, T, Form> {
    /// The condition.
    type Test: std::convert::From<Expression>;

    #[doc(hidden)]
    fn of(self, value: Expression) -> Expression;
}

/// A list of values.
pub enum Listed {}

/// The rows of a query.
pub enum Queried {}

impl<V, T, L: IntoIterator<Item: Operand<V, Test<T> = Predicate<T>>>> Among<V, T, Listed> for L {
    type Test = Predicate<T>;

    fn of(self, value: Expression) -> Expression {
        let near = value.near();
        let values = self.into_iter().map(|one| one.into_operand(near)).collect();
        Expression::In(Box::new(value), values)
    }
}

impl<S, V, W: Value<Base = V>, T> Among<V, T, Queried> for Query<S, Scalar<W>, ()> {
    type Test = Predicate<T>;

    fn of(self, value: Expression) -> Expression {
        Expression::InQuery(Box::new((value, self.into_parts().0)))
    }
}

impl<S, A, V, W: Value<Base = V>, T> Among<V, T, Queried> for Query<S, Scalar<W>, Within<A>> {
    type Test = Comparison<T, A>;

    fn of(self, value: Expression) -> Expression {
        Expression::InQuery(Box::new((value, self.into_parts().0)))
    }
}
