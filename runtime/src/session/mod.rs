//! The unit of work: rows that are known once each, changes that are noticed, and one flush that writes them all.
//!
//! [`Unit`] and the modules below it are data without I/O, and `async` functions over a connection that execute what
//! they decide. [`Session`] polls those once; a session for async programs awaits the same ones.

mod base;
mod batch;
mod fetched;
mod flush;
mod link;
mod links;
mod load;
mod members;
mod plan;
mod query;
mod reference;
mod relate;
mod remove;
mod sql;
mod store;
mod transaction;
mod unit;

#[cfg(all(test, feature = "sqlite"))]
mod tests;

pub use query::SessionQuery;
pub use reference::Ref;

pub(crate) use reference::{AnyRef, RowId, Slot};
pub(crate) use store::{AnyStore, Store};

use std::{
    fmt,
    ops::{Index, IndexMut},
};

use crate::{
    engine::Engine,
    error::{Error, ErrorKind, Result},
    insert::{Builder, GivenFor, Member},
    model::{IntoKey, Keyed, Model},
    relation::{Assign, Relationship, Target, ToMany, ToOne},
    wait::ready,
};
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
}

impl Session {
    /// A session on a database. Nothing is sent yet.
    pub fn new(engine: &Engine) -> Self {
        Self {
            unit: Unit::new(),
            transaction: Transaction::new(engine),
        }
    }

    /// Adds a row, to be inserted with the next flush, and gives the reference to it.
    ///
    /// # Panics
    ///
    /// A row that the new one leads to is of another session, or was deleted.
    #[track_caller]
    pub fn add<N: Builder<Table: Keyed, State: GivenFor<N::Table, ()>>>(
        &mut self,
        new: N,
    ) -> Ref<N::Table> {
        match self.unit.add(N::Table::ENTITY, new.into_row()) {
            Ok(row) => self.unit.reference(row.index),
            Err(error) => panic!("{error}"),
        }
    }

    /// Adds a row of a table without a key, to be inserted with the next flush. The session does not track it further.
    ///
    /// # Panics
    ///
    /// As [`add`](Session::add).
    #[track_caller]
    pub fn insert<N: Builder<State: GivenFor<N::Table, ()>>>(&mut self, new: N) {
        if let Err(error) = self.unit.add(N::Table::ENTITY, new.into_row()) {
            panic!("{error}")
        }
    }

