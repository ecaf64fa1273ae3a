//! Which rows stand inside the rows that a connection gives?

use fixtures::{
    bookshop::{Author, Book, Category, METADATA, NewAuthor, NewBook, NewCategory, NewNode, Node},
    shop,
};
use ormgen_runtime::{Connection, ErrorKind, Result, Session, select, text};

use crate::support::Database;

/// Card with two books, Le Guin with one, Nobody with none, and a book of nobody's; two categories.
fn library() -> Result<Database> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [card, le_guin, _] = ["Card", "Le Guin", "Nobody"].map(|name| {
        let author = NewAuthor::new().name(name);
        session.add(author)
    });
    let [fiction, war] = ["Fiction", "War"].map(|name| session.add(NewCategory::new().name(name)));
    for (title, author, categories) in [
        ("Game", Some(card), vec![fiction, war]),
        ("Hand", Some(le_guin), vec![fiction]),
        ("Shadow", Some(card), vec![war]),
        ("Beowulf", None, vec![]),
    ] {
        let book = session.add(NewBook::new().title(title).author(author));
        for category in categories {
            session.append(book, Book::CATEGORIES, category)?;
        }
    }
    session.commit()?;
    drop(session);
    database.sent();
    Ok(database)
}

/// An author with books, and these with categories.
type Deep = (Author, Vec<(Book, Vec<Category>)>);

fn titles(books: &[Book]) -> Vec<&str> {
    books.iter().map(|book| book.title.as_str()).collect()
}

fn names(categories: &[Category]) -> Vec<&str> {
    categories.iter().map(|one| one.name.as_str()).collect()
}

