//! What went wrong, in kinds that a program can tell apart?

use std::{error::Error as StdError, fmt};

use crate::{schema::Table, value::ValueError};

/// What the functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation failed.
///
/// An error says what was expected and what to do; it carries the statement with its placeholders, never a value or a
/// password. [`kind`](Error::kind) is what a program decides by.
///
/// ```
/// use ormgen_runtime::{Engine, ErrorKind};
///
/// let error = Engine::open("oracle://scott@localhost/xe").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Unsupported);
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    sql: Option<String>,
    table: Option<String>,
    columns: Vec<String>,
    constraint: Option<String>,
    /// It came from the flush before a query.
    autoflush: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// `one()` found no row.
    NoResultFound,
    /// `one()` found several rows.
    MultipleResultsFound,
    /// The database refused a row because of a constraint.
    Integrity(Constraint),
    /// A row that was to be changed or deleted is no longer there.
    Stale,
    /// An earlier flush failed: `rollback()` comes first.
    RollbackNeeded,
    /// New rows refer to each other in a circle, and no foreign key of it can be NULL for a moment.
    CircularDependency,
    /// The call does not fit the state of its arguments.
    Misuse,
    /// A relationship was read that is not loaded.
    NotLoaded,
    /// The database cannot be reached or opened.
    Connection,
    /// No connection became free in time.
    Timeout,
    /// Another connection holds the lock; trying the whole transaction again may succeed.
    Busy,
    /// A stored value is not of the type that the model expects.
    Decode,
    /// A value cannot be stored so that it comes back equal.
    Encode,
    /// A URL or an option is not understood.
    Configuration,
    /// This build or this database cannot do it.
    Unsupported,
    /// The database refused a statement for another reason.
    Database,
}

/// Which kind of constraint refused a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Constraint {
    /// UNIQUE.
    Unique,
    /// PRIMARY KEY.
    PrimaryKey,
    /// A foreign key: the row refers to nothing, or is still referred to.
    ForeignKey,
    /// NOT NULL.
    NotNull,
    /// CHECK.
    Check,
    /// Another one: a trigger's, or a type's.
    Other,
}

/// Why a value does not fit that nobody is to read.
const SENSITIVE: &str =
    "the value does not fit the type; how it is wrong is not told, since the column is sensitive";

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            sql: None,
            table: None,
            columns: Vec::new(),
            constraint: None,
            autoflush: false,
            source: None,
        }))
    }

    pub(crate) fn misuse(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Misuse, message)
    }

    pub(crate) fn with_sql(mut self, sql: &str) -> Self {
        self.0.sql.get_or_insert_with(|| sql.to_owned());
        self
    }

    pub(crate) fn with_table(mut self, table: impl Into<String>) -> Self {
        self.0.table.get_or_insert(table.into());
        self
    }

    pub(crate) fn with_columns(
        mut self,
        columns: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.0.columns = columns.into_iter().map(Into::into).collect();
        self
    }

    pub(crate) fn with_constraint(mut self, name: impl Into<String>) -> Self {
        self.0.constraint = Some(name.into());
        self
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// A value that does not fit, told with the column it was for. What is wrong with it may tell what it is.
    pub(crate) fn value(kind: ErrorKind, error: ValueError, table: &Table, column: u16) -> Self {
        let is_key = table.identity.contains(&column);
        let column = &table.columns[usize::from(column)];
        let why = match column.sensitive || (is_key && table.has_sensitive_key()) {
            true => SENSITIVE.to_owned(),
            false => error.to_string(),
        };
        let message = format!("column `{}` of `{}`: {why}", column.name, table.name);
        Self::new(kind, message)
            .with_table(table.name)
            .with_columns([column.name])
    }

    /// The error of a value that is not of the type that it is read as, without what may tell what it is.
    pub(crate) fn without_value(mut self) -> Self {
        if self.0.kind == ErrorKind::Decode && self.0.table.is_none() {
            let place = self.0.message.split(": ").next().unwrap_or_default();
            self.0.message = format!("{place}: {SENSITIVE}");
        }
        self
    }

    /// The error, with what it came of.
    pub(crate) fn because(mut self, why: &str) -> Self {
        self.0.message = format!("{}: {why}", self.0.message);
        self
    }

    /// The error of a flush that a query brought about.
    pub(crate) fn in_autoflush(mut self) -> Self {
        self.0.autoflush = self.0.kind != ErrorKind::RollbackNeeded;
        self
    }

    /// The error, told with the key of the row that it is about.
    pub(crate) fn of_row(mut self, key: &str) -> Self {
        self.0.message = format!("{}, in the row with the key {key}", self.0.message);
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What failed, without the statement.
    #[cfg(feature = "sqlite")]
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// The statement that failed, with its placeholders.
    pub fn sql(&self) -> Option<&str> {
        self.0.sql.as_deref()
    }

    /// The table that the failure is about, where the database or the session knows it.
    pub fn table(&self) -> Option<&str> {
        self.0.table.as_deref()
    }

    /// The columns that the failure is about; empty where they are not known.
    pub fn columns(&self) -> &[String] {
        &self.0.columns
    }

    /// The name of the constraint that refused the row, where the database tells it.
    pub fn constraint(&self) -> Option<&str> {
        self.0.constraint.as_deref()
    }

    /// Whether the same transaction, tried again from its start, may succeed.
    pub fn is_retryable(&self) -> bool {
        self.0.kind == ErrorKind::Busy
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(sql) = &self.0.sql {
            write!(f, " (in `{sql}`)")?;
        }
        match self.0.autoflush {
            true => f.write_str("; this was the flush before a query: `no_autoflush` puts it off"),
            false => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("sql", &self.0.sql)
            .field("table", &self.0.table)
            .field("columns", &self.0.columns)
            .field("constraint", &self.0.constraint)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
