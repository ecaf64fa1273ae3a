//! How does a Rust value become a database's value, and back?
//!
//! A [`Value`] is what a column's field can be; a [`Datum`] is one value on its way, in the database's terms but not in
//! any one database's storage. Each driver alone decides how a datum is stored (for SQLite see
//! [`driver::sqlite::storage`](crate::driver::sqlite)).

pub(crate) mod absent;
mod adapted;
mod array;
mod civil;
mod datum;
mod exact;
mod fields;
pub(crate) mod json;
mod option;
mod scalar;

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
#[cfg(feature = "serde_json")]
mod serde_json;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;

pub use adapted::{Adapted, Adapter, Stored};
pub use civil::{Date, Time, Timestamp};
pub use datum::Datum;
pub use fields::Fields;

pub(crate) use exact::Exact;

use std::fmt;

use crate::driver::Row;

/// A Rust type that a column can have.
///
/// It is implemented for the integers, `f32`, `f64`, `bool`, `String`, `Vec<u8>`, for `Option` of each, for the enums
/// that ormgen generates, and, each under the feature of its name, for the types of `chrono`, `time`, `jiff`, `rust_decimal`,
/// `serde_json` and `uuid`. A `Vec` of values is an array, and of `Option`s one whose elements may be NULL; but a `Vec<u8>` is bytes.
/// A struct of one field that is stored as that is takes part by a line,
/// [`newtype!`](crate::newtype), and any type of your own by standing on one of these:
///
/// ```
/// use ormgen_runtime::{Datum, Value, ValueError};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Isbn(String);
///
/// impl Value for Isbn {
///     type Base = Isbn;
///     type Nullable = Option<Isbn>;
///
///     fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
///         self.0.to_datum()
///     }
///
///     fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
///         let text = String::from_datum(datum)?;
///         if text.len() == 13 { Ok(Isbn(text)) } else { Err(ValueError::new("expected 13 digits")) }
///     }
/// }
///
/// assert_eq!(Isbn("9780812550702".into()).to_datum()?, Datum::Text("9780812550702".into()));
/// # Ok::<(), ValueError>(())
/// ```
pub trait Value: Clone + fmt::Debug + Send + Sync + 'static {
    /// The type without its `Option`: what the column is compared with.
    type Base: Value;
    /// The type that a row may lack under an outer join: an `Option`, never of an `Option`.
    type Nullable: Value<Nullable = Self::Nullable>;

    /// The value in the database's terms.
    ///
    /// # Errors
    ///
    /// The value has no form in a database, such as a date after the year 9999.
    fn to_datum(&self) -> Result<Datum<'_>, ValueError>;

    /// The value in the database's terms, where it is not needed any more: text and bytes are not copied.
    ///
    /// # Errors
    ///
    /// As [`to_datum`](Value::to_datum).
    fn into_owned_datum(self) -> Result<Datum<'static>, ValueError> {
        self.to_datum().map(Datum::into_owned)
    }

    /// The value that a datum stands for.
    ///
    /// # Errors
    ///
    /// The datum is of another type, or out of range.
    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError>;

    /// The value in a column of a row. Types that are read often say how without a datum in between.
    #[doc(hidden)]
    fn read(row: &Row<'_>, column: usize) -> crate::Result<Self> {
        row.read_datum(column)
    }

    /// The value in a column of a row, `None` where it is NULL.
    #[doc(hidden)]
    fn read_nullable(row: &Row<'_>, column: usize) -> crate::Result<Option<Self>> {
        row.read_nullable_datum(column)
    }

    /// Whether a database compares values by more than equality. It has no order for arrays where it has no arrays.
    #[doc(hidden)]
    const ORDERED: bool = true;

    /// The same of a `Vec` of these values.
    #[doc(hidden)]
    const LIST_ORDERED: bool = false;

    /// What a `Vec` of these values is in the database's terms: an array, but of `u8` bytes.
    #[doc(hidden)]
    fn list_to_datum(list: &[Self]) -> Result<Datum<'_>, ValueError> {
        array::to_datum(list)
    }

    #[doc(hidden)]
    fn list_into_datum(list: Vec<Self>) -> Result<Datum<'static>, ValueError> {
        array::into_datum(list)
    }

    #[doc(hidden)]
    fn list_from_datum(datum: Datum<'_>) -> Result<Vec<Self>, ValueError> {
        array::from_datum(datum)
    }
}

/// The 36 characters of a UUID, in lower case.
pub(crate) fn hyphenated(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(half.into(), 16).unwrap_or('0'));
        }
    }
    text
}

/// What can be bound to a placeholder: every [`Value`], and `&str`.
pub trait IntoDatum {
    /// The value in the database's terms, owned.
    ///
    /// # Errors
    ///
    /// As [`Value::to_datum`].
    fn into_datum(self) -> Result<Datum<'static>, ValueError>;
}

impl<V: Value> IntoDatum for V {
    fn into_datum(self) -> Result<Datum<'static>, ValueError> {
        self.into_owned_datum()
    }
}

impl IntoDatum for &str {
    fn into_datum(self) -> Result<Datum<'static>, ValueError> {
        Ok(Datum::Text(self.to_owned().into()))
    }
}

/// Why a value cannot be stored, or a stored one not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError(String);

impl ValueError {
    /// An error that says what was expected, in lower case and without the value itself.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// `expected an integer, found text`.
    pub(crate) fn expected(what: &str, found: &Datum<'_>) -> Self {
        Self(format!("expected {what}, found {}", found.class()))
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ValueError {}
