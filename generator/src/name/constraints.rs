//! What are the constants of constraints called?

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
pub(super) fn uniques(table: &Table, fields: &[String], scope: &mut Scope) -> Vec<Option<String>> {
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
    settled(&wishes.collect::<Vec<_>>(), scope)
}

/// A name for each check of a table that the script names, by its place among them, in snake case: `check_in_order`, also
/// where it is called `flights_in_order_check` or `ck_in_order`.
pub(super) fn checks(table: &Table, scope: &mut Scope) -> Vec<Option<String>> {
    let own = case::words(&table.name);
    let wishes = table.checks.iter().map(|check| {
        let Some(name) = &check.name else {
            return Wish::nothing();
        };
        let all = case::words(name);
        let is_kind = |word: &String| ["check", "chk", "ck", "cc"].contains(&word.as_str());
        let mut words = &all[..];
        if let [first, rest @ ..] = words
            && is_kind(first)
        {
            words = rest;
        }
        if let [rest @ .., last] = words
            && is_kind(last)
        {
            words = rest;
        }
        words = words.strip_prefix(&own[..]).unwrap_or(words);
        Wish {
            names: vec![["check".to_owned()].iter().chain(words).cloned().collect()],
            rank: Rank {
                sql: name.clone(),
                ..Rank::default()
            },
        }
    });
    settled(&wishes.collect::<Vec<_>>(), scope)
}

fn settled(wishes: &[Wish], scope: &mut Scope) -> Vec<Option<String>> {
    let names = settle(wishes, |words| scope.take(&case::member(words)));
    let names = names.iter().map(|words| match words.is_empty() {
        true => None,
        false => Some(case::member(words)),
    });
    names.collect()
}
