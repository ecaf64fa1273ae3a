//! What does a database say of its tables?

use std::collections::BTreeMap;

use crate::{
    engine::{Connection, OwnedRow, text},
    error::Result,
};

/// The tables of a database, by their names in lower case: SQLite takes them in any.
pub(super) type Tables = BTreeMap<String, LiveTable>;

/// A table as the database describes it.
#[derive(Debug, Default)]
pub(super) struct LiveTable {
    pub(super) name: String,
    pub(super) columns: Vec<LiveColumn>,
    /// Names in lower case, as all that follow.
    pub(super) primary_key: Vec<String>,
    /// UNIQUE constraints and unique indexes that hold for every row.
    pub(super) uniques: Vec<Vec<String>>,
    /// Other indexes over columns and every row, by their columns.
    pub(super) indexes: Vec<Vec<String>>,
    pub(super) foreign_keys: Vec<LiveKey>,
    /// A number that was given once is not given again: AUTOINCREMENT.
    pub(super) numbers_once: bool,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
}

#[derive(Debug)]
pub(super) struct LiveColumn {
    pub(super) name: String,
    pub(super) declared: String,
    pub(super) nullable: bool,
    pub(super) default: Option<String>,
    pub(super) computed: Computed,
}

/// Whether the database computes a column, and keeps what comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Computed {
    No,
    AtEachReading,
    Stored,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LiveKey {
    pub(super) columns: Vec<String>,
    pub(super) target: String,
    /// As many as `columns`.
    pub(super) referenced: Vec<String>,
    pub(super) on_delete: String,
    pub(super) on_update: String,
}

/// Reads what SQLite tells of its tables.
pub(super) fn read(connection: &mut Connection) -> Result<Tables> {
    let mut tables = Tables::new();
    let list = "SELECT tables.name AS name, strict, wr, coalesce(sql, '') AS sql FROM pragma_table_list AS tables \
                LEFT JOIN sqlite_schema AS made ON made.type = 'table' AND made.name = tables.name \
                WHERE tables.schema = 'main' AND tables.type = 'table' AND tables.name NOT LIKE 'sqlite/_%' ESCAPE '/'";
    for row in connection.execute(text(list))?.all()? {
        let name: String = row.get("name")?;
        let table = LiveTable {
            numbers_once: row
                .get::<String>("sql")?
                .to_uppercase()
                .contains("AUTOINCREMENT"),
            strict: row.get("strict")?,
            without_rowid: row.get("wr")?,
            name: name.clone(),
            ..LiveTable::default()
        };
        tables.insert(name.to_lowercase(), table);
    }
    columns(connection, &mut tables)?;
    indexes(connection, &mut tables)?;
    foreign_keys(connection, &mut tables)?;
    Ok(tables)
}

/// One statement for all tables: what a pragma tells of each, with the table's name in lower case.
fn of_each(connection: &mut Connection, what: &str) -> Result<Vec<(String, OwnedRow)>> {
    let rows = connection.execute(text(what))?.all()?;
    let named = rows
        .into_iter()
        .map(|row| Ok((lower(&row, "of_table")?, row)));
    named.collect()
}

fn lower(row: &OwnedRow, column: &str) -> Result<String> {
    Ok(row.get::<String>(column)?.to_lowercase())
}

fn columns(connection: &mut Connection, tables: &mut Tables) -> Result<()> {
    let sql = "SELECT tables.name AS of_table, of.name AS name, of.type AS type, of.\"notnull\" AS never_null, \
               of.dflt_value AS otherwise, of.pk AS place, of.hidden AS hidden \
               FROM pragma_table_list AS tables, pragma_table_xinfo(tables.name) AS of \
               WHERE tables.schema = 'main' AND tables.type = 'table' ORDER BY tables.name, of.cid";
    let mut keys: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    for (of, row) in of_each(connection, sql)? {
        let Some(table) = tables.get_mut(&of) else {
            continue;
        };
        let place: i64 = row.get("place")?;
        if place > 0 {
            let key = keys.entry(of).or_default();
            key.push((place, lower(&row, "name")?));
        }
        table.columns.push(LiveColumn {
            name: row.get("name")?,
            declared: row.get("type")?,
            nullable: !row.get::<bool>("never_null")?,
            default: row.get("otherwise")?,
            computed: match row.get::<i64>("hidden")? {
                2 => Computed::AtEachReading,
                3 => Computed::Stored,
                _ => Computed::No,
            },
        });
    }
    for (of, mut key) in keys {
        key.sort();
        if let Some(table) = tables.get_mut(&of) {
            table.primary_key = key.into_iter().map(|(_, name)| name).collect();
            table.never_null_rowid();
        }
    }
    Ok(())
}

