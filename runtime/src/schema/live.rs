//! What does a database say of its tables?

use std::{collections::BTreeMap, mem::take};

use super::spelled::{self, Spelled};
use crate::{
    engine::{Connection, OwnedRow, text},
    error::{ErrorKind, Result},
};

/// The tables of a database, by their names in lower case: SQLite takes them in any.
pub(super) type Tables = BTreeMap<String, LiveTable>;

/// What a database says of itself.
#[derive(Debug, Default)]
pub(super) struct Live {
    pub(super) tables: Tables,
    /// Views, triggers and virtual tables.
    pub(super) programs: Vec<LiveProgram>,
}

/// Something that is no table of rows, and the statement that created it.
#[derive(Debug)]
pub(super) struct LiveProgram {
    /// `view`, `trigger`, `virtual table`
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// The table or view of a trigger; else the name.
    pub(super) table: String,
    pub(super) sql: String,
}

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
    /// Indexes with a condition or on an expression: whether they are unique, and what stands behind the table's name.
    pub(super) written: Vec<(bool, String)>,
    /// The conditions of CHECKs.
    pub(super) checks: Vec<String>,
    /// The columns and constraints with ON CONFLICT, and it.
    pub(super) conflicts: Vec<String>,
    pub(super) foreign_keys: Vec<LiveKey>,
    /// A number that was given once is not given again: AUTOINCREMENT.
    pub(super) numbers_once: bool,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
    /// The statements that created it and its indexes.
    pub(super) statements: Vec<String>,
}

#[derive(Debug)]
pub(super) struct LiveColumn {
    pub(super) name: String,
    pub(super) declared: String,
    pub(super) nullable: bool,
    pub(super) default: Option<String>,
    pub(super) computed: Computed,
    /// What computes it.
    pub(super) expression: Option<String>,
    /// Where it is not SQLite's own.
    pub(super) collation: Option<String>,
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

/// Reads what SQLite tells of itself.
pub(super) fn read(connection: &mut Connection) -> Result<Live> {
    let mut tables = Tables::new();
    let mut said = BTreeMap::new();
    let list = "SELECT tables.name AS name, strict, wr, coalesce(sql, '') AS sql FROM pragma_table_list AS tables \
                LEFT JOIN sqlite_schema AS made ON made.type = 'table' AND made.name = tables.name \
                WHERE tables.schema = 'main' AND tables.type = 'table' AND tables.name NOT LIKE 'sqlite/_%' ESCAPE '/'";
    for row in connection.execute(text(list))?.all()? {
        let name: String = row.get("name")?;
        let sql: String = row.get("sql")?;
        let mut spelled = spelled::table(&sql);
        let table = LiveTable {
            numbers_once: spelled.numbers_once,
            checks: take(&mut spelled.checks),
            conflicts: take(&mut spelled.conflicts),
            statements: vec![sql],
            strict: row.get("strict")?,
            without_rowid: row.get("wr")?,
            name: name.clone(),
            ..LiveTable::default()
        };
        tables.insert(name.to_lowercase(), table);
        said.insert(name.to_lowercase(), spelled);
    }
    columns(connection, &mut tables, &mut said)?;
    indexes(connection, &mut tables, &said)?;
    foreign_keys(connection, &mut tables)?;
    let programs = programs(connection)?;
    Ok(Live { tables, programs })
}

/// Views, triggers and virtual tables, in the order in which they were created.
fn programs(connection: &mut Connection) -> Result<Vec<LiveProgram>> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema \
               WHERE type IN ('view', 'trigger') OR type = 'table' AND rootpage = 0 ORDER BY rowid";
    let program = |row: &OwnedRow| {
        Ok(LiveProgram {
            kind: match row.get::<String>("type")?.as_str() {
                "view" => "view",
                "trigger" => "trigger",
                _ => "virtual table",
            },
            name: row.get("name")?,
            table: row.get("tbl_name")?,
            sql: row.get("sql")?,
        })
    };
    connection
        .execute(text(sql))?
        .all()?
        .iter()
        .map(program)
        .collect()
}

