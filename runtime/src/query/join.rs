//! How does another table come into a query?

use std::marker::PhantomData;

use super::{Source, expression::Origin};
use crate::{
    model::{Kind, Model, RelationshipFact},
    relation::{BelongsTo, HasMany, HasOne, ManyToMany, Other, Target},
};

/// A name for a table that is part of a query twice. [`alias!`](crate::alias) declares one.
pub trait Alias: Copy + 'static {
    /// The name in SQL.
    const NAME: &'static str;
}

/// Declares aliases, each a unit struct that is used by value.
///
/// ```
/// ormgen_runtime::alias!(Sender, Recipient);
/// ```
#[macro_export]
macro_rules! alias {
    ($($name:ident),* $(,)?) => { $(
        #[doc = concat!("The alias `", stringify!($name), "`.")]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl $crate::Alias for $name {
            const NAME: &'static str = stringify!($name);
        }
    )* };
}

/// The table `T` under the alias `M`.
pub struct As<T, M>(PhantomData<fn() -> (T, M)>);

impl<T: Model, M: Alias> Source for As<T, M> {
    type Row = T;
    const ALIAS: Option<&'static str> = Some(M::NAME);
}

/// A relationship that leads to another table than its own.
#[diagnostic::on_unimplemented(
    message = "a relationship of a table to itself is joined under an alias",
    label = "write `.to(Alias)` after the relationship"
)]
pub trait Apart {}

impl Apart for Other {}

/// A relationship that brings a table into a query.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a relationship that can be joined")]
pub trait Join {
    /// The table that must be part of the query.
    type From: Source;
    /// The table that comes in.
    type To: Source;

    #[doc(hidden)]
    fn step(self) -> Step;
}

/// A step from one table to another along a relationship.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub(super) from: Origin,
    pub(super) to: Origin,
    pub(super) kind: Kind,
    /// The relationship, by its place among those of `from`.
    pub(super) number: u16,
}

pub(super) fn step<A: Source, B: Source>(number: u16) -> Step {
    let fact: &RelationshipFact = &A::Row::ENTITY.relationships()[usize::from(number)];
    Step {
        from: Origin::of::<A>(),
        to: Origin::of::<B>(),
        kind: fact.kind,
        number,
    }
}

/// A relationship seen from an alias, or leading to one.
pub struct Via<A, B> {
    number: u16,
    mark: PhantomData<fn() -> (A, B)>,
}

impl<A: Source, B: Source> Join for Via<A, B> {
    type From = A;
    type To = B;

    fn step(self) -> Step {
        step::<A, B>(self.number)
    }
}

impl<A: Model, M: Alias, B: Model> Via<As<A, M>, B> {
    /// The far end under an alias.
    pub fn to<N: Alias>(self, _: N) -> Via<As<A, M>, As<B, N>> {
        Via {
            number: self.number,
            mark: PhantomData,
        }
    }
}

macro_rules! join {
    ($($name:ident<A, $far:ident: $bound:ident $(, $parameter:ident)*; E $(, $access:ident)*> to $to:ty;)*) => { $(
        impl<A: Model, $far: $bound, $($parameter,)* E: Apart $(, $access)*> Join
            for $name<A, $far, $($parameter,)* E $(, $access)*>
        {
            type From = A;
            type To = $to;

            fn step(self) -> Step {
                step::<A, $to>(self.number())
            }
        }

        impl<A: Model, $far: $bound, $($parameter,)* E $(, $access)*> $name<A, $far, $($parameter,)* E $(, $access)*> {
            /// The far end under an alias.
            pub fn to<M: Alias>(self, _: M) -> Via<A, As<$to, M>> {
                Via { number: self.number(), mark: PhantomData }
            }

            /// The near end under an alias.
            pub fn of<M: Alias>(self, _: M) -> Via<As<A, M>, $to> {
                Via { number: self.number(), mark: PhantomData }
            }
        }
    )* };
}

join! {
    BelongsTo<A, B: Target; E, W> to B::Table;
    HasOne<A, B: Model, K; E> to B;
    HasMany<A, B: Model, K; E> to B;
    ManyToMany<A, B: Model, W; E> to B;
}
