//! Which related rows come with a query, and in how many statements?

use fixtures::{
    bookshop::{Author, Book, METADATA, NewAuthor, NewBook, NewCategory, NewNode, Node},
    shop,
};
use ormgen_runtime::{ErrorKind, Ref, Result, Session, joinedload, select, selectinload, text};

use crate::support::Database;

/// Two authors with two books each, one without, and two categories.
fn library(database: &Database) -> Result<()> {
    let mut session = Session::new(&database.engine);
    let categories = ["Fiction", "War"].map(|name| session.add(NewCategory::new().name(name)));
    for (author, titles) in [("Card", ["Game", "Shadow"]), ("Le Guin", ["Hand", "Word"])] {
        let author = session.add(NewAuthor::new().name(author));
        for title in titles {
            let book = session.add(NewBook::new().title(title).author(author));
            session.append(book, Book::CATEGORIES, categories[0])?;
            if title == "Word" {
                session.append(book, Book::CATEGORIES, categories[1])?;
            }
        }
    }
    session.add(NewAuthor::new().name("Nobody"));
    session.add(NewBook::new().title("Beowulf"));
    session.commit()?;
    drop(session);
    database.sent();
    Ok(())
}

#[test]
fn each_level_takes_one_statement() -> Result<()> {
    let database = Database::new(&METADATA);
    library(&database)?;
    let mut session = Session::new(&database.engine);
    let authors = session
        .query::<Author>()
        .order_by(Author::ID)
        .options(selectinload(Author::BOOKS).then(Book::CATEGORIES))
        .all()?;
    assert_eq!(
        database.sent(),
        [
            "SELECT id, name FROM authors ORDER BY id",
            "SELECT id, title, author_id, price, promote, added_at FROM books \
             WHERE author_id IN (?, ?, ?, ?) ORDER BY id [1, 2, 3, 3]",
            "SELECT categories.id, categories.name, book_categories.book_id FROM categories \
             JOIN book_categories ON book_categories.category_id = categories.id \
             WHERE book_categories.book_id IN (?, ?, ?, ?) ORDER BY categories.id [1, 2, 3, 4]",
        ]
    );
    let titles = |session: &Session, author: Ref<Author>| -> Result<Vec<String>> {
        let books = session.loaded(author, Author::BOOKS)?.into_iter();
        Ok(books.map(|book| session[book].title.clone()).collect())
    };
    assert_eq!(titles(&session, authors[0])?, ["Game", "Shadow"]);
    assert_eq!(titles(&session, authors[1])?, ["Hand", "Word"]);
    assert!(titles(&session, authors[2])?.is_empty());
    let word = session.loaded(authors[1], Author::BOOKS)?[1];
    assert_eq!(session.loaded(word, Book::CATEGORIES)?.len(), 2);
    let categories = session.loaded(word, Book::CATEGORIES)?;
    let error = session.loaded(categories[0], fixtures::bookshop::Category::BOOKS);
    assert_eq!(error.unwrap_err().kind(), ErrorKind::NotLoaded);
    assert!(
        database.sent().is_empty(),
        "what is loaded is not asked for again"
    );
    Ok(())
}

#[test]
fn rows_that_are_known_are_not_asked_for() -> Result<()> {
    let database = Database::new(&METADATA);
    library(&database)?;
    let mut session = Session::new(&database.engine);
    let card = session.get::<Author>(1)?.unwrap();
    database.sent();
    let query = session.query::<Book>().order_by(Book::ID);
    let books = query.options(selectinload(Book::AUTHOR)).all()?;
    assert_eq!(
        database.sent()[1..],
        ["SELECT id, name FROM authors WHERE id IN (?) ORDER BY id [2]"]
    );
    assert_eq!(session.loaded(books[0], Book::AUTHOR)?, Some(card));
    assert_eq!(session.loaded(books[4], Book::AUTHOR)?, None);
    let query = session.query::<Book>().options(selectinload(Book::AUTHOR));
    query.all()?;
    assert_eq!(database.sent().len(), 1);
    Ok(())
}

#[test]
fn changes_that_are_not_written_stay() -> Result<()> {
    let database = Database::new(&METADATA);
    library(&database)?;
    let mut session = Session::new(&database.engine);
    let card = session.get::<Author>(1)?.unwrap();
    session.append(card, Author::BOOKS, NewBook::new().title("Xenocide"))?;
    let query = session
        .query::<Author>()
        .options(selectinload(Author::BOOKS));
    query.all()?;
    assert_eq!(session.loaded(card, Author::BOOKS)?.len(), 3);
    Ok(())
}

#[test]
fn many_rows_take_few_statements() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    for number in 0..600 {
        let author = session.add(NewAuthor::new().name(format!("author {number}")));
        session.append(
            author,
            Author::BOOKS,
            NewBook::new().title(format!("book {number}")),
        )?;
    }
    session.commit()?;
    let mut session = Session::new(&database.engine);
    database.sent();
    let query = session
        .query::<Author>()
        .options(selectinload(Author::BOOKS));
    let authors = query.all()?;
    assert_eq!(database.sent().len(), 2);
    for author in authors {
        let name = session[author].name.replace("author", "book");
        let books = session.loaded(author, Author::BOOKS)?;
        assert_eq!(books.len(), 1);
        assert_eq!(session[books[0]].title, name);
    }
    Ok(())
}

