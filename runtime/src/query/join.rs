//! How does another table come into a query?

use std::marker::PhantomData;

use super::{
    Criteria, Portion, Source,
    expression::{Expression, Origin},
};
use crate::{
    model::{Kind, Model, RelationshipFact},
    relation::{BelongsTo, HasMany, HasOne, ManyToMany, Other, Target},
};

type Mark<T> = PhantomData<fn() -> T>;

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
pub trait Join: Sized {
    /// The table that must be part of the query.
    type From: Source;
    /// The table that comes in.
    type To: Source;

    #[doc(hidden)]
    fn step(&self) -> Step;

    /// What else has to hold of the rows that it leads to.
    #[doc(hidden)]
    fn conditions(self) -> Result<Vec<Expression>, &'static str> {
        Ok(Vec::new())
    }
}

/// A relationship that is joined with all rows it leads to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relationship with all of its rows",
    label = "name the relationship alone; the join of the query says which of its rows there are"
)]
pub trait JoinWhole: Join {}

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

/// A relationship seen from an alias, or leading to one. `F` says to how many rows it leads: [`Many`], [`One`].
pub struct Via<A, B, F> {
    number: u16,
    mark: Mark<(A, B, F)>,
}

/// A relationship leads to any number of rows.
pub enum Many {}

/// A relationship leads to one row at most: by its own foreign key to `B`, which is an `Option` where that may be NULL, or, as
/// `()`, by that of the other side.
pub struct One<B>(PhantomData<fn() -> B>);

impl<A: Source, B: Source, F> Join for Via<A, B, F> {
    type From = A;
    type To = B;

    fn step(&self) -> Step {
        step::<A, B>(self.number)
    }
}

impl<A: Source, B: Source, F> JoinWhole for Via<A, B, F> {}

impl<A: Source, B: Source, F> Via<A, B, F> {
    pub(super) fn number(&self) -> u16 {
        self.number
    }

    /// Those rows at the far end for which the condition holds, to be joined: what the condition says stands in ON, so that an
    /// [`outerjoin`](super::Query::outerjoin) keeps the rows that lead to none of them.
    pub fn filter<C: Criteria<(A, B), P>, P>(self, condition: C) -> Narrowed<A, B> {
        Narrowed::new(self.number, condition.into_criterion())
    }
}

/// Some of the rows that a relationship leads to, to be joined: `.outerjoin(Book::AUTHOR.filter(Author::NAME.ne("Ann")))`.
#[derive(Clone, Debug)]
pub struct Narrowed<A, B> {
    number: u16,
    conditions: Vec<Expression>,
    mark: PhantomData<fn() -> (A, B)>,
}

impl<A: Source, B: Source> Narrowed<A, B> {
    fn new(number: u16, condition: Expression) -> Self {
        Self {
            number,
            conditions: vec![condition],
            mark: PhantomData,
        }
    }

    /// Only those for which this holds too.
    pub fn filter<C: Criteria<(A, B), P>, P>(mut self, condition: C) -> Self {
        self.conditions.push(condition.into_criterion());
        self
    }
}

impl<A: Source, B: Source> Join for Narrowed<A, B> {
    type From = A;
    type To = B;

    fn step(&self) -> Step {
        step::<A, B>(self.number)
    }

    fn conditions(self) -> Result<Vec<Expression>, &'static str> {
        Ok(self.conditions)
    }
}

/// Some rows of a collection.
impl<A: Model, B: Model> Join for Portion<A, B> {
    type From = A;
    type To = B;

    fn step(&self) -> Step {
        step::<A, B>(self.relationship())
    }

    fn conditions(self) -> Result<Vec<Expression>, &'static str> {
        self.into_conditions()
    }
}

impl<A: Model, M: Alias, B: Model, F> Via<As<A, M>, B, F> {
    /// The far end under an alias.
    pub fn to<N: Alias>(self, _: N) -> Via<As<A, M>, As<B, N>, F> {
        Via {
            number: self.number,
            mark: PhantomData,
        }
    }
}

macro_rules! join {
    ($($name:ident<A, $far:ident: $bound:ident $(, $parameter:ident)*; E $(, $access:ident)*> to $to:ty, $form:ty;)*) => { $(
        impl<A: Model, $far: $bound, $($parameter,)* E: Apart $(, $access)*> Join
            for $name<A, $far, $($parameter,)* E $(, $access)*>
        {
            type From = A;
            type To = $to;

            fn step(&self) -> Step {
                step::<A, $to>(self.number())
            }
        }

        impl<A: Model, $far: $bound, $($parameter,)* E: Apart $(, $access)*> JoinWhole
            for $name<A, $far, $($parameter,)* E $(, $access)*>
        {
        }

        impl<A: Model, $far: $bound, $($parameter,)* E $(, $access)*> $name<A, $far, $($parameter,)* E $(, $access)*> {
            /// The far end under an alias.
            pub fn to<M: Alias>(self, _: M) -> Via<A, As<$to, M>, $form> {
                Via { number: self.number(), mark: PhantomData }
            }

            /// The near end under an alias.
            pub fn of<M: Alias>(self, _: M) -> Via<As<A, M>, $to, $form> {
                Via { number: self.number(), mark: PhantomData }
            }
        }
    )* };
}

join! {
    BelongsTo<A, B: Target; E, W> to B::Table, One<B>;
    HasOne<A, B: Model, K; E> to B, One<()>;
    HasMany<A, B: Model, K; E> to B, Many;
    ManyToMany<A, B: Model, W; E> to B, Many;
}

impl<A: Model, B: Target, E, W> BelongsTo<A, B, E, W> {
    /// The row that it leads to where the condition holds, to be joined: what the condition says stands in ON, so that an
    /// [`outerjoin`](super::Query::outerjoin) keeps the rows that lead to none.
    pub fn filter<C: Criteria<(A, B::Table), P>, P>(self, condition: C) -> Narrowed<A, B::Table> {
        Narrowed::new(self.number(), condition.into_criterion())
    }
}

impl<A: Model, B: Model, K, E> HasOne<A, B, K, E> {
    /// The row that it leads to where the condition holds, to be joined, as that of a [`BelongsTo`].
    pub fn filter<C: Criteria<(A, B), P>, P>(self, condition: C) -> Narrowed<A, B> {
        Narrowed::new(self.number(), condition.into_criterion())
    }
}
