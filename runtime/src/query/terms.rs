//! Several expressions in a row: what rows are grouped or partitioned by, the arguments of a function.

use super::{
    Column, Direction, Expr, In, Kind, Source, Term, expression::Expression, order::Sort,
    selection::EntityOf,
};
use crate::value::Value;

/// What rows of the scope `S` can be grouped by: a column, an expression, the rows of a table (by their key, or
/// by all that they have where there is none), or a tuple of up to eight of these.
#[diagnostic::on_unimplemented(message = "this query cannot be grouped by `{Self}`")]
pub trait Terms<S, Position> {
    #[doc(hidden)]
    fn push_to(self, terms: &mut Vec<Expression>);
}

/// [`Terms`], as functions ask for them. It has one implementation, and so no list of others stands in what the
/// compiler says of it.
pub trait Grouped<S, Position>: Terms<S, Position> {}

impl<C: Terms<S, Position>, S, Position> Grouped<S, Position> for C {}

impl<S, T: Source + In<S, P>, P, V: Value> Terms<S, P> for Column<T, V> {
    fn push_to(self, terms: &mut Vec<Expression>) {
        terms.push(self.into_expression());
    }
}

impl<S, T: In<S, P>, P, V: Value, K: Kind> Terms<S, P> for Expr<T, V, K> {
    fn push_to(self, terms: &mut Vec<Expression>) {
        terms.push(self.into_expression());
    }
}

impl<S, T: Source + In<S, P>, P> Terms<S, P> for EntityOf<T> {
    fn push_to(self, terms: &mut Vec<Expression>) {
        terms.extend(super::Origin::of::<T>().told_by());
    }
}

/// Expressions, with the tables that they speak of: one, or a tuple of up to six.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a list of columns and expressions")]
pub trait List {
    /// Their tables.
    type Tables;

    #[doc(hidden)]
    fn push_to(self, list: &mut Vec<Expression>);
}

impl<T: Source, V: Value> List for Column<T, V> {
    type Tables = T;

    fn push_to(self, list: &mut Vec<Expression>) {
        list.push(self.into_expression());
    }
}

impl<T, V: Value, K: Kind> List for Expr<T, V, K> {
    type Tables = T;

    fn push_to(self, list: &mut Vec<Expression>) {
        list.push(self.into_expression());
    }
}

impl List for () {
    type Tables = ();

    fn push_to(self, _: &mut Vec<Expression>) {}
}

/// What ORDER BY of a window or an aggregate takes, with the tables that it speaks of.
#[diagnostic::on_unimplemented(message = "`{Self}` is not an order of columns and expressions")]
pub trait Sorting {
    /// Their tables.
    type Tables;

    #[doc(hidden)]
    fn push_to(self, order: &mut Vec<Sort>);
}

impl<T: Source, V: Value> Sorting for Column<T, V> {
    type Tables = T;

    fn push_to(self, order: &mut Vec<Sort>) {
        order.push(self.asc().into_sort());
    }
}

impl<T, V: Value, K: Kind> Sorting for Expr<T, V, K> {
    type Tables = T;

    fn push_to(self, order: &mut Vec<Sort>) {
        order.push(self.asc().into_sort());
    }
}

impl<T, V> Sorting for Direction<T, V> {
    type Tables = T;

    fn push_to(self, order: &mut Vec<Sort>) {
        order.push(self.into_sort());
    }
}

macro_rules! parts {
    ($($part:ident $position:ident),*) => {
        impl<S, $($part, $position),*> Terms<S, ($($position,)*)> for ($($part,)*)
        where
            $($part: Terms<S, $position>),*
        {
            fn push_to(self, terms: &mut Vec<Expression>) {
                #[allow(non_snake_case)]
                let ($($part,)*) = self;
                $($part.push_to(terms);)*
            }
        }
    };
}

parts!(A P);
parts!(A P, B Q);
parts!(A P, B Q, C R);
parts!(A P, B Q, C R, D U);
parts!(A P, B Q, C R, D U, E V);
parts!(A P, B Q, C R, D U, E V, F W);
parts!(A P, B Q, C R, D U, E V, F W, G X);
parts!(A P, B Q, C R, D U, E V, F W, G X, H Y);

macro_rules! lists {
    ($trait:ident<$what:ty>: $first:ident $($part:ident)* => $tables:ty) => {
        impl<$first: $trait, $($part: $trait),*> $trait for ($first, $($part,)*) {
            type Tables = $tables;

            fn push_to(self, list: &mut Vec<$what>) {
                #[allow(non_snake_case)]
                let ($first, $($part,)*) = self;
                $first.push_to(list);
                $($part.push_to(list);)*
            }
        }
    };
    ($($first:ident $($part:ident)* => $tables:ty;)*) => { $(
        lists!(List<Expression>: $first $($part)* => $tables);
        lists!(Sorting<Sort>: $first $($part)* => $tables);
    )* };
}

lists! {
    A => A::Tables;
    A B => (A::Tables, B::Tables);
    A B C => (A::Tables, (B::Tables, C::Tables));
    A B C D => (A::Tables, (B::Tables, (C::Tables, D::Tables)));
    A B C D E => (A::Tables, (B::Tables, (C::Tables, (D::Tables, E::Tables))));
    A B C D E F => (A::Tables, (B::Tables, (C::Tables, (D::Tables, (E::Tables, F::Tables)))));
}
