//! Which related rows stand inside the rows that a connection gives?

use std::marker::PhantomData;

use super::{
    Entities, Query,
    load::Load,
    nested::{Kin, nested},
    portion::Portion,
};
use crate::{
    engine::Connection,
    error::Result,
    model::Model,
    relation::{BelongsTo, HasMany, HasOne, ManyToMany, Target},
};

type Mark<T> = PhantomData<fn() -> T>;

/// The rows of `T`, each with what `N` nests in it.
pub struct Nested<T, N>(Mark<(T, N)>);

/// A relationship `R` to rows that have more rows nested in them: `Author::BOOKS.with(Book::CATEGORIES)`.
pub struct With<R, N> {
    relationship: R,
    inner: N,
}

impl<S, T: Model> Query<S, Entities<T>, ()> {
    /// Each row with related rows, as plain structs, to any depth: relationships, `Author::BOOKS.with(Book::CATEGORIES)`, or
    /// a tuple of up to six of these.
    ///
    /// ```
    /// # use ormgen_runtime::{Connection, HasMany, ManyToMany, Model, Result, select};
    /// # trait Authors<Book>: Model { const BOOKS: HasMany<Self, Book>; }
    /// # trait Books<Category>: Model { const CATEGORIES: ManyToMany<Self, Category>; }
    /// # fn library<Author: Authors<Book>, Book: Books<Category>, Category: Model>(
    /// #     connection: &mut Connection,
    /// # ) -> Result<()> {
    /// let authors: Vec<(Author, Vec<Book>)> = connection.all(select::<Author>().with(Author::BOOKS))?;
    /// let deeper: Vec<(Author, Vec<(Book, Vec<Category>)>)> =
    ///     connection.all(select::<Author>().with(Author::BOOKS.with(Book::CATEGORIES)))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A collection is a `Vec`; what a foreign key leads to is there by itself, and in an `Option` where the key may be
    /// NULL. Each level takes one more statement for some thousand rows. Conditions, order and limit of the query are
    /// said as ever, before or after.
    pub fn with<N: Nests<T>>(self, nested: N) -> Query<S, N::Output, ()> {
        let (mut statement, ()) = self.into_parts();
        nested.into_loads(&mut statement.nests);
        Query::from_parts(statement, ())
    }
}

/// What can be nested in rows of `A`: a relationship, one whose rows have more nested in them, or a tuple of up to six of
/// these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be nested in rows of `{A}`",
    label = "expected a relationship of `{A}`, `RELATIONSHIP.with(..)`, or a tuple of these"
)]
pub trait Nests<A> {
    /// A row with what is nested in it.
    type Row: Clone + Send;
    /// What a query with these gives back.
    type Output;

    #[doc(hidden)]
    fn into_loads(self, loads: &mut Vec<Load>);

    #[doc(hidden)]
    fn rows(loads: &[Load], connection: &mut Connection, owners: Vec<A>) -> Result<Vec<Self::Row>>;
}

/// One part of what is nested in rows of `A`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be nested in rows of `{A}`",
    label = "expected a relationship of `{A}`, or `RELATIONSHIP.with(..)`"
)]
pub trait Nest<A> {
    /// What it is for one row.
    type Out: Clone + Send;

    #[doc(hidden)]
    fn into_load(self) -> Load;

    #[doc(hidden)]
    fn nest(load: &Load, connection: &mut Connection, owners: &[A]) -> Result<Vec<Self::Out>>;
}

/// What one relationship nests.
type Out<A, R, X> = <R as Kin<A>>::Of<X>;

impl<A: Model, R: Kin<A>, N: Nests<R::To>> Nest<A> for With<R, N> {
    type Out = R::Of<N::Row>;

    fn into_load(self) -> Load {
        let mut load = self.relationship.load();
        self.inner.into_loads(&mut load.then);
        load
    }

    fn nest(load: &Load, connection: &mut Connection, owners: &[A]) -> Result<Vec<Self::Out>> {
        let inner = |connection: &mut Connection, rows| N::rows(&load.then, connection, rows);
        nested::<A, R, N::Row>(load, connection, owners, inner)
    }
}

impl<A: Model, R: Kin<A>, N: Nests<R::To>> Nests<A> for With<R, N> {
    type Row = (A, R::Of<N::Row>);
    type Output = Nested<A, Self>;

    fn into_loads(self, loads: &mut Vec<Load>) {
        loads.push(self.into_load());
    }

    fn rows(loads: &[Load], connection: &mut Connection, owners: Vec<A>) -> Result<Vec<Self::Row>> {
        alone::<A, Self>(loads, connection, owners)
    }
}

/// Rows with one thing nested in each.
fn alone<A, N: Nest<A>>(
    loads: &[Load],
    connection: &mut Connection,
    owners: Vec<A>,
) -> Result<Vec<(A, N::Out)>> {
    let nested = match loads.first() {
        Some(load) => N::nest(load, connection, &owners)?,
        None => Vec::new(),
    };
    Ok(owners.into_iter().zip(nested).collect())
}

