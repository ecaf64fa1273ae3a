//! What does each condition send, and which rows does it find?

use fixtures::{
    bookshop::{Author, Book, Category, METADATA, NewAuthor, NewBook, NewCategory, NewNode, Node},
    shop::{self, Customer},
};
use ormgen_runtime::{
    Engine, ErrorKind, Predicate, Ref, Result, Session, alias, and_, any_of, literal, not_, or_,
    select,
};

use crate::support::Database;

alias!(Child);

/// Three authors, one without a book, and four books; one of nobody.
struct Library {
    database: Database,
    session: Session,
    card: Ref<Author>,
    ender: Ref<Book>,
}

impl Library {
    fn new() -> Result<Self> {
        let database = Database::new(&METADATA);
        let mut session = Session::new(&database.engine);
        let card = session.add(NewAuthor::new().name("Card"));
        let le_guin = session.add(NewAuthor::new().name("Le Guin"));
        session.add(NewAuthor::new().name("Nobody"));
        let fiction = session.add(NewCategory::new().name("Fiction"));
        let mut books = Vec::new();
        for (title, price, author) in [
            ("Ender's Game", Some(7.99), Some(card)),
            ("Ender's 100% Shadow", Some(30.0), Some(card)),
            ("The_Dispossessed", None, Some(le_guin)),
            ("Beowulf", Some(3.0), None),
        ] {
            books.push(session.add(NewBook::new().title(title).price(price).author(author)));
        }
        session.append(books[0], Book::CATEGORIES, fiction)?;
        session.commit()?;
        database.sent();
        Ok(Library {
            database,
            session,
            card,
            ender: books[0],
        })
    }

    /// The condition that was sent last, with its values.
    fn condition(&self) -> String {
        let sent = self.database.sent().pop().unwrap();
        sent.split_once(" WHERE ").unwrap().1.to_owned()
    }

    #[track_caller]
    fn books(&mut self, condition: Predicate<Book>, ids: &[i64], sql: &str) {
        let query = self.session.query::<Book>().filter(condition);
        let found = query.order_by(Book::ID).all().unwrap();
        let found: Vec<_> = found.iter().map(|book| self.session[*book].id).collect();
        assert_eq!(found, ids, "{sql}");
        assert_eq!(self.condition().replacen(" ORDER BY id", "", 1), sql);
    }

    #[track_caller]
    fn authors(&mut self, condition: Predicate<Author>, ids: &[i64], sql: &str) {
        let query = self.session.query::<Author>().filter(condition);
        let found = query.order_by(Author::ID).all().unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|author| self.session[*author].id)
            .collect();
        assert_eq!(found, ids, "{sql}");
        assert_eq!(self.condition().replacen(" ORDER BY id", "", 1), sql);
    }
}

#[test]
fn ranges_and_lists() -> Result<()> {
    let mut it = Library::new()?;
    it.books(
        Book::PRICE.between(3.0, 10.0),
        &[1, 4],
        "price BETWEEN ? AND ? [3.0, 10.0]",
    );
    it.books(
        not_(Book::PRICE.between(3.0, 10.0)),
        &[2],
        "NOT (price BETWEEN ? AND ?) [3.0, 10.0]",
    );
    it.books(Book::ID.not_in([1, 2]), &[3, 4], "id NOT IN (?, ?) [1, 2]");
    it.books(Book::ID.not_in([0; 0]), &[1, 2, 3, 4], "NOT (1 = 0)");
    it.books(
        Book::PRICE.is_distinct_from(3.0),
        &[1, 2, 3],
        "price IS DISTINCT FROM ? [3.0]",
    );
    it.books(
        Book::PRICE.is_not_distinct_from(3.0),
        &[4],
        "price IS NOT DISTINCT FROM ? [3.0]",
    );
    it.books(!Book::PRICE.is_null(), &[1, 2, 4], "price IS NOT NULL");
    let query = it.session.query::<Book>().filter(Book::PROMOTE);
    assert_eq!(query.count()?, 0);
    assert_eq!(it.condition(), "promote");
    it.books(not_(Book::PROMOTE), &[1, 2, 3, 4], "NOT (promote)");
    Ok(())
}

