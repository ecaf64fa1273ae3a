//! One value on its way between a program and a database.

use std::borrow::Cow;

use super::{Date, Time, Timestamp};

/// A value in the terms of SQL, before a driver gives it the form its database stores.
///
/// ```
/// use ormgen_runtime::{Datum, Value};
///
/// assert_eq!(20_i64.to_datum()?, Datum::Integer(20));
/// assert_eq!(Option::<i64>::None.to_datum()?, Datum::Null);
/// # Ok::<(), ormgen_runtime::ValueError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Datum<'a> {
    /// NULL.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A whole number above the greatest `i64`.
    Unsigned(u64),
    /// A floating-point number.
    Real(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// An exact decimal number, in digits: `-12.50`.
    Decimal(Cow<'a, str>),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A day and a time, without a time zone.
    Timestamp(Timestamp),
    /// A point in time, in UTC.
    TimestampTz(Timestamp),
    /// A UUID.
    Uuid([u8; 16]),
    /// A JSON document, as text.
    Json(Cow<'a, str>),
    /// An array: the values of its elements, each of which may be an array.
    Array(Vec<Datum<'a>>),
}

impl Datum<'_> {
    /// The datum with what it borrows copied.
    pub fn into_owned(self) -> Datum<'static> {
        match self {
            Datum::Null => Datum::Null,
            Datum::Bool(value) => Datum::Bool(value),
            Datum::Integer(value) => Datum::Integer(value),
            Datum::Unsigned(value) => Datum::Unsigned(value),
            Datum::Real(value) => Datum::Real(value),
            Datum::Text(value) => Datum::Text(Cow::Owned(value.into_owned())),
            Datum::Bytes(value) => Datum::Bytes(Cow::Owned(value.into_owned())),
            Datum::Decimal(value) => Datum::Decimal(Cow::Owned(value.into_owned())),
            Datum::Date(value) => Datum::Date(value),
            Datum::Time(value) => Datum::Time(value),
            Datum::Timestamp(value) => Datum::Timestamp(value),
            Datum::TimestampTz(value) => Datum::TimestampTz(value),
            Datum::Uuid(value) => Datum::Uuid(value),
            Datum::Json(value) => Datum::Json(Cow::Owned(value.into_owned())),
            Datum::Array(elements) => {
                Datum::Array(elements.into_iter().map(Datum::into_owned).collect())
            }
        }
    }

    /// The same datum, borrowing from this one.
    pub fn borrowed(&self) -> Datum<'_> {
        match self {
            Datum::Text(value) => Datum::Text(Cow::Borrowed(value)),
            Datum::Bytes(value) => Datum::Bytes(Cow::Borrowed(value)),
            Datum::Decimal(value) => Datum::Decimal(Cow::Borrowed(value)),
            Datum::Json(value) => Datum::Json(Cow::Borrowed(value)),
            Datum::Array(elements) => Datum::Array(elements.iter().map(Datum::borrowed).collect()),
            other => other.clone(),
        }
    }

    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Datum::Null)
    }

    /// The value of a key, for messages.
    pub(crate) fn key_text(&self) -> String {
        match self {
            Datum::Integer(value) => value.to_string(),
            Datum::Unsigned(value) => value.to_string(),
            Datum::Text(text) | Datum::Decimal(text) => format!("{text:?}"),
            Datum::Date(date) => date.to_string(),
            Datum::Timestamp(both) | Datum::TimestampTz(both) => both.to_string(),
            Datum::Uuid(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            other => other.class().to_owned(),
        }
    }

    /// What it is, for messages; never its value.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Datum::Null => "NULL",
            Datum::Bool(_) => "a boolean",
            Datum::Integer(_) | Datum::Unsigned(_) => "an integer",
            Datum::Real(_) => "a floating-point number",
            Datum::Text(_) => "text",
            Datum::Bytes(_) => "bytes",
            Datum::Decimal(_) => "a decimal number",
            Datum::Date(_) => "a date",
            Datum::Time(_) => "a time",
            Datum::Timestamp(_) => "a timestamp",
            Datum::TimestampTz(_) => "a timestamp with time zone",
            Datum::Uuid(_) => "a UUID",
            Datum::Json(_) => "JSON",
            Datum::Array(_) => "an array",
        }
    }
}
