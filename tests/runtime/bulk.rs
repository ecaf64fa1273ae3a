//! What happens to the rows of a session when many are changed at once?

use fixtures::bookshop::{Author, Book, METADATA, NewAuthor, NewBook};
use ormgen_runtime::{Constraint, ErrorKind, Ref, Result, Session, select};

use crate::support::Database;

fn library(database: &Database) -> Result<(Session, Vec<Ref<Book>>)> {
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    let new = |title: &str, price: f64| NewBook::new().title(title).price(price).author(card);
    let books = [("a", 1.0), ("b", 2.0), ("c", 30.0)];
    let books = books
        .map(|(title, price)| session.add(new(title, price)))
        .to_vec();
    session.commit()?;
    database.sent();
    Ok((session, books))
}

#[test]
fn many_rows_are_changed_in_one_statement() -> Result<()> {
    let database = Database::new(&METADATA);
    let (mut session, books) = library(&database)?;
    session[books[2]].title = "changed".to_owned();
    let cheap = session.query::<Book>().filter(Book::PRICE.lt(5.0));
    let changed = cheap.update([Book::PRICE.increase(0.5), Book::PROMOTE.set(true)])?;
    assert_eq!(changed, 2);
    assert_eq!(
        database.sent().split_off(2),
        [
            "UPDATE books SET price = price + ?, promote = ? WHERE price < ? \
             RETURNING id, title, author_id, price, promote, added_at [0.5, true, 5.0]"
        ]
    );
    assert_eq!(session[books[0]].price, Some(1.5));
    assert!(session[books[1]].promote && !session[books[2]].promote);
    assert_eq!(session[books[2]].title, "changed");
    session.rollback()?;
    assert_eq!(session[books[0]].price, Some(1.0));
    assert_eq!(session[books[2]].title, "c");
    Ok(())
}

#[test]
fn a_session_that_knows_no_row_is_told_of_none() -> Result<()> {
    let database = Database::new(&METADATA);
    drop(library(&database)?);
    let mut session = Session::new(&database.engine);
    let all = session.query::<Book>();
    assert_eq!(all.update([Book::AUTHOR_ID.set(None)])?, 3);
    assert_eq!(session.query::<Book>().delete()?, 3);
    assert_eq!(
        database.sent(),
        ["UPDATE books SET author_id = ? [NULL]", "DELETE FROM books"]
    );
    Ok(())
}

#[test]
fn collections_follow_a_key_that_was_changed() -> Result<()> {
    let database = Database::new(&METADATA);
    let (mut session, books) = library(&database)?;
    let card = session.query::<Author>().one()?;
    assert_eq!(session.load(card, Author::BOOKS)?.len(), 3);
    let first = session.query::<Book>().filter(Book::ID.eq(1));
    first.update([Book::AUTHOR_ID.set(None)])?;
    assert_eq!(session.load(card, Author::BOOKS)?, books[1..]);
    assert_eq!(session.load(books[0], Book::AUTHOR)?, None);
    Ok(())
}

#[test]
fn rows_are_deleted_in_the_session_too() -> Result<()> {
    let database = Database::new(&METADATA);
    let (mut session, books) = library(&database)?;
    let card = session.query::<Author>().one()?;
    let none = select::<Book>()
        .select(Book::ID)
        .filter(Book::PRICE.gt(20.0));
    let cheap = session.query::<Book>().filter(!Book::ID.in_(none));
    assert_eq!(cheap.delete()?, 2);
    assert!(session.try_get(books[0]).is_err());
    assert_eq!(session.load(card, Author::BOOKS)?, books[2..]);
    let error = session.query::<Author>().delete().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    session.rollback()?;
    assert_eq!(session[books[0]].title, "a");
    Ok(())
}

#[test]
fn what_cannot_be_changed_at_once_is_refused() -> Result<()> {
    let database = Database::new(&METADATA);
    let (mut session, _) = library(&database)?;
    let error = session.query::<Book>().update([]).unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Misuse,
        "nothing assigned is no deletion"
    );
    let error = session.query::<Book>().limit(1).delete().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert_eq!(session.query::<Book>().count()?, 3);
    Ok(())
}
