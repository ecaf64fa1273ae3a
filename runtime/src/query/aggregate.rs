//! What do many rows have together?

use super::{
    Condition, Expr, Fixed, Kind, Number, Sorting, Term, Total,
    compare::ordered,
    expression::{Expression, Near},
    order::Sort,
    typed::methods,
    window::{Frame, Window},
};
use crate::value::{IntoDatum, Value};

/// A function over many rows, or over a window of them.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Aggregate {
    pub(super) name: &'static str,
    pub(super) distinct: bool,
    /// Of none, and where the name is `count`, all rows: `count(*)`.
    pub(super) arguments: Vec<Expression>,
    pub(super) order: Vec<Sort>,
    pub(super) filter: Option<Expression>,
    pub(super) window: Option<Frame>,
}

impl Aggregate {
    pub(super) fn new(name: &'static str, arguments: Vec<Expression>) -> Self {
        Self {
            name,
            distinct: false,
            arguments,
            order: Vec::new(),
            filter: None,
            window: None,
        }
    }

    /// A minimum is of the same kind as the values.
    pub(super) fn near(&self) -> Near {
        match self.name {
            "min" | "max" | "sum" | "avg" => self.arguments.first().and_then(Expression::near),
            _ => None,
        }
    }
}

fn aggregate<T, V>(name: &'static str, arguments: Vec<Expression>) -> Expr<T, V, Total> {
    Expr::new(Expression::Aggregate(Box::new(Aggregate::new(
        name, arguments,
    ))))
}

/// How many rows there are: `count(*)`.
pub fn count_all() -> Expr<(), i64, Total> {
    aggregate("count", Vec::new())
}

methods! { [V: Value] V {
    /// How many rows have a value.
    pub fn count(self) -> Expr<T, i64, Total> {
        aggregate("count", vec![self.into_expression()])
    }

    /// How many different values there are.
    pub fn count_distinct(self) -> Expr<T, i64, Total> {
        let mut count = Aggregate::new("count", vec![self.into_expression()]);
        count.distinct = true;
        Expr::new(Expression::Aggregate(Box::new(count)))
    }

    /// The least value; of no values there is none.
    pub fn min(self) -> Expr<T, V::Nullable, Total> {
        const { ordered::<V>() }
        aggregate("min", vec![self.into_expression()])
    }

    /// The greatest value; of no values there is none.
    pub fn max(self) -> Expr<T, V::Nullable, Total> {
        const { ordered::<V>() }
        aggregate("max", vec![self.into_expression()])
    }
} }

methods! { [V: Number] V {
    /// The sum; of no values there is none.
    pub fn sum(self) -> Expr<T, V::Sum, Total> {
        aggregate("sum", vec![self.into_expression()])
    }

    /// The mean; of no values there is none.
    pub fn avg(self) -> Expr<T, V::Mean, Total> {
        aggregate("avg", vec![self.into_expression()])
    }
} }

methods! { [V: Value<Base = String>] V {
    /// The texts one behind the other, with another between them; of no texts there is none.
    pub fn joined_by(self, between: &str) -> Expr<T, Option<String>, Total> {
        let between = super::typed::value_for(between.into_datum(), None);
        aggregate("group_concat", vec![self.into_expression(), between])
    }
} }

impl<T, V: Value> Expr<T, V, Total> {
    /// Over those rows alone for which a condition holds.
    pub fn filter<C: Condition>(self, condition: C) -> Expr<(T, C::Tables), V, Total> {
        self.change(|aggregate| aggregate.filter = Some(condition.into_condition()))
    }

    /// In an order, where it matters, as it does for [`joined_by`](Expr::joined_by).
    pub fn ordered_by<L: Sorting>(self, order: L) -> Expr<(T, L::Tables), V, Total> {
        self.change(|aggregate| order.push_to(&mut aggregate.order))
    }

    /// Over a window of rows, for each row of the query.
    pub fn over<W>(self, window: Window<W>) -> Expr<(T, W), V, Fixed> {
        self.change(|aggregate| aggregate.window = Some(window.into_frame()))
    }

    fn change<U, K: Kind>(self, change: impl FnOnce(&mut Aggregate)) -> Expr<U, V, K> {
        let mut expression = self.into_expression();
        if let Expression::Aggregate(aggregate) = &mut expression {
            change(aggregate);
        }
        Expr::new(expression)
    }
}
