//! What does a program do with connections as they are opened, and with one as SQLite has it?

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};

use fixtures::bookshop::{Author, METADATA, NewAuthor};
use ormgen_runtime::{
    Engine, ErrorKind, Result, Session,
    query::function,
    rusqlite::{self, functions::FunctionFlags},
    select, text,
};

use crate::support::{Database, File};

/// An engine whose connections have a function, and how many there were.
fn greeted(url: &str) -> Result<(Engine, Arc<AtomicUsize>)> {
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    let engine = Engine::builder(url)
        .on_connect(|connection| {
            let flags = FunctionFlags::SQLITE_DETERMINISTIC;
            connection.create_scalar_function("backwards", 1, flags, |call| {
                Ok(call.get::<String>(0)?.chars().rev().collect::<String>())
            })
        })
        .on_connect(move |connection| {
            count.fetch_add(1, Relaxed);
            connection.create_collation("by_length", |a, b| a.len().cmp(&b.len()))
        })
        .open()?;
    METADATA.create_all(&engine)?;
    Ok((engine, opened))
}

#[test]
fn every_connection_has_what_the_program_gives_it() -> Result<()> {
    let file = File::new();
    let (engine, opened) = greeted(&file.url())?;
    let mut session = Session::new(&engine);
    session.add_all(["Card", "Al"].map(|name| NewAuthor::new().name(name)));
    session.commit()?;
    let mut first = engine.connect()?;
    let mut second = engine.connect()?;
    for connection in [&mut first, &mut second] {
        let names = select::<Author>().select(function::<String, _>("backwards", Author::NAME));
        assert_eq!(connection.all(names)?, ["draC", "lA"]);
        let sql = "SELECT name FROM authors ORDER BY name COLLATE by_length";
        let rows = connection.execute(text(sql))?.all()?;
        assert_eq!(rows[0].get::<String>(0)?, "Al");
    }
    assert_eq!(opened.load(Relaxed), 2);
    drop((first, second));
    drop(engine.connect()?);
    assert_eq!(opened.load(Relaxed), 2, "they are used again");
    Ok(())
}

#[test]
fn a_connection_that_cannot_be_prepared_is_none() -> Result<()> {
    let engine = Engine::builder("sqlite::memory:")
        .on_connect(|connection| connection.execute_batch("PRAGMA nonsense; SELECT nonsense"))
        .open()?;
    for _ in 0..2 {
        let error = engine.connect().map(drop).unwrap_err();
        assert!(error.to_string().contains("nonsense"), "{error}");
    }
    assert_eq!(engine.pool().in_use, 0);
    Ok(())
}

#[test]
fn what_every_connection_has_set_stays_so() -> Result<()> {
    let left = |option: &str, sql: &'static str| {
        let engine = Engine::builder(&format!("sqlite::memory:{option}"))
            .on_connect(move |connection| connection.execute_batch(sql))
            .open()?;
        let outcome = engine.connect().map(drop);
        assert_eq!(engine.pool().in_use, 0);
        outcome
    };
    for (option, sql, message) in [
        (
            "",
            "BEGIN",
            "`on_connect` left a transaction open: commit it there, or roll it back",
        ),
        (
            "",
            "PRAGMA foreign_keys = OFF",
            "`on_connect` switched foreign keys off, and the engine was opened with `foreign_keys=on`: open it with `foreign_keys=off`",
        ),
        (
            "?foreign_keys=off",
            "PRAGMA foreign_keys = ON",
            "`on_connect` switched foreign keys on, and the engine was opened with `foreign_keys=off`: open it with `foreign_keys=on`",
        ),
    ] {
        let error = left(option, sql).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(error.to_string(), message);
    }
    left("", "BEGIN; COMMIT; PRAGMA foreign_keys = ON")?;
    left("?foreign_keys=off", "PRAGMA foreign_keys = OFF")
}

/// Goes with its connection, and tells then whether the pool can be asked meanwhile.
struct Closing(mpsc::Sender<bool>, &'static OnceLock<Engine>);

impl Drop for Closing {
    fn drop(&mut self) {
        let (answer, answered) = mpsc::channel();
        let engine = self.1;
        thread::spawn(move || answer.send(engine.get().map(Engine::pool)));
        let answer = answered.recv_timeout(Duration::from_secs(10));
        self.0.send(answer.is_ok()).ok();
    }
}

#[test]
fn nobody_waits_for_a_connection_that_is_closed() -> Result<()> {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let file = File::new();
    let (closed, closes) = mpsc::channel();
    let engine = Engine::builder(&file.url())
        .pool_recycle(Duration::ZERO)
        .on_connect(move |connection| {
            let closing = Closing(closed.clone(), &ENGINE);
            connection.create_scalar_function("kept", 0, FunctionFlags::default(), move |_| {
                let _kept = &closing;
                Ok(true)
            })
        })
        .open()?;
    let engine = ENGINE.get_or_init(|| engine);
    drop(engine.connect()?);
    drop(engine.connect()?);
    assert_eq!(closes.try_recv(), Ok(true), "the pool answers meanwhile");
    Ok(())
}

/// A file that another one took the place of, as a backup does, is no longer what others see.
#[cfg(unix)]
#[test]
fn a_connection_whose_file_was_replaced_is_not_used_again() -> Result<()> {
    let file = File::new();
    let (engine, opened) = greeted(&file.url())?;
    let count = || engine.connect()?.count(select::<Author>());
    let mut session = Session::new(&engine);
    session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    assert_eq!((count()?, opened.load(Relaxed)), (1, 1));
    let backup = file.path().with_extension("backup");
    let empty = Engine::open(&format!("sqlite:///{}", backup.display()))?;
    METADATA.create_all(&empty)?;
    drop(empty);
    std::fs::rename(&backup, file.path()).unwrap();
    assert_eq!(
        (count()?, opened.load(Relaxed)),
        (0, 2),
        "that of the backup"
    );
    assert_eq!(engine.pool().idle, 1, "the other one is closed");
    assert_eq!((count()?, opened.load(Relaxed)), (0, 2));
    Ok(())
}

#[test]
fn a_session_gives_its_connection_with_all_that_is_written() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    let connection: &mut rusqlite::Connection = session.rusqlite()?;
    assert!(!connection.is_autocommit());
    let names = connection.query_row("SELECT name FROM authors", [], |row| row.get(0));
    assert_eq!(names, Ok("Card".to_owned()));
    connection
        .execute("UPDATE authors SET name = 'Orson'", [])
        .unwrap();
    session.expire_all();
    session.refresh(card)?;
    assert_eq!(session[card].name, "Orson");
    session.rollback()?;
    assert_eq!(
        session.query::<Author>().count()?,
        0,
        "it was one transaction"
    );
    Ok(())
}

