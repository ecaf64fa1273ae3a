//! Which relationships does the catalog imply? One rule per file; each relationship keeps its evidence.
//!
//! A foreign key to its own table is like any other: it gives both directions, and a table between a table and itself
//! gives both roles.

mod association;
mod bookkeeping;
mod checks;
mod foreign_key;
mod identity;
mod keyless;
mod missing_key;
mod near_miss;
mod one_to_one;
mod overlap;
mod partial_index;
#[cfg(test)]
pub(crate) mod read;
mod subject;
#[cfg(test)]
mod tests;
mod undeclared;
mod wider_key;
mod writable;

use std::collections::BTreeSet;

use crate::{
    catalog::{Catalog, ColumnId, TableId},
    config::{Config, Inference},
    diagnostic::Diagnostics,
    source::Span,
};
pub(crate) use identity::Identity;
pub(crate) use near_miss::NearMiss;
#[cfg(feature = "cli")]
pub(crate) use near_miss::Would;
use subject::Subject;
pub(crate) use undeclared::Undeclared;

/// What the catalog implies, in the order of the tables and of the foreign keys in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relations {
    pub(crate) belongs: Vec<Belongs>,
    pub(crate) associations: Vec<Association>,
    /// By which columns the rows of each table are told apart, by [`TableId`].
    pub(crate) identities: Vec<Identity>,
    /// The tables between two others that are no entities, since nothing tells one of their rows from another.
    pub(crate) without_entity: BTreeSet<TableId>,
    /// What would be another relationship if the script said a little more.
    pub(crate) near_misses: Vec<NearMiss>,
    /// Columns that are foreign keys by their names, and are not declared as such.
    pub(crate) undeclared: Vec<Undeclared>,
}

impl Relations {
    /// Whether a session can track the rows of a table.
    pub(crate) fn is_tracked(&self, table: TableId) -> bool {
        !self.identities[table.0].columns.is_empty()
    }

    /// Whether a program can go from a row to the one that its foreign key leads to.
    pub(crate) fn leads(&self, one: &Belongs) -> bool {
        self.is_tracked(one.target) && !self.without_entity.contains(&one.table)
    }

    /// Whether a program can go from a row to those whose foreign keys lead to it: rows that cannot be told apart are in
    /// no collection, and have none.
    pub(crate) fn leads_back(&self, one: &Belongs) -> bool {
        self.is_tracked(one.table) && self.is_tracked(one.target)
    }

    /// Whether a program can go from one side of an association to the other.
    pub(crate) fn links(&self, catalog: &Catalog, one: &Association) -> bool {
        let keys = &catalog[one.table].foreign_keys;
        [one.left, one.right]
            .iter()
            .all(|key| self.is_tracked(keys[*key].target))
    }
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
    /// The columns of the table between that a row needs beside the pair.
    pub(crate) needs: Vec<ColumnId>,
    /// A key of the table between says that a pair occurs once; without any, that table is no entity.
    pub(crate) keyed: bool,
    pub(crate) evidence: Evidence,
}

impl Association {
    /// Whether rows of the table between can be written from the pair alone.
    pub(crate) fn writable(&self) -> bool {
        self.needs.is_empty()
    }
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
    /// A column that is called as another table's key, where that is taken for a foreign key.
    Convention,
    /// A foreign key over exactly the columns of a primary key or UNIQUE.
    UniqueForeignKey,
    /// Two disjoint foreign keys that together are a key of their table.
    AssociationKey,
    /// A table that is nothing but two disjoint foreign keys, without a key.
    AssociationPair,
}

/// The catalog with what the scripts mean and do not state: enums and bools by checks, foreign keys by convention; without the
/// tables that migration tools keep for themselves.
pub(crate) fn prepare(
    mut catalog: Catalog,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Catalog {
    if !config.infers(Inference::Bookkeeping) {
        catalog = bookkeeping::leave_out(catalog, diagnostics);
    }
    if config.infers(Inference::ByConvention) {
        undeclared::declare(&mut catalog);
    }
    checks::refine(catalog, config)
}

/// Finds every relationship, and reports the ones that nearly are.
pub(crate) fn infer(catalog: &Catalog, diagnostics: &mut Diagnostics) -> Relations {
    let mut relations = Relations {
        undeclared: undeclared::keys(catalog),
        ..Relations::default()
    };
    for place in 0..catalog.tables.len() {
        let subject = Subject::new(catalog, TableId(place));
        relations.belongs.extend(foreign_key::belongs(&subject));
        let mut associations = association::keyed(&subject);
        let link = keyless::association(&subject, diagnostics);
        relations
            .without_entity
            .extend(link.iter().map(|one| one.table));
        relations.identities.push(match link {
            Some(_) => Identity::default(),
            None => identity::of(subject.table, diagnostics),
        });
        associations.extend(link);
        if associations.is_empty() {
            relations.near_misses.extend(overlap::near_misses(&subject));
            relations
                .near_misses
                .extend(missing_key::near_miss(&subject));
            relations
                .near_misses
                .extend(wider_key::near_misses(&subject));
        }
        relations
            .near_misses
            .extend(partial_index::near_misses(&subject));
        relations.associations.extend(associations);
    }
    let told = relations.near_misses.iter();
    diagnostics.extend(told.filter_map(|one| one.diagnostic(catalog)));
    diagnostics.extend(
        relations
            .undeclared
            .iter()
            .map(|one| one.diagnostic(catalog)),
    );
    relations
}
