//! What does the database make of text, of the rows around a row, and of rows found again and again?

use fixtures::{
    bookshop::{Author, Book, BookCategory, METADATA, NewAuthor, NewBook, NewNode, Node},
    shop,
};
use ormgen_runtime::{
    Connection, ErrorKind, Result, Session, alias, exists, literal,
    query::{Bound, select_from, select_values, window},
    select, text,
};

use crate::support::Database;

alias!(Numbers);

fn library() -> Result<(Database, Connection)> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let ann = session.add(NewAuthor::new().name("nn"));
    for (title, price) in [("  anne ", 1.0), ("b", 3.0), ("c", 3.0), ("d", 8.0)] {
        session.add(NewBook::new().title(title).price(price).author(ann));
    }
    session.commit()?;
    drop(session);
    database.sent();
    let connection = database.engine.connect()?;
    Ok((database, connection))
}

#[test]
fn text_is_trimmed_and_searched() -> Result<()> {
    let (_database, mut connection) = library()?;
    let first = || select::<Book>().filter(Book::ID.eq(1));
    let trimmed: (String, String) =
        connection.one(first().select((Book::TITLE.ltrim(), Book::TITLE.rtrim())))?;
    assert_eq!(trimmed, ("anne ".to_owned(), "  anne".to_owned()));
    let places: (i64, i64, Option<i64>) =
        connection.one(first().outerjoin(Book::AUTHOR).select((
            Book::TITLE.instr("nn"),
            Book::TITLE.instr("x"),
            Book::TITLE.instr(Author::NAME),
        )))?;
    assert_eq!(places, (4, 0, Some(4)));
    let found = select::<Book>().filter(Book::TITLE.instr("'").gt(0));
    assert_eq!(connection.count(found)?, 0);
    Ok(())
}

#[test]
fn a_window_counts_rows_values_or_equals() -> Result<()> {
    let (database, mut connection) = library()?;
    let mut sums = |window| {
        let sum = Book::PRICE.sum().over(window);
        let sums = select::<Book>().select(sum).order_by(Book::ID);
        Ok(connection
            .all(sums)?
            .into_iter()
            .flatten()
            .collect::<Vec<_>>())
    };
    let by_price = || window().order_by(Book::PRICE);
    let (before, current) = (Bound::Preceding(2), Bound::Current);
    assert_eq!(
        sums(by_price().rows(Bound::Preceding(1), current))?,
        [1.0, 4.0, 6.0, 11.0]
    );
    assert_eq!(
        sums(by_price().range(before, current))?,
        [1.0, 7.0, 7.0, 8.0]
    );
    let to_next = (Bound::Current, Bound::Following(1));
    assert_eq!(
        sums(by_price().groups(to_next.0, to_next.1))?,
        [7.0, 14.0, 14.0, 8.0]
    );
    let sent = database.sent();
    assert!(sent[1].contains("ORDER BY price RANGE BETWEEN 2 PRECEDING AND CURRENT ROW"));
    assert!(sent[2].contains("ORDER BY price GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING"));
    Ok(())
}

#[test]
fn rows_that_come_again_are_kept_where_that_is_said() -> Result<()> {
    let (database, mut connection) = library()?;
    let (numbers, (n,)) = select::<Book>()
        .filter(Book::PRICE.eq(3.0))
        .select((literal(1_i64),))
        .recursive_all(Numbers, |numbers, (n,)| {
            select_from(numbers)
                .filter(n.clone().lt(2))
                .select((n + 1,))
        });
    let all = connection.all(select_from(numbers).select(n.clone()).order_by(n))?;
    assert_eq!(all, [1, 1, 2, 2]);
    assert!(database.sent()[0].contains(" UNION ALL SELECT "));
    Ok(())
}

#[test]
fn a_connection_finds_a_row_by_its_key() -> Result<()> {
    let (database, mut connection) = library()?;
    let book: Option<Book> = connection.get(2)?;
    assert_eq!(book.map(|book| book.title).as_deref(), Some("b"));
    assert!(connection.get::<Book>(99)?.is_none());
    assert!(connection.get::<BookCategory>((1, 1))?.is_none());
    assert_eq!(
        database.sent(),
        [
            "SELECT id, title, author_id, price, promote, added_at FROM books WHERE id = ? [2]",
            "SELECT id, title, author_id, price, promote, added_at FROM books WHERE id = ? [99]",
            "SELECT book_id, category_id FROM book_categories WHERE book_id = ? AND category_id = ? [1, 1]",
        ]
    );
    let mut connection = Database::new(&shop::METADATA).engine.connect()?;
    connection.execute(text("INSERT INTO countries VALUES ('DE', 'Germany')"))?;
    let country = connection.get::<shop::Country>("DE")?;
    assert_eq!(country.unwrap().name, "Germany");
    connection.execute(text("UPDATE countries SET name = x'00'"))?;
    let error = connection.get::<shop::Country>("DE").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    Ok(())
}

#[test]
fn nodes_have_the_same_functions_in_a_session() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let node = session.add(NewNode::new().name(" n"));
    let named = session.query::<Node>().filter(Node::NAME.ltrim().eq("n"));
    assert_eq!(named.one()?, node);
    Ok(())
}

#[test]
fn values_come_of_no_table() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    let values = || select_values((literal("ANN").lower(), literal(20_i64) + 1));
    assert_eq!(connection.one(values())?, ("ann".to_owned(), 21));
    assert_eq!(connection.count(values())?, 1);
    assert!(!connection.exists(values().filter(literal(1).eq(2)))?);
    let (numbers, (n,)) = select_values((literal(1_i64),)).recursive(Numbers, |numbers, (n,)| {
        let next = select_from(numbers).filter(n.clone().lt(4));
        next.select((n + 1,))
    });
    let sum = select_from(numbers).select(n.sum());
    assert_eq!(connection.one(sum)?, Some(10));
    let both = select_values(literal(2)).union_all(select_values(literal(1)));
    assert_eq!(connection.all(both)?, [2, 1]);
    let sent = database.sent();
    assert_eq!(sent[0], "SELECT lower(?), ? + ? [\"ANN\", 20, 1]");
    drop(connection);
    let mut session = Session::new(&database.engine);
    assert_eq!(
        select_values(literal(7)).on(&mut session).scalar()?,
        Some(7)
    );
    let name = session.add(NewAuthor::new().name("seven"));
    let known = exists(select::<Author>().filter(Author::NAME.eq("seven")));
    let none = select_values(literal(1)).filter(known).on(&mut session);
    assert_eq!(none.count()?, 1, "what is new is written first");
    assert_eq!(session[name].name, "seven");
    Ok(())
}
