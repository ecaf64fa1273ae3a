//! Which rows come after a row, in some order?

use std::marker::PhantomData;

use super::{
    Column, Direction, Expr, In, Kind, Query, Source,
    expression::{Expression, Operator},
    from::{From, Joined, Reach},
    order::Sort,
    select::Statement,
};
use crate::{
    error::{Error, Result},
    value::{Datum, Value, ValueError},
};

/// A value of a cursor, on its way to the database.
#[doc(hidden)]
pub type Bound = std::result::Result<Datum<'static>, ValueError>;

/// A query whose rows are read page by page, each beginning where another ended; made by [`Query::keyset`].
#[must_use = "say which page: `after` or `before`"]
pub struct Keyset<S, O, X, C> {
    query: Query<S, O, X>,
    order: Vec<Sort>,
    values: fn(C, &mut Vec<Bound>),
    mark: PhantomData<fn() -> C>,
}

/// What pages can be ordered by in a query over `S`: a column, an expression, one with a direction, or a tuple of up to
/// eight of these. `Z` is where a page ends: the value of the column, or a tuple of the values of several.
#[diagnostic::on_unimplemented(message = "the pages of this query cannot be ordered by `{Self}`")]
pub trait Paging<S, Position, Z> {
    #[doc(hidden)]
    fn push_to(self, order: &mut Vec<Sort>);

    #[doc(hidden)]
    fn values(cursor: Z, values: &mut Vec<Bound>);
}

/// What is [`Paging`], as functions ask for it. It has one implementation, and so no list of others stands in what the
/// compiler says of it.
pub trait Paged<S, Position, Z>: Paging<S, Position, Z> {}

impl<C: Paging<S, Position, Z>, S, Position, Z> Paged<S, Position, Z> for C {}

/// Where a page begins: the values of a row in the columns that pages are ordered by, or an `Option` of these.
#[diagnostic::on_unimplemented(
    message = "pages ordered by values of `{C}` cannot begin at `{Self}`",
    label = "expected `{C}`, or an `Option` of it"
)]
pub trait Cursor<C> {
    #[doc(hidden)]
    fn into_cursor(self) -> Option<C>;
}

impl<C> Cursor<C> for C {
    fn into_cursor(self) -> Option<C> {
        Some(self)
    }
}

impl<C> Cursor<C> for Option<C> {
    fn into_cursor(self) -> Option<C> {
        self
    }
}

impl<S, T: Source + In<S, P>, P, V: Value> Paging<S, P, V> for Column<T, V> {
    fn push_to(self, order: &mut Vec<Sort>) {
        order.push(self.asc().into_sort());
    }

    fn values(cursor: V, values: &mut Vec<Bound>) {
        values.push(cursor.into_owned_datum());
    }
}

impl<S, T: In<S, P>, P, V: Value, K: Kind> Paging<S, P, V> for Expr<T, V, K> {
    fn push_to(self, order: &mut Vec<Sort>) {
        order.push(self.asc().into_sort());
    }

    fn values(cursor: V, values: &mut Vec<Bound>) {
        values.push(cursor.into_owned_datum());
    }
}

impl<S, T: In<S, P>, P, V: Value> Paging<S, P, V> for Direction<T, V> {
    fn push_to(self, order: &mut Vec<Sort>) {
        order.push(self.into_sort());
    }

    fn values(cursor: V, values: &mut Vec<Bound>) {
        values.push(cursor.into_owned_datum());
    }
}

macro_rules! parts {
    ($($part:ident $position:ident $cursor:ident $name:ident),*) => {
        impl<S, $($part, $position, $cursor),*> Paging<S, ($($position,)*), ($($cursor,)*)> for ($($part,)*)
        where
            $($part: Paging<S, $position, $cursor>),*
        {
            fn push_to(self, order: &mut Vec<Sort>) {
                let ($($name,)*) = self;
                $($name.push_to(order);)*
            }

            fn values(($($name,)*): ($($cursor,)*), values: &mut Vec<Bound>) {
                $($part::values($name, values);)*
            }
        }
    };
}

