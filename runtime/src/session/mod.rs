//! The unit of work: rows that are known once each, changes that are noticed, and one flush that writes them all.
//!
//! [`Unit`] and the modules below it are data without I/O, and `async` functions over a connection that execute what
//! they decide. [`Session`] polls those once; a session for async programs awaits the same ones.

mod assign;
mod base;
mod batch;
mod builder;
mod bulk;
mod cascade;
mod compared;
mod eager;
mod execute;
mod fetched;
mod flush;
mod forget;
mod gather;
mod graph;
mod hints;
mod hooks;
mod insert;
mod joined;
mod keychange;
mod lazy;
mod link;
mod links;
mod load;
mod members;
mod merge;
mod news;
mod orphans;
mod pages;
mod park;
mod pending;
mod plan;
mod query;
mod read;
mod reference;
mod referrers;
mod refused;
mod relate;
mod remove;
mod retry;
mod rows;
mod sample;
mod savepoint;
mod scoped;
mod sql;
mod state;
mod store;
mod switch;
mod together;
mod transaction;
mod unique;
mod unit;
mod update;
#[cfg(feature = "sqlite")]
mod within;
mod work;

#[cfg(all(test, feature = "sqlite"))]
mod tests;

pub use builder::SessionBuilder;
pub use lazy::LazyLoads;
pub use merge::Merge;
pub use pages::Pages;
pub use pending::{Pending, PendingMut};
pub use query::SessionQuery;

pub(crate) use query::Meeting;
pub use reference::Ref;
pub use savepoint::Savepoint;
pub use scoped::ScopedSession;
pub use state::RowState;
#[cfg(feature = "sqlite")]
pub use within::Within;
pub use work::NoAutoflush;

pub(crate) use load::not_found;
pub(crate) use reference::{AnyRef, RowId, Slot};
pub(crate) use store::{AnyStore, Store};

use std::{
    fmt,
    ops::{Index, IndexMut},
};

use crate::{
    engine::Engine,
    error::Error,
    model::{Keyed, Model},
};
use hooks::Hooks;
use lazy::Lazy;
use transaction::Transaction;
use unit::Unit;

/// Rows of a database, what a program did to them, and a transaction to write it in.
///
/// The session owns the rows; the program holds [`Ref`]s. `session[r]` reads a row's fields and changes them. Nothing is
/// sent before it has to be: a [`flush`](Session::flush), which [`commit`](Session::commit) and every query do first,
/// writes all changes in the order that the foreign keys ask for.
///
/// Its transaction begins with the first statement. A session that is dropped rolls back what it did not commit.
///
/// After a commit or a rollback rows stay readable as they were last known; the next query, `get` or `load` that meets
/// one takes over what the database has then, but for what the program changed meanwhile.
pub struct Session {
    unit: Unit,
    transaction: Transaction,
    hooks: Hooks,
    lazy: Lazy,
}

impl Session {
    /// A session on a database. Nothing is sent yet.
    pub fn new(engine: &Engine) -> Self {
        Self::over(Transaction::new(engine, engine.begin_mode()))
    }

    /// A session with options of its own.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, Session};
    ///
    /// let engine = Engine::open("sqlite::memory:")?;
    /// let session = Session::builder(&engine).expire_on_commit(false).build();
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    pub fn builder(engine: &Engine) -> SessionBuilder {
        SessionBuilder::new(engine)
    }

    /// A session for a test: whatever it commits is undone when it is dropped.
    ///
    /// The code under test may commit and roll back as it does otherwise; each of its transactions is a savepoint of one
    /// that is never committed. Other connections see nothing of it.
    ///
    /// Each commit looks for rows that refer to nothing, of all tables: a foreign key that waits for the commit, as the DDL
    /// may say and a change of a key asks for, would be checked there.
    ///
    /// One with options of its own is made by [`SessionBuilder::for_test`].
    pub fn for_test(engine: &Engine) -> Self {
        Self::over(Transaction::trial(engine, engine.begin_mode()))
    }

    fn over(transaction: Transaction) -> Self {
        Self {
            unit: Unit::new(),
            transaction,
            hooks: Hooks::default(),
            lazy: Lazy::default(),
        }
    }

    /// A query for rows of `T`.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Keyed, Ref, Result, Session};
    /// # trait Books: Keyed { const TITLE: Column<Self, String>; const PRICE: Column<Self, Option<f64>>; }
    /// # fn cheap<Book: Books>(session: &mut Session) -> Result<Vec<Ref<Book>>> {
    /// let cheap = session.query::<Book>().filter(Book::PRICE.lt(20.0)).order_by(Book::TITLE).all()?;
    /// # Ok(cheap)
    /// # }
    /// ```
    pub fn query<T: Keyed>(&mut self) -> SessionQuery<'_, T> {
        SessionQuery::new(self)
    }

    #[cold]
    fn unreadable<T: Model>(&self, row: Ref<T>) -> Error {
        match self.unit.resolve(row.into()) {
            Ok(row) => self.unit.unreadable(row),
            Err(error) => error,
        }
    }
}

/// The row, to read: as it was last known, and nothing is sent.
///
/// After a commit or a rollback others may have changed it since. It is read again by a query, [`get`](Session::get) or
/// [`load`](Session::load) that meets it, and by [`refresh`](Session::refresh).
///
/// # Panics
///
/// The row is new and not yet flushed, was deleted, or is of another session; [`Session::try_get`] tells instead.
impl<T: Model> Index<Ref<T>> for Session {
    type Output = T;

    #[inline]
    #[track_caller]
    fn index(&self, row: Ref<T>) -> &T {
        match self.unit.typed::<T>().and_then(|store| store.row(row)) {
            Some(found) => found,
            None => panic!("{}", self.unreadable(row)),
        }
    }
}

/// The row, to change: the next flush writes the fields that then differ from what the database has.
///
/// Of a row that an earlier transaction read, the flush first asks what the database has now, with one SELECT for all such rows of
/// a table. A field that was left as it was last read keeps what others wrote meanwhile, and so does one that was given the very
/// value that it had: a plain field shows no trace of that. [`assign`](Session::assign) writes a value in any case, and
/// reads nothing.
///
/// ```
/// # use ormgen_runtime::{Column, Keyed, Ref, Result, Session};
/// # trait Books: Keyed { const PRICE: Column<Self, Option<f64>>; }
/// # fn raise<Book: Books>(session: &mut Session, book: Ref<Book>) -> Result<()> {
/// session.commit()?;
/// // Written whatever others have made of it since the commit, also where it was 3.0 before.
/// session.assign(book, [Book::PRICE.set(3.0)])?;
/// # Ok(())
/// # }
/// ```
///
/// # Panics
///
/// As reading it.
impl<T: Model> IndexMut<Ref<T>> for Session {
    #[inline]
    #[track_caller]
    fn index_mut(&mut self, row: Ref<T>) -> &mut T {
        if self
            .unit
            .typed::<T>()
            .and_then(|store| store.row(row))
            .is_none()
        {
            panic!("{}", self.unreadable(row));
        }
        match self
            .unit
            .typed_mut::<T>()
            .and_then(|store| store.row_mut(row))
        {
            Some(found) => found,
            None => unreachable!("the row was there a moment ago"),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}

/// The rows at the far end of a relationship, before they take its form.
#[doc(hidden)]
pub struct Found<T>(Vec<Ref<T>>);

impl<T> Found<T> {
    pub(crate) fn first(self) -> Option<Ref<T>> {
        self.0.into_iter().next()
    }

    pub(crate) fn all(self) -> Vec<Ref<T>> {
        self.0
    }
}
