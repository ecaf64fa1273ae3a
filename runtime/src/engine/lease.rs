//! A connection for as long as somebody has it: one transaction, begun with the first statement.

use std::{sync::Arc, thread::ThreadId};

use super::{echo::Echo, pool::Pool};
use crate::{
    driver::{AnyConnection, Bind, Each, Ran},
    error::Result,
    wait::at_once,
};

pub(crate) struct Lease {
    /// `None` once it is given back.
    connection: Option<AnyConnection>,
    pool: Arc<Pool>,
    holder: ThreadId,
    echo: Echo,
    in_transaction: bool,
}

impl Lease {
    pub(super) fn new(
        connection: AnyConnection,
        pool: Arc<Pool>,
        holder: ThreadId,
        echo: Echo,
    ) -> Self {
        Self {
            connection: Some(connection),
            pool,
            holder,
            echo,
            in_transaction: false,
        }
    }

    /// Runs a statement inside the transaction, which it begins if it is the first.
    pub(crate) async fn run(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        each: Each<'_>,
    ) -> Result<Ran> {
        if !self.in_transaction {
            // Set before the database has heard of it: a future dropped in between must not leave it open.
            self.in_transaction = true;
            self.send("BEGIN", &[], &mut |_| Ok(())).await?;
        }
        self.send(sql, binds, each).await
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        if self.in_transaction {
            self.send("COMMIT", &[], &mut |_| Ok(())).await?;
            self.in_transaction = false;
        }
        Ok(())
    }

    pub(crate) async fn rollback(&mut self) -> Result<()> {
        if self.in_transaction {
            self.send("ROLLBACK", &[], &mut |_| Ok(())).await?;
            self.in_transaction = false;
        }
        Ok(())
    }

    /// Closes the connection: nobody knows where a statement of it stands.
    pub(crate) fn discard(&mut self) {
        self.connection = None;
        self.in_transaction = false;
    }

    async fn send(&mut self, sql: &str, binds: &[Bind<'_>], each: Each<'_>) -> Result<Ran> {
        self.echo.statement(sql, binds);
        let Some(connection) = &mut self.connection else {
            return Ok(Ran::default());
        };
        let outcome = connection.run(sql, binds, each).await;
        if outcome.is_err() {
            // A full disk, or a conflict clause of the schema, may have ended the transaction.
            self.in_transaction = connection.is_in_transaction();
        }
        outcome
    }
}

impl Drop for Lease {
    /// Rolls back what was not committed; a connection that cannot do that here and now is closed, which does it too.
    fn drop(&mut self) {
        let clean = matches!(at_once(self.rollback()), Some(Ok(())));
        self.pool
            .give_back(self.connection.take().filter(|_| clean), self.holder);
    }
}
