//! NULL is `None`.

use super::{Datum, Value, ValueError};
use crate::driver::Row;

impl<T: Value<Nullable = Option<T>>> Value for Option<T> {
    type Base = T;
    type Nullable = Option<T>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        self.as_ref().map_or(Ok(Datum::Null), T::to_datum)
    }

    fn into_owned_datum(self) -> Result<Datum<'static>, ValueError> {
        self.map_or(Ok(Datum::Null), T::into_owned_datum)
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        match datum {
            Datum::Null => Ok(None),
            datum => T::from_datum(datum).map(Some),
        }
    }

    #[inline]
    fn read(row: &Row<'_>, column: usize) -> crate::Result<Self> {
        T::read_nullable(row, column)
    }
}
