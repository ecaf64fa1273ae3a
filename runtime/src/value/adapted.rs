//! How is a value stored whose type is of another crate, by functions of the program's own?
//!
//! Generated code has the plain type as the field, and [`Adapted`] as what the column holds: in conditions and in new rows
//! the plain value stands for it.

use std::{fmt, marker::PhantomData};

use super::{Datum, IntoDatum, Value, ValueError};

/// How values of `T` are stored. Generated code implements it by the module that a column's `with` names.
pub trait Adapter<T>: 'static {
    /// The value in the database's terms.
    ///
    /// # Errors
    ///
    /// The value has no form in a database.
    fn to_datum(value: &T) -> Result<Datum<'_>, ValueError>;

    /// The value that a datum stands for.
    ///
    /// # Errors
    ///
    /// The datum stands for no such value.
    fn from_datum(datum: Datum<'_>) -> Result<T, ValueError>;
}

/// A value that is stored as `A` says.
pub struct Adapted<T, A>(T, PhantomData<fn() -> A>);

impl<T, A> Adapted<T, A> {
    /// The value alone.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T, A> From<T> for Adapted<T, A> {
    fn from(value: T) -> Self {
        Adapted(value, PhantomData)
    }
}

impl<T: Clone, A> Clone for Adapted<T, A> {
    fn clone(&self) -> Self {
        self.0.clone().into()
    }
}

impl<T: fmt::Debug, A> fmt::Debug for Adapted<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: PartialEq, A> PartialEq for Adapted<T, A> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T, A> Value for Adapted<T, A>
where
    T: Clone + fmt::Debug + Send + Sync + 'static,
    A: Adapter<T>,
{
    type Base = Self;
    type Nullable = Option<Self>;

    fn to_datum(&self) -> Result<Datum<'_>, ValueError> {
        A::to_datum(&self.0)
    }

    fn from_datum(datum: Datum<'_>) -> Result<Self, ValueError> {
        A::from_datum(datum).map(Self::from)
    }
}

#[diagnostic::do_not_recommend]
impl<T, A> crate::insert::Set<Adapted<T, A>> for T
where
    T: Clone + fmt::Debug + Send + Sync + 'static,
    A: Adapter<T>,
{
    fn into_datum(self) -> Result<Datum<'static>, ValueError> {
        IntoDatum::into_datum(Adapted::<T, A>::from(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T, A> crate::insert::Set<Option<Adapted<T, A>>> for T
where
    T: Clone + fmt::Debug + Send + Sync + 'static,
    A: Adapter<T>,
{
    fn into_datum(self) -> Result<Datum<'static>, ValueError> {
        IntoDatum::into_datum(Adapted::<T, A>::from(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T, A> crate::insert::Set<Option<Adapted<T, A>>> for Option<T>
where
    T: Clone + fmt::Debug + Send + Sync + 'static,
    A: Adapter<T>,
{
    fn into_datum(self) -> Result<Datum<'static>, ValueError> {
        IntoDatum::into_datum(self.map(Adapted::<T, A>::from))
    }
}

/// A field that is stored as `A` says, for [`bind`](crate::codegen::bind).
pub struct Stored<'a, T, A>(Option<&'a T>, PhantomData<fn() -> A>);

impl<'a, T, A: Adapter<T>> Stored<'a, T, A> {
    /// A field.
    pub fn new(value: &'a T) -> Self {
        Stored(Some(value), PhantomData)
    }

    /// A field that may be NULL.
    pub fn nullable(value: &'a Option<T>) -> Self {
        Stored(value.as_ref(), PhantomData)
    }

    pub(super) fn to_datum(&self) -> Result<Datum<'a>, ValueError> {
        self.0.map_or(Ok(Datum::Null), A::to_datum)
    }
}

/// Implements [`Value`] for a struct of one field, which is stored as that is.
///
/// ```
/// #[derive(Clone, Debug, PartialEq)]
/// struct Isbn(String);
/// ormgen_runtime::newtype!(Isbn(String));
///
/// use ormgen_runtime::{Datum, Value};
/// assert_eq!(Isbn("9780812550702".into()).to_datum()?, Datum::Text("9780812550702".into()));
/// # Ok::<(), ormgen_runtime::ValueError>(())
/// ```
#[macro_export]
macro_rules! newtype {
    ($name:ident($inner:ty)) => {
        impl $crate::Value for $name {
            type Base = $name;
            type Nullable = ::core::option::Option<$name>;

            fn to_datum(&self) -> ::core::result::Result<$crate::Datum<'_>, $crate::ValueError> {
                $crate::Value::to_datum(&self.0)
            }

            fn from_datum(
                datum: $crate::Datum<'_>,
            ) -> ::core::result::Result<Self, $crate::ValueError> {
                <$inner as $crate::Value>::from_datum(datum).map($name)
            }
        }
    };
}

/// Says by which functions the columns of a marker are stored: those of a module, `to_datum` and `from_datum`.
#[doc(hidden)]
#[macro_export]
macro_rules! __stored_by {
    ($marker:path: $ty:ty, $($module:tt)+) => {
        impl $crate::codegen::Adapter<$ty> for $marker {
            fn to_datum(
                value: &$ty,
            ) -> ::core::result::Result<$crate::Datum<'_>, $crate::ValueError> {
                $($module)+::to_datum(value)
            }

            fn from_datum(
                datum: $crate::Datum<'_>,
            ) -> ::core::result::Result<$ty, $crate::ValueError> {
                $($module)+::from_datum(datum)
            }
        }
    };
}