macro_rules! relationships {
    ($([$($parameter:tt)*] $relationship:ty, $to:ty;)*) => { $(
        impl<A: Model, $($parameter)*> Nest<A> for $relationship {
            type Out = Out<A, Self, $to>;

            fn into_load(self) -> Load {
                self.load()
            }

            fn nest(load: &Load, connection: &mut Connection, owners: &[A]) -> Result<Vec<Self::Out>> {
                nested::<A, Self, $to>(load, connection, owners, |_, rows| Ok(rows))
            }
        }

        impl<A: Model, $($parameter)*> $relationship {
            /// The relationship, with more nested in the rows that it leads to.
            pub fn with<N: Nests<$to>>(self, nested: N) -> With<Self, N> {
                With { relationship: self, inner: nested }
            }
        }
    )* };
}

relationships! {
    [B: Target, E, W] BelongsTo<A, B, E, W>, B::Table;
    [B: Model, K, E] HasOne<A, B, K, E>, B;
    [B: Model, K, E] HasMany<A, B, K, E>, B;
    [B: Model, W, E] ManyToMany<A, B, W, E>, B;
    [B: Model] Portion<A, B>, B;
}

// Written out for each: of a macro's implementations the compiler shows the macro, and its messages grow too long.

impl<A: Model, B: Target, E, W> Nests<A> for BelongsTo<A, B, E, W> {
    type Row = (A, B::Of<B::Table>);
    type Output = Nested<A, Self>;

    fn into_loads(self, loads: &mut Vec<Load>) {
        loads.push(self.load());
    }

    fn rows(loads: &[Load], connection: &mut Connection, owners: Vec<A>) -> Result<Vec<Self::Row>> {
        alone::<A, Self>(loads, connection, owners)
    }
}

impl<A: Model, B: Model, K, E> Nests<A> for HasOne<A, B, K, E> {
    type Row = (A, Option<B>);
    type Output = Nested<A, Self>;

    fn into_loads(self, loads: &mut Vec<Load>) {
        loads.push(self.load());
    }

    fn rows(loads: &[Load], connection: &mut Connection, owners: Vec<A>) -> Result<Vec<Self::Row>> {
        alone::<A, Self>(loads, connection, owners)
    }
}

impl<A: Model, B: Model, K, E> Nests<A> for HasMany<A, B, K, E> {
    type Row = (A, Vec<B>);
    type Output = Nested<A, Self>;

    fn into_loads(self, loads: &mut Vec<Load>) {
        loads.push(self.load());
    }

    fn rows(loads: &[Load], connection: &mut Connection, owners: Vec<A>) -> Result<Vec<Self::Row>> {
        alone::<A, Self>(loads, connection, owners)
    }
}

impl<A: Model, B: Model, W, E> Nests<A> for ManyToMany<A, B, W, E> {
    type Row = (A, Vec<B>);
    type Output = Nested<A, Self>;

    fn into_loads(self, loads: &mut Vec<Load>) {
        loads.push(self.load());
    }

    fn rows(loads: &[Load], connection: &mut Connection, owners: Vec<A>) -> Result<Vec<Self::Row>> {
        alone::<A, Self>(loads, connection, owners)
    }
}

impl<A: Model, B: Model> Nests<A> for Portion<A, B> {
    type Row = (A, Vec<B>);
    type Output = Nested<A, Self>;

    fn into_loads(self, loads: &mut Vec<Load>) {
        loads.push(self.load());
    }

    fn rows(loads: &[Load], connection: &mut Connection, owners: Vec<A>) -> Result<Vec<Self::Row>> {
        alone::<A, Self>(loads, connection, owners)
    }
}

macro_rules! parts {
    ($($part:ident $nested:ident $place:tt)*) => {
        impl<A: Clone + Send, $($part: Nest<A>),*> Nests<A> for ($($part,)*) {
            type Row = (A, $($part::Out),*);
            type Output = Nested<A, Self>;

            fn into_loads(self, loads: &mut Vec<Load>) {
                $(loads.push(self.$place.into_load());)*
            }

            fn rows(loads: &[Load], connection: &mut Connection, owners: Vec<A>) -> Result<Vec<Self::Row>> {
                let ($(mut $nested,)*) = ($($part::nest(&loads[$place], connection, &owners)?.into_iter(),)*);
                let mut rows = Vec::with_capacity(owners.len());
                for owner in owners {
                    if let ($(Some($nested),)*) = ($($nested.next(),)*) {
                        rows.push((owner, $($nested),*));
                    }
                }
                Ok(rows)
            }
        }
    };
}

parts!(B b 0);
parts!(B b 0 C c 1);
parts!(B b 0 C c 1 D d 2);
parts!(B b 0 C c 1 D d 2 E e 3);
parts!(B b 0 C c 1 D d 2 E e 3 F f 4);
parts!(B b 0 C c 1 D d 2 E e 3 F f 4 G g 5);
