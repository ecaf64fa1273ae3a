//! The unit of work, as the guide shows it: what is sent, and when?

use fixtures::bookshop::{
    Author, Book, Category, METADATA, NewAuthor, NewBook, NewCategory, NewNode, Node,
};
use fixtures::shop::{self, Customer, LoyaltyCard, NewCustomer, NewLoyaltyCard};
use ormgen_runtime::{ErrorKind, Ref, Result, Session};

use crate::support::Database;

fn database() -> Database {
    Database::new(&METADATA)
}

#[test]
fn a_graph_is_written_in_one_commit() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);

    let card = session.add(NewAuthor::new().name("Orson Scott Card"));
    let ender = session.add(
        NewBook::new()
            .title("Ender's Game")
            .author(card)
            .price(7.99),
    );
    assert_eq!(
        database.sent(),
        [""; 0],
        "nothing is sent before it has to be"
    );
    session.commit()?;
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO authors (name) VALUES (?) [\"Orson Scott Card\"]",
            "INSERT INTO books (title, author_id, price) VALUES (?, ?, ?) RETURNING id, promote, added_at \
             [\"Ender's Game\", 1, 7.99]",
        ]
    );
    assert_eq!(session[ender].author_id, Some(session[card].id));
    assert!(!session[ender].promote);

    session[ender].price = Some(5.99);
    session.commit()?;
    assert_eq!(
        database.sent(),
        [
            "SELECT id, title, author_id, price, promote, added_at FROM books WHERE id = ? [1]",
            "UPDATE books SET price = ? WHERE id = ? [5.99, 1]",
        ],
        "a row of an earlier transaction is read again before it is compared"
    );

    let shadow = session.append(card, Author::BOOKS, NewBook::new().title("Ender's Shadow"))?;
    session.set(shadow, Book::AUTHOR, None)?;
    assert_eq!(session.loaded(shadow, Book::AUTHOR)?, None);
    assert_eq!(database.sent(), [""; 0]);
    let books = session.load(card, Author::BOOKS)?;
    assert_eq!(books, [ender]);
    assert_eq!(session[shadow].author_id, None);
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO books (title, author_id) VALUES (?, ?) RETURNING id, promote, added_at [\"Ender's Shadow\", NULL]",
            "SELECT id, title, author_id, price, promote, added_at FROM books WHERE author_id = ? ORDER BY id [1]",
        ]
    );
    assert_eq!(session.load(card, Author::BOOKS)?, [ender]);
    assert_eq!(database.sent(), [""; 0], "loaded once");

    let author: Option<Ref<Author>> = session.load(ender, Book::AUTHOR)?;
    assert_eq!(author, Some(card));
    session.commit()
}

#[test]
fn links_are_written_from_either_side() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let ender = session.add(NewBook::new().title("Ender's Game"));
    let fiction = session.add(NewCategory::new().name("Fiction"));
    session.append(ender, Book::CATEGORIES, fiction)?;
    session.append(fiction, Category::BOOKS, ender)?;
    assert_eq!(
        session.loaded(fiction, Category::BOOKS)?,
        [ender],
        "both sides change at once"
    );
    session.commit()?;
    assert_eq!(
        database.sent().last().unwrap(),
        "INSERT INTO book_categories (book_id, category_id) VALUES (?, ?) [1, 1]"
    );

    session.remove(ender, Book::CATEGORIES, fiction)?;
    session.append(ender, Book::CATEGORIES, fiction)?;
    session.remove(ender, Book::CATEGORIES, fiction)?;
    session.commit()?;
    assert_eq!(
        database.sent(),
        ["DELETE FROM book_categories WHERE book_id = ? AND category_id = ? [1, 1]"]
    );
    assert_eq!(session.load(ender, Book::CATEGORIES)?, []);
    Ok(())
}

