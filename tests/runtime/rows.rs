//! What do rows become that are no entities?

use fixtures::bookshop::{Author, Book, METADATA, NewAuthor, NewBook};
use ormgen_runtime::{
    Engine, ErrorKind, Ref, Result, Session, entity, joinedload, query::count_all, row, select,
    text,
};

use crate::support::Database;

row! {
    /// A line of a list of books.
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) struct BookLine {
        title: String,
        author: Option<String>,
    }

    /// How many books there are at a price.
    #[derive(Debug, PartialEq)]
    struct Count {
        r#type: String,
        number: i64,
    }

    /// The title of a book.
    #[derive(Debug, PartialEq)]
    struct Title {
        r#type: String,
    }
}

/// With a row of a table, so that a session has it as a `Ref`.
#[derive(Debug, PartialEq)]
struct Written {
    by: Option<Ref<Author>>,
    title: String,
}

impl From<(String, Option<Ref<Author>>)> for Written {
    fn from((title, by): (String, Option<Ref<Author>>)) -> Self {
        Written { by, title }
    }
}

fn line(title: &str, author: Option<&str>) -> BookLine {
    BookLine {
        title: title.to_owned(),
        author: author.map(str::to_owned),
    }
}

fn library() -> Result<Database> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    session.add(NewBook::new().title("a").author(card));
    session.add(NewBook::new().title("b"));
    session.add(NewBook::new().title("c").author(card));
    session.commit()?;
    drop(session);
    database.sent();
    Ok(database)
}

#[test]
fn a_connection_gives_structs() -> Result<()> {
    let database = library()?;
    let mut connection = database.engine.connect()?;
    let lines = || {
        select::<Book>()
            .outerjoin(Book::AUTHOR)
            .order_by(Book::ID)
            .select((Book::TITLE, Author::NAME))
            .map_into::<BookLine>()
    };
    let all = [
        line("a", Some("Card")),
        line("b", None),
        line("c", Some("Card")),
    ];
    assert_eq!(connection.all(lines())?, all);
    assert_eq!(connection.first(lines())?.as_ref(), Some(&all[0]));
    assert_eq!(connection.one(lines().filter(Book::TITLE.eq("b")))?, all[1]);
    assert_eq!(connection.paginate(lines(), 2, 2)?.items, all[2..]);
    assert_eq!(connection.execute(lines())?, all);
    let rows: Result<Vec<_>> = connection.stream(lines())?.collect();
    assert_eq!(rows?, all);
    drop(connection);
    let mut session = Session::new(&database.engine);
    assert_eq!(session.scalars(&lines())?, all);
    assert_eq!(lines().on(&mut session).all()?, all);
    Ok(())
}

#[test]
fn a_session_gives_structs() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let mut lines = |page: u64| {
        session
            .query::<Book>()
            .outerjoin(Book::AUTHOR)
            .order_by(Book::ID.desc())
            .select((Book::TITLE, Author::NAME))
            .map_into::<BookLine>()
            .paginate(page, 2)
    };
    let first = lines(1)?;
    assert_eq!((first.total, first.items.len()), (3, 2));
    assert_eq!(lines(2)?.items, [line("a", Some("Card"))]);
    let of_b = |session: &mut Session| {
        session
            .query::<Book>()
            .filter(Book::TITLE.eq("b"))
            .outerjoin(Book::AUTHOR)
            .select((Book::TITLE, entity::<Author>()))
            .map_into::<Written>()
            .one()
    };
    let written = of_b(&mut session)?;
    assert_eq!((written.by, written.title.as_str()), (None, "b"));
    let card = session.query::<Author>().one()?;
    let books = session
        .query::<Book>()
        .outerjoin(Book::AUTHOR)
        .order_by(Book::ID)
        .select((Book::TITLE, entity::<Author>()))
        .map_into::<Written>()
        .all()?;
    assert_eq!(books[0].by, Some(card));
    let lines = session
        .query::<Book>()
        .outerjoin(Book::AUTHOR)
        .select((Book::TITLE, Author::NAME))
        .map_into::<BookLine>()
        .stream()?;
    assert_eq!(lines.filter_map(Result::ok).count(), 3);
    let counted: Vec<Count> = session
        .query::<Book>()
        .group_by(Book::TITLE)
        .order_by(Book::TITLE)
        .select((Book::TITLE, count_all()))
        .map_into()
        .all()?;
    assert_eq!(counted.len(), 3);
    Ok(())
}