#[test]
fn a_session_runs_several_statements() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.add(NewAuthor::new().name("Card"));
    session
        .execute_batch("UPDATE authors SET name = 'x'; INSERT INTO authors (name) VALUES ('y')")?;
    assert_eq!(session[card].name, "Card", "the session does not know");
    session.expire_all();
    session.refresh(card)?;
    assert_eq!(session[card].name, "x");
    let error = session
        .execute_batch("DELETE FROM authors; nonsense")
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Database);
    session.rollback()?;
    assert_eq!(session.query::<Author>().count()?, 0);
    let mut session = Session::builder(&database.engine).autobegin(false).build();
    assert_eq!(
        session.execute_batch("SELECT 1").unwrap_err().kind(),
        ErrorKind::Misuse
    );
    Ok(())
}

#[test]
fn a_transaction_that_ended_on_the_raw_connection_is_noticed() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    let ended = |raw: &rusqlite::Connection| {
        raw.execute_batch("INSERT INTO authors (id, name) VALUES (1, 'Card')")
            .unwrap();
        let twice = "INSERT OR ROLLBACK INTO authors (id, name) VALUES (1, 'Card')";
        assert!(raw.execute_batch(twice).is_err() && raw.is_autocommit());
    };
    ended(connection.rusqlite()?);
    let another = || text("INSERT INTO authors (name) VALUES ('Orson')");
    let error = connection.execute(another()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RollbackNeeded);
    assert_eq!(
        error.to_string(),
        "the transaction ended otherwise than by `commit()` or `rollback()`: what was committed so stands; call `rollback()` first"
    );
    assert_eq!(
        connection.commit().unwrap_err().kind(),
        ErrorKind::RollbackNeeded
    );
    connection.rollback()?;
    assert_eq!(
        connection.count(select::<Author>())?,
        0,
        "nothing was committed"
    );
    ended(connection.rusqlite()?);
    connection.rollback()?;
    connection.execute(another())?;
    connection.commit()?;
    drop(connection);
    for mut session in [
        Session::new(&database.engine),
        Session::for_test(&database.engine),
    ] {
        session.add(NewAuthor::new().name("Ann"));
        let raw = session.rusqlite()?;
        raw.execute_batch("ROLLBACK").unwrap();
        session.add(NewAuthor::new().name("Bob"));
        assert_eq!(
            session.flush().unwrap_err().kind(),
            ErrorKind::RollbackNeeded
        );
        session.rollback()?;
        assert_eq!(session.query::<Author>().count()?, 1);
        session.rusqlite()?.execute_batch("ROLLBACK").unwrap();
        let error = session.query::<Author>().stream().map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RollbackNeeded);
        session.rollback()?;
        session.rusqlite()?.execute_batch("ROLLBACK").unwrap();
        session.rollback()?;
        assert_eq!(session.query::<Author>().count()?, 1);
    }
    Ok(())
}

#[test]
fn a_script_that_ends_the_transaction_has_done_so() -> Result<()> {
    let database = Database::new(&METADATA);
    let script = |name: &str| format!("INSERT INTO authors (name) VALUES ('{name}'); COMMIT");
    let broken = |name: &str| script(name) + "; nonsense";
    let message = "the transaction ended within the script: what it committed stands; call `rollback()` first";
    let mut connection = database.engine.connect()?;
    connection.execute_batch(&script("Card"))?;
    connection.execute(text("INSERT INTO authors (name) VALUES ('Ann')"))?;
    connection.rollback()?;
    assert_eq!(
        connection.count(select::<Author>())?,
        1,
        "and the next one began"
    );
    assert!(connection.execute_batch(&broken("Orson")).is_err());
    let error = connection.count(select::<Author>()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RollbackNeeded);
    assert_eq!(error.to_string(), message);
    connection.rollback()?;
    assert_eq!(connection.count(select::<Author>())?, 2);
    drop(connection);
    let mut session = Session::new(&database.engine);
    assert!(session.execute_batch(&broken("Scott")).is_err());
    let error = session.query::<Author>().count().unwrap_err();
    assert_eq!(error.to_string(), message);
    session.rollback()?;
    assert_eq!(session.query::<Author>().count()?, 3);
    Ok(())
}
