//! Where else do rows come from: a full join, the rows of a query, a function of the database, a part of a collection?

use fixtures::{
    behaviours::{Address, Order, User},
    bookshop::{Author, Book, Category, METADATA, NewAuthor, NewBook, NewCategory},
    shop::{self, Product},
};
use ormgen_runtime::{
    Connection, Engine, ErrorKind, Ref, Result, Session, alias, contains_eager, entity, joinedload,
    literal,
    query::{expression, function, generate_series, json_each, select_from, table_function},
    select, selectinload, text,
};

use crate::support::Database;

alias!(Cheap, Number, Tag, Size, Word);

/// Ann has two books, Bob none, and one book is nobody's.
fn books() -> Result<Database> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let ann = session.add(NewAuthor::new().name("Ann"));
    session.add(NewAuthor::new().name("Bob"));
    let novels = session.add(NewCategory::new().name("Novels"));
    for (title, price) in [("Emma", 3.0), ("Ivanhoe", 9.0)] {
        let book = session.add(NewBook::new().title(title).price(price).author(ann));
        session.append(book, Book::CATEGORIES, novels)?;
    }
    session.add(NewBook::new().title("Beowulf"));
    session.commit()?;
    drop(session);
    database.sent();
    Ok(database)
}

#[test]
fn a_full_join_has_the_rows_of_both_sides() -> Result<()> {
    let database = books()?;
    let mut session = Session::new(&database.engine);
    let pairs = session
        .query::<Author>()
        .fulljoin(Author::BOOKS)
        .add_entity(entity::<Book>())
        .order_by((Author::NAME, Book::TITLE))
        .all()?;
    let name = |row: Option<Ref<Author>>| row.map(|row| session[row].name.as_str());
    let title = |row: Option<Ref<Book>>| row.map(|row| session[row].title.as_str());
    let pairs: Vec<_> = pairs
        .into_iter()
        .map(|(a, b)| (name(a), title(b)))
        .collect();
    assert_eq!(
        pairs,
        [
            (None, Some("Beowulf")),
            (Some("Ann"), Some("Emma")),
            (Some("Ann"), Some("Ivanhoe")),
            (Some("Bob"), None),
        ]
    );
    assert!(database.sent()[0].contains(" FULL JOIN books ON books.author_id = authors.id"));
    drop(session);

    let mut connection = database.engine.connect()?;
    let values: Vec<(Option<String>, Option<i64>)> = connection.all(
        select::<Author>()
            .fulljoin_on(entity::<Book>(), Book::TITLE.eq(Author::NAME))
            .select((Author::NAME, Book::ID))
            .filter(entity::<Author>().is_missing())
            .order_by(Book::ID),
    )?;
    assert_eq!(values.len(), 3, "no name is a title");
    drop(connection);

    let mut session = Session::new(&database.engine);
    let query = session.query::<Author>();
    let query = query
        .options(selectinload(Author::BOOKS))
        .fulljoin(Author::BOOKS);
    let error = query.all().unwrap_err();
    assert!(error.to_string().contains("`authors.books`"), "{error}");
    Ok(())
}

#[test]
fn the_rows_that_a_query_finds_are_entities_of_another() -> Result<()> {
    let database = books()?;
    let mut session = Session::new(&database.engine);
    let cheap = select::<Book>()
        .filter(Book::PRICE.is_not_null())
        .order_by(Book::PRICE)
        .limit(1)
        .as_entity(Cheap);
    let authors: Vec<(Ref<Author>, Ref<Book>)> = session
        .query::<Author>()
        .join_on(cheap.clone(), Book::AUTHOR_ID.of(Cheap).eq(Author::ID))
        .add_entity(entity::<Book>().of(Cheap))
        .all()?;
    assert_eq!(authors.len(), 1);
    assert_eq!(session[authors[0].1].title, "Emma");
    let sent = database.sent();
    assert!(
        sent[0].contains("JOIN (SELECT ") && sent[0].contains("LIMIT ?) AS \"Cheap\" ON"),
        "{sent:?}"
    );

    session[authors[0].1].price = Some(1.0);
    session.commit()?;
    drop(session);
    let mut connection = database.engine.connect()?;
    let query = select_from(cheap)
        .select(entity::<Book>().of(Cheap))
        .filter(Book::PRICE.of(Cheap).lt(2.0));
    let found: Vec<Book> = connection.all(query)?;
    assert_eq!(found[0].title, "Emma");
    Ok(())
}

