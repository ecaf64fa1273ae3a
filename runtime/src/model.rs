//! What does a generated module tell the runtime about its table?

use std::{fmt::Debug, hash::Hash};

use crate::{
    driver::Row,
    error::Result,
    schema::Table,
    session::{AnyStore, Slot, Store},
    value::{Datum, Value, ValueError},
};

/// A generated row type: plain data, and how to read and write it by column.
///
/// It is implemented by generated code alone.
pub trait Model: Clone + Debug + Send + Sync + Sized + 'static {
    /// The type of the primary key, a tuple where it has several columns.
    type Key: Key;

    /// The facts of the table.
    const TABLE: &'static Table;

    /// The table with its relationships.
    const ENTITY: &'static Entity;

    /// The row's key.
    fn key(&self) -> Self::Key;

    /// Reads a row whose columns come in the table's order, without those that are read by themselves.
    ///
    /// # Errors
    ///
    /// A value is not of its field's type.
    fn decode(row: &Row<'_>) -> Result<Self>;

    /// Reads the key alone.
    ///
    /// # Errors
    ///
    /// A value of the key is not of its field's type.
    fn decode_key(row: &Row<'_>) -> Result<Self::Key>;

    /// The value of a column, by its place; NULL for one that rows have not.
    ///
    /// # Errors
    ///
    /// The value has no form in a database.
    fn bind(&self, column: usize) -> Result<Datum<'_>, ValueError>;
}

/// A table whose rows can be told apart, so that a session can track them.
#[diagnostic::on_unimplemented(
    message = "the rows of `{Self}` have no key, so a session cannot track them",
    label = "add them with `session.insert(..)`, read them with `connection.all(..)`"
)]
pub trait Keyed: Model {}

/// The key of a table without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoKey;

/// What a primary key can be: a value that can be compared exactly, or a tuple of up to eight of them.
pub trait Key: Clone + Debug + Ord + Hash + Send + Sync + 'static {
    /// The values, in the order of the key's columns.
    ///
    /// # Errors
    ///
    /// A value has no form in a database.
    fn datums(&self) -> Result<Vec<Datum<'static>>, ValueError>;
}

impl Key for NoKey {
    fn datums(&self) -> Result<Vec<Datum<'static>>, ValueError> {
        Ok(Vec::new())
    }
}

impl<V: Value + Ord + Hash> Key for V {
    fn datums(&self) -> Result<Vec<Datum<'static>>, ValueError> {
        Ok(vec![self.to_datum()?.into_owned()])
    }
}

macro_rules! tuple {
    ($($part:ident)*) => {
        impl<$($part: Value + Ord + Hash),*> Key for ($($part,)*) {
            fn datums(&self) -> Result<Vec<Datum<'static>>, ValueError> {
                #[allow(non_snake_case)]
                let ($($part,)*) = self;
                Ok(vec![$($part.to_datum()?.into_owned()),*])
            }
        }
    };
}

tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
tuple!(A B C D E F G);
tuple!(A B C D E F G H);

/// What names a row by its key: the key itself, or `&str` for a key of text.
#[diagnostic::on_unimplemented(
    message = "a row of this table is known by `{K}`, and not by `{Self}`",
    label = "not a `{K}`"
)]
pub trait IntoKey<K> {
    /// The key.
    fn into_key(self) -> K;
}

impl<K: Key> IntoKey<K> for K {
    fn into_key(self) -> K {
        self
    }
}

impl IntoKey<String> for &str {
    fn into_key(self) -> String {
        self.to_owned()
    }
}

/// What a session knows of a table besides its facts: its relationships, and where its rows are kept.
pub struct Entity {
    table: &'static Table,
    relationships: &'static [RelationshipFact],
    slot: Slot,
    store: fn(&'static Entity) -> Box<dyn AnyStore>,
}

impl Entity {
    /// The entity of a model.
    ///
    /// Its relationships are, first, those of the table's foreign keys, in their order; then the others in any order.
    pub const fn new<T: Model>(relationships: &'static [RelationshipFact]) -> Self {
        Self {
            table: T::TABLE,
            relationships,
            slot: Slot::new(),
            store: |entity| Box::new(Store::<T>::new(entity)),
        }
    }

    /// The facts of the table.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    pub(crate) fn relationships(&self) -> &'static [RelationshipFact] {
        self.relationships
    }

    pub(crate) fn slot(&self) -> usize {
        self.slot.get()
    }