#[test]
fn text_is_searched_with_signs_and_without() -> Result<()> {
    let mut it = Library::new()?;
    it.books(
        Book::TITLE.starts_with("Ender"),
        &[1, 2],
        "title LIKE ? ESCAPE '/' [\"Ender%\"]",
    );
    it.books(
        Book::TITLE.ends_with("Game"),
        &[1],
        "title LIKE ? ESCAPE '/' [\"%Game\"]",
    );
    it.books(
        Book::TITLE.contains("100%"),
        &[2],
        "title LIKE ? ESCAPE '/' [\"%100/%%\"]",
    );
    it.books(
        Book::TITLE.contains("_"),
        &[3],
        "title LIKE ? ESCAPE '/' [\"%/_%\"]",
    );
    it.books(
        Book::TITLE.contains("/"),
        &[],
        "title LIKE ? ESCAPE '/' [\"%//%\"]",
    );
    it.books(
        Book::TITLE.like("%_Game"),
        &[1],
        "title LIKE ? [\"%_Game\"]",
    );
    it.books(
        Book::TITLE.ilike("%GAME"),
        &[1],
        "lower(title) LIKE lower(?) [\"%GAME\"]",
    );
    let greeting = Book::TITLE.concat("!").eq("Beowulf!");
    it.books(greeting, &[4], "title || ? = ? [\"!\", \"Beowulf!\"]");
    Ok(())
}

#[test]
fn numbers_are_reckoned_with_by_the_database() -> Result<()> {
    let mut it = Library::new()?;
    it.books(
        (Book::PRICE * 2.0 + 1.0).gt(20.0),
        &[2],
        "price * ? + ? > ? [2.0, 1.0, 20.0]",
    );
    it.books(
        ((Book::PRICE + 1.0) * 2.0).lt(9.0),
        &[4],
        "(price + ?) * ? < ? [1.0, 2.0, 9.0]",
    );
    it.books(
        (Book::PRICE - 1.0 - 1.0).lt(2.0),
        &[4],
        "price - ? - ? < ? [1.0, 1.0, 2.0]",
    );
    it.books((-Book::ID).lt(-3), &[4], "-(id) < ? [-3]");
    it.books((Book::ID % 2).eq(0), &[2, 4], "id % ? = ? [2, 0]");
    it.books(
        (Book::ID / 0).is_null(),
        &[1, 2, 3, 4],
        "id / ? IS NULL [0]",
    );
    let both = Book::ID - (Book::ID - 1);
    let query = it.session.query::<Book>().filter(both.eq(1));
    assert_eq!(query.filter(Book::ID.lt(3)).count()?, 2);
    assert_eq!(it.condition(), "id - (id - ?) = ? AND id < ? [1, 1, 3]");
    Ok(())
}

#[test]
fn columns_are_compared_with_columns() -> Result<()> {
    let mut it = Library::new()?;
    let books = it
        .session
        .query::<Book>()
        .filter(Book::AUTHOR_ID.lt(Book::ID));
    assert_eq!(books.count()?, 2);
    assert_eq!(it.condition(), "author_id < id");
    let query = it.session.query::<Book>().join(Book::AUTHOR);
    let longer = Book::TITLE.gt(Author::NAME);
    let query = query.filter(longer.clone().and(Book::ID.gt(1)).or(not_(longer)));
    assert_eq!(query.count()?, 2);
    assert_eq!(
        it.condition(),
        "((books.title > authors.name AND books.id > ?) OR NOT (books.title > authors.name)) [1]"
    );
    let mut parts: Vec<Predicate<(Book, Author)>> = vec![Book::ID.ge(Author::ID).into()];
    parts.push(Book::ID.eq(Author::ID).into());
    let query = it.session.query::<Book>().join(Book::AUTHOR);
    assert_eq!(query.filter(any_of(parts)).count()?, 3);
    assert_eq!(
        it.condition(),
        "(books.id >= authors.id OR books.id = authors.id)"
    );
    let query = it
        .session
        .query::<Book>()
        .filter(literal(2_i64).eq(Book::ID));
    assert_eq!(query.count()?, 1);
    assert_eq!(it.condition(), "? = id [2]");
    Ok(())
}

