//! A driver that waits, as one over a network does: for the tests of what runs the same plan for async callers.

use std::{future::poll_fn, task::Poll};

use super::{Bind, Each, EachRan, Ran, sqlite::Sqlite};
use crate::error::Result;

/// SQLite that is not ready at the first poll of any statement.
pub(crate) struct Waiting(pub(crate) Sqlite);

impl Waiting {
    pub(super) async fn run(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        each: Each<'_>,
    ) -> Result<Ran> {
        wait().await;
        self.0.run(sql, binds, each)
    }

    pub(super) fn run_batch(&mut self, sql: &str) -> Result<()> {
        self.0.run_batch(sql)
    }

    pub(super) async fn run_each(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        width: usize,
        each: EachRan<'_>,
    ) -> Result<()> {
        wait().await;
        self.0.run_each(sql, binds, width, each)
    }

    pub(super) fn is_in_transaction(&self) -> bool {
        self.0.is_in_transaction()
    }
}

/// Is ready at the second poll.
async fn wait() {
    let mut waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
