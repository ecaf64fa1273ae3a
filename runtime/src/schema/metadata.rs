//! All tables of a schema: creating them, and dropping them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dialect, Table, components, create};
use crate::{
    engine::{Connection, Engine},
    error::Result,
};

/// The tables of a schema, in the order of their modules' names.
///
/// Generated code has one, `models::METADATA`.
#[derive(Debug)]
pub struct Metadata {
    dialect: Dialect,
    tables: &'static [&'static Table],
    /// Views and triggers: each one's name, and the statement that creates it.
    programs: &'static [(&'static str, &'static str)],
}

impl Metadata {
    /// The tables that a script in some dialect describes.
    pub const fn new(dialect: Dialect, tables: &'static [&'static Table]) -> Self {
        Self {
            dialect,
            tables,
            programs: &[],
        }
    }

    /// With views and triggers: the name of each, and the statement that creates it, in the script's dialect. They are in an
    /// order in which they can be created.
    pub const fn programs(mut self, programs: &'static [(&'static str, &'static str)]) -> Self {
        self.programs = programs;
        self
    }

    /// The dialect of the script.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The tables, in the order of their modules' names: that of the scripts can change, and the models do not.
    pub fn tables(&self) -> &'static [&'static Table] {
        self.tables
    }

    /// The tables, those that others refer to first.
    ///
    /// Tables that refer to each other in a circle keep the order of their names.
    pub fn sorted_tables(&self) -> Vec<&'static Table> {
        let name = |table: &Table| (table.schema, table.name);
        let tables = self.tables.iter().enumerate();
        let places: BTreeMap<_, usize> =
            tables.map(|(place, table)| (name(table), place)).collect();
        let targets = |table: &Table| {
            table
                .foreign_keys
                .iter()
                .filter_map(|key| places.get(&name(key.target)).copied())
                .collect()
        };
        let edges: Vec<Vec<usize>> = self.tables.iter().map(|table| targets(table)).collect();
        components(&edges)
            .into_iter()
            .flatten()
            .map(|node| self.tables[node])
            .collect()
    }

    /// Creates the tables that do not exist, with their keys and indexes, in one transaction.
    ///
    /// A table that exists is left as it is, whatever its columns. In the script's own dialect everything that the script
    /// says of a table is there again: CHECK constraints, collations, computed columns, indexes on expressions and on some
    /// rows, STRICT and WITHOUT ROWID; and views and triggers, word for word, if [`verbatim`] in `ormgen.toml` asks for them.
    /// What else a script makes, `ON CONFLICT` and virtual tables, [`Engine::verify`] tells of a database that it made.
    ///
    /// Where the database is not the script's own, types and defaults are translated, and what has no counterpart there is
    /// left out: checks, computed columns, other default expressions, indexes that are more than their columns, views and
    /// triggers.
    ///
    /// [`verbatim`]: https://github.com/ormgen/ormgen/blob/main/docs/configuration.md
    ///
    /// # Errors
    ///
    /// The database cannot be reached or refuses a statement; then nothing is created.
    pub fn create_all(&self, engine: &Engine) -> Result<()> {
        let mut connection = engine.connect()?;
        let existing = existing(&mut connection)?;
        for table in self.sorted_tables() {
            if existing.contains(&table.name.to_lowercase()) {
                continue;
            }
            for statement in create::statements(table, self.dialect) {
                connection.run(&statement)?;
            }
        }
        for (name, statement) in self.own_programs(Dialect::Sqlite) {
            if !existing.contains(&name.to_lowercase()) {
                connection.run(statement)?;
            }
        }
        connection.commit()
    }

    /// The views and triggers that a database of a dialect understands.
    fn own_programs(&self, dialect: Dialect) -> &'static [(&'static str, &'static str)] {
        match self.dialect == dialect {
            true => self.programs,
            false => &[],
        }
    }

    /// Drops the tables that exist, with all their rows, in one transaction; those that refer to others first. The views that
    /// [`create_all`](Metadata::create_all) creates go before them, and triggers with their tables.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, or a table that is not among these refers to one of them.
    pub fn drop_all(&self, engine: &Engine) -> Result<()> {
        let mut connection = engine.connect()?;
        let existing = existing(&mut connection)?;
        // Tables in a circle are dropped one by one, so that the check has to wait for the last.
        connection.run("PRAGMA defer_foreign_keys = ON")?;
        let views = existing_views(&mut connection)?;
        for (name, _) in self.own_programs(Dialect::Sqlite).iter().rev() {
            if views.contains(&name.to_lowercase()) {
                connection.run(&create::drop_view(name))?;
            }
        }
        for table in self.sorted_tables().into_iter().rev() {
            if existing.contains(&table.name.to_lowercase()) {
                connection.run(&create::drop(table))?;
            }
        }
        connection.commit()
    }
}

/// The names of the database's tables, views and triggers, in lower case: SQLite takes them in any.
fn existing(connection: &mut Connection) -> Result<BTreeSet<String>> {
    names(connection, "'table', 'view', 'trigger'")
}

fn existing_views(connection: &mut Connection) -> Result<BTreeSet<String>> {
    names(connection, "'view'")
}

fn names(connection: &mut Connection, types: &str) -> Result<BTreeSet<String>> {
    let sql = format!("SELECT lower(name) FROM sqlite_master WHERE type IN ({types})");
    let rows = connection.execute(crate::text(&sql))?;
    rows.all()?.iter().map(|row| row.get::<String>(0)).collect()
}
