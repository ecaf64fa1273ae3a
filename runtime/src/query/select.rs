//! A query as it is built.

use std::{marker::PhantomData, ops::Range};

use super::{
    Column, Criteria, In, Join, Lossy, LossyOutput, Maybe, Ordered, Place, Scope, Source,
    expression::{Conditions, Expression, Operator, Origin},
    from::{From, Joinable, Joined, Reach},
    load::{Load, Loader, Loads},
    lock::Lock,
    order::Sort,
    output::{Entities, Item, Items},
    render::Shape,
    selection::{EntityOf, Extend, Selected, Selection},
    set::SetOperator,
    terms::Grouped,
};
use crate::{engine::Text, insert::Set, model::Model, schema::Table, value::Datum};

type Mark<T> = PhantomData<fn() -> T>;

/// A query that stands alone: a [`Connection`](crate::Connection) runs it.
pub type Select<S, T = S> = Query<S, Entities<T>, ()>;

/// A query over the tables in the scope `S` that gives back `O`, and what runs it.
#[must_use = "a query does nothing until it is run: call `all`, `first`, `one` or `count`"]
pub struct Query<S, O, X> {
    pub(crate) statement: Statement,
    pub(crate) executor: X,
    mark: Mark<(S, O)>,
}

/// What a query says, apart from its types.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Statement {
    pub(super) from: From,
    pub(super) joins: Vec<Joined>,
    pub(super) items: Items,
    pub(super) distinct: bool,
    pub(super) filters: Conditions,
    pub(super) groups: Vec<Expression>,
    pub(super) having: Conditions,
    /// UNION and its like: further queries whose rows are taken together with those of this one.
    pub(super) others: Vec<(SetOperator, Statement)>,
    /// The first of them, where it has a limit of its own: the tables and conditions of this query are then those of that.
    pub(super) first_side: Option<Box<Statement>>,
    pub(super) order: Vec<Sort>,
    pub(super) limit: Option<u64>,
    pub(super) offset: Option<u64>,
    /// The rows come in the other direction than they are found.
    pub(crate) reversed: bool,
    /// How the rows are locked.
    pub(super) lock: Option<Lock>,
    /// Why the query cannot be.
    pub(super) fault: Option<String>,
    /// SQL of the program's own, instead of all that.
    pub(super) verbatim: Option<Box<Text>>,
    /// The relationships to load of the rows that are found.
    pub(crate) loads: Vec<Load>,
    /// What is nested in rows without a session.
    pub(crate) nests: Vec<Load>,
}

impl Statement {
    pub(super) fn new(from: From, items: impl Into<Items>) -> Self {
        Statement {
            from,
            joins: Vec::new(),
            items: items.into(),
            distinct: false,
            filters: Conditions::new(),
            groups: Vec::new(),
            having: Conditions::new(),
            others: Vec::new(),
            first_side: None,
            order: Vec::new(),
            limit: None,
            offset: None,
            reversed: false,
            lock: None,
            fault: None,
            verbatim: None,
            loads: Vec::new(),
            nests: Vec::new(),
        }
    }

    /// What the first row is asked by: of rows that are found from the last on, all have to be.
    pub(crate) fn first(&self) -> Shape {
        match self.reversed {
            true => Shape::Rows,
            false => Shape::FirstRow,
        }
    }

