//! Which facts does a database give of tables that have no models?

use std::collections::BTreeMap;

use super::{
    Action, Column, Dialect, ForeignKey, Index, Metadata, NOT_NULL, NULL, Table, Type, Unique,
    columns,
    live::{self, LiveColumn, LiveKey, LiveTable},
};
use crate::{driver::sqlite::Affinity, engine::Engine, error::Result};

impl Metadata {
    /// The tables of a database as it describes them, in the order of their names, to be worked with without models: to be
    /// created elsewhere, dropped, or read.
    ///
    /// SQLite keeps the statements that created its tables, indexes, views and triggers, and
    /// [`create_all`](Metadata::create_all) runs them as they are. The facts have what pragmas tell, without the names of
    /// constraints, collations, CHECK constraints, the expressions of computed columns, and indexes with conditions or on
    /// expressions. Virtual tables are left out.
    ///
    /// The facts stay in memory for as long as the program runs, as those of models do: read a database once, not in a loop.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, Metadata};
    ///
    /// let engine = Engine::open("sqlite::memory:")?;
    /// let mut connection = engine.connect()?;
    /// connection.execute_batch("CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT)")?;
    /// connection.commit()?;
    /// drop(connection);
    /// let metadata = Metadata::reflect(&engine)?;
    /// assert_eq!(metadata.tables()[0].columns[1].name, "name");
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn reflect(engine: &Engine) -> Result<Metadata> {
        let live = live::read(&mut engine.connect()?)?;
        let found = live.tables;
        // A foreign key needs its target, which may need it in turn: it gets one without foreign keys.
        let targets: BTreeMap<&String, _> = found
            .iter()
            .map(|(name, table)| (name, (table, kept(without_foreign_keys(table)))))
            .collect();
        let tables = found.values().map(|table| {
            let keys = table.foreign_keys.iter();
            let keys = keys.filter_map(|key| foreign_key(table, key, *targets.get(&key.target)?));
            let keys: Vec<ForeignKey> = keys.collect();
            kept(without_foreign_keys(table).foreign_keys(keys.leak()))
        });
        let tables: Vec<&'static Table> = tables.collect();
        let created = |kind| -> &'static [(&'static str, &'static str)] {
            let programs = live.programs.iter().filter(|one| one.kind == kind);
            let named = programs.map(|one| (name(&one.name), name(&one.sql)));
            named.collect::<Vec<_>>().leak()
        };
        Ok(Metadata::new(Dialect::Sqlite, tables.leak())
            .create_views(created("view"))
            .create_triggers(created("trigger")))
    }
}

fn kept(table: Table) -> &'static Table {
    Box::leak(Box::new(table))
}

fn name(name: &str) -> &'static str {
    name.to_owned().leak()
}

fn without_foreign_keys(live: &LiveTable) -> Table {
    let all: Vec<Column> = live.columns.iter().map(|one| column(live, one)).collect();
    let uniques = live
        .uniques
        .iter()
        .filter_map(|columns| places(live, columns));
    let uniques: Vec<Unique> = uniques.map(Unique::new).collect();
    let indexes = live.indexes.iter().filter_map(|columns| {
        let own = name(&format!("{}_{}", live.name, columns.join("_")));
        Some(Index::new(own, places(live, columns)?))
    });
    let indexes: Vec<Index> = indexes.collect();
    let key = places(live, &live.primary_key).unwrap_or_default();
    let mut table = Table::new(name(&live.name))
        .columns(all.leak())
        .primary_key(key)
        .uniques(uniques.leak())
        .indexes(indexes.leak());
    if live.without_rowid {
        table = table.without_rowid();
    }
    if live.strict {
        table = table.strict();
    }
    let statements: Vec<_> = live.statements.iter().map(|sql| name(sql)).collect();
    table.statements = statements.leak();
    table
}

fn column(table: &LiveTable, live: &LiveColumn) -> Column {
    let mut rest = if live.nullable { NULL } else { NOT_NULL };
    if let Some(default) = &live.default {
        rest = rest.default(name(default));
    }
    let is_key = table.primary_key == [live.name.to_lowercase()];
    let is_rowid = is_key && !table.without_rowid && live.declared.eq_ignore_ascii_case("integer");
    if is_rowid {
        rest = match table.numbers_once {
            true => rest.never_reused(),
            false => rest.auto_increment(),
        };
    }
    let ty = of(&live.declared);
    let [column] = columns([(name(&live.name), name(&live.declared), ty, rest)]);
    column
}

/// What a column of a declared type holds, by SQLite's rules and the names that are in use for what it has no type for.
fn of(declared: &str) -> Type {
    let word = declared.split(['(', ' ']).next().unwrap_or_default();
    match word.to_ascii_lowercase().as_str() {
        "bool" | "boolean" => Type::Boolean,
        "date" => Type::Date,
        "time" => Type::Time,
        "timestamp" | "datetime" => Type::Timestamp,
        "uuid" => Type::Uuid,
        "json" | "jsonb" => Type::Json,
        _ => match Affinity::of(declared) {
            Affinity::Integer => Type::Integer {
                bits: 64,
                unsigned: false,
            },
            Affinity::Text => Type::Text { length: 0 },
            Affinity::Blob => Type::Bytes,
            Affinity::Real => Type::Real { bits: 64 },
            Affinity::Numeric => Type::Decimal,
        },
    }
}

fn places(table: &LiveTable, names: &[String]) -> Option<&'static [u16]> {
    let all = table
        .columns
        .iter()
        .map(|column| column.name.to_lowercase());
    let all: BTreeMap<String, u16> = all.zip(0..).collect();
    let places = names.iter().map(|name| all.get(name).copied());
    Some(places.collect::<Option<Vec<u16>>>()?.leak())
}

fn foreign_key(
    table: &LiveTable,
    key: &LiveKey,
    (live, target): (&LiveTable, &'static Table),
) -> Option<ForeignKey> {
    let columns = places(table, &key.columns)?;
    let referenced = places(live, &key.referenced)?;
    Some(
        ForeignKey::new(columns, target, referenced)
            .on_delete(action(&key.on_delete))
            .on_update(action(&key.on_update)),
    )
}

fn action(name: &str) -> Action {
    match name {
        "CASCADE" => Action::Cascade,
        "RESTRICT" => Action::Restrict,
        "SET NULL" => Action::SetNull,
        "SET DEFAULT" => Action::SetDefault,
        _ => Action::NoAction,
    }
}
