//! All tables of a schema: creating them, and dropping them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dialect, Table, components, create};
use crate::{
    engine::{Connection, Engine},
    error::Result,
};

/// The tables of a schema, in the order of their modules' names.
///
/// Generated code has one, `models::METADATA`. Tables without models can be told by hand:
///
/// ```
/// use ormgen_runtime::{
///     Engine, Metadata,
///     schema::{Column, Dialect, ForeignKey, NOT_NULL, Table, columns, types::{I64, TEXT}},
///     text,
/// };
///
/// static AUTHORS: Table = Table::new("authors").columns(&AUTHOR).primary_key(&[0]);
/// static AUTHOR: [Column; 2] = columns([
///     ("id", "INTEGER", I64, NOT_NULL.auto_increment()),
///     ("name", "TEXT", TEXT, NOT_NULL),
/// ]);
/// // Links, with no key of their own.
/// static PRAISES: Table = Table::new("praises").columns(&PRAISE).foreign_keys(&ENDS);
/// static PRAISE: [Column; 2] =
///     columns([("who", "INTEGER", I64, NOT_NULL), ("whom", "INTEGER", I64, NOT_NULL)]);
/// static ENDS: [ForeignKey; 2] =
///     [ForeignKey::new(&[0], &AUTHORS, &[0]), ForeignKey::new(&[1], &AUTHORS, &[0])];
/// static METADATA: Metadata = Metadata::new(Dialect::Sqlite, &[&AUTHORS, &PRAISES]);
///
/// let engine = Engine::open("sqlite::memory:")?;
/// METADATA.create_all(&engine)?;
/// let mut connection = engine.connect()?;
/// connection.execute(text("INSERT INTO authors (name) VALUES (:name)").bind("name", "Ada"))?;
/// connection.execute(text("INSERT INTO praises VALUES (1, 1)"))?;
/// connection.commit()?;
/// # Ok::<(), ormgen_runtime::Error>(())
/// ```
#[derive(Debug)]
pub struct Metadata {
    dialect: Dialect,
    tables: &'static [&'static Table],
    /// The views that have models.
    views: &'static [&'static Table],
    /// The views and the triggers that are created: each one's name, and the statement that does it.
    create_views: &'static [(&'static str, &'static str)],
    create_triggers: &'static [(&'static str, &'static str)],
}

impl Metadata {
    /// The tables that a script in some dialect describes.
    pub const fn new(dialect: Dialect, tables: &'static [&'static Table]) -> Self {
        Self {
            dialect,
            tables,
            views: &[],
            create_views: &[],
            create_triggers: &[],
        }
    }

    /// With the views that have models: they are no tables to create, and [`Engine::verify`] looks whether they are there.
    pub const fn views(mut self, views: &'static [&'static Table]) -> Self {
        self.views = views;
        self
    }

    /// With views to create: the name of each, and the statement that creates it, in the script's dialect. They are in an order
    /// in which they can be created.
    pub const fn create_views(mut self, views: &'static [(&'static str, &'static str)]) -> Self {
        self.create_views = views;
        self
    }

    /// With triggers to create, as [views](Metadata::create_views) are. One may be called as a table or a view is.
    pub const fn create_triggers(
        mut self,
        triggers: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.create_triggers = triggers;
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

    /// The views that have models, each as a table of its columns, in the order of their modules' names.
    pub fn view_models(&self) -> &'static [&'static Table] {
        self.views
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
        let existing = Existing::of(&mut connection)?;
        for table in self.sorted_tables() {
            if existing.rows.contains_key(&table.name.to_lowercase()) {
                continue;
            }
            for statement in create::statements(table, self.dialect) {
                connection.run(&statement)?;
            }
        }
        let own = self.dialect == Dialect::Sqlite;
        for (name, statement) in self.create_views.iter().filter(|_| own) {
            if !existing.rows.contains_key(&name.to_lowercase()) {
                connection.run(statement)?;
            }
        }
        for (name, statement) in self.create_triggers.iter().filter(|_| own) {
            if !existing.triggers.contains(&name.to_lowercase()) {
                connection.run(statement)?;
            }
        }
        connection.commit()
    }

    /// Drops the tables that exist, with all their rows, in one transaction; those that refer to others first. The views that
    /// [`create_all`](Metadata::create_all) creates go before them, and triggers with their tables.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, or a table that is not among these refers to one of them.
    pub fn drop_all(&self, engine: &Engine) -> Result<()> {
        let mut connection = engine.connect()?;
        let existing = Existing::of(&mut connection)?;
        // Tables in a circle are dropped one by one, so that the check has to wait for the last.
        connection.run("PRAGMA defer_foreign_keys = ON")?;
        let own = self.dialect == Dialect::Sqlite;
        for (name, _) in self.create_views.iter().filter(|_| own).rev() {
            if existing.rows.get(&name.to_lowercase()) == Some(&Rows::View) {
                connection.run(&create::drop_view(name))?;
            }
        }
        for table in self.sorted_tables().into_iter().rev() {
            if existing.rows.contains_key(&table.name.to_lowercase()) {
                connection.run(&create::drop(table))?;
            }
        }
        connection.commit()
    }
}

