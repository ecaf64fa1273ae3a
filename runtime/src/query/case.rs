//! Which value is it in which case?

use std::marker::PhantomData;

use super::{Condition, Expr, Kind, Operand, Term, expression::Expression, typed::Grown};
use crate::value::Value;

/// CASE, with what was said so far; made by [`case_when`].
#[must_use = "say how it ends: `.otherwise(..)` or `.end()`"]
pub struct Case<T, V, K> {
    branches: Vec<(Expression, Expression)>,
    mark: PhantomData<Expr<T, V, K>>,
}

type First<C, E> =
    Case<(<C as Condition>::Tables, <E as Term>::Tables), <E as Term>::Value, <E as Term>::Kind>;

type Next<E, C, O> = Case<
    (
        <O as Operand<Base<E>>>::With<<E as Term>::Tables>,
        <C as Condition>::Tables,
    ),
    <O as Operand<Base<E>>>::Lift<<E as Term>::Value>,
    <<E as Term>::Kind as Kind>::And<<O as Operand<Base<E>>>::Kind>,
>;

type Base<E> = <<E as Term>::Value as Value>::Base;

/// The value where a condition holds; `.when(..)` adds cases, `.otherwise(..)` or `.end()` ends them.
pub fn case_when<C: Condition, E: Term>(condition: C, value: E) -> First<C, E> {
    let branch = (condition.into_condition(), value.into_expression());
    Case {
        branches: vec![branch],
        mark: PhantomData,
    }
}

impl<T, V: Value, K: Kind> Case<T, V, K> {
    /// The value where none of the conditions before holds, and this does.
    pub fn when<C: Condition, O: Operand<V::Base>>(
        mut self,
        condition: C,
        value: O,
    ) -> Next<Expr<T, V, K>, C, O> {
        let value = value.into_operand(self.branches[0].1.near());
        self.branches.push((condition.into_condition(), value));
        Case {
            branches: self.branches,
            mark: PhantomData,
        }
    }

    /// The value where no condition holds.
    pub fn otherwise<O: Operand<V::Base>>(self, value: O) -> Grown<Expr<T, V, K>, O, V::Base> {
        let value = value.into_operand(self.branches[0].1.near());
        Expr::new(Expression::Case(self.branches, Some(Box::new(value))))
    }

    /// No value where no condition holds.
    pub fn end(self) -> Expr<T, V::Nullable, K::Part> {
        Expr::new(Expression::Case(self.branches, None))
    }
}
