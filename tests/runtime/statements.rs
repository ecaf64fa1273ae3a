//! What do statements that stand alone do, on a connection and in a session?

use fixtures::bookshop::{
    Author, Book, BookCategory, Category, METADATA, NewAuthor, NewBook, NewBookCategory,
    NewCategory, NewNode, Node,
};
use ormgen_runtime::{
    Connection, ErrorKind, Given, Result, Session, delete, entity, excluded, insert, select, text,
    update,
};

use crate::support::Database;

fn open() -> Result<(Database, Connection)> {
    let database = Database::new(&METADATA);
    let connection = database.engine.connect()?;
    Ok((database, connection))
}

/// Books of these prices, called `1`, `2` and so on.
fn books(prices: &[f64]) -> impl Iterator<Item = NewBook<(Given,)>> {
    let new = |(place, price): (usize, &f64)| {
        let book = NewBook::new().title((place + 1).to_string());
        book.price(*price)
    };
    prices.iter().enumerate().map(new)
}

#[test]
fn many_rows_are_inserted_in_one_statement() -> Result<()> {
    let (database, mut connection) = open()?;
    let names = ["Ann", "Bob"].map(|name| NewAuthor::new().name(name));
    assert_eq!(connection.execute(insert::<Author>().values(names))?, 2);
    assert_eq!(
        database.sent(),
        ["INSERT INTO authors (name) VALUES (?), (?) [\"Ann\", \"Bob\"]"]
    );
    let none: [NewAuthor<(Given,)>; 0] = [];
    assert_eq!(connection.execute(insert::<Author>().values(none))?, 0);
    assert_eq!(database.sent(), [""; 0]);
    Ok(())
}

#[test]
fn rows_of_another_shape_take_a_statement_of_their_own() -> Result<()> {
    let (database, mut connection) = open()?;
    let ids = connection.execute(
        insert::<Book>()
            .values([
                NewBook::new().title("a"),
                NewBook::new().title("b").price(1.0),
            ])
            .values([NewBook::new().title("c").price(2.0)])
            .returning((Book::ID, Book::PROMOTE)),
    )?;
    assert_eq!(ids, [(1, false), (2, false), (3, false)]);
    assert_eq!(
        database.sent(),
        [
            "SAVEPOINT ormgen_all",
            "INSERT INTO books (title) VALUES (?) RETURNING id, promote [\"a\"]",
            "INSERT INTO books (title, price) VALUES (?, ?), (?, ?) RETURNING id, promote [\"b\", 1.0, \"c\", 2.0]",
            "RELEASE ormgen_all",
        ]
    );
    Ok(())
}

#[test]
fn all_rows_are_inserted_or_none() -> Result<()> {
    let (_database, mut connection) = open()?;
    let names = (0..1_200).map(|number| NewAuthor::new().name((number % 1_100).to_string()));
    let error = connection
        .execute(insert::<Author>().values(names))
        .unwrap_err();
    assert_eq!(error.columns(), ["name"]);
    assert_eq!(connection.count(select::<Author>())?, 0);
    let names = (0..1_200).map(|number| NewAuthor::new().name(number.to_string()));
    assert_eq!(connection.execute(insert::<Author>().values(names))?, 1_200);
    assert_eq!(connection.count(select::<Author>())?, 1_200);
    Ok(())
}

#[test]
fn a_row_that_is_there_is_left_or_changed() -> Result<()> {
    let (database, mut connection) = open()?;
    let category = |id: i64, name: &str| NewCategory::new().id(id).name(name);
    let first = insert::<Category>().values([category(1, "a"), category(2, "b")]);
    connection.execute(first)?;
    database.sent();
    let again = || insert::<Category>().values([category(2, "B"), category(3, "c")]);
    let left = again().on_conflict(Category::ID).do_nothing();
    assert_eq!(connection.execute(left.returning(Category::ID))?, [3]);
    let changed = again()
        .on_conflict(Category::ID)
        .filter(Category::NAME.ne(excluded(Category::NAME)))
        .do_update([Category::NAME.set(Category::NAME.concat(excluded(Category::NAME)))])
        .returning(entity::<Category>());
    let changed = connection.execute(changed)?;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].name, "bB");
    let given = again().on_conflict(Category::ID).do_update_given();
    assert_eq!(connection.execute(given)?, 2);
    assert_eq!(connection.execute(again().on_conflict_do_nothing())?, 0);
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO categories (id, name) VALUES (?, ?), (?, ?) ON CONFLICT (id) DO NOTHING RETURNING id \
             [2, \"B\", 3, \"c\"]",
            "INSERT INTO categories (id, name) VALUES (?, ?), (?, ?) ON CONFLICT (id) DO UPDATE \
             SET name = categories.name || excluded.name WHERE categories.name <> excluded.name \
             RETURNING id, name [2, \"B\", 3, \"c\"]",
            "INSERT INTO categories (id, name) VALUES (?, ?), (?, ?) ON CONFLICT (id) DO UPDATE \
             SET name = excluded.name [2, \"B\", 3, \"c\"]",
            "INSERT INTO categories (id, name) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING [2, \"B\", 3, \"c\"]",
        ]
    );
    Ok(())
}

