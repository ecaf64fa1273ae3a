//! Which options does a session have?

use std::sync::Arc;

use super::{Session, Transaction, hooks::Hooks, unit::Options};
use crate::{
    engine::{BeginMode, Engine, Observer, StatementEvent},
    error::Result,
};

/// The options of a [`Session`], made by [`Session::builder`].
///
/// It is also a factory: [`session`](SessionBuilder::session) makes as many as are asked for.
#[derive(Clone)]
pub struct SessionBuilder {
    engine: Engine,
    options: Options,
    begin_mode: BeginMode,
    autobegin: bool,
    hooks: Hooks,
    observer: Option<Observer>,
}

impl SessionBuilder {
    pub(super) fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            options: Options::default(),
            begin_mode: engine.begin_mode(),
            autobegin: true,
            hooks: Hooks::default(),
            observer: None,
        }
    }

    /// Whether queries are preceded by a flush; they are, if not set.
    pub fn autoflush(mut self, on: bool) -> Self {
        self.options.autoflush = on;
        self
    }

    /// Whether rows are stale after a commit, so that what meets them next reads them again; they are, if not set.
    pub fn expire_on_commit(mut self, on: bool) -> Self {
        self.options.expire_on_commit = on;
        self
    }

    /// How its transactions begin; as the engine says, if not set.
    pub fn begin_mode(mut self, mode: BeginMode) -> Self {
        self.begin_mode = mode;
        self
    }

    /// Whether the first statement begins a transaction; it does, if not set. Where not, what needs one is an error
    /// ([`ErrorKind::Misuse`](crate::ErrorKind::Misuse)) until [`begin`](Session::begin) is called.
    pub fn autobegin(mut self, on: bool) -> Self {
        self.autobegin = on;
        self
    }

    /// Calls a function after each statement of the session, as
    /// [`EngineBuilder::on_statement`](crate::EngineBuilder::on_statement) does for all of an engine, which goes on beside it: a
    /// log of one request, say. It replaces one that was given before, and is told no values. Those that begin and end
    /// transactions are told too.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, Session};
    ///
    /// let engine = Engine::open("sqlite::memory:")?;
    /// let session = Session::builder(&engine)
    ///     .on_statement(|event| println!("{:?} {}", event.elapsed, event.sql))
    ///     .build();
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    pub fn on_statement(
        mut self,
        observer: impl Fn(&StatementEvent<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Runs a function before each flush that has something to write. What it changes is written too; its error stops the
    /// flush before anything was sent.
    pub fn before_flush(
        mut self,
        hook: impl Fn(&mut Session) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.before_flush(hook);
        self
    }

    /// Runs a function after each flush that wrote something. What it changes is for the next flush; a commit flushes until
    /// nothing is left, a hundred times at most.
    pub fn after_flush(
        mut self,
        hook: impl Fn(&mut Session) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.after_flush(hook);
        self
    }

    /// Runs a function before each commit, ahead of its flush. Its error stops the commit.
    pub fn before_commit(
        mut self,
        hook: impl Fn(&mut Session) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.before_commit(hook);
        self
    }

    /// Runs a function after each commit.
    pub fn after_commit(mut self, hook: impl Fn(&mut Session) + Send + Sync + 'static) -> Self {
        self.hooks.after_commit(hook);
        self
    }

    /// Runs a function before each rollback of a whole transaction that the program asks for, while rows are still as they
    /// were left. Nothing stops the rollback; where a flush failed, the database has undone its part already.
    pub fn before_rollback(mut self, hook: impl Fn(&mut Session) + Send + Sync + 'static) -> Self {
        self.hooks.before_rollback(hook);
        self
    }

    /// Runs a function after each rollback of a whole transaction.
    pub fn after_rollback(mut self, hook: impl Fn(&mut Session) + Send + Sync + 'static) -> Self {
        self.hooks.after_rollback(hook);
        self
    }

    pub(super) fn mode(&self) -> BeginMode {
        self.begin_mode
    }

    /// A session with these options. Nothing is sent yet.
    pub fn session(&self) -> Session {
        self.clone().build()
    }

    /// The session. Nothing is sent yet.
    pub fn build(self) -> Session {
        let transaction = Transaction::new(&self.engine, self.begin_mode);
        self.over(transaction)
    }

    /// A session for a test with these options, as [`Session::for_test`] makes one.
    ///
    /// ```
    /// use ormgen_runtime::{Engine, Session};
    ///
    /// let engine = Engine::open("sqlite::memory:")?;
    /// let session = Session::builder(&engine).autoflush(false).for_test();
    /// # Ok::<(), ormgen_runtime::Error>(())
    /// ```
    pub fn for_test(&self) -> Session {
        let transaction = Transaction::trial(&self.engine, self.begin_mode);
        self.clone().over(transaction)
    }

    pub(super) fn over(self, transaction: Transaction) -> Session {
        let mut session = Session::over(transaction);
        session.transaction.autobegin = self.autobegin;
        session.unit.options = self.options;
        session.hooks = self.hooks;
        if let Some(observer) = self.observer {
            session.transaction.tell(observer);
        }
        session
    }
}

impl std::fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("engine", &self.engine)
            .field("options", &self.options)
            .field("begin_mode", &self.begin_mode)
            .field("autobegin", &self.autobegin)
            .finish_non_exhaustive()
    }
}
