//! A connection for as long as somebody has it: one transaction, begun with the first statement.

use std::{sync::Arc, thread::ThreadId, time::Instant};

use super::{
    BeginMode,
    pool::{Pool, Pooled},
    stream::Reading,
    watch::{Observer, Watch},
};
use crate::{
    driver::{AnyConnection, Bind, Each, EachRan, Ran, Row},
    error::{Error, ErrorKind, Result},
    query::Rendered,
    wait::at_once,
};

pub(crate) struct Lease {
    /// `None` once it is given back.
    connection: Option<AnyConnection>,
    opened: Instant,
    /// Where it goes back to; somebody else's connection goes to nobody.
    pool: Option<(Arc<Pool>, ThreadId)>,
    watch: Watch,
    in_transaction: bool,
    lost: Option<Lost>,
}

/// How a transaction ended that the program did not end by [`Lease::commit`] or [`Lease::rollback`].
#[derive(Clone, Copy)]
enum Lost {
    /// By the database, because a statement failed: what was done before is gone.
    Failed,
    /// Within a script that failed behind it.
    InScript,
    /// By a statement of the program's own, on the connection as rusqlite has it too.
    Outside,
}

impl Lost {
    #[cold]
    fn told(self) -> Error {
        Error::new(
            ErrorKind::RollbackNeeded,
            match self {
                Lost::Failed => {
                    "the database ended the transaction when a statement failed, and nothing of it stands: call `rollback()` first"
                }
                Lost::InScript => {
                    "the transaction ended within the script: what it committed stands; call `rollback()` first"
                }
                Lost::Outside => {
                    "the transaction ended otherwise than by `commit()` or `rollback()`: what was committed so stands; call `rollback()` first"
                }
            },
        )
    }
}

impl Lease {
    pub(super) fn new(
        Pooled { connection, opened }: Pooled,
        pool: Arc<Pool>,
        holder: ThreadId,
        watch: Watch,
    ) -> Self {
        Self {
            connection: Some(connection),
            opened,
            pool: Some((pool, holder)),
            watch,
            in_transaction: false,
            lost: None,
        }
    }

    /// A connection of somebody else, who begins and ends its transactions.
    pub(crate) fn adopted(connection: AnyConnection) -> Self {
        Self {
            connection: Some(connection),
            opened: Instant::now(),
            pool: None,
            watch: Watch::NOBODY,
            in_transaction: true,
            lost: None,
        }
    }

    /// Has a session's function be told of the statements, for as long as the session has the connection.
    pub(crate) fn tell(&mut self, observer: Option<Observer>) {
        self.watch.of_session = observer;
    }

    pub(crate) fn into_connection(mut self) -> Option<AnyConnection> {
        self.connection.take()
    }

    /// Whether the database has a transaction open.
    pub(crate) fn is_in_transaction(&self) -> bool {
        let connection = self.connection.as_ref();
        match self.pool {
            Some(_) if !self.in_transaction => false,
            _ => connection.is_some_and(AnyConnection::is_in_transaction),
        }
    }

    /// Whether the database ended the transaction by itself, and [`rollback`](Lease::rollback) did not say so yet.
    pub(crate) fn has_lost_transaction(&self) -> bool {
        self.lost.is_some()
    }

    /// # Errors
    ///
    /// The transaction ended otherwise than by [`commit`](Lease::commit) and [`rollback`](Lease::rollback).
    #[inline]
    fn check(&mut self) -> Result<()> {
        self.notice_end();
        match self.lost {
            None => Ok(()),
            Some(lost) => Err(lost.told()),
        }
    }

    /// A statement of the program's own may have ended the transaction, and a conflict clause of one that was run on the
    /// connection as rusqlite has it: the next statement would be a transaction of its own.
    #[inline]
    fn notice_end(&mut self) {
        let connection = self.connection.as_ref();
        // Of somebody else's connection the transactions are theirs.
        if self.in_transaction
            && self.pool.is_some()
            && connection.is_some_and(|connection| !connection.is_in_transaction())
        {
            self.in_transaction = false;
            self.lost.get_or_insert(Lost::Outside);
        }
    }

