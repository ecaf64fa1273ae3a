//! What happens to a session when something goes wrong, and what does it say?

use std::panic::{AssertUnwindSafe, catch_unwind};

use fixtures::{
    bookshop::{Author, Book, METADATA, NewAuthor, NewBook, NewNode, Node},
    shop::{self, Customer, LoyaltyCard, NewCustomer, NewLoyaltyCard},
};
use ormgen_runtime::{Constraint, Engine, ErrorKind, Ref, Result, Session, text};

use crate::support::{Database, File};

/// What a panic says.
fn panic_of(call: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(call)).unwrap_err();
    *payload.downcast::<String>().unwrap()
}

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

#[test]
fn parent_and_child_are_deleted_in_one_flush() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    let leaf = session.append(root, Node::CHILDREN, NewNode::new().name("leaf"))?;
    let own = session.add(NewNode::new().name("own parent"));
    session.set(own, Node::PARENT, own)?;
    session.commit()?;
    for node in [root, leaf, own] {
        session.delete(node)?;
    }
    database.sent();
    session.commit()?;
    let deleted: Vec<_> = database
        .sent()
        .into_iter()
        .filter(|sql| sql.starts_with("DELETE"))
        .collect();
    assert_eq!(
        deleted,
        [
            "DELETE FROM nodes WHERE id = ? [2]",
            "DELETE FROM nodes WHERE id = ? [3]",
            "DELETE FROM nodes WHERE id = ? [1]",
        ]
    );
    assert_eq!(session.query::<Node>().count()?, 0);
    Ok(())
}

#[test]
fn a_new_row_may_not_lead_to_one_that_is_deleted() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    session.add(NewBook::new().title("Ender's Game").author(card));
    session.delete(card)?;
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    assert_eq!(
        error.to_string(),
        "a row of `books` refers to the row of `authors` with the key 1, which is being deleted: delete both, \
         or lead it to another row"
    );
    Ok(())
}

#[test]
fn swapping_unique_values_is_refused_and_leaves_both_rows_as_they_were() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [a, b] = ["a", "b"].map(|name| session.add(NewAuthor::new().name(name)));
    session.commit()?;
    session[a].name = "b".to_owned();
    session[b].name = "a".to_owned();
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::Unique));
    session.rollback()?;
    assert_eq!(
        (session[a].name.as_str(), session[b].name.as_str()),
        ("a", "b")
    );
    Ok(())
}

#[test]
fn a_key_that_is_changed_moves_its_row() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    session.flush()?;
    session[card].id = 42;
    session.flush()?;
    assert_eq!(session.get::<Author>(42)?, Some(card));
    assert_eq!(session.get::<Author>(1)?, None);
    session.commit()?;
    session[card].id = 43;
    session.flush()?;
    session.rollback()?;
    assert_eq!(session[card].id, 42);
    assert_eq!(session.get::<Author>(42)?, Some(card));
    Ok(())
}

#[test]
fn deletions_follow_the_ddl() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let [ann, bob] =
        ["ann", "bob"].map(|name| session.add(NewCustomer::new().email(name).full_name(name)));
    session.set(bob, Customer::REFERRED_BY, ann)?;
    let card: Ref<LoyaltyCard> = session.add(NewLoyaltyCard::new().customer(ann));
    session.commit()?;
    session.delete(ann)?;
    session.flush()?;
    assert_eq!(session[bob].referred_by_id, None, "ON DELETE SET NULL");
    assert!(session.try_get(card).is_err(), "ON DELETE CASCADE");
    session.rollback()?;
    assert_eq!(session[bob].referred_by_id, Some(session[ann].id));
    assert_eq!(session.load(ann, Customer::LOYALTY_CARD)?, Some(card));
    Ok(())
}