    /// What the query is for, in messages.
    pub(crate) fn subject(&self) -> &'static str {
        match &self.from {
            From::Table(origin) | From::Rows(origin, _) => origin.table.name,
            From::Query(alias, _)
            | From::Itself(alias)
            | From::Function(alias, _)
            | From::Lateral(alias, _) => alias,
            From::With(cte) => cte.alias,
            From::Nothing => "select_values",
        }
    }

    /// The table that the query begins with.
    pub(super) fn table(&self) -> Option<&'static Table> {
        match &self.from {
            From::Table(origin) => Some(origin.table),
            _ => None,
        }
    }

    /// A join along a relationship, with what else it says of the rows there.
    fn along<R: Join>(&mut self, relationship: R, reach: Reach) -> Joined {
        self.is_of_one("join");
        let step = relationship.step();
        let conditions = relationship.conditions().unwrap_or_else(|fault| {
            self.fault = Some(fault.to_owned());
            Vec::new()
        });
        Joined::Step(step, conditions, reach)
    }

    fn full(&mut self, joined: Joined) {
        self.is_of_one("fulljoin");
        if let Some(load) = self.loads.first() {
            self.fault = Some(format!(
                "a full join also has rows without one of `{}`, so that `{}` cannot be loaded with it",
                self.subject(),
                load.name()
            ));
        }
        self.joins.push(joined);
    }

    /// Whether a row of the first table may come several times.
    pub(crate) fn has_joins(&self) -> bool {
        !self.joins.is_empty()
    }
}

/// What a full join makes of a query.
type FullJoin<S, T, O, X> = Query<(<S as Lossy>::Lossy, Maybe<T>), <O as LossyOutput>::Lossy, X>;

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

/// A query that begins with a table under an alias, or with the rows of another query: what it gives back follows with
/// [`select`](Query::select).
pub fn select_from<J: Joinable>(from: J) -> Query<J::To, (), ()> {
    Query::from_parts(Statement::new(from.into_from(), Items::new()), ())
}

/// A query for values that come of no table, as one row: a SELECT without FROM.
///
/// ```
/// use ormgen_runtime::{Engine, literal, query::select_values};
///
/// let mut connection = Engine::open("sqlite::memory:")?.connect()?;
/// let row = connection.one(select_values((literal("Ann").lower(), literal(20) + 1)))?;
/// assert_eq!(row, ("ann".to_owned(), 21));
/// # Ok::<(), ormgen_runtime::Error>(())
/// ```
pub fn select_values<C: Selected<(), P, Z>, P, Z>(selection: C) -> Query<(), Z, ()> {
    let mut items = Items::new();
    selection.push_to(&mut items);
    Query::from_parts(Statement::new(From::Nothing, items), ())
}

impl<T: Model, X> Query<T, Entities<T>, X> {
    pub(crate) fn new(executor: X) -> Self {
        let origin = Origin::of::<T>();
        let statement = Statement::new(From::Table(origin), [Item::Row(origin)]);
        Self::from_parts(statement, executor)
    }
}

impl<T: Model> Select<T> {
    /// Those that have these values in these columns.
    pub(crate) fn by_columns(mut self, columns: &[u16], values: Vec<Datum<'static>>) -> Self {
        let origin = Origin::of::<T>();
        for (column, value) in columns.iter().zip(values) {
            self.statement.filters.push(Expression::binary(
                Expression::Column(origin, *column),
                Operator::Equal,
                Expression::value(Ok(value), Some((T::TABLE, *column))),
            ));
        }
        self
    }
}

impl<S, O, X: Clone> Clone for Query<S, O, X> {
    fn clone(&self) -> Self {
        Self::from_parts(self.statement.clone(), self.executor.clone())
    }
}

impl<S, O, X> Query<S, O, X> {
    pub(super) fn from_parts(statement: Statement, executor: X) -> Self {
        Self {
            statement,
            executor,
            mark: PhantomData,
        }
    }

    /// Only rows for which the condition holds; of several filters, each must.
    pub fn filter<C: Criteria<S, P>, P>(mut self, condition: C) -> Self {
        self.statement.is_of_one("filter");
        self.statement.filters.push(condition.into_criterion());
        self
    }

    /// Only rows that have this value in a column; `None` finds NULL.
    pub fn filter_by<T: Source + In<S, P>, V, P>(
        mut self,
        column: Column<T, V>,
        value: impl Set<V>,
    ) -> Self {
        self.statement.is_of_one("filter_by");
        let facts = (T::Row::TABLE, column.place());
        self.statement.filters.push(match value.into_datum() {
            Ok(datum) if datum.is_null() => column.expression().null_test(),
            datum => Expression::binary(
                column.expression(),
                Operator::Equal,
                Expression::value(datum, Some(facts)),
            ),
        });
        self
    }

