//! A query as it is built.

use std::marker::PhantomData;

use super::{
    Column, Criteria, In, Join, Maybe, Ordering, Scope, Source,
    expression::{Expression, Operator, Origin},
    join::Step,
    order::Sort,
    scope::name,
};
use crate::{insert::Set, model::Model};

type Mark<T> = PhantomData<fn() -> T>;

/// A query that stands alone: a [`Connection`](crate::Connection) runs it.
pub type Select<S, T = S> = Query<S, Entities<T>, ()>;

/// The rows of `T`, as what a query gives back.
pub struct Entities<T>(Mark<T>);

/// A query over the tables in the scope `S` that gives back `O`, and what runs it.
#[must_use = "a query does nothing until it is run: call `all`, `first`, `one` or `count`"]
pub struct Query<S, O, X> {
    pub(crate) statement: Statement,
    pub(crate) executor: X,
    mark: Mark<(S, O)>,
}

/// What a query says, apart from its types.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(super) from: Origin,
    pub(super) joins: Vec<(Step, bool)>,
    pub(super) filters: Vec<Expression>,
    pub(super) order: Vec<Sort>,
    pub(super) limit: Option<u64>,
    pub(super) offset: Option<u64>,
}

impl Statement {
    /// Whether a row of the first table may come several times.
    pub(crate) fn has_joins(&self) -> bool {
        !self.joins.is_empty()
    }
}

/// A query for the rows of `T`.
///
/// ```
/// # use ormgen_runtime::{Column, Connection, Model, Result, select};
/// # trait Books: Model { const PRICE: Column<Self, Option<f64>>; }
/// # fn cheap<Book: Books>(connection: &mut Connection) -> Result<Vec<Book>> {
/// let cheap: Vec<Book> = connection.all(select::<Book>().filter(Book::PRICE.lt(20.0)))?;
/// # Ok(cheap)
/// # }
/// ```
pub fn select<T: Model>() -> Select<T> {
    Query::new(())
}

impl<T: Model, X> Query<T, Entities<T>, X> {
    pub(crate) fn new(executor: X) -> Self {
        let statement = Statement {
            from: Origin::of::<T>(),
            joins: Vec::new(),
            filters: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
        };
        Self {
            statement,
            executor,
            mark: PhantomData,
        }
    }
}

impl<S, O> Clone for Query<S, O, ()> {
    fn clone(&self) -> Self {
        Self {
            statement: self.statement.clone(),
            executor: (),
            mark: PhantomData,
        }
    }
}

impl<S, O, X> Query<S, O, X> {
    /// Only rows for which the condition holds; of several filters, each must.
    pub fn filter<C: Criteria<S, P>, P>(mut self, condition: C) -> Self {
        self.statement.filters.push(condition.into_criterion());
        self
    }

    /// Only rows that have this value in a column; `None` finds NULL.
    pub fn filter_by<T: Source + In<S, P>, V, P>(
        mut self,
        column: Column<T, V>,
        value: impl Set<V>,
    ) -> Self {
        let facts = (T::Row::TABLE, column.place());
        self.statement.filters.push(match value.into_datum() {
            Ok(datum) if datum.is_null() => Expression::IsNull(Box::new(column.expression())),
            datum => Expression::binary(
                column.expression(),
                Operator::Equal,
                Expression::Value(datum, Some(facts)),
            ),
        });
        self
    }

    /// In this order; of several, the first counts first.
    pub fn order_by<C: Ordering<S, P>, P>(mut self, columns: C) -> Self {
        columns.terms(&mut self.statement.order);
        self
    }

    /// At most so many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.statement.limit = Some(rows);
        self
    }

    /// Without the first so many rows.
    pub fn offset(mut self, rows: u64) -> Self {
        self.statement.offset = Some(rows);
        self
    }

    /// With the table that a relationship leads to, where it leads to a row.
    ///
    /// The table comes into scope for conditions and order. A table that is part of the query already comes in under an
    /// alias: `.join(Node::PARENT.to(Parent))`.
    pub fn join<R: Join, P>(mut self, relationship: R) -> Query<(S, R::To), O, X>
    where
        S: Scope,
        R::From: In<S, P>,
    {
        const { only_once::<S, R::To>() };
        self.statement.joins.push((relationship.step(), false));
        Query {
            statement: self.statement,
            executor: self.executor,
            mark: PhantomData,
        }
    }

    /// With the table that a relationship leads to, also where it leads to no row.
    pub fn outerjoin<R: Join, P>(mut self, relationship: R) -> Query<(S, Maybe<R::To>), O, X>
    where
        S: Scope,
        R::From: In<S, P>,
    {
        const { only_once::<S, R::To>() };
        self.statement.joins.push((relationship.step(), true));
        Query {
            statement: self.statement,
            executor: self.executor,
            mark: PhantomData,
        }
    }

    /// Splits off what runs the query.
    pub(crate) fn into_parts(self) -> (Statement, X) {
        (self.statement, self.executor)
    }
}

const fn only_once<S: Scope, T: Source>() {
    assert!(
        !S::NAMES.has(name::<T>()),
        "this table is already part of the query: join it a second time under an alias, `.to(Alias)`"
    );
}
