//! How is a database reached, and with which settings?

use std::{
    fs,
    sync::{Arc, Mutex},
    time::Duration,
};

use fixtures::bookshop::{Author, Book, METADATA, NewAuthor};
use ormgen_runtime::{Connection, Engine, ErrorKind, Result, Session, select, text};

use crate::support::{Database, File};

/// What a connection says of a setting.
fn setting(connection: &mut Connection, name: &str) -> String {
    let rows = connection.execute(text(format!("PRAGMA {name}"))).unwrap();
    let row = &rows.all().unwrap()[0];
    row.get::<String>(0)
        .or_else(|_| row.get::<i64>(0).map(|number| number.to_string()))
        .unwrap()
}

fn settings(engine: &Engine) -> [String; 4] {
    let mut connection = engine.connect().unwrap();
    [
        "foreign_keys",
        "busy_timeout",
        "synchronous",
        "journal_mode",
    ]
    .map(|name| setting(&mut connection, name))
}

#[test]
fn each_connection_of_a_pool_has_the_settings() {
    let file = File::new();
    let engine = Engine::open(&file.url()).unwrap();
    let mut connections: Vec<_> = (0..3).map(|_| engine.connect().unwrap()).collect();
    for connection in &mut connections {
        let read = ["foreign_keys", "busy_timeout", "synchronous"];
        assert_eq!(
            read.map(|name| setting(connection, name)),
            ["1", "5000", "2"]
        );
    }
    drop(connections);
    assert_eq!(settings(&engine), ["1", "5000", "2", "delete"]);
    let memory = Engine::open("sqlite::memory:").unwrap();
    assert_eq!(settings(&memory), ["1", "5000", "2", "memory"]);
}

#[test]
fn settings_come_from_the_url_or_the_builder() {
    let file = File::new();
    let options = "?foreign_keys=off&busy_timeout=100&synchronous=normal&journal_mode=wal";
    let by_url = Engine::open(&format!("{}{options}", file.url())).unwrap();
    assert_eq!(settings(&by_url), ["0", "100", "1", "wal"]);

    let by_builder = Engine::builder(&format!("{}?busy_timeout=1", file.url()))
        .option("foreign_keys", "off")
        .option("busy_timeout", "100")
        .option("synchronous", "EXTRA")
        .open()
        .unwrap();
    assert_eq!(
        settings(&by_builder),
        ["0", "100", "3", "wal"],
        "the journal mode of a file stays as it is"
    );
}

#[test]
fn a_file_is_opened_as_its_mode_says() {
    let file = File::new();
    let missing = Engine::open(&format!("{}?mode=rw", file.url())).unwrap();
    let error = missing.connect().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.to_string().contains("test.db"), "{error}");
    assert!(!file.path().exists());

    METADATA
        .create_all(&Engine::open(&file.url()).unwrap())
        .unwrap();
    let read_only = Engine::open(&format!("{}?mode=ro", file.url())).unwrap();
    let mut connection = read_only.connect().unwrap();
    assert_eq!(connection.all(select::<Author>()).unwrap(), []);
    assert!(connection.execute(text("DELETE FROM authors")).is_err());
}