    /// In this order; of several, the first counts first.
    pub fn order_by<C: Ordered<S, P>, P>(mut self, columns: C) -> Self {
        columns.terms(&mut self.statement.order);
        self
    }

    /// At most so many rows. With 0 nothing is asked of the database.
    ///
    /// Conditions and an order that are said after it count before it, as in SQL.
    pub fn limit(mut self, rows: u64) -> Self {
        self.statement.limit = Some(rows);
        self
    }

    /// Without the first so many rows.
    pub fn offset(mut self, rows: u64) -> Self {
        self.statement.offset = Some(rows);
        self
    }

    /// The rows from one place to another, counted from 0: `slice(10..20)` are the second ten.
    pub fn slice(self, rows: Range<u64>) -> Self {
        let count = rows.end.saturating_sub(rows.start);
        self.limit(count).offset(rows.start)
    }

    /// Each row once, where several are the same.
    pub fn distinct(mut self) -> Self {
        self.statement.is_of_one("distinct");
        self.statement.distinct = true;
        self
    }

    /// One row for each group of rows that agree in these: a column, an expression, or a tuple of up to eight.
    pub fn group_by<G: Grouped<S, P>, P>(mut self, terms: G) -> Self {
        self.statement.is_of_one("group_by");
        terms.push_to(&mut self.statement.groups);
        self
    }

    /// Only groups for which the condition holds.
    pub fn having<C: Criteria<S, P>, P>(mut self, condition: C) -> Self {
        self.statement.is_of_one("having");
        self.statement.having.push(condition.into_criterion());
        self
    }

    /// What the query gives back instead of its rows: a column or an expression, the rows of a table
    /// ([`entity`](super::entity)), or a tuple of up to twelve of these.
    pub fn select<C: Selected<S, P, Z>, P, Z>(mut self, selection: C) -> Query<S, Z, X> {
        self.statement.is_of_one("select");
        self.statement.items.clear();
        selection.push_to(&mut self.statement.items);
        Query::from_parts(self.statement, self.executor)
    }

    /// What the query gives back, and with it the rows of a joined table: an `Option` where there may be none.
    pub fn add_entity<T: Source, P, Z>(mut self, entity: EntityOf<T>) -> Query<S, O::With<Z>, X>
    where
        EntityOf<T>: Selected<S, P, Z>,
        O: Extend,
    {
        self.statement.is_of_one("add_entity");
        Selection::push_to(entity, &mut self.statement.items);
        Query::from_parts(self.statement, self.executor)
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
        let joined = self.statement.along(relationship, Reach::Inner);
        self.statement.joins.push(joined);
        Query::from_parts(self.statement, self.executor)
    }

    /// With the table that a relationship leads to, also where it leads to no row.
    ///
    /// Of a collection, or a relationship to one row, some rows can be asked for: the condition then stands in ON, so that rows
    /// which lead to none of these are there, without.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, HasMany, Keyed, Ref, Result, Session, entity};
    /// # trait Authors<Book>: Keyed { const BOOKS: HasMany<Self, Book>; }
    /// # trait Books: Keyed { const PRICE: Column<Self, f64>; }
    /// # fn pairs<Author: Authors<Book>, Book: Books>(session: &mut Session) -> Result<()> {
    /// let pairs: Vec<(Ref<Author>, Option<Ref<Book>>)> = session
    ///     .query::<Author>()
    ///     .outerjoin(Author::BOOKS.filter(Book::PRICE.lt(5.0)))
    ///     .add_entity(entity::<Book>())
    ///     .all()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn outerjoin<R: Join, P>(mut self, relationship: R) -> Query<(S, Maybe<R::To>), O, X>
    where
        S: Scope,
        R::From: In<S, P>,
    {
        const { only_once::<S, R::To>() };
        let joined = self.statement.along(relationship, Reach::Left);
        self.statement.joins.push(joined);
        Query::from_parts(self.statement, self.executor)
    }

