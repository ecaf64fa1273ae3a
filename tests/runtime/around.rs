//! Sessions that live inside something else: a test, a transaction of the program's own, hooks.

use std::{
    io::{self, Write},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use fixtures::bookshop::{Author, Book, METADATA, NewAuthor, NewBook};
use ormgen_runtime::{
    BeginMode, Constraint, Engine, Error, ErrorKind, Result, Session, StatementEvent, rusqlite,
    text,
};

use crate::support::{Database, File};

#[test]
fn a_session_for_a_test_leaves_nothing_behind() -> Result<()> {
    let file = File::new();
    let engine = Engine::open(&file.url())?;
    METADATA.create_all(&engine)?;
    let mut session = Session::for_test(&engine);
    let card = session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    session.add(NewAuthor::new().name("rolled back"));
    session.flush()?;
    session.rollback()?;
    session.append(card, Author::BOOKS, NewBook::new().title("Ender's Game"))?;
    let mut inner = session.begin_nested()?;
    inner.add(NewAuthor::new().name("nested"));
    inner.rollback()?;
    session.commit()?;
    assert_eq!(session.query::<Author>().count()?, 1);
    assert_eq!(session.query::<Book>().count()?, 1);
    drop(session);
    let mut session = Session::new(&engine);
    assert_eq!(session.query::<Author>().count()?, 0);
    assert_eq!(session.query::<Book>().count()?, 0);
    Ok(())
}

#[test]
fn a_session_works_in_a_transaction_that_the_program_has_open() -> Result<()> {
    let file = File::new();
    METADATA.create_all(&Engine::open(&file.url())?)?;
    let mut connection = rusqlite::Connection::open(file.path()).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON; BEGIN")
        .unwrap();
    connection
        .execute("INSERT INTO authors (name) VALUES ('by hand')", [])
        .unwrap();

    let mut session = Session::on(&mut connection)?;
    let known = session.query::<Author>().one()?;
    session.append(known, Author::BOOKS, NewBook::new().title("kept"))?;
    session.commit()?;
    session.add(NewBook::new().title("lost"));
    session.flush()?;
    drop(session);
    let count = |connection: &rusqlite::Connection| {
        let sql = "SELECT count(*) FROM books";
        connection
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(
        count(&connection),
        1,
        "what was committed is in the program's transaction"
    );
    assert!(!connection.is_autocommit());
    let outside = rusqlite::Connection::open(file.path()).unwrap();
    assert_eq!(count(&outside), 0);
    connection.execute_batch("COMMIT").unwrap();
    assert_eq!(count(&outside), 1);

    let mut session = Session::on(&mut connection)?;
    session.add(NewBook::new().title("alone"));
    session.commit()?;
    drop(session);
    assert_eq!(count(&outside), 2, "without one, each commit is durable");

    let mut loose = rusqlite::Connection::open(file.path()).unwrap();
    loose.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let error = Session::on(&mut loose).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error.to_string().contains("PRAGMA foreign_keys = ON"),
        "{error}"
    );
    Ok(())
}

#[test]
fn foreign_keys_are_checked_after_a_key_has_changed() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::for_test(&database.engine);
    let [card, herbert] = ["Card", "Herbert"].map(|name| session.add(NewAuthor::new().name(name)));
    for author in [card, herbert] {
        session.append(author, Author::BOOKS, NewBook::new().title("kept"))?;
    }
    session.commit()?;
    (session[card].id, session[herbert].id) = (70, 71);
    database.sent();
    session.flush()?;
    let switches = database.sent().into_iter();
    let switches = switches.filter(|sql| sql.starts_with("PRAGMA")).count();
    assert_eq!(switches, 1, "once in a transaction");
    session.commit()?;
    for title in ["in this", "in a later one"] {
        let author = session.get_one::<Author>(70)?;
        session[author].name.push('!');
        session.flush()?;
        session.execute(text(
            "INSERT INTO books (title, author_id) VALUES ('lost', 99)",
        ))?;
        let error = session.commit().unwrap_err();
        let kind = ErrorKind::Integrity(Constraint::ForeignKey);
        assert_eq!(
            (error.kind(), error.table()),
            (kind, Some("books")),
            "{title}: {error}"
        );
        session.rollback()?;
        assert_eq!(session[author].name, "Card", "{title}");
        session.commit()?;
    }
    drop(session);

    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "PRAGMA foreign_keys = ON; CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL); \
             CREATE TABLE books (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES authors (id)); \
             INSERT INTO authors VALUES (1, 'Card'); INSERT INTO books VALUES (1, 1);",
        )
        .unwrap();
    for is_open in [true, false] {
        if is_open {
            connection.execute_batch("BEGIN").unwrap();
        }
        let mut session = Session::on(&mut connection)?;
        for id in [2, 3] {
            let card = session.query::<Author>().one()?;
            session[card].id = id;
            session.commit()?;
        }
        let lost = text("INSERT INTO books (author_id) VALUES (99)");
        let outcome = session.execute(lost).and_then(|_| session.commit());
        assert_eq!(
            outcome.is_ok(),
            is_open,
            "the program's COMMIT has the last word"
        );
        drop(session);
        if is_open {
            connection.execute_batch("COMMIT").unwrap_err();
            connection.execute_batch("ROLLBACK").unwrap();
        }
    }
    Ok(())
}