#[test]
fn deletions_and_rollback() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    let ender = session.add(NewBook::new().title("Ender's Game").author(card));
    session.commit()?;

    session.delete(ender)?;
    session.flush()?;
    assert_eq!(
        database.sent().last().unwrap(),
        "DELETE FROM books WHERE id = ? [1]"
    );
    assert_eq!(
        session.try_get(ender).unwrap_err().kind(),
        ErrorKind::Misuse
    );
    session.rollback()?;
    assert_eq!(session[ender].title, "Ender's Game");
    assert_eq!(session.query::<Book>().count()?, 1);

    session.delete(card)?;
    session.flush()?;
    assert_eq!(
        session[ender].author_id, None,
        "the foreign key that may be NULL is set to NULL"
    );
    session.commit()?;
    assert_eq!(session.query::<Author>().count()?, 0);

    let lost = session.add(NewAuthor::new().name("Lost"));
    session.flush()?;
    session.rollback()?;
    let error = session.try_get(lost).unwrap_err();
    assert!(error.to_string().contains("rolled back"), "{error}");
    Ok(())
}

#[test]
fn get_asks_the_database_once() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    session.add(NewBook::new().id(8).title("Eight"));
    session.commit()?;
    database.sent();
    let known: Option<Ref<Book>> = session.get::<Book>(8)?;
    assert_eq!(session.get::<Book>(8)?, known);
    assert_eq!(database.sent().len(), 1);
    assert_eq!(session.get::<Book>(99)?, None);
    Ok(())
}

#[test]
fn b073_trees_are_written_parents_first() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    let leaf = session.add(NewNode::new().name("leaf"));
    let middle = session.append(root, Node::CHILDREN, NewNode::new().name("middle"))?;
    session.append(middle, Node::CHILDREN, leaf)?;
    session.commit()?;
    assert_eq!(session[leaf].parent_id, Some(session[middle].id));
    assert_eq!(session[middle].parent_id, Some(session[root].id));
    let found = session
        .query::<Node>()
        .filter(Node::PARENT_ID.is_null())
        .one()?;
    assert_eq!(found, root);
    assert_eq!(session.load(root, Node::CHILDREN)?, [middle]);
    assert_eq!(session.load(leaf, Node::PARENT)?, Some(middle));
    Ok(())
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
fn b081_a_key_that_is_changed_moves_its_row() -> Result<()> {
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
fn b060_a_foreign_key_assigned_as_a_column_is_followed() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [card, other] = ["Card", "Other"].map(|name| session.add(NewAuthor::new().name(name)));
    let book = session.add(NewBook::new().title("x").author(card));
    session.commit()?;
    session[book].author_id = Some(session[other].id);
    assert_eq!(
        session.load(book, Book::AUTHOR)?,
        Some(other),
        "at once, while nothing is loaded"
    );
    assert_eq!(session.load(other, Author::BOOKS)?, [book]);

    session[book].author_id = None;
    session.flush()?;
    assert_eq!(
        session.load(book, Book::AUTHOR)?,
        Some(other),
        "what is loaded stays"
    );
    session.commit()?;
    assert_eq!(
        session.load(book, Book::AUTHOR)?,
        None,
        "until the transaction ends"
    );
    assert_eq!(session.load(other, Author::BOOKS)?, []);
    Ok(())
}

#[test]
fn b061_a_relationship_that_was_set_goes_before_the_column() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [card, other] = ["Card", "Other"].map(|name| session.add(NewAuthor::new().name(name)));
    let book = session.add(NewBook::new().title("x").author_id(77).author(card));
    session.commit()?;
    assert_eq!(session[book].author_id, Some(1));
    session[book].author_id = Some(77);
    session.set(book, Book::AUTHOR, other)?;
    session.commit()?;
    assert_eq!(session[book].author_id, Some(2));
    Ok(())
}

#[test]
fn b037_nothing_is_sent_for_what_did_not_change() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    let book = session.add(NewBook::new().title("x").price(1.0).author(card));
    session.flush()?;
    database.sent();
    session[book].price = Some(2.0);
    session[book].price = Some(1.0);
    session[book].title.push('y');
    session[book].title.pop();
    session.set(book, Book::AUTHOR, None)?;
    session.set(book, Book::AUTHOR, card)?;
    session.flush()?;
    assert_eq!(database.sent(), [""; 0]);
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
