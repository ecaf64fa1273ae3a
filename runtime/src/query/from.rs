//! What stands in FROM, and behind JOIN?

use std::sync::Arc;

use super::{
    Place,
    derived::{Cte, DerivedTable, EntityTable},
    expression::{Expression, Origin},
    join::{Alias, As, Step},
    rows_of::RowsOf,
    select::Statement,
    selection::EntityOf,
};
use crate::model::Model;

/// Where rows come from.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum From {
    /// Nowhere: there is one row, of what is selected.
    Nothing,
    Table(Origin),
    /// The rows of a table, as another query finds them.
    Rows(Origin, Arc<Named>),
    /// The rows of another query, under an alias.
    Query(&'static str, Arc<Named>),
    /// The rows of a query that WITH names.
    With(Arc<Cte>),
    /// The rows that a recursive query has found so far.
    Itself(&'static str),
    /// The rows that a function of the database gives, under an alias.
    Function(&'static str, Arc<Calling>),
    /// The rows that a query gives for each row of the tables before.
    Lateral(&'static str, Arc<Named>),
}

/// A function that gives rows.
#[doc(hidden)]
#[derive(Debug)]
pub struct Calling {
    pub(super) function: &'static str,
    pub(super) arguments: Vec<Expression>,
    /// The names of its columns.
    pub(super) columns: Vec<String>,
}

/// A query whose columns have names.
#[doc(hidden)]
#[derive(Debug)]
pub struct Named {
    pub(super) statement: Statement,
    pub(super) names: Vec<String>,
}

/// Another table of a query.
#[derive(Clone, Debug)]
pub(crate) enum Joined {
    /// Along a relationship, to those rows for which the conditions hold.
    Step(Step, Vec<Expression>, Reach),
    On(From, Expression, Reach),
}

/// Which rows of a join come without one of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Inner,
    /// Those of the tables before.
    Left,
    /// Those of both sides.
    Full,
}

/// What [`join_on`](super::Query::join_on) takes: the rows of a table, [`entity::<Book>()`](super::entity), also under an
/// alias, or those of another query.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table to join",
    label = "write `entity::<Book>()`"
)]
pub trait Joinable {
    /// The table that comes into scope.
    type To: Place;

    #[doc(hidden)]
    fn into_from(self) -> From;
}

impl<T: super::Source> Joinable for EntityOf<T> {
    type To = T;

    fn into_from(self) -> From {
        From::Table(Origin::of::<T>())
    }
}

impl<M: Alias> Joinable for DerivedTable<M> {
    type To = super::Derived<M>;

    fn into_from(self) -> From {
        self.into_parts()
    }
}

impl<T: Model, M: Alias> Joinable for EntityTable<T, M> {
    type To = As<T, M>;

    fn into_from(self) -> From {
        self.into_parts()
    }
}

impl<M: Alias> Joinable for RowsOf<M, ()> {
    type To = super::Derived<M>;

    fn into_from(self) -> From {
        self.into_parts()
    }
}

impl<M: Alias> Joinable for &DerivedTable<M> {
    type To = super::Derived<M>;

    fn into_from(self) -> From {
        self.clone().into_parts()
    }
}
