//! What is one row of a table called, and what are many, by the table's name alone?

use std::ops::Index;

use super::case::{self, Words};
use crate::{
    catalog::{Catalog, TableId},
    overrides::Overrides,
    word::Inflection,
};

/// The nouns of all tables, which most names are made of.
pub(super) struct Nouns<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) inflection: &'a Inflection,
    tables: Vec<Noun>,
}

/// A table's name in words, with the last one in the singular and in the plural.
pub(super) struct Noun {
    pub(super) words: Words,
    pub(super) one: Words,
    pub(super) many: Words,
}

impl<'a> Nouns<'a> {
    /// A table that was given another name is called so everywhere.
    pub(super) fn new(catalog: &'a Catalog, overrides: &'a Overrides) -> Self {
        let inflection = &overrides.inflection;
        let tables = catalog.tables.iter().enumerate();
        let tables = tables.map(|(place, table)| match overrides.table(TableId(place)) {
            Some(chosen) => Noun::chosen(&chosen.name, inflection),
            None => Noun::new(table.spelling(), inflection),
        });
        Self {
            catalog,
            inflection,
            tables: tables.collect(),
        }
    }

    /// The schema of a table or type, unless it is the one that is meant where none is said.
    pub(super) fn schema(&self, schema: Option<&'a str>) -> Option<&'a str> {
        let default = self.catalog.dialect.default_schema();
        schema.filter(|schema| default.is_none_or(|default| !schema.eq_ignore_ascii_case(default)))
    }
}

impl Index<TableId> for Nouns<'_> {
    type Output = Noun;

    fn index(&self, id: TableId) -> &Noun {
        &self.tables[id.0]
    }
}

impl Noun {
    /// A chosen name is one row's.
    fn chosen(name: &str, inflection: &Inflection) -> Self {
        let words = case::words(name);
        Self {
            one: words.clone(),
            many: inflection.many(&words),
            words,
        }
    }

    fn new(name: &str, inflection: &Inflection) -> Self {
        let words = case::words(name);
        Self {
            one: inflection.one(&words),
            many: inflection.many(&words),
            words,
        }
    }
}
