//! In which form does SQLite keep each type?
//!
//! | type | stored as | |
//! | --- | --- | --- |
//! | `bool` | INTEGER | 0 or 1 |
//! | integers | INTEGER | a `u64` above 2⁶³ − 1 is an error |
//! | `f32`, `f64` | REAL | NaN is an error: SQLite would keep NULL |
//! | text, enums | TEXT | in a column of a number type, text that SQLite would turn into another number is an error |
//! | bytes | BLOB | |
//! | decimals | INTEGER or REAL, TEXT in a text column | more than 15 digits as REAL are an error |
//! | dates | TEXT | `YYYY-MM-DD` |
//! | times | TEXT | `HH:MM:SS`, with `.ffffff` where there is a fraction, and nine digits where six do not hold it |
//! | timestamps | TEXT | `YYYY-MM-DD HH:MM:SS`, with a fraction as above; with time zone, as UTC: they sort, and agree with CURRENT_TIMESTAMP |
//! | UUIDs | TEXT | 36 characters, lower case |
//! | JSON | TEXT | |
//! | arrays | TEXT | JSON, which `json_each` takes: without spaces, so that equal arrays are equal text |

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::affinity::Affinity;
use crate::{
    driver::{Bind, Plain},
    error::{Error, ErrorKind, Result},
    value::{Datum, ValueError, hyphenated, json},
};

/// The digits that a REAL always brings back.
const REAL_DIGITS: usize = 15;

/// The stored form of a value.
pub(super) fn store<'a>(bind: &'a Bind<'_>) -> Result<ToSqlOutput<'a>> {
    let affinity = || {
        bind.column()
            .map(|(table, column)| Affinity::of(table.columns[usize::from(column)].declared))
    };
    let stored = match &bind.datum {
        Datum::Null => borrowed(ValueRef::Null),
        Datum::Bool(value) => owned(Value::Integer((*value).into())),
        Datum::Integer(value) => owned(Value::Integer(*value)),
        Datum::Unsigned(_) => Err(ValueError::new(
            "SQLite keeps integers up to 9223372036854775807",
        )),
        Datum::Real(value) if value.is_nan() => Err(ValueError::new("NaN cannot be stored")),
        Datum::Real(value) => owned(Value::Real(*value)),
        Datum::Text(text) | Datum::Json(text) => keep_text(text, affinity),
        Datum::Bytes(bytes) => borrowed(ValueRef::Blob(bytes)),
        Datum::Decimal(digits) => keep_decimal(digits, affinity()),
        Datum::Date(date) => owned(Value::Text(date.to_string())),
        Datum::Time(time) => owned(Value::Text(time.to_string())),
        Datum::Timestamp(both) | Datum::TimestampTz(both) => owned(Value::Text(both.to_string())),
        Datum::Uuid(bytes) => owned(Value::Text(hyphenated(bytes))),
        Datum::Array(elements) => json::write(elements).and_then(|text| owned(Value::Text(text))),
    };
    stored.map_err(|error| match bind.column() {
        Some((table, column)) => Error::value(ErrorKind::Encode, error, table, column),
        None => Error::new(ErrorKind::Encode, error.to_string()),
    })
}

fn owned<'a>(value: Value) -> Result<ToSqlOutput<'a>, ValueError> {
    Ok(ToSqlOutput::Owned(value))
}

fn borrowed(value: ValueRef<'_>) -> Result<ToSqlOutput<'_>, ValueError> {
    Ok(ToSqlOutput::Borrowed(value))
}

/// What a cell of a result holds; `None` where the row has no such column.
#[inline]
pub(in crate::driver) fn read<'a>(
    row: &'a rusqlite::Row<'_>,
    column: usize,
) -> Option<Result<Datum<'a>, ValueError>> {
    Some(Ok(match row.get_ref(column).ok()? {
        ValueRef::Null => Datum::Null,
        ValueRef::Integer(value) => Datum::Integer(value),
        ValueRef::Real(value) => Datum::Real(value),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Datum::Text(text.into()),
            Err(_) => {
                return Some(Err(ValueError::new(
                    "expected text in UTF-8, found other bytes",
                )));
            }
        },
        ValueRef::Blob(bytes) => Datum::Bytes(bytes.into()),
    }))
}

