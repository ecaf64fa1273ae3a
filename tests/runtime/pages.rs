//! Which rows make a page, and what does a query give where there is none?

use fixtures::bookshop::{Author, Book, METADATA, NewAuthor, NewBook};
use ormgen_runtime::{Error, ErrorKind, Ref, Result, Session, joinedload, select, selectinload};

use crate::support::Database;

/// Ten books, some of the same price, some without one.
fn shelf() -> Result<Database> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let author = session.add(NewAuthor::new().name("Card"));
    let prices = [3.0, 0.0, 5.0, 3.0, 0.0, 1.0, 5.0, 5.0, 0.0, 2.0];
    for (number, price) in prices.into_iter().enumerate() {
        let price = Some(price).filter(|price| *price > 0.0);
        let new = NewBook::new().title(format!("book {number}")).price(price);
        session.add(new.author(author));
    }
    session.commit()?;
    drop(session);
    database.sent();
    Ok(database)
}

/// Reads all pages of three rows forwards and all backwards, in some order, and holds them against the whole.
macro_rules! pages {
    ($database:expr, $order:expr) => {{
        let mut connection = $database.engine.connect()?;
        let place = |book: &Book| (book.price, book.id);
        let ids = |books: &[Book]| books.iter().map(|book| book.id).collect::<Vec<_>>();
        let whole = connection.all(select::<Book>().keyset($order).after(None))?;
        assert_eq!(whole.len(), 10);
        let sorted = connection.all(select::<Book>().order_by($order))?;
        assert_eq!(ids(&whole), ids(&sorted), "{}", stringify!($order));
        let (mut forwards, mut last) = (Vec::new(), None);
        loop {
            let page = connection.all(select::<Book>().keyset($order).after(last).limit(3))?;
            let Some(book) = page.last() else { break };
            last = Some(place(book));
            forwards.extend(page);
        }
        assert_eq!(ids(&forwards), ids(&whole), "{}", stringify!($order));
        let (mut backwards, mut first) = (Vec::new(), None);
        loop {
            let mut page =
                connection.all(select::<Book>().keyset($order).before(first).limit(3))?;
            let Some(book) = page.first() else { break };
            first = Some(place(book));
            page.extend(backwards);
            backwards = page;
        }
        assert_eq!(ids(&backwards), ids(&whole), "{}", stringify!($order));
    }};
}

#[test]
fn pages_go_on_where_the_last_one_ended() -> Result<()> {
    let database = shelf()?;
    pages!(database, (Book::PRICE, Book::ID));
    pages!(database, (Book::PRICE.desc(), Book::ID));
    pages!(database, (Book::PRICE.asc(), Book::ID.desc()));
    pages!(database, (Book::PRICE.desc(), Book::ID.desc()));
    pages!(database, (Book::PRICE.asc().nulls_last(), Book::ID));
    pages!(database, (Book::PRICE.desc().nulls_first(), Book::ID));
    pages!(
        database,
        (Book::PRICE.desc().nulls_first(), Book::ID.desc())
    );
    Ok(())
}

#[test]
fn a_page_is_found_by_an_index() -> Result<()> {
    let database = shelf()?;
    let mut session = Session::new(&database.engine);
    let books = session
        .query::<Book>()
        .keyset(Book::ID)
        .after(3)
        .limit(2)
        .all()?;
    assert_eq!(
        database.sent(),
        [
            "SELECT id, title, author_id, price, promote, added_at FROM books WHERE id > ? ORDER BY id LIMIT ? [3, 2]"
        ]
    );
    assert_eq!(
        books.iter().map(|it| session[*it].id).collect::<Vec<_>>(),
        [4, 5]
    );
    let query = session.query::<Book>().filter(Book::PROMOTE.eq(false));
    let place = ("book 1".to_owned(), 2);
    query
        .keyset((Book::TITLE.desc(), Book::ID))
        .before(place)
        .limit(2)
        .all()?;
    assert_eq!(
        database.sent(),
        [
            "SELECT id, title, author_id, price, promote, added_at FROM books WHERE promote = ? AND title >= ? \
             AND (title > ? OR id < ?) ORDER BY title, id DESC LIMIT ? [false, \"book 1\", \"book 1\", 2, 2]"
        ]
    );
    Ok(())
}

