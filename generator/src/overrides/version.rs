//! Which column counts the changes of a row?

use super::{Teller, find};
use crate::{
    catalog::{ColumnId, Table, TypeKind},
    config::options::Said,
    diagnostic::Code,
};

/// The column, where it can count: by whole numbers, and never by NULL.
pub(super) fn column(table: &Table, said: &Said, teller: &mut Teller<'_>) -> Option<ColumnId> {
    let found = find::column(table, &said.text, &said.place, teller)?;
    let column = &table[found];
    let mut keys = table.primary_key.iter().chain(&table.uniques);
    let keys_have_it = keys.any(|key| key.columns.contains(&found));
    let fault = if !matches!(column.kind, TypeKind::Integer { .. }) {
        "it is no whole number"
    } else if column.nullable {
        "it may be NULL"
    } else if column.generated.is_some() {
        "the database computes it"
    } else if keys_have_it {
        "it is part of a key"
    } else {
        return Some(found);
    };
    let message = format!(
        "`{}.{}` cannot count the changes of a row: {fault}",
        table.name, column.name
    );
    teller.tell(Code::OPTION_VALUE, message, &said.place, None);
    None
}
