//! The session's transaction: a connection from its first statement to commit or rollback.

use std::sync::Arc;

use crate::{
    driver::{AnyConnection, Bind, Each, EachRan, Ran},
    engine::{BeginMode, Engine, Lease, Observer, Reading, Texts},
    error::{Constraint, Error, ErrorKind, Result},
    query::Rendered,
    schema::Dialect,
    wait::ready,
};

pub(super) struct Transaction {
    source: Source,
    dialect: Dialect,
    mode: BeginMode,
    lease: Option<Lease>,
    /// How many savepoints of the program are open.
    depth: usize,
    /// Whether a statement was run since the last commit or rollback.
    begun: bool,
    /// Whether SQLite checks foreign keys at the end of the database's transaction alone.
    deferred: bool,
    /// Set while a statement runs: a future that was dropped meanwhile leaves it set.
    interrupted: bool,
    /// How many statements were sent, but for those that begin and end transactions.
    pub(super) statements: u64,
    /// Whether a statement failed such that the whole transaction, tried again, may succeed.
    retryable: bool,
    /// Whether something was committed.
    committed: bool,
    /// Whether the first statement begins it.
    pub(super) autobegin: bool,
    /// Who is told of the statements, beside those whom the engine tells.
    observer: Option<Observer>,
    pub(super) texts: Texts,
}

/// Where the connection comes from, and what ends with the transaction.
enum Source {
    /// One of the engine's, given back after each transaction.
    Engine(Engine),
    /// One of the engine's, kept: each transaction is a savepoint of one that is never committed.
    Trial(Engine),
    /// One that is there, in the transaction of somebody else: each transaction is a savepoint of that.
    Within,
}

/// The savepoint that stands for the session's transaction inside another one.
const OUTERMOST: &str = "ormgen_session";

impl Transaction {
    pub(super) fn new(engine: &Engine, mode: BeginMode) -> Self {
        Self::from(Source::Engine(engine.clone()), engine.dialect(), mode, None)
    }

    /// A transaction that is never committed, whatever is said.
    pub(super) fn trial(engine: &Engine, mode: BeginMode) -> Self {
        Self::from(Source::Trial(engine.clone()), engine.dialect(), mode, None)
    }

    /// A transaction on a connection, inside the transaction that this has open.
    pub(super) fn within(connection: AnyConnection, dialect: Dialect) -> Self {
        let lease = Lease::adopted(connection);
        Self::from(Source::Within, dialect, BeginMode::Deferred, Some(lease))
    }

    fn from(source: Source, dialect: Dialect, mode: BeginMode, lease: Option<Lease>) -> Self {
        let texts = match &source {
            Source::Engine(engine) | Source::Trial(engine) => engine.texts(),
            Source::Within => Texts::default(),
        };
        Self {
            source,
            dialect,
            mode,
            lease,
            depth: 0,
            begun: false,
            deferred: false,
            interrupted: false,
            statements: 0,
            retryable: false,
            committed: false,
            autobegin: true,
            observer: None,
            texts,
        }
    }

