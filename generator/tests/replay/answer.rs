//! How is what a database answers put together? Each asks for the same rows, whose first cell says what they tell.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Column, ForeignKey, Schema, Table};

/// What the rows of a database say:
///
/// * `T table`
/// * `C table column nullable`, in the order of the columns, where `nullable` is `1` or `0`
/// * `P table column`
/// * `U table index column`
/// * `F table constraint column target referenced delete update`, in the order of the columns; `referenced` is empty where
///   it is left to the primary key of the target
pub(crate) fn schema<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> Schema {
    let mut schema = Schema::new();
    let mut uniques: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    let mut keys: BTreeMap<(&str, &str), ForeignKey> = BTreeMap::new();
    for row in rows {
        match row[..] {
            ["T", table] => {
                schema.entry(table.to_string()).or_default();
            }
            ["C", table, name, nullable] => {
                let (name, nullable) = (name.to_string(), nullable == "1");
                let columns = &mut of(&mut schema, table).columns;
                columns.push(Column { name, nullable });
            }
            ["P", table, column] => {
                let key = &mut of(&mut schema, table).primary_key;
                key.insert(column.to_string());
            }
            ["U", table, index, column] => {
                let columns = uniques.entry((table, index)).or_default();
                columns.insert(column.to_string());
            }
            ["F", table, name, column, target, referenced, delete, update] => {
                let key = keys.entry((table, name)).or_insert_with(|| ForeignKey {
                    columns: Vec::new(),
                    table: target.to_string(),
                    referenced: Vec::new(),
                    on_delete: delete.to_string(),
                    on_update: update.to_string(),
                });
                key.columns.push(column.to_string());
                let referenced = Some(referenced).filter(|name| !name.is_empty());
                key.referenced.extend(referenced.map(str::to_string));
            }
            _ => panic!("a row that means nothing: {row:?}"),
        }
    }
    for ((table, _), columns) in uniques {
        of(&mut schema, table).uniques.insert(columns);
    }
    for ((table, _), mut key) in keys {
        if key.referenced.is_empty() {
            key.referenced = key_of(&schema, &key.table);
        }
        of(&mut schema, table).foreign_keys.insert(key);
    }
    schema
}

fn of<'a>(schema: &'a mut Schema, table: &str) -> &'a mut Table {
    schema.entry(table.to_string()).or_default()
}

/// The columns of a primary key, as they follow each other in the table.
pub(crate) fn key_of(schema: &Schema, table: &str) -> Vec<String> {
    let found = schema
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(table));
    let columns = found.into_iter().flat_map(|(_, found)| {
        let in_key = |column: &&Column| found.primary_key.contains(&column.name);
        found.columns.iter().filter(in_key)
    });
    columns.map(|column| column.name.clone()).collect()
}
