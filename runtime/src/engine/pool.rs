//! Who may use which connection, and who has to wait?
//!
//! The pools that are well kept come with an async runtime; the one that does not starts a thread of its own. What an
//! embedded database needs is a list, a lock and a time limit.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

use super::{Lease, watch::Watch};
use crate::{
    driver::AnyConnection,
    error::{Error, ErrorKind, Result},
};

/// Opens one more connection.
pub(super) type Open = Box<dyn Fn() -> Result<AnyConnection> + Send + Sync>;

pub(super) struct Pool {
    open: Open,
    size: usize,
    timeout: Duration,
    /// The age from which on a connection is not used again.
    lifetime: Option<Duration>,
    watch: Watch,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Pooled>,
    /// The threads that took the connections which are out.
    holders: Vec<ThreadId>,
}

/// A connection, and when it was opened.
pub(super) struct Pooled {
    pub(super) connection: AnyConnection,
    pub(super) opened: Instant,
}

/// How the connections of an engine are used; [`Engine::pool`](super::Engine::pool) tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// How many there are at most.
    pub size: usize,
    /// How many somebody has.
    pub in_use: usize,
    /// How many are open and wait to be asked for.
    pub idle: usize,
}

impl Pool {
    pub(super) fn new(
        open: Open,
        size: usize,
        [timeout, lifetime]: [Option<Duration>; 2],
        watch: Watch,
    ) -> Self {
        Self {
            open,
            size,
            timeout: timeout.unwrap_or(Duration::from_secs(30)),
            lifetime,
            watch,
            state: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    pub(super) fn status(&self) -> PoolStatus {
        let state = self.state();
        PoolStatus {
            size: self.size,
            in_use: state.holders.len(),
            idle: state.idle.len(),
        }
    }

    fn is_fresh(&self, pooled: &Pooled) -> bool {
        let too_old = |lifetime| pooled.opened.elapsed() >= lifetime;
        !self.lifetime.is_some_and(too_old)
    }

    /// A connection: one that is idle, a new one, or the next that comes back.
    pub(super) fn lease(self: &Arc<Self>) -> Result<Lease> {
        let holder = thread::current().id();
        self.take_place(holder)?;
        let pooled = match self.idle() {
            Some(pooled) => pooled,
            None => Pooled {
                connection: (self.open)().inspect_err(|_| self.give_back(None, holder))?,
                opened: Instant::now(),
            },
        };
        let watch = self.watch.clone();
        Ok(Lease::new(pooled, Arc::clone(self), holder, watch))
    }

    /// A connection that is open and can be used; those that cannot are closed. What asks the disk, and what closes, is done
    /// without the lock: others need not wait for it.
    fn idle(&self) -> Option<Pooled> {
        loop {
            let mut state = self.state();
            let is_old = |pooled: &mut Pooled| !self.is_fresh(pooled);
            let old: Vec<Pooled> = state.idle.extract_if(.., is_old).collect();
            let next = state.idle.pop();
            drop(state);
            drop(old);
            let next = next?;
            if next.connection.is_sound() {
                return Some(next);
            }
        }
    }

    /// Waits until one connection more may be in use: whoever has a place finds one that is idle, or opens one.
    fn take_place(&self, holder: ThreadId) -> Result<()> {
        // A time that no clock reaches is none.
        let deadline = Instant::now().checked_add(self.timeout);
        let mut state = self.state();
        while state.holders.len() >= self.size {
            let left = deadline.map_or(self.timeout, |deadline| {
                deadline.saturating_duration_since(Instant::now())
            });
            if left.is_zero() || state.holders.iter().all(|other| *other == holder) {
                return Err(self.exhausted(state.holders.contains(&holder)));
            }
            state = self
                .freed
                .wait_timeout(state, left)
                .unwrap_or_else(|poisoned| poisoned.into_inner())
                .0;
        }
        state.holders.push(holder);
        Ok(())
    }

    /// Takes a connection back; without one, only its place.
    pub(super) fn give_back(&self, connection: Option<Pooled>, holder: ThreadId) {
        let mut state = self.state();
        state.idle.extend(connection);
        if let Some(place) = state.holders.iter().position(|other| *other == holder) {
            state.holders.swap_remove(place);
        }
        drop(state);
        self.freed.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn exhausted(&self, own: bool) -> Error {
        let who = if own { "this thread" } else { "other threads" };
        let advice = if self.size == 1 {
            "commit, roll back or drop the session or connection that has it; a database in a file can have several"
        } else {
            "commit, roll back or drop a session or connection that has one, or set a larger `pool_size`"
        };
        let which = if self.size == 1 {
            "the only connection is".to_owned()
        } else {
            format!("all {} connections are", self.size)
        };
        Error::new(
            ErrorKind::Timeout,
            format!("{which} in use by {who}: {advice}"),
        )
    }
}
