//! What is a value in SQL where it cannot be bound?

use super::Writer;
use crate::{
    error::Result,
    schema::Dialect,
    value::{Datum, ValueError, hyphenated},
};

impl Writer<'_> {
    /// Writes what has its values in the text: databases compare a condition with that of an index as both are written.
    pub(super) fn literally(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.literal = true;
        let outcome = write(self);
        self.literal = false;
        outcome
    }
}

/// A value as it is written in SQL, in the form that the database stores.
pub(super) fn literal(datum: &Datum<'_>, dialect: Dialect) -> Result<String, ValueError> {
    Ok(match datum {
        Datum::Null => "NULL".to_owned(),
        Datum::Bool(value) if dialect == Dialect::Sqlite => u8::from(*value).to_string(),
        Datum::Bool(true) => "TRUE".to_owned(),
        Datum::Bool(false) => "FALSE".to_owned(),
        Datum::Integer(value) => value.to_string(),
        Datum::Real(value) if value.is_finite() => format!("{value:?}"),
        Datum::Decimal(digits) => digits.to_string(),
        Datum::Text(text) | Datum::Json(text) if !text.contains('\0') => quoted(text),
        Datum::Date(date) => quoted(&date.to_string()),
        Datum::Time(time) => quoted(&time.to_string()),
        Datum::Timestamp(both) | Datum::TimestampTz(both) => quoted(&both.to_string()),
        Datum::Uuid(bytes) => quoted(&hyphenated(bytes)),
        other => {
            return Err(ValueError::new(format!(
                "{} has no form as a literal here",
                other.class()
            )));
        }
    })
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_literals_that_say_the_same() {
        let literal = |datum: Datum<'_>| literal(&datum, Dialect::Sqlite).ok();
        let text = |text: &'static str| literal(Datum::Text(text.into()));
        assert_eq!(text("it's").as_deref(), Some("'it''s'"));
        assert_eq!(text("a\0b"), None, "the statement would end there");
        assert_eq!(literal(Datum::Bool(true)).as_deref(), Some("1"));
        assert_eq!(literal(Datum::Real(1.0)).as_deref(), Some("1.0"));
        assert_eq!(literal(Datum::Real(f64::INFINITY)), None);
        assert_eq!(literal(Datum::Integer(-3)).as_deref(), Some("-3"));
        assert_eq!(literal(Datum::Null).as_deref(), Some("NULL"));
    }
}