/// The columns of a view, or why it has none: a table that it reads may be gone.
pub(super) fn columns_of_view(
    connection: &mut Connection,
    view: &str,
) -> Result<std::result::Result<Vec<String>, String>> {
    let sql = text("SELECT name FROM pragma_table_xinfo(:view) ORDER BY cid").bind("view", view);
    match connection.execute(sql).and_then(|rows| rows.all()) {
        Ok(rows) => {
            let names: Result<_> = rows.iter().map(|row| row.get("name")).collect();
            names.map(Ok)
        }
        Err(error) if error.kind() == ErrorKind::Database => Ok(Err(error.message().to_owned())),
        Err(error) => Err(error),
    }
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

fn columns(
    connection: &mut Connection,
    tables: &mut Tables,
    said: &mut BTreeMap<String, Spelled>,
) -> Result<()> {
    let sql = "SELECT tables.name AS of_table, of.name AS name, of.type AS type, of.\"notnull\" AS never_null, \
               of.dflt_value AS otherwise, of.pk AS place, of.hidden AS hidden \
               FROM pragma_table_list AS tables, pragma_table_xinfo(tables.name) AS of \
               WHERE tables.schema = 'main' AND tables.type = 'table' ORDER BY tables.name, of.cid";
    let mut keys: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    for (of, row) in of_each(connection, sql)? {
        let (Some(table), Some(said)) = (tables.get_mut(&of), said.get_mut(&of)) else {
            continue;
        };
        let place: i64 = row.get("place")?;
        let name = lower(&row, "name")?;
        if place > 0 {
            let key = keys.entry(of).or_default();
            key.push((place, name.clone()));
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
            expression: said.computed.remove(&name),
            collation: said
                .collations
                .get(&name)
                .filter(|name| *name != "binary")
                .cloned(),
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

/// An index as it is put together from its parts.
struct Found {
    unique: bool,
    is_key: bool,
    partial: bool,
    /// The columns; nothing for an expression.
    parts: Vec<Option<String>>,
    /// What is said of columns beside their names: a collation that is not the column's, DESC.
    said: Vec<String>,
    /// Nothing where a constraint made it.
    sql: Option<String>,
}

fn indexes(
    connection: &mut Connection,
    tables: &mut Tables,
    said: &BTreeMap<String, Spelled>,
) -> Result<()> {
    let sql = "SELECT tables.name AS of_table, list.name AS name, list.\"unique\" AS only_once, \
               list.origin = 'pk' AS is_key, list.partial AS partial, made.sql AS sql, \
               parts.name AS part, parts.\"desc\" AS descends, lower(parts.coll) AS collation \
               FROM pragma_table_list AS tables, pragma_index_list(tables.name) AS list, \
               pragma_index_xinfo(list.name) AS parts \
               LEFT JOIN sqlite_schema AS made ON made.type = 'index' AND made.name = list.name \
               WHERE tables.schema = 'main' AND tables.type = 'table' \
               AND parts.key ORDER BY tables.name, list.seq DESC, parts.seqno";
    let mut found: Vec<(String, String, Found)> = Vec::new();
    for (of, row) in of_each(connection, sql)? {
        let name: String = row.get("name")?;
        let Some(said) = said.get(&of) else {
            continue;
        };
        if !matches!(found.last(), Some((table, last, _)) if *table == of && *last == name) {
            let index = Found {
                unique: row.get("only_once")?,
                is_key: row.get("is_key")?,
                partial: row.get("partial")?,
                parts: Vec::new(),
                said: Vec::new(),
                sql: row.get("sql")?,
            };
            found.push((of, name, index));
        }
        let (collation, descends) = (row.get::<String>("collation")?, row.get("descends")?);
        if let Some((.., index)) = found.last_mut() {
            let part: Option<String> = row.get("part")?;
            let part = part.map(|name| name.to_lowercase());
            let own = part.as_ref().and_then(|name| said.collations.get(name));
            let own = own.map_or("binary", |own| own);
            index.said.push(beside(own, &collation, descends));
            index.parts.push(part);
        }
    }
    for (of, _, index) in found {
        if let Some(table) = tables.get_mut(&of) {
            table.index(index);
        }
    }
    Ok(())
}

/// What an index says of a column beside its name.
fn beside(own: &str, collation: &str, descends: bool) -> String {
    let collate = match own == collation {
        true => String::new(),
        false => format!(" collate {collation}"),
    };
    collate + if descends { " desc" } else { "" }
}

impl LiveTable {
    fn index(&mut self, index: Found) {
        let columns: Option<Vec<String>> = index.parts.iter().cloned().collect();
        let plain = columns.is_some() && !index.partial;
        if let (true, true, Some(columns)) = (plain && !index.is_key, index.unique, &columns) {
            let mut columns = columns.clone();
            columns.sort();
            self.uniques.push(columns);
        }
        if !plain || index.said.iter().any(|said| !said.is_empty()) {
            let text = index.sql.as_deref().map(spelled::index).unwrap_or_else(|| {
                let parts = columns.iter().flatten().zip(&index.said);
                let parts: Vec<_> = parts.map(|(name, said)| format!("{name}{said}")).collect();
                format!("( {} )", parts.join(" , "))
            });
            self.written.push((index.unique, text));
        } else if let (false, Some(columns)) = (index.unique, columns) {
            self.indexes.push(columns);
        }
        self.statements.extend(index.sql);
    }
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
