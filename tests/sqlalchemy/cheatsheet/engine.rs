//! How does a program reach its database?

use super::*;

/// #1, #7–#10, #15, #17 A URL | `dialect+driver://username:password@host:port/database`
fn url(_: &mut It) -> Result<()> {
    // shown
    let url: Url = "postgresql+asyncpg://scott:tiger@localhost:5432/test".parse()?;
    println!("{url}"); // postgresql+asyncpg://scott:***@localhost:5432/test
    // so
    assert_eq!(url.reveal().parse::<Url>()?, url);
    assert_eq!((url.port(), url.driver()), (Some(5432), Some("asyncpg")));
    Ok(())
}

/// #2 A database in memory | `create_engine('sqlite:///:memory:')`
fn in_memory(_: &mut It) -> Result<()> {
    // shown
    let engine = Engine::open("sqlite::memory:")?;
    // so
    METADATA.create_all(&engine)?;
    assert_eq!(Session::new(&engine).query::<Book>().count()?, 0);
    Ok(())
}

/// #3 A file, relative | `create_engine('sqlite:///example.db')`
fn relative_file(_: &mut It) -> Result<()> {
    // shown
    let engine = Engine::open("sqlite:///example.db")?;
    // so
    assert_eq!(engine.url().database(), Some("example.db"));
    Ok(())
}

/// #4 A file, absolute | `'sqlite:////absolute/path/to/project.db'`
fn absolute_file(_: &mut It) -> Result<()> {
    // shown
    let engine = Engine::open("sqlite:////absolute/path/to/project.db")?;
    // so
    assert_eq!(
        engine.url().database(),
        Some("/absolute/path/to/project.db")
    );
    Ok(())
}

/// #5, #6 A file of Windows | `r'sqlite:///C:\path\to\project.db'`
fn windows_file(_: &mut It) -> Result<()> {
    // shown
    let engine = Engine::open(r"sqlite:///C:\path\to\project.db")?;
    // so
    assert_eq!(engine.url().database(), Some(r"C:\path\to\project.db"));
    Ok(())
}

/// #11–#14 Other databases | `'oracle://user:pass@127.0.0.1:1521/sidname'`
fn others(_: &mut It) -> Result<()> {
    // shown
    let error = Engine::open("oracle://user:pass@127.0.0.1:1521/sidname").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported); // the URL is read, and there is no driver
    // so
    assert!(!error.to_string().contains("pass@"));
    for read in [
        "oracle+cx_oracle://user:pass@tnsname",
        "mssql+pyodbc://user:pass@mydsn",
    ] {
        read.parse::<Url>()?;
    }
    let named = "mssql+pymssql://user:pass@hostname:port/dbname".parse::<Url>();
    assert_eq!(named.unwrap_err().kind(), ErrorKind::Configuration);
    Ok(())
}

/// #16 A URL of parts | `URL.create("postgresql", username="scott", …)`
fn url_of_parts(_: &mut It) -> Result<()> {
    // shown
    let url = Url::builder("postgresql")
        .user("scott")
        .password("tiger")
        .host("localhost")
        .database("test")
        .build()?;
    // so
    assert_eq!(url.reveal(), "postgresql://scott:tiger@localhost/test");
    Ok(())
}

/// #18 Seeing statements | `create_engine(url, echo=True)`
fn echo(_: &mut It) -> Result<()> {
    // shown
    let engine = Engine::builder("sqlite::memory:").echo(true).open()?;
    // so
    engine.connect()?.execute(text("SELECT 1"))?;
    Ok(())
}

/// #20 A pool of connections | `create_engine(url, pool_size=8, pool_recycle=3600)`
fn pool(_: &mut It) -> Result<()> {
    // shown
    let engine = Engine::builder("sqlite:///shop.db")
        .pool_size(8)
        .pool_recycle(Duration::from_secs(3600))
        .statement_cache(500)
        .open()?; // nothing is opened yet
    println!("{:?} {:?}", engine.pool(), engine.statements());
    // so
    assert_eq!((engine.pool().size, engine.pool().idle), (8, 0));
    assert_eq!(engine.statements().capacity, 500);
    Ok(())
}

/// #21 A connection | `with engine.connect() as conn:`
fn connection(it: &mut It) -> Result<()> {
    let engine = it.engine.clone();
    // shown
    let mut connection = engine.connect()?; // opened when first asked for; rolled back when dropped
    // so
    connection.execute(text("DELETE FROM books"))?;
    drop(connection);
    assert_eq!(engine.connect()?.count(select::<Book>())?, 3);
    Ok(())
}

/// #22, #23 SQL as text | `conn.execute(text("SELECT 'Hello'")).all()`
fn sql(it: &mut It) -> Result<()> {
    let mut connection = it.engine.connect()?;
    // shown
    let rows = connection
        .execute(text("SELECT 'Hello, ' || :who AS greeting").bind("who", "SQL"))?
        .all()?;
    let greeting: String = rows[0].get("greeting")?;
    // so
    assert_eq!(
        (greeting.as_str(), rows[0].get::<String>(0)?.len()),
        ("Hello, SQL", 10)
    );
    Ok(())
}

/// #22 SQL in a session | `session.execute(text("…"))`
fn sql_in_a_session(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let sql = text("SELECT count(*) FROM books WHERE price > :least").bind("least", 20);
    let dear: i64 = session.execute(sql)?.all()?[0].get(0)?; // within its transaction
    // so
    assert_eq!(dear, 1);
    Ok(())
}

/// #24–#26, #29 Creating tables | `Base.metadata.create_all(engine)`
fn create_all(it: &mut It) -> Result<()> {
    let engine = it.engine.clone();
    // shown
    METADATA.create_all(&engine)?; // leaves alone what exists; knows every model
    // so
    assert_eq!(engine.verify(&METADATA)?, []);
    Ok(())
}

/// #27 Dropping tables | `Base.metadata.drop_all(engine)`
fn drop_all(it: &mut It) -> Result<()> {
    let engine = it.engine.clone();
    // shown
    METADATA.drop_all(&engine)?;
    // so
    METADATA.drop_all(&engine)?;
    assert_eq!(engine.verify(&METADATA)?.len(), 5);
    Ok(())
}

list! {
    url
    in_memory
    relative_file
    absolute_file
    windows_file
    others
    url_of_parts
    echo
    pool
    connection
    sql
    sql_in_a_session
    create_all
    drop_all
}
