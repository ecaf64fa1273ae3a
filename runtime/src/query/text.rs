//! How is text searched?
//!
//! `LIKE` is the database's: SQLite does not tell upper case from lower case of the letters A to Z in it, PostgreSQL does.

use super::{
    Expr, Operand, Predicate, Term,
    expression::{Expression, Operator},
    typed::{Grown, methods, value_for},
};
use crate::value::{IntoDatum, Value};

fn like<T>(text: Expression, pattern: String) -> Predicate<T> {
    let near = text.near();
    let pattern = value_for(pattern.into_datum(), near);
    Expression::Like(Box::new((text, pattern)), true).into()
}

/// Text in which `%` and `_` stand for themselves, where `/` is the sign for that.
fn verbatim(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '/') {
            escaped.push('/');
        }
        escaped.push(letter);
    }
    escaped
}

methods! { [V: Value<Base = String>] V {
    /// `LIKE`: `%` stands for any text, `_` for one character.
    pub fn like<O: Operand<String>>(self, pattern: O) -> O::Test<T> {
        let text = self.into_expression();
        let pattern = pattern.into_operand(text.near());
        Expression::Like(Box::new((text, pattern)), false).into()
    }

    /// `LIKE` with both sides in lower case.
    pub fn ilike<O: Operand<String>>(self, pattern: O) -> O::Test<T> {
        let lower = |text| Expression::Call("lower", vec![text]);
        let pattern = pattern.into_operand(None);
        let sides = (lower(self.into_expression()), lower(pattern));
        Expression::Like(Box::new(sides), false).into()
    }

    /// Whether a regular expression finds something in it: `.regexp_match("^[A-Z]")`.
    ///
    /// SQLite has none of its own: with the feature `regex` of `ormgen-runtime`, every connection that an engine opens has those
    /// of the [`regex`](https://docs.rs/regex) library, which take time in proportion to the text. Without, the query is an
    /// error. PostgreSQL and MySQL have their own, `~` and `REGEXP`.
    pub fn regexp_match<O: Operand<String>>(self, pattern: O) -> O::Test<T> {
        let text = self.into_expression();
        let pattern = pattern.into_operand(text.near());
        Expression::Regexp(Box::new((text, pattern))).into()
    }

    /// Whether it begins with this text, in which `%` and `_` are nothing special.
    pub fn starts_with(self, text: impl AsRef<str>) -> Predicate<T> {
        like(self.into_expression(), verbatim(text.as_ref()) + "%")
    }

    /// Whether it ends with this text, in which `%` and `_` are nothing special.
    pub fn ends_with(self, text: impl AsRef<str>) -> Predicate<T> {
        like(self.into_expression(), format!("%{}", verbatim(text.as_ref())))
    }

    /// Whether it has this text in it, in which `%` and `_` are nothing special.
    pub fn contains(self, text: impl AsRef<str>) -> Predicate<T> {
        like(self.into_expression(), format!("%{}%", verbatim(text.as_ref())))
    }

    /// This text and another behind it.
    pub fn concat<O: Operand<String>>(
        self,
        other: O,
    ) -> Grown<Self, O, String> {
        let text = self.into_expression();
        let other = other.into_operand(None);
        Expr::new(Expression::binary(text, Operator::Concat, other))
    }
} }

#[cfg(test)]
mod tests {
    use super::verbatim;

    #[test]
    fn signs_of_patterns_are_escaped() {
        assert_eq!(verbatim("50%_a/b\\"), "50/%/_a//b\\");
    }
}
