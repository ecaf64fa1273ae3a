//! What does a query find, and what does it send?

use fixtures::bookshop::{
    Author, Book, Category, METADATA, NewAuthor, NewBook, NewCategory, NewNode, Node,
};
use ormgen_runtime::{
    ErrorKind, Predicate, Ref, Result, Session, alias, all_of, and_, any_of, not_, or_,
};

use crate::support::Database;

alias!(Parent, Grandparent);

/// Three books of two authors, and one of nobody.
fn library(database: &Database) -> Result<Session> {
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    let le_guin = session.add(NewAuthor::new().name("Le Guin"));
    let fiction = session.add(NewCategory::new().name("Fiction"));
    for (title, price, author) in [
        ("Ender's Game", Some(7.99), Some(card)),
        ("Ender's Shadow", Some(30.0), Some(card)),
        ("The Dispossessed", None, Some(le_guin)),
        ("Beowulf", Some(3.0), None),
    ] {
        let book = session.add(NewBook::new().title(title).price(price).author(author));
        if author.is_some() {
            session.append(book, Book::CATEGORIES, fiction)?;
        }
    }
    session.commit()?;
    database.sent();
    Ok(session)
}

fn titles(session: &Session, books: &[Ref<Book>]) -> Vec<String> {
    books
        .iter()
        .map(|book| session[*book].title.clone())
        .collect()
}

/// The condition that a query sent, after its WHERE.
fn condition(database: &Database) -> String {
    let sent = database.sent().pop().unwrap();
    sent.split_once(" WHERE ").unwrap().1.to_owned()
}

#[test]
fn conditions_are_sent_with_their_values_bound() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = library(&database)?;
    let cases: [(Predicate<Book>, &str, u64); 12] = [
        (Book::PRICE.lt(20.0), "price < ? [20.0]", 2),
        (Book::PRICE.ge(7.99), "price >= ? [7.99]", 2),
        (Book::TITLE.ne("Beowulf"), "title <> ? [\"Beowulf\"]", 3),
        (Book::TITLE.like("%Game"), "title LIKE ? [\"%Game\"]", 1),
        (Book::PRICE.is_null(), "price IS NULL", 1),
        (Book::PRICE.is_not_null(), "price IS NOT NULL", 3),
        (Book::ID.in_([1, 2, 9]), "id IN (?, ?, ?) [1, 2, 9]", 2),
        (Book::ID.in_([0_i64; 0]), "1 = 0", 0),
        (
            Book::PRICE.lt(5.0).or(Book::PROMOTE.eq(true)),
            "(price < ? OR promote = ?) [5.0, true]",
            1,
        ),
        (
            not_(Book::PRICE.lt(5.0).and(Book::ID.gt(1))),
            "NOT (price < ? AND id > ?) [5.0, 1]",
            2,
        ),
        (
            any_of(["%Game", "%Shadow"].map(|word| Book::TITLE.like(word))),
            "(title LIKE ? OR title LIKE ?) [\"%Game\", \"%Shadow\"]",
            2,
        ),
        (all_of([]), "1 = 1", 4),
    ];
    for (predicate, sql, count) in cases {
        assert_eq!(
            session.query::<Book>().filter(predicate).count()?,
            count,
            "{sql}"
        );
        assert_eq!(condition(&database), sql);
    }
    let both = and_((Book::TITLE.like("%Game"), not_(Book::PRICE.is_null())));
    assert_eq!(session.query::<Book>().filter(both).count()?, 1);
    assert_eq!(
        condition(&database),
        "(title LIKE ? AND price IS NOT NULL) [\"%Game\"]"
    );
    Ok(())
}

#[test]
fn joined_tables_are_in_scope() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = library(&database)?;
    let found = session
        .query::<Book>()
        .join(Book::AUTHOR)
        .filter(or_((Book::PRICE.lt(20.0), Author::NAME.eq("Le Guin"))))
        .order_by((Author::NAME.desc(), Book::ID))
        .all()?;
    assert_eq!(
        titles(&session, &found),
        ["The Dispossessed", "Ender's Game"]
    );
    assert_eq!(
        database.sent(),
        [
            "SELECT books.id, books.title, books.author_id, books.price, books.promote, books.added_at FROM books \
          JOIN authors ON books.author_id = authors.id WHERE (books.price < ? OR authors.name = ?) \
          ORDER BY authors.name DESC, books.id [20.0, \"Le Guin\"]"
        ]
    );

    let authors = session.query::<Author>().join(Author::BOOKS);
    assert_eq!(
        authors.filter(Book::ID.gt(0)).all()?.len(),
        2,
        "each row once, whatever joins do"
    );
    let mut p: Predicate<(Book, Author)> = all_of([]);
    p = p.and(Book::PRICE.lt(20.0)).and(Author::NAME.eq("Card"));
    let found = session.query::<Book>().join(Book::AUTHOR).filter(p).all()?;
    assert_eq!(titles(&session, &found), ["Ender's Game"]);
    Ok(())
}

