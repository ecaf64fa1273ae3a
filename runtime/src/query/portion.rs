//! Which rows of a collection are loaded, where not all are?

use std::marker::PhantomData;

use super::{
    Criteria, Ordered,
    expression::Expression,
    load::{Load, Way},
    order::Sort,
};
use crate::{
    model::Model,
    relation::{HasMany, ManyToMany},
};

/// Some rows of a collection, in an order of their own: `Author::BOOKS.filter(Book::PRICE.lt(5.0))`.
///
/// [`selectinload`](crate::selectinload) and [`Query::with`](super::Query::with) take it, and of one that has conditions
/// alone [`Query::join`](super::Query::join) and its kin, which put them into ON.
#[derive(Debug)]
pub struct Portion<A, B> {
    relationship: u16,
    picked: Picked,
    mark: PhantomData<fn() -> (A, B)>,
}

/// Conditions, order, and a limit for each row that has the collection.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Picked {
    pub(super) filters: Vec<Expression>,
    pub(super) order: Vec<Sort>,
    pub(super) limit: Option<u64>,
}

impl<A: Model, B: Model> Portion<A, B> {
    fn new(relationship: u16) -> Self {
        Portion {
            relationship,
            picked: Picked::default(),
            mark: PhantomData,
        }
    }

    pub(super) fn relationship(&self) -> u16 {
        self.relationship
    }

    /// What a join has in ON.
    pub(super) fn into_conditions(self) -> Result<Vec<Expression>, &'static str> {
        match self.picked.order.is_empty() && self.picked.limit.is_none() {
            true => Ok(self.picked.filters),
            false => Err(
                "a join takes the conditions of a collection, and no order or limit: say these of the query",
            ),
        }
    }

    pub(super) fn into_part(self, way: Way) -> Load {
        let mut load = Load::new::<A>(self.relationship, way);
        load.picked = Some(Box::new(self.picked));
        load
    }

    /// Only rows for which the condition holds; of several filters, each must.
    pub fn filter<C: Criteria<B, P>, P>(mut self, condition: C) -> Self {
        self.picked.filters.push(condition.into_criterion());
        self
    }

    /// In this order; of several, the first counts first.
    pub fn order_by<C: Ordered<B, P>, P>(mut self, columns: C) -> Self {
        columns.terms(&mut self.picked.order);
        self
    }

    /// At most so many rows for each row that has the collection.
    pub fn limit(mut self, rows: u64) -> Self {
        self.picked.limit = Some(rows);
        self
    }
}

macro_rules! collections {
    ($($name:ident<A, B, $($parameter:ident),*>;)*) => { $(
        impl<A: Model, B: Model, $($parameter),*> $name<A, B, $($parameter),*> {
            /// Those rows of the collection for which the condition holds, to be loaded or joined.
            pub fn filter<C: Criteria<B, P>, P>(self, condition: C) -> Portion<A, B> {
                Portion::new(self.number()).filter(condition)
            }

            /// The rows of the collection in another order than its own, to be loaded.
            pub fn order_by<C: Ordered<B, P>, P>(self, columns: C) -> Portion<A, B> {
                Portion::new(self.number()).order_by(columns)
            }

            /// At most so many rows of each collection, to be loaded.
            pub fn limit(self, rows: u64) -> Portion<A, B> {
                Portion::new(self.number()).limit(rows)
            }
        }
    )* };
}

collections! {
    HasMany<A, B, K, E>;
    ManyToMany<A, B, W, E>;
}