/// What a cell of a result holds, where it is NULL, an integer or text.
#[inline]
pub(in crate::driver) fn plain<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> Option<Plain<'a>> {
    match row.get_ref(column).ok()? {
        ValueRef::Null => Some(Plain::Null),
        ValueRef::Integer(value) => Some(Plain::Integer(value)),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().map(Plain::Text),
        ValueRef::Real(_) | ValueRef::Blob(_) => None,
    }
}

fn keep_text(
    text: &str,
    affinity: impl Fn() -> Option<Affinity>,
) -> Result<ToSqlOutput<'_>, ValueError> {
    let may_be_number = text
        .trim_start()
        .starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    if may_be_number
        && affinity().is_some_and(Affinity::turns_text_into_numbers)
        && !survives_as_number(text)
    {
        return Err(ValueError::new(
            "SQLite would turn this text into a number that reads differently, since the column's type is no text type",
        ));
    }
    borrowed(ValueRef::Text(text.as_bytes()))
}

/// Whether text is no number to SQLite, or one that is read back as the same text.
fn survives_as_number(text: &str) -> bool {
    let trimmed = text.trim_matches([' ', '\t', '\n', '\x0c', '\r']);
    if trimmed.contains(|letter: char| letter.is_ascii_alphabetic() && !matches!(letter, 'e' | 'E'))
    {
        return true;
    }
    match (trimmed.parse::<i64>(), trimmed.parse::<f64>()) {
        (Ok(integer), _) => integer.to_string() == text,
        (_, Ok(real)) => {
            real.fract() != 0.0
                && real.to_string() == text
                && significant_digits(text) <= REAL_DIGITS
        }
        _ => true,
    }
}

fn keep_decimal(digits: &str, affinity: Option<Affinity>) -> Result<ToSqlOutput<'_>, ValueError> {
    if matches!(affinity, Some(Affinity::Text | Affinity::Blob)) {
        return borrowed(ValueRef::Text(digits.as_bytes()));
    }
    let whole = digits.split_once('.').map_or(digits, |(whole, fraction)| {
        if fraction.bytes().all(|digit| digit == b'0') {
            whole
        } else {
            digits
        }
    });
    match whole.parse::<i64>() {
        Ok(integer) if affinity != Some(Affinity::Real) => return owned(Value::Integer(integer)),
        _ => {}
    }
    match digits.parse::<f64>() {
        Ok(real) if significant_digits(digits) <= REAL_DIGITS => owned(Value::Real(real)),
        _ => Err(ValueError::new(format!(
            "SQLite keeps {REAL_DIGITS} digits of a decimal number; a text column keeps them all"
        ))),
    }
}

fn significant_digits(number: &str) -> usize {
    let mantissa = number.split(['e', 'E']).next().unwrap_or(number);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    if mantissa.contains('.') {
        digits.trim_end_matches('0').len()
    } else {
        digits.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_would_come_back_changed_is_told() {
        for text in [
            "7",
            "-12",
            "2.5",
            "abc",
            "12 apples",
            "",
            "2024-01-01",
            "0x10",
            "1.2.3",
            "+",
        ] {
            assert!(survives_as_number(text), "{text}");
        }
        for text in [
            "007",
            "1.0",
            "+5",
            " 5",
            "1e5",
            "12345678901234567890",
            "0.10",
            "1234567890.1234567",
        ] {
            assert!(!survives_as_number(text), "{text}");
        }
    }

    #[test]
    fn decimals_keep_their_value_or_are_refused() {
        let kept = |digits| keep_decimal(digits, Some(Affinity::Numeric));
        assert_eq!(kept("12.00"), owned(Value::Integer(12)));
        assert_eq!(kept("0.1"), owned(Value::Real(0.1)));
        assert_eq!(
            kept("9007199254740993"),
            owned(Value::Integer(9_007_199_254_740_993))
        );
        assert!(kept("0.1234567890123456").is_err());
        assert!(kept("99999999999999999999").is_err());
        assert_eq!(
            keep_decimal("0.1234567890123456", Some(Affinity::Text)),
            borrowed(ValueRef::Text(b"0.1234567890123456"))
        );
    }
}