#[test]
fn a_left_join_keeps_rows_that_lead_nowhere() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = library(&database)?;
    let all = session
        .query::<Book>()
        .outerjoin(Book::AUTHOR)
        .order_by(Author::NAME)
        .all()?;
    assert_eq!(titles(&session, &all)[0], "Beowulf");
    assert_eq!(all.len(), 4);

    let linked = session
        .query::<Category>()
        .join(Category::BOOKS)
        .filter(Book::TITLE.eq("Ender's Game"))
        .one()?;
    assert_eq!(session[linked].name, "Fiction");
    assert_eq!(
        database.sent().pop().unwrap(),
        "SELECT categories.id, categories.name FROM categories \
         JOIN book_categories AS between_0 ON between_0.category_id = categories.id \
         JOIN books ON between_0.book_id = books.id WHERE books.title = ? [\"Ender's Game\"]"
    );
    Ok(())
}

#[test]
fn a_table_is_joined_with_itself_under_aliases() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    let middle = session.append(root, Node::CHILDREN, NewNode::new().name("middle"))?;
    let leaf = session.append(middle, Node::CHILDREN, NewNode::new().name("leaf"))?;
    let found = session
        .query::<Node>()
        .join(Node::PARENT.to(Parent))
        .join(Node::PARENT.of(Parent).to(Grandparent))
        .filter(Node::NAME.of(Grandparent).eq("root"))
        .all()?;
    assert_eq!(found, [leaf]);
    let later = session
        .query::<Node>()
        .join(Node::PARENT.to(Parent))
        .filter(Node::ID.gt(Node::ID.of(Parent)))
        .count()?;
    assert_eq!(later, 2);
    Ok(())
}

#[test]
fn limits_reach_their_limits() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = library(&database)?;
    for (limit, offset, found) in [(0, 0, 0), (1, 3, 1), (9, 4, 0), (i64::MAX as u64, 1, 3)] {
        let books = session.query::<Book>().limit(limit).offset(offset).all()?;
        assert_eq!(books.len(), found, "{limit} {offset}");
        let count = session
            .query::<Book>()
            .limit(limit)
            .offset(offset)
            .count()?;
        assert_eq!(count, found as u64);
    }
    assert_eq!(session.query::<Book>().offset(3).all()?.len(), 1);
    assert_eq!(session.query::<Book>().limit(0).first()?, None);
    let error = session.query::<Book>().limit(u64::MAX).all();
    assert!(
        error.is_ok_and(|books| books.len() == 4),
        "more than any table has"
    );
    Ok(())
}

#[test]
fn long_conditions_stay_flat() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = library(&database)?;
    let words = (0..5_000).map(|number| Book::TITLE.like(format!("%{number}%")));
    assert_eq!(session.query::<Book>().filter(any_of(words)).count()?, 0);
    let mut grown = Book::ID.gt(0);
    for number in 10..5_000 {
        grown = grown.and(Book::ID.ne(number));
    }
    assert_eq!(session.query::<Book>().filter(grown).count()?, 4);
    Ok(())
}

#[test]
fn queries_flush_first_and_say_what_they_want() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    for (title, price) in [("a", 3.0), ("b", 30.0), ("c", 13.0)] {
        session.add(NewBook::new().title(title).price(price));
    }
    let cheap = session
        .query::<Book>()
        .filter(Book::PRICE.lt(20.0))
        .order_by(Book::PRICE.desc())
        .all()?;
    assert_eq!(
        cheap
            .iter()
            .map(|book| session[*book].title.as_str())
            .collect::<Vec<_>>(),
        ["c", "a"]
    );
    database.sent();

    let first = session
        .query::<Book>()
        .order_by((Book::PRICE.desc(), Book::ID))
        .first()?
        .unwrap();
    assert_eq!(session[first].title, "b");
    let limited = session
        .query::<Book>()
        .order_by(Book::ID)
        .limit(1)
        .offset(1)
        .all()?;
    assert_eq!(session[limited[0]].title, "b");
    assert_eq!(
        session
            .query::<Book>()
            .filter(Book::PRICE.gt(10.0))
            .count()?,
        2
    );
    assert_eq!(
        database.sent(),
        [
            "SELECT id, title, author_id, price, promote, added_at FROM books ORDER BY price DESC, id LIMIT 1",
            "SELECT id, title, author_id, price, promote, added_at FROM books ORDER BY id LIMIT ? OFFSET ? [1, 1]",
            "SELECT count(*) FROM books WHERE price > ? [10.0]",
        ]
    );

    assert_eq!(
        session.query::<Author>().one().unwrap_err().kind(),
        ErrorKind::NoResultFound
    );
    assert_eq!(
        session.query::<Book>().one().unwrap_err().kind(),
        ErrorKind::MultipleResultsFound
    );
    let one = session.query::<Book>().filter_by(Book::TITLE, "a").one()?;
    assert_eq!(session[one].price, Some(3.0));
    assert_eq!(
        session
            .query::<Book>()
            .filter_by(Book::AUTHOR_ID, None)
            .count()?,
        3
    );
    Ok(())
}
