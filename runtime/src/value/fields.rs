//! How is one of several fields bound?
//!
//! A tuple of references takes one call in each generated `bind`, whatever the number of columns: the compiler has that
//! much less to check, and the optimizer leaves of it the one field that is asked for.

use super::{Adapter, Datum, Stored, Value, ValueError};

/// One of several fields.
pub trait Field<'a> {
    /// Its value.
    ///
    /// # Errors
    ///
    /// As [`Value::to_datum`].
    fn datum(self) -> Result<Datum<'a>, ValueError>;
}

impl<'a, V: Value> Field<'a> for &'a V {
    #[inline]
    fn datum(self) -> Result<Datum<'a>, ValueError> {
        self.to_datum()
    }
}

impl<'a, T, A: Adapter<T>> Field<'a> for Stored<'a, T, A> {
    #[inline]
    fn datum(self) -> Result<Datum<'a>, ValueError> {
        self.to_datum()
    }
}

/// A tuple of references to one to sixteen fields.
pub trait Fields<'a> {
    /// The value of the field at a place; NULL where there is none.
    ///
    /// # Errors
    ///
    /// As [`Value::to_datum`].
    fn bind(self, place: usize) -> Result<Datum<'a>, ValueError>;
}

macro_rules! fields {
    ($($value:ident $place:tt)*) => {
        impl<'a, $($value: Field<'a>),*> Fields<'a> for ($($value,)*) {
            #[inline]
            fn bind(self, place: usize) -> Result<Datum<'a>, ValueError> {
                match place {
                    $($place => self.$place.datum(),)*
                    _ => Ok(Datum::Null),
                }
            }
        }
    };
}

crate::tuples::each_up_to_sixteen!(fields);
