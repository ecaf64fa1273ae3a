//! In which order do rows come?

use std::marker::PhantomData;

use super::{Column, Expr, In, Kind, Source, expression::Expression};
use crate::value::Value;

/// A column in ascending or descending order. `V` is the type of its values.
#[derive(Debug)]
pub struct Direction<T, V> {
    term: Sort,
    mark: PhantomData<fn() -> (T, V)>,
}

/// A part of ORDER BY.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Sort {
    pub(super) expression: Expression,
    pub(super) descending: bool,
    /// Whether rows without a value come first; `None` leaves it to the database.
    pub(super) nulls_first: Option<bool>,
}

impl<T, V> Direction<T, V> {
    pub(super) fn new(expression: Expression, descending: bool) -> Self {
        Self {
            term: Sort {
                expression,
                descending,
                nulls_first: None,
            },
            mark: PhantomData,
        }
    }
}

impl<T, V> Direction<T, V> {
    pub(super) fn into_sort(self) -> Sort {
        self.term
    }

    /// Rows without a value come first.
    pub fn nulls_first(mut self) -> Self {
        self.term.nulls_first = Some(true);
        self
    }

    /// Rows without a value come last.
    pub fn nulls_last(mut self) -> Self {
        self.term.nulls_first = Some(false);
        self
    }
}

impl<T, V> Clone for Direction<T, V> {
    fn clone(&self) -> Self {
        Self {
            term: self.term.clone(),
            mark: PhantomData,
        }
    }
}

/// What rows of the scope `S` can be ordered by: a column, one with a direction, or a tuple of up to eight of these.
#[diagnostic::on_unimplemented(message = "this query cannot be ordered by `{Self}`")]
pub trait Ordering<S, Position> {
    #[doc(hidden)]
    fn terms(self, terms: &mut Vec<Sort>);
}

/// An [`Ordering`], as functions ask for it. It has one implementation, and so no list of others stands in what the
/// compiler says of it.
pub trait Ordered<S, Position>: Ordering<S, Position> {}

impl<C: Ordering<S, Position>, S, Position> Ordered<S, Position> for C {}

impl<S, T: Source + In<S, P>, P, V: Value> Ordering<S, P> for Column<T, V> {
    fn terms(self, terms: &mut Vec<Sort>) {
        terms.push(self.asc().term);
    }
}

impl<S, T: In<S, P>, P, V: Value, K: Kind> Ordering<S, P> for Expr<T, V, K> {
    fn terms(self, terms: &mut Vec<Sort>) {
        terms.push(self.asc().term);
    }
}

impl<S, T: In<S, P>, P, V> Ordering<S, P> for Direction<T, V> {
    fn terms(self, terms: &mut Vec<Sort>) {
        terms.push(self.term);
    }
}

macro_rules! parts {
    ($($part:ident $position:ident),*) => {
        impl<S, $($part, $position),*> Ordering<S, ($($position,)*)> for ($($part,)*)
        where
            $($part: Ordering<S, $position>),*
        {
            fn terms(self, terms: &mut Vec<Sort>) {
                #[allow(non_snake_case)]
                let ($($part,)*) = self;
                $($part.terms(terms);)*
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
