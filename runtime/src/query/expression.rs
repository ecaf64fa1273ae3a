//! What a condition says, as data.

use std::fmt;

use smallvec::SmallVec;

use super::{Source, aggregate::Aggregate, join::Step, select::Statement};
use crate::{
    engine::Text,
    model::Model,
    schema::Table,
    session::AnyRef,
    value::{Datum, ValueError},
};

/// A table in a FROM clause, and the name it stands under there.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    pub(crate) table: &'static Table,
    pub(crate) alias: Option<&'static str>,
}

impl Origin {
    pub(crate) fn of<T: Source>() -> Self {
        Origin {
            table: T::Row::TABLE,
            alias: T::ALIAS,
        }
    }

    /// The columns that tell its rows apart: those of the key, or all of a row that has none.
    pub(super) fn told_by(self) -> impl Iterator<Item = Expression> {
        let key = self.table.identity;
        let all = match key.is_empty() {
            true => self.table.row().len() as u16,
            false => 0,
        };
        let columns = key.iter().copied().chain(0..all);
        columns.map(move |column| Expression::Column(self, column))
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table) && self.alias == other.alias
    }
}

/// The column whose storage decides the form of the values beside it.
pub(super) type Near = Option<(&'static Table, u16)>;

/// A part of a condition, or what a query gives back.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum Expression {
    Column(Origin, u16),
    /// A value to bind, and the column it is for.
    Value(Given, Near),
    /// The value of a column in a row of the session.
    Of(AnyRef, u16, Near),
    Binary(Box<(Expression, Expression)>, Operator),
    /// The text, its pattern, and whether `/` takes the meaning from `%` and `_`.
    Like(Box<(Expression, Expression)>, bool),
    /// The text, and the regular expression that finds something in it.
    Regexp(Box<(Expression, Expression)>),
    Between(Box<[Expression; 3]>),
    In(Box<Expression>, Vec<Expression>),
    /// Several values are together one of these rows.
    InRows(Vec<Expression>, Vec<Vec<Expression>>),
    IsNull(Box<Expression>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    /// Each of them; of none, true.
    All(Vec<Expression>),
    /// One of them; of none, false.
    Any(Vec<Expression>),
    /// There is a row at the far end of a relationship, one for which the condition holds.
    Related(Box<(Step, Expression)>),
    Call(&'static str, Vec<Expression>),
    /// A function whose name the program gives.
    Function(&'static str, Vec<Expression>),
    Aggregate(Box<Aggregate>),
    /// Conditions and their values, and the value where none holds.
    Case(Vec<(Expression, Expression)>, Option<Box<Expression>>),
    Cast(Box<Expression>, CastTo),
    /// A part of a date, by its sign in `strftime`.
    Part(Box<Expression>, &'static str),
    /// A column of another query, by that query's alias and its own name.
    Named(&'static str, String),
    Query(Box<Statement>),
    Exists(Box<Statement>),
    InQuery(Box<(Expression, Statement)>),
    Sql(Text),
}

/// Conditions all of which hold: most queries have one, for which nothing is allocated.
pub(super) type Conditions = SmallVec<[Expression; 1]>;

/// A value of the program's, or why it has no form in a database. `Debug` shows what it is, and not which: it may stand
/// beside a sensitive column.
#[doc(hidden)]
#[derive(Clone)]
pub struct Given(pub(super) Result<Datum<'static>, ValueError>);

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Ok(datum) => datum.class(),
            Err(_) => "a value without a form in a database",
        })
    }
}

/// What a value is cast to.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastTo {
    Integer,
    Real,
    Text,
}

/// What stands between two expressions.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Distinct,
    NotDistinct,
    Plus,
    Minus,
    Times,
    Over,
    /// By and of numbers that are whole or not, which SQLite does not tell by their type.
    OverDecimals,
    Modulo,
    Concat,
}

