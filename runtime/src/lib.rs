//! Engine, query language and unit of work for the models that [ormgen] writes.
//!
//! A program generates models from its SQL schema, opens an [`Engine`], and works with the rows in a [`Session`]. With the
//! models `Author` and `Book`:
//!
//! ```
//! # use ormgen_runtime::{BelongsTo, Column, Engine, Keyed, Result, Session};
//! # trait Books<Author>: Keyed {
//! #     const TITLE: Column<Self, String>;
//! #     const PRICE: Column<Self, Option<f64>>;
//! #     const AUTHOR: BelongsTo<Self, Option<Author>>;
//! # }
//! # fn program<Author: Keyed, Book: Books<Author>>() -> Result<()> {
//! let engine = Engine::open("sqlite:///shop.db")?;
//! let mut session = Session::new(&engine);
//!
//! let cheap = session.query::<Book>().filter(Book::PRICE.lt(20.0)).order_by(Book::TITLE).all()?;
//! for book in cheap {
//!     if session.load(book, Book::AUTHOR)?.is_none() {
//!         session.delete(book)?;
//!     }
//! }
//! session.commit()?;
//! # Ok(())
//! # }
//! ```
//!
//! [The guide][ormgen] has a whole program, with the schema that its models come from.
//!
//! # Features
//!
//! | feature | |
//! | --- | --- |
//! | `sqlite` (default) | SQLite, built in |
//! | `chrono`, `time`, `jiff` | dates and times |
//! | `uuid` | UUIDs |
//! | `rust_decimal` | exact decimal numbers |
//! | `serde_json` | JSON |
//! | `regex` | regular expressions in SQLite, `regexp_match` |
//! | `tracing` | a span for each statement with its rows, and an event at its end with its time, at the level DEBUG and the target `ormgen` |
//!
//! [ormgen]: https://github.com/ormgen/ormgen#readme

// Without a driver the crate builds, and nothing reaches what only drivers use.
#![cfg_attr(
    not(feature = "sqlite"),
    allow(dead_code, unused_variables, unused_imports)
)]

#[doc(hidden)]
pub mod codegen;
mod constraint;
mod driver;
mod engine;
mod error;
mod insert;
mod model;
pub mod query;
mod relation;
pub mod schema;
mod session;
mod tuples;
mod value;
mod wait;

pub use constraint::{CheckConstraint, UniqueKey, Violable};
pub use driver::Row;
pub use engine::{
    BeginMode, Chunks, Connection, Engine, EngineBuilder, OwnedRow, PoolStatus, RowIndex, Rows,
    StatementCache, StatementEvent, Stream, Text, Url, UrlBuilder, text,
};
pub use error::{Constraint, Error, ErrorKind, Result};
pub use insert::{Builder, Given, GivenFor, Member, Set, Supplies};
pub use model::{Entity, IntoKey, Key, Keyed, Model, NoKey};
pub use query::{
    Alias, Assignment, Column, Execute, Expr, FromRow, Predicate, all_of, and_, any_of,
    contains_eager, delete, entity, excluded, exists, insert, joinedload, literal, not_, or_,
    raiseload, select, selectinload, subqueryload, update,
};
pub use relation::{
    Assign, BelongsTo, HasMany, HasOne, Itself, ManyToMany, Other, ReadOnly, Relationship, Target,
    ToMany, ToOne, Writable,
};
pub use schema::Metadata;
#[cfg(feature = "sqlite")]
pub use session::Within;
pub use session::{
    LazyLoads, Merge, NoAutoflush, Pages, Pending, PendingMut, Ref, RowState, Savepoint,
    ScopedSession, Session, SessionBuilder, SessionQuery,
};
pub use value::{Date, Datum, IntoDatum, Time, Timestamp, Value, ValueError};

#[cfg(feature = "sqlite")]
pub use rusqlite;

#[cfg(feature = "chrono")]
pub use ::chrono;
#[cfg(feature = "jiff")]
pub use ::jiff;
#[cfg(feature = "rust_decimal")]
pub use ::rust_decimal;
#[cfg(feature = "serde_json")]
pub use ::serde_json;
#[cfg(feature = "time")]
pub use ::time;
#[cfg(feature = "uuid")]
pub use ::uuid;

#[cfg(not(feature = "chrono"))]
#[doc(hidden)]
pub use value::absent::chrono;
#[cfg(not(feature = "jiff"))]
#[doc(hidden)]
pub use value::absent::jiff;
#[cfg(not(feature = "rust_decimal"))]
#[doc(hidden)]
pub use value::absent::rust_decimal;
#[cfg(not(feature = "serde_json"))]
#[doc(hidden)]
pub use value::absent::serde_json;
#[cfg(not(feature = "time"))]
#[doc(hidden)]
pub use value::absent::time;
#[cfg(not(feature = "uuid"))]
#[doc(hidden)]
pub use value::absent::uuid;

/// What most programs use, for `use ormgen_runtime::prelude::*`.
pub mod prelude {
    pub use crate::{
        Connection, Engine, Error, ErrorKind, Ref, Result, Session, all_of, and_, any_of,
        contains_eager, delete, entity, exists, insert, joinedload, literal, not_, or_, raiseload,
        select, selectinload, subqueryload, text, update,
    };
}