#[test]
fn at_most_one_row_is_loaded() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let new = |name: &str| shop::NewCustomer::new().email(name).full_name(name);
    let ann = session.add(new("Ann"));
    session.add(new("Bob"));
    session.add(shop::NewLoyaltyCard::new().customer(ann).points(9));
    session.commit()?;
    let mut session = Session::new(&database.engine);
    let query = session
        .query::<shop::Customer>()
        .order_by(shop::Customer::ID);
    let customers = query
        .options(selectinload(shop::Customer::LOYALTY_CARD))
        .all()?;
    let card = session
        .loaded(customers[0], shop::Customer::LOYALTY_CARD)?
        .unwrap();
    assert_eq!(session[card].points, 9);
    assert_eq!(
        session.loaded(customers[1], shop::Customer::LOYALTY_CARD)?,
        None
    );
    Ok(())
}

#[test]
fn a_tree_is_found_in_one_statement() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    let left = session.append(root, Node::CHILDREN, NewNode::new().name("left"))?;
    let right = session.append(root, Node::CHILDREN, NewNode::new().name("right"))?;
    let leaf = session.append(left, Node::CHILDREN, NewNode::new().name("leaf"))?;
    session.flush()?;
    database.sent();
    let below = Node::CHILDREN.descendants_of(root);
    let found = session
        .query::<Node>()
        .filter(below)
        .order_by(Node::ID)
        .all()?;
    assert_eq!(
        database.sent(),
        [
            "SELECT id, parent_id, name FROM nodes WHERE id IN (WITH RECURSIVE ormgen_tree (id) AS \
             (SELECT id FROM nodes WHERE parent_id = ? \
             UNION SELECT nodes.id FROM nodes JOIN ormgen_tree ON nodes.parent_id = ormgen_tree.id) \
             SELECT ormgen_tree.id FROM ormgen_tree) ORDER BY id [1]"
        ]
    );
    let names = |session: &Session, found: &[Ref<Node>]| -> Vec<String> {
        found
            .iter()
            .map(|node| session[*node].name.clone())
            .collect()
    };
    let mut below = names(&session, &found);
    below.sort();
    assert_eq!(below, ["leaf", "left", "right"]);
    let above = Node::PARENT.ancestors_of(leaf);
    let found = session
        .query::<Node>()
        .filter(above)
        .order_by(Node::ID)
        .all()?;
    assert_eq!(found, [root, left]);
    let not_above = !Node::PARENT.ancestors_of(leaf);
    let found = session.query::<Node>().filter(not_above).count()?;
    assert_eq!(found, 2);

    session.set(root, Node::PARENT, leaf)?;
    let circle = Node::CHILDREN.descendants_of(root);
    assert_eq!(
        session.query::<Node>().filter(circle).count()?,
        4,
        "a circle comes to an end"
    );
    let _ = right;
    Ok(())
}

#[test]
fn keys_of_several_columns_take_one_statement() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut connection = database.engine.connect()?;
    for sql in [
        "INSERT INTO countries VALUES ('NO', 'Norway')",
        "INSERT INTO addresses VALUES (1, 's', 'Oslo', NULL, 'NO')",
        "INSERT INTO suppliers VALUES (1, 'x', NULL)",
        "INSERT INTO customers (id, email, full_name) VALUES (1, 'a', 'Ann')",
        "INSERT INTO products (id, sku, name, price, supplier_id) VALUES (1, 'a', 'a', 1, 1), (2, 'b', 'b', 1, 1)",
        "INSERT INTO orders (id, number, customer_id, shipping_address_id) VALUES (1, '00000000-0000-0000-0000-000000000001', 1, 1)",
        "INSERT INTO order_lines VALUES (1, 1, 1, 1), (1, 2, 1, 1)",
        "INSERT INTO returns VALUES (1, 1, 2, 'x'), (2, 1, 2, 'y'), (3, 1, 1, 'z')",
    ] {
        connection.execute(text(sql))?;
    }
    connection.commit()?;
    drop(connection);
    database.sent();
    let mut session = Session::new(&database.engine);
    let query = session
        .query::<shop::OrderLine>()
        .order_by(shop::OrderLine::PRODUCT_ID);
    let lines = query
        .options(selectinload(shop::OrderLine::RETURNS))
        .all()?;
    assert_eq!(
        database.sent()[1],
        "SELECT id, order_id, product_id, reason FROM returns \
         WHERE (order_id, product_id) IN (VALUES (?, ?), (?, ?)) ORDER BY id [1, 1, 1, 2]"
    );
    let counts = lines.iter().map(|line| {
        let returns = session.loaded(*line, shop::OrderLine::RETURNS)?;
        Ok(returns.len())
    });
    assert_eq!(counts.collect::<Result<Vec<_>>>()?, [1, 2]);
    drop(session);
    let mut session = Session::new(&database.engine);
    let query = session.query::<shop::Return>().order_by(shop::Return::ID);
    let returns = query
        .options(joinedload(shop::Return::ORDER_LINE).then(shop::OrderLine::PRODUCT))
        .all()?;
    assert_eq!(database.sent().len(), 1);
    let line = session.loaded(returns[0], shop::Return::ORDER_LINE)?;
    let product = session.loaded(line, shop::OrderLine::PRODUCT)?;
    assert_eq!(session[product].sku, "b");
    Ok(())
}

#[test]
fn a_connection_does_not_load_for_a_session() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    let query = select::<Author>().options(selectinload(Author::BOOKS));
    let error = connection.all(query).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(error.to_string().contains("`authors.books`"), "{error}");
    Ok(())
}