    /// The row with a key, if there is one. A row that this transaction has read already costs no statement.
    ///
    /// # Errors
    ///
    /// The flush before it fails, or the database cannot be read.
    pub fn get<T: Keyed>(&mut self, key: impl IntoKey<T::Key>) -> Result<Option<Ref<T>>> {
        let row = ready(self.unit.get::<T>(&mut self.transaction, &key.into_key()))?;
        Ok(row.map(|row| self.unit.reference(row.index)))
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

    /// The row, to read.
    ///
    /// # Errors
    ///
    /// The row is new, was deleted, or is of another session.
    pub fn try_get<T: Model>(&self, row: Ref<T>) -> Result<&T> {
        match self.unit.typed::<T>().and_then(|store| store.row(row)) {
            Some(found) => Ok(found),
            None => Err(self.unreadable(row)),
        }
    }

    /// What a relationship of a row leads to, loaded with one SELECT if it is not known yet.
    ///
    /// A `BelongsTo` gives a [`Ref`], or an `Option` of one where the foreign key may be NULL; a `HasOne` an `Option`; a
    /// `HasMany` or `ManyToMany` a `Vec`.
    ///
    /// # Errors
    ///
    /// The row was deleted or is of another session, the flush before it fails, or the foreign key leads to a row that
    /// is not there.
    pub fn load<A: Keyed, R: Relationship<A>>(
        &mut self,
        of: Ref<A>,
        relationship: R,
    ) -> Result<R::Loaded> {
        let row = self.unit.resolve_alive(of.into())?;
        let rows = ready(
            self.unit
                .related(&mut self.transaction, row, relationship.place()),
        )?;
        self.unit.shape::<A, R>(row, rows, relationship)
    }

    /// What a relationship of a row leads to, without asking the database.
    ///
    /// # Errors
    ///
    /// The relationship is not loaded ([`ErrorKind::NotLoaded`]), or the row was deleted or is of another session.
    pub fn loaded<A: Keyed, R: Relationship<A>>(
        &self,
        of: Ref<A>,
        relationship: R,
    ) -> Result<R::Loaded> {
        let row = self.unit.resolve_alive(of.into())?;
        match self.unit.known_related(row, relationship.place(), false) {
            Some(rows) => self.unit.shape::<A, R>(row, rows, relationship),
            None => {
                let name = self.unit.fact(row, relationship.place()).name;
                let message = format!(
                    "`{name}` of {} is not loaded: call `session.load(..)`",
                    self.unit.name(row)
                );
                Err(Error::new(ErrorKind::NotLoaded, message))
            }
        }
    }

    /// Leads a to-one relationship to another row, or to none. Both sides change at once, in memory; nothing is loaded.
    ///
    /// # Errors
    ///
    /// A row was deleted or is of another session.
    pub fn set<A: Keyed, R: ToOne<A>>(
        &mut self,
        of: Ref<A>,
        relationship: R,
        to: impl Assign<R::To>,
    ) -> Result<()> {
        let row = self.unit.resolve_alive(of.into())?;
        let to = to
            .target()
            .map(|to: Ref<<R::To as Target>::Table>| self.unit.resolve_alive(to.into()))
            .transpose()?;
        self.unit.set(row, relationship.place(), to);
        Ok(())
    }

    /// Adds a row to a collection: one of the session, or a new one, which the session then has too. Both sides change at
    /// once, in memory; nothing is loaded.
    ///
    /// # Errors
    ///
    /// A row was deleted or is of another session.
    pub fn append<A: Keyed, R: ToMany<A>>(
        &mut self,
        to: Ref<A>,
        relationship: R,
        member: impl Member<R::To, R::Key>,
    ) -> Result<Ref<R::To>> {
        let row = self.unit.resolve_alive(to.into())?;
        let member = self.unit.enter(member.into_entry())?;
        self.unit.append(row, relationship.place(), member);
        Ok(self.unit.reference(member.index))
    }

    /// Takes a row out of a collection. It stays in the database; its foreign key becomes NULL, or the link is deleted.
    ///
    /// # Errors
    ///
    /// The row is known not to be in the collection, was deleted, or is of another session.
    pub fn remove<A: Keyed, R: ToMany<A>>(
        &mut self,
        from: Ref<A>,
        relationship: R,
        member: Ref<R::To>,
    ) -> Result<()> {
        let row = self.unit.resolve_alive(from.into())?;
        let member = self.unit.resolve_alive(member.into())?;
        self.unit.remove(row, relationship.place(), member)
    }

    /// Marks a row, to be deleted with the next flush.
    ///
    /// Rows that refer to it follow the DDL: ON DELETE CASCADE and SET NULL are the database's; without either, a foreign
    /// key that may be NULL is set to NULL and links are deleted; otherwise the database refuses.
    ///
    /// # Errors
    ///
    /// The row is not in the database, or is of another session.
    pub fn delete<T: Keyed>(&mut self, row: Ref<T>) -> Result<()> {
        let row = self.unit.resolve(row.into())?;
        self.unit.delete(row)
    }

    /// Writes everything that changed, inside the transaction.
    ///
    /// # Errors
    ///
    /// The database refuses a statement, or a row that changed is no longer there. The transaction is then rolled back in
    /// the database, and the session asks for a [`rollback`](Session::rollback).
    pub fn flush(&mut self) -> Result<()> {
        ready(self.unit.flush(&mut self.transaction))
    }

    /// Writes everything that changed, and makes it durable.
    ///
    /// # Errors
    ///
    /// As [`flush`](Session::flush).
    pub fn commit(&mut self) -> Result<()> {
        ready(self.unit.commit(&mut self.transaction))
    }

    /// Undoes everything since the last commit: rows, links and deletions are as they were, and rows that were added are
    /// gone from the session.
    ///
    /// # Errors
    ///
    /// The database cannot be reached; the session is as before its transaction all the same.
    pub fn rollback(&mut self) -> Result<()> {
        ready(self.unit.rollback(&mut self.transaction))
    }

    #[cold]
    fn unreadable<T: Model>(&self, row: Ref<T>) -> Error {
        match self.unit.resolve(row.into()) {
            Ok(row) => self.unit.unreadable(row),
            Err(error) => error,
        }
    }
}

/// The row, to read.
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

impl Unit {
    /// Rows in the form that a relationship gives them.
    fn shape<A, R: Relationship<A>>(
        &self,
        row: RowId,
        rows: Vec<RowId>,
        relationship: R,
    ) -> Result<R::Loaded> {
        let references = rows
            .into_iter()
            .map(|row| self.reference(row.index))
            .collect();
        R::shape(Found(references)).ok_or_else(|| {
            let name = self.fact(row, relationship.place()).name;
            let message = format!(
                "{} has no `{name}`, which it needs: set it before the next flush",
                self.name(row)
            );
            Error::new(ErrorKind::Misuse, message)
        })
    }

    async fn commit(&mut self, transaction: &mut Transaction) -> Result<()> {
        self.flush(transaction).await?;
        self.break_with("a commit was abandoned before it ended");
        if let Err(error) = transaction.commit().await {
            self.break_with(&error.to_string());
            let _ = transaction.rollback().await;
            return Err(error);
        }
        self.mend();
        self.committed();
        Ok(())
    }

    async fn rollback(&mut self, transaction: &mut Transaction) -> Result<()> {
        self.break_with("a rollback was abandoned before it ended");
        let outcome = transaction.rollback().await;
        self.rolled_back();
        outcome
    }
}
