//! The statements that a unit of work sends, as text.

use std::{convert::Infallible, fmt::Write, sync::Arc};

use super::Transaction;
use crate::{
    engine::Verb,
    schema::{Dialect, Table, quote, quote_all},
};

impl Transaction {
    /// The statement that inserts `count` rows with these columns, and gives back those.
    pub(super) fn insert_text(
        &mut self,
        table: &'static Table,
        columns: [&[u16]; 2],
        count: usize,
    ) -> Arc<str> {
        self.text((Verb::Insert, count), table, columns, |dialect| {
            insert(table, columns[0], count, columns[1], dialect)
        })
    }

    /// The statement that writes these columns of one row, and gives back those.
    pub(super) fn update_text(&mut self, table: &'static Table, columns: [&[u16]; 2]) -> Arc<str> {
        self.text((Verb::Update, 1), table, columns, |dialect| {
            update_with(table, columns[0], "", columns[1], dialect)
        })
    }

    /// The statement that deletes one row.
    pub(super) fn delete_text(&mut self, table: &'static Table) -> Arc<str> {
        self.text((Verb::Delete, 1), table, [&[], &[]], |dialect| {
            delete_where(table, &found_by(table), 1, dialect)
        })
    }

    /// The statement that asks for a column of one row.
    pub(super) fn read_text(&mut self, table: &'static Table, column: u16) -> Arc<str> {
        self.text((Verb::Read, 1), table, [&[column], &[]], |dialect| {
            read(table, column, dialect)
        })
    }

    /// The statement that asks for the greatest value in a column.
    pub(super) fn greatest_text(&mut self, table: &'static Table, column: u16) -> Arc<str> {
        self.text((Verb::Greatest, 1), table, [&[column], &[]], |dialect| {
            greatest(table, column, dialect)
        })
    }

    fn text(
        &mut self,
        what: (Verb, usize),
        table: &'static Table,
        columns: [&[u16]; 2],
        make: impl FnOnce(Dialect) -> String,
    ) -> Arc<str> {
        let dialect = self.dialect();
        let made = || Ok::<_, Infallible>(make(dialect));
        match self.texts.of(what, table, columns, made) {
            Ok(sql) => sql,
            Err(never) => match never {},
        }
    }
}

fn insert(
    table: &Table,
    columns: &[u16],
    count: usize,
    returning: &[u16],
    dialect: Dialect,
) -> String {
    let mut sql = "INSERT INTO ".to_owned();
    quote(&mut sql, table.name, dialect);
    if columns.is_empty() {
        sql.push_str(" DEFAULT VALUES");
    } else {
        sql.push_str(" (");
        quote_all(&mut sql, table.names(columns), dialect);
        sql.push_str(") VALUES ");
        for row in 0..count {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            placeholders(&mut sql, columns.len());
            sql.push(')');
        }
    }
    give_back(&mut sql, table, returning, dialect);
    sql
}

/// UPDATE of one row that sets `columns` to values, and others to what is `computed`.
pub(super) fn update_with(
    table: &Table,
    columns: &[u16],
    computed: &str,
    returning: &[u16],
    dialect: Dialect,
) -> String {
    let mut sql = String::new();
    set(&mut sql, table, columns, dialect);
    if !(columns.is_empty() || computed.is_empty()) {
        sql.push_str(", ");
    }
    sql.push_str(computed);
    sql.push_str(" WHERE ");
    equal(&mut sql, table, &found_by(table), 1, dialect);
    give_back(&mut sql, table, returning, dialect);
    sql
}

/// UPDATE of one row by its key alone.
pub(super) fn update_by_key(table: &Table, columns: &[u16], dialect: Dialect) -> String {
    let mut sql = String::new();
    set(&mut sql, table, columns, dialect);
    sql.push_str(" WHERE ");
    equal(&mut sql, table, table.identity, 1, dialect);
    sql
}

/// UPDATE of the rows that have these values in these columns, to other values there.
pub(super) fn update_where(table: &Table, columns: &[u16], dialect: Dialect) -> String {
    let mut sql = String::new();
    set(&mut sql, table, columns, dialect);
    sql.push_str(" WHERE ");
    equal(&mut sql, table, columns, 1, dialect);
    sql
}

fn set(sql: &mut String, table: &Table, columns: &[u16], dialect: Dialect) {
    sql.push_str("UPDATE ");
    quote(sql, table.name, dialect);
    sql.push_str(" SET ");
    for (position, name) in table.names(columns).enumerate() {
        sql.push_str(if position == 0 { "" } else { ", " });
        quote(sql, name, dialect);
        sql.push_str(" = ?");
    }
}