#[test]
fn conditions_are_combined_with_operators() -> Result<()> {
    let mut it = Library::new()?;
    let cheap = Book::PRICE.lt(5.0);
    let query = it.session.query::<Book>().join(Book::AUTHOR);
    let query = query.filter(!((cheap.clone() & Author::NAME.eq("Card")) | Book::PROMOTE.eq(true)));
    assert_eq!(query.count()?, 3);
    assert_eq!(
        it.condition(),
        "NOT ((books.price < ? AND authors.name = ?) OR books.promote = ?) [5.0, \"Card\", true]"
    );
    let query = it
        .session
        .query::<Book>()
        .filter(not_(not_(and_((cheap, Book::ID.gt(1))))));
    assert_eq!(query.count()?, 1);
    assert_eq!(it.condition(), "(price < ? AND id > ?) [5.0, 1]");
    let query = it
        .session
        .query::<Book>()
        .filter(not_(or_((Book::ID.gt(1), Book::ID.lt(1)))));
    assert_eq!(query.count()?, 1);
    Ok(())
}

#[test]
fn a_row_of_the_session_stands_for_its_key() -> Result<()> {
    let mut it = Library::new()?;
    let (card, ender) = (it.card, it.ender);
    it.books(Book::AUTHOR.is(card), &[1, 2], "author_id = ? [1]");
    it.books(Book::AUTHOR.is(None), &[4], "author_id IS NULL");
    it.books(not_(Book::AUTHOR.is(card)), &[3], "NOT (author_id = ?) [1]");
    it.books(
        Book::AUTHOR.is_in([card, card]),
        &[1, 2],
        "(author_id = ? OR author_id = ?) [1, 1]",
    );
    it.authors(
        Author::BOOKS.contains(ender),
        &[1],
        "EXISTS (SELECT 1 FROM books WHERE books.author_id = authors.id AND books.id = ?) [1]",
    );
    let fresh = it.session.add(NewAuthor::new().name("Fresh"));
    let found = it
        .session
        .query::<Book>()
        .filter(Book::AUTHOR.is(fresh))
        .first()?;
    assert_eq!(
        found, None,
        "a new row is flushed first, and has a key then"
    );
    assert_eq!(it.condition(), "author_id = ? LIMIT 1 [4]");

    let mut other = Session::new(&Engine::open("sqlite::memory:")?);
    let error = other
        .query::<Book>()
        .filter(Book::AUTHOR.is(card))
        .all()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    drop(it.session);
    let mut connection = it.database.engine.connect()?;
    let error = connection
        .all(select::<Book>().filter(Book::AUTHOR.is(card)))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "a query with a `Ref` of `authors` is run by the session that the row belongs to"
    );
    Ok(())
}

#[test]
fn related_rows_are_asked_for() -> Result<()> {
    let mut it = Library::new()?;
    it.authors(
        Author::BOOKS.any(Book::PRICE.lt(5.0).or(Book::PRICE.gt(20.0))),
        &[1],
        "EXISTS (SELECT 1 FROM books WHERE books.author_id = authors.id \
         AND (books.price < ? OR books.price > ?)) [5.0, 20.0]",
    );
    it.authors(
        Author::BOOKS.is_empty(),
        &[3],
        "NOT EXISTS (SELECT 1 FROM books WHERE books.author_id = authors.id)",
    );
    it.books(
        Book::AUTHOR.has(Author::NAME.eq("Card")),
        &[1, 2],
        "EXISTS (SELECT 1 FROM authors WHERE books.author_id = authors.id AND authors.name = ?) [\"Card\"]",
    );
    it.books(
        not_(Book::CATEGORIES.any(Category::NAME.eq("Fiction"))),
        &[2, 3, 4],
        "NOT EXISTS (SELECT 1 FROM book_categories AS between_0 \
         JOIN categories ON between_0.category_id = categories.id \
         WHERE between_0.book_id = books.id AND categories.name = ?) [\"Fiction\"]",
    );
    it.authors(
        Author::BOOKS.any(Book::CATEGORIES.any(Category::BOOKS.any(Book::ID.eq(1)))),
        &[1],
        "EXISTS (SELECT 1 FROM books WHERE books.author_id = authors.id \
         AND EXISTS (SELECT 1 FROM book_categories AS between_0 \
         JOIN categories ON between_0.category_id = categories.id WHERE between_0.book_id = books.id \
         AND EXISTS (SELECT 1 FROM book_categories AS between_1 \
         JOIN books AS books_1 ON between_1.book_id = books_1.id \
         WHERE between_1.category_id = categories.id AND books_1.id = ?))) [1]",
    );
    Ok(())
}

