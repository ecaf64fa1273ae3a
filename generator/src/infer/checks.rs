//! Which columns hold less than their types say? A check that lists the values of a column makes an enum or a bool of it.
//!
//! What the scripts say stays as it is, checks too; only what the column holds is known better.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalog::{Catalog, Column, ColumnId, TableId, TypeKind},
    config::{Config, Inference},
    dialect::Dialect,
    parse::{Membership, Value, membership},
};

/// The catalog with enums and bools for the columns that checks make so.
pub(super) fn refine(mut catalog: Catalog, config: &Config) -> Catalog {
    let linked = linked(&catalog);
    for place in 0..catalog.tables.len() {
        let table = &catalog.tables[place];
        let checks = table.checks.iter();
        let memberships = checks.filter_map(|one| membership(&one.expression, catalog.dialect));
        let mut memberships = memberships.peekable();
        if memberships.peek().is_none() {
            continue;
        }
        let columns = table.column_names(catalog.dialect);
        let mut kinds = BTreeMap::<ColumnId, TypeKind>::new();
        for found in memberships {
            let column = columns.find(&found.column);
            let column = column.filter(|id| !linked.contains(&(TableId(place), *id)));
            if let Some(id) = column.filter(|id| !kinds.contains_key(id)) {
                let kind = kind(&table[id], &found, catalog.dialect, config);
                kinds.extend(kind.map(|kind| (id, kind)));
            }
        }
        for (id, kind) in kinds {
            catalog.tables[place].columns[id.0].kind = kind;
        }
    }
    catalog
}

/// The columns of foreign keys and those that they refer to: both ends of a key hold the same.
fn linked(catalog: &Catalog) -> BTreeSet<(TableId, ColumnId)> {
    let tables = catalog.tables.iter().enumerate();
    let keys = tables.flat_map(|(place, table)| {
        table
            .foreign_keys
            .iter()
            .map(move |key| (TableId(place), key))
    });
    keys.flat_map(|(id, key)| {
        let own = key.columns.iter().map(move |column| (id, *column));
        let other = key.referenced.iter();
        own.chain(other.map(|column| (key.target, *column)))
    })
    .collect()
}

/// What a column holds that can have these values alone.
fn kind(
    column: &Column,
    found: &Membership,
    dialect: Dialect,
    config: &Config,
) -> Option<TypeKind> {
    match &column.kind {
        TypeKind::Text { .. } if config.infers(Inference::CheckEnums) => {
            let literals = found.values.iter().map(|value| match value {
                Value::Text(text) => Some(text.clone()),
                Value::Number(_) => None,
            });
            let literals = literals.collect::<Option<Vec<_>>>()?;
            // A column of one value is a constant: the discriminator of a foreign key.
            let is_enum = literals.len() > 1 && is_as_written(column, &literals, dialect);
            is_enum.then_some(TypeKind::InlineEnum(literals))
        }
        TypeKind::Integer { .. }
            if config.infers(Inference::CheckBools) && !column.auto_increment =>
        {
            let is = |number: &str| found.values.contains(&Value::Number(number.to_owned()));
            (found.values.len() == 2 && is("0") && is("1")).then_some(TypeKind::Boolean)
        }
        _ => None,
    }
}

/// Whether the database gives back the literals as they stand in the check. Where a collation makes two texts equal it may
/// hold either, and `CHAR (9)` is filled up with spaces.
fn is_as_written(column: &Column, literals: &[String], dialect: Dialect) -> bool {
    let is_sqlite = dialect == Dialect::Sqlite;
    if is_sqlite {
        let collation = column.collation.as_deref();
        return collation.is_none_or(|name| name.eq_ignore_ascii_case("binary"));
    }
    let ty = column.ty.to_ascii_lowercase();
    let is_padded = ["char", "character", "nchar", "bpchar"].iter().any(|name| {
        ty.split('(')
            .next()
            .is_some_and(|first| first.trim() == *name)
    });
    let length = match column.kind {
        TypeKind::Text { length } => length.unwrap_or(1) as usize,
        _ => 1,
    };
    !is_padded
        || dialect == Dialect::Mysql
        || literals.iter().all(|one| one.chars().count() == length)
}