/// The columns by which one row is found: its key, and its version.
fn found_by(table: &Table) -> Vec<u16> {
    let columns = table.identity.iter().chain(&table.version);
    columns.copied().collect()
}

/// Whether a table has triggers.
pub(super) const TRIGGERS: &str = "SELECT 1 FROM (SELECT type, tbl_name FROM sqlite_schema UNION ALL \
     SELECT type, tbl_name FROM sqlite_temp_schema) WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE LIMIT 1";

/// The greatest value in a column.
fn greatest(table: &Table, column: u16, dialect: Dialect) -> String {
    let mut sql = "SELECT max(".to_owned();
    quote_all(&mut sql, table.names(&[column]), dialect);
    sql.push_str(") FROM ");
    quote(&mut sql, table.name, dialect);
    sql
}

/// SELECT of some columns of the rows whose key lies between two values, in the order of that key.
pub(super) fn select_between(table: &Table, columns: &[u16], key: u16, dialect: Dialect) -> String {
    let mut sql = "SELECT ".to_owned();
    quote_all(&mut sql, table.names(columns), dialect);
    sql.push_str(" FROM ");
    quote(&mut sql, table.name, dialect);
    sql.push_str(" WHERE ");
    quote_all(&mut sql, table.names(&[key]), dialect);
    sql.push_str(" BETWEEN ? AND ? ORDER BY ");
    quote_all(&mut sql, table.names(&[key]), dialect);
    sql
}

/// DELETE of the rows that have one of `count` values in these columns.
pub(super) fn delete_where(
    table: &Table,
    columns: &[u16],
    count: usize,
    dialect: Dialect,
) -> String {
    let mut sql = "DELETE FROM ".to_owned();
    quote(&mut sql, table.name, dialect);
    sql.push_str(" WHERE ");
    equal(&mut sql, table, columns, count, dialect);
    sql
}

/// UPDATE that sets `nulled` to NULL in the rows that have one of `count` values in `columns`.
pub(super) fn nullify(
    table: &Table,
    nulled: &[u16],
    columns: &[u16],
    count: usize,
    dialect: Dialect,
) -> String {
    let mut sql = "UPDATE ".to_owned();
    quote(&mut sql, table.name, dialect);
    sql.push_str(" SET ");
    for (position, name) in table.names(nulled).enumerate() {
        sql.push_str(if position == 0 { "" } else { ", " });
        quote(&mut sql, name, dialect);
        sql.push_str(" = NULL");
    }
    sql.push_str(" WHERE ");
    equal(&mut sql, table, columns, count, dialect);
    sql
}

/// SELECT of a column of the row that has a key.
pub(super) fn read(table: &Table, column: u16, dialect: Dialect) -> String {
    let mut sql = "SELECT ".to_owned();
    quote_all(&mut sql, table.names(&[column]), dialect);
    sql.push_str(" FROM ");
    quote(&mut sql, table.name, dialect);
    sql.push_str(" WHERE ");
    equal(&mut sql, table, table.identity, 1, dialect);
    sql
}

/// SELECT of the rows that have one of `count` values in these columns, in the order of their keys.
pub(super) fn select(
    table: &Table,
    columns: &[u16],
    count: usize,
    order: &[(u16, bool)],
    dialect: Dialect,
) -> String {
    let mut sql = "SELECT ".to_owned();
    quote_all(
        &mut sql,
        table.row().iter().map(|column| column.name),
        dialect,
    );
    sql.push_str(" FROM ");
    quote(&mut sql, table.name, dialect);
    sql.push_str(" WHERE ");
    equal(&mut sql, table, columns, count, dialect);
    if columns != table.identity && !table.identity.is_empty() {
        in_order(&mut sql, table, "", order, dialect);
    }
    sql
}

/// ORDER BY some columns, and then the key.
fn in_order(sql: &mut String, table: &Table, alias: &str, order: &[(u16, bool)], dialect: Dialect) {
    let key = table.identity.iter();
    let key = key.filter(|column| !order.iter().any(|(known, _)| known == *column));
    let columns = order
        .iter()
        .copied()
        .chain(key.map(|column| (*column, false)));
    for (position, (column, descends)) in columns.enumerate() {
        sql.push_str(if position == 0 { " ORDER BY " } else { ", " });
        sql.push_str(alias);
        quote(sql, table.columns[usize::from(column)].name, dialect);
        sql.push_str(if descends { " DESC" } else { "" });
    }
}

