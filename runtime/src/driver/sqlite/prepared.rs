//! Which statements does a connection keep prepared?
//!
//! rusqlite keeps statements too, and takes each out of its cache and puts it back whenever it is run, which costs as much
//! as SQLite needs to find a row by its key. Here a statement stays where it is.
#![expect(
    unsafe_code,
    reason = "a quarter of the time of a point query; see `Movable`"
)]

use std::mem;

use hashlink::LruCache;
use rusqlite::{Connection, PrepFlags, Statement, StatementStatus};
use rustc_hash::FxBuildHasher;
use self_cell::self_cell;

type Statements<'c> = LruCache<Box<str>, Statement<'c>, FxBuildHasher>;

self_cell!(
    struct Beside {
        owner: Connection,
        #[not_covariant]
        dependent: Statements,
    }
);

/// A connection with its statements, which may go to another thread.
struct Movable(Beside);

// SAFETY: A `Statement` is not `Send` because it refers to its connection, which could then be used by two threads at
// once. These refer to the connection that goes with them. To move both, every borrow of either must have ended, and as
// neither is `Sync` no other thread can have one: so one thread at a time uses them, which is all that SQLite asks, and why
// `Connection` is `Send`.
unsafe impl Send for Movable {}

/// Does not compile once a shared reference could take the connection to another thread.
const _: fn() = || {
    trait NotSync<Why> {
        fn holds() {}
    }
    impl<T> NotSync<()> for T {}
    struct IsSync;
    impl<T: Sync> NotSync<IsSync> for T {}
    <Movable as NotSync<_>>::holds();
};

/// A connection and the statements that it keeps prepared, those that were run last.
pub(super) struct Prepared {
    held: Held,
    /// How many; without a number rusqlite keeps them, and they stay with a connection that goes back to its program.
    capacity: Option<usize>,
}

enum Held {
    Alone(Connection),
    Beside(Movable),
    /// While one of the others is made of the other.
    Neither,
}

impl Prepared {
    pub(super) fn new(connection: Connection, capacity: Option<usize>) -> Self {
        Self {
            held: Held::Alone(connection),
            capacity,
        }
    }

    pub(super) fn connection(&self) -> &Connection {
        match &self.held {
            Held::Alone(connection) => connection,
            Held::Beside(Movable(beside)) => beside.borrow_owner(),
            Held::Neither => unreachable!("a connection was left half made"),
        }
    }

    /// The connection alone; its statements are given up.
    pub(super) fn connection_mut(&mut self) -> &mut Connection {
        if let Held::Beside(_) = self.held {
            let held = mem::replace(&mut self.held, Held::Neither);
            self.held = Held::Alone(held.into_connection());
        }
        match &mut self.held {
            Held::Alone(connection) => connection,
            _ => unreachable!("the statements were given up"),
        }
    }

    pub(super) fn into_connection(self) -> Connection {
        self.held.into_connection()
    }

