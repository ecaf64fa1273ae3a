//! How is a whole transaction tried again where the database asks for it?

use std::{thread, time::Duration};

use super::{Session, SessionBuilder};
use crate::{
    engine::{BeginMode, Engine},
    error::Error,
};

/// How often a transaction is tried again.
const RETRIES: u32 = 20;

/// The longest pause before it is.
const LONGEST: Duration = Duration::from_millis(100);

impl Engine {
    /// Does some work in a session and commits it; an error rolls it back.
    ///
    /// Where the database refuses because another transaction was in the way, the whole of it is tried again, with a new
    /// session, some twenty times. So the work may be done several times: what it does outside the database must not
    /// mind. On SQLite the transaction begins [immediately](BeginMode::Immediate), so that it waits for its turn and does
    /// not lose it between reading and writing.
    ///
    /// ```
    /// # use ormgen_runtime::{Builder, Engine, Error, Given, Keyed, Result};
    /// # fn program<N: Builder<Table: Keyed, State = Given>>(engine: &Engine, new: impl Fn() -> N) -> Result<()> {
    /// engine.transaction(|session| {
    ///     session.add(new());
    ///     Ok::<_, Error>(())
    /// })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the work gives back, and as [`Session::commit`].
    pub fn transaction<R, E: From<Error>>(
        &self,
        work: impl FnMut(&mut Session) -> Result<R, E>,
    ) -> Result<R, E> {
        Session::builder(self).transaction(work)
    }
}

impl SessionBuilder {
    /// Does some work in a session with these options and commits it, as [`Engine::transaction`] does.
    ///
    /// # Errors
    ///
    /// As [`Engine::transaction`].
    pub fn transaction<R, E: From<Error>>(
        &self,
        mut work: impl FnMut(&mut Session) -> Result<R, E>,
    ) -> Result<R, E> {
        let mode = match self.mode() {
            BeginMode::Deferred => BeginMode::Immediate,
            other => other,
        };
        let mut tried = 0;
        loop {
            let mut session = self.clone().begin_mode(mode).build();
            let outcome = session.begin().map_err(E::from);
            let outcome = outcome.and_then(|()| {
                let result = work(&mut session)?;
                session.commit()?;
                Ok(result)
            });
            match outcome {
                Err(_) if tried < RETRIES && session.transaction.can_be_tried_again() => {
                    // What failed is rolled back with the session.
                    drop(session);
                    thread::sleep(pause(tried));
                    tried += 1;
                }
                outcome => return outcome,
            }
        }
    }
}

/// Twice as long each time, and not as long as others wait who failed at the same moment.
fn pause(tried: u32) -> Duration {
    let longest = LONGEST.min(Duration::from_millis(1 << tried.min(10)));
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.subsec_nanos());
    longest.mul_f64(0.5 + f64::from(nanos % 1_000) / 2_000.0)
}
