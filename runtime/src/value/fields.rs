//! How is one of several fields bound?
//!
//! A tuple of references takes one call in each generated `bind`, whatever the number of columns: the compiler has that
//! much less to check, and the optimizer leaves of it the one field that is asked for.

use super::{Datum, Value, ValueError};

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
        impl<'a, $($value: Value),*> Fields<'a> for ($(&'a $value,)*) {
            #[inline]
            fn bind(self, place: usize) -> Result<Datum<'a>, ValueError> {
                match place {
                    $($place => self.$place.to_datum(),)*
                    _ => Ok(Datum::Null),
                }
            }
        }
    };
}

crate::tuples::each_up_to_sixteen!(fields);