    /// Begins a transaction, unless one is open.
    pub(crate) async fn begin(&mut self, mode: BeginMode) -> Result<()> {
        self.check()?;
        if !self.in_transaction {
            present(&mut self.connection)?;
            // Set before the database has heard of it: a future dropped in between must not leave it open.
            self.in_transaction = true;
            let begun = self.send(mode.statement(), &[], &mut |_| Ok(())).await;
            // One that never began is not lost.
            begun.inspect_err(|_| self.lost = None)?;
        }
        Ok(())
    }

    /// Runs a statement inside the transaction, which it begins if it is the first.
    pub(crate) async fn run(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        each: Each<'_>,
    ) -> Result<Ran> {
        self.begin(BeginMode::Deferred).await?;
        self.send(sql, binds, each).await
    }

    /// Runs statements, all or none, and tells how many rows they changed together.
    pub(crate) async fn run_all(
        &mut self,
        statements: Vec<Rendered<'_>>,
        each: Each<'_>,
    ) -> Result<u64> {
        const ALL: &str = "ormgen_all";
        let several = statements.len() > 1;
        if several {
            self.run(&format!("SAVEPOINT {ALL}"), &[], &mut |_| Ok(()))
                .await?;
        }
        let mut changes = 0;
        for Rendered { sql, binds } in statements {
            match self.run(&sql, &binds, each).await {
                Ok(ran) => changes += ran.changes,
                Err(error) => {
                    if several && self.in_transaction {
                        self.send(&format!("ROLLBACK TO {ALL}"), &[], &mut |_| Ok(()))
                            .await?;
                        self.send(&format!("RELEASE {ALL}"), &[], &mut |_| Ok(()))
                            .await?;
                    }
                    return Err(error);
                }
            }
        }
        if several {
            self.run(&format!("RELEASE {ALL}"), &[], &mut |_| Ok(()))
                .await?;
        }
        Ok(changes)
    }

    /// Begins a statement, to read its rows one at a time; the transaction has begun.
    pub(crate) fn open(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Reading<'_>> {
        self.check()?;
        let connection = present(&mut self.connection)?;
        let started = self.watch.begins(sql, binds);
        let watch = self.watch.clone();
        let cursor = connection.cursor(sql, binds)?;
        Ok(Reading::new(cursor, watch, sql, started))
    }