#[test]
fn a_tree_is_asked_for_its_own_rows() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    let leaf = session.append(root, Node::CHILDREN, NewNode::new().name("leaf"))?;
    let parents = session
        .query::<Node>()
        .filter(Node::CHILDREN.any(Node::NAME.eq("leaf")));
    assert_eq!(parents.all()?, [root]);
    let sent = database.sent().pop().unwrap();
    assert_eq!(
        sent.split_once(" WHERE ").unwrap().1,
        "EXISTS (SELECT 1 FROM nodes AS nodes_1 WHERE nodes_1.parent_id = nodes.id AND nodes_1.name = ?) [\"leaf\"]"
    );
    let leaves = session.query::<Node>().filter(Node::CHILDREN.is_empty());
    assert_eq!(leaves.all()?, [leaf]);
    let under = session
        .query::<Node>()
        .filter(Node::PARENT.has(Node::PARENT.is(None)));
    assert_eq!(under.all()?, [leaf]);
    let named = Node::CHILDREN
        .to(Child)
        .any(Node::NAME.of(Child).eq("leaf"));
    assert_eq!(session.query::<Node>().filter(named).one()?, root);
    Ok(())
}

#[test]
fn at_most_one_row_is_asked_for() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let new = |name: &str| shop::NewCustomer::new().email(name).full_name(name);
    let ann = session.add(new("Ann"));
    let bob = session.add(new("Bob").referred_by(ann));
    let card = session.add(shop::NewLoyaltyCard::new().customer(ann).points(9));
    let rich = Customer::LOYALTY_CARD.has(shop::LoyaltyCard::POINTS.gt(5));
    assert_eq!(session.query::<Customer>().filter(rich).all()?, [ann]);
    assert_eq!(
        database
            .sent()
            .pop()
            .unwrap()
            .split_once(" WHERE ")
            .unwrap()
            .1,
        "EXISTS (SELECT 1 FROM loyalty_cards WHERE loyalty_cards.customer_id = customers.id \
         AND loyalty_cards.points > ?) [5]"
    );
    let none = Customer::LOYALTY_CARD.is_none();
    assert_eq!(session.query::<Customer>().filter(none).all()?, [bob]);
    let hers = Customer::LOYALTY_CARD.is(card);
    assert_eq!(session.query::<Customer>().filter(hers).all()?, [ann]);
    let brought = Customer::REFERRED_BY.is(ann);
    assert_eq!(session.query::<Customer>().filter(brought).all()?, [bob]);
    Ok(())
}

#[test]
fn the_database_says_whether_there_is_a_row() -> Result<()> {
    let mut it = Library::new()?;
    let dear = |than| Book::PRICE.gt(than);
    assert!(it.session.query::<Book>().filter(dear(20.0)).exists()?);
    assert_eq!(
        it.database.sent(),
        ["SELECT EXISTS (SELECT 1 FROM books WHERE price > ?) [20.0]"]
    );
    assert!(!it.session.query::<Book>().filter(dear(90.0)).exists()?);
    Ok(())
}

#[test]
fn an_expression_nested_too_deeply_is_refused() -> Result<()> {
    let mut it = Library::new()?;
    let mut sum = Book::ID + 0;
    for _ in 0..1_000 {
        sum = sum + 0;
    }
    let error = it
        .session
        .query::<Book>()
        .filter(sum.gt(0))
        .all()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    Ok(())
}
