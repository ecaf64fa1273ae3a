//! How are changes written, made durable, or undone?

use std::ops::{Deref, DerefMut};

use super::{Session, Transaction, Unit, hooks::Moment};
use crate::{
    error::{Error, Result},
    wait::ready,
};

/// How often a commit flushes at most: what a function after a flush changes is flushed again.
const CHAINED: usize = 100;

impl Session {
    /// Writes everything that changed, inside the transaction.
    ///
    /// # Errors
    ///
    /// The database refuses a statement, or a row that changed is no longer there. What was done since the innermost
    /// savepoint, or since the transaction began, is then undone in the database, and the session asks for a
    /// [`rollback`](Session::rollback).
    pub fn flush(&mut self) -> Result<()> {
        self.unit.check()?;
        if !self.unit.has_work() {
            return Ok(());
        }
        self.call(Moment::BeforeFlush)?;
        let before = self.transaction.statements;
        ready(self.unit.flush(&mut self.transaction))?;
        match self.transaction.statements > before {
            true => self.call(Moment::AfterFlush),
            false => Ok(()),
        }
    }

    /// Flushes until nothing is left to write, as functions of the program may change more after each flush.
    pub(super) fn flush_all(&mut self) -> Result<()> {
        self.unit.check()?;
        for _ in 0..CHAINED {
            if !self.unit.has_work() {
                return Ok(());
            }
            self.flush()?;
        }
        match self.unit.has_work() {
            false => Ok(()),
            true => Err(Error::misuse(format!(
                "after {CHAINED} flushes in a row there is still something to write: a function given to `after_flush` changes rows each time"
            ))),
        }
    }

    /// The flush before a query, where it is not switched off.
    pub(super) fn autoflush(&mut self) -> Result<()> {
        self.unit.check()?;
        match self.unit.options.autoflush {
            true => self.flush().map_err(Error::in_autoflush),
            false => Ok(()),
        }
    }

    /// Writes everything that changed, and makes it durable. What a function given to
    /// [`after_flush`](super::SessionBuilder::after_flush) changes is flushed as well.
    ///
    /// # Errors
    ///
    /// As [`flush`](Session::flush); and such functions change more after a hundred flushes
    /// ([`ErrorKind::Misuse`](crate::ErrorKind::Misuse)).
    pub fn commit(&mut self) -> Result<()> {
        self.call(Moment::BeforeCommit)?;
        self.flush_all()?;
        ready(self.unit.commit(&mut self.transaction))?;
        self.call(Moment::AfterCommit)
    }

    /// Undoes everything since the last commit: rows, links and deletions are as they were, and rows that were added are
    /// gone from the session.
    ///
    /// # Errors
    ///
    /// The database cannot be reached; the session is as before its transaction all the same.
    pub fn rollback(&mut self) -> Result<()> {
        self.call(Moment::BeforeRollback)?;
        let outcome = ready(self.unit.rollback(&mut self.transaction));
        self.call(Moment::AfterRollback)?;
        outcome
    }

    /// Begins the transaction, which the first statement otherwise does.
    ///
    /// # Errors
    ///
    /// It has begun already, or the database does not let it begin.
    pub fn begin(&mut self) -> Result<()> {
        self.unit.check()?;
        if self.transaction.is_open() {
            return Err(Error::misuse(
                "the session's transaction has begun already: commit it or roll it back first",
            ));
        }
        ready(self.transaction.begin())
    }

    /// Whether a transaction has begun: by the first statement since the last commit or rollback.
    pub fn in_transaction(&self) -> bool {
        self.transaction.is_open()
    }

    /// Whether a flush failed, or the database ended the transaction by itself, so that a [`rollback`](Session::rollback) has
    /// to come first.
    pub fn needs_rollback(&self) -> bool {
        self.unit.check().is_err() || self.transaction.is_lost()
    }

    /// Whether something is to be written with the next flush, as far as can be told without comparing rows.
    pub fn has_changes(&self) -> bool {
        self.unit.has_work()
    }

    /// Rolls back what was not committed and forgets all rows: the session is as new.
    ///
    /// # Errors
    ///
    /// As [`rollback`](Session::rollback).
    pub fn close(&mut self) -> Result<()> {
        let outcome = self.rollback();
        self.expunge_all();
        outcome
    }

    /// The session for as long as queries are not to be preceded by a flush.
    ///
    /// ```
    /// # use ormgen_runtime::{Keyed, Result, Session};
    /// # fn count<Book: Keyed>(session: &mut Session) -> Result<u64> {
    /// let written = session.no_autoflush().query::<Book>().count()?;
    /// # Ok(written)
    /// # }
    /// ```
    pub fn no_autoflush(&mut self) -> NoAutoflush<'_> {
        let before = std::mem::replace(&mut self.unit.options.autoflush, false);
        NoAutoflush {
            session: self,
            before,
        }
    }

    /// From now on, loading a relationship that is not loaded is an error
    /// ([`ErrorKind::NotLoaded`](crate::ErrorKind::NotLoaded)), or no longer is.
    pub fn raise_on_lazy(&mut self, on: bool) {
        self.unit.options.raise_on_lazy = on;
    }

    /// How many statements the session has sent, but for those that begin and end transactions and savepoints.
    pub fn statements(&self) -> u64 {
        self.transaction.statements
    }
}

/// A session whose queries are not preceded by a flush; made by [`Session::no_autoflush`].
#[derive(Debug)]
pub struct NoAutoflush<'s> {
    session: &'s mut Session,
    before: bool,
}

impl Deref for NoAutoflush<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl DerefMut for NoAutoflush<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        self.session
    }
}

impl Drop for NoAutoflush<'_> {
    fn drop(&mut self) {
        self.session.unit.options.autoflush = self.before;
    }
}

impl Unit {
    /// Makes what was flushed durable.
    pub(super) async fn commit(&mut self, transaction: &mut Transaction) -> Result<()> {
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

    pub(super) async fn rollback(&mut self, transaction: &mut Transaction) -> Result<()> {
        self.break_with("a rollback was abandoned before it ended");
        let outcome = transaction.rollback().await;
        self.rolled_back();
        outcome
    }
}