/// What a database has by the names of tables and views, and by those of triggers, which are others.
#[derive(Default)]
struct Existing {
    /// In lower case, as those of triggers: SQLite takes them in any.
    rows: BTreeMap<String, Rows>,
    triggers: BTreeSet<String>,
}

/// What has rows.
#[derive(PartialEq, Eq)]
enum Rows {
    Table,
    View,
}

impl Existing {
    fn of(connection: &mut Connection) -> Result<Self> {
        let sql = "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view', 'trigger')";
        let mut existing = Self::default();
        for row in connection.execute(crate::text(sql))?.all()? {
            let name = row.get::<String>("name")?.to_lowercase();
            let rows = match row.get::<String>("type")?.as_str() {
                "table" => Rows::Table,
                "view" => Rows::View,
                _ => {
                    existing.triggers.insert(name);
                    continue;
                }
            };
            existing.rows.insert(name, rows);
        }
        Ok(existing)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Engine, Metadata, Result,
        schema::{Dialect, NOT_NULL, Table, columns, types::I64},
    };

    const AUDIT: Table = Table::new("audit")
        .columns(&columns([("id", "INTEGER", I64, NOT_NULL)]))
        .primary_key(&[0]);

    static AUDITED: Metadata = Metadata::new(Dialect::Sqlite, &[&AUDIT])
        .create_views(&[("active", "CREATE VIEW active AS SELECT id FROM audit")])
        .create_triggers(&[
            (
                "active",
                "CREATE TRIGGER active INSTEAD OF INSERT ON active BEGIN INSERT INTO audit VALUES (new.id); END",
            ),
            (
                "audit",
                "CREATE TRIGGER audit AFTER INSERT ON audit BEGIN SELECT 1; END",
            ),
        ]);

    fn names(engine: &Engine) -> Result<Vec<String>> {
        let sql =
            "SELECT type || ' ' || name FROM sqlite_schema WHERE sql <> '' ORDER BY name, type";
        let rows = engine.connect()?.execute(crate::text(sql))?.all()?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    #[test]
    fn triggers_are_called_as_tables_and_views_are() -> Result<()> {
        let engine = Engine::open("sqlite::memory:")?;
        let made = [
            "trigger active",
            "view active",
            "table audit",
            "trigger audit",
        ];
        for _ in 0..2 {
            AUDITED.create_all(&engine)?;
            assert_eq!(names(&engine)?, made);
            assert_eq!(engine.verify(&AUDITED)?, []);
        }
        AUDITED.drop_all(&engine)?;
        assert_eq!(names(&engine)?, [""; 0]);
        let mut connection = engine.connect()?;
        connection.execute_batch(
            "CREATE TABLE others (id INTEGER);
             CREATE TRIGGER audit AFTER INSERT ON others BEGIN SELECT 1; END",
        )?;
        connection.commit()?;
        drop(connection);
        AUDITED.drop_all(&engine)?;
        AUDITED.create_all(&engine)?;
        let made = [
            "trigger active",
            "view active",
            "table audit",
            "trigger audit",
            "table others",
        ];
        assert_eq!(names(&engine)?, made);
        Ok(())
    }
}
