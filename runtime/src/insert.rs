//! Rows that are not in the database yet: what is given, and what must still be.
//!
//! A generated `NewBook<G>` keeps in `G`, for each required column, either a name of that column or [`Given`]. Only a
//! row in which nothing is missing can be added.

use std::marker::PhantomData;

use crate::{
    model::{Keyed, Kind, Model},
    query::Column,
    relation::{Assign, BelongsTo, Target},
    session::{AnyRef, Ref},
    value::{Datum, IntoDatum, Value, ValueError},
};

/// The values of a row to insert; `G` says which required columns have theirs.
pub struct New<T, G = ()> {
    row: NewRow,
    mark: PhantomData<fn() -> (T, G)>,
}

/// What a program gave for a new row.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewRow {
    /// By column; the last one given counts.
    pub(crate) values: Vec<(u16, Datum<'static>)>,
    /// By foreign key.
    pub(crate) links: Vec<(u16, Option<AnyRef>)>,
    /// The first value that has no form in a database, told when the row is to be written.
    pub(crate) fault: Option<(u16, ValueError)>,
}

impl<T: Model, G> New<T, G> {
    /// Nothing is given.
    pub const EMPTY: Self = Self {
        row: NewRow {
            values: Vec::new(),
            links: Vec::new(),
            fault: None,
        },
        mark: PhantomData,
    };

    /// Gives a column its value.
    pub fn set<V, H>(mut self, column: Column<T, V>, value: impl Set<V>) -> New<T, H> {
        let place = column.place();
        match value.into_datum() {
            Ok(datum) => self.row.values.push((place, datum)),
            Err(error) => self.row.fault = self.row.fault.or(Some((place, error))),
        }
        New {
            row: self.row,
            mark: PhantomData,
        }
    }

    /// Gives a foreign key the row that it leads to, which may be new itself.
    pub fn relate<B: Target, E, H>(
        mut self,
        relationship: BelongsTo<T, B, E>,
        to: impl Assign<B>,
    ) -> New<T, H> {
        let fact = &T::ENTITY.relationships()[usize::from(relationship.number())];
        if let Kind::BelongsTo { foreign_key } = fact.kind {
            self.row
                .links
                .push((foreign_key, to.target().map(AnyRef::from)));
        }
        New {
            row: self.row,
            mark: PhantomData,
        }
    }

    pub(crate) fn into_row(self) -> NewRow {
        self.row
    }
}

impl<T: Model, G> Default for New<T, G> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T, G> Clone for New<T, G> {
    fn clone(&self) -> Self {
        Self {
            row: self.row.clone(),
            mark: PhantomData,
        }
    }
}

impl<T: Model, G> std::fmt::Debug for New<T, G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = T::TABLE.columns;
        let given = self
            .row
            .values
            .iter()
            .map(|(column, datum)| (columns[usize::from(*column)].name, datum));
        f.debug_map().entries(given).finish()
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
    fn into_new(self) -> New<Self::Table, Self::State>;
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
    New(New<B>),
}

impl<B, K> Member<B, K> for Ref<B> {
    fn into_entry(self) -> Entry<B> {
        Entry::Row(self)
    }
}

impl<N: Builder<Table: Keyed, State: GivenFor<N::Table, K>>, K> Member<N::Table, K> for N {
    fn into_entry(self) -> Entry<N::Table> {
        Entry::New(New {
            row: self.into_new().row,
            mark: PhantomData,
        })
    }
}