impl Operator {
    pub(super) fn sql(self) -> &'static str {
        match self {
            Operator::Equal => " = ",
            Operator::NotEqual => " <> ",
            Operator::Less => " < ",
            Operator::LessOrEqual => " <= ",
            Operator::Greater => " > ",
            Operator::GreaterOrEqual => " >= ",
            Operator::Distinct => " IS DISTINCT FROM ",
            Operator::NotDistinct => " IS NOT DISTINCT FROM ",
            Operator::Plus => " + ",
            Operator::Minus => " - ",
            Operator::Times => " * ",
            Operator::Over | Operator::OverDecimals => " / ",
            Operator::Modulo => " % ",
            Operator::Concat => " || ",
        }
    }

    /// How tightly it binds, as far as databases agree.
    pub(super) fn binding(self) -> u8 {
        match self {
            Operator::Plus | Operator::Minus => 2,
            Operator::Times | Operator::Over | Operator::OverDecimals | Operator::Modulo => 3,
            Operator::Concat => 4,
            _ => 1,
        }
    }
}

impl Expression {
    pub(super) fn value(datum: Result<Datum<'static>, ValueError>, near: Near) -> Self {
        Expression::Value(Given(datum), near)
    }

    pub(super) fn binary(left: Expression, operator: Operator, right: Expression) -> Self {
        Expression::Binary(Box::new((left, right)), operator)
    }

    pub(super) fn null_test(self) -> Self {
        Expression::IsNull(Box::new(self))
    }

    pub(super) fn negated(self) -> Self {
        Expression::Not(Box::new(self))
    }

    /// Both; a conjunction grows instead of nesting, so that a condition built in a loop stays flat.
    pub(super) fn and(self, other: Expression) -> Self {
        match self {
            Expression::All(mut parts) => {
                parts.push(other);
                Expression::All(parts)
            }
            first => Expression::All(vec![first, other]),
        }
    }

    /// One of both, flat as above.
    pub(super) fn or(self, other: Expression) -> Self {
        match self {
            Expression::Any(mut parts) => {
                parts.push(other);
                Expression::Any(parts)
            }
            first => Expression::Any(vec![first, other]),
        }
    }

    /// Whether it speaks of these tables alone, as far as can be told, and so says the same of each row of them.
    pub(super) fn is_only_of(&self, tables: &[Origin]) -> bool {
        let all = |parts: &[Expression]| parts.iter().all(|part| part.is_only_of(tables));
        match self {
            Expression::Column(origin, _) => tables.contains(origin),
            Expression::Value(..) | Expression::Of(..) => true,
            Expression::Binary(sides, _)
            | Expression::Like(sides, _)
            | Expression::Regexp(sides) => sides.0.is_only_of(tables) && sides.1.is_only_of(tables),
            Expression::Between(parts) => all(&parts[..]),
            Expression::In(value, list) => value.is_only_of(tables) && all(list),
            Expression::InRows(values, rows) => all(values) && rows.iter().all(|row| all(row)),
            Expression::IsNull(inner)
            | Expression::Not(inner)
            | Expression::Negative(inner)
            | Expression::Cast(inner, _)
            | Expression::Part(inner, _) => inner.is_only_of(tables),
            Expression::All(parts) | Expression::Any(parts) | Expression::Call(_, parts) => {
                all(parts)
            }
            // The condition on the rows at the far end is inside an EXISTS.
            Expression::Related(related) => tables.contains(&related.0.from),
            // A function of the program's may say something else at each row, as `random` does.
            Expression::Function(..)
            | Expression::InQuery(_)
            | Expression::Query(_)
            | Expression::Exists(_)
            | Expression::Aggregate(_)
            | Expression::Case(..)
            | Expression::Named(..)
            | Expression::Sql(_) => false,
        }
    }

    /// The column that this has its values from.
    pub(super) fn near(&self) -> Near {
        match self {
            Expression::Column(origin, place) => Some((origin.table, *place)),
            Expression::Value(_, near) => *near,
            Expression::Negative(inner) => inner.near(),
            Expression::Aggregate(aggregate) => aggregate.near(),
            Expression::Call("coalesce" | "nullif" | "abs", arguments) => {
                arguments.iter().find_map(Expression::near)
            }
            Expression::Case(branches, otherwise) => {
                let values = branches.iter().map(|(_, value)| value);
                values
                    .chain(otherwise.as_deref())
                    .find_map(Expression::near)
            }
            Expression::Binary(sides, operator) if operator.binding() > 1 => {
                sides.0.near().or_else(|| sides.1.near())
            }
            _ => None,
        }
    }
}
