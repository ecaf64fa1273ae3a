//! What went wrong once in a random sequence of `tests/model`, and must not again?

use fixtures::bookshop::{Author, Book, METADATA, NewAuthor, NewBook};
use ormgen_runtime::{Constraint, ErrorKind, Result, Session, text};

use crate::support::Database;

fn two_authors(session: &mut Session) -> Result<[ormgen_runtime::Ref<Author>; 2]> {
    let card = session.add(NewAuthor::new().name("Card"));
    let austen = session.add(NewAuthor::new().name("Austen"));
    session.flush()?;
    Ok([card, austen])
}

#[test]
fn a_row_that_is_expired_is_back_in_the_collection_it_was_taken_out_of() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [card, austen] = two_authors(&mut session)?;
    let emma = session.add(NewBook::new().title("Emma").author(card));
    session.flush()?;
    assert_eq!(session.load(card, Author::BOOKS)?, [emma]);
    session.set(emma, Book::AUTHOR, austen)?;
    session.expire(emma)?;
    assert_eq!(session.load(card, Author::BOOKS)?, [emma]);
    assert_eq!(session.load(austen, Author::BOOKS)?, []);
    Ok(())
}

#[test]
fn a_collection_finds_a_row_again_that_was_taken_out_of_the_session() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [card, _] = two_authors(&mut session)?;
    let emma = session.add(NewBook::new().title("Emma").author(card));
    session.flush()?;
    assert_eq!(session.load(card, Author::BOOKS)?, [emma]);
    session.expunge(emma)?;
    let books = session.load(card, Author::BOOKS)?;
    assert_eq!(books.len(), 1);
    assert_eq!(session[books[0]].title, "Emma");
    Ok(())
}

#[test]
fn what_on_delete_restrict_refuses_is_told_as_a_foreign_key() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    for sql in [
        "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
        "CREATE TABLE children (parent_id INTEGER REFERENCES parents (id) ON DELETE RESTRICT)",
        "INSERT INTO parents VALUES (1)",
        "INSERT INTO children VALUES (1)",
    ] {
        connection.execute(text(sql))?;
    }
    let error = connection.execute(text("DELETE FROM parents")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    Ok(())
}
