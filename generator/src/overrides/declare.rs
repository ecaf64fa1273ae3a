//! Which keys and foreign keys do the options state that the script does not?
//!
//! They are in the catalog beside those of the script, so that every rule takes them for what they are.

use std::collections::BTreeSet;

use super::{
    Teller,
    find::{self, Finder},
};
use crate::{
    catalog::{Action, Catalog, ColumnId, Declared, Deferrable, ForeignKey, Key, Table, TableId},
    config::options::{self, Place, Said},
    diagnostic::Code,
};

/// The tables that have options.
pub(crate) type Optioned<'a> = [(TableId, &'a options::Table)];

pub(super) fn declare(catalog: &mut Catalog, tables: &Optioned<'_>, teller: &mut Teller<'_>) {
    for (id, options) in tables {
        keys(&mut catalog.tables[id.0], options, teller);
    }
    // Foreign keys refer to keys, so that those come first.
    let finder = Finder::new(catalog);
    let mut stated = Vec::new();
    for (id, options) in tables {
        for (columns, (place, target)) in &options.foreign_keys.0 {
            let key = foreign_key(catalog, &finder, *id, (columns, place), target, teller);
            stated.extend(key.map(|key| (*id, key)));
        }
    }
    drop(finder);
    for (id, key) in stated {
        catalog.tables[id.0].foreign_keys.push(key);
    }
    for (id, options) in tables {
        one_to_one(&mut catalog.tables[id.0], options, teller);
    }
}

fn keys(table: &mut Table, options: &options::Table, teller: &mut Teller<'_>) {
    if let Some(list) = &options.primary_key {
        if table.primary_key.is_some() {
            let message = format!("`{}` has a primary key already", table.name);
            let place = list.first().and_then(|one| one.place.clone());
            teller.tell(Code::OPTION_VALUE, message, &place, None);
        } else if let Some(key) = key(table, list, teller) {
            // What tells rows apart is never NULL.
            for id in &key.columns {
                table.columns[id.0].nullable = false;
            }
            table.primary_key = Some(key);
        }
    }
    for list in &options.unique {
        if let Some(key) = key(table, list, teller) {
            table.uniques.push(key);
        }
    }
}

fn key(table: &Table, list: &[Said], teller: &mut Teller<'_>) -> Option<Key> {
    let columns = list.iter();
    let columns: Option<Vec<_>> = columns
        .map(|one| find::column(table, &one.text, &one.place, teller))
        .collect();
    let columns = columns?;
    let place = list.first().and_then(|one| one.place.clone());
    let columns = told_apart(table, columns, &place, teller)?;
    Some(Key {
        name: None,
        columns,
        span: teller.span(&place).unwrap_or(table.span),
        index: false,
        written: None,
    })
}

/// `user_id = "users"`, `"tenant_id, user_id" = "users (tenant_id, id)"`
fn foreign_key(
    catalog: &Catalog,
    finder: &Finder<'_>,
    id: TableId,
    (columns, place): (&str, &Place),
    target: &Said,
    teller: &mut Teller<'_>,
) -> Option<ForeignKey> {
    let table = &catalog[id];
    let columns = list(table, columns, place, teller)?;
    let (name, referenced) = match target.text.split_once('(') {
        Some((name, rest)) => (name.trim(), Some(rest.trim_end().trim_end_matches(')'))),
        None => (target.text.trim(), None),
    };
    let to = finder.table(name, &target.place, teller)?;
    let other = &catalog[to];
    if let Some(view) = [table, other].into_iter().find(|table| table.view) {
        let message = format!(
            "`{}` is a view: no foreign key leads from or to it",
            view.name
        );
        let help = "join it with `join_on`".to_owned();
        teller.tell(Code::OPTION_VALUE, message, &target.place, Some(help));
        return None;
    }
    let referenced = match (referenced, &other.primary_key) {
        (Some(names), _) => list(other, names, &target.place, teller)?,
        (None, Some(key)) => key.columns.clone(),
        (None, None) => {
            let message = format!("`{}` has no primary key", other.name);
            let help = format!("say which columns are meant, as `{} (id)`", other.name);
            teller.tell(Code::OPTION_VALUE, message, &target.place, Some(help));
            return None;
        }
    };
    let fault = fault(other, &columns, &referenced).or_else(|| {
        let mut keys = table.foreign_keys.iter();
        let is_same = |one: &ForeignKey| one.columns == columns && one.target == to;
        keys.any(is_same)
            .then(|| format!("`{}` has this foreign key already", table.name))
    });
    if let Some(message) = fault {
        teller.tell(Code::OPTION_VALUE, message, &target.place, None);
        return None;
    }
    Some(ForeignKey {
        name: None,
        columns,
        target: to,
        referenced,
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        deferrable: Deferrable::No,
        span: teller.span(place).unwrap_or(table.span),
        declared: Declared::Options,
    })
}

/// Why columns cannot refer to others.
fn fault(other: &Table, columns: &[ColumnId], referenced: &[ColumnId]) -> Option<String> {
    let name = &other.name;
    if columns.len() != referenced.len() {
        let (own, its) = (columns.len(), referenced.len());
        return Some(format!("{own} columns cannot refer to {its} of `{name}`"));
    }
    let sorted = |ids: &[ColumnId]| {
        let mut ids = ids.to_vec();
        ids.sort();
        ids
    };
    let mut keys = other.primary_key.iter().chain(&other.uniques);
    let is_key = keys.any(|key| sorted(&key.columns) == sorted(referenced));
    (!is_key).then(|| format!("these columns of `{name}` are no key: state `unique` for it too"))
}

/// The columns of a list with commas.
fn list(
    table: &Table,
    names: &str,
    place: &Place,
    teller: &mut Teller<'_>,
) -> Option<Vec<ColumnId>> {
    let names = names.split(',').map(str::trim);
    let columns: Option<Vec<_>> = names
        .filter(|name| !name.is_empty())
        .map(|name| find::column(table, name, place, teller))
        .collect();
    told_apart(table, columns?, place, teller)
}

/// Columns of a key: at least one, and each once.
fn told_apart(
    table: &Table,
    columns: Vec<ColumnId>,
    place: &Place,
    teller: &mut Teller<'_>,
) -> Option<Vec<ColumnId>> {
    let mut seen = BTreeSet::new();
    let twice = columns.iter().find(|id| !seen.insert(**id));
    let message = match (twice, columns.as_slice()) {
        (None, []) => format!(
            "expected the columns of a key of `{}`, found none",
            table.name
        ),
        (Some(id), _) => {
            let column = &table[*id].name;
            format!("a key of `{}` has the column `{column}` twice", table.name)
        }
        (None, _) => return Some(columns),
    };
    teller.tell(Code::OPTION_VALUE, message, place, None);
    None
}

/// A foreign key that leads from at most one row is over a key.
fn one_to_one(table: &mut Table, options: &options::Table, teller: &mut Teller<'_>) {
    for (name, (place, one)) in &options.relationships.0 {
        // One that is not there is told where its names are read.
        let [key] = find::foreign_keys(table, name)[..] else {
            continue;
        };
        if one.one_to_one == Some(true) {
            let columns = table.foreign_keys[key].columns.clone();
            table.uniques.push(Key {
                name: None,
                columns,
                span: teller.span(place).unwrap_or(table.span),
                index: false,
                written: None,
            });
        }
    }
}