    /// Hands a statement to `run`, and whether it was prepared already.
    pub(super) fn with<T>(
        &mut self,
        sql: &str,
        run: impl FnOnce(&Connection, &mut Statement<'_>, bool) -> T,
    ) -> rusqlite::Result<T> {
        let Some(beside) = self.beside() else {
            let connection = self.connection();
            let mut statement = connection.prepare_cached(sql)?;
            let is_hit = was_run(&statement);
            return Ok(run(connection, &mut statement, is_hit));
        };
        beside.with_dependent_mut(|connection, statements| {
            if let Some(statement) = statements.get_mut(sql) {
                return Ok(run(connection, statement, true));
            }
            let mut statement =
                connection.prepare_with_flags(sql, PrepFlags::SQLITE_PREPARE_PERSISTENT)?;
            let outcome = run(connection, &mut statement, false);
            statements.insert(sql.into(), statement);
            Ok(outcome)
        })
    }

    /// The connection and its statements, if they are kept here.
    fn beside(&mut self) -> Option<&mut Beside> {
        let capacity = self.capacity?;
        if let Held::Alone(_) = self.held {
            let held = mem::replace(&mut self.held, Held::Neither);
            let statements = LruCache::with_hasher(capacity, FxBuildHasher);
            let beside = Beside::new(held.into_connection(), |_| statements);
            self.held = Held::Beside(Movable(beside));
        }
        match &mut self.held {
            Held::Beside(Movable(beside)) => Some(beside),
            _ => unreachable!("statements were put beside the connection"),
        }
    }
}

impl Held {
    fn into_connection(self) -> Connection {
        match self {
            Held::Alone(connection) => connection,
            Held::Beside(Movable(beside)) => beside.into_owner(),
            Held::Neither => unreachable!("a connection was left half made"),
        }
    }
}

/// Whether a statement was prepared for somebody before: one that was prepared just now has not run yet.
pub(super) fn was_run(statement: &Statement<'_>) -> bool {
    statement.get_status(StatementStatus::Run) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(capacity: Option<usize>) -> Prepared {
        Prepared::new(Connection::open_in_memory().unwrap(), capacity)
    }

    /// Whether the statement was prepared already.
    fn ask(prepared: &mut Prepared, sql: &str) -> bool {
        let hit = prepared.with(sql, |_, statement, is_hit| {
            let mut rows = statement.raw_query();
            assert!(rows.next().unwrap().is_some(), "{sql}");
            is_hit
        });
        hit.unwrap()
    }

    #[test]
    fn those_that_were_run_last_stay_prepared() {
        for capacity in [Some(2), None] {
            let mut prepared = prepared(capacity);
            prepared
                .connection()
                .set_prepared_statement_cache_capacity(2);
            let asked = ["SELECT 1", "SELECT 2", "SELECT 1", "SELECT 3", "SELECT 1"];
            let hits = asked.map(|sql| ask(&mut prepared, sql));
            assert_eq!(hits, [false, false, true, false, true], "{capacity:?}");
            assert!(!ask(&mut prepared, "SELECT 2"), "it had to make room");
        }
    }

    #[test]
    fn none_needs_to_be_kept() {
        let mut prepared = prepared(Some(0));
        assert_eq!(
            [
                ask(&mut prepared, "SELECT 1"),
                ask(&mut prepared, "SELECT 1")
            ],
            [false; 2]
        );
    }

    #[test]
    fn a_statement_follows_a_change_of_the_schema() {
        let mut prepared = prepared(Some(8));
        let width = |prepared: &mut Prepared| {
            let width = prepared.with("SELECT * FROM t", |_, statement, _| {
                let mut rows = statement.raw_query();
                rows.next().unwrap().unwrap().as_ref().column_count()
            });
            width.unwrap()
        };
        let change = |prepared: &Prepared, sql| prepared.connection().execute_batch(sql).unwrap();
        change(&prepared, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        assert_eq!(width(&mut prepared), 1);
        change(&prepared, "ALTER TABLE t ADD COLUMN b");
        assert_eq!(width(&mut prepared), 2);
        change(&prepared, "DROP TABLE t");
        let outcome = prepared.with("SELECT * FROM t", |_, statement, _| {
            statement.raw_query().next().map(drop)
        });
        assert!(outcome.unwrap().is_err());
    }

    #[test]
    fn the_connection_alone_can_be_had_and_goes_to_other_threads() {
        let mut prepared = prepared(Some(8));
        assert!(!ask(&mut prepared, "SELECT 1"));
        let transaction = prepared.connection_mut().transaction().unwrap();
        transaction.execute_batch("CREATE TABLE t (a)").unwrap();
        transaction.commit().unwrap();
        assert!(!ask(&mut prepared, "SELECT 1"), "it was given up");
        let other = std::thread::spawn(move || {
            assert!(ask(&mut prepared, "SELECT 1"));
            prepared.into_connection()
        });
        let connection = other.join().unwrap();
        let tables =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0));
        assert_eq!(tables, Ok(1));
    }
}
