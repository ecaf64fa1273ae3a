//! What does a row of a query become?

use std::marker::PhantomData;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::expression::{Expression, Origin};
use crate::{
    driver::Row,
    error::Result,
    model::{Keyed, Model},
    session::{AnyRef, Meeting, Ref},
    value::Value,
};

type Mark<T> = PhantomData<fn() -> T>;

/// What stands behind SELECT.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum Item {
    /// All columns of a table.
    Row(Origin),
    Value(Expression),
}

/// What a query gives back: most give back one thing, for which nothing is allocated.
pub(crate) type Items = SmallVec<[Item; 1]>;

/// The rows of `T`: plain structs from a [`Connection`](crate::Connection), [`Ref`]s in a session.
pub struct Entities<T>(Mark<T>);

/// Values of the type `V`.
pub struct Scalar<V>(Mark<V>);

/// What stands in some columns of a row.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "`{Self}` is nothing that a query gives back")]
pub trait Wide: 'static {
    const WIDTH: usize;
}

/// What a query gives back: rows of a table, values, a tuple of these, or structs of the program's own.
#[diagnostic::on_unimplemented(message = "a query cannot give `{Self}` without a session")]
pub trait Output: Wide {
    /// The form without a session.
    type Plain: Send;

    #[doc(hidden)]
    fn plain(row: &Row<'_>, first: usize) -> Result<Self::Plain>;
}

/// What a query in a session gives back.
#[diagnostic::on_unimplemented(
    message = "a session cannot give `{Self}`",
    label = "say what the query gives back: `.select(..)`"
)]
pub trait Tracked: Wide {
    /// The form in a session: a [`Ref`] for each row of a table.
    type Tracked: Send;

    /// Whether it is the rows of one table, each of which comes once, with what is loaded of it.
    #[doc(hidden)]
    const OF_ONE_TABLE: bool = false;

    #[doc(hidden)]
    fn tracked(session: &mut Meeting<'_>, row: &Row<'_>, first: usize) -> Result<Self::Tracked>;

    /// Whether the same came before: a row of a table comes once, however often joins repeat it.
    #[doc(hidden)]
    fn is_new(_: &mut FxHashSet<u64>, _: &Self::Tracked) -> bool {
        true
    }

    /// The row of the table, where it is one.
    #[doc(hidden)]
    fn row(_: &Self::Tracked) -> Option<AnyRef> {
        None
    }
}

/// What comes of each row that the database gives, in a session too; a row of a table comes once there.
#[doc(hidden)]
pub trait EachRow: Tracked {}

impl<T: Model> Wide for Entities<T> {
    const WIDTH: usize = T::TABLE.width();
}

impl<T: Model> Output for Entities<T> {
    type Plain = T;

    fn plain(row: &Row<'_>, first: usize) -> Result<T> {
        T::decode(&row.from(first).of(T::TABLE))
    }
}

impl<T: Keyed> Tracked for Entities<T> {
    type Tracked = Ref<T>;

    const OF_ONE_TABLE: bool = true;

    fn tracked(session: &mut Meeting<'_>, row: &Row<'_>, first: usize) -> Result<Ref<T>> {
        session.meet(&row.from(first))
    }

    fn is_new(seen: &mut FxHashSet<u64>, found: &Ref<T>) -> bool {
        seen.insert(found.number())
    }

    fn row(found: &Ref<T>) -> Option<AnyRef> {
        Some((*found).into())
    }
}

/// Whether an outer join found no row: its key is NULL, or all of it where it has none.
fn is_missing<T: Model>(row: &Row<'_>, first: usize) -> Result<bool> {
    let mut missing = true;
    for column in T::TABLE.identity {
        missing &= row.datum(first + usize::from(*column))?.is_null();
    }
    if T::TABLE.identity.is_empty() {
        for column in 0..T::TABLE.width() {
            missing &= row.datum(first + column)?.is_null();
        }
    }
    Ok(missing)
}

impl<T: Model> Wide for Option<Entities<T>> {
    const WIDTH: usize = Entities::<T>::WIDTH;
}

impl<T: Model> Output for Option<Entities<T>> {
    type Plain = Option<T>;

    fn plain(row: &Row<'_>, first: usize) -> Result<Option<T>> {
        if is_missing::<T>(row, first)? {
            return Ok(None);
        }
        Entities::<T>::plain(row, first).map(Some)
    }
}

impl<T: Keyed> Tracked for Option<Entities<T>> {
    type Tracked = Option<Ref<T>>;

    fn tracked(session: &mut Meeting<'_>, row: &Row<'_>, first: usize) -> Result<Option<Ref<T>>> {
        if is_missing::<T>(row, first)? {
            return Ok(None);
        }
        Entities::<T>::tracked(session, row, first).map(Some)
    }
}

/// What a query gives back of whose rows a full join may lack any.
#[diagnostic::on_unimplemented(
    message = "a full join comes before what the query gives back is chosen",
    label = "call `fulljoin` first, and `select` or `add_entity` behind it"
)]
pub trait LossyOutput {
    /// The same, with rows that may be missing.
    type Lossy;
}

impl<T: Model> LossyOutput for Entities<T> {
    type Lossy = Option<Entities<T>>;
}

impl<T: Model> LossyOutput for Option<Entities<T>> {
    type Lossy = Option<Entities<T>>;
}

impl LossyOutput for () {
    type Lossy = ();
}

impl<V: Value> Wide for Scalar<V> {
    const WIDTH: usize = 1;
}

impl<V: Value> Output for Scalar<V> {
    type Plain = V;

    fn plain(row: &Row<'_>, first: usize) -> Result<V> {
        row.get(first)
    }
}

impl<V: Value> Tracked for Scalar<V> {
    type Tracked = V;

    fn tracked(_: &mut Meeting<'_>, row: &Row<'_>, first: usize) -> Result<V> {
        row.get(first)
    }
}

impl<V: Value> EachRow for Scalar<V> {}

macro_rules! tuple {
    ($($part:ident)*) => {
        impl<$($part: Wide),*> Wide for ($($part,)*) {
            const WIDTH: usize = 0 $(+ $part::WIDTH)*;
        }

        impl<$($part: Output),*> Output for ($($part,)*) {
            type Plain = ($($part::Plain,)*);

            fn plain(row: &Row<'_>, first: usize) -> Result<Self::Plain> {
                let mut next = first;
                Ok(($({
                    let first = next;
                    next = first + $part::WIDTH;
                    let _ = next;
                    $part::plain(row, first)?
                },)*))
            }
        }

        impl<$($part: Tracked),*> Tracked for ($($part,)*) {
            type Tracked = ($($part::Tracked,)*);

            fn tracked(
                session: &mut Meeting<'_>,
                row: &Row<'_>,
                first: usize,
            ) -> Result<Self::Tracked> {
                let mut next = first;
                Ok(($({
                    let first = next;
                    next = first + $part::WIDTH;
                    let _ = next;
                    $part::tracked(session, row, first)?
                },)*))
            }
        }

        impl<$($part: Tracked),*> EachRow for ($($part,)*) {}
    };
}

tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
tuple!(A B C D E F G);
tuple!(A B C D E F G H);
tuple!(A B C D E F G H I);
tuple!(A B C D E F G H I J);
tuple!(A B C D E F G H I J K);
tuple!(A B C D E F G H I J K L);