#[test]
fn functions_of_the_database_give_rows() -> Result<()> {
    let engine = Engine::open("sqlite::memory:")?;
    shop::METADATA.create_all(&engine)?;
    let mut connection = engine.connect()?;
    connection.execute_batch(
        r#"INSERT INTO suppliers VALUES (1, 'x', NULL);
        INSERT INTO products (id, sku, name, price, supplier_id, attributes) VALUES
            (1, 'a', 'Lamp', 1, 1, '["new", "green"]'), (2, 'b', 'Chair', 1, 1, '["green"]'), (3, 'c', 'Box', 1, 1, NULL)"#,
    )?;
    let tagged = |connection: &mut Connection, tag: &str| -> Result<Vec<String>> {
        let (tags, (_, value)) = json_each::<String, _, _, _>(Product::ATTRIBUTES, Tag);
        let query = select::<Product>().join_each(tags).filter(value.eq(tag));
        connection.all(query.order_by(Product::ID).select(Product::NAME))
    };
    assert_eq!(tagged(&mut connection, "green")?, ["Lamp", "Chair"]);
    assert_eq!(tagged(&mut connection, "new")?, ["Lamp"]);

    let (tags, (place, value)) = json_each::<String, _, _, _>(Product::ATTRIBUTES, Tag);
    let all: Vec<(String, Option<String>, Option<String>)> = connection.all(
        select::<Product>()
            .outerjoin_each(tags)
            .select((Product::NAME, place, value.clone()))
            .order_by((Product::ID, value.desc())),
    )?;
    assert_eq!(all.len(), 4);
    assert_eq!(
        all[0],
        ("Lamp".into(), Some("0".into()), Some("new".into()))
    );
    assert_eq!(all[3], ("Box".into(), None, None));

    // Days without an order are there too.
    let (numbers, number) = generate_series(1, 4, Number);
    let counts: Vec<(i64, i64)> = connection.all(
        select_from(numbers)
            .outerjoin_on(entity::<Product>(), Product::ID.eq(number.clone()))
            .group_by(number.clone())
            .order_by(number.clone())
            .select((number, Product::ID.count())),
    )?;
    assert_eq!(counts, [(1, 1), (2, 1), (3, 1), (4, 0)]);
    let (numbers, number) = generate_series(1, Product::ID, Number);
    let query = select::<Product>().join_each(numbers).select(number.sum());
    assert_eq!(connection.one(query)?, Some(1 + 3 + 6));

    let document = literal(r#"{"width": 3, "height": {"from": 1}}"#);
    let columns = ["fullkey", "type"];
    let (words, (key, kind)) =
        table_function::<(String, String), _, _>("json_tree", document, columns, Word);
    let query = select_from(words).filter(kind.eq("integer")).select(key);
    assert_eq!(connection.all(query)?, ["$.width", "$.height.from"]);
    let (hostile, (one,)) = table_function::<(i64,), _, _>("json_each(1); --", (), ["one"], Word);
    let error = connection
        .all(select_from(hostile).select(one))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    Ok(())
}

#[test]
fn sqlite_says_that_it_has_no_lateral() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    let (last, (title,)) = select::<Book>()
        .correlate(entity::<Author>())
        .filter(Book::AUTHOR_ID.eq(Author::ID))
        .order_by(Book::PRICE.desc())
        .limit(1)
        .select((Book::TITLE,))
        .as_lateral(Size);
    let query = select::<Author>()
        .join_each(last)
        .select((Author::NAME, title));
    let error = connection.all(query).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(
        error.to_string().starts_with("SQLite has no LATERAL: "),
        "{error}"
    );
    Ok(())
}

