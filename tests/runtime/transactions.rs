//! What is left of a transaction that did not end with a commit?

use std::time::Duration;

use fixtures::{
    bookshop::{Author, Book, METADATA, NewAuthor, NewBook, NewNode, Node},
    shop::{self, Customer, NewCustomer},
};
use ormgen_runtime::{
    BeginMode, Constraint, Engine, Error, ErrorKind, Result, Session, rusqlite, text,
};

use crate::support::{Database, File};

#[test]
fn a_failed_flush_asks_for_a_rollback() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    session.add(NewAuthor::new().name("Card"));
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::Unique));

    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RollbackNeeded);
    assert_eq!(
        error.to_string(),
        "the session's transaction failed and has to be rolled back first: call `rollback()` (it was: \
         UNIQUE constraint failed: authors.name (in `INSERT INTO authors (name) VALUES (?)`))"
    );
    let asked = [
        session.get::<Author>(1).map(drop).unwrap_err().kind(),
        session
            .query::<Author>()
            .all()
            .map(drop)
            .unwrap_err()
            .kind(),
        session
            .load(card, Author::BOOKS)
            .map(drop)
            .unwrap_err()
            .kind(),
    ];
    assert_eq!(asked, [ErrorKind::RollbackNeeded; 3]);
    session.rollback()?;
    assert_eq!(session.query::<Author>().all()?, [card]);
    Ok(())
}

#[test]
fn a_rollback_brings_everything_back() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    let other = session.add(NewAuthor::new().name("Other"));
    let ender = session.add(NewBook::new().title("Ender's Game").author(card).price(1.0));
    let shadow = session.add(NewBook::new().title("Shadow").author(card));
    session.commit()?;

    session[ender].price = Some(2.0);
    session.set(ender, Book::AUTHOR, other)?;
    session.delete(shadow)?;
    session.flush()?;
    session[ender].price = Some(3.0);
    let lost = session.append(card, Author::BOOKS, NewBook::new().title("Lost"))?;
    session.delete(other)?;
    session.rollback()?;

    assert_eq!(
        (session[ender].price, session[ender].author_id),
        (Some(1.0), Some(1))
    );
    assert_eq!(session.load(card, Author::BOOKS)?, [ender, shadow]);
    assert_eq!(session.load(ender, Book::AUTHOR)?, Some(card));
    assert_eq!(session[other].name, "Other");
    assert_eq!(session.try_get(lost).unwrap_err().kind(), ErrorKind::Misuse);
    database.sent();
    session.commit()?;
    assert_eq!(database.sent(), [""; 0], "nothing is left to write");
    Ok(())
}

#[test]
fn a_change_of_a_row_whose_deletion_failed_is_undone_and_can_be_made_again() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let ann = session.add(NewCustomer::new().email("ann").full_name("Ann"));
    session.commit()?;
    let mut connection = database.engine.connect()?;
    connection.execute(text(
        "CREATE TRIGGER keep BEFORE DELETE ON customers BEGIN SELECT RAISE(ABORT, 'kept'); END",
    ))?;
    connection.commit()?;
    drop(connection);

    session[ann].full_name = "Anna".to_owned();
    session.delete(ann)?;
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::Other));
    session.rollback()?;
    assert_eq!(session[ann].full_name, "Ann");
    session[ann].full_name = "Anne".to_owned();
    session.commit()?;
    let stored = session
        .query::<Customer>()
        .filter(Customer::FULL_NAME.eq("Anne"))
        .count()?;
    assert_eq!(stored, 1);
    Ok(())
}

#[test]
fn a_dropped_session_rolls_back() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    session.add(NewAuthor::new().name("Lost"));
    session.flush()?;
    drop(session);
    assert_eq!(Session::new(&database.engine).query::<Author>().count()?, 0);
    Ok(())
}

#[test]
fn a_second_writer_is_told_to_try_again() -> Result<()> {
    let file = File::new();
    let engine = Engine::builder(&file.url())
        .option("busy_timeout", "0")
        .open()?;
    METADATA.create_all(&engine)?;
    let (mut one, mut two) = (Session::new(&engine), Session::new(&engine));
    one.add(NewAuthor::new().name("One"));
    one.flush()?;
    two.add(NewAuthor::new().name("Two"));
    let error = two.flush().unwrap_err();
    assert!(error.is_retryable() && error.kind() == ErrorKind::Busy);
    one.commit()?;
    two.rollback()?;
    two.add(NewAuthor::new().name("Two"));
    two.commit()?;
    assert_eq!(one.query::<Author>().count()?, 2);
    Ok(())
}

#[test]
fn a_second_session_on_a_database_in_memory_is_told() {
    let database = Database::new(&METADATA);
    let mut one = Session::new(&database.engine);
    one.query::<Author>().count().unwrap();
    let error = Session::new(&database.engine)
        .query::<Author>()
        .count()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        error
            .to_string()
            .starts_with("the only connection is in use by this thread"),
        "{error}"
    );
}

