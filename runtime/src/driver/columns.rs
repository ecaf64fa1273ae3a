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

columns!(A 0);
columns!(A 0 B 1);
columns!(A 0 B 1 C 2);
columns!(A 0 B 1 C 2 D 3);
columns!(A 0 B 1 C 2 D 3 E 4);
columns!(A 0 B 1 C 2 D 3 E 4 F 5);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14);
columns!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15);
