//! The relationships of a model, as constants: `Book::AUTHOR`, `Author::BOOKS`.

use std::marker::PhantomData;

use crate::{
    insert::Supplies,
    model::Model,
    session::{Found, Ref},
};

type Mark<T> = PhantomData<fn() -> T>;

/// The far end is another table.
#[derive(Clone, Copy, Debug)]
pub enum Other {}

/// The far end is the same table.
#[derive(Clone, Copy, Debug)]
pub enum Itself {}

/// The relationship can be changed; of a many-to-many, since the table between can be written from the pair alone.
#[derive(Clone, Copy, Debug)]
pub enum Writable {}

/// The relationship is there to be read. Of a many-to-many, a row of the table between needs more than the pair, and is written
/// as an entity of its own; of a foreign key, the options say so, and what is written are its columns.
#[derive(Clone, Copy, Debug)]
pub enum ReadOnly {}

/// `A` has a foreign key to `B`; `Option<B>` where the key may be NULL.
pub struct BelongsTo<A, B, E = Other, W = Writable>(u16, Mark<(A, B, E, W)>);

/// At most one row of `B` has a foreign key to a row of `A`. `K` names the key's columns where they are required, or is
/// [`ReadOnly`].
pub struct HasOne<A, B, K = (), E = Other>(u16, Mark<(A, B, K, E)>);

/// Rows of `B` have a foreign key to a row of `A`. `K` names the key's columns where they are required, or is [`ReadOnly`].
pub struct HasMany<A, B, K = (), E = Other>(u16, Mark<(A, B, K, E)>);

/// Rows of a table between lead from `A` to `B`.
pub struct ManyToMany<A, B, W = Writable, E = Other>(u16, Mark<(A, B, W, E)>);

macro_rules! constants {
    ($($name:ident<$($parameter:ident),*>;)*) => { $(
        impl<$($parameter),*> $name<$($parameter),*> {
            /// The relationship at a place among those of its table.
            pub const fn new(number: u16) -> Self {
                Self(number, PhantomData)
            }

            pub(crate) const fn number(self) -> u16 {
                self.0
            }
        }

        impl<$($parameter),*> Clone for $name<$($parameter),*> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<$($parameter),*> Copy for $name<$($parameter),*> {}

        impl<$($parameter),*> std::fmt::Debug for $name<$($parameter),*> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )* };
}

constants! {
    BelongsTo<A, B, E, W>;
    HasOne<A, B, K, E>;
    HasMany<A, B, K, E>;
    ManyToMany<A, B, W, E>;
}

/// The far end of a foreign key: a table, or an `Option` of one where the key may be NULL.
pub trait Target: 'static {
    /// The table.
    type Table: Model;
    /// What loading it gives: a [`Ref`], or an `Option` of one.
    type Ref: Copy;

    /// What a row of it is inside another row, as an `X`.
    type Of<X: Clone + Send>: Clone + Send;

    #[doc(hidden)]
    fn found(row: Option<Ref<Self::Table>>) -> Option<Self::Ref>;

    #[doc(hidden)]
    fn of<X: Clone + Send>(row: Option<X>) -> Option<Self::Of<X>>;
}

impl<T: Model> Target for T {
    type Table = T;
    type Ref = Ref<T>;
    type Of<X: Clone + Send> = X;

    fn found(row: Option<Ref<T>>) -> Option<Ref<T>> {
        row
    }

    fn of<X: Clone + Send>(row: Option<X>) -> Option<X> {
        row
    }
}

impl<T: Model> Target for Option<T> {
    type Table = T;
    type Ref = Option<Ref<T>>;
    type Of<X: Clone + Send> = Option<X>;

    fn found(row: Option<Ref<T>>) -> Option<Option<Ref<T>>> {
        Some(row)
    }

    fn of<X: Clone + Send>(row: Option<X>) -> Option<Option<X>> {
        Some(row)
    }
}

/// A relationship of `A`, which can be loaded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relationship of `{A}`",
    label = "not a relationship of `{A}`"
)]
pub trait Relationship<A>: Copy {
    /// What loading gives: a [`Ref`], an `Option` of one, or a `Vec`.
    type Loaded;
    #[doc(hidden)]
    type To: Model;

    #[doc(hidden)]
    fn place(self) -> u16;

