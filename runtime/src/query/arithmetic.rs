//! How is reckoned with numbers of the database?

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::{
    Column, Each, Expr, Kind, Operand, Source, Term,
    expression::{Expression, Operator},
};
use crate::value::Value;

/// A type that databases reckon with, or an `Option` of one.
///
/// Whole numbers are divided to a whole number, all others with what is behind the point. `%` is what the database makes of it:
/// SQLite leaves out what is behind the point on both sides before it divides, so that `7.5 % 2.0` is 1 there.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "only numbers are added, counted together and averaged"
)]
pub trait Number: Value {
    /// The type of a sum: of no values there is none.
    type Sum: Value;
    /// The type of a mean.
    type Mean: Value;

    #[doc(hidden)]
    const FORM: Form;
}

/// What numbers have behind the point.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Nothing,
    Digits,
    /// SQLite has no such type: it keeps each as a whole number or a real one, whichever it happens to be.
    DecimalDigits,
}

macro_rules! numbers {
    ($($number:ty: $sum:ty, $mean:ty, $form:ident;)*) => { $(
        impl Number for $number {
            type Sum = Option<$sum>;
            type Mean = Option<$mean>;
            const FORM: Form = Form::$form;
        }
    )* };
}

numbers! {
    i8: i64, f64, Nothing;
    i16: i64, f64, Nothing;
    i32: i64, f64, Nothing;
    i64: i64, f64, Nothing;
    u8: u64, f64, Nothing;
    u16: u64, f64, Nothing;
    u32: u64, f64, Nothing;
    u64: u64, f64, Nothing;
    f32: f64, f64, Digits;
    f64: f64, f64, Digits;
}

#[cfg(feature = "rust_decimal")]
numbers! {
    rust_decimal::Decimal: rust_decimal::Decimal, rust_decimal::Decimal, DecimalDigits;
}

impl<N: Number<Nullable = Option<N>>> Number for Option<N> {
    type Sum = N::Sum;
    type Mean = N::Mean;
    const FORM: Form = N::FORM;
}

fn reckon<L: Term<Value: Number>, O: Operand<V>, V>(
    left: L,
    operator: Operator,
    right: O,
) -> Expression {
    let operator = match (operator, <L::Value as Number>::FORM) {
        (Operator::Over, Form::DecimalDigits) => Operator::OverDecimals,
        _ => operator,
    };
    let left = left.into_expression();
    let right = right.into_operand(left.near());
    Expression::binary(left, operator, right)
}

macro_rules! operators {
    ($($operator:ident $method:ident $sql:ident $(=> $gives:ident)?;)*) => { $(
        impl<T: Source, V: Number, O: Operand<V::Base>> $operator<O> for Column<T, V> {
            type Output = Expr<O::With<T>, operators!(@ O::Lift<V> $(, $gives)?), Each>;

            fn $method(self, other: O) -> Self::Output {
                Expr::new(reckon(self, Operator::$sql, other))
            }
        }

        impl<T, V: Number, K: Kind, O: Operand<V::Base>> $operator<O> for Expr<T, V, K> {
            type Output = Expr<O::With<T>, operators!(@ O::Lift<V> $(, $gives)?), K::And<O::Kind>>;

            fn $method(self, other: O) -> Self::Output {
                Expr::new(reckon(self, Operator::$sql, other))
            }
        }
    )* };
    (@ $lift:ty) => { $lift };
    (@ $lift:ty, $gives:ident) => { <$lift as Value>::$gives };
}

// Dividing by zero gives NULL in some databases.
operators! {
    Add add Plus;
    Sub sub Minus;
    Mul mul Times;
    Div div Over => Nullable;
    Rem rem Modulo => Nullable;
}

impl<T: Source, V: Number> Neg for Column<T, V> {
    type Output = Expr<T, V>;

    fn neg(self) -> Expr<T, V> {
        Expr::new(Expression::Negative(Box::new(self.into_expression())))
    }
}

impl<T, V: Number, K: Kind> Neg for Expr<T, V, K> {
    type Output = Expr<T, V, K::Part>;

    fn neg(self) -> Self::Output {
        Expr::new(Expression::Negative(Box::new(self.into_expression())))
    }
}