#[test]
fn pages_work_with_joins_eager_loading_and_first() -> Result<()> {
    let database = shelf()?;
    let mut session = Session::new(&database.engine);
    let query = session.query::<Book>().join(Book::AUTHOR);
    let books = query
        .options(joinedload(Book::AUTHOR))
        .keyset((Author::NAME, Book::ID))
        .before(("Card".to_owned(), 5))
        .limit(2)
        .all()?;
    assert_eq!(
        books.iter().map(|it| session[*it].id).collect::<Vec<_>>(),
        [3, 4]
    );
    let query = session.query::<Author>().options(joinedload(Author::BOOKS));
    let authors = query.keyset(Author::ID).before(9).limit(5).all()?;
    assert_eq!(session.loaded(authors[0], Author::BOOKS)?.len(), 10);
    let last = session
        .query::<Book>()
        .keyset(Book::ID)
        .before(None)
        .limit(3);
    let first = last.first()?.unwrap();
    assert_eq!(session[first].id, 8, "the first row of the page");
    Ok(())
}

#[test]
fn an_order_that_does_not_tell_rows_apart_is_refused() -> Result<()> {
    let database = shelf()?;
    let mut connection = database.engine.connect()?;
    let error = connection.all(select::<Book>().keyset(Book::PRICE).after(Some(5.0)));
    assert_eq!(
        error.unwrap_err().to_string(),
        "the order of the pages does not tell rows of `books` apart: put the key last in it"
    );
    connection.all(select::<Author>().keyset(Author::NAME).after(None))?;
    let two = select::<Book>()
        .union(select::<Book>())
        .keyset(Book::ID)
        .after(None);
    assert_eq!(connection.all(two).unwrap_err().kind(), ErrorKind::Misuse);
    Ok(())
}

#[derive(Debug)]
enum Problem {
    NoSuchBook,
    Database(Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Problem::Database(error)
    }
}

#[test]
fn b114_a_row_that_is_not_there_is_an_error_of_the_programs_own() -> Result<(), Problem> {
    let database = shelf()?;
    let mut session = Session::new(&database.engine);
    let found: Ref<Book> = session.get_or(3, Problem::NoSuchBook)?;
    let none = session.get_or::<Book, _>(99, Problem::NoSuchBook);
    assert!(matches!(none, Err(Problem::NoSuchBook)));
    let by_id = |id: i64| select::<Book>().filter(Book::ID.eq(id));
    assert_eq!(
        by_id(3).on(&mut session).one_or(Problem::NoSuchBook)?,
        found
    );
    assert_eq!(
        by_id(3).on(&mut session).first_or(Problem::NoSuchBook)?,
        found
    );
    let none = by_id(99).on(&mut session).one_or(Problem::NoSuchBook);
    assert!(matches!(none, Err(Problem::NoSuchBook)));
    let none = by_id(99).on(&mut session).first_or(Problem::NoSuchBook);
    assert!(matches!(none, Err(Problem::NoSuchBook)));
    let several = session.query::<Book>().one_or(Problem::NoSuchBook);
    assert!(
        matches!(&several, Err(Problem::Database(error)) if error.kind() == ErrorKind::MultipleResultsFound)
    );
    let title = |id| by_id(id).select(Book::TITLE);
    assert_eq!(
        title(3).on(&mut session).scalar()?.as_deref(),
        Some("book 2")
    );
    assert_eq!(title(99).on(&mut session).scalar()?, None);
    let titles = session.query::<Book>().select(Book::TITLE).scalar();
    assert_eq!(titles.unwrap_err().kind(), ErrorKind::MultipleResultsFound);
    drop(session);

    let mut connection = database.engine.connect()?;
    assert_eq!(connection.one_or(by_id(3), Problem::NoSuchBook)?.id, 3);
    let none = connection.first_or(by_id(99), Problem::NoSuchBook);
    assert!(matches!(none, Err(Problem::NoSuchBook)));
    assert_eq!(connection.scalar(title(3))?.as_deref(), Some("book 2"));
    Ok(())
}

