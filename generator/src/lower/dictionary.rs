//! What do the docs of a table say of its columns, keys, indexes and checks?
//!
//! A column's line is its definition; what concerns several columns, and the indexes that queries are served by, are listed
//! with the table.

use super::docs::{Doc, Part, code, codes, ours};
use crate::{
    catalog::{Action, Catalog, Check, ColumnId, Declared, ForeignKey, Index, Key, Table},
    dialect::Dialect,
};

/// A table's row: its comment, and a list of what no column's own line says.
pub(super) fn table(
    catalog: &Catalog,
    table: &Table,
    version: Option<ColumnId>,
    deferred: &[ColumnId],
) -> Doc {
    let what = if table.view { ", a view" } else { "" };
    let mut doc = Doc::default()
        .line([
            ours("A row of "),
            code(&table.name),
            ours(format!("{what}.")),
        ])
        .comment(table.comment.as_deref());
    let columns = |ids: &[ColumnId]| codes(ids.iter().map(|id| table[*id].name.as_str()));
    let is_wide = |key: &&Key| key.columns.len() > 1;
    if let Some(key) = table.primary_key.as_ref().filter(is_wide) {
        doc = doc.entry([vec![ours("Primary key: ")], columns(&key.columns)].concat());
    }
    for key in table.uniques.iter().filter(is_wide) {
        doc = doc.entry([vec![ours("Unique: ")], columns(&key.columns)].concat());
    }
    for key in table
        .foreign_keys
        .iter()
        .filter(|key| key.columns.len() > 1)
    {
        let before = vec![ours("Foreign key: ")];
        let target = code(references(catalog, key));
        doc = doc.entry([before, columns(&key.columns), vec![ours(" "), target]].concat());
    }
    if let Some(version) = version {
        doc = doc.entry([ours("Version: "), code(&table[version].name)]);
    }
    if !deferred.is_empty() {
        doc = doc.entry([vec![ours("Read by itself: ")], columns(deferred)].concat());
    }
    for index in &table.indexes {
        doc = doc.entry(served(table, index));
    }
    for check in &table.checks {
        doc = doc.entry(checked(check));
    }
    doc
}

/// A check, which errors are compared with.
pub(super) fn check(check: &Check) -> Doc {
    Doc::default().line([checked(check), vec![ours(".")]].concat())
}

/// `` Check `in_order`: `arrives_at > departs_at` ``
fn checked(check: &Check) -> Vec<Part> {
    let name = check.name.iter().flat_map(|name| [ours(" "), code(name)]);
    let condition = [ours(": "), code(&check.expression)];
    let parts = [ours("Check")].into_iter().chain(name).chain(condition);
    parts.collect()
}

/// A unique constraint, which errors are compared with.
pub(super) fn unique(table: &Table, key: &Key) -> Doc {
    let columns = codes(key.columns.iter().map(|id| table[*id].name.as_str()));
    Doc::default().line([vec![ours("Unique: ")], columns, vec![ours(".")]].concat())
}

/// `` Index `books_by_author`: `author_id` and an expression, of some rows ``
fn served(table: &Table, index: &Index) -> Vec<Part> {
    let kind = if index.unique {
        "Unique index"
    } else {
        "Index"
    };
    let mut parts = vec![ours(kind)];
    if let Some(name) = &index.name {
        parts.extend([ours(" "), code(name)]);
    }
    parts.push(ours(": "));
    for (place, column) in index.columns.iter().enumerate() {
        if place > 0 {
            parts.push(ours(", "));
        }
        parts.push(match column {
            Some(id) => code(&table[*id].name),
            None => ours("an expression"),
        });
    }
    if index.partial {
        parts.push(ours(" (of some rows)"));
    }
    parts
}

/// What no definition of an array says.
pub(super) fn elements() -> Part {
    ours("Elements are not NULL; to read one that is, is an error.")
}

/// What no definition of a sensitive column says.
pub(super) fn sensitive() -> Part {
    ours("Never printed: sensitive.")
}

/// A column's definition in brief, as the script might write it beside the column.
pub(super) fn definition(catalog: &Catalog, table: &Table, id: ColumnId) -> String {
    let column = &table[id];
    let mut text = column.name.clone();
    let mut add = |clause: &str| {
        text.push(' ');
        text.push_str(clause);
    };
    if !column.ty.is_empty() {
        add(&column.ty);
    }
    let alone = |key: &Key| key.columns == [id];
    if let Some(collation) = &column.collation {
        add(&format!("COLLATE {collation}"));
    }
    let is_key = table.primary_key.as_ref().is_some_and(alone);
    if is_key {
        add("PRIMARY KEY");
    } else if !column.nullable {
        add("NOT NULL");
    }
    if column.never_reused {
        add("AUTOINCREMENT");
    } else if column.auto_increment && catalog.dialect == Dialect::Mysql {
        add("AUTO_INCREMENT");
    }
    if table.uniques.iter().any(alone) {
        add("UNIQUE");
    }
    if let Some(default) = &column.default {
        add(&format!("DEFAULT {default}"));
    }
    if let Some(generated) = &column.generated {
        add(&format!("GENERATED ALWAYS AS ({})", generated.expression));
    }
    let keys = table.foreign_keys.iter();
    for key in keys.filter(|key| key.declared == Declared::Script && key.columns == [id]) {
        add(&references(catalog, key));
    }
    text
}

/// `REFERENCES authors (id) ON DELETE CASCADE`
fn references(catalog: &Catalog, key: &ForeignKey) -> String {
    let target = &catalog[key.target];
    let referenced = key.referenced.iter().map(|id| target[*id].name.as_str());
    let referenced: Vec<_> = referenced.collect();
    let mut text = format!("REFERENCES {} ({})", target.name, referenced.join(", "));
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if action != Action::NoAction {
            text.push_str(&format!(" ON {event} {}", action.sql()));
        }
    }
    text
}