    /// The rows that were found in the form of this relationship; `None` where a row is missing that must be there.
    #[doc(hidden)]
    fn shape(found: Found<Self::To>) -> Option<Self::Loaded>;
}

impl<A: Model, B: Target, E, W> Relationship<A> for BelongsTo<A, B, E, W> {
    type Loaded = B::Ref;
    type To = B::Table;

    fn place(self) -> u16 {
        self.0
    }

    fn shape(found: Found<B::Table>) -> Option<B::Ref> {
        B::found(found.first())
    }
}

impl<A: Model, B: Model, K, E> Relationship<A> for HasOne<A, B, K, E> {
    type Loaded = Option<Ref<B>>;
    type To = B;

    fn place(self) -> u16 {
        self.0
    }

    fn shape(found: Found<B>) -> Option<Option<Ref<B>>> {
        Some(found.first())
    }
}

impl<A: Model, B: Model, K, E> Relationship<A> for HasMany<A, B, K, E> {
    type Loaded = Vec<Ref<B>>;
    type To = B;

    fn place(self) -> u16 {
        self.0
    }

    fn shape(found: Found<B>) -> Option<Vec<Ref<B>>> {
        Some(found.all())
    }
}

impl<A: Model, B: Model, W, E> Relationship<A> for ManyToMany<A, B, W, E> {
    type Loaded = Vec<Ref<B>>;
    type To = B;

    fn place(self) -> u16 {
        self.0
    }

    fn shape(found: Found<B>) -> Option<Vec<Ref<B>>> {
        Some(found.all())
    }
}

/// What a relationship that can be changed gives to the rows at its far end: the columns of their foreign key, where those are
/// required, or nothing that they lack.
#[diagnostic::on_unimplemented(message = "the relationship is there to be read alone")]
pub trait Supply {}

impl Supply for () {}

impl<const KEY: usize> Supply for Supplies<KEY> {}

/// A relationship of `A` to at most one row, which `set` can change.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a to-one relationship of `{A}` that can be changed",
    label = "`set` takes a writable `BelongsTo` or `HasOne` of `{A}`"
)]
pub trait ToOne<A>: Copy {
    /// The far end: a table, or an `Option` of one.
    type To: Target;

    #[doc(hidden)]
    fn place(self) -> u16;
}

impl<A: Model, B: Target, E> ToOne<A> for BelongsTo<A, B, E> {
    type To = B;

    fn place(self) -> u16 {
        self.0
    }
}

impl<A: Model, B: Model, K: Supply, E> ToOne<A> for HasOne<A, B, K, E> {
    type To = Option<B>;

    fn place(self) -> u16 {
        self.0
    }
}

/// A relationship of `A` to many rows, which `append` and `remove` can change.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a collection of `{A}` that can be changed",
    label = "this takes a writable `HasMany` or `ManyToMany` of `{A}`"
)]
pub trait ToMany<A>: Copy {
    /// The table of the members.
    type To: Model;
    /// What a new member need not be given, since the collection gives it.
    type Key;

    #[doc(hidden)]
    fn place(self) -> u16;
}

impl<A: Model, B: Model, K: Supply, E> ToMany<A> for HasMany<A, B, K, E> {
    type To = B;
    type Key = K;

    fn place(self) -> u16 {
        self.0
    }
}

impl<A: Model, B: Model, E> ToMany<A> for ManyToMany<A, B, Writable, E> {
    type To = B;
    type Key = ();

    fn place(self) -> u16 {
        self.0
    }
}

/// What a to-one relationship can be set to: a [`Ref`], or `None` where the foreign key may be NULL.
#[diagnostic::on_unimplemented(
    message = "a relationship to `{B}` cannot be set to `{Self}`",
    label = "expected a `Ref` of the related table; `None` only where the foreign key is nullable"
)]
pub trait Assign<B: Target> {
    #[doc(hidden)]
    fn target(self) -> Option<Ref<B::Table>>;
}

impl<T: Model> Assign<T> for Ref<T> {
    fn target(self) -> Option<Ref<T>> {
        Some(self)
    }
}

impl<T: Model> Assign<Option<T>> for Ref<T> {
    fn target(self) -> Option<Ref<T>> {
        Some(self)
    }
}

impl<T: Model> Assign<Option<T>> for Option<Ref<T>> {
    fn target(self) -> Option<Ref<T>> {
        self
    }
}
