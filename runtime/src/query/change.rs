//! How are many rows changed by one statement, without a session to track them?

use std::marker::PhantomData;

use super::{
    Criteria, Entities, Query, Returning, Select, Selected,
    assignment::{Assigned, Assignment, assigned},
    output::Items,
    select::Statement,
};
use crate::{
    error::{Error, Result},
    model::Model,
};
#[cfg(test)]
use {
    super::{
        expression::{Expression, Operator, Origin},
        from::From,
    },
    crate::{schema::Table, value::Datum},
};

type Mark<T> = PhantomData<fn() -> T>;

/// An UPDATE of many rows: `execute` of a [`Connection`](crate::Connection) or a [`Session`](crate::Session) runs it, and
/// tells how many rows it changed, or gives back what [`returning`](Update::returning) asks for.
#[must_use = "a statement does nothing until it is executed"]
pub struct Update<T, R = ()> {
    pub(crate) parts: Changing,
    mark: Mark<(T, R)>,
}

/// A DELETE of many rows, as [`Update`] is of changes.
#[must_use = "a statement does nothing until it is executed"]
pub struct Delete<T, R = ()> {
    pub(crate) parts: Changing,
    mark: Mark<(T, R)>,
}

/// What an UPDATE or a DELETE says, apart from its types.
pub(crate) struct Changing {
    pub(crate) statement: Statement,
    pub(crate) assignments: Result<Vec<Assigned>>,
    pub(crate) returning: Items,
}

/// An UPDATE of the table of `T`: of all its rows, or those that [`filter`](Update::filter) leaves.
///
/// ```text
/// let changed: u64 = connection.execute(
///     update::<Book>().filter(Book::PROMOTE.eq(true)).set([Book::PRICE.set(Book::PRICE * 0.9)]),
/// )?;
/// ```
pub fn update<T: Model>() -> Update<T> {
    Update {
        parts: Changing::of::<T>(),
        mark: PhantomData,
    }
}

/// A DELETE from the table of `T`: of all its rows, or those that [`filter`](Delete::filter) leaves.
pub fn delete<T: Model>() -> Delete<T> {
    Delete {
        parts: Changing::of::<T>(),
        mark: PhantomData,
    }
}

impl Changing {
    fn of<T: Model>() -> Self {
        let all: Select<T> = Query::<T, Entities<T>, ()>::new(());
        Changing {
            statement: all.statement,
            assignments: Ok(Vec::new()),
            returning: Items::new(),
        }
    }

    /// Of a table that has no type: the rows with a value in a column.
    #[cfg(test)]
    pub(crate) fn of_table(table: &'static Table, column: u16, value: Datum<'static>) -> Self {
        let origin = Origin { table, alias: None };
        let mut statement = Statement::new(From::Table(origin), Items::new());
        let value = Expression::value(Ok(value), Some((table, column)));
        statement.filters.push(Expression::binary(
            Expression::Column(origin, column),
            Operator::Equal,
            value,
        ));
        Changing {
            statement,
            assignments: Ok(Vec::new()),
            returning: Items::new(),
        }
    }

    /// What an UPDATE sets.
    pub(crate) fn take_assignments(&mut self) -> Result<Vec<Assigned>> {
        match std::mem::replace(&mut self.assignments, Ok(Vec::new()))? {
            none if none.is_empty() => Err(nothing_assigned()),
            assignments => Ok(assignments),
        }
    }
}

fn nothing_assigned() -> Error {
    Error::misuse("nothing is assigned: give the update at least one `Book::PRICE.set(..)`")
}

macro_rules! conditions {
    ($statement:ident) => {
        impl<T: Model, R> $statement<T, R> {
            /// Only rows for which the condition holds; of several filters, each must.
            pub fn filter<C: Criteria<T, P>, P>(mut self, condition: C) -> Self {
                let filters = &mut self.parts.statement.filters;
                filters.push(condition.into_criterion());
                self
            }

            /// Gives back something of each row: a column, an expression, the rows of the table
            /// ([`entity`](super::entity)), or a tuple of up to twelve of these.
            pub fn returning<C: Selected<T, P, Z>, P, Z>(
                mut self,
                selection: C,
            ) -> $statement<T, Returning<Z>> {
                self.parts.returning.clear();
                selection.push_to(&mut self.parts.returning);
                $statement {
                    parts: self.parts,
                    mark: PhantomData,
                }
            }
        }
    };
}

conditions!(Update);
conditions!(Delete);

impl<T: Model, R> Update<T, R> {
    /// The columns that change, and what to; with those that were given before.
    pub fn set(mut self, assignments: impl IntoIterator<Item = Assignment<T>>) -> Self {
        let known = std::mem::replace(&mut self.parts.assignments, Ok(Vec::new()));
        self.parts.assignments = known.and_then(|mut known| {
            known.extend(assigned::<T>(assignments)?);
            Ok(known)
        });
        self
    }
}
