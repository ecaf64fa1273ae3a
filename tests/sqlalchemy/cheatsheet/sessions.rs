//! How does a session keep what it is given?

use super::*;

/// #32, #33, #37, #38 A session | `with Session(engine) as session:`
fn session(it: &mut It) -> Result<()> {
    let engine = it.engine.clone();
    // shown
    let sessions = Session::builder(&engine).expire_on_commit(false);
    let mut session = sessions.session(); // rolled back when dropped
    // so
    assert_eq!(session.query::<Book>().count()?, 3);
    Ok(())
}

/// #34, #35 A session of each thread | `DBSession = scoped_session(sessionmaker()); DBSession.configure(bind=engine)`
fn scoped(it: &mut It) -> Result<()> {
    let engine = it.engine.clone();
    // shown
    static SESSIONS: ScopedSession = ScopedSession::new();
    SESSIONS.bind(&engine)?;
    let books = SESSIONS.with(|session| session.query::<Book>().count())?;
    SESSIONS.remove()?;
    // so
    assert_eq!(books, 3);
    Ok(())
}

/// #36 Hooks | `event.listen(session, "after_commit", …)`
fn hooks(it: &mut It) -> Result<()> {
    let engine = it.engine.clone();
    // shown
    let sessions = Session::builder(&engine).after_commit(|_| println!("committed"));
    // so
    sessions.session().commit()
}

/// #36 A transaction that is another's | `sessionmaker(extension=ZopeTransactionExtension())`
fn on_a_connection(_: &mut It) -> Result<()> {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON")
        .unwrap();
    connection
        .execute_batch(include_str!("../../../fixtures/bookshop/schema.sql"))
        .unwrap();
    connection.execute_batch("BEGIN").unwrap();
    // shown
    let mut session = Session::on(&mut connection)?; // inside the transaction that the program has open
    session.add(NewAuthor::new().name("Ann"));
    session.commit()?; // a savepoint of that: the program's COMMIT makes it durable
    // so
    drop(session);
    connection.execute_batch("ROLLBACK").unwrap();
    let count = connection.query_row("SELECT count(*) FROM authors", [], |row| row.get(0));
    assert_eq!(count, Ok(0));
    Ok(())
}

/// #39, #41, #42 A new row | `session.add(User(name='ed', fullname='Ed Jones'))`
fn add(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let author = session.add(NewAuthor::new().name("Ed Jones")); // pending: nothing is sent yet
    // so
    assert!(session.pending(author).is_ok());
    Ok(())
}

/// #40 A row filled step by step | `book = Book(); book.name = "…"`
fn step_by_step(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let book = NewBook::new();
    let book = book.title("Emma").price(5.0);
    session.add(book); // without its title this does not compile
    // so
    session.flush()
}

/// #43 Several rows | `session.add_all([p1, p2])`
fn add_all(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let authors = session.add_all(["Ann", "Bob"].map(|name| NewAuthor::new().name(name)));
    // so
    session.flush()?;
    assert!(session[authors[0]].id < session[authors[1]].id);
    Ok(())
}

/// #44 Committing | `session.commit()`
fn commit(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    session.add(NewAuthor::new().name("Ann"));
    // shown
    session.commit()?; // everything or nothing
    // so
    assert_eq!(it.engine.connect()?.count(select::<Author>())?, 2);
    Ok(())
}

/// #45 What others see | `SELECT * FROM persons` in psql
fn seen_by_others(_: &mut It) -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let engine = Engine::open(&format!("sqlite:///{}?journal_mode=wal", path.display()))?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let mut psql = engine.connect()?;
    // shown
    session.add(NewAuthor::new().name("Ann"));
    session.flush()?; // the session sees it in the database, and nobody else
    assert!(!psql.exists(select::<Author>())?);
    psql.rollback()?;
    session.commit()?;
    assert!(psql.exists(select::<Author>())?);
    // so
    Ok(())
}

/// #46 Rolling back | `session.rollback()`
fn rollback(it: &mut It) -> Result<()> {
    let (session, book) = (&mut it.session, it.book);
    session[book].title.clear();
    // shown
    session.rollback()?; // in the database and in memory
    // so
    assert_eq!(session[book].title, "Harry Potter");
    Ok(())
}

/// #47 Changing a row | `user.age = 26; session.commit()`
fn change(it: &mut It) -> Result<()> {
    let (session, book) = (&mut it.session, it.book);
    // shown
    session[book].price = Some(5.99);
    session.commit()?; // UPDATE books SET price = ? WHERE id = ?
    // so
    assert_eq!(
        session.query::<Book>().filter(Book::PRICE.eq(5.99)).one()?,
        book
    );
    Ok(())
}

/// #48 Deleting a row | `session.delete(user); session.commit()`
fn delete(it: &mut It) -> Result<()> {
    let (session, book) = (&mut it.session, it.book);
    // shown
    session.delete(book)?;
    session.commit()?;
    // so
    assert_eq!(session.query::<Book>().count()?, 2);
    Ok(())
}

/// #49 Rows that others inserted | `INSERT` by hand
fn by_others(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    session.execute(text("INSERT INTO authors (name) VALUES ('Le Guin')"))?;
    let author = session
        .query::<Author>()
        .filter_by(Author::NAME, "Le Guin")
        .one()?;
    // so
    assert_eq!(session[author].name, "Le Guin");
    Ok(())
}

/// #50 Transactions | `with session.begin_nested():`
fn transactions(it: &mut It) -> Result<()> {
    let (engine, session) = (it.engine.clone(), &mut it.session);
    // shown
    let mut savepoint = session.begin_nested()?;
    savepoint.add(NewAuthor::new().name("Ann"));
    savepoint.rollback()?;
    // so
    assert_eq!(session.query::<Author>().count()?, 1);
    session.commit()?;
    let added = engine.transaction(|session| {
        session.add(NewAuthor::new().name("Bob"));
        session.flush()
    });
    added?;
    let immediate = Session::builder(&engine).begin_mode(BeginMode::Immediate);
    assert_eq!(immediate.session().query::<Author>().count()?, 2);
    Ok(())
}

/// #55, #78, #149 Seeing rows | `print(user)`
fn debug(it: &mut It) -> Result<()> {
    let (session, book) = (&it.session, it.book);
    // shown
    println!("{:?}", session[book]); // Book { id: 1, title: "Harry Potter", … }
    // so
    assert!(format!("{:?}", session[book]).starts_with("Book { id: 1"));
    Ok(())
}

list! {
    session
    scoped
    hooks
    on_a_connection
    add
    step_by_step
    add_all
    commit
    seen_by_others
    rollback
    change
    delete
    by_others
    transactions
    debug
}
