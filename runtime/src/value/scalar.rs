//! The types of Rust itself.
//!
//! SQLite keeps what it was given: a number in a NUMERIC column may come back as an integer, a real or text. Each type
//! reads every class that holds its values exactly, and no other.

use std::borrow::Cow;

use super::{Datum, Value, ValueError};
use crate::driver::{Plain, Row};

macro_rules! integer {
    ($($ty:ty $({ $($list:tt)* })?),*) => { $(
        impl Value for $ty {
            type Base = $ty;
            type Nullable = Option<$ty>;

            fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
                Ok(match i64::try_from(*self) {
                    Ok(value) => Datum::Integer(value),
                    Err(_) => Datum::Unsigned(*self as u64),
                })
            }

            #[inline]
            fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
                let value = match datum {
                    Datum::Integer(value) => <$ty>::try_from(value).ok(),
                    Datum::Unsigned(value) => <$ty>::try_from(value).ok(),
                    Datum::Bool(value) => Some(value as $ty),
                    other => return Err(ValueError::expected("an integer", &other)),
                };
                value.ok_or_else(|| ValueError::new(concat!("expected an integer that fits ", stringify!($ty), ", found a greater or smaller one")))
            }

            #[inline]
            fn read(row: &Row<'_>, column: usize) -> crate::Result<Self> {
                integer(row, column, row.plain(column))
            }

            #[inline]
            fn read_nullable(row: &Row<'_>, column: usize) -> crate::Result<Option<Self>> {
                match row.plain(column) {
                    Some(Plain::Null) => Ok(None),
                    None => row.read_nullable_datum(column),
                    plain => integer(row, column, plain).map(Some),
                }
            }

            $($($list)*)?
        }
    )* };
}

integer!(i8, i16, i32, i64, u16, u32, u64);

integer!(u8 {
    const LIST_ORDERED: bool = true;

    fn list_to_datum(list: &[u8]) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Bytes(Cow::Borrowed(list)))
    }

    fn list_into_datum(list: Vec<u8>) -> Result<Datum<'static>, ValueError> {
        Ok(Datum::Bytes(Cow::Owned(list)))
    }

    /// As an element of an array that is kept as JSON, bytes are numbers.
    fn list_from_datum(datum: Datum<'_>) -> Result<Vec<u8>, ValueError> {
        match datum {
            Datum::Bytes(bytes) => Ok(bytes.into_owned()),
            Datum::Text(text) => Ok(text.into_owned().into_bytes()),
            Datum::Array(numbers) => numbers.into_iter().map(u8::from_datum).collect(),
            other => Err(ValueError::expected("bytes", &other)),
        }
    }
});

impl Value for f64 {
    type Base = f64;
    type Nullable = Option<f64>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Real(*self))
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        match datum {
            Datum::Real(value) => Ok(value),
            Datum::Integer(value) if value as f64 as i64 == value && value != i64::MAX => {
                Ok(value as f64)
            }
            Datum::Text(ref text) | Datum::Decimal(ref text) => text
                .parse()
                .map_err(|_| ValueError::expected("a number", &datum)),
            other => Err(ValueError::expected("a number", &other)),
        }
    }
}

impl Value for f32 {
    type Base = f32;
    type Nullable = Option<f32>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Real(f64::from(*self)))
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        f64::from_datum(datum).map(|value| value as f32)
    }
}

impl Value for bool {
    type Base = bool;
    type Nullable = Option<bool>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Bool(*self))
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        match &datum {
            Datum::Bool(value) => Ok(*value),
            Datum::Integer(0) => Ok(false),
            Datum::Integer(1) => Ok(true),
            Datum::Text(text) => match text.as_ref() {
                "0" | "f" | "false" | "FALSE" => Ok(false),
                "1" | "t" | "true" | "TRUE" => Ok(true),
                _ => Err(ValueError::new(
                    "expected `true` or `false`, found other text",
                )),
            },
            Datum::Integer(_) => Err(ValueError::new("expected 0 or 1, found another integer")),
            other => Err(ValueError::expected("a boolean", other)),
        }
    }
}

impl Value for String {
    type Base = String;
    type Nullable = Option<String>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        Ok(Datum::Text(Cow::Borrowed(self)))
    }

    fn into_owned_datum(self) -> Result<Datum<'static>, ValueError> {
        Ok(Datum::Text(Cow::Owned(self)))
    }

    /// A number is read as its digits: SQLite turns text into one where the column's declared type is no text type.
    #[inline]
    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        match datum {
            Datum::Text(text) | Datum::Decimal(text) | Datum::Json(text) => Ok(text.into_owned()),
            Datum::Integer(value) => Ok(value.to_string()),
            Datum::Real(value) => Ok(value.to_string()),
            other => Err(ValueError::expected("text", &other)),
        }
    }

    #[inline]
    fn read(row: &Row<'_>, column: usize) -> crate::Result<Self> {
        text(row, column, row.plain(column))
    }

    #[inline]
    fn read_nullable(row: &Row<'_>, column: usize) -> crate::Result<Option<Self>> {
        match row.plain(column) {
            Some(Plain::Null) => Ok(None),
            None => row.read_nullable_datum(column),
            plain => text(row, column, plain).map(Some),
        }
    }
}

#[inline]
fn integer<V: Value + TryFrom<i64>>(
    row: &Row<'_>,
    column: usize,
    plain: Option<Plain<'_>>,
) -> crate::Result<V> {
    match plain {
        Some(Plain::Integer(value)) => match V::try_from(value) {
            Ok(value) => Ok(value),
            Err(_) => row.read_other(column, plain),
        },
        plain => row.read_other(column, plain),
    }
}

#[inline]
fn text(row: &Row<'_>, column: usize, plain: Option<Plain<'_>>) -> crate::Result<String> {
    match plain {
        Some(Plain::Text(text)) => Ok(text.to_owned()),
        Some(Plain::Given(text)) => Ok(text),
        plain => row.read_other(column, plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_within_their_range() {
        assert_eq!(i16::from_datum(Datum::Integer(-32_768)), Ok(i16::MIN));
        assert!(i16::from_datum(Datum::Integer(32_768)).is_err());
        assert!(u8::from_datum(Datum::Integer(-1)).is_err());
        assert_eq!(u64::MAX.to_datum(), Ok(Datum::Unsigned(u64::MAX)));
        assert!(i64::from_datum(Datum::Unsigned(u64::MAX)).is_err());
        assert!(i64::from_datum(Datum::Null).is_err());
    }

    #[test]
    fn numbers_and_truth_are_read_from_each_class_that_holds_them() {
        assert_eq!(f64::from_datum(Datum::Integer(3)), Ok(3.0));
        assert_eq!(f64::from_datum(Datum::Text("2.5".into())), Ok(2.5));
        assert!(f64::from_datum(Datum::Integer(i64::MAX)).is_err());
        assert_eq!(bool::from_datum(Datum::Text("true".into())), Ok(true));
        assert!(bool::from_datum(Datum::Integer(2)).is_err());
        assert_eq!(String::from_datum(Datum::Integer(7)), Ok("7".to_owned()));
        assert!(String::from_datum(Datum::Bytes((&b"x"[..]).into())).is_err());
    }
}
