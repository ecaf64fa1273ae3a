//! What can a column be compared with, and reckoned with?

use super::{
    Column, Comparison, Each, Expr, Fixed, Kind, Predicate, Source,
    expression::{Expression, Near},
    typed::value_for,
};
use crate::value::{Adapted, Adapter, IntoDatum, Value};

/// What stands beside a column whose values are of the type `V`, leaving its `Option` aside: a `V`, for text also a
/// `&str`, or another column or expression of the same type.
#[diagnostic::on_unimplemented(
    message = "cannot compare a `{V}` column with a `{Self}`",
    label = "not comparable with `{V}`"
)]
pub trait Operand<V> {
    /// The condition that comparing a column of `T` with this gives.
    #[doc(hidden)]
    type Test<T>: std::convert::From<Expression>;
    /// The tables that an expression of this and of `T` speaks of.
    #[doc(hidden)]
    type With<T>;
    /// The type of an expression of this and a value of the type `W`.
    #[doc(hidden)]
    type Lift<W: Value>: Value;
    #[doc(hidden)]
    type Kind: Kind;

    #[doc(hidden)]
    fn into_operand(self, near: Near) -> Expression;
}

impl<V: Value<Base = V>> Operand<V> for V {
    type Test<T> = Predicate<T>;
    type With<T> = T;
    type Lift<W: Value> = W;
    type Kind = Fixed;

    fn into_operand(self, near: Near) -> Expression {
        value_for(self.into_datum(), near)
    }
}

#[diagnostic::do_not_recommend]
impl<T, A: Adapter<T>> Operand<Adapted<T, A>> for T
where
    T: Clone + std::fmt::Debug + Send + Sync + 'static,
{
    type Test<S> = Predicate<S>;
    type With<S> = S;
    type Lift<W: Value> = W;
    type Kind = Fixed;

    fn into_operand(self, near: Near) -> Expression {
        value_for(Adapted::<T, A>::from(self).into_datum(), near)
    }
}

impl Operand<String> for &str {
    type Test<T> = Predicate<T>;
    type With<T> = T;
    type Lift<W: Value> = W;
    type Kind = Fixed;

    fn into_operand(self, near: Near) -> Expression {
        value_for(self.into_datum(), near)
    }
}

impl Operand<String> for &String {
    type Test<T> = Predicate<T>;
    type With<T> = T;
    type Lift<W: Value> = W;
    type Kind = Fixed;

    fn into_operand(self, near: Near) -> Expression {
        <&str as Operand<String>>::into_operand(self.as_str(), near)
    }
}

macro_rules! expressions {
    ($([$($generic:tt)*] $expression:ty as $kind:ty, $lift:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($generic)*, V: Value<Base = V, Nullable = Option<V>>> Operand<V> for $expression {
            type Test<T> = Comparison<T, U>;
            type With<T> = (T, U);
            type Lift<W: Value> = $lift;
            type Kind = $kind;

            fn into_operand(self, _: Near) -> Expression {
                super::Term::into_expression(self)
            }
        }
    )* };
}

expressions! {
    [U: Source] Column<U, V> as Each, W;
    [U: Source] Column<U, Option<V>> as Each, W::Nullable;
    [U, K: Kind] Expr<U, V, K> as K, W;
    [U, K: Kind] Expr<U, Option<V>, K> as K, W::Nullable;
}