    /// Runs several statements of one text, inside the transaction.
    pub(crate) async fn run_batch(&mut self, sql: &str) -> Result<()> {
        self.begin(BeginMode::Deferred).await?;
        let connection = present(&mut self.connection)?;
        let started = self.watch.begins(sql, &[]);
        let outcome = connection.run_batch(sql).await;
        if let Some(started) = started {
            let error = outcome.as_ref().err();
            self.watch.ended(sql, started, [0, 0], error);
        }
        // One of the statements may have ended the transaction.
        self.in_transaction = connection.is_in_transaction();
        self.lost = (outcome.is_err() && !self.in_transaction).then_some(Lost::InScript);
        outcome
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn rusqlite(&mut self) -> Result<&mut rusqlite::Connection> {
        let connection = present(&mut self.connection)?;
        connection.rusqlite().ok_or_else(|| {
            Error::new(
                ErrorKind::Unsupported,
                "this connection is not one of SQLite's",
            )
        })
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        self.check()?;
        if self.in_transaction {
            let outcome = self.send("COMMIT", &[], &mut |_| Ok(())).await;
            // Its error tells.
            self.lost = None;
            outcome?;
            self.in_transaction = false;
        }
        Ok(())
    }

    /// The transaction that the database ended by itself is over for whoever has the connection, too.
    pub(crate) fn forget_lost_transaction(&mut self) {
        self.notice_end();
        self.lost = None;
    }

    pub(crate) async fn rollback(&mut self) -> Result<()> {
        self.forget_lost_transaction();
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

    /// Runs a statement that gives back no rows with each of several sets of values, `width` each, inside the transaction
    /// that is open.
    pub(crate) async fn run_each(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        width: usize,
        each: EachRan<'_>,
    ) -> Result<()> {
        self.check()?;
        if self.watch.is_on() {
            for binds in binds.chunks(width) {
                each(self.send(sql, binds, &mut |_| Ok(())).await?)?;
            }
            return Ok(());
        }
        let was_open = self.is_in_transaction();
        let connection = present(&mut self.connection)?;
        let outcome = connection.run_each(sql, binds, width, each).await;
        if outcome.is_err() {
            self.failed(was_open);
        }
        outcome
    }

    async fn send(&mut self, sql: &str, binds: &[Bind<'_>], each: Each<'_>) -> Result<Ran> {
        let was_open = self.is_in_transaction();
        let connection = present(&mut self.connection)?;
        let started = self.watch.begins(sql, binds);
        let outcome = match started {
            None => connection.run(sql, binds, each).await,
            Some(started) => {
                let mut rows = 0;
                let mut counted = |row: &Row<'_>| {
                    rows += 1;
                    each(row)
                };
                let outcome = connection.run(sql, binds, &mut counted).await;
                let changes = outcome.as_ref().map_or(0, |ran| ran.changes);
                let counts = [rows, changes];
                self.watch
                    .ended(sql, started, counts, outcome.as_ref().err());
                outcome
            }
        };
        if outcome.is_err() {
            self.failed(was_open);
        }
        outcome
    }

    /// A statement failed: a full disk, or a conflict clause of the schema, may have ended the transaction that was open.
    fn failed(&mut self, was_open: bool) {
        let connection = self.connection.as_ref();
        let is_open = connection.is_some_and(AnyConnection::is_in_transaction);
        if was_open && !is_open {
            self.lost = Some(Lost::Failed);
        }
        // Of somebody else's connection the transactions are theirs.
        self.in_transaction = is_open || self.pool.is_none();
    }
}

/// The connection, unless it was closed or given back.
fn present(connection: &mut Option<AnyConnection>) -> Result<&mut AnyConnection> {
    connection
        .as_mut()
        .ok_or_else(|| Error::new(ErrorKind::Connection, "the connection was given back"))
}

impl Drop for Lease {
    /// Rolls back what was not committed; a connection that cannot do that here and now is closed, which does it too.
    fn drop(&mut self) {
        let Some((pool, holder)) = self.pool.take() else {
            return;
        };
        let clean = matches!(at_once(self.rollback()), Some(Ok(())));
        let opened = self.opened;
        let connection = self.connection.take().filter(|_| clean);
        pool.give_back(
            connection.map(|connection| Pooled { connection, opened }),
            holder,
        );
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;
    use crate::driver::sqlite::Sqlite;

    #[test]
    fn nothing_is_done_without_a_connection() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let mut lease = Lease::adopted(AnyConnection::Sqlite(Sqlite::adopt(connection)));
        lease.discard();
        let ignore = &mut |_: &Row<'_>| Ok(());
        for outcome in [
            at_once(lease.run("SELECT 1", &[], ignore)).map(|ran| ran.map(drop)),
            at_once(lease.run_batch("SELECT 1")),
            at_once(lease.run_each("SELECT 1", &[], 1, &mut |_| Ok(()))),
            at_once(lease.begin(BeginMode::Deferred)),
        ] {
            let error = outcome.unwrap().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connection);
            assert_eq!(error.to_string(), "the connection was given back");
        }
        assert!(lease.open("SELECT 1", &[]).is_err());
        assert!(!lease.is_in_transaction(), "nothing is there to roll back");
    }
}
