//! Which rows does a query want?

use std::marker::PhantomData;

use super::{Column, Expr, In, Kind, Source, Term, expression::Expression, scope::Both};

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
        self.expression.and(other.into_criterion()).into()
    }

    /// This or another condition on the same tables.
    pub fn or<C: Criteria<T, P>, P>(self, other: C) -> Self {
        self.expression.or(other.into_criterion()).into()
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

/// A comparison as a condition that can be kept beside others on the same tables.
impl<T, U> From<Comparison<T, U>> for Predicate<(T, U)> {
    fn from(comparison: Comparison<T, U>) -> Self {
        comparison.expression.into()
    }
}

/// A comparison between columns of one table as a condition on that table.
impl<T> From<Comparison<T, T>> for Predicate<T> {
    fn from(comparison: Comparison<T, T>) -> Self {
        comparison.expression.into()
    }
}

/// A condition whose tables are all part of the scope `S`.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a condition on this query")]
pub trait Criteria<S, Position> {
    #[doc(hidden)]
    fn into_criterion(self) -> Expression;
}

impl<S, T: In<S, P>, P> Criteria<S, P> for Predicate<T> {
    fn into_criterion(self) -> Expression {
        self.expression
    }
}

impl<S, T: In<S, P>, U: In<S, Q>, P, Q> Criteria<S, Both<P, Q>> for Comparison<T, U> {
    fn into_criterion(self) -> Expression {
        self.expression
    }
}

impl<S, T: Source + In<S, P>, P> Criteria<S, P> for Column<T, bool> {
    fn into_criterion(self) -> Expression {
        self.into_expression()
    }
}

impl<S, T: In<S, P>, P, K: Kind> Criteria<S, P> for Expr<T, bool, K> {
    fn into_criterion(self) -> Expression {
        self.into_expression()
    }
}

/// Each of several conditions; made by [`and_`].
#[derive(Clone, Debug)]
pub struct And<C>(C);

/// One of several conditions; made by [`or_`].
#[derive(Clone, Debug)]
pub struct Or<C>(C);

/// The condition does not hold; made by [`not_`].
#[derive(Clone, Debug)]
pub struct Not<C>(C);

/// Each of these conditions, a tuple of up to eight, which may speak of different tables.
pub fn and_<C>(conditions: C) -> And<C> {
    And(conditions)
}

/// One of these conditions, a tuple of up to eight, which may speak of different tables.
pub fn or_<C>(conditions: C) -> Or<C> {
    Or(conditions)
}

/// The condition does not hold. Where it is unknown because of a NULL, its contrary is unknown too.
pub fn not_<C: Negate>(condition: C) -> C::Negated {
    condition.negate()
}

/// A condition that has a contrary.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a condition")]
pub trait Negate {
    /// The contrary.
    type Negated;

    #[doc(hidden)]
    fn negate(self) -> Self::Negated;
}

impl<T> Negate for Predicate<T> {
    type Negated = Self;

    fn negate(self) -> Self {
        self.expression.negated().into()
    }
}

impl<T, U> Negate for Comparison<T, U> {
    type Negated = Self;

    fn negate(self) -> Self {
        self.expression.negated().into()
    }
}

impl<T: Source> Negate for Column<T, bool> {
    type Negated = Predicate<T>;

    fn negate(self) -> Predicate<T> {
        self.into_expression().negated().into()
    }
}

impl<T, K: Kind> Negate for Expr<T, bool, K> {
    type Negated = Predicate<T>;

    fn negate(self) -> Predicate<T> {
        self.into_expression().negated().into()
    }
}

impl<C> Negate for And<C> {
    type Negated = Not<Self>;

    fn negate(self) -> Not<Self> {
        Not(self)
    }
}

impl<C> Negate for Or<C> {
    type Negated = Not<Self>;

    fn negate(self) -> Not<Self> {
        Not(self)
    }
}

impl<C> Negate for Not<C> {
    type Negated = C;

    fn negate(self) -> C {
        self.0
    }
}

impl<S, C: Criteria<S, P>, P> Criteria<S, P> for Not<C> {
    fn into_criterion(self) -> Expression {
        self.0.into_criterion().negated()
    }
}

/// Each of these conditions; of none, true. For conditions that are built as the program runs.
pub fn all_of<T>(conditions: impl IntoIterator<Item = Predicate<T>>) -> Predicate<T> {
    let conditions = conditions.into_iter();
    Expression::All(conditions.map(|condition| condition.expression).collect()).into()
}

/// One of these conditions; of none, false. For conditions that are built as the program runs.
pub fn any_of<T>(conditions: impl IntoIterator<Item = Predicate<T>>) -> Predicate<T> {
    let conditions = conditions.into_iter();
    Expression::Any(conditions.map(|condition| condition.expression).collect()).into()
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
    fn into_criterion(self) -> Expression {
        Expression::All(self.0.into_expressions())
    }
}

impl<S, C: Conditions<S, P>, P> Criteria<S, P> for Or<C> {
    fn into_criterion(self) -> Expression {
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
                vec![$($part.into_criterion()),*]
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

/// `a & b`, `a | b` and `!a` for conditions.
macro_rules! operators {
    ($([$($generic:ident),*] $condition:ty;)*) => { $(
        impl<$($generic,)* Other> std::ops::BitAnd<Other> for $condition {
            type Output = And<(Self, Other)>;

            fn bitand(self, other: Other) -> Self::Output {
                And((self, other))
            }
        }

        impl<$($generic,)* Other> std::ops::BitOr<Other> for $condition {
            type Output = Or<(Self, Other)>;

            fn bitor(self, other: Other) -> Self::Output {
                Or((self, other))
            }
        }

        impl<$($generic),*> std::ops::Not for $condition {
            type Output = <Self as Negate>::Negated;

            fn not(self) -> Self::Output {
                self.negate()
            }
        }
    )* };
}

operators! {
    [T] Predicate<T>;
    [T, U] Comparison<T, U>;
    [C] And<C>;
    [C] Or<C>;
    [C] Not<C>;
}

macro_rules! chains {
    ($([$($generic:ident),*] $condition:ty;)*) => { $(
        impl<$($generic),*> $condition {
            /// This and another condition, which may speak of other tables.
            pub fn and<Other>(self, other: Other) -> And<(Self, Other)> {
                And((self, other))
            }

            /// This or another condition, which may speak of other tables.
            pub fn or<Other>(self, other: Other) -> Or<(Self, Other)> {
                Or((self, other))
            }
        }
    )* };
}

chains! {
    [T, U] Comparison<T, U>;
    [C] And<C>;
    [C] Or<C>;
    [C] Not<C>;
}

/// A condition, with the tables that it speaks of, whatever the query.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a condition")]
pub trait Condition {
    /// Its tables.
    type Tables;

    #[doc(hidden)]
    fn into_condition(self) -> Expression;
}

impl<T> Condition for Predicate<T> {
    type Tables = T;

    fn into_condition(self) -> Expression {
        self.expression
    }
}

impl<T, U> Condition for Comparison<T, U> {
    type Tables = (T, U);

    fn into_condition(self) -> Expression {
        self.expression
    }
}

impl<T: Source> Condition for Column<T, bool> {
    type Tables = T;

    fn into_condition(self) -> Expression {
        self.into_expression()
    }
}

impl<A: Condition, B: Condition> Condition for And<(A, B)> {
    type Tables = (A::Tables, B::Tables);

    fn into_condition(self) -> Expression {
        let (a, b) = self.0;
        Expression::All(vec![a.into_condition(), b.into_condition()])
    }
}

impl<A: Condition, B: Condition> Condition for Or<(A, B)> {
    type Tables = (A::Tables, B::Tables);

    fn into_condition(self) -> Expression {
        let (a, b) = self.0;
        Expression::Any(vec![a.into_condition(), b.into_condition()])
    }
}

impl<C: Condition> Condition for Not<C> {
    type Tables = C::Tables;

    fn into_condition(self) -> Expression {
        self.0.into_condition().negated()
    }
}