#[test]
fn regular_expressions_are_found() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    let mut titles = |pattern: &str| {
        let query = select::<Book>().filter(Book::TITLE.regexp_match(pattern));
        connection.all(query.order_by(Book::TITLE).select(Book::TITLE))
    };
    assert_eq!(titles("^[A-E]")?, ["Beowulf", "Emma"]);
    assert_eq!(titles(r"m{2}|\bivan(?i)HOE")?, ["Emma"]);
    let error = titles("(").unwrap_err();
    assert!(error.to_string().contains("unclosed group"), "{error}");
    let nobody = select::<Book>().outerjoin(Book::AUTHOR);
    let nobody = nobody.filter(Author::NAME.regexp_match("."));
    assert_eq!(
        connection.count(nobody)?,
        2,
        "where there is no text, nothing is found"
    );
    let ours = select::<Book>().filter(Book::TITLE.ne("x").and(!Book::TITLE.regexp_match("Em")));
    assert_eq!(connection.count(ours)?, 2);
    Ok(())
}

#[test]
fn parts_of_collections_are_joined() -> Result<()> {
    let database = books()?;
    let mut session = Session::new(&database.engine);
    let part = Author::BOOKS.order_by(Book::PRICE.desc()).limit(1);
    let authors = session
        .query::<Author>()
        .order_by(Author::NAME)
        .options(joinedload(part).then(Book::CATEGORIES))
        .all()?;
    let sent = database.sent();
    assert_eq!(sent.len(), 1, "{sent:#?}");
    assert_eq!(authors.len(), 2);
    let ann = session.loaded_part(authors[0], Author::BOOKS)?;
    assert_eq!(ann.len(), 1);
    assert_eq!(session[ann[0]].title, "Ivanhoe");
    assert_eq!(session.loaded(ann[0], Book::CATEGORIES)?.len(), 1);
    assert_eq!(session.loaded_part(authors[1], Author::BOOKS)?, []);
    assert!(session.loaded(authors[0], Author::BOOKS).is_err());

    let some = Author::BOOKS
        .filter(Book::PRICE.lt(5.0))
        .filter(Book::TITLE.like("%m%"));
    let authors = session
        .query::<Author>()
        .limit(1)
        .options(joinedload(some))
        .all()?;
    let part = session.loaded_part(authors[0], Author::BOOKS)?;
    assert_eq!(session[part[0]].title, "Emma");
    assert_eq!(database.sent().len(), 1);

    let dear = Category::BOOKS
        .order_by((Book::PRICE.desc(), Book::ID))
        .limit(2);
    let novels = session
        .query::<Category>()
        .options(joinedload(dear))
        .one()?;
    let titles = session.loaded_part(novels, Category::BOOKS)?;
    let titles: Vec<_> = titles
        .iter()
        .map(|book| session[*book].title.as_str())
        .collect();
    assert_eq!(titles, ["Ivanhoe", "Emma"]);
    assert_eq!(database.sent().len(), 1);

    // SQL of the program's own joins nothing, and rows that are known are not asked for again.
    let none = Author::BOOKS.filter(Book::PRICE.gt(50.0));
    let all = text("SELECT * FROM authors");
    let authors = session
        .query::<Author>()
        .from_statement(all)
        .options(joinedload(none))
        .all()?;
    assert_eq!(session.loaded_part(authors[0], Author::BOOKS)?, []);
    let first = Author::BOOKS.order_by(Book::PRICE).limit(1);
    let books = session
        .query::<Book>()
        .filter(Book::AUTHOR_ID.is_not_null());
    let books = books
        .options(selectinload(Book::AUTHOR).then(joinedload(first)))
        .all()?;
    let author = session.loaded(books[0], Book::AUTHOR)?.unwrap();
    let part = session.loaded_part(author, Author::BOOKS)?;
    assert_eq!(session[part[0]].title, "Emma");
    Ok(())
}

