//! What is a column to have from now on?

use std::{fmt, marker::PhantomData};

use super::{
    Column, Expr, In, Kind, Source, Term,
    expression::{Expression, Operator, Origin},
    typed::value_for,
};
use crate::{
    error::{Error, ErrorKind, Result},
    insert::Set,
    model::Model,
    value::{Datum, IntoDatum, Value, ValueError},
};

/// A column with the value that it is to have; made by [`Column::set`] and [`Column::increase`].
#[derive(Clone)]
pub struct Assignment<T> {
    column: u16,
    value: New,
    mark: PhantomData<fn() -> T>,
}

/// A new value, as a program gives it.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum New {
    Plain(Result<Datum<'static>, ValueError>),
    Computed(Expression),
}

/// A column of one table and its new value, as data.
#[derive(Clone, Debug)]
pub(crate) struct Assigned {
    pub(crate) column: u16,
    pub(crate) value: Computed,
}

/// A value, or what the database is to compute it from.
#[derive(Clone, Debug)]
pub(crate) enum Computed {
    Plain(Datum<'static>),
    By(Expression),
}

impl Assigned {
    /// The value, where the database has not to compute it.
    pub(crate) fn plain(&self) -> Option<&Datum<'static>> {
        match &self.value {
            Computed::Plain(datum) => Some(datum),
            Computed::By(_) => None,
        }
    }

    /// Whether the database computes the value.
    pub(crate) fn is_computed(&self) -> bool {
        self.plain().is_none()
    }
}

/// What a column of the type `V` in a row of `T` can be set to: a value, or an expression over columns of the row.
#[diagnostic::on_unimplemented(
    message = "a `{V}` column cannot be set to a `{Self}`",
    label = "expected a value, or an expression over columns of the same row, of the type `{V}`"
)]
pub trait SetTo<T, V, Position> {
    #[doc(hidden)]
    fn into_new(self) -> New;
}

/// Where the tables of an expression stand; of a value, nowhere.
pub struct Computing<P>(PhantomData<fn() -> P>);

#[diagnostic::do_not_recommend]
impl<T, V, X: Set<V>> SetTo<T, V, ()> for X {
    fn into_new(self) -> New {
        New::Plain(self.into_datum())
    }
}

impl<T, V, U: In<T, P>, W: Value + Set<V>, K: Kind, P> SetTo<T, V, Computing<P>> for Expr<U, W, K> {
    fn into_new(self) -> New {
        New::Computed(self.into_expression())
    }
}

impl<T, V, U: Source + In<T, P>, W: Value + Set<V>, P> SetTo<T, V, Computing<P>> for Column<U, W> {
    fn into_new(self) -> New {
        New::Computed(self.into_expression())
    }
}

impl<T: Model, V> Column<T, V> {
    /// The column is to have this value: one of the program's, or one that the database computes from the row as it is.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Keyed, Ref, Result, Session};
    /// # trait Books: Keyed { const PRICE: Column<Self, Option<f64>>; const SOLD: Column<Self, i64>; }
    /// # fn sell<Book: Books>(session: &mut Session, book: Ref<Book>) -> Result<()> {
    /// session.assign(book, [Book::PRICE.set(3.0), Book::SOLD.set(Book::SOLD + 1)])?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn set<X: SetTo<T, V, P>, P>(self, value: X) -> Assignment<T> {
        Assignment {
            column: self.place(),
            value: value.into_new(),
            mark: PhantomData,
        }
    }
}

impl<T: Model, V: Value> Column<T, V> {
    /// The column is to have what the database has in it, and so much more; less, where it is negative.
    pub fn increase(self, by: V::Base) -> Assignment<T> {
        let near = Some((T::TABLE, self.place()));
        let before = Expression::Column(Origin::of::<T>(), self.place());
        let by = value_for(IntoDatum::into_datum(by), near);
        Assignment {
            column: self.place(),
            value: New::Computed(Expression::binary(before, Operator::Plus, by)),
            mark: PhantomData,
        }
    }
}

/// The values that are given, as far as they have a form in a database.
pub(crate) fn assigned<T: Model>(
    assignments: impl IntoIterator<Item = Assignment<T>>,
) -> Result<Vec<Assigned>> {
    let assignments = assignments.into_iter().map(|one| {
        let value = match one.value {
            New::Computed(expression) => Computed::By(expression),
            New::Plain(Ok(datum)) => Computed::Plain(datum),
            New::Plain(Err(error)) => {
                return Err(Error::value(ErrorKind::Encode, error, T::TABLE, one.column));
            }
        };
        Ok(Assigned {
            column: one.column,
            value,
        })
    });
    assignments.collect()
}

impl<T> fmt::Debug for Assignment<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Assignment({})", self.column)
    }
}
