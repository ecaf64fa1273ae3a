//! Exact decimal numbers of `rust_decimal`.

use ::rust_decimal::Decimal;

use super::{Datum, Value, ValueError};

impl Value for Decimal {
    type Base = Decimal;
    type Nullable = Option<Decimal>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Decimal(self.to_string().into()))
    }

    /// Reads digits, integers, and reals by their shortest digits: what SQLite makes of a decimal in a NUMERIC column.
    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        let digits = match &datum {
            Datum::Integer(value) => return Ok(Decimal::from(*value)),
            Datum::Unsigned(value) => return Ok(Decimal::from(*value)),
            Datum::Decimal(digits) | Datum::Text(digits) => digits.as_ref().to_owned(),
            Datum::Real(value) => value.to_string(),
            other => return Err(ValueError::expected("a decimal number", other)),
        };
        Decimal::from_str_exact(&digits)
            .map_err(|_| ValueError::new("expected a decimal number of at most 28 digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reals_are_read_by_their_shortest_digits() {
        assert_eq!(
            Decimal::from_datum(Datum::Real(0.1)).unwrap().to_string(),
            "0.1"
        );
        assert_eq!(
            Decimal::from_datum(Datum::Integer(12)).unwrap(),
            Decimal::from(12)
        );
        assert!(Decimal::from_datum(Datum::Text("a lot".into())).is_err());
    }
}
