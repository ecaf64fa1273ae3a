//! What stands in FROM, and behind JOIN?

use std::sync::Arc;

use super::{
    Place,
    derived::{Cte, DerivedTable},
    expression::{Expression, Origin},
    join::{Alias, Step},
    select::Statement,
    selection::EntityOf,
};

/// Where rows come from.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum From {
    Table(Origin),
    /// The rows of a table, as another query finds them.
    Rows(Origin, Arc<Named>),
    /// The rows of another query, under an alias.
    Query(&'static str, Arc<Named>),
    /// The rows of a query that WITH names.
    With(Arc<Cte>),
    /// The rows that a recursive query has found so far.
    Itself(&'static str),
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
    /// Along a relationship; and whether also where it leads nowhere.
    Step(Step, bool),
    On(From, Expression, bool),
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

impl<M: Alias> Joinable for &DerivedTable<M> {
    type To = super::Derived<M>;

    fn into_from(self) -> From {
        self.clone().into_parts()
    }
}
