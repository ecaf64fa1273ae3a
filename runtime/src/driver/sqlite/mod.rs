//! SQLite, through rusqlite.

mod affinity;
mod cursor;
mod error;
mod functions;
mod options;
pub(crate) mod storage;

pub(crate) use affinity::Affinity;
pub(crate) use options::Options;

use std::sync::Arc;

use rusqlite::{CachedStatement, StatementStatus, config::DbConfig};

use super::{Bind, Cursor, Each, EachRan, Ran, Row};
use crate::{
    engine::Figures,
    error::{Error, ErrorKind, Result},
};

/// A connection, and what it counts.
pub(crate) struct Sqlite(rusqlite::Connection, Arc<Figures>);

impl Sqlite {
    /// Opens the database, sets what every connection has set, and makes sure that it is.
    pub(crate) fn open(options: &Options, figures: Arc<Figures>) -> Result<Self> {
        let opened = match &options.file {
            Some(file) => rusqlite::Connection::open_with_flags(file, options.flags()),
            None => rusqlite::Connection::open_in_memory(),
        };
        let connection = opened.map_err(|problem| {
            let place = options.file.as_deref().unwrap_or(":memory:");
            Error::new(
                ErrorKind::Connection,
                format!("cannot open the SQLite database `{place}`: {problem}"),
            )
        })?;
        connection.set_prepared_statement_cache_capacity(options.statements);
        // Without, a bound LIMIT or LIKE has SQLite prepare the statement anew each time it is run.
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(|problem| error::convert(problem, ""))?;
        functions::add(&connection).map_err(|problem| error::convert(problem, ""))?;
        let mut sqlite = Sqlite(connection, figures);
        sqlite.configure(options)?;
        Ok(sqlite)
    }

    /// A connection that a program opened and set up itself.
    pub(crate) fn adopt(connection: rusqlite::Connection) -> Self {
        Sqlite(connection, Arc::default())
    }

    pub(crate) fn into_inner(self) -> rusqlite::Connection {
        self.0
    }

    fn configure(&mut self, options: &Options) -> Result<()> {
        self.0
            .busy_timeout(options.busy_timeout)
            .map_err(|problem| error::convert(problem, ""))?;
        for pragma in options.pragmas() {
            self.run(&pragma, &[], &mut |_| Ok(()))?;
        }
        let mut enforced = false;
        self.run("PRAGMA foreign_keys", &[], &mut |row| {
            enforced = row.get(0)?;
            Ok(())
        })?;
        if enforced != options.foreign_keys {
            return Err(Error::new(
                ErrorKind::Configuration,
                "this build of SQLite does not enforce foreign keys; open it with `foreign_keys=off` to do without",
            ));
        }
        Ok(())
    }

    pub(crate) fn rusqlite(&mut self) -> &mut rusqlite::Connection {
        &mut self.0
    }

    pub(crate) fn run_batch(&mut self, sql: &str) -> Result<()> {
        let ran = self.0.execute_batch(sql);
        ran.map_err(|problem| error::convert(problem, sql))
    }

    pub(crate) fn is_in_transaction(&self) -> bool {
        !self.0.is_autocommit()
    }

    /// Runs one statement from its first row to its last.
    pub(crate) fn run(&mut self, sql: &str, binds: &[Bind<'_>], each: Each<'_>) -> Result<Ran> {
        let mut statement = self.prepare(sql, binds.len())?;
        self.step(&mut statement, sql, binds, each)
    }

    /// Begins one statement, to read its rows one at a time.
    pub(crate) fn cursor(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Box<dyn Cursor + '_>> {
        let mut statement = self.prepare(sql, binds.len())?;
        bind(&mut statement, sql, binds)?;
        Ok(Box::new(cursor::Lines::new(statement, sql)))
    }

    /// Runs one statement that gives back no rows with each of several sets of values.
    pub(crate) fn run_each(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        width: usize,
        each: EachRan<'_>,
    ) -> Result<()> {
        let mut statement = self.prepare(sql, width)?;
        for binds in binds.chunks(width) {
            each(self.step(&mut statement, sql, binds, &mut |_| Ok(()))?)?;
        }
        Ok(())
    }

    fn prepare(&self, sql: &str, values: usize) -> Result<CachedStatement<'_>> {
        let statement = self.0.prepare_cached(sql);
        let statement = statement.map_err(|problem| error::convert(problem, sql))?;
        // One that was prepared for this has not run yet.
        self.1.count(statement.get_status(StatementStatus::Run) > 0);
        if statement.parameter_count() != values {
            let counts = format!(
                "the statement has {} placeholders and {values} values",
                statement.parameter_count()
            );
            return Err(Error::misuse(counts).with_sql(sql));
        }
        Ok(statement)
    }

    fn step(
        &self,
        statement: &mut CachedStatement<'_>,
        sql: &str,
        binds: &[Bind<'_>],
        each: Each<'_>,
    ) -> Result<Ran> {
        let fail = |problem| error::convert(problem, sql);
        let writes = !statement.readonly();
        let before = if writes { self.0.total_changes() } else { 0 };
        bind(statement, sql, binds)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(fail)? {
            each(&Row::sqlite(row))?;
        }
        drop(rows);
        if !writes {
            return Ok(Ran::default());
        }
        // What `changes` counts stands until the next INSERT, UPDATE or DELETE, also after other statements.
        let changes = if self.0.total_changes() == before {
            0
        } else {
            self.0.changes()
        };
        Ok(Ran {
            changes,
            last_rowid: self.0.last_insert_rowid(),
        })
    }
}

fn bind(statement: &mut CachedStatement<'_>, sql: &str, binds: &[Bind<'_>]) -> Result<()> {
    for (position, bind) in binds.iter().enumerate() {
        let bound = statement.raw_bind_parameter(position + 1, storage::store(bind)?);
        bound.map_err(|problem| error::convert(problem, sql))?;
    }
    Ok(())
}