#[test]
fn one_column_fits_a_struct_of_one_field() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let titles = ["a", "b", "c"].map(|title| Title {
        r#type: title.to_owned(),
    });
    let books = || select::<Book>().order_by(Book::ID);
    assert_eq!(
        books()
            .select(Book::TITLE)
            .map_into::<Title>()
            .on(&mut session)
            .all()?,
        titles
    );
    let tuples = books().select((Book::TITLE,)).map_into::<Title>();
    assert_eq!(session.scalars(&tuples)?, titles);
    drop(session);
    let mut connection = database.engine.connect()?;
    let plain = books().select(Book::TITLE).map_into::<Title>();
    assert_eq!(connection.all(plain)?, titles);
    Ok(())
}

/// The author of each book, as often as the books are.
struct Writer(Ref<Author>);

impl From<(Ref<Author>,)> for Writer {
    fn from((author,): (Ref<Author>,)) -> Self {
        Writer(author)
    }
}

#[test]
fn what_is_loaded_comes_with_rows_alone() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let writers = session
        .query::<Book>()
        .join(Book::AUTHOR)
        .select((entity::<Author>(),))
        .map_into::<Writer>()
        .all()?;
    let card = session.query::<Author>().one()?;
    assert_eq!(writers.len(), 2, "one of each book");
    assert!(writers.iter().all(|writer| writer.0 == card));
    let loaded = session
        .query::<Author>()
        .options(joinedload(Author::BOOKS))
        .select((entity::<Author>(),));
    let error = loaded.map_into::<Writer>().all().map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(
        error
            .to_string()
            .starts_with("`authors.books` is loaded of"),
        "{error}"
    );
    Ok(())
}

#[test]
fn rows_of_sql_become_structs_by_name() -> Result<()> {
    let database = library()?;
    let mut connection = database.engine.connect()?;
    let mut rows = |sql: &str| connection.execute(text(sql));
    let counted: Vec<Count> =
        rows("SELECT count(*) AS number, 'book' AS type, 1 FROM books")?.all_as()?;
    let count = Count {
        r#type: "book".to_owned(),
        number: 3,
    };
    assert_eq!(counted, [count]);
    let row = rows("SELECT name AS author, title FROM books LEFT JOIN authors USING (id) LIMIT 1")?;
    assert_eq!(row.one()?.get_as::<BookLine>()?, line("a", Some("Card")));
    let error = rows("SELECT title FROM books")?
        .all_as::<BookLine>()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no column `author`; there are `title`"
    );
    let error = rows("SELECT 'a' AS type, 'many' AS number")?;
    let error = error.all_as::<Count>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    Ok(())
}

#[test]
fn rows_of_sql_are_one_or_many() -> Result<()> {
    let mut connection = Engine::open("sqlite::memory:")?.connect()?;
    let mut rows = |sql: &str| connection.execute(text(sql));
    let (none, one, two) = (
        "SELECT 1 AS n WHERE false",
        "SELECT 1 AS n",
        "SELECT 1 AS n UNION SELECT 2",
    );
    assert_eq!(rows(one)?.one()?.get::<i64>("n")?, 1);
    assert!(rows(none)?.one_or_none()?.is_none());
    assert!(rows(none)?.first().is_none());
    assert_eq!(rows(two)?.first().unwrap().get::<i64>(0)?, 1);
    assert_eq!(rows(one)?.scalar::<i64>()?, Some(1));
    assert_eq!(rows(none)?.scalar::<i64>()?, None);
    assert_eq!(rows("SELECT NULL")?.scalar::<Option<i64>>()?, Some(None));
    let error = rows(none)?.one().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoResultFound);
    assert_eq!(
        error.to_string(),
        "expected one row of `text(..)`, found no row"
    );
    let error = rows(two)?.scalar::<i64>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MultipleResultsFound);
    let rows = rows(two)?;
    let mut sum = 0;
    for row in &rows {
        sum += row.get::<i64>("n")?;
    }
    for row in rows {
        sum += row.get::<i64>(0)?;
    }
    assert_eq!(sum, 6);
    Ok(())
}