    /// Has a function be told of the statements from now on.
    pub(super) fn tell(&mut self, observer: Observer) {
        if let Some(lease) = &mut self.lease {
            lease.tell(Some(Arc::clone(&observer)));
        }
        self.observer = Some(observer);
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Whether a statement was run since the last commit or rollback.
    pub(super) fn is_open(&self) -> bool {
        self.begun
    }

    pub(super) async fn run(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        each: Each<'_>,
    ) -> Result<Ran> {
        self.begin_by_itself().await?;
        self.statements += 1;
        self.send(sql, binds, each).await
    }

    /// Runs statements, all or none, and tells how many rows they changed together.
    pub(super) async fn run_all(
        &mut self,
        statements: Vec<Rendered<'_>>,
        each: Each<'_>,
    ) -> Result<u64> {
        self.begin_by_itself().await?;
        self.statements += statements.len() as u64;
        let Some(lease) = &mut self.lease else {
            return Err(taken_back());
        };
        self.interrupted = true;
        let outcome = lease.run_all(statements, each).await;
        self.interrupted = false;
        self.retryable |= outcome.as_ref().is_err_and(Error::is_retryable);
        outcome
    }

    /// Runs several statements of one text.
    pub(super) async fn run_batch(&mut self, sql: &str) -> Result<()> {
        self.begin_by_itself().await?;
        self.statements += 1;
        let Some(lease) = &mut self.lease else {
            return Err(taken_back());
        };
        self.interrupted = true;
        let outcome = lease.run_batch(sql).await;
        self.interrupted = false;
        self.retryable |= outcome.as_ref().is_err_and(Error::is_retryable);
        outcome
    }

    /// The connection as rusqlite has it, inside the transaction.
    #[cfg(feature = "sqlite")]
    pub(super) fn rusqlite(&mut self) -> Result<&mut rusqlite::Connection> {
        ready(self.begin_by_itself())?;
        self.lease.as_mut().ok_or_else(taken_back)?.rusqlite()
    }

    /// Begins a statement, to read its rows one at a time.
    pub(super) fn open(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Reading<'_>> {
        ready(self.begin_by_itself())?;
        self.statements += 1;
        let lease = self.lease.as_mut().ok_or_else(taken_back)?;
        lease.open(sql, binds)
    }

    /// Runs a statement that gives back no rows with each of several sets of values, `width` each, and tells `each` what it
    /// did.
    pub(super) async fn run_each(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        width: usize,
        each: EachRan<'_>,
    ) -> Result<()> {
        self.begin_by_itself().await?;
        let Some(lease) = &mut self.lease else {
            return Err(taken_back());
        };
        let statements = &mut self.statements;
        *statements += 1;
        let mut last = binds.len() / width;
        self.interrupted = true;
        let outcome = lease
            .run_each(sql, binds, width, &mut |ran| {
                last -= 1;
                *statements += u64::from(last > 0);
                each(ran)
            })
            .await;
        self.interrupted = false;
        self.retryable |= outcome.as_ref().is_err_and(Error::is_retryable);
        outcome
    }

    /// Whether a statement can be run: the transaction is open, or begins by itself.
    ///
    /// # Errors
    ///
    /// It is not, and the program begins it.
    pub(super) fn can_run(&self) -> Result<()> {
        match self.begun || self.autobegin {
            true => Ok(()),
            false => Err(Error::misuse(
                "the session's transaction has not begun: call `begin()` first, as `autobegin(false)` asks for",
            )),
        }
    }

    async fn begin_by_itself(&mut self) -> Result<()> {
        self.can_run()?;
        self.begin().await
    }

    /// Begins the transaction, unless it is open.
    pub(super) async fn begin(&mut self) -> Result<()> {
        self.check()?;
        if self.begun {
            return Ok(());
        }
        if self.lease.is_none() {
            self.lease = match &self.source {
                Source::Engine(engine) | Source::Trial(engine) => {
                    let mut lease = engine.lease()?;
                    lease.tell(self.observer.clone());
                    Some(lease)
                }
                Source::Within => None,
            };
        }
        // In a transaction of the program's it may have ended meanwhile.
        if matches!(self.source, Source::Within) || !self.has_database_transaction() {
            self.deferred = false;
        }
        self.begun = true;
        self.retryable = false;
        let mode = self.mode;
        let begun = match (&self.source, &mut self.lease) {
            (Source::Engine(_) | Source::Trial(_), Some(lease)) => {
                self.interrupted = true;
                let begun = lease.begin(mode).await;
                self.interrupted = false;
                begun
            }
            _ => Ok(()),
        };
        let begun = match (begun, &self.source) {
            (Ok(()), Source::Trial(_) | Source::Within) => {
                self.plain(&format!("SAVEPOINT {OUTERMOST}")).await
            }
            (begun, _) => begun,
        };
        if let Err(error) = begun {
            self.retryable |= error.is_retryable();
            self.begun = false;
            if matches!(self.source, Source::Engine(_)) {
                self.lease = None;
            }
            return Err(error);
        }
        Ok(())
    }

    async fn plain(&mut self, sql: &str) -> Result<()> {
        self.send(sql, &[], &mut |_| Ok(())).await.map(drop)
    }

    async fn send(&mut self, sql: &str, binds: &[Bind<'_>], each: Each<'_>) -> Result<Ran> {
        let Some(lease) = &mut self.lease else {
            return Err(taken_back());
        };
        self.interrupted = true;
        let outcome = lease.run(sql, binds, each).await;
        self.interrupted = false;
        if let Err(error) = &outcome {
            self.retryable |= error.is_retryable();
        }
        outcome
    }

    /// From now on SQLite checks all foreign keys at the commit. To switch that off again would have it forget what does
    /// not hold by then, of these tables or of any other.
    pub(super) async fn check_at_the_commit(&mut self) -> Result<()> {
        if self.dialect != Dialect::Sqlite || self.deferred {
            return Ok(());
        }
        let sql = "PRAGMA defer_foreign_keys = ON";
        self.run(sql, &[], &mut |_| Ok(())).await?;
        self.deferred = true;
        Ok(())
    }

    /// Does what a commit would do where foreign keys wait for one and none will come. Which of them wait, the schema of the
    /// database says, and SQL of the program's: so all are looked at, however the transaction went.
    async fn check_foreign_keys(&mut self) -> Result<()> {
        if self.dialect != Dialect::Sqlite {
            return Ok(());
        }
        let mut broken = None;
        self.send("PRAGMA foreign_key_check", &[], &mut |row| {
            if broken.is_none() {
                broken = Some((row.get::<String>(0)?, row.get::<String>(2)?));
            }
            Ok(())
        })
        .await?;
        let Some((table, target)) = broken else {
            return Ok(());
        };
        let message = format!(
            "FOREIGN KEY constraint failed: a row of `{table}` refers to a row of `{target}` that is not there"
        );
        let kind = ErrorKind::Integrity(Constraint::ForeignKey);
        Err(Error::new(kind, message).with_table(table))
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
        if !self.begun {
            return Ok(());
        }
        match self.source {
            Source::Engine(_) => {
                if let Some(lease) = &mut self.lease {
                    self.interrupted = true;
                    let outcome = lease.commit().await;
                    self.interrupted = false;
                    if let Err(error) = outcome {
                        self.retryable |= error.is_retryable();
                        return Err(error);
                    }
                }
                self.lease = None;
            }
            Source::Trial(_) | Source::Within => {
                if matches!(self.source, Source::Trial(_)) {
                    self.check_foreign_keys().await?;
                }
                self.plain(&format!("RELEASE {OUTERMOST}")).await?;
            }
        }
        self.end();
        self.committed = true;
        Ok(())
    }

    /// Whether a statement failed such that the whole transaction, tried again, may succeed, and nothing of it stands.
    pub(super) fn can_be_tried_again(&self) -> bool {
        self.retryable && !self.committed
    }

    fn end(&mut self) {
        self.begun = false;
        self.depth = 0;
    }

    /// Undoes the transaction; the connection goes back to the pool, or is closed where it cannot be used again.
    pub(super) async fn rollback(&mut self) -> Result<()> {
        let begun = self.begun;
        self.end();
        if matches!(self.source, Source::Engine(_)) || self.interrupted {
            let Some(mut lease) = self.lease.take() else {
                return Ok(());
            };
            if std::mem::take(&mut self.interrupted) {
                lease.discard();
                return Ok(());
            }
            return lease.rollback().await;
        }
        if !begun || !self.has_database_transaction() {
            if let Some(lease) = &mut self.lease {
                lease.forget_lost_transaction();
            }
            return Ok(());
        }
        self.plain(&format!("ROLLBACK TO {OUTERMOST}")).await?;
        self.plain(&format!("RELEASE {OUTERMOST}")).await
    }

    /// Whether the database ended the transaction by itself, and nobody rolled back yet.
    pub(super) fn is_lost(&self) -> bool {
        self.lease.as_ref().is_some_and(Lease::has_lost_transaction)
    }

    /// Whether the database still has the transaction open: some failures end it.
    fn has_database_transaction(&self) -> bool {
        self.lease.as_ref().is_some_and(Lease::is_in_transaction)
    }

    /// Opens a savepoint.
    pub(super) async fn open_savepoint(&mut self) -> Result<()> {
        self.begin_by_itself().await?;
        self.plain(&format!("SAVEPOINT ormgen_{}", self.depth + 1))
            .await?;
        self.depth += 1;
        Ok(())
    }

    /// Ends the savepoint that was opened last, and keeps what was done.
    pub(super) async fn release_savepoint(&mut self) -> Result<()> {
        self.check()?;
        self.plain(&format!("RELEASE ormgen_{}", self.depth))
            .await?;
        self.depth -= 1;
        Ok(())
    }

    /// Undoes what was done since the last savepoint was opened; it stays open. Says whether it could: the database may
    /// have ended the whole transaction.
    pub(super) async fn undo_to_savepoint(&mut self) -> Result<bool> {
        if self.interrupted || !self.has_database_transaction() {
            return Ok(false);
        }
        self.plain(&format!("ROLLBACK TO ormgen_{}", self.depth))
            .await?;
        Ok(true)
    }

    /// A transaction inside this one, on its connection, until that is taken back.
    #[cfg(test)]
    pub(super) fn lend(&mut self) -> Self {
        Self::from(Source::Within, self.dialect, self.mode, self.lease.take())
    }

    #[cfg(test)]
    pub(super) fn take_back(&mut self, lent: Self) {
        self.lease = lent.lease;
    }

    /// Gives back the connection that the session was opened on.
    pub(super) fn take_connection(&mut self) -> Option<AnyConnection> {
        self.lease.take().and_then(Lease::into_connection)
    }
}

#[cold]
fn taken_back() -> Error {
    Error::new(
        ErrorKind::Connection,
        "the session's connection was taken back",
    )
}
