//! When does a transaction take the lock for writing?

/// How a transaction of SQLite begins.
///
/// SQLite has one writer at a time. A transaction that has read, and writes when another has written meanwhile, is refused
/// at once, whatever the busy timeout: only the whole of it can be tried again. One that begins
/// [immediately](BeginMode::Immediate) waits for its turn before it reads.
///
/// ```
/// use ormgen_runtime::{BeginMode, Engine};
///
/// let engine = Engine::builder("sqlite:///shop.db").begin_mode(BeginMode::Immediate).open()?;
/// # Ok::<(), ormgen_runtime::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeginMode {
    /// It takes no lock before its first statement, and the lock for writing with the first that writes.
    Deferred,
    /// It takes the lock for writing at once; others can still read.
    Immediate,
    /// As `Immediate`; without WAL nobody else can read.
    Exclusive,
}

impl BeginMode {
    pub(super) fn statement(self) -> &'static str {
        match self {
            BeginMode::Deferred => "BEGIN",
            BeginMode::Immediate => "BEGIN IMMEDIATE",
            BeginMode::Exclusive => "BEGIN EXCLUSIVE",
        }
    }
}
