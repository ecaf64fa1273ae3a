//! Does text stay text, wherever it gets in?

use fixtures::{
    bookshop::{Author, Book, METADATA, NewAuthor, NewBook},
    shop,
};
use ormgen_runtime::{
    Engine, ErrorKind, Result, Session, excluded, insert, literal,
    query::{expression, function},
    select, text, update,
};

use crate::support::Database;

/// What has done harm elsewhere.
const HOSTILE: [&str; 20] = [
    "'; DROP TABLE books; --",
    "' OR '1'='1",
    "\" OR \"\"=\"",
    "`",
    "]",
    "\\",
    "\\'; DROP TABLE books; --",
    "%",
    "_",
    "/",
    "//%_",
    "?",
    "?1",
    ":title",
    "@title",
    "$title",
    "/* ",
    "-- ",
    "\u{202e}\u{1f600}é\n\r\t",
    "",
];

/// A book with each hostile text for its title.
fn library() -> Result<(Database, Session)> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    for title in HOSTILE {
        session.add(NewBook::new().title(title));
    }
    session.commit()?;
    Ok((database, session))
}

/// Nothing happened to the tables and their rows.
#[track_caller]
fn unharmed(database: &Database) {
    assert_eq!(database.engine.verify(&METADATA).unwrap(), []);
    let mut connection = database.engine.connect().unwrap();
    let titles = select::<Book>().select(Book::TITLE).order_by(Book::ID);
    assert_eq!(connection.all(titles).unwrap(), HOSTILE);
}

#[test]
fn values_are_found_again() -> Result<()> {
    let (database, mut session) = library()?;
    for (place, title) in HOSTILE.iter().enumerate() {
        let id = place as i64 + 1;
        let ids = |session: &mut Session, query| -> Result<Vec<i64>> { session.scalars(&query) };
        let books = || select::<Book>().select(Book::ID);
        for found in [
            ids(&mut session, books().filter(Book::TITLE.eq(*title)))?,
            ids(&mut session, books().filter_by(Book::TITLE, *title))?,
            ids(&mut session, books().filter(Book::TITLE.in_([*title])))?,
            ids(
                &mut session,
                books().filter(Book::TITLE.between(*title, *title)),
            )?,
            ids(
                &mut session,
                books().filter(Book::TITLE.concat(*title).eq(title.repeat(2))),
            )?,
            ids(
                &mut session,
                books().filter(literal(*title).eq(Book::TITLE)),
            )?,
            ids(
                &mut session,
                books().filter(Book::TITLE.nullif(*title).is_null()),
            )?,
            ids(
                &mut session,
                books().filter(expression::<bool>(text("title = :it").bind("it", *title))),
            )?,
        ] {
            assert_eq!(found, [id], "{title:?}");
        }
        let raw = text("SELECT id FROM books WHERE title = :title").bind("title", *title);
        assert_eq!(session.execute(raw)?.all()?[0].get::<i64>(0)?, id);
    }
    drop(session);
    unharmed(&database);
    Ok(())
}

#[test]
fn searched_text_is_nothing_but_text() -> Result<()> {
    let (database, mut session) = library()?;
    let mut found = |condition| -> Result<Vec<String>> {
        let books = select::<Book>().filter(condition).order_by(Book::ID);
        session.scalars(&books.select(Book::TITLE))
    };
    let those = |test: &dyn Fn(&str) -> bool| -> Vec<String> {
        let titles = HOSTILE.iter().filter(|title| test(title));
        titles.map(|title| title.to_string()).collect()
    };
    for part in HOSTILE {
        assert_eq!(
            found(Book::TITLE.contains(part))?,
            those(&|title| title.contains(part)),
            "{part:?}"
        );
        assert_eq!(
            found(Book::TITLE.starts_with(part))?,
            those(&|title| title.starts_with(part))
        );
        assert_eq!(
            found(Book::TITLE.ends_with(part))?,
            those(&|title| title.ends_with(part))
        );
    }
    drop(session);
    unharmed(&database);
    Ok(())
}

#[test]
fn arguments_of_functions_are_values() -> Result<()> {
    let (database, session) = library()?;
    drop(session);
    let mut connection = database.engine.connect()?;
    for (place, title) in HOSTILE.iter().enumerate() {
        let book = select::<Book>().filter(Book::ID.eq(place as i64 + 1));
        let row: (String, Option<String>, String) = connection.one(book.select((
            Book::TITLE.replace(title, "x"),
            Book::TITLE.joined_by(title),
            Book::TITLE.nullif(*title).coalesce(*title),
        )))?;
        let replaced = if title.is_empty() { "" } else { "x" };
        assert_eq!(
            row,
            (
                replaced.to_owned(),
                Some(title.to_string()),
                title.to_string()
            )
        );
    }
    drop(connection);
    unharmed(&database);
    Ok(())
}

#[test]
fn statements_write_what_they_are_given() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    for name in HOSTILE {
        let row = || insert::<Author>().values([NewAuthor::new().name(name)]);
        let ids = connection.execute(row().returning(Author::ID))?;
        let again = row()
            .on_conflict(Author::NAME)
            .do_update([Author::NAME.set(excluded(Author::NAME).concat(name))])
            .returning(Author::NAME);
        assert_eq!(connection.execute(again)?, [name.repeat(2)]);
        let back = update::<Author>()
            .filter(Author::ID.eq(ids[0]))
            .set([Author::NAME.set(name)])
            .returning(Author::NAME);
        assert_eq!(connection.execute(back)?, [name]);
        connection.execute(text("DELETE FROM authors"))?;
    }
    connection.commit()?;
    drop(connection);
    assert_eq!(database.engine.verify(&METADATA)?, []);
    Ok(())
}

#[test]
fn keys_of_text_are_values() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    for code in HOSTILE {
        let country = session.add(shop::NewCountry::new().code(code).name(code));
        session.flush()?;
        session.expire_all();
        assert_eq!(session.get::<shop::Country>(code)?, Some(country));
        session[country].name = format!("{code}!");
        session.flush()?;
        session.delete(country)?;
        session.flush()?;
    }
    session.commit()?;
    drop(session);
    assert_eq!(database.engine.verify(&shop::METADATA)?, []);
    Ok(())
}

#[test]
fn what_has_to_be_a_name_is_refused_where_it_is_none() -> Result<()> {
    let (database, session) = library()?;
    drop(session);
    let mut connection = database.engine.connect()?;
    // `_` could be the name of a function.
    for name in HOSTILE.into_iter().filter(|name| *name != "_") {
        let called = select::<Book>().select(function::<String, _>(name, Book::TITLE));
        let error = connection.all(called).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse, "{name:?}");
    }
    drop(connection);
    unharmed(&database);
    Ok(())
}

#[test]
fn options_of_a_url_are_no_statements() {
    for value in HOSTILE {
        for option in [
            "journal_mode",
            "synchronous",
            "busy_timeout",
            "foreign_keys",
            "mode",
            value,
        ] {
            let engine = Engine::builder("sqlite::memory:")
                .option(option, value)
                .open();
            let error = engine.map(|_| ()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{option} {value:?}");
        }
    }
}
