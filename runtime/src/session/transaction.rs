//! The session's transaction: a connection from its first statement to commit or rollback.

use crate::{
    driver::{Bind, Each, Ran},
    engine::{Engine, Lease},
    error::{Error, ErrorKind, Result},
    schema::Dialect,
};

pub(super) struct Transaction {
    engine: Engine,
    lease: Option<Lease>,
    /// Set while a statement runs: a future that was dropped meanwhile leaves it set.
    interrupted: bool,
}

impl Transaction {
    pub(super) fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            lease: None,
            interrupted: false,
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.engine.dialect()
    }

    pub(super) async fn run(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        each: Each<'_>,
    ) -> Result<Ran> {
        self.check()?;
        let lease = match &mut self.lease {
            Some(lease) => lease,
            None => self.lease.insert(self.engine.lease()?),
        };
        self.interrupted = true;
        let outcome = lease.run(sql, binds, each).await;
        self.interrupted = false;
        outcome
    }

    /// Fails where nobody knows what became of the last statement.
    fn check(&self) -> Result<()> {
        if !self.interrupted {
            return Ok(());
        }
        let message =
            "a statement of this session was abandoned before it ended: call `rollback()` first";
        Err(Error::new(ErrorKind::RollbackNeeded, message))
    }

    /// Ends the transaction; the connection goes back to the pool.
    pub(super) async fn commit(&mut self) -> Result<()> {
        self.check()?;
        if let Some(lease) = &mut self.lease {
            self.interrupted = true;
            let outcome = lease.commit().await;
            self.interrupted = false;
            outcome?;
            self.lease = None;
        }
        Ok(())
    }

    /// Undoes the transaction; the connection goes back to the pool, or is closed where it cannot be used again.
    pub(super) async fn rollback(&mut self) -> Result<()> {
        let Some(mut lease) = self.lease.take() else {
            return Ok(());
        };
        if std::mem::take(&mut self.interrupted) {
            lease.discard();
            return Ok(());
        }
        lease.rollback().await
    }
}
