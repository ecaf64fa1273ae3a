//! Which relationships does the catalog imply? One rule per file; each relationship keeps its evidence.
//!
//! A foreign key to its own table is like any other: it gives both directions, and a table between a table and itself
//! gives both roles.

mod association;
mod foreign_key;
mod keyless;
mod missing_key;
mod one_to_one;
mod overlap;
#[cfg(test)]
pub(crate) mod read;
mod subject;
#[cfg(test)]
mod tests;
mod writable;

use crate::{
    catalog::{Catalog, TableId},
    diagnostic::Diagnostics,
    source::Span,
};
use subject::Subject;

/// Every relationship, in the order of the tables and of the foreign keys in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relations {
    pub(crate) belongs: Vec<Belongs>,
    pub(crate) associations: Vec<Association>,
}

/// A foreign key: many-to-one (or one-to-one) from its table, and the inverse from the target.
#[derive(Clone, Debug)]
pub(crate) struct Belongs {
    /// The table that has the key.
    pub(crate) table: TableId,
    /// The key's place in [`Table::foreign_keys`](crate::catalog::Table::foreign_keys).
    pub(crate) foreign_key: usize,
    pub(crate) target: TableId,
    /// A column of the key may be NULL.
    pub(crate) optional: bool,
    /// At most one row refers to a target: the inverse is one row, not many.
    pub(crate) unique: bool,
    pub(crate) evidence: Evidence,
}

/// A many-to-many relationship through a table with two foreign keys.
#[derive(Clone, Debug)]
pub(crate) struct Association {
    /// The table between.
    pub(crate) table: TableId,
    /// The foreign key to one side, its place in the table between; the one that comes first in it.
    pub(crate) left: usize,
    /// The foreign key to the other side.
    pub(crate) right: usize,
    /// Rows of the table between can be written from the pair alone.
    pub(crate) writable: bool,
    /// A key of the table between says that a pair occurs once; without any, that table is no entity.
    pub(crate) keyed: bool,
    pub(crate) evidence: Evidence,
}

/// Why a relationship is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence {
    pub(crate) rule: Rule,
    /// The place in the script that says so.
    pub(crate) span: Span,
}

/// The rules of inference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// A foreign key.
    ForeignKey,
    /// A foreign key over exactly the columns of a primary key or UNIQUE.
    UniqueForeignKey,
    /// Two disjoint foreign keys that together are a key of their table.
    AssociationKey,
    /// A table that is nothing but two disjoint foreign keys, without a key.
    AssociationPair,
}

/// Finds every relationship, and reports the ones that nearly are.
pub(crate) fn infer(catalog: &Catalog, diagnostics: &mut Diagnostics) -> Relations {
    let mut relations = Relations::default();
    for place in 0..catalog.tables.len() {
        let subject = Subject::new(catalog, TableId(place));
        relations.belongs.extend(foreign_key::belongs(&subject));
        let mut associations = association::keyed(&subject);
        associations.extend(keyless::association(&subject, diagnostics));
        if associations.is_empty() {
            overlap::report(&subject, diagnostics);
            missing_key::report(&subject, diagnostics);
        }
        relations.associations.extend(associations);
    }
    relations
}
