//! What has a row in view of the rows around it?

use std::marker::PhantomData;

use super::{
    Expr, Fixed, List, Sorting, Term, aggregate::Aggregate, expression::Expression, order::Sort,
    typed::value_for,
};
use crate::value::{IntoDatum, Value};

/// The rows around each row that a function is over; made by [`window`].
#[derive(Debug)]
pub struct Window<T> {
    frame: Frame,
    mark: PhantomData<fn() -> T>,
}

/// A window as data.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub(super) partition: Vec<Expression>,
    pub(super) order: Vec<Sort>,
    /// What the bounds count, and both.
    pub(super) bounds: Option<(&'static str, Bound, Bound)>,
}

/// Where a window's frame begins or ends, seen from the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The first row of the partition, or the last.
    Unbounded,
    /// So many rows before; of a range, a value so much earlier in the order: less, or greater where the order descends.
    Preceding(u32),
    /// The row itself; of a range and of groups, with those that are equal to it in the order.
    Current,
    /// So many rows after; of a range, a value so much later in the order: greater, or less where the order descends.
    Following(u32),
}

/// All rows of the query.
pub fn window() -> Window<()> {
    Window::new(Frame::default())
}

impl<T> Clone for Window<T> {
    fn clone(&self) -> Self {
        Self::new(self.frame.clone())
    }
}

impl<T> Window<T> {
    fn new(frame: Frame) -> Self {
        Self {
            frame,
            mark: PhantomData,
        }
    }

    pub(super) fn into_frame(self) -> Frame {
        self.frame
    }

    /// Only the rows that agree with the row in these: a column, an expression, or a tuple of up to six.
    pub fn partition_by<L: List>(mut self, list: L) -> Window<(T, L::Tables)> {
        list.push_to(&mut self.frame.partition);
        Window::new(self.frame)
    }

    /// In this order; functions then run from the first row to the row itself, unless [`rows`](Window::rows) says more.
    pub fn order_by<L: Sorting>(mut self, order: L) -> Window<(T, L::Tables)> {
        order.push_to(&mut self.frame.order);
        Window::new(self.frame)
    }

    /// Only the rows from one bound to another.
    pub fn rows(self, from: Bound, to: Bound) -> Self {
        self.bounds("ROWS", from, to)
    }

    /// Only the rows whose value, of the one number that they are ordered by, is so much earlier or later in the order than that
    /// of the row: `range(Preceding(10), Current)` has those of the last ten days by their numbers.
    pub fn range(self, from: Bound, to: Bound) -> Self {
        self.bounds("RANGE", from, to)
    }

    /// Only the rows from one bound to another, where rows that are equal in the order count as one.
    pub fn groups(self, from: Bound, to: Bound) -> Self {
        self.bounds("GROUPS", from, to)
    }

    fn bounds(mut self, counted: &'static str, from: Bound, to: Bound) -> Self {
        self.frame.bounds = Some((counted, from, to));
        self
    }
}

fn function<T, V>(name: &'static str, arguments: Vec<Expression>) -> OverWindow<T, V> {
    OverWindow {
        aggregate: Aggregate::new(name, arguments),
        mark: PhantomData,
    }
}

fn number(value: u32) -> Expression {
    value_for(value.into_datum(), None)
}

/// A function that is nothing without a window.
#[must_use = "say over which rows: `.over(window()..)`"]
#[derive(Debug)]
pub struct OverWindow<T, V> {
    aggregate: Aggregate,
    mark: PhantomData<fn() -> (T, V)>,
}

impl<T, V: Value> OverWindow<T, V> {
    /// Over a window of rows, for each row of the query.
    pub fn over<W>(mut self, window: Window<W>) -> Expr<(T, W), V, Fixed> {
        self.aggregate.window = Some(window.into_frame());
        Expr::new(Expression::Aggregate(Box::new(self.aggregate)))
    }
}

/// The number of the row in its window, from 1.
pub fn row_number() -> OverWindow<(), i64> {
    function("row_number", Vec::new())
}

/// The rank of the row, from 1: rows that are equal in the order have the same, and the next one counts them all.
pub fn rank() -> OverWindow<(), i64> {
    function("rank", Vec::new())
}

/// The rank of the row, without gaps.
pub fn dense_rank() -> OverWindow<(), i64> {
    function("dense_rank", Vec::new())
}

/// The rank of the row as a part of all, from 0 to 1.
pub fn percent_rank() -> OverWindow<(), f64> {
    function("percent_rank", Vec::new())
}

/// The part of the rows that come no later, above 0 and up to 1.
pub fn cume_dist() -> OverWindow<(), f64> {
    function("cume_dist", Vec::new())
}

/// The number of the row's bucket, where the rows are divided into so many.
pub fn ntile(buckets: u32) -> OverWindow<(), i64> {
    function("ntile", vec![number(buckets)])
}

/// The value so many rows before; none where there is no such row.
pub fn lag<E: Term>(value: E, rows: u32) -> OverWindow<E::Tables, <E::Value as Value>::Nullable> {
    function("lag", vec![value.into_expression(), number(rows)])
}

/// The value so many rows after; none where there is no such row.
pub fn lead<E: Term>(value: E, rows: u32) -> OverWindow<E::Tables, <E::Value as Value>::Nullable> {
    function("lead", vec![value.into_expression(), number(rows)])
}

/// The value in the first row of the window.
pub fn first_value<E: Term>(value: E) -> OverWindow<E::Tables, <E::Value as Value>::Nullable> {
    function("first_value", vec![value.into_expression()])
}

/// The value in the last row of the window.
pub fn last_value<E: Term>(value: E) -> OverWindow<E::Tables, <E::Value as Value>::Nullable> {
    function("last_value", vec![value.into_expression()])
}

/// The value in the row of the window with this number, from 1; none where there is no such row.
pub fn nth_value<E: Term>(
    value: E,
    row: u32,
) -> OverWindow<E::Tables, <E::Value as Value>::Nullable> {
    function("nth_value", vec![value.into_expression(), number(row)])
}