/// An engine on a file, whose connections do not wait for each other.
fn impatient(file: &File, begin_mode: BeginMode) -> Result<Engine> {
    let engine = Engine::builder(&file.url())
        .option("busy_timeout", "0")
        .begin_mode(begin_mode)
        .open()?;
    METADATA.create_all(&engine)?;
    Ok(engine)
}

#[test]
fn work_whose_commit_finds_another_in_the_way_is_done_again() -> Result<()> {
    let file = File::new();
    let engine = impatient(&file, BeginMode::Deferred)?;
    let reader = rusqlite::Connection::open(file.path()).unwrap();
    let read = "BEGIN; SELECT count(*) FROM authors";
    reader.execute_batch(read).unwrap();
    let mut tries = 0;
    let card = engine.transaction(|session| {
        tries += 1;
        if tries == 2 {
            reader.execute_batch("COMMIT").unwrap();
        }
        let card = session.add(NewAuthor::new().name(format!("Card {tries}")));
        session.flush()?;
        Ok::<_, Error>(session[card].name.clone())
    })?;
    assert_eq!((tries, card.as_str()), (2, "Card 2"));
    let mut session = Session::new(&engine);
    let author = session.query::<Author>().one()?;
    assert_eq!(
        session[author].name, card,
        "of the first try nothing stands"
    );
    Ok(())
}

#[test]
fn a_transaction_that_read_before_another_wrote_is_refused_at_once() -> Result<()> {
    let file = File::new();
    let engine = Engine::builder(&file.url())
        .option("journal_mode", "wal")
        .option("busy_timeout", "600000")
        .open()?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    assert_eq!(session.query::<Author>().count()?, 0);
    let mut other = Session::new(&engine);
    other.add(NewAuthor::new().name("first"));
    other.commit()?;
    session.add(NewAuthor::new().name("second"));
    // To wait would take ten minutes.
    let error = session.commit().unwrap_err();
    assert!(error.is_retryable() && error.kind() == ErrorKind::Busy);
    assert!(
        error
            .to_string()
            .contains("try the whole transaction again"),
        "{error}"
    );
    session.rollback()?;
    session.add(NewAuthor::new().name("second"));
    session.commit()?;
    assert_eq!(other.query::<Author>().count()?, 2);
    Ok(())
}

#[test]
fn nobody_reads_beside_a_transaction_that_is_exclusive() -> Result<()> {
    let file = File::new();
    for (mode, reads) in [(BeginMode::Immediate, true), (BeginMode::Exclusive, false)] {
        let engine = impatient(&file, mode)?;
        let reader = rusqlite::Connection::open(file.path()).unwrap();
        reader.busy_timeout(Duration::ZERO).unwrap();
        let count = || {
            let sql = "SELECT count(*) FROM authors";
            reader.query_row(sql, [], |row| row.get::<_, i64>(0))
        };
        let before = count().unwrap();
        let mut tries = 0;
        engine.transaction(|session| {
            tries += 1;
            assert_eq!(count().is_ok(), reads, "{mode:?}");
            session.add(NewAuthor::new().name(format!("{mode:?}")));
            Ok::<_, Error>(())
        })?;
        assert_eq!((tries, count().unwrap()), (1, before + 1));
        let mut session = Session::new(&engine);
        session.begin()?;
        assert_eq!(count().is_ok(), reads, "{mode:?}, of a session of its own");
        session.rollback()?;
    }
    Ok(())
}

/// A file with a table of nodes whose foreign key waits for the commit.
fn deferred_nodes(file: &File) -> Result<Engine> {
    let engine = Engine::open(&file.url())?;
    let mut connection = engine.connect()?;
    connection.execute(text(
        "CREATE TABLE nodes (id INTEGER PRIMARY KEY, name TEXT NOT NULL, \
         parent_id INTEGER REFERENCES nodes (id) DEFERRABLE INITIALLY DEFERRED)",
    ))?;
    connection.commit()?;
    drop(connection);
    Ok(engine)
}

#[test]
fn a_foreign_key_that_is_checked_at_the_commit_fails_there() -> Result<()> {
    for open in [Session::new, Session::for_test] {
        let file = File::new();
        let engine = deferred_nodes(&file)?;
        let mut session = open(&engine);
        let node = session.add(NewNode::new().name("child of nobody").parent_id(99));
        session.flush()?;
        let error = session.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
        assert_eq!(
            session.commit().unwrap_err().kind(),
            ErrorKind::RollbackNeeded
        );
        session.rollback()?;
        assert!(session.try_get(node).is_err());
        assert_eq!(session.query::<Node>().count()?, 0);
    }
    Ok(())
}

#[test]
fn foreign_keys_that_the_program_has_wait_are_checked_at_the_commit() -> Result<()> {
    for open in [Session::new, Session::for_test] {
        let database = Database::new(&METADATA);
        let mut session = open(&database.engine);
        session.execute(text("PRAGMA defer_foreign_keys = ON"))?;
        let lost = "INSERT INTO books (title, author_id) VALUES ('lost', 99)";
        session.execute(text(lost))?;
        let error = session.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
        session.rollback()?;
        session.add(NewBook::new().title("kept"));
        session.commit()?;
    }
    Ok(())
}
