//! What of the program runs before and after flushes, commits and rollbacks?

use std::sync::Arc;

use super::Session;
use crate::error::Result;

type Fallible = Arc<dyn Fn(&mut Session) -> Result<()> + Send + Sync>;
type Plain = Arc<dyn Fn(&mut Session) + Send + Sync>;

/// The functions of a session, in the order in which they were given.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    fallible: Vec<(Moment, Fallible)>,
    plain: Vec<(Moment, Plain)>,
    /// Set while one runs: what it does itself does not call it again.
    running: bool,
}

/// When a function runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    BeforeFlush,
    AfterFlush,
    BeforeCommit,
    AfterCommit,
    BeforeRollback,
    AfterRollback,
}

macro_rules! at {
    ($($name:ident $list:ident $kind:ident $moment:ident ($($result:tt)*);)*) => { $(
        pub(super) fn $name(
            &mut self,
            hook: impl Fn(&mut Session) $($result)* + Send + Sync + 'static,
        ) {
            let hook: $kind = Arc::new(hook);
            self.$list.push((Moment::$moment, hook));
        }
    )* };
}

impl Hooks {
    at! {
        before_flush fallible Fallible BeforeFlush (-> Result<()>);
        after_flush fallible Fallible AfterFlush (-> Result<()>);
        before_commit fallible Fallible BeforeCommit (-> Result<()>);
        after_commit plain Plain AfterCommit ();
        before_rollback plain Plain BeforeRollback ();
        after_rollback plain Plain AfterRollback ();
    }

    fn is_empty(&self) -> bool {
        self.fallible.is_empty() && self.plain.is_empty()
    }
}

impl Session {
    /// Runs the functions of a moment, each with the session itself.
    pub(super) fn call(&mut self, moment: Moment) -> Result<()> {
        if self.hooks.is_empty() || self.hooks.running {
            return Ok(());
        }
        self.hooks.running = true;
        let hooks = self.hooks.clone();
        let mut outcome = Ok(());
        for (_, hook) in hooks.fallible.iter().filter(|(at, _)| *at == moment) {
            outcome = hook(self);
            if outcome.is_err() {
                break;
            }
        }
        for (_, hook) in hooks.plain.iter().filter(|(at, _)| *at == moment) {
            hook(self);
        }
        self.hooks.running = false;
        outcome
    }
}