    /// With the rows of a table, [`entity::<Book>()`](super::entity), or of another query, for which the condition holds.
    pub fn join_on<J: Joinable, C, P>(mut self, table: J, condition: C) -> Query<(S, J::To), O, X>
    where
        S: Scope,
        C: Criteria<(S, J::To), P>,
    {
        const { only_once::<S, J::To>() };
        self.statement.is_of_one("join_on");
        let joined = Joined::On(table.into_from(), condition.into_criterion(), Reach::Inner);
        self.statement.joins.push(joined);
        Query::from_parts(self.statement, self.executor)
    }

    /// With the rows of a table or of another query for which the condition holds, also where it does for none.
    pub fn outerjoin_on<J: Joinable, C, P>(
        mut self,
        table: J,
        condition: C,
    ) -> Query<(S, Maybe<J::To>), O, X>
    where
        S: Scope,
        C: Criteria<(S, J::To), P>,
    {
        const { only_once::<S, J::To>() };
        self.statement.is_of_one("outerjoin_on");
        let joined = Joined::On(table.into_from(), condition.into_criterion(), Reach::Left);
        self.statement.joins.push(joined);
        Query::from_parts(self.statement, self.executor)
    }

    /// With the table that a relationship leads to, also where it leads to no row, and with those of its rows to which none
    /// leads: a FULL JOIN. Any of both rows may be missing, so that the query gives `Option`s of both.
    ///
    /// ```text
    /// let pairs: Vec<(Option<Ref<Author>>, Option<Ref<Book>>)> = session
    ///     .query::<Author>()
    ///     .fulljoin(Author::BOOKS)
    ///     .add_entity(entity::<Book>())
    ///     .all()?;
    /// ```
    ///
    /// MySQL has none, and running the query there is an error.
    pub fn fulljoin<R: Join, P>(mut self, relationship: R) -> FullJoin<S, R::To, O, X>
    where
        S: Scope + Lossy,
        O: LossyOutput,
        R::From: In<S, P>,
    {
        const { only_once::<S, R::To>() };
        let joined = self.statement.along(relationship, Reach::Full);
        self.statement.full(joined);
        Query::from_parts(self.statement, self.executor)
    }

    /// With the rows of a table or of another query for which the condition holds, and with all rows of both sides for which
    /// it does not: a FULL JOIN, as [`fulljoin`](Query::fulljoin).
    pub fn fulljoin_on<J: Joinable, C, P>(
        mut self,
        table: J,
        condition: C,
    ) -> FullJoin<S, J::To, O, X>
    where
        S: Scope + Lossy,
        O: LossyOutput,
        C: Criteria<(S, J::To), P>,
    {
        const { only_once::<S, J::To>() };
        let condition = condition.into_criterion();
        self.statement
            .full(Joined::On(table.into_from(), condition, Reach::Full));
        Query::from_parts(self.statement, self.executor)
    }

    /// With related rows: `.options(selectinload(Author::BOOKS))`. The query is run by a session; one that stands alone nests
    /// rows, [`with`](Query::with).
    pub fn options<T, B, F>(mut self, loader: Loader<T, B, F>) -> Self
    where
        O: Loads<T>,
    {
        self.statement.loads.push(loader.load);
        self
    }

    pub(crate) fn with_executor<Y>(self, executor: Y) -> Query<S, O, Y> {
        Query::from_parts(self.statement, executor)
    }

    /// Splits off what runs the query.
    pub(crate) fn into_parts(self) -> (Statement, X) {
        (self.statement, self.executor)
    }
}

pub(super) const fn only_once<S: Scope, T: Place>() {
    assert!(
        !S::NAMES.has(T::NAME),
        "this table is already part of the query: join it a second time under an alias, `.to(Alias)`"
    );
}
