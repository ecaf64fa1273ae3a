//! How are several columns of a row read at once?
//!
//! Reading a tuple takes one call and one `?` in each generated decoder, whatever the number of columns: the compiler has
//! that much less to check.

use super::Row;
use crate::{error::Result, value::Value};

/// A tuple of one to sixteen values, from columns that stand side by side.
pub trait Columns: Sized {
    /// Reads the columns from `first` on.
    ///
    /// # Errors
    ///
    /// As [`Row::get`].
    fn read(row: &Row<'_>, first: usize) -> Result<Self>;
}

macro_rules! columns {
    ($($value:ident $place:literal)*) => {
        impl<$($value: Value),*> Columns for ($($value,)*) {
            #[inline]
            fn read(row: &Row<'_>, first: usize) -> Result<Self> {
                Ok(($(row.get::<$value>(first + $place)?,)*))
            }
        }
    };
}

crate::tuples::each_up_to_sixteen!(columns);
