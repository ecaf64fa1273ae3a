//! Does text stay text, wherever it gets in?

use fixtures::{
    bookshop::{Author, Book, METADATA, NewAuthor, NewBook},
    shop,
};
use ormgen_runtime::{
    Engine, ErrorKind, Metadata, Result, Session, excluded, insert, literal,
    query::{Select, expression, function},
    select,
    serde_json::json,
    text, update,
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

/// Whether a text is like a pattern, as SQLite has it: case counts in no letter from A to Z.
fn is_like(text: &[char], pattern: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => (0..=text.len()).any(|from| is_like(&text[from..], rest)),
        ['_', rest @ ..] => !text.is_empty() && is_like(&text[1..], rest),
        [letter, rest @ ..] => {
            let is_same = |own: &char| own.eq_ignore_ascii_case(letter);
            text.first().is_some_and(is_same) && is_like(&text[1..], rest)
        }
    }
}

#[test]
fn patterns_are_patterns_and_no_more() -> Result<()> {
    let (database, mut session) = library()?;
    let mut found = |condition| -> Result<Vec<String>> {
        let books = select::<Book>().filter(condition).order_by(Book::ID);
        session.scalars(&books.select(Book::TITLE))
    };
    for pattern in HOSTILE {
        let letters: Vec<_> = pattern.chars().collect();
        let is_meant = |title: &&&str| is_like(&title.chars().collect::<Vec<_>>(), &letters);
        let those: Vec<_> = HOSTILE.iter().filter(is_meant).copied().collect();
        assert_eq!(found(Book::TITLE.like(pattern))?, those, "{pattern:?}");
        assert_eq!(found(Book::TITLE.ilike(pattern))?, those, "{pattern:?}");

        let spelled = pattern
            .chars()
            .map(|letter| format!(r"\x{{{:x}}}", u32::from(letter)));
        let exact = format!(r"\A{}\z", spelled.collect::<String>());
        assert_eq!(found(Book::TITLE.regexp_match(exact.as_str()))?, [pattern]);
        let is_expression = !["\\", "?", "?1"].contains(&pattern);
        let matched = found(Book::TITLE.regexp_match(pattern));
        assert_eq!(matched.is_ok(), is_expression, "{pattern:?}: {matched:?}");
    }
    drop(session);
    unharmed(&database);
    Ok(())
}

#[test]
fn paths_into_documents_are_values() -> Result<()> {
    let (database, session) = library()?;
    drop(session);
    let mut connection = database.engine.connect()?;
    let first = || select::<Book>().filter(Book::ID.eq(1));
    for key in HOSTILE {
        let mut at = |path: &str| {
            let found = literal(json!({ key: "found" })).json_at::<String>(path);
            connection.one(first().select(found))
        };
        // What is no path is refused, and what is one leads nowhere.
        if let Ok(found) = at(key) {
            assert_eq!(found, None, "{key:?}");
        }
        if !key.contains(['"', '\\', '\n']) {
            let found = at(&format!("$.\"{key}\""))?;
            assert_eq!(found.as_deref(), Some("found"), "{key:?}");
        }
    }
    drop(connection);
    unharmed(&database);
    Ok(())
}

#[test]
fn cursors_are_values() -> Result<()> {
    let (database, session) = library()?;
    drop(session);
    let mut connection = database.engine.connect()?;
    let mut sorted: Vec<_> = HOSTILE.into_iter().zip(1_i64..).collect();
    sorted.sort_unstable();
    let ids: Vec<_> = sorted.iter().map(|(_, id)| *id).collect();
    let books = || {
        let books = select::<Book>().select(Book::ID);
        books.keyset((Book::TITLE, Book::ID))
    };
    for (place, (title, id)) in sorted.into_iter().enumerate() {
        let cursor = || (title.to_owned(), id);
        let after = connection.all(books().after(cursor()))?;
        assert_eq!(after, ids[place + 1..], "{title:?}");
        let before = connection.all(books().before(cursor()))?;
        assert_eq!(before, ids[..place], "{title:?}");
    }
    drop(connection);
    unharmed(&database);
    Ok(())
}

#[test]
fn names_of_values_are_found_in_the_statement_or_refused() -> Result<()> {
    let (database, session) = library()?;
    drop(session);
    let mut connection = database.engine.connect()?;
    for name in HOSTILE {
        let sql = text("SELECT count(*) FROM books WHERE title = :title").bind("title", "%");
        assert_eq!(connection.execute(sql.clone())?.all()?[0].get::<i64>(0)?, 1);
        let error = connection.execute(sql.bind(name, 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse, "{name:?}");
    }
    drop(connection);
    unharmed(&database);
    Ok(())
}

/// Books in an order that a user chose: what is not known is none.
fn in_order(chosen: &str) -> Select<Book> {
    let books = select::<Book>();
    match chosen {
        "title" => books.order_by(Book::TITLE),
        "-title" => books.order_by(Book::TITLE.desc()),
        _ => books.order_by(Book::ID),
    }
}

#[test]
fn an_order_from_outside_chooses_and_writes_nothing() -> Result<()> {
    let (database, session) = library()?;
    drop(session);
    let mut connection = database.engine.connect()?;
    let mut titles = |chosen| connection.all(in_order(chosen).select(Book::TITLE));
    let mut sorted = HOSTILE;
    sorted.sort_unstable();
    assert_eq!(titles("title")?, sorted);
    sorted.reverse();
    assert_eq!(titles("-title")?, sorted);
    for chosen in HOSTILE {
        assert_eq!(titles(chosen)?, HOSTILE, "{chosen:?}");
    }
    // As a value of a statement it is a constant, and orders nothing.
    for chosen in HOSTILE {
        let sql = text("SELECT title FROM books ORDER BY :chosen, id").bind("chosen", chosen);
        let rows = connection.execute(sql)?.all()?;
        let titles: Result<Vec<String>> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(titles?, HOSTILE, "{chosen:?}");
    }
    drop(connection);
    unharmed(&database);
    Ok(())
}

/// An identifier as SQL writes it.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[test]
fn names_of_a_database_that_is_read_are_names() -> Result<()> {
    let engine = Engine::open("sqlite::memory:")?;
    let mut connection = engine.connect()?;
    let names: Vec<_> = HOSTILE.iter().map(|name| format!("{name} t")).collect();
    for (place, name) in names.iter().enumerate() {
        let [table, column, index] = [
            name.clone(),
            HOSTILE[place].to_owned(),
            format!("{name} index"),
        ]
        .map(|name| identifier(&name));
        let parent = identifier(&names[place / 2]);
        connection.execute_batch(&format!(
            "CREATE TABLE {table} (id INTEGER PRIMARY KEY, {column} TEXT NOT NULL, parent_id INT REFERENCES {parent} (id));
             CREATE INDEX {index} ON {table} ({column});"
        ))?;
    }
    connection.commit()?;
    drop(connection);
    let read = Metadata::reflect(&engine)?;
    let mut found: Vec<_> = read.tables().iter().map(|table| table.name).collect();
    found.sort_unstable();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(found, sorted);

    let copy = Engine::open("sqlite::memory:")?;
    read.create_all(&copy)?;
    assert_eq!(copy.verify(&read)?, []);
    read.drop_all(&copy)?;
    assert_eq!(Metadata::reflect(&copy)?.tables().len(), 0);
    Ok(())
}
