//! A program on rusqlite whose modules move over one at a time.
//!
//! ```console
//! $ cargo run --example moving
//! ```
//!
//! [`members`] is as it always was; [`loans`] has moved over, and works in a session on the same connection and in the same
//! transaction. The program keeps its connection, its pool and its migrations; nothing has to change at once.

mod loans;
mod members;

use std::error::Error;

use ormgen_runtime::rusqlite::Connection;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let mut connection = Connection::open_in_memory()?;
    // A session counts on it, and SQLite takes it outside transactions alone.
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    connection.execute_batch(include_str!("../../fixtures/views/schema.sql"))?;

    in_transaction(&mut connection, |connection| {
        let ann = members::join(connection, "Ann")?;
        loans::lend(connection, ann, &["Emma", "Persuasion"])
    })?;

    // Whichever module fails, what both did in the transaction is undone.
    let refused = in_transaction(&mut connection, |connection| {
        let bob = members::join(connection, "Bob")?;
        loans::lend(connection, bob, &["Ulysses"])?;
        loans::lend(connection, bob + 1, &["Dubliners"])
    });
    println!("{}", refused.unwrap_err());

    loans::give_back(&mut connection, "Emma", "2026-03-01")?;
    for (name, count) in members::all(&connection)? {
        let lent = loans::of(&mut connection, &name)?;
        assert_eq!(lent.len(), count);
        println!("{name} has {}", lent.join(", "));
    }
    assert_eq!(members::all(&connection)?.len(), 1);
    Ok(())
}

/// The program's own transaction, as it had it before.
fn in_transaction(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Outcome,
) -> Outcome {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let outcome = work(connection);
    connection.execute_batch(if outcome.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    })?;
    outcome
}

#[test]
fn it_runs() {
    main().unwrap();
}