/// SELECT of the rows of `target` that a row of the table between leads to, in the order of their keys.
pub(super) fn select_through(
    target: &Table,
    between: &Table,
    [here, there]: [u16; 2],
    order: &[(u16, bool)],
    dialect: Dialect,
) -> String {
    let mut sql = "SELECT ".to_owned();
    let qualified = |sql: &mut String, alias: &str, name: &str| {
        sql.push_str(alias);
        quote(sql, name, dialect);
    };
    for (position, column) in target.row().iter().enumerate() {
        sql.push_str(if position == 0 { "" } else { ", " });
        qualified(&mut sql, "target.", column.name);
    }
    sql.push_str(" FROM ");
    quote(&mut sql, target.name, dialect);
    sql.push_str(" AS target JOIN ");
    quote(&mut sql, between.name, dialect);
    sql.push_str(" AS between_0 ON ");
    let (here, there) = (
        &between.foreign_keys[usize::from(here)],
        &between.foreign_keys[usize::from(there)],
    );
    let pairs = between
        .names(there.columns)
        .zip(target.names(there.referenced));
    for (position, (column, referenced)) in pairs.enumerate() {
        sql.push_str(if position == 0 { "" } else { " AND " });
        qualified(&mut sql, "between_0.", column);
        sql.push_str(" = ");
        qualified(&mut sql, "target.", referenced);
    }
    for (position, name) in between.names(here.columns).enumerate() {
        sql.push_str(if position == 0 { " WHERE " } else { " AND " });
        qualified(&mut sql, "between_0.", name);
        sql.push_str(" = ?");
    }
    in_order(&mut sql, target, "target.", order, dialect);
    sql
}

/// INSERT of a pair into a table between two sides.
pub(super) fn link(table: &Table, columns: &[u16], once: Once, dialect: Dialect) -> String {
    if once == Once::Unless {
        let mut sql = "INSERT INTO ".to_owned();
        quote(&mut sql, table.name, dialect);
        sql.push_str(" (");
        quote_all(&mut sql, table.names(columns), dialect);
        sql.push_str(") SELECT ");
        placeholders(&mut sql, columns.len());
        sql.push_str(" WHERE NOT EXISTS (SELECT 1 FROM ");
        quote(&mut sql, table.name, dialect);
        sql.push_str(" WHERE ");
        equal(&mut sql, table, columns, 1, dialect);
        sql.push(')');
        return sql;
    }
    let mut sql = insert(table, columns, 1, &[], dialect);
    if once == Once::OnConflict {
        sql.push_str(" ON CONFLICT (");
        quote_all(&mut sql, table.names(columns), dialect);
        sql.push_str(") DO NOTHING");
    }
    sql
}

/// What is done so that a pair is there once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Once {
    /// It is known not to be there.
    Known,
    /// A key of the table says so: a second row is left out.
    OnConflict,
    /// No key does: it is looked for first.
    Unless,
}

/// The columns have one of `count` values: `a = ?`, `a IN (?, ?)`, `(a, b) IN (VALUES (?, ?), (?, ?))`.
fn equal(sql: &mut String, table: &Table, columns: &[u16], count: usize, dialect: Dialect) {
    if count == 1 {
        for (position, name) in table.names(columns).enumerate() {
            sql.push_str(if position == 0 { "" } else { " AND " });
            quote(sql, name, dialect);
            sql.push_str(" = ?");
        }
    } else if columns.len() == 1 {
        quote_all(sql, table.names(columns), dialect);
        sql.push_str(" IN (");
        placeholders(sql, count);
        sql.push(')');
    } else {
        sql.push('(');
        quote_all(sql, table.names(columns), dialect);
        sql.push_str(") IN (VALUES ");
        for row in 0..count {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            placeholders(sql, columns.len());
            sql.push(')');
        }
        sql.push(')');
    }
}

fn placeholders(sql: &mut String, count: usize) {
    for place in 0..count {
        sql.push_str(if place == 0 { "?" } else { ", ?" });
    }
}

fn give_back(sql: &mut String, table: &Table, columns: &[u16], dialect: Dialect) {
    if !columns.is_empty() {
        let _ = write!(sql, " RETURNING ");
        quote_all(sql, table.names(columns), dialect);
    }
}
