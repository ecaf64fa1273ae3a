//! What are the constants of unique constraints called?

use std::collections::BTreeSet;

use super::{
    case,
    scope::Scope,
    settle::{Rank, Wish, settle},
};
use crate::catalog::Table;

/// A name for each UNIQUE of a table, by its place among them, in snake case; nothing where an earlier one has the same
/// columns, since databases tell by the columns which of them refused a row.
///
/// It is made of the fields' names: `unique_tenant_id_email`.
pub(super) fn names(table: &Table, fields: &[String], scope: &mut Scope) -> Vec<Option<String>> {
    let mut seen = BTreeSet::new();
    let wishes = table.uniques.iter().map(|key| {
        if !seen.insert(&key.columns) {
            return Wish::nothing();
        }
        let fields = key.columns.iter().map(|column| &fields[column.0]);
        let columns = key.columns.iter().map(|column| &table[*column].name);
        Wish {
            names: vec![
                ["unique".to_owned()]
                    .into_iter()
                    .chain(fields.flat_map(|field| case::words(field)))
                    .collect(),
            ],
            rank: Rank {
                sql: columns.cloned().collect::<Vec<_>>().join(", "),
                ..Rank::default()
            },
        }
    });
    let wishes: Vec<_> = wishes.collect();
    let names = settle(&wishes, |words| scope.take(&case::member(words)));
    let names = names.iter().map(|words| match words.is_empty() {
        true => None,
        false => Some(case::member(words)),
    });
    names.collect()
}
