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

fields!(A 0);
fields!(A 0 B 1);
fields!(A 0 B 1 C 2);
fields!(A 0 B 1 C 2 D 3);
fields!(A 0 B 1 C 2 D 3 E 4);
fields!(A 0 B 1 C 2 D 3 E 4 F 5);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14);
fields!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15);