#[test]
fn hooks_run_at_their_moments() -> Result<()> {
    let database = Database::new(&METADATA);
    let calls = Arc::new(AtomicUsize::new(0));
    let count = |calls: &Arc<AtomicUsize>, weight: usize| {
        let calls = Arc::clone(calls);
        move |_: &mut Session| {
            calls.fetch_add(weight, SeqCst);
        }
    };
    let flushed = Arc::clone(&calls);
    let mut session = Session::builder(&database.engine)
        .before_flush(|session| {
            for book in session.new_rows::<Book>() {
                session.pending_mut(book)?.set(Book::PRICE, 1.0);
            }
            let refused = session.new_rows::<Author>().into_iter().any(|author| {
                let name = session.pending(author).and_then(|it| it.get(Author::NAME));
                name.is_ok_and(|name| name.as_deref() == Some("refused"))
            });
            match refused {
                true => session.get_one::<Author>(99).map(drop),
                false => Ok(()),
            }
        })
        .after_flush(move |_| {
            flushed.fetch_add(1, SeqCst);
            Ok(())
        })
        .after_commit(count(&calls, 100))
        .after_rollback(count(&calls, 10_000))
        .build();
    let book = session.add(NewBook::new().title("Ender's Game"));
    assert_eq!(session.query::<Book>().count()?, 1);
    session.commit()?;
    assert_eq!(
        session[book].price,
        Some(1.0),
        "what a hook changes is written"
    );
    session.commit()?;
    session.rollback()?;
    assert_eq!(calls.load(SeqCst), 10_201);
    session.add(NewAuthor::new().name("refused"));
    database.sent();
    assert_eq!(
        session.commit().unwrap_err().kind(),
        ErrorKind::NoResultFound
    );
    assert!(
        !session.needs_rollback(),
        "nothing was sent that has to be undone"
    );
    Ok(())
}

#[test]
fn a_hook_before_a_rollback_sees_what_is_undone() -> Result<()> {
    let database = Database::new(&METADATA);
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = |moment: &'static str| {
        let told = Arc::clone(&told);
        move |session: &mut Session| {
            let known = session.rows::<Author>();
            let written = known.iter().filter_map(|row| session.try_get(*row).ok());
            let names = written.map(|author| author.name.clone());
            let new = session.new_rows::<Author>().len();
            let names: Vec<_> = names.collect();
            told.lock().unwrap().push((moment, names, new));
        }
    };
    let mut session = Session::builder(&database.engine)
        .before_rollback(tell("before"))
        .after_rollback(tell("after"))
        .build();
    let card = session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    session[card].name = "Orson".to_owned();
    session.add(NewAuthor::new().name("New"));
    session.begin_nested()?.rollback()?;
    assert!(told.lock().unwrap().is_empty(), "a savepoint is a part");
    session.add(NewAuthor::new().name("Newer"));
    session.rollback()?;
    let before = vec!["Orson".to_owned(), "New".to_owned()];
    let after = vec!["Card".to_owned()];
    assert_eq!(
        *told.lock().unwrap(),
        [("before", before, 1), ("after", after, 0)]
    );
    Ok(())
}

#[test]
fn sessions_inside_others_have_options_too() -> Result<()> {
    let file = File::new();
    let engine = Engine::open(&file.url())?;
    METADATA.create_all(&engine)?;
    let commits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&commits);
    let builder = Session::builder(&engine)
        .autoflush(false)
        .after_commit(move |_| {
            counted.fetch_add(1, SeqCst);
        });
    let work = |session: &mut Session| {
        session.add(NewAuthor::new().name("Card"));
        assert_eq!(session.query::<Author>().count()?, 0, "nothing is flushed");
        session.commit()
    };
    work(&mut builder.for_test())?;
    let mut connection = rusqlite::Connection::open(file.path()).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON; BEGIN")
        .unwrap();
    let mut within = builder.on(&mut connection)?;
    work(&mut within)?;
    drop(within);
    connection.execute_batch("ROLLBACK").unwrap();
    builder.transaction(work)?;
    assert_eq!(commits.load(SeqCst), 4, "the last of them twice");
    Ok(())
}

