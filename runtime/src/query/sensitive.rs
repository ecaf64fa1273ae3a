//! Does a query show values of columns that are never printed?

use super::{
    derived::Cte,
    expression::Expression,
    from::{From, Joined},
    output::Item,
    select::Statement,
};
use crate::error::Error;

impl Statement {
    /// Whether what it gives back, beside whole rows, comes of a sensitive column.
    pub(crate) fn shows_sensitive(&self) -> bool {
        let sources = self.joins.iter().filter_map(|joined| match joined {
            Joined::On(from, ..) => Some(from),
            Joined::Step(..) => None,
        });
        let mut sources = sources.chain([&self.from]);
        let others = self.others.iter().map(|(_, other)| other);
        let mut others = others.chain(self.first_side.as_deref());
        let is_named = |item: &Item| match item {
            Item::Row(_) => false,
            Item::Value(expression) => {
                expression.has(&|part| matches!(part, Expression::Named(..)))
            }
        };
        are_sensitive(&self.items)
            || (self.items.iter().any(is_named) && sources.any(From::shows_sensitive))
            || others.any(Statement::shows_sensitive)
    }

    /// An error of one of its rows, which may tell what a value is.
    #[cold]
    pub(crate) fn discreet(&self, error: Error) -> Error {
        match self.shows_sensitive() {
            true => error.without_value(),
            false => error,
        }
    }
}

impl Cte {
    /// Whether values that it gives come of a sensitive column.
    pub(super) fn shows_sensitive(&self) -> bool {
        let again = self.again.as_ref();
        self.query.statement.shows_sensitive() || again.is_some_and(Statement::shows_sensitive)
    }
}

impl From {
    /// Whether values that it shows come of a sensitive column.
    pub(super) fn shows_sensitive(&self) -> bool {
        match self {
            // Its columns are known for what they are.
            From::Nothing | From::Table(_) | From::Rows(..) | From::Itself(_) => false,
            From::Query(_, query) | From::Lateral(_, query) => query.statement.shows_sensitive(),
            From::With(cte) => cte.shows_sensitive(),
            From::Function(_, calling) => calling.arguments.iter().any(Expression::is_sensitive),
        }
    }

    /// The name under which they stand there.
    pub(super) fn alias(&self) -> Option<&'static str> {
        match self {
            From::Table(origin) | From::Rows(origin, _) => origin.alias,
            From::Query(alias, _)
            | From::Itself(alias)
            | From::Function(alias, _)
            | From::Lateral(alias, _) => Some(alias),
            From::With(cte) => Some(cte.alias),
            From::Nothing => None,
        }
    }
}

/// What becomes of an error of rows that a statement gives back.
pub(crate) fn discreet(items: &[Item]) -> impl Fn(Error) -> Error + Copy + use<> {
    let is_sensitive = are_sensitive(items);
    move |error| match is_sensitive {
        true => error.without_value(),
        false => error,
    }
}

/// Whether values that are given back come of a sensitive column.
fn are_sensitive(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Row(_) => false,
        Item::Value(expression) => expression.is_sensitive(),
    })
}

impl Expression {
    /// Whether a sensitive column stands in it.
    pub(super) fn is_sensitive(&self) -> bool {
        self.has(&|part| match part {
            Expression::Column(origin, column) => {
                origin.table.columns[usize::from(*column)].sensitive
            }
            Expression::Query(statement) => statement.shows_sensitive(),
            _ => false,
        })
    }

    /// Whether it says a value beside a sensitive column.
    pub(super) fn spells_sensitive(&self) -> bool {
        let is_value =
            |part: &Expression| matches!(part, Expression::Value(..) | Expression::Of(..));
        self.is_sensitive() && self.has(&is_value)
    }

    /// Whether it speaks of columns of the tables around it.
    pub(super) fn has_columns(&self) -> bool {
        self.has(&|part| matches!(part, Expression::Column(..) | Expression::Related(_)))
    }

    /// Whether this or a part of it is what the test says.
    fn has(&self, test: &dyn Fn(&Expression) -> bool) -> bool {
        let one = |part: &Expression| part.has(test);
        let any = |parts: &[Expression]| parts.iter().any(one);
        test(self)
            || match self {
                Expression::Binary(sides, _)
                | Expression::Like(sides, _)
                | Expression::Regexp(sides) => one(&sides.0) || one(&sides.1),
                Expression::Between(parts) => any(&parts[..]),
                Expression::In(value, list) => one(value) || any(list),
                Expression::InRows(values, rows) => any(values) || rows.iter().any(|row| any(row)),
                Expression::IsNull(inner)
                | Expression::Not(inner)
                | Expression::Negative(inner)
                | Expression::Cast(inner, _)
                | Expression::Part(inner, _) => one(inner),
                Expression::All(parts)
                | Expression::Any(parts)
                | Expression::Call(_, parts)
                | Expression::Function(_, parts) => any(parts),
                Expression::Aggregate(aggregate) => any(&aggregate.arguments),
                Expression::Case(branches, otherwise) => {
                    branches
                        .iter()
                        .any(|(condition, value)| one(condition) || one(value))
                        || otherwise.as_deref().is_some_and(one)
                }
                Expression::InQuery(sides) => one(&sides.0),
                Expression::Column(..)
                | Expression::Value(..)
                | Expression::Of(..)
                | Expression::Related(_)
                | Expression::Named(..)
                | Expression::Query(_)
                | Expression::Exists(_)
                | Expression::Sql(_) => false,
            }
    }
}
