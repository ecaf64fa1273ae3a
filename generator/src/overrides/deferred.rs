//! Which columns are rows read without?

use std::collections::{BTreeMap, BTreeSet};

use super::{Overrides, Teller};
use crate::{
    catalog::{Catalog, ColumnId, Key, TableId},
    config::options::Place,
    diagnostic::Code,
};

impl Overrides {
    /// Takes those of the columns, each with the place where it is named, that rows of their tables can do without.
    pub(super) fn defer(
        &mut self,
        catalog: &Catalog,
        asked: &[(TableId, (ColumnId, &Place))],
        teller: &mut Teller<'_>,
    ) {
        if asked.is_empty() {
            return;
        }
        let keys = catalog.tables.iter().flat_map(|table| &table.foreign_keys);
        let referenced = keys.flat_map(|key| key.referenced.iter().map(|it| (key.target, *it)));
        let referenced: BTreeSet<_> = referenced.collect();
        let mut left: BTreeMap<TableId, usize> = BTreeMap::new();
        for (id, (column, place)) in asked {
            let (id, column, table) = (*id, *column, &catalog[*id]);
            let left = left.entry(id).or_insert(table.columns.len());
            let has = |key: &Key| key.columns.contains(&column);
            let mut keys = table.foreign_keys.iter();
            let fault = if table.primary_key.as_ref().is_some_and(has) {
                "it is part of the primary key"
            } else if table.primary_key.is_none() && table.uniques.iter().any(has) {
                "the table has no primary key, and this is part of a key that may stand in for it"
            } else if keys.any(|key| key.columns.contains(&column)) {
                "it is part of a foreign key"
            } else if referenced.contains(&(id, column)) {
                "a foreign key refers to it"
            } else if self.versions.get(&id) == Some(&column) {
                "it counts the changes of a row"
            } else if *left == 1 {
                "no other column is left in the rows"
            } else {
                *left -= 1;
                self.deferred.insert((id, column));
                continue;
            };
            let message = format!(
                "`{}.{}` cannot be deferred: {fault}",
                table.name, table[column].name
            );
            let help = "a deferred column is read by itself, and not with its row".to_owned();
            teller.tell(Code::NOT_DEFERRABLE, message, place, Some(help));
        }
    }
}
