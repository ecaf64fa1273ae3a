//! Which rows does a query want?

use std::marker::PhantomData;

use super::{In, expression::Expression, scope::Both};

type Mark<T> = PhantomData<fn() -> T>;

/// A condition on the table `T`, or on several: `Predicate<(Book, Author)>`.
#[derive(Debug)]
pub struct Predicate<T> {
    expression: Expression,
    mark: Mark<T>,
}

impl<T> Clone for Predicate<T> {
    fn clone(&self) -> Self {
        self.expression.clone().into()
    }
}

impl<T> From<Expression> for Predicate<T> {
    fn from(expression: Expression) -> Self {
        Self {
            expression,
            mark: PhantomData,
        }
    }
}

impl<T> Predicate<T> {
    /// This and another condition on the same tables.
    pub fn and<C: Criteria<T, P>, P>(self, other: C) -> Self {
        self.expression.and(other.into_expression()).into()
    }

    /// This or another condition on the same tables.
    pub fn or<C: Criteria<T, P>, P>(self, other: C) -> Self {
        self.expression.or(other.into_expression()).into()
    }
}

/// A condition between columns of two tables.
#[derive(Debug)]
pub struct Comparison<T, U> {
    expression: Expression,
    mark: Mark<(T, U)>,
}

impl<T, U> Clone for Comparison<T, U> {
    fn clone(&self) -> Self {
        self.expression.clone().into()
    }
}

impl<T, U> From<Expression> for Comparison<T, U> {
    fn from(expression: Expression) -> Self {
        Self {
            expression,
            mark: PhantomData,
        }
    }
}

/// A condition whose tables are all part of the scope `S`.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a condition on this query")]
pub trait Criteria<S, Position> {
    #[doc(hidden)]
    fn into_expression(self) -> Expression;
}

impl<S, T: In<S, P>, P> Criteria<S, P> for Predicate<T> {
    fn into_expression(self) -> Expression {
        self.expression
    }
}

impl<S, T: In<S, P>, U: In<S, Q>, P, Q> Criteria<S, Both<P, Q>> for Comparison<T, U> {
    fn into_expression(self) -> Expression {
        self.expression
    }
}

/// Each of several conditions; made by [`and_`].
#[derive(Clone, Debug)]
pub struct And<C>(C);

/// One of several conditions; made by [`or_`].
#[derive(Clone, Debug)]
pub struct Or<C>(C);

/// Each of these conditions, a tuple of up to eight, which may speak of different tables.
pub fn and_<C>(conditions: C) -> And<C> {
    And(conditions)
}

/// One of these conditions, a tuple of up to eight, which may speak of different tables.
pub fn or_<C>(conditions: C) -> Or<C> {
    Or(conditions)
}

/// The condition does not hold.
pub fn not_<T>(condition: Predicate<T>) -> Predicate<T> {
    Expression::Not(Box::new(condition.expression)).into()
}

/// Each of these conditions; of none, true. For conditions that are built as the program runs.
pub fn all_of<T>(conditions: impl IntoIterator<Item = Predicate<T>>) -> Predicate<T> {
    Expression::All(
        conditions
            .into_iter()
            .map(|condition| condition.expression)
            .collect(),
    )
    .into()
}

/// One of these conditions; of none, false. For conditions that are built as the program runs.
pub fn any_of<T>(conditions: impl IntoIterator<Item = Predicate<T>>) -> Predicate<T> {
    Expression::Any(
        conditions
            .into_iter()
            .map(|condition| condition.expression)
            .collect(),
    )
    .into()
}

/// Conditions whose tables are all part of the scope `S`: a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tuple of up to eight conditions on this query"
)]
pub trait Conditions<S, Position> {
    #[doc(hidden)]
    fn into_expressions(self) -> Vec<Expression>;
}

impl<S, C: Conditions<S, P>, P> Criteria<S, P> for And<C> {
    fn into_expression(self) -> Expression {
        Expression::All(self.0.into_expressions())
    }
}

impl<S, C: Conditions<S, P>, P> Criteria<S, P> for Or<C> {
    fn into_expression(self) -> Expression {
        Expression::Any(self.0.into_expressions())
    }
}

macro_rules! parts {
    ($($part:ident $position:ident),*) => {
        impl<S, $($part, $position),*> Conditions<S, ($($position,)*)> for ($($part,)*)
        where
            $($part: Criteria<S, $position>),*
        {
            fn into_expressions(self) -> Vec<Expression> {
                #[allow(non_snake_case)]
                let ($($part,)*) = self;
                vec![$($part.into_expression()),*]
            }
        }
    };
}

parts!(A P);
parts!(A P, B Q);
parts!(A P, B Q, C R);
parts!(A P, B Q, C R, D U);
parts!(A P, B Q, C R, D U, E V);
parts!(A P, B Q, C R, D U, E V, F W);
parts!(A P, B Q, C R, D U, E V, F W, G X);
parts!(A P, B Q, C R, D U, E V, F W, G X, H Y);