#[test]
fn every_form_of_an_sqlite_url_is_read() {
    for (url, database) in [
        ("sqlite://", None),
        ("sqlite:///", None),
        ("sqlite::memory:", None),
        ("sqlite:///:memory:", None),
        ("sqlite+pysqlite:///:memory:", None),
        ("sqlite:///relative.db", Some("relative.db")),
        ("sqlite:///folder/relative.db", Some("folder/relative.db")),
        ("sqlite:////absolute.db", Some("/absolute.db")),
        ("sqlite:///C:/data/app.db", Some("C:/data/app.db")),
        (r"sqlite:///C:\data\app.db", Some(r"C:\data\app.db")),
        ("sqlite:///ünï cödé.db", Some("ünï cödé.db")),
        ("sqlite:///a.db?journal_mode=%77al&mode=rwc", Some("a.db")),
    ] {
        let engine = Engine::open(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        assert_eq!(engine.url().database(), database, "{url}");
        assert_eq!(engine.url().dialect(), "sqlite");
    }
}

#[test]
fn a_relative_file_is_one_of_the_working_folder() {
    let file = File::new();
    // The test's own folder relative to the working one, so that nothing is left behind there.
    let up = "../".repeat(std::env::current_dir().unwrap().components().count() - 1);
    let relative = format!(
        "sqlite:///{up}{}",
        file.path().strip_prefix("/").unwrap().display()
    );
    METADATA
        .create_all(&Engine::open(&relative).unwrap())
        .unwrap();
    assert!(fs::metadata(file.path()).unwrap().len() > 0);
}

#[test]
fn what_is_wrong_in_a_url_is_told_with_what_to_do() {
    use ErrorKind::{Configuration, Unsupported};
    for (url, kind, message) in [
        (
            "sqlite:///a.db?busy_timout=1",
            Configuration,
            "an SQLite URL has no option `busy_timout`: did you mean `busy_timeout`?",
        ),
        (
            "sqlite:///a.db?Journal-Mode=wal",
            Configuration,
            "an SQLite URL has no option `Journal-Mode`: did you mean `journal_mode`?",
        ),
        (
            "sqlite:///a.db?charset=utf8",
            Configuration,
            "an SQLite URL has no option `charset`: there are `busy_timeout`, `foreign_keys`, `journal_mode`, `mode`, `statement_cache`, `synchronous`",
        ),
        (
            "sqlite:///a.db?synchronous=2",
            Configuration,
            "option `synchronous` of an SQLite URL is `2`, expected one of `off`, `normal`, `full`, `extra`",
        ),
        (
            "sqlite:///a.db?busy_timeout=5s",
            Configuration,
            "option `busy_timeout` of an SQLite URL is `5s`, expected a number of milliseconds",
        ),
        (
            "sqlite://relative.db",
            Configuration,
            "the database URL cannot be read: an SQLite URL has no host: write `sqlite:///relative.db`, `sqlite:////absolute.db` or `sqlite::memory:`",
        ),
        (
            "relative.db",
            Configuration,
            "the database URL cannot be read: expected `dialect://…`",
        ),
        (
            "postgresql://scott:tiger@localhost:5432/test",
            Unsupported,
            "`postgresql` needs the feature `postgres` of ormgen-runtime, which this version does not have yet; it has `sqlite`",
        ),
        (
            "mysql+pymysql://scott:tiger@localhost/test",
            Unsupported,
            "`mysql` needs the feature `mysql` of ormgen-runtime, which this version does not have yet; it has `sqlite`",
        ),
        (
            "oracle://scott:tiger@localhost/xe",
            Unsupported,
            "there is no driver for `oracle`; there is one for `sqlite`",
        ),
    ] {
        let error = Engine::open(url).unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (kind, message),
            "{url}"
        );
        assert!(!format!("{error:?}").contains("tiger"), "{url}");
    }
}

#[test]
fn a_password_is_shown_nowhere() {
    let url: ormgen_runtime::Url = "postgresql://scott:t%20iger@localhost/x".parse().unwrap();
    assert_eq!(url.password(), Some("t iger"));
    assert_eq!(format!("{url}"), "postgresql://scott:***@localhost/x");
    assert_eq!(
        format!("{url:?}"),
        "Url(postgresql://scott:***@localhost/x)"
    );
    for malformed in [
        "mysql://scott:tiger@host:port/x",
        "mysql:scott:tiger@host",
        "mysql://u:tiger%zz@h",
    ] {
        let error = Engine::open(malformed).unwrap_err();
        assert!(
            !format!("{error} {error:?}").contains("tiger"),
            "{malformed}"
        );
    }
}

#[test]
fn raw_sql_and_plain_rows() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut conn = database.engine.connect()?;
    let rows = conn.execute(text("SELECT 'Hello, ' || :who AS greeting").bind("who", "SQL"))?;
    assert_eq!(rows.all()?[0].get::<String>("greeting")?, "Hello, SQL");

    conn.execute(text(
        "INSERT INTO books (title, price) VALUES ('cheap', 5), ('dear', 50)",
    ))?;
    database.sent();
    let cheap: Vec<Book> = conn.all(select::<Book>().filter(Book::PRICE.lt(20.0)))?;
    assert_eq!(cheap.len(), 1);
    assert_eq!(
        (cheap[0].title.as_str(), cheap[0].promote),
        ("cheap", false)
    );
    assert_eq!(
        database.sent(),
        ["SELECT id, title, author_id, price, promote, added_at FROM books WHERE price < ? [20.0]"]
    );
    Ok(())
}

#[test]
fn a_connection_that_is_dropped_rolls_back() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut conn = database.engine.connect()?;
    conn.execute(text("INSERT INTO authors (name) VALUES ('x')"))?;
    drop(conn);
    assert_eq!(database.engine.connect()?.all(select::<Author>())?, []);
    Ok(())
}

#[test]
fn b135_tables_are_created_once_and_dropped_in_reverse() -> Result<()> {
    let database = Database::new(&METADATA);
    METADATA.create_all(&database.engine)?;
    let sent = database.sent();
    assert_eq!(
        sent.len(),
        1,
        "only the question which tables there are: {sent:?}"
    );

    METADATA.drop_all(&database.engine)?;
    let sent = database.sent();
    let dropped: Vec<_> = sent.iter().filter(|sql| sql.starts_with("DROP")).collect();
    assert_eq!(dropped.len(), 5);
    let place = |table: &str| dropped.iter().position(|sql| sql.ends_with(table)).unwrap();
    assert!(place(" book_categories") < place(" books") && place(" books") < place(" authors"));
    METADATA.drop_all(&database.engine)
}