impl LiveTable {
    /// A rowid is never NULL, whatever the pragma says.
    fn never_null_rowid(&mut self) {
        let [key] = &self.primary_key[..] else {
            return;
        };
        let alias = self
            .columns
            .iter_mut()
            .find(|column| column.name.to_lowercase() == *key);
        if let Some(column) = alias.filter(|column| column.declared.eq_ignore_ascii_case("integer"))
        {
            column.nullable = false;
        }
    }
}

fn indexes(connection: &mut Connection, tables: &mut Tables) -> Result<()> {
    let sql = "SELECT tables.name AS of_table, list.name AS name, list.\"unique\" AS only_once, \
               parts.name AS part, parts.cid AS cid \
               FROM pragma_table_list AS tables, pragma_index_list(tables.name) AS list, \
               pragma_index_xinfo(list.name) AS parts \
               WHERE tables.schema = 'main' AND tables.type = 'table' AND list.origin <> 'pk' \
               AND NOT list.partial AND parts.key ORDER BY tables.name, list.seq, parts.seqno";
    /// By table and index: whether it is unique, and its columns; without any, where one is an expression.
    type Found = BTreeMap<(String, String), (bool, Option<Vec<String>>)>;
    let mut found = Found::new();
    for (of, row) in of_each(connection, sql)? {
        let unique = row.get("only_once")?;
        let entry = found
            .entry((of, row.get("name")?))
            .or_insert((unique, Some(Vec::new())));
        match row.get::<Option<String>>("part")? {
            Some(name) => entry
                .1
                .iter_mut()
                .for_each(|parts| parts.push(name.to_lowercase())),
            None => entry.1 = None,
        }
    }
    for ((of, _), (unique, parts)) in found {
        if let (Some(table), Some(mut parts)) = (tables.get_mut(&of), parts) {
            match unique {
                true => {
                    parts.sort();
                    table.uniques.push(parts);
                }
                false => table.indexes.push(parts),
            }
        }
    }
    Ok(())
}

fn foreign_keys(connection: &mut Connection, tables: &mut Tables) -> Result<()> {
    let sql = "SELECT tables.name AS of_table, keys.id AS id, keys.\"table\" AS target, keys.\"from\" AS here, \
               keys.\"to\" AS there, keys.on_delete AS on_delete, keys.on_update AS on_update \
               FROM pragma_table_list AS tables, pragma_foreign_key_list(tables.name) AS keys \
               WHERE tables.schema = 'main' AND tables.type = 'table' ORDER BY tables.name, keys.id, keys.seq";
    let mut found: BTreeMap<(String, i64), LiveKey> = BTreeMap::new();
    for (of, row) in of_each(connection, sql)? {
        let key = found.entry((of, row.get("id")?)).or_insert(LiveKey {
            target: lower(&row, "target")?,
            on_delete: row.get("on_delete")?,
            on_update: row.get("on_update")?,
            ..LiveKey::default()
        });
        key.columns.push(lower(&row, "here")?);
        if let Some(there) = row.get::<Option<String>>("there")? {
            key.referenced.push(there.to_lowercase());
        }
    }
    for ((of, _), mut key) in found {
        // Without columns the target's primary key is meant.
        if key.referenced.is_empty()
            && let Some(target) = tables.get(&key.target)
        {
            key.referenced = target.primary_key.clone();
        }
        if let Some(table) = tables.get_mut(&of) {
            table.foreign_keys.push(key);
        }
    }
    Ok(())
}