    pub(crate) fn new_store(&'static self) -> Box<dyn AnyStore> {
        (self.store)(self)
    }

    /// An entity whose rows are of a type that serves any table.
    #[cfg(test)]
    pub(crate) const fn of<T: Model>(
        table: &'static Table,
        relationships: &'static [RelationshipFact],
    ) -> Self {
        Self {
            table,
            relationships,
            slot: Slot::new(),
            store: |entity| Box::new(Store::<T>::new(entity)),
        }
    }
}

impl Debug for Entity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entity({})", self.table.name)
    }
}

/// A relationship, seen from one of its ends.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RelationshipFact {
    pub(crate) name: &'static str,
    pub(crate) target: &'static Entity,
    pub(crate) kind: Kind,
    /// A row that leaves the collection without coming into another is deleted.
    pub(crate) deletes_orphans: bool,
    /// The columns of the target by which a collection is ordered, and whether each descends; then comes its key.
    pub(crate) order: &'static [(u16, bool)],
}

/// How a relationship is stored.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// This table has the foreign key.
    BelongsTo { foreign_key: u16 },
    /// The target has the foreign key, by its place in the target's; at most one of its rows refers here.
    HasOne { foreign_key: u16 },
    /// The target has the foreign key.
    HasMany { foreign_key: u16 },
    /// A table between has a foreign key to each side.
    ManyToMany { through: Through },
}

/// The table between two sides, and its foreign keys to this one and to the other, by their places in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Through {
    pub(crate) table: &'static Table,
    pub(crate) here: u16,
    pub(crate) there: u16,
    pub(crate) writable: bool,
}

impl RelationshipFact {
    /// This table's foreign key leads to the target.
    pub const fn belongs_to(name: &'static str, target: &'static Entity, foreign_key: u16) -> Self {
        Self {
            name,
            target,
            kind: Kind::BelongsTo { foreign_key },
            deletes_orphans: false,
            order: &[],
        }
    }

    /// The target's foreign key, a unique one, leads here.
    pub const fn has_one(name: &'static str, target: &'static Entity, foreign_key: u16) -> Self {
        Self {
            name,
            target,
            kind: Kind::HasOne { foreign_key },
            deletes_orphans: false,
            order: &[],
        }
    }

    /// The target's foreign key leads here.
    pub const fn has_many(name: &'static str, target: &'static Entity, foreign_key: u16) -> Self {
        Self {
            name,
            target,
            kind: Kind::HasMany { foreign_key },
            deletes_orphans: false,
            order: &[],
        }
    }

    /// The foreign keys `keys` of a table between lead here and to the target.
    pub const fn many_to_many(
        name: &'static str,
        target: &'static Entity,
        table: &'static Table,
        keys: [u16; 2],
    ) -> Self {
        let through = Through {
            table,
            here: keys[0],
            there: keys[1],
            writable: true,
        };
        Self {
            name,
            target,
            kind: Kind::ManyToMany { through },
            deletes_orphans: false,
            order: &[],
        }
    }

    /// A row that leaves the collection, or gives way in a one-to-one relationship, and comes into no other, is deleted.
    pub const fn delete_orphans(mut self) -> Self {
        self.deletes_orphans = true;
        self
    }

    /// The collection comes in the order of these columns of the target, descending where it says so; then of its key.
    pub const fn ordered_by(mut self, columns: &'static [(u16, bool)]) -> Self {
        self.order = columns;
        self
    }

    /// The relationship as one that is read only, since a row of the table between needs more than the pair.
    pub const fn read_only(mut self) -> Self {
        if let Kind::ManyToMany { through } = self.kind {
            self.kind = Kind::ManyToMany {
                through: Through {
                    writable: false,
                    ..through
                },
            };
        }
        self
    }
}

impl Kind {
    /// Whether two relationships are the two ends of one, each leading to the other's table.
    pub(crate) fn is_inverse_of(&self, other: &Kind) -> bool {
        match (self, other) {
            (
                Kind::BelongsTo { foreign_key: key },
                Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key },
            )
            | (
                Kind::HasOne { foreign_key: key } | Kind::HasMany { foreign_key: key },
                Kind::BelongsTo { foreign_key },
            ) => key == foreign_key,
            (Kind::ManyToMany { through: one }, Kind::ManyToMany { through: two }) => {
                std::ptr::eq(one.table, two.table) && (one.here, one.there) == (two.there, two.here)
            }
            _ => false,
        }
    }
}