parts!(A A1 A2 a);
parts!(A A1 A2 a, B B1 B2 b);
parts!(A A1 A2 a, B B1 B2 b, C C1 C2 c);
parts!(A A1 A2 a, B B1 B2 b, C C1 C2 c, D D1 D2 d);
parts!(A A1 A2 a, B B1 B2 b, C C1 C2 c, D D1 D2 d, E E1 E2 e);
parts!(A A1 A2 a, B B1 B2 b, C C1 C2 c, D D1 D2 d, E E1 E2 e, F F1 F2 f);
parts!(A A1 A2 a, B B1 B2 b, C C1 C2 c, D D1 D2 d, E E1 E2 e, F F1 F2 f, G G1 G2 g);
parts!(A A1 A2 a, B B1 B2 b, C C1 C2 c, D D1 D2 d, E E1 E2 e, F F1 F2 f, G G1 G2 g, H H1 H2 h);

impl<S, O, X> Query<S, O, X> {
    /// Pages in this order, each found by the values of the row before it, so that a page far behind takes no longer than
    /// the first, and rows that come and go meanwhile shift nothing. The order replaces others, and has to tell rows
    /// apart: the key comes last in it.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Connection, Model, Result, select};
    /// # trait Books: Model {
    /// #     const ID: Column<Self, i64>;
    /// #     const PRICE: Column<Self, Option<f64>>;
    /// #     fn place(&self) -> (Option<f64>, i64);
    /// # }
    /// # fn pages<Book: Books>(connection: &mut Connection) -> Result<()> {
    /// let mut last = None;
    /// loop {
    ///     let dearest_first = (Book::PRICE.desc(), Book::ID);
    ///     let page = connection.all(select::<Book>().keyset(dearest_first).after(last).limit(20))?;
    ///     let Some(book) = page.last() else { break };
    ///     last = Some(book.place()); // its price and its id
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Rows without a value come where the order says, `nulls_first` or `nulls_last`; where it says nothing, they count as
    /// smaller than all values.
    pub fn keyset<C: Paged<S, P, Z>, P, Z>(self, order: C) -> Keyset<S, O, X, Z> {
        let mut sorts = Vec::new();
        order.push_to(&mut sorts);
        Keyset {
            query: self,
            order: sorts,
            values: C::values,
            mark: PhantomData,
        }
    }
}

impl<S, O, X, C> Keyset<S, O, X, C> {
    /// The rows after the one with these values; all, from the first on, where there is none: `after(None)`.
    ///
    /// A [`limit`](Query::limit) makes a page of them.
    pub fn after(self, cursor: impl Cursor<C>) -> Query<S, O, X> {
        self.page(cursor.into_cursor(), false)
    }

    /// The rows before the one with these values, in the same order; all up to the last, where there is none.
    ///
    /// A [`limit`](Query::limit) takes the last of them.
    pub fn before(self, cursor: impl Cursor<C>) -> Query<S, O, X> {
        self.page(cursor.into_cursor(), true)
    }

    fn page(self, cursor: Option<C>, backwards: bool) -> Query<S, O, X> {
        let (mut statement, executor) = self.query.into_parts();
        let mut values = Vec::new();
        if let Some(cursor) = cursor {
            (self.values)(cursor, &mut values);
        }
        statement.turn_to(self.order, values, backwards);
        Query::from_parts(statement, executor)
    }
}

impl Statement {
    /// The rows after these values; from the first on where there are none. Backwards, from the last on.
    pub(crate) fn turn_to(&mut self, mut order: Vec<Sort>, values: Vec<Bound>, backwards: bool) {
        if !self.tells_rows_apart(&order) {
            let message = format!(
                "the order of the pages does not tell rows of `{}` apart: put the key last in it",
                self.subject()
            );
            self.fault = Some(message);
        } else if !self.others.is_empty() {
            let message =
                "rows of several queries have no pages by a key: take them as a table, `as_table`";
            self.fault = Some(message.to_owned());
        }
        let is_nullable: Vec<_> = order.iter().map(|sort| self.is_nullable(sort)).collect();
        for (sort, is_nullable) in order.iter_mut().zip(&is_nullable) {
            if *is_nullable {
                sort.nulls_first.get_or_insert(!sort.descending);
            }
            if backwards {
                sort.descending = !sort.descending;
                sort.nulls_first = sort.nulls_first.map(|first| !first);
            }
        }
        let mut after = None;
        let steps = order.iter().zip(is_nullable).zip(values).rev();
        for ((sort, is_nullable), value) in steps {
            let step = Step {
                sort,
                value,
                is_nullable,
            };
            after = Some(match after {
                None => step.beyond(false),
                Some(rest) => step
                    .beyond(true)
                    .and(Expression::Any(vec![step.beyond(false), rest])),
            });
        }
        let target = match self.groups.is_empty() {
            true => &mut self.filters,
            false => &mut self.having,
        };
        match after {
            Some(Expression::All(parts)) => target.extend(parts),
            after => target.extend(after),
        }
        self.order = order;
        self.reversed = backwards;
    }

