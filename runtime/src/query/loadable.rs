//! What can be loaded, and what can follow in a chain?

use super::{
    load::{Load, Loader, Way},
    portion::Portion,
};
use crate::{
    model::Model,
    relation::{BelongsTo, HasMany, HasOne, ManyToMany, Target},
};

/// What [`selectinload`](crate::selectinload) takes: a relationship of `A`, or some rows of a collection,
/// `Author::BOOKS.filter(Book::PRICE.lt(5.0))`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relationship of `{A}`",
    label = "not a relationship of `{A}`"
)]
pub trait Loadable<A> {
    /// The table that it leads to.
    type To;

    #[doc(hidden)]
    fn into_load(self, way: Way) -> Load;
}

/// What can follow in a chain of relationships to load: what [`selectinload`](crate::selectinload) takes, or a whole
/// [`Loader`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relationship of `{B}`",
    label = "not a relationship of `{B}`"
)]
pub trait Onward<B> {
    /// The table that it leads to.
    type To;
    /// The table that its last step comes from.
    type From;

    #[doc(hidden)]
    fn into_loader(self, way: Way) -> Loader<B, Self::To, Self::From>;
}

impl<B, C, F> Onward<B> for Loader<B, C, F> {
    type To = C;
    type From = F;

    fn into_loader(self, _: Way) -> Loader<B, C, F> {
        self
    }
}

// Written out for each: of a macro's implementations the compiler shows the macro, and its messages grow too long.

impl<A: Model, B: Model> Loadable<A> for Portion<A, B> {
    type To = B;

    fn into_load(self, way: Way) -> Load {
        self.into_part(way)
    }
}

impl<A: Model, B: Model> Onward<A> for Portion<A, B> {
    type To = B;
    type From = A;

    fn into_loader(self, way: Way) -> Loader<A, B> {
        Loader::new(self.into_part(way))
    }
}

impl<A: Model, B: Target, E, W> Loadable<A> for BelongsTo<A, B, E, W> {
    type To = B::Table;

    fn into_load(self, way: Way) -> Load {
        Load::of(self, way)
    }
}

impl<A: Model, B: Target, E, W> Onward<A> for BelongsTo<A, B, E, W> {
    type To = B::Table;
    type From = A;

    fn into_loader(self, way: Way) -> Loader<A, B::Table> {
        Loader::new(Load::of(self, way))
    }
}

impl<A: Model, B: Model, K, E> Loadable<A> for HasOne<A, B, K, E> {
    type To = B;

    fn into_load(self, way: Way) -> Load {
        Load::of(self, way)
    }
}

impl<A: Model, B: Model, K, E> Onward<A> for HasOne<A, B, K, E> {
    type To = B;
    type From = A;

    fn into_loader(self, way: Way) -> Loader<A, B> {
        Loader::new(Load::of(self, way))
    }
}

impl<A: Model, B: Model, K, E> Loadable<A> for HasMany<A, B, K, E> {
    type To = B;

    fn into_load(self, way: Way) -> Load {
        Load::of(self, way)
    }
}

impl<A: Model, B: Model, K, E> Onward<A> for HasMany<A, B, K, E> {
    type To = B;
    type From = A;

    fn into_loader(self, way: Way) -> Loader<A, B> {
        Loader::new(Load::of(self, way))
    }
}

impl<A: Model, B: Model, W, E> Loadable<A> for ManyToMany<A, B, W, E> {
    type To = B;

    fn into_load(self, way: Way) -> Load {
        Load::of(self, way)
    }
}

impl<A: Model, B: Model, W, E> Onward<A> for ManyToMany<A, B, W, E> {
    type To = B;
    type From = A;

    fn into_loader(self, way: Way) -> Loader<A, B> {
        Loader::new(Load::of(self, way))
    }
}
