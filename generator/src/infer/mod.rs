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
    diagnostic::{Code, Diagnostic, Diagnostics},
    overrides::Overrides,
    source::Span,
    word::Inflection,
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
    /// The columns that both foreign keys have: not every pair can be linked.
    pub(crate) shared: Vec<ColumnId>,
    pub(crate) evidence: Evidence,
}

impl Association {
    /// Whether rows of the table between can be written from the pair alone.
    pub(crate) fn writable(&self) -> bool {
        self.needs.is_empty() && self.shared.is_empty()
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
#[cfg_attr(
    feature = "cli",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
pub(crate) enum Rule {
    /// A foreign key.
    ForeignKey,
    /// A foreign key that the options state.
    Stated,
    /// A column that is called as another table's key, where that is taken for a foreign key.
    Convention,
    /// A foreign key over exactly the columns of a primary key or UNIQUE.
    UniqueForeignKey,
    /// Two disjoint foreign keys that together are a key of their table.
    AssociationKey,
    /// Two foreign keys that share columns and together are a key of their table, where the options ask for it.
    OverlappingKeys,
    /// A table that is nothing but two disjoint foreign keys, without a key.
    AssociationPair,
}

impl Rule {
    /// What there is, by which the rule goes.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Rule::ForeignKey => "a foreign key",
            Rule::Stated => "a foreign key that the options state",
            Rule::Convention => "a column that is called as what it refers to",
            Rule::UniqueForeignKey => "a foreign key that is unique",
            Rule::AssociationKey => "two foreign keys that are a key together",
            Rule::OverlappingKeys => {
                "two foreign keys that share columns and are a key together, as the options ask"
            }
            Rule::AssociationPair => "a table of nothing but two foreign keys",
        }
    }
}

/// The catalog without the tables that migration tools keep for themselves.
pub(crate) fn without_bookkeeping(
    catalog: Catalog,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Catalog {
    match config.infers(Inference::Bookkeeping) {
        true => catalog,
        false => bookkeeping::leave_out(catalog, diagnostics),
    }
}

/// The catalog with what the scripts mean and do not state: enums and bools by checks, foreign keys by convention.
pub(crate) fn prepare(mut catalog: Catalog, config: &Config) -> Catalog {
    if config.infers(Inference::ByConvention) {
        undeclared::declare(
            &mut catalog,
            &Inflection::new(&config.irregular, &config.uncountable),
        );
    }
    checks::refine(catalog, config)
}

/// Finds every relationship, and reports the ones that nearly are.
pub(crate) fn infer(
    catalog: &Catalog,
    overrides: &Overrides,
    diagnostics: &mut Diagnostics,
) -> Relations {
    let mut relations = Relations {
        undeclared: undeclared::keys(catalog, &overrides.inflection),
        ..Relations::default()
    };
    let keys = catalog.tables.iter().flat_map(|table| &table.foreign_keys);
    let referenced: BTreeSet<_> = keys.map(|key| key.target).collect();
    for place in 0..catalog.tables.len() {
        let subject = Subject::new(catalog, TableId(place));
        relations.belongs.extend(foreign_key::belongs(&subject));
        let may_link = overrides.may_link(subject.id);
        let (mut associations, link) = match may_link {
            true => (
                association::keyed(&subject),
                keyless::association(&subject, diagnostics),
            ),
            false => Default::default(),
        };
        let is_dropped = is_dropped(&subject, &associations, overrides, &referenced, diagnostics);
        if link.is_some() || is_dropped {
            relations.without_entity.insert(subject.id);
            relations.identities.push(Identity::default());
        } else {
            let identity = identity::of(subject.table, diagnostics);
            relations.identities.push(identity);
        }
        associations.extend(link);
        if associations.is_empty() && overrides.asks_to_link(subject.id) {
            associations = overlap::associations(&subject);
        }
        if may_link && associations.is_empty() {
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
    for one in &relations.belongs {
        collection_is_there(catalog, &relations, one, overrides, diagnostics);
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

/// Tells of options for a collection that no program can ask for.
fn collection_is_there(
    catalog: &Catalog,
    relations: &Relations,
    one: &Belongs,
    overrides: &Overrides,
    diagnostics: &mut Diagnostics,
) {
    let behaviour = overrides.behaviour(one.table, one.foreign_key);
    let Some(behaviour) = behaviour.filter(|behaviour| behaviour.is_of_collection()) else {
        return;
    };
    let ends = [one.table, one.target];
    let Some(keyless) = ends.into_iter().find(|id| !relations.is_tracked(*id)) else {
        return;
    };
    let message = format!(
        "the rows of `{}` cannot be told apart, so they are in no collection and have none",
        catalog[keyless].name
    );
    let fault = Diagnostic::new(Code::OPTION_VALUE, message).help("state its `primary-key`");
    diagnostics.push(match behaviour.span {
        Some(span) => fault.at(span, ""),
        None => fault,
    });
}

/// Whether an association table is to be no entity of its own, and can do without.
fn is_dropped(
    subject: &Subject<'_>,
    associations: &[Association],
    overrides: &Overrides,
    referenced: &BTreeSet<TableId>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let Some(span) = overrides.without_entity(subject.id) else {
        return false;
    };
    let reason = if !associations.iter().any(Association::writable) {
        "it links no two tables by the pair alone"
    } else if referenced.contains(&subject.id) {
        "a foreign key refers to it"
    } else {
        return true;
    };
    let name = &subject.table.name;
    let message = format!("`{name}` cannot do without an entity: {reason}");
    let fault = Diagnostic::new(Code::OPTION_VALUE, message);
    diagnostics.push(match span {
        Some(span) => fault.at(span, ""),
        None => fault,
    });
    false
}