    /// Whether no two rows of the first table are the same in an order: it has the columns of the key, or of another that
    /// may not be NULL. Of groups and of rows that are joined this is not known.
    fn tells_rows_apart(&self, order: &[Sort]) -> bool {
        let From::Table(origin) = &self.from else {
            return true;
        };
        if !self.groups.is_empty() || !self.joins.is_empty() {
            return true;
        }
        let has = |column: &u16| {
            order.iter().any(|sort| {
                matches!(sort.expression, Expression::Column(of, known) if of == *origin && known == *column)
            })
        };
        let table = origin.table;
        let is_there = |column: &u16| !table.columns[usize::from(*column)].nullable;
        let mut others = table.uniques.iter();
        (!table.identity.is_empty() && table.identity.iter().all(has))
            || others.any(|unique| unique.columns.iter().all(|it| has(it) && is_there(it)))
    }

    fn is_nullable(&self, sort: &Sort) -> bool {
        let outer = |joined: &Joined| match joined {
            Joined::Step(.., reach) | Joined::On(.., reach) => *reach != Reach::Inner,
        };
        match sort.expression {
            Expression::Column(origin, column) => {
                origin.table.columns[usize::from(column)].nullable || self.joins.iter().any(outer)
            }
            _ => true,
        }
    }
}

/// A column of an order, and its value in the last row.
struct Step<'s> {
    sort: &'s Sort,
    value: Bound,
    is_nullable: bool,
}

impl Step<'_> {
    /// The row comes later in this column, or, `or_same`, in the same place.
    fn beyond(&self, or_same: bool) -> Expression {
        let column = || self.sort.expression.clone();
        let nulls_first = self.sort.nulls_first == Some(true);
        if matches!(self.value, Ok(Datum::Null)) {
            return match (nulls_first, or_same) {
                (true, true) => Expression::All(Vec::new()),
                (true, false) => column().null_test().negated(),
                (false, true) => column().null_test(),
                (false, false) => Expression::Any(Vec::new()),
            };
        }
        let operator = match (self.sort.descending, or_same) {
            (false, false) => Operator::Greater,
            (false, true) => Operator::GreaterOrEqual,
            (true, false) => Operator::Less,
            (true, true) => Operator::LessOrEqual,
        };
        let near = self.sort.expression.near();
        let value = Expression::value(self.value.clone(), near);
        let test = Expression::binary(column(), operator, value);
        match self.is_nullable && !nulls_first {
            true => Expression::Any(vec![test, column().null_test()]),
            false => test,
        }
    }
}

impl Statement {
    /// At most how many rows there are to be.
    pub(crate) fn most(&self) -> Option<u64> {
        self.limit
    }

    /// So many rows after these values, in the order of the query and then by key; and the columns of that order.
    pub(crate) fn page_after(
        &self,
        last: Option<Vec<Datum<'static>>>,
        size: u64,
    ) -> Result<(Statement, Vec<u16>)> {
        let From::Table(origin) = self.from else {
            return Err(no_pages("rows of another query"));
        };
        let is_more = !self.joins.is_empty() || !self.groups.is_empty() || self.offset.is_some();
        if is_more || self.reversed || !self.others.is_empty() || self.verbatim.is_some() {
            return Err(no_pages(
                "joins, groups, an offset, or rows of several queries",
            ));
        }
        let mut order = self.order.clone();
        for column in origin.table.identity {
            let has = |sort: &Sort| matches!(sort.expression, Expression::Column(of, known) if of == origin && known == *column);
            if !order.iter().any(has) {
                order.push(Sort {
                    expression: Expression::Column(origin, *column),
                    descending: false,
                    nulls_first: None,
                });
            }
        }
        let columns = order.iter().map(|sort| match sort.expression {
            Expression::Column(of, column) if of == origin && !of.table.is_deferred(column) => {
                Ok(column)
            }
            _ => Err(no_pages(
                "an order by something else than the columns of its rows",
            )),
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let mut statement = self.clone();
        let values = last.into_iter().flatten().map(Ok).collect();
        statement.turn_to(order, values, false);
        statement.limit = Some(size);
        Ok((statement, columns))
    }
}

fn no_pages(what: &str) -> Error {
    Error::misuse(format!(
        "`yield_per` goes through the rows of a table by its own columns, and this query has {what}: use `stream`"
    ))
}