#[test]
fn a_conflict_over_all_that_is_given_changes_nothing() -> Result<()> {
    let (_database, mut connection) = open()?;
    connection.execute(insert::<Book>().values(books(&[1.0])))?;
    connection.execute(insert::<Category>().values([NewCategory::new().name("a")]))?;
    let link = || NewBookCategory::new().book_id(1).category_id(1);
    let insert = || {
        insert::<BookCategory>()
            .values([link()])
            .on_conflict((BookCategory::BOOK_ID, BookCategory::CATEGORY_ID))
            .do_update_given()
    };
    assert_eq!(connection.execute(insert())?, 1);
    assert_eq!(connection.execute(insert())?, 0);
    Ok(())
}

#[test]
fn an_update_on_conflict_says_what_it_changes() -> Result<()> {
    let (_database, mut connection) = open()?;
    let nothing = insert::<Author>()
        .values([NewAuthor::new().name("a")])
        .on_conflict(Author::NAME)
        .do_update([]);
    let error = connection.execute(nothing).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(error.to_string().contains("do_nothing"), "{error}");
    Ok(())
}

#[test]
fn rows_are_inserted_from_what_a_query_finds() -> Result<()> {
    let (database, mut connection) = open()?;
    connection.execute(insert::<Book>().values(books(&[1.0, 20.0, 30.0])))?;
    database.sent();
    let dear = select::<Book>()
        .filter(Book::PRICE.gt(5.0))
        .select((Book::ID, Book::TITLE.concat("!")));
    let copied = insert::<Category>()
        .from_select((Category::ID, Category::NAME), dear.clone())
        .returning(Category::NAME);
    assert_eq!(connection.execute(copied)?, ["2!", "3!"]);
    let again = insert::<Category>()
        .from_select((Category::ID, Category::NAME), dear)
        .on_conflict(Category::ID)
        .do_nothing();
    assert_eq!(connection.execute(again)?, 0);
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO categories (id, name) SELECT id, title || ? FROM books WHERE price > ? RETURNING name \
             [\"!\", 5.0]",
            "INSERT INTO categories (id, name) SELECT * FROM (SELECT id, title || ? FROM books WHERE price > ?) \
             WHERE true ON CONFLICT (id) DO NOTHING [\"!\", 5.0]",
        ]
    );
    Ok(())
}

#[test]
fn many_rows_are_changed_and_deleted() -> Result<()> {
    let (database, mut connection) = open()?;
    connection.execute(insert::<Book>().values(books(&[1.0, 20.0, 30.0])))?;
    database.sent();
    let changed = update::<Book>()
        .filter(Book::PRICE.gt(5.0))
        .set([
            Book::PRICE.set(Book::PRICE * 0.5 + 1.0),
            Book::PROMOTE.set(true),
        ])
        .returning((Book::ID, Book::PRICE));
    assert_eq!(
        connection.execute(changed)?,
        [(2, Some(11.0)), (3, Some(16.0))]
    );
    let dearest = select::<Book>().select(Book::PRICE.max());
    let gone = delete::<Book>()
        .filter(Book::PRICE.in_(dearest))
        .returning(entity::<Book>());
    assert_eq!(connection.execute(gone)?[0].id, 3);
    let nothing = connection.execute(update::<Book>()).unwrap_err();
    assert_eq!(nothing.kind(), ErrorKind::Misuse);
    assert_eq!(connection.execute(delete::<Book>())?, 2);
    assert_eq!(
        database.sent()[0],
        "UPDATE books SET price = price * ? + ?, promote = ? WHERE price > ? RETURNING id, price \
         [0.5, 1.0, true, 5.0]"
    );
    Ok(())
}