#[test]
fn own_sql_is_streamed() -> Result<()> {
    let database = books()?;
    let mut connection = database.engine.connect()?;
    let sql = "SELECT 'x' AS besides, name, id FROM authors ORDER BY id";
    let authors = connection.stream(select::<Author>().from_statement(text(sql)))?;
    let authors: Vec<Author> = authors.collect::<Result<_>>()?;
    assert_eq!((authors[1].id, authors[1].name.as_str()), (2, "Bob"));
    let lacking = select::<Author>().from_statement(text("SELECT id FROM authors"));
    let error = connection.stream(lacking)?.next().unwrap().unwrap_err();
    assert!(error.to_string().contains("no column `name`"), "{error}");
    drop(connection);

    let mut session = Session::new(&database.engine);
    session.add(NewAuthor::new().name("Cid"));
    let stream = session
        .query::<Author>()
        .from_statement(text(sql))
        .stream()?;
    let names: Vec<_> = stream.map(|author| author.unwrap().name).collect();
    assert_eq!(names, ["Ann", "Bob", "Cid"]);
    Ok(())
}

/// What a query tells of a collection that it has joined.
fn is_whole(of: impl FnOnce(&mut Session) -> Result<Ref<User>>) -> Result<bool> {
    let database = Database::new(&fixtures::behaviours::METADATA);
    let mut connection = database.engine.connect()?;
    connection.execute_batch(
        "INSERT INTO users VALUES (1, 'ed'); INSERT INTO addresses VALUES (1, 1, 'a'), (2, 1, 'b');
         INSERT INTO orders (id, user_id, address_id) VALUES (1, 1, 1), (2, 1, 2), (3, 1, 1)",
    )?;
    connection.commit()?;
    drop(connection);
    let mut session = Session::new(&database.engine);
    let user = of(&mut session)?;
    database.sent();
    Ok(match session.loaded(user, User::ADDRESSES) {
        Ok(addresses) => {
            assert_eq!(addresses.len(), 2);
            assert_eq!(database.sent().len(), 0);
            true
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::NotLoaded);
            false
        }
    })
}

#[test]
fn a_joined_collection_is_whole_where_nothing_can_leave_a_row_out() -> Result<()> {
    let loader = || contains_eager(User::ADDRESSES);
    let joined = |session: &mut Session| {
        let query = session.query::<User>().join(User::ADDRESSES);
        Ok(query.options(loader()).all()?[0])
    };
    assert!(is_whole(joined)?);
    assert!(is_whole(|session| {
        let query = session.query::<User>().outerjoin(User::ADDRESSES);
        let query = query
            .filter(User::NAME.eq("ed"))
            .order_by(Address::ID.desc());
        Ok(query.options(loader()).all()?[0])
    })?);
    assert!(is_whole(|session| {
        let query = session.query::<User>().join(User::ADDRESSES);
        let query = query.outerjoin(Address::ORDERS).order_by(Order::ID);
        Ok(query.options(loader()).all()?[0])
    })?);
    assert!(!is_whole(|session| {
        let query = session.query::<User>().join(User::ADDRESSES);
        let query = query.filter(Address::EMAIL_ADDRESS.ne("x"));
        Ok(query.options(loader()).all()?[0])
    })?);
    assert!(!is_whole(|session| {
        let query = session.query::<User>().outerjoin(User::ADDRESSES);
        Ok(query.options(loader()).first()?.unwrap())
    })?);
    assert!(!is_whole(|session| {
        let query = session.query::<User>().join(User::ADDRESSES);
        let query = query.outerjoin(Address::ORDERS);
        let own = expression::<bool>(text("addresses.id = 1"));
        Ok(query.filter(own.eq(true)).options(loader()).all()?[0])
    })?);
    assert!(!is_whole(|session| {
        let query = session.query::<User>().join(User::ADDRESSES);
        let any = function::<i64, _>("random", ()).ge(i64::MIN);
        Ok(query.filter(any).options(loader()).all()?[0])
    })?);
    assert!(!is_whole(|session| {
        let query = session.query::<User>().join(User::ADDRESSES);
        let own = function::<i64, _>("abs", (User::ID,)).gt(0);
        Ok(query.filter(own).options(loader()).all()?[0])
    })?);
    assert!(is_whole(|session| {
        let query = session.query::<User>().join(User::ADDRESSES);
        Ok(query.filter(User::ID.abs().gt(0)).options(loader()).all()?[0])
    })?);
    Ok(())
}
