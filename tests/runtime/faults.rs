//! What does a session say of rows that it cannot use, or that the database refuses?

use std::panic::{AssertUnwindSafe, catch_unwind};

use fixtures::bookshop::{Author, Book, METADATA, NewAuthor, NewBook};
use ormgen_runtime::{Constraint, Engine, ErrorKind, Result, RowState, Session, text};

use crate::support::{Database, File};

/// What a panic says.
fn panic_of(call: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(call)).unwrap_err();
    *payload.downcast::<String>().unwrap()
}

#[test]
fn a_row_of_another_session_is_told() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut one = Session::new(&database.engine);
    let card = one.add(NewAuthor::new().name("Card"));
    one.commit()?;
    let mut other = Session::new(&database.engine);
    let book = other.add(NewBook::new().title("Ender's Game"));
    let message = "a row of `authors` belongs to another session: take it from this one, with `get` or a query";
    assert_eq!(other.try_get(card).unwrap_err().to_string(), message);
    assert_eq!(
        other.set(book, Book::AUTHOR, card).unwrap_err().to_string(),
        message
    );
    assert_eq!(other.delete(card).unwrap_err().to_string(), message);
    assert_eq!(
        other.load(card, Author::BOOKS).unwrap_err().to_string(),
        message
    );
    assert_eq!(panic_of(|| drop(other[card].name.clone())), message);
    assert_eq!(panic_of(|| other[card].name.clear()), message);
    let mut last = Session::new(&database.engine);
    assert_eq!(
        panic_of(|| {
            last.add(NewBook::new().title("x").author(card));
        }),
        message
    );
    assert_eq!(last.query::<Book>().count()?, 0, "the row was not added");
    Ok(())
}

#[test]
fn a_row_that_cannot_be_read_says_why() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    assert_eq!(
        panic_of(|| drop(session[card].name.clone())),
        "a row of `authors` is new and not yet in the database: flush or commit the session first"
    );
    assert_eq!(
        session.delete(card).unwrap_err().to_string(),
        "a row of `authors` is new and not in the database, so there is nothing to delete"
    );
    session.rollback()?;
    assert_eq!(
        panic_of(|| drop(session[card].name.clone())),
        "a row of `authors` was added in a transaction that was rolled back: add it again"
    );

    let card = session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    session.delete(card)?;
    session.delete(card)?;
    assert_eq!(session[card].name, "Card", "until the flush it is there");
    session.flush()?;
    let message = "the row of `authors` with the key 1 was deleted: only a rollback brings it back";
    assert_eq!(panic_of(|| session[card].name.clear()), message);
    assert_eq!(session.delete(card).unwrap_err().to_string(), message);
    assert_eq!(
        session.load(card, Author::BOOKS).unwrap_err().to_string(),
        message
    );
    session.commit()?;
    assert_eq!(
        panic_of(|| session[card].name.clear()),
        "a row of `authors` was deleted"
    );
    Ok(())
}

#[test]
fn a_row_that_another_deleted_is_stale() -> Result<()> {
    let file = File::new();
    let engine = Engine::open(&file.url())?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let card = session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    let mut connection = engine.connect()?;
    connection.execute(text("DELETE FROM authors"))?;
    connection.commit()?;
    session[card].name = "Orson".to_owned();
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert_eq!(
        error.to_string(),
        "the row of `authors` with the key 1 is no longer in the database"
    );
    session.rollback()?;
    assert_eq!(session.get::<Author>(1)?, None);
    Ok(())
}

#[test]
fn a_new_row_may_not_lead_to_one_that_is_deleted() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    let new = session.add(NewBook::new().title("Ender's Game").author(card));
    session.delete(card)?;
    database.sent();
    let error = session.flush().unwrap_err();
    assert_eq!(database.sent(), [""; 0], "it is told before any SQL");
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    assert_eq!(
        error.to_string(),
        "a row of `books` refers to the row of `authors` with the key 1, which is being deleted: delete both, \
         or lead it to another row"
    );
    session.rollback()?;
    assert_eq!(session.state(new), RowState::RolledBack);
    assert_eq!(session.state(card), RowState::Persistent);
    let mut other = Session::new(&database.engine);
    assert_eq!(other.query::<Author>().count()?, 1);
    assert_eq!(other.query::<Book>().count()?, 0);
    Ok(())
}

#[test]
fn a_foreign_key_that_leads_nowhere_is_told_when_it_is_followed() -> Result<()> {
    let file = File::new();
    let engine = Engine::builder(&file.url())
        .option("foreign_keys", "off")
        .open()?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let book = session.add(NewBook::new().title("x").author_id(99));
    session.commit()?;
    let error = session.load(book, Book::AUTHOR).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    assert_eq!(
        error.to_string(),
        "the row of `books` with the key 1 refers by `author_id` to a row of `authors` that is not there"
    );
    Ok(())
}
