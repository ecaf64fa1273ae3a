//! What is everything called in Rust?
//!
//! All names are settled here, collisions included; the later stages only spell them. A name depends on what it names
//! and on what wants the same name, and on nothing else: not on the order of the source, and not on other tables.

mod associations;
mod case;
mod chosen;
mod columns;
mod constraints;
mod ends;
mod enums;
mod keys;
mod keyword;
mod length;
mod nouns;
mod path;
mod scope;
mod settle;
mod tables;
#[cfg(test)]
mod tests;
mod types;

use crate::{
    catalog::{Catalog, TableId},
    diagnostic::Diagnostics,
    infer::Relations,
    overrides::Overrides,
};
pub(crate) use case::constant;
pub(crate) use keyword::needs_raw;
use nouns::Nouns;
use scope::Scope;
use types::{Entity, Types};

/// The Rust name of everything, by its place in the catalog and in the relations.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// By [`TableId`](crate::catalog::TableId).
    pub(crate) tables: Vec<TableNames>,
    /// By [`EnumId`](crate::catalog::EnumId).
    pub(crate) enums: Vec<EnumNames>,
    /// By place in [`Relations::belongs`](crate::infer::Relations::belongs).
    pub(crate) belongs: Vec<Ends>,
    /// By place in [`Relations::associations`](crate::infer::Relations::associations).
    pub(crate) associations: Vec<Ends>,
}

#[derive(Clone, Debug)]
pub(crate) struct TableNames {
    /// The entity's type: `BookCategory`.
    pub(crate) ty: String,
    /// The type of a row to insert: `NewBookCategory`.
    pub(crate) builder: String,
    /// Its module and file: `book_category`; may be a keyword, never `mod`.
    pub(crate) module: String,
    /// By [`ColumnId`](crate::catalog::ColumnId), snake case; may be a keyword that `r#` can escape.
    pub(crate) fields: Vec<String>,
    /// The enums that are spelled out in a column's type, by `ColumnId`.
    pub(crate) enums: Vec<Option<EnumNames>>,
    /// The constants of unique constraints, by place in [`Table::uniques`](crate::catalog::Table::uniques), snake case; none
    /// for one that has the columns of an earlier one.
    pub(crate) uniques: Vec<Option<String>>,
    /// The constants of checks, by place in [`Table::checks`](crate::catalog::Table::checks), snake case; none for one
    /// without a name.
    pub(crate) checks: Vec<Option<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct EnumNames {
    /// `Mood`.
    pub(crate) ty: String,
    /// Its module, where the enum has one of its own; empty for those in a column's type.
    pub(crate) module: String,
    /// One for each literal, in its order.
    pub(crate) variants: Vec<String>,
}

/// The two names of a relationship, snake case; like fields they may be keywords that `r#` can escape.
#[derive(Clone, Debug)]
pub(crate) struct Ends {
    /// On the table that has the foreign key (`book.author`); of an association, on the left one's table (`book.categories`).
    pub(crate) here: String,
    /// On the target (`author.books`); of an association, on the right one's table (`category.books`).
    pub(crate) there: String,
}

/// Names everything, and notes what could not have the name that it would have alone.
pub(crate) fn name(
    catalog: &Catalog,
    relations: &Relations,
    overrides: &Overrides,
    diagnostics: &mut Diagnostics,
) -> Names {
    let nouns = Nouns::new(catalog, overrides);
    let mut types = Types::default();
    let chosen = tables::chosen(&nouns, overrides, &mut types, diagnostics);
    let chosen_enums = enums::chosen_named(catalog, overrides, &mut types, diagnostics);
    let entities = tables::entities(&nouns, &chosen, &mut types, diagnostics);
    let enums = enums::named(&nouns, overrides, chosen_enums, &mut types, diagnostics);

    let mut scopes = Vec::new();
    let mut tables = Vec::new();
    for (place, (table, entity)) in catalog.tables.iter().zip(entities).enumerate() {
        let mut scope = Scope::default();
        let chosen = |column| overrides.column(TableId(place), column);
        let fields = columns::fields(table, chosen, &mut scope, diagnostics);
        let Entity {
            ty,
            builder,
            module,
            ..
        } = entity;
        tables.push(TableNames {
            ty,
            builder,
            module,
            fields,
            enums: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
        });
        scopes.push(scope);
    }
    let inline = enums::inline(catalog, &tables, overrides, &mut types, diagnostics);
    for (table, enums) in tables.iter_mut().zip(inline) {
        table.enums = enums;
    }
    let (belongs, associations) =
        ends::name(&nouns, relations, overrides, &mut scopes, diagnostics);
    for ((table, names), scope) in catalog.tables.iter().zip(&mut tables).zip(&mut scopes) {
        names.uniques = constraints::uniques(table, &names.fields, scope);
        names.checks = constraints::checks(table, scope);
    }
    Names {
        tables,
        enums,
        belongs,
        associations,
    }
}
