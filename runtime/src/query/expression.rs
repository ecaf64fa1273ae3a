//! What a condition says, as data.

use super::Source;
use crate::{
    model::Model,
    schema::Table,
    value::{Datum, ValueError},
};

/// A table in a FROM clause, and the name it stands under there.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    pub(crate) table: &'static Table,
    pub(crate) label: Label,
}

/// The name of a table in a FROM clause.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Label {
    /// Its own.
    Table,
    /// One that the program gives.
    Alias(&'static str),
    /// The table between the two ends of a many-to-many relationship, by the number of its join.
    Between(usize),
}

impl Origin {
    pub(crate) fn of<T: Source>() -> Self {
        Origin {
            table: T::Row::TABLE,
            label: T::ALIAS.map_or(Label::Table, Label::Alias),
        }
    }
}

/// A part of a condition.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum Expression {
    Column(Origin, u16),
    /// A value to bind, and the column it is for.
    Value(
        Result<Datum<'static>, ValueError>,
        Option<(&'static Table, u16)>,
    ),
    Binary(Box<(Expression, Expression)>, &'static str),
    In(Box<Expression>, Vec<Expression>),
    IsNull(Box<Expression>),
    Not(Box<Expression>),
    /// Each of them; of none, true.
    All(Vec<Expression>),
    /// One of them; of none, false.
    Any(Vec<Expression>),
}

impl Expression {
    pub(super) fn binary(left: Expression, operator: &'static str, right: Expression) -> Self {
        Expression::Binary(Box::new((left, right)), operator)
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
}
