//! SQLite, through rusqlite.

mod affinity;
mod cursor;
mod error;
mod functions;
mod options;
mod place;
mod prepared;
pub(crate) mod storage;

pub(crate) use affinity::Affinity;
pub(crate) use options::Options;

use std::sync::Arc;

use place::Place;
use prepared::Prepared;
use rusqlite::{
    Connection, Statement,
    config::DbConfig,
    types::{ToSqlOutput, Value, ValueRef},
};

use super::{Bind, Cursor, Each, EachRan, Ran, Row};
use crate::{
    engine::Figures,
    error::{Error, ErrorKind, Result},
};

/// How many statements are kept for streams.
const STREAMED: usize = 16;

/// A connection, what it counts, and its file.
pub(crate) struct Sqlite(Prepared, Arc<Figures>, Option<Place>);

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
        // For streams, of which few are open at once; all else keeps its statements itself.
        connection.set_prepared_statement_cache_capacity(options.statements.min(STREAMED));
        // Without, a bound LIMIT or LIKE has SQLite prepare the statement anew each time it is run.
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(|problem| error::convert(problem, ""))?;
        functions::add(&connection).map_err(|problem| error::convert(problem, ""))?;
        let place = Place::of(&connection);
        let prepared = Prepared::new(connection, Some(options.statements));
        let mut sqlite = Sqlite(prepared, figures, place);
        sqlite.configure(options)?;
        Ok(sqlite)
    }

    /// A connection that a program opened and set up itself.
    pub(crate) fn adopt(connection: rusqlite::Connection) -> Self {
        Sqlite(Prepared::new(connection, None), Arc::default(), None)
    }

    pub(crate) fn into_inner(self) -> rusqlite::Connection {
        self.0.into_connection()
    }

    fn configure(&mut self, options: &Options) -> Result<()> {
        self.0
            .connection()
            .busy_timeout(options.busy_timeout)
            .map_err(|problem| error::convert(problem, ""))?;
        for pragma in options.pragmas() {
            self.run(&pragma, &[], &mut |_| Ok(()))?;
        }
        if self.enforces_foreign_keys()? != options.foreign_keys {
            return Err(Error::new(
                ErrorKind::Configuration,
                "this build of SQLite does not enforce foreign keys; open it with `foreign_keys=off` to do without",
            ));
        }
        Ok(())
    }

    fn enforces_foreign_keys(&mut self) -> Result<bool> {
        let mut enforced = false;
        self.run("PRAGMA foreign_keys", &[], &mut |row| {
            enforced = row.get(0)?;
            Ok(())
        })?;
        Ok(enforced)
    }

    pub(crate) fn rusqlite(&mut self) -> &mut rusqlite::Connection {
        self.0.connection_mut()
    }

    /// Calls what a program wants to do with each connection that is opened.
    pub(crate) fn greet(
        &self,
        greet: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<()>,
    ) -> Result<()> {
        greet(self.0.connection()).map_err(|problem| error::convert(problem, ""))
    }

    /// Makes sure that what every connection has set still is, once a program did with it what it wants to.
    pub(crate) fn check_greeted(&mut self, options: &Options) -> Result<()> {
        let message = if self.is_in_transaction() {
            "`on_connect` left a transaction open: commit it there, or roll it back".to_owned()
        } else if self.enforces_foreign_keys()? != options.foreign_keys {
            let (now, asked) = match options.foreign_keys {
                true => ("off", "on"),
                false => ("on", "off"),
            };
            format!(
                "`on_connect` switched foreign keys {now}, and the engine was opened with `foreign_keys={asked}`: open it with `foreign_keys={now}`"
            )
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorKind::Configuration, message))
    }

    /// Whether its file is the one that others find. One that was replaced, by a backup perhaps, goes on without a name, and
    /// with it all that would be written here.
    pub(crate) fn is_sound(&self) -> bool {
        self.2.is_none() || Place::of(self.0.connection()) == self.2
    }

    pub(crate) fn run_batch(&mut self, sql: &str) -> Result<()> {
        let ran = self.0.connection().execute_batch(sql);
        ran.map_err(|problem| error::convert(problem, sql))
    }

    pub(crate) fn is_in_transaction(&self) -> bool {
        !self.0.connection().is_autocommit()
    }

    /// Runs one statement from its first row to its last.
    pub(crate) fn run(&mut self, sql: &str, binds: &[Bind<'_>], each: Each<'_>) -> Result<Ran> {
        self.with(sql, binds.len(), |connection, statement| {
            step(connection, statement, sql, binds, each)
        })
    }

    /// Runs one statement that gives back no rows with each of several sets of values.
    pub(crate) fn run_each(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        width: usize,
        each: EachRan<'_>,
    ) -> Result<()> {
        self.with(sql, width, |connection, statement| {
            for binds in binds.chunks(width) {
                each(step(connection, statement, sql, binds, &mut |_| Ok(()))?)?;
            }
            Ok(())
        })
    }

    fn with<T>(
        &mut self,
        sql: &str,
        values: usize,
        run: impl FnOnce(&Connection, &mut Statement<'_>) -> Result<T>,
    ) -> Result<T> {
        let figures = &*self.1;
        let outcome = self.0.with(sql, |connection, statement, is_hit| {
            figures.count(is_hit);
            expect(statement, sql, values)?;
            run(connection, statement)
        });
        outcome.map_err(|problem| error::convert(problem, sql))?
    }

    /// Begins one statement, to read its rows one at a time.
    pub(crate) fn cursor(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Box<dyn Cursor + '_>> {
        let statement = self.0.connection().prepare_cached(sql);
        let mut statement = statement.map_err(|problem| error::convert(problem, sql))?;
        self.1.count(prepared::was_run(&statement));
        expect(&statement, sql, binds.len())?;
        bind(&mut statement, sql, binds)?;
        Ok(Box::new(cursor::Lines::new(statement, sql)))
    }
}

/// Makes sure that a statement takes so many values.
fn expect(statement: &Statement<'_>, sql: &str, values: usize) -> Result<()> {
    let placeholders = statement.parameter_count();
    if placeholders == values {
        return Ok(());
    }
    let counts = format!("the statement has {placeholders} placeholders and {values} values");
    Err(Error::misuse(counts).with_sql(sql))
}

fn step(
    connection: &Connection,
    statement: &mut Statement<'_>,
    sql: &str,
    binds: &[Bind<'_>],
    each: Each<'_>,
) -> Result<Ran> {
    let fail = |problem| error::convert(problem, sql);
    let writes = !statement.readonly();
    let before = if writes {
        connection.total_changes()
    } else {
        0
    };
    let is_large = bind(statement, sql, binds)?;
    let mut rows = statement.raw_query();
    let outcome = loop {
        match rows.next() {
            Ok(Some(row)) => {
                if let Err(error) = each(&Row::sqlite(row)) {
                    break Err(error);
                }
            }
            end => break end.map(drop).map_err(fail),
        }
    };
    drop(rows);
    if is_large {
        statement.clear_bindings();
    }
    outcome?;
    if !writes {
        return Ok(Ran::default());
    }
    // What `changes` counts stands until the next INSERT, UPDATE or DELETE, also after other statements.
    let changes = if connection.total_changes() == before {
        0
    } else {
        connection.changes()
    };
    Ok(Ran {
        changes,
        last_rowid: connection.last_insert_rowid(),
    })
}

/// How many bytes of values a statement may keep between its runs: SQLite uses their memory again for those of the next.
const KEPT: usize = 16 * 1024;

/// Binds values, and tells whether they are too large to stay until the next run.
fn bind(statement: &mut Statement<'_>, sql: &str, binds: &[Bind<'_>]) -> Result<bool> {
    let mut size = 0;
    for (position, bind) in binds.iter().enumerate() {
        let value = storage::store(bind)?;
        size += match &value {
            ToSqlOutput::Borrowed(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => bytes.len(),
            ToSqlOutput::Owned(Value::Text(text)) => text.len(),
            _ => 0,
        };
        let bound = statement.raw_bind_parameter(position + 1, value);
        bound.map_err(|problem| error::convert(problem, sql))?;
    }
    Ok(size > KEPT)
}
