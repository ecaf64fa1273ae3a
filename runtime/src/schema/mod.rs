//! What does the database look like? Plain facts about tables, usable without any model.

mod column;
mod create;
mod literal;
#[cfg(feature = "sqlite")]
mod live;
mod metadata;
mod order;
mod quote;
#[cfg(feature = "sqlite")]
mod reflect;
#[cfg(feature = "sqlite")]
mod spelled;
mod table;
#[cfg(feature = "sqlite")]
mod verify;
#[cfg(feature = "sqlite")]
mod views;

pub use column::{Column, Definition, Generated, NOT_NULL, NULL, Rest, Type, columns, types};
pub use metadata::Metadata;
pub use table::{Action, Check, Deferrable, ForeignKey, Index, Table, Unique};
#[cfg(feature = "sqlite")]
pub use verify::{Difference, DifferenceKind};

pub(crate) use order::components;
pub(crate) use quote::{quote, quote_all};

/// The database whose SQL something is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
    /// Another, which scripts are read of and nothing is connected to.
    Other,
}

impl Dialect {
    /// How many placeholders a statement can have.
    pub(crate) fn placeholders(self) -> usize {
        match self {
            Dialect::Sqlite => 32_766,
            Dialect::Postgres | Dialect::Mysql => 65_535,
            Dialect::Other => 999,
        }
    }
}