#[test]
fn a_page_is_a_list_of_its_rows() -> Result<()> {
    let database = shelf()?;
    let mut connection = database.engine.connect()?;
    let page = connection.paginate(select::<Book>().order_by(Book::ID), 2, 4)?;
    let ids: Vec<i64> = (&page).into_iter().map(|book| book.id).collect();
    assert_eq!(ids, [5, 6, 7, 8]);
    let mut sum = 0;
    for book in page {
        sum += book.id;
    }
    assert_eq!(sum, 26);
    Ok(())
}

#[test]
fn sqlite_locks_no_rows() -> Result<()> {
    let database = shelf()?;
    let mut session = Session::new(&database.engine);
    let query = session.query::<Book>().filter(Book::ID.eq(1));
    query.with_for_update().skip_locked().one()?;
    let sent = database.sent();
    assert!(sent[0].ends_with("WHERE id = ? [1]"), "{sent:?}");
    Ok(())
}

#[test]
fn a_session_forgets_the_page_before() -> Result<()> {
    let database = shelf()?;
    let mut session = Session::new(&database.engine);
    let known = session.get_one::<Book>(1)?;
    database.sent();
    let query = session.query::<Book>().order_by(Book::PRICE.desc());
    let mut pages = query.options(selectinload(Book::AUTHOR)).yield_per(4);
    let (mut ids, mut all, mut author) = (Vec::new(), Vec::new(), None);
    while let Some(books) = pages.next(&mut session)? {
        for book in &books {
            ids.push(session[*book].id);
        }
        author = session.loaded(books[0], Book::AUTHOR)?;
        session[books[0]].title = "changed".to_owned();
        all.push(books);
    }
    assert_eq!(ids, [3, 7, 8, 1, 4, 10, 6, 2, 5, 9]);
    assert!(session.try_get(known).is_ok(), "it was there before");
    assert_eq!(session[all[0][0]].title, "changed", "it was touched");
    assert!(session.try_get(all[0][1]).is_err(), "its page is over");
    assert!(session.try_get(all[2][1]).is_err());
    assert!(author.is_some_and(|author| session.try_get(author).is_err()));
    assert!(pages.next(&mut session)?.is_none());
    session.commit()?;
    let changed = session.query::<Book>().filter(Book::TITLE.eq("changed"));
    assert_eq!(changed.count()?, 3);

    let mut few = session.query::<Book>().limit(5).yield_per(3);
    let mut sizes = Vec::new();
    while let Some(books) = few.next(&mut session)? {
        sizes.push(books.len());
    }
    assert_eq!(sizes, [3, 2]);
    let mut joined = session.query::<Book>().join(Book::AUTHOR).yield_per(3);
    let error = joined.next(&mut session).unwrap_err();
    assert!(error.to_string().contains("`stream`"), "{error}");
    Ok(())
}

#[test]
fn rows_of_a_page_can_be_given_others() -> Result<()> {
    for autoflush in [true, false] {
        let database = Database::new(&METADATA);
        let session = || {
            let builder = Session::builder(&database.engine);
            builder.autoflush(autoflush).build()
        };
        let mut writer = session();
        writer.add_all((0..10).map(|number| NewAuthor::new().name(format!("author {number}"))));
        writer.commit()?;
        drop(writer);
        let mut session = session();
        let mut pages = session.query::<Author>().order_by(Author::ID).yield_per(4);
        while let Some(authors) = pages.next(&mut session)? {
            for author in authors {
                session.append(author, Author::BOOKS, NewBook::new().title("x"))?;
            }
        }
        session.commit()?;
        let mut other = Session::new(&database.engine);
        let books = other.query::<Book>().filter(Book::AUTHOR_ID.is_not_null());
        assert_eq!(books.count()?, 10);
    }
    Ok(())
}
