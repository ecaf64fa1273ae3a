//! Rows that are not in the database yet: what is given, and what must still be.
//!
//! A generated `NewBook<G>` keeps in `G`, for each required column, either a name of that column or [`Given`]. Only a
//! row in which nothing is missing can be added.

use std::marker::PhantomData;

use crate::{
    model::{Keyed, Model},
    relation::{Assign, Target},
    session::{AnyRef, Ref},
    value::{Datum, IntoDatum, Value, ValueError},
};

/// What a program gave for a new row.
///
/// It knows nothing of its table's type, so that the methods of all the generated builders share its code.
#[derive(Clone, Default)]
pub struct NewRow {
    /// By column; the last one given counts.
    pub(crate) values: Vec<(u16, Datum<'static>)>,
    /// By foreign key.
    pub(crate) links: Vec<(u16, Option<AnyRef>)>,
    /// Values that have no form in a database, by column; the first is told when the row is to be written.
    pub(crate) faults: Vec<(u16, ValueError)>,
}

/// For how many values place is made with the first.
const VALUES: usize = 4;

/// Which required columns of a builder have their value.
pub type State<A> = PhantomData<fn() -> A>;

/// The value of every [`State`].
pub use std::marker::PhantomData as STATE;

impl NewRow {
    /// Nothing is given.
    pub const EMPTY: Self = Self {
        values: Vec::new(),
        links: Vec::new(),
        faults: Vec::new(),
    };

    /// Gives the column at a place its value.
    pub fn set<V>(mut self, column: u16, value: impl Set<V>) -> Self {
        if !self.faults.is_empty() {
            self.faults.retain(|(given, _)| *given != column);
        }
        match value.into_datum() {
            Ok(datum) => {
                if self.values.capacity() == 0 {
                    self.values = Vec::with_capacity(VALUES);
                }
                self.values.push((column, datum));
            }
            Err(error) => self.faults.push((column, error)),
        }
        self
    }

    /// Gives the foreign key at a place the row that it leads to, which may be new itself.
    pub fn relate<B: Target>(mut self, foreign_key: u16, to: impl Assign<B>) -> Self {
        self.links
            .push((foreign_key, to.target().map(AnyRef::from)));
        self
    }
}

/// What a column of type `V` can be given: a value, for a nullable column also `Some` of one or `None`, for text `&str`.
#[diagnostic::on_unimplemented(
    message = "a `{V}` column cannot be given a `{Self}`",
    label = "expected `{V}`, or for a nullable column what is inside its `Option`"
)]
pub trait Set<V> {
    #[doc(hidden)]
    fn into_datum(self) -> Result<Datum<'static>, ValueError>;
}

impl<V: Value> Set<V> for V {
    fn into_datum(self) -> Result<Datum<'static>, ValueError> {
        IntoDatum::into_datum(self)
    }
}

impl<V: Value> Set<Option<V>> for V {
    fn into_datum(self) -> Result<Datum<'static>, ValueError> {
        IntoDatum::into_datum(self)
    }
}

impl Set<String> for &str {
    fn into_datum(self) -> Result<Datum<'static>, ValueError> {
        IntoDatum::into_datum(self)
    }
}

impl Set<Option<String>> for &str {
    fn into_datum(self) -> Result<Datum<'static>, ValueError> {
        IntoDatum::into_datum(self)
    }
}

/// What a collection gives to a new member of it: the columns of the member's foreign key number `N`.
#[derive(Clone, Copy, Debug)]
pub enum Supplies<const N: usize> {}

/// A required column that has its value.
#[derive(Clone, Copy, Debug)]
pub enum Given {}

/// Nothing required of `T` is missing, but for what the foreign key `K` gives.
#[diagnostic::on_unimplemented(
    message = "required column `{Self}` of `{T}` was not given",
    label = "give it a value before the row is added"
)]
pub trait GivenFor<T, K> {}

impl<T, K> GivenFor<T, K> for Given {}

macro_rules! all_given {
    ($($part:ident)*) => {
        impl<T, K, $($part: GivenFor<T, K>),*> GivenFor<T, K> for ($($part,)*) {}
    };
}

all_given!();
all_given!(A);
all_given!(A B);
all_given!(A B C);
all_given!(A B C D);
all_given!(A B C D E);
all_given!(A B C D E F);
all_given!(A B C D E F G);
all_given!(A B C D E F G H);

/// A required column, or the columns of a foreign key, of a table that has many: where they are in its builder's state.
///
/// The methods of such a builder name what they give, and do not spell out what they leave.
pub trait Required {
    /// `At<1, At<3>>` is the fourth part of the second part of the state.
    type Place;
}

/// The part `N` of a tuple, and in it the place `P`.
pub struct At<const N: usize, P = ()>(PhantomData<P>);

/// A state that has a place `P`.
pub trait Change<P> {
    /// The state in which what is there is given.
    type Given;
}

/// The state `S`, in which the columns `C` are given.
pub type With<S, C> = <S as Gives<C>>::Given;

/// A state in which the columns `C` can be given.
pub trait Gives<C> {
    /// The state in which they are.
    type Given;
}

impl<S: Change<C::Place>, C: Required> Gives<C> for S {
    type Given = S::Given;
}

impl<M> Change<()> for M {
    type Given = Given;
}

/// Several places, one after the other.
impl<S: Change<P>, P, Q> Change<(P, Q)> for S
where
    S::Given: Change<Q>,
{
    type Given = <S::Given as Change<Q>>::Given;
}

macro_rules! places {
    ([$($before:ident)*]) => {};
    ([$($before:ident)*] $number:literal $part:ident $($numbers:literal $after:ident)*) => {
        impl<P, $($before,)* $part: Change<P>, $($after),*> Change<At<$number, P>>
            for ($($before,)* $part, $($after,)*)
        {
            type Given = ($($before,)* <$part as Change<P>>::Given, $($after,)*);
        }
        places!([$($before)* $part] $($numbers $after)*);
    };
}

places!([] 0 A);
places!([] 0 A 1 B);
places!([] 0 A 1 B 2 C);
places!([] 0 A 1 B 2 C 3 D);
places!([] 0 A 1 B 2 C 3 D 4 E);
places!([] 0 A 1 B 2 C 3 D 4 E 5 F);
places!([] 0 A 1 B 2 C 3 D 4 E 5 F 6 G);
places!([] 0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H);

/// A generated `NewBook`: the row to insert, and in its state what is still missing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row to insert",
    label = "write `NewBook::new().title(..)`, with every required column"
)]
pub trait Builder {
    /// The table that the row is for.
    type Table: Model;
    /// Which required columns have their value.
    type State;

    #[doc(hidden)]
    fn into_row(self) -> NewRow;
}

/// What can be put into a collection of `B`: a row, or a new one that lacks at most the foreign key `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a member of a collection of `{B}`",
    label = "expected a `Ref<{B}>`, or a new row with every required column"
)]
pub trait Member<B, K> {
    #[doc(hidden)]
    fn into_entry(self) -> Entry<B>;
}

/// A member on its way into a collection.
#[doc(hidden)]
pub enum Entry<B> {
    Row(Ref<B>),
    New(NewRow),
}

impl<B, K> Member<B, K> for Ref<B> {
    fn into_entry(self) -> Entry<B> {
        Entry::Row(self)
    }
}

impl<N: Builder<Table: Keyed, State: GivenFor<N::Table, K>>, K> Member<N::Table, K> for N {
    fn into_entry(self) -> Entry<N::Table> {
        Entry::New(self.into_row())
    }
}