#[test]
fn collections_are_nested_to_any_depth() -> Result<()> {
    let database = library()?;
    let mut connection = database.engine.connect()?;
    let authors: Vec<(Author, Vec<Book>)> =
        connection.all(select::<Author>().with(Author::BOOKS).order_by(Author::ID))?;
    let found: Vec<_> = authors
        .iter()
        .map(|(author, books)| (author.name.as_str(), titles(books)))
        .collect();
    assert_eq!(
        found,
        [
            ("Card", vec!["Game", "Shadow"]),
            ("Le Guin", vec!["Hand"]),
            ("Nobody", vec![]),
        ]
    );
    assert_eq!(database.sent().len(), 2);

    let authors: Vec<Deep> = connection.all(
        select::<Author>()
            .filter(Author::BOOKS.any(Book::ID.gt(0)))
            .order_by(Author::NAME.desc())
            .with(Author::BOOKS.with(Book::CATEGORIES)),
    )?;
    let found: Vec<_> = authors
        .iter()
        .map(|(author, books)| {
            let books = books.iter();
            let books = books.map(|(book, all)| (book.title.as_str(), names(all)));
            (author.name.as_str(), books.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("Le Guin", vec![("Hand", vec!["Fiction"])]),
            (
                "Card",
                vec![("Game", vec!["Fiction", "War"]), ("Shadow", vec!["War"])]
            ),
        ]
    );
    assert_eq!(database.sent().len(), 3, "a statement for each level");
    Ok(())
}

#[test]
fn what_a_foreign_key_leads_to_is_nested_by_itself() -> Result<()> {
    let database = library()?;
    let mut connection = database.engine.connect()?;
    let query = select::<Book>().order_by(Book::ID);
    type Both = (Book, Option<(Author, Vec<Book>)>, Vec<Category>);
    let books: Vec<Both> =
        connection.all(query.with((Book::AUTHOR.with(Author::BOOKS), Book::CATEGORIES)))?;
    let found: Vec<_> = books
        .iter()
        .map(|(book, author, all)| {
            let author = author.as_ref();
            let author = author.map(|(author, books)| (author.name.as_str(), titles(books)));
            (book.title.as_str(), author, all.len())
        })
        .collect();
    let card = || Some(("Card", vec!["Game", "Shadow"]));
    assert_eq!(
        found,
        [
            ("Game", card(), 2),
            ("Hand", Some(("Le Guin", vec!["Hand"])), 1),
            ("Shadow", card(), 1),
            ("Beowulf", None, 0),
        ]
    );
    assert_eq!(database.sent().len(), 4);
    let query = select::<Book>().filter(Book::AUTHOR_ID.is_null());
    let one: (Book, Option<Author>) = connection.one(query.with(Book::AUTHOR))?;
    assert_eq!((one.0.title.as_str(), one.1), ("Beowulf", None));
    assert_eq!(database.sent().len(), 1, "there is nothing to look for");
    let first: Option<(Book, Option<Author>)> =
        connection.first(select::<Book>().order_by(Book::ID).with(Book::AUTHOR))?;
    assert_eq!(first.unwrap().1.unwrap().name, "Card");
    let none = select::<Book>().filter(Book::ID.eq(99)).with(Book::AUTHOR);
    assert!(connection.first(none.clone())?.is_none());
    assert_eq!(connection.count(none.clone())?, 0);
    assert_eq!(
        connection.one(none).unwrap_err().kind(),
        ErrorKind::NoResultFound
    );
    let page = connection.paginate(select::<Book>().order_by(Book::ID).with(Book::AUTHOR), 2, 3)?;
    assert_eq!((page.total, page.items.len()), (4, 1));
    assert_eq!(page.items[0].0.title, "Beowulf");
    Ok(())
}

#[test]
fn some_rows_of_a_collection_are_nested() -> Result<()> {
    let database = library()?;
    let mut connection = database.engine.connect()?;
    let last = Author::BOOKS.order_by(Book::ID.desc()).limit(1);
    let query = select::<Author>().order_by(Author::ID);
    let authors: Vec<Deep> =
        connection.all(query.with(last.with(Book::CATEGORIES.filter(Category::NAME.eq("War")))))?;
    let found: Vec<_> = authors
        .iter()
        .map(|(_, books)| {
            let books = books.iter();
            let books = books.map(|(book, all)| (book.title.as_str(), names(all)));
            books.collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(
        found,
        [
            vec![("Shadow", vec!["War"])],
            vec![("Hand", vec![])],
            vec![]
        ]
    );
    Ok(())
}

#[test]
fn a_row_that_several_rows_lead_to_is_nested_in_each() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    for name in ["left", "right"] {
        let node = session.append(root, Node::CHILDREN, NewNode::new().name(name))?;
        session.append(node, Node::CHILDREN, NewNode::new().name("leaf"))?;
    }
    session.commit()?;
    drop(session);
    let mut connection = database.engine.connect()?;
    type Tree = (Node, Option<Node>, Vec<(Node, Vec<Node>)>);
    let query = select::<Node>().order_by(Node::ID);
    let nodes: Vec<Tree> =
        connection.all(query.with((Node::PARENT, Node::CHILDREN.with(Node::CHILDREN))))?;
    let parents: Vec<_> = nodes
        .iter()
        .map(|(_, parent, _)| parent.as_ref().map(|parent| parent.id))
        .collect();
    assert_eq!(parents, [None, Some(1), Some(1), Some(2), Some(3)]);
    let below: Vec<_> = nodes[0].2.iter().map(|(_, below)| below.len()).collect();
    assert_eq!(below, [1, 1]);
    Ok(())
}

/// One order with two lines of which one came back twice.
fn orders(connection: &mut Connection) -> Result<()> {
    for sql in [
        "INSERT INTO countries VALUES ('NO', 'Norway')",
        "INSERT INTO addresses VALUES (1, 's', 'Oslo', NULL, 'NO')",
        "INSERT INTO suppliers VALUES (1, 'x', NULL)",
        "INSERT INTO customers (id, email, full_name) VALUES (1, 'a', 'Ann'), (2, 'b', 'Bob')",
        "INSERT INTO loyalty_cards (id, customer_id, points) VALUES (1, 2, 9)",
        "INSERT INTO products (id, sku, name, price, supplier_id) VALUES (1, 'a', 'a', 1, 1), (2, 'b', 'b', 1, 1)",
        "INSERT INTO orders (id, number, customer_id, shipping_address_id) \
         VALUES (1, '00000000-0000-0000-0000-000000000001', 1, 1)",
        "INSERT INTO order_lines VALUES (1, 1, 1, 1), (1, 2, 1, 1)",
        "INSERT INTO returns VALUES (1, 1, 2, 'x'), (2, 1, 2, 'y')",
    ] {
        connection.execute(text(sql))?;
    }
    Ok(())
}

#[test]
fn keys_of_several_columns_and_of_text_are_followed() -> Result<()> {
    use shop::{Address, Country, Customer, LoyaltyCard, Order, OrderLine, Product, Return};
    let database = Database::new(&shop::METADATA);
    let mut connection = database.engine.connect()?;
    orders(&mut connection)?;
    type Line = (OrderLine, Product, Vec<(Return, OrderLine)>);
    let query = select::<OrderLine>().order_by(OrderLine::PRODUCT_ID);
    let lines: Vec<Line> = connection.all(query.with((
        OrderLine::PRODUCT,
        OrderLine::RETURNS.with(Return::ORDER_LINE),
    )))?;
    let found: Vec<_> = lines
        .iter()
        .map(|(line, product, returns)| (line.product_id, product.sku.as_str(), returns.len()))
        .collect();
    assert_eq!(found, [(1, "a", 0), (2, "b", 2)]);
    assert_eq!(lines[1].2[1].1, lines[1].0);
    let customers: Vec<(Customer, Option<LoyaltyCard>)> = connection.all(
        select::<Customer>()
            .order_by(Customer::ID)
            .with(Customer::LOYALTY_CARD),
    )?;
    assert!(customers[0].1.is_none());
    assert_eq!(customers[1].1.as_ref().unwrap().points, 9);
    let orders: Vec<(Order, (Address, Country), Vec<Product>)> =
        connection.all(select::<Order>().with((
            Order::SHIPPING_ADDRESS.with(Address::COUNTRY),
            Order::PRODUCTS,
        )))?;
    assert_eq!(orders[0].1.1.name, "Norway");
    assert_eq!(orders[0].2.len(), 2);
    Ok(())
}

#[test]
fn a_row_that_must_be_there_and_is_not_is_told() -> Result<()> {
    let file = crate::support::File::new();
    let url = format!("{}?foreign_keys=off", file.url());
    let engine = ormgen_runtime::Engine::open(&url)?;
    METADATA.create_all(&engine)?;
    let mut connection = engine.connect()?;
    connection.execute(text(
        "INSERT INTO books (id, title, author_id) VALUES (1, 'x', 7)",
    ))?;
    let error = connection
        .all(select::<Book>().with(Book::AUTHOR))
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Integrity(_)));
    assert_eq!(
        error.to_string(),
        "`books.author` of the row with the key 1 leads to a row that is not there"
    );
    Ok(())
}
