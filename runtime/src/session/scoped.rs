//! How does each thread of a program have a session of its own without handing it around?

use std::{
    cell::RefCell,
    collections::HashMap,
    fmt,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use super::{Session, SessionBuilder};
use crate::{
    engine::Engine,
    error::{Error, ErrorKind, Result},
};

/// A session of each thread, made when the thread first asks for it.
///
/// It can be made before there is an engine, as a static even, and be [bound](ScopedSession::bind) to one later.
///
/// ```
/// use ormgen_runtime::{Engine, ScopedSession};
///
/// static SESSIONS: ScopedSession = ScopedSession::new();
///
/// SESSIONS.bind(&Engine::open("sqlite::memory:")?)?;
/// SESSIONS.with(|session| session.commit())?;
/// SESSIONS.remove()?;
/// # Ok::<(), ormgen_runtime::Error>(())
/// ```
pub struct ScopedSession {
    builder: OnceLock<SessionBuilder>,
    /// Tells the registry from others; 0 until it is first used.
    number: OnceLock<u64>,
}

thread_local! {
    /// The sessions of this thread, by the numbers of their registries; those in use are taken out.
    static SESSIONS: RefCell<HashMap<u64, Option<Session>>> = RefCell::default();
}

impl ScopedSession {
    /// No thread has a session yet, and there is no engine.
    pub const fn new() -> Self {
        Self {
            builder: OnceLock::new(),
            number: OnceLock::new(),
        }
    }

    /// Binds it to an engine: each session is one with the default options.
    ///
    /// # Errors
    ///
    /// It is bound already.
    pub fn bind(&self, engine: &Engine) -> Result<()> {
        self.configure(Session::builder(engine))
    }

    /// Binds it to an engine, with options of its own for the sessions.
    ///
    /// # Errors
    ///
    /// It is bound already.
    pub fn configure(&self, builder: SessionBuilder) -> Result<()> {
        self.builder
            .set(builder)
            .map_err(|_| Error::misuse("the scoped session is bound to an engine already"))
    }

    /// Does some work with this thread's session, the same at each call until it is [removed](ScopedSession::remove).
    ///
    /// # Errors
    ///
    /// What the work gives back; and no engine is bound yet, or the work asks for the same session again.
    pub fn with<R, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Session) -> Result<R, E>,
    ) -> Result<R, E> {
        let Some(builder) = self.builder.get() else {
            return Err(Error::new(
                ErrorKind::Configuration,
                "the scoped session has no engine yet: call `bind` first",
            )
            .into());
        };
        let number = self.number();
        let session = SESSIONS.with_borrow_mut(|sessions| {
            let place = sessions.entry(number);
            place.or_insert_with(|| Some(builder.session())).take()
        });
        let Some(session) = session else {
            return Err(Error::misuse(
                "this thread's session is in use already: hand it on instead of asking for it again",
            )
            .into());
        };
        let mut lent = Lent {
            number,
            session: Some(session),
        };
        match &mut lent.session {
            Some(session) => work(session),
            None => unreachable!("it was just put there"),
        }
    }

    /// Closes this thread's session; the next call makes a new one.
    ///
    /// # Errors
    ///
    /// The database cannot be reached for the rollback.
    pub fn remove(&self) -> Result<()> {
        let number = self.number();
        let session = SESSIONS.with_borrow_mut(|sessions| sessions.remove(&number));
        match session.flatten() {
            Some(mut session) => session.close(),
            None => Ok(()),
        }
    }

    fn number(&self) -> u64 {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        *self.number.get_or_init(|| NEXT.fetch_add(1, Relaxed))
    }
}

/// A session at work, which goes back to its place whatever becomes of the work.
struct Lent {
    number: u64,
    session: Option<Session>,
}

impl Drop for Lent {
    fn drop(&mut self) {
        SESSIONS.with_borrow_mut(|sessions| {
            // One that was removed meanwhile is gone with its work.
            if let Some(place) = sessions.get_mut(&self.number) {
                *place = self.session.take();
            }
        });
    }
}

impl Default for ScopedSession {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ScopedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedSession")
            .field("builder", &self.builder.get())
            .finish_non_exhaustive()
    }
}

impl SessionBuilder {
    /// A session of each thread, with these options.
    pub fn scoped(self) -> Arc<ScopedSession> {
        Arc::new(ScopedSession {
            builder: OnceLock::from(self),
            number: OnceLock::new(),
        })
    }
}
