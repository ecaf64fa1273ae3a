//! What else does the database make of values?

use super::{
    Expr, Kind, List, Number, Operand, Term,
    arithmetic::Form,
    expression::{CastTo, Expression, Near},
    typed::{Part, methods, value_for},
};
use crate::{
    engine::Text,
    value::{IntoDatum, Value},
};

fn call<T, V, K>(name: &'static str, arguments: Vec<Expression>) -> Expr<T, V, K> {
    Expr::new(Expression::Call(name, arguments))
}

fn bound(value: impl IntoDatum, near: Near) -> Expression {
    value_for(value.into_datum(), near)
}

methods! { [V: Value<Base = String>] V {
    /// In lower case; SQLite knows the letters A to Z.
    pub fn lower(self) -> Expr<T, V, Part<Self>> {
        call("lower", vec![self.into_expression()])
    }

    /// In upper case; SQLite knows the letters A to Z.
    pub fn upper(self) -> Expr<T, V, Part<Self>> {
        call("upper", vec![self.into_expression()])
    }

    /// Without spaces at both ends.
    pub fn trim(self) -> Expr<T, V, Part<Self>> {
        call("trim", vec![self.into_expression()])
    }

    /// Without spaces at its beginning.
    pub fn ltrim(self) -> Expr<T, V, Part<Self>> {
        call("ltrim", vec![self.into_expression()])
    }

    /// Without spaces at its end.
    pub fn rtrim(self) -> Expr<T, V, Part<Self>> {
        call("rtrim", vec![self.into_expression()])
    }

    /// Where another text begins in it, counted from 1; 0 where it is not in it.
    pub fn instr<O: Operand<String>>(self, part: O) -> Found<Self, O, T>
    where
        Self: Operand<String>,
    {
        let part = part.into_operand(None);
        call("instr", vec![self.into_expression(), part])
    }

    /// So many characters from the one with this number, counted from 1.
    pub fn substr(self, first: u32, count: u32) -> Expr<T, V, Part<Self>> {
        let text = self.into_expression();
        call("substr", vec![text, bound(first, None), bound(count, None)])
    }

    /// With one text in place of another, wherever that is found.
    pub fn replace(self, from: &str, to: &str) -> Expr<T, V, Part<Self>> {
        let text = self.into_expression();
        call("replace", vec![text, bound(from, None), bound(to, None)])
    }

    /// How many characters it has.
    pub fn length(self) -> Expr<T, <Self as Operand<String>>::Lift<i64>, Part<Self>>
    where
        Self: Operand<String>,
    {
        call("length", vec![self.into_expression()])
    }
} }

/// The place of a text `O` in a text `E`.
type Found<E, O, T> = Expr<
    <O as Operand<String>>::With<T>,
    <O as Operand<String>>::Lift<<E as Operand<String>>::Lift<i64>>,
    <<E as Term>::Kind as Kind>::And<<O as Operand<String>>::Kind>,
>;

methods! { [V: Number] V {
    /// Without its sign.
    pub fn abs(self) -> Expr<T, V, Part<Self>> {
        call("abs", vec![self.into_expression()])
    }

    /// With so many digits behind the point.
    pub fn round(self, digits: u32) -> Expr<T, V, Part<Self>> {
        let number = self.into_expression();
        match V::FORM {
            // It has none, and databases would make a number of another type of it.
            Form::Nothing => Expr::new(number),
            _ => call("round", vec![number, bound(digits, None)]),
        }
    }
} }

methods! { [V: Value] V {
    /// As a value of another type, in the way of the database; SQLite gives 0 for what is no number.
    pub fn cast<X: Cast>(self) -> Expr<T, <Self as Operand<V::Base>>::Lift<X>, Part<Self>>
    where
        Self: Operand<V::Base>,
    {
        Expr::new(Expression::Cast(Box::new(self.into_expression()), X::TO))
    }

    /// No value where it is this one.
    pub fn nullif<O: Operand<V::Base>>(self, value: O) -> Expr<O::With<T>, V::Nullable, Part<Self>> {
        let this = self.into_expression();
        let value = value.into_operand(this.near());
        call("nullif", vec![this, value])
    }
} }

methods! { [V: Value<Base = V, Nullable = Option<V>>] Option<V> {
    /// The value, or this one where there is none.
    pub fn coalesce<O: Operand<V>>(self, other: O) -> Expr<O::With<T>, O::Lift<V>, O::Kind> {
        let this = self.into_expression();
        let other = other.into_operand(this.near());
        call("coalesce", vec![this, other])
    }
} }

/// A type that [`cast`](Expr::cast) leads to.
#[diagnostic::on_unimplemented(message = "databases have no cast to `{Self}`")]
pub trait Cast: Value {
    #[doc(hidden)]
    const TO: CastTo;
}

macro_rules! casts {
    ($($rust:ty: $to:ident;)*) => { $(
        impl Cast for $rust {
            const TO: CastTo = CastTo::$to;
        }
    )* };
}

casts! {
    i32: Integer;
    i64: Integer;
    f64: Real;
    String: Text;
}

/// A function of the database by its name, which gives values of the type `V`. The arguments are columns and expressions.
///
/// The name is written as it stands: letters, digits, `_` and `.` are allowed.
pub fn function<V: Value, L: List>(name: &'static str, arguments: L) -> Expr<L::Tables, V> {
    let mut list = Vec::new();
    arguments.push_to(&mut list);
    Expr::new(Expression::Function(name, list))
}

/// An expression as the program writes it in SQL, which gives values of the type `V`; `:name` stands for a value.
pub fn expression<V: Value>(sql: Text) -> Expr<(), V> {
    Expr::new(Expression::Sql(sql))
}