#[test]
fn a_session_follows_what_a_statement_inserts() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    session.flush()?;
    assert_eq!(session.load(card, Author::BOOKS)?, []);
    let new = session.execute(
        insert::<Book>()
            .values([NewBook::new().title("a").author(card)])
            .returning(entity::<Book>()),
    )?;
    assert_eq!(session[new[0]].author_id, Some(session[card].id));
    assert_eq!(session.load(card, Author::BOOKS)?, new);
    let upsert = insert::<Author>()
        .values([NewAuthor::new().id(1).name("Orson")])
        .on_conflict(Author::ID)
        .do_update_given()
        .returning(entity::<Author>());
    assert_eq!(session.execute(upsert)?, [card]);
    assert_eq!(session[card].name, "Orson");
    Ok(())
}

#[test]
fn a_session_follows_what_a_statement_changes() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    let leaf = session.add(NewNode::new().name("leaf").parent(root));
    session.flush()?;
    session[leaf].name = "first".to_owned();
    let changed = update::<Node>()
        .filter(Node::PARENT.is(root))
        .set([Node::NAME.set(Node::NAME.concat("!"))])
        .returning(entity::<Node>());
    assert_eq!(session.execute(changed)?, [leaf]);
    assert_eq!(session[leaf].name, "first!");
    let gone = delete::<Node>()
        .filter(Node::PARENT.is(root))
        .returning(Node::NAME);
    assert_eq!(session.execute(gone)?, ["first!"]);
    assert!(session.try_get(leaf).is_err());
    assert_eq!(session.load(root, Node::CHILDREN)?, []);
    Ok(())
}

#[test]
fn assigned_expressions_are_computed_by_the_database() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let book = session.add(NewBook::new().title("a").price(2.0));
    session.flush()?;
    database.sent();
    session.assign(
        book,
        [Book::PRICE.set(Book::PRICE * 3.0), Book::TITLE.set("b")],
    )?;
    session.flush()?;
    assert_eq!(
        database.sent(),
        [
            "UPDATE books SET title = ?, price = price * ? WHERE id = ? RETURNING price [\"b\", 3.0, 1]"
        ]
    );
    assert_eq!(session[book].price, Some(6.0));
    session.assign(
        book,
        [Book::PRICE.set(None), Book::TITLE.set(Book::TITLE.upper())],
    )?;
    session.flush()?;
    assert_eq!(
        (session[book].price, session[book].title.as_str()),
        (None, "B")
    );
    Ok(())
}

#[test]
fn b120_rows_come_of_sql_that_the_program_writes() -> Result<()> {
    let (database, mut connection) = open()?;
    connection.execute(
        insert::<Category>().values(["a", "b", "c"].map(|name| NewCategory::new().name(name))),
    )?;
    let some =
        || text("SELECT name, 1 AS other, id FROM categories WHERE id > :id -- ends").bind("id", 1);
    let query = || select::<Category>().from_statement(some());
    let found = connection.all(query())?;
    assert_eq!(
        (found[0].id, found[0].name.as_str(), found.len()),
        (2, "b", 2)
    );
    assert_eq!(connection.count(query())?, 2);
    assert!(connection.exists(query())?);
    let limited = connection.all(query().limit(1)).unwrap_err();
    assert_eq!(limited.kind(), ErrorKind::Misuse);
    let short = text("SELECT name FROM categories");
    let error = connection.all(select::<Category>().from_statement(short));
    assert_eq!(
        error.unwrap_err().to_string(),
        "the statement gives back no column `id` of `categories`; it gives `name`"
    );
    connection.commit()?;
    drop(connection);
    let mut session = Session::new(&database.engine);
    let found = session.query::<Category>().from_statement(some()).all()?;
    assert_eq!(session[found[1]].name, "c");
    assert_eq!(session.get::<Category>(3)?, Some(found[1]));
    Ok(())
}

#[test]
fn several_statements_are_run_at_once() -> Result<()> {
    let (_database, mut connection) = open()?;
    connection.execute_batch(
        "INSERT INTO authors (name) VALUES ('a;b'); -- c\n INSERT INTO authors (name) VALUES ('d')",
    )?;
    assert_eq!(connection.count(select::<Author>())?, 2);
    let error = connection.execute_batch("DELETE FROM authors; nonsense");
    assert!(error.unwrap_err().sql().is_some());
    connection.rollback()?;
    assert_eq!(connection.count(select::<Author>())?, 0);
    Ok(())
}

#[test]
fn sqlite_itself_is_at_hand() -> Result<()> {
    let (_database, mut connection) = open()?;
    let raw = connection.rusqlite()?;
    assert!(!raw.is_autocommit());
    raw.execute("INSERT INTO authors (name) VALUES (?)", ["Ann"])
        .unwrap();
    assert_eq!(connection.count(select::<Author>())?, 1);
    Ok(())
}