#[test]
fn a_pool_lends_each_connection_to_one_at_a_time() {
    let file = File::new();
    let builder = Engine::builder(&file.url()).pool_size(1);
    let engine = builder.open().unwrap();
    let first = engine.connect().unwrap();
    let error = engine.connect().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.to_string(),
        "the only connection is in use by this thread: commit, roll back or drop the session or connection that has \
         it; a database in a file can have several"
    );
    let waiting = std::thread::spawn({
        let engine = engine.clone();
        move || engine.connect().map(drop)
    });
    drop(first);
    waiting.join().unwrap().unwrap();
}

#[test]
fn a_wait_for_a_connection_has_an_end() {
    let builder = Engine::builder("sqlite::memory:").pool_timeout(Duration::ZERO);
    let engine = builder.open().unwrap();
    let _first = engine.connect().unwrap();
    let other = std::thread::spawn({
        let engine = engine.clone();
        move || engine.connect().map(drop)
    });
    let error = other.join().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        error.to_string().contains("in use by other threads"),
        "{error}"
    );
}

#[test]
fn each_statement_is_told_of() -> Result<()> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&told);
    let engine = Engine::builder("sqlite::memory:")
        .on_statement(move |event| {
            let kind = event.error.map(|error| error.kind());
            let line = (event.sql.to_owned(), event.rows, event.changes, kind);
            log.lock().unwrap().push(line);
        })
        .open()?;
    let mut connection = engine.connect()?;
    connection.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)")?;
    connection.execute(text("SELECT a FROM t"))?;
    connection.execute(text("DELETE FROM t WHERE a > :a").bind("a", 0))?;
    connection.execute(text("nonsense")).unwrap_err();
    connection.commit()?;
    let told: Vec<_> = told.lock().unwrap().drain(..).collect();
    let told: Vec<_> = told
        .iter()
        .map(|(sql, rows, changes, kind)| (sql.as_str(), *rows, *changes, *kind))
        .collect();
    assert_eq!(
        told,
        [
            ("BEGIN", 0, 0, None),
            (
                "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)",
                0,
                0,
                None
            ),
            ("SELECT a FROM t", 2, 0, None),
            ("DELETE FROM t WHERE a > ?", 0, 2, None),
            ("nonsense", 0, 0, Some(ErrorKind::Database)),
            ("COMMIT", 0, 0, None),
        ]
    );
    Ok(())
}

#[test]
fn prepared_statements_are_kept_and_counted() -> Result<()> {
    let run = |engine: &Engine, statements: &[&str]| -> Result<(u64, u64)> {
        let mut connection = engine.connect()?;
        connection.execute(text("SELECT 0"))?;
        let before = engine.statements();
        for sql in statements {
            connection.execute(text(*sql))?;
        }
        let after = engine.statements();
        Ok((after.hits - before.hits, after.misses - before.misses))
    };
    let engine = Engine::open("sqlite::memory:?statement_cache=2")?;
    assert_eq!(engine.statements().capacity, 2);
    let [a, b, c] = ["SELECT 1", "SELECT 2", "SELECT 3"];
    assert_eq!(run(&engine, &[a, b, a, b, a])?, (3, 2));
    // The third takes the place of the one that was used longest ago.
    assert_eq!(run(&engine, &[a, b, c, a])?, (0, 4));

    let none = Engine::builder("sqlite::memory:")
        .statement_cache(0)
        .open()?;
    assert_eq!(run(&none, &[a, a])?, (0, 2));

    let engine = Engine::open("sqlite::memory:")?;
    assert_eq!(engine.statements().capacity, 256);
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let mut misses = Vec::new();
    for _ in 0..3 {
        session.add(NewAuthor::new().name(format!("Ann {}", misses.len())));
        session.commit()?;
        misses.push(engine.statements().misses);
    }
    assert_eq!(misses[1], misses[2]);
    let error = Engine::open("sqlite::memory:?statement_cache=many").unwrap_err();
    assert_eq!(
        error.to_string(),
        "option `statement_cache` of an SQLite URL is `many`, expected a number of statements"
    );
    Ok(())
}

#[test]
fn connections_that_are_too_old_are_replaced() -> Result<()> {
    let file = File::new();
    let engine = Engine::builder(&file.url())
        .pool_size(2)
        .pool_recycle(Duration::ZERO)
        .open()?;
    let of_its_own = |connection: &mut Connection| -> Result<usize> {
        let name = text("SELECT name FROM sqlite_temp_schema");
        Ok(connection.execute(name)?.all()?.len())
    };
    let mut connection = engine.connect()?;
    connection.execute(text("CREATE TEMP TABLE mine (a)"))?;
    connection.commit()?;
    assert_eq!(of_its_own(&mut connection)?, 1);
    let status = engine.pool();
    assert_eq!((status.size, status.in_use, status.idle), (2, 1, 0));
    drop(connection);
    assert_eq!(engine.pool().idle, 1);
    assert_eq!(of_its_own(&mut engine.connect()?)?, 0);

    let kept = Engine::builder("sqlite::memory:")
        .pool_recycle(Duration::ZERO)
        .open()?;
    METADATA.create_all(&kept)?;
    assert_eq!(kept.connect()?.count(select::<Author>())?, 0);
    Ok(())
}
