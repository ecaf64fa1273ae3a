//! How is a part of a transaction undone by itself?

use std::ops::{Deref, DerefMut};

use super::Session;
use crate::{
    error::{Error, Result},
    wait::ready,
};

/// A part of a transaction that can be undone by itself; made by [`Session::begin_nested`].
///
/// It stands for the session, and what is done through it is undone when it is dropped without a
/// [`commit`](Savepoint::commit). It may be opened inside another one.
///
/// A flush that fails inside it does no harm to the rest of the transaction.
#[must_use = "a savepoint that is dropped is rolled back"]
pub struct Savepoint<'s> {
    session: &'s mut Session,
    /// Which of the unit's savepoints it is.
    number: u64,
}

impl Session {
    /// Writes everything that changed, and opens a savepoint.
    ///
    /// ```
    /// # use ormgen_runtime::{Builder, Given, Keyed, Model, Result, Session};
    /// # fn program<N: Builder<Table: Keyed, State = Given>>(session: &mut Session, new: N) -> Result<()> {
    /// let mut inner = session.begin_nested()?;
    /// inner.add(new);
    /// if inner.commit().is_err() {
    ///     // What was done in it is undone; the transaction goes on.
    /// }
    /// session.commit()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`flush`](Session::flush).
    pub fn begin_nested(&mut self) -> Result<Savepoint<'_>> {
        self.flush_all()?;
        ready(self.transaction.open_savepoint())?;
        let number = self.unit.open_savepoint();
        Ok(Savepoint {
            session: self,
            number,
        })
    }

    /// Undoes what was done since the innermost savepoint was opened, and closes it.
    pub(super) fn undo_savepoint(&mut self) -> Result<()> {
        let undone = ready(async {
            let undone = self.transaction.undo_to_savepoint().await?;
            if undone {
                self.transaction.release_savepoint().await?;
            }
            Ok::<_, Error>(undone)
        });
        self.unit.undo_savepoint();
        match undone {
            Ok(true) => {
                self.unit.mend();
                Ok(())
            }
            Ok(false) => {
                let why = "the database ended the whole transaction, and not the savepoint alone";
                self.unit.break_with(why);
                self.unit.check()
            }
            Err(error) => {
                self.unit.break_with(&error.to_string());
                Err(error)
            }
        }
    }
}

impl Savepoint<'_> {
    /// Writes everything that changed, and keeps what was done, as far as the transaction around it does.
    ///
    /// # Errors
    ///
    /// As [`Session::flush`]; what was done in the savepoint is then undone.
    pub fn commit(self) -> Result<()> {
        if !self.is_innermost() {
            return Err(Error::misuse(
                "the transaction that the savepoint was part of has ended",
            ));
        }
        self.session.flush_all()?;
        ready(self.session.transaction.release_savepoint())?;
        let outer = self.session.unit.savepoints() - 1;
        self.session.unit.close_savepoints(outer);
        Ok(())
    }

    /// Undoes what was done in it: rows, links and deletions are as they were when it was opened.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, or has ended the whole transaction.
    pub fn rollback(self) -> Result<()> {
        match self.is_innermost() {
            true => self.session.undo_savepoint(),
            false => Ok(()),
        }
    }

    /// Another one, inside this.
    ///
    /// # Errors
    ///
    /// As [`Session::begin_nested`].
    pub fn begin_nested(&mut self) -> Result<Savepoint<'_>> {
        self.session.begin_nested()
    }

    /// Whether it is still open; a commit or rollback of the session itself closes all.
    fn is_innermost(&self) -> bool {
        self.session.unit.innermost() == Some(self.number)
    }
}

impl Drop for Savepoint<'_> {
    /// Undoes what was not committed; where that fails, the session asks for a rollback.
    fn drop(&mut self) {
        if self.is_innermost() {
            let _ = self.session.undo_savepoint();
        }
    }
}

impl Deref for Savepoint<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl DerefMut for Savepoint<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        self.session
    }
}

impl std::fmt::Debug for Savepoint<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Savepoint({})", self.number)
    }
}
