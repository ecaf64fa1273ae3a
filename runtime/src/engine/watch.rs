//! Who is told of the statements that are run?

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use super::echo::Echo;
use crate::{driver::Bind, error::Error};

/// A statement that was run; what [`EngineBuilder::on_statement`](super::EngineBuilder::on_statement) and
/// [`SessionBuilder::on_statement`](crate::SessionBuilder::on_statement) are told.
///
/// It has no values: they may be private.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct StatementEvent<'a> {
    /// The statement, with `?` for its values.
    pub sql: &'a str,
    /// How many rows it gave back.
    pub rows: u64,
    /// How many rows it inserted, changed or deleted.
    pub changes: u64,
    /// How long it took, with what was done with its rows.
    pub elapsed: Duration,
    /// Why it failed.
    pub error: Option<&'a Error>,
}

/// A function of the program's own.
pub(crate) type Observer = Arc<dyn Fn(&StatementEvent<'_>) + Send + Sync>;

/// Those who are told.
#[derive(Clone)]
pub(crate) struct Watch {
    pub(super) echo: Echo,
    pub(super) observer: Option<Observer>,
    /// Of the session that has the connection.
    pub(super) of_session: Option<Observer>,
}

impl Watch {
    pub(super) const NOBODY: Self = Self {
        echo: Echo::Off,
        observer: None,
        of_session: None,
    };

    /// Whether anybody is told.
    pub(super) fn is_on(&self) -> bool {
        matches!(self.echo, Echo::On(_)) || self.is_observed()
    }

    /// Whether the ends of statements are told.
    fn is_observed(&self) -> bool {
        self.observer.is_some() || self.of_session.is_some() || traced()
    }

    /// A statement is about to be run. Whether its end is to be told.
    pub(super) fn begins(&self, sql: &str, binds: &[Bind<'_>]) -> Option<Started> {
        self.echo.statement(sql, binds);
        self.is_observed().then(|| Started {
            at: Instant::now(),
            span: Span::new(sql),
        })
    }

    /// A statement was run, or failed.
    pub(super) fn ended(
        &self,
        sql: &str,
        started: Started,
        [rows, changes]: [u64; 2],
        error: Option<&Error>,
    ) {
        let event = StatementEvent {
            sql,
            rows,
            changes,
            elapsed: started.at.elapsed(),
            error,
        };
        for observer in [&self.observer, &self.of_session].into_iter().flatten() {
            observer(&event);
        }
        started.span.ends(&event);
    }
}

/// A statement that runs, and whose end is to be told.
pub(super) struct Started {
    at: Instant,
    span: Span,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

#[cfg(not(feature = "tracing"))]
fn traced() -> bool {
    false
}

#[cfg(not(feature = "tracing"))]
struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    fn new(_: &str) -> Self {
        Span
    }

    fn ends(self, _: &StatementEvent<'_>) {}
}

#[cfg(feature = "tracing")]
fn traced() -> bool {
    tracing::enabled!(target: "ormgen", tracing::Level::DEBUG)
}

/// The span of a statement, with an event at its end for those who collect no spans.
#[cfg(feature = "tracing")]
struct Span(tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    fn new(sql: &str) -> Self {
        use tracing::field::Empty;
        Span(tracing::debug_span!(
            target: "ormgen",
            "statement",
            sql,
            rows = Empty,
            changes = Empty,
            error = Empty
        ))
    }

    fn ends(self, event: &StatementEvent<'_>) {
        let Span(span) = self;
        let (rows, changes) = (event.rows, event.changes);
        let microseconds = u64::try_from(event.elapsed.as_micros()).unwrap_or(u64::MAX);
        span.record("rows", rows).record("changes", changes);
        match event.error {
            None => tracing::debug!(
                target: "ormgen",
                parent: &span,
                rows,
                changes,
                microseconds,
                "done"
            ),
            Some(error) => {
                let error = tracing::field::debug(error.kind());
                span.record("error", &error);
                tracing::debug!(target: "ormgen", parent: &span, microseconds, error, "failed");
            }
        }
    }
}

#[cfg(all(test, feature = "tracing", feature = "sqlite"))]
mod tests {
    use std::{
        fmt::{Debug, Write},
        sync::{Arc, Mutex},
    };

    use tracing::{
        Event, Metadata, Subscriber,
        field::{Field, Visit},
        span,
    };

    use crate::{Engine, text};

    /// Writes the fields of events down.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<String>>);

    impl Visit for Log {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            if field.name() != "microseconds" {
                let _ = write!(self.0.lock().unwrap(), "{}={value:?} ", field.name());
            }
        }
    }

    impl Log {
        fn push(&self, text: &str) {
            self.0.lock().unwrap().push_str(text);
        }
    }

    impl Subscriber for Log {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() == "ormgen"
        }

        fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
            self.push(span.metadata().name());
            self.push(" { ");
            span.record(&mut self.clone());
            span::Id::from_u64(1)
        }

        fn record(&self, _: &span::Id, values: &span::Record<'_>) {
            values.record(&mut self.clone());
        }

        fn try_close(&self, _: span::Id) -> bool {
            self.push("} ");
            true
        }

        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

        fn event(&self, event: &Event<'_>) {
            event.record(&mut self.clone());
        }

        fn enter(&self, _: &span::Id) {}

        fn exit(&self, _: &span::Id) {}
    }

    #[test]
    fn statements_are_traced_without_their_values() {
        let log = Log::default();
        tracing::subscriber::with_default(log.clone(), || {
            let mut connection = Engine::open("sqlite::memory:").unwrap().connect().unwrap();
            let secret = text("SELECT :secret").bind("secret", "hunter2");
            connection.execute(secret).unwrap();
            connection.execute(text("nonsense")).unwrap_err();
        });
        let told = log.0.lock().unwrap().clone();
        assert_eq!(
            told,
            "statement { sql=\"BEGIN\" rows=0 changes=0 message=done rows=0 changes=0 } \
             statement { sql=\"SELECT ?\" rows=1 changes=0 message=done rows=1 changes=0 } \
             statement { sql=\"nonsense\" rows=0 changes=0 error=Database message=failed error=Database } \
             statement { sql=\"ROLLBACK\" rows=0 changes=0 message=done rows=0 changes=0 } "
        );
    }
}
