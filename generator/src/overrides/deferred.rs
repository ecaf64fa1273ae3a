//! Which columns are rows read without?

use super::Teller;
use crate::{
    catalog::{Catalog, ColumnId, Key, TableId},
    config::options::Place,
    diagnostic::Code,
};

/// Those of the columns, each with the place where it is named, that rows of a table can do without. `version` counts the
/// changes of its rows.
pub(super) fn columns(
    catalog: &Catalog,
    (id, version): (TableId, Option<ColumnId>),
    asked: &[(ColumnId, &Place)],
    teller: &mut Teller<'_>,
) -> Vec<ColumnId> {
    let table = &catalog[id];
    let mut deferred = Vec::new();
    for (column, place) in asked {
        let has = |key: &Key| key.columns.contains(column);
        let mut keys = table.foreign_keys.iter();
        let mut others = catalog.tables.iter().flat_map(|table| &table.foreign_keys);
        let fault = if table.primary_key.as_ref().is_some_and(has) {
            "it is part of the primary key"
        } else if table.primary_key.is_none() && table.uniques.iter().any(has) {
            "the table has no primary key, and this is part of a key that may stand in for it"
        } else if keys.any(|key| key.columns.contains(column)) {
            "it is part of a foreign key"
        } else if others.any(|key| key.target == id && key.referenced.contains(column)) {
            "a foreign key refers to it"
        } else if version == Some(*column) {
            "it counts the changes of a row"
        } else if deferred.len() + 1 == table.columns.len() {
            "no other column is left in the rows"
        } else {
            deferred.push(*column);
            continue;
        };
        let message = format!(
            "`{}.{}` cannot be deferred: {fault}",
            table.name, table[*column].name
        );
        let help = "a deferred column is read by itself, and not with its row".to_owned();
        teller.tell(Code::NOT_DEFERRABLE, message, place, Some(help));
    }
    deferred
}