#[test]
fn a_commit_flushes_what_its_hooks_add_until_nothing_is_left() -> Result<()> {
    let database = Database::new(&METADATA);
    let add = |session: &mut Session, number: usize| {
        session.add(NewAuthor::new().name(format!("author {number}")));
    };
    for (most, savepoint) in [(3, false), (3, true), (usize::MAX, false)] {
        let [before, after] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
        let (counted, added) = (Arc::clone(&before), Arc::clone(&after));
        let mut session = Session::builder(&database.engine)
            .before_flush(move |_| {
                counted.fetch_add(1, SeqCst);
                Ok(())
            })
            .after_flush(move |session| {
                let number = added.fetch_add(1, SeqCst);
                if number < most {
                    add(session, number + 1);
                }
                Ok(())
            })
            .build();
        add(&mut session, 0);
        if savepoint {
            session.begin_nested()?.rollback()?;
            assert_eq!(session.new_rows::<Author>(), [], "all is flushed before it");
        }
        let outcome = session.commit();
        let flushes = [before.load(SeqCst), after.load(SeqCst)];
        if most == 3 {
            outcome?;
            assert_eq!(flushes, [4, 4]);
            assert_eq!(session.query::<Author>().delete()?, 4);
            session.commit()?;
            continue;
        }
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        assert!(
            error.to_string().starts_with("after 100 flushes in a row"),
            "{error}"
        );
        assert_eq!(flushes, [100, 100]);
        session.rollback()?;
        assert_eq!(session.query::<Author>().count()?, 0);
    }
    Ok(())
}

#[test]
fn a_session_tells_of_its_own_statements_alone() -> Result<()> {
    let file = File::new();
    let [of_engine, of_session] = [(); 2].map(|()| Arc::new(Mutex::new(Vec::new())));
    let log = |to: &Arc<Mutex<Vec<String>>>| {
        let to = Arc::clone(to);
        move |event: &StatementEvent<'_>| {
            let line = format!("{} {}", event.sql, event.changes);
            to.lock().unwrap().push(line);
        }
    };
    let engine = Engine::builder(&file.url());
    let engine = engine.on_statement(log(&of_engine)).open()?;
    METADATA.create_all(&engine)?;
    let builder = Session::builder(&engine).on_statement(log(&of_session));
    let take = |from: &Arc<Mutex<Vec<String>>>| std::mem::take(&mut *from.lock().unwrap());
    let work = |session: &mut Session| {
        session.add(NewAuthor::new().name("Card"));
        session.flush()?;
        session.rollback()
    };
    let insert = "INSERT INTO authors (name) VALUES (?) 1".to_owned();

    take(&of_engine);
    work(&mut builder.session())?;
    let sent = take(&of_session);
    assert_eq!(sent, ["BEGIN 0", &insert, "ROLLBACK 0"]);
    assert_eq!(take(&of_engine), sent, "it goes on beside it");
    // The connection is the same.
    work(&mut Session::new(&engine))?;
    assert_eq!(take(&of_session), [""; 0]);
    assert_eq!(take(&of_engine).len(), 3);

    let mut connection = rusqlite::Connection::open(file.path()).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON")
        .unwrap();
    let mut within = builder.on(&mut connection)?;
    work(&mut within)?;
    drop(within);
    work(&mut builder.for_test())?;
    let inserts = take(&of_session).into_iter().filter(|line| *line == insert);
    assert_eq!(inserts.count(), 2);
    Ok(())
}

/// Ends another transaction once it has been in the way twice.
struct Patience {
    begun: usize,
    other: Arc<Mutex<Option<Session>>>,
}

impl Write for Patience {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun += usize::from(bytes.starts_with(b"BEGIN IMMEDIATE"));
        if self.begun == 3 {
            drop(self.other.lock().unwrap().take());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_transaction_is_tried_again_where_another_is_in_the_way() -> Result<()> {
    let file = File::new();
    let open = || Engine::builder(&file.url()).option("busy_timeout", "0");
    let engine = open().begin_mode(BeginMode::Immediate).open()?;
    METADATA.create_all(&engine)?;
    let mut blocker = Session::new(&engine);
    blocker.begin()?;
    let other = Arc::new(Mutex::new(Some(blocker)));
    let patience = Patience {
        begun: 0,
        other: Arc::clone(&other),
    };
    let engine = open().echo_to(patience).open()?;
    let mut tries = 0;
    engine.transaction(|session| {
        tries += 1;
        session.add(NewAuthor::new().name("Card"));
        Ok::<_, Error>(())
    })?;
    assert_eq!(tries, 1, "the work begins once its turn has come");
    assert!(other.lock().unwrap().is_none());
    let mut session = Session::new(&engine);
    assert_eq!(session.query::<Author>().count()?, 1);
    session.rollback()?;

    let mut tries = 0;
    let failed: Result<()> = engine.transaction(|session| {
        tries += 1;
        session.execute(text("SELECT nothing"))?;
        Ok(())
    });
    assert_eq!(
        (failed.unwrap_err().kind(), tries),
        (ErrorKind::Database, 1)
    );
    Ok(())
}

#[test]
fn a_function_after_a_flush_may_touch_what_it_does_not_change() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let mut session = Session::builder(&database.engine)
        .after_flush(move |session| {
            counted.fetch_add(1, SeqCst);
            let card = session.get_one::<Author>(1)?;
            session[card].name = "Orson".to_owned();
            Ok(())
        })
        .build();
    session.add(NewAuthor::new().name("Clarke"));
    session.query::<Book>().delete()?;
    session.commit()?;
    assert_eq!(
        calls.load(SeqCst),
        2,
        "after the new row, and after its own change"
    );
    let mut other = Session::new(&database.engine);
    let card = other.get_one::<Author>(1)?;
    assert_eq!(other[card].name, "Orson");
    Ok(())
}
