//! How is a value compared?

use super::{
    Among, Direction, Operand, Predicate, Term,
    expression::{Expression, Operator},
    typed::methods,
};
use crate::value::Value;

/// Stops the compiler where a value is put into an order that not every database has for it.
///
/// ```
/// let _ = ormgen_runtime::literal(vec![1]).eq(vec![2]);
/// let _ = ormgen_runtime::literal(vec![1_u8]).lt(vec![2_u8]);
/// ```
///
/// ```compile_fail
/// let _ = ormgen_runtime::literal(vec![1]).lt(vec![2]);
/// ```
pub(super) const fn ordered<V: Value>() {
    assert!(
        V::Base::ORDERED,
        "arrays are equal or not, `eq`, `ne`, `in_`: not every database has an order for them"
    );
}

fn compare<O: Operand<V>, V, T>(left: Expression, operator: Operator, right: O) -> O::Test<T> {
    let right = right.into_operand(left.near());
    Expression::binary(left, operator, right).into()
}

methods! { [V: Value] V {
    /// `=`
    pub fn eq<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        compare(self.into_expression(), Operator::Equal, operand)
    }

    /// `<>`
    pub fn ne<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        compare(self.into_expression(), Operator::NotEqual, operand)
    }

    /// `<`
    pub fn lt<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        const { ordered::<V>() }
        compare(self.into_expression(), Operator::Less, operand)
    }

    /// `<=`
    pub fn le<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        const { ordered::<V>() }
        compare(self.into_expression(), Operator::LessOrEqual, operand)
    }

    /// `>`
    pub fn gt<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        const { ordered::<V>() }
        compare(self.into_expression(), Operator::Greater, operand)
    }

    /// `>=`
    pub fn ge<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        const { ordered::<V>() }
        compare(self.into_expression(), Operator::GreaterOrEqual, operand)
    }

    /// Whether it is at least `low` and at most `high`.
    pub fn between<L: Operand<V::Base>, H: Operand<V::Base>>(
        self,
        low: L,
        high: H,
    ) -> L::Test<H::With<T>> {
        const { ordered::<V>() }
        let value = self.into_expression();
        let near = value.near();
        let ends = [low.into_operand(near), high.into_operand(near)];
        let [low, high] = ends;
        Expression::Between(Box::new([value, low, high])).into()
    }

    /// Whether it differs, where NULL is a value like any other: never unknown.
    pub fn is_distinct_from<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        compare(self.into_expression(), Operator::Distinct, operand)
    }

    /// Whether it is the same, where NULL is a value like any other: never unknown.
    pub fn is_not_distinct_from<O: Operand<V::Base>>(self, operand: O) -> O::Test<T> {
        compare(self.into_expression(), Operator::NotDistinct, operand)
    }

    /// Whether it is one of these values, or one that a query gives; of none, it is not.
    pub fn in_<L: Among<V::Base, T, Form>, Form>(self, values: L) -> L::Test {
        values.of(self.into_expression()).into()
    }

    /// Whether it is none of these values, nor one that a query gives. NULL is unknown to be one or not.
    pub fn not_in<L: Among<V::Base, T, Form>, Form>(self, values: L) -> L::Test {
        values.of(self.into_expression()).negated().into()
    }

    /// In ascending order, as it is by itself.
    pub fn asc(self) -> Direction<T, V> {
        const { ordered::<V>() }
        Direction::new(self.into_expression(), false)
    }

    /// In descending order.
    pub fn desc(self) -> Direction<T, V> {
        const { ordered::<V>() }
        Direction::new(self.into_expression(), true)
    }
} }

methods! { [V: Value<Nullable = Option<V>>] Option<V> {
    /// Whether there is no value.
    pub fn is_null(self) -> Predicate<T> {
        self.into_expression().null_test().into()
    }

    /// Whether there is a value.
    pub fn is_not_null(self) -> Predicate<T> {
        self.into_expression().null_test().negated().into()
    }
} }
