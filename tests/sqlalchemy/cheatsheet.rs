//! What a cheat sheet of SQLAlchemy shows, as it is written here: `docs/cheatsheet.md` shows the lines between `// shown` and `// so`.

use fixtures::{
    bookshop::{
        Author, Book, Category, METADATA, NewAuthor, NewBook, NewBookCategory, NewCategory,
        NewNode, Node,
    },
    configured,
    shop::{
        self, Address, Customer, LoyaltyCard, NewAddress, NewCountry, NewCustomer, NewLoyaltyCard,
        NewOrder, Order,
    },
};
use ormgen_runtime::{
    BeginMode, Engine, ErrorKind, Model, Ref, Result, ScopedSession, Session, Url, alias, and_,
    contains_eager, entity, joinedload, or_,
    query::{generate_series, select_from},
    raiseload, rusqlite,
    schema::Type,
    select, selectinload, text,
    uuid::Uuid,
};

alias!(Other);

fn shop_session() -> Result<Session> {
    let engine = Engine::open("sqlite::memory:")?;
    shop::METADATA.create_all(&engine)?;
    Ok(Session::new(&engine))
}

/// A database with an author, two books of hers and one of nobody.
struct It {
    engine: Engine,
    session: Session,
    author: Ref<Author>,
    book: Ref<Book>,
}

fn it() -> Result<It> {
    let engine = Engine::open("sqlite::memory:")?;
    METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let author = session.add(NewAuthor::new().name("Rowling"));
    let book = session.add(
        NewBook::new()
            .title("Harry Potter")
            .author(author)
            .price(9.0),
    );
    session.add(NewBook::new().title("Quidditch").author(author).price(30.0));
    session.add(NewBook::new().title("Beowulf"));
    session.commit()?;
    Ok(It {
        engine,
        session,
        author,
        book,
    })
}

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

/// #44, #45 Committing | `session.commit()`
fn commit(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    session.add(NewAuthor::new().name("Ann"));
    // shown
    session.commit()?; // everything or nothing
    // so
    assert_eq!(it.engine.connect()?.count(select::<Author>())?, 2);
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

/// #56–#59, #63, #65–#69 Models | `class Book(Base): __tablename__ = "books"; …`
fn models(_: &mut It) -> Result<()> {
    // shown
    let table = METADATA.tables()[1]; // from `CREATE TABLE books (…)`, with its keys, lengths and defaults
    // so
    assert_eq!(
        (table.name, table.columns[1].declared),
        ("books", "VARCHAR(50)")
    );
    Ok(())
}

/// #76, #77 Defaults | `Column(Boolean, default=False)`
fn defaults(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let book = session.add(NewBook::new().title("Emma")); // the database fills in the rest
    session.flush()?;
    assert!(!session[book].promote);
    // so
    Ok(())
}

/// #80–#84 Tables without models | `Table('maps', Base.metadata, …)`
fn tables(it: &mut It) -> Result<()> {
    let engine = Engine::open("sqlite::memory:")?;
    it.session.commit()?;
    let source = it.engine.clone();
    // shown
    let tables = ormgen_runtime::Metadata::reflect(&source)?;
    tables.create_all(&engine)?;
    // so
    assert_eq!(engine.verify(&METADATA)?, []);
    Ok(())
}

/// #85, #89, #116 Many-to-one, lazily | `book.author`
fn many_to_one(it: &mut It) -> Result<()> {
    let (session, book) = (&mut it.session, it.book);
    // shown
    let author: Option<Ref<Author>> = session.load(book, Book::AUTHOR)?;
    // so
    assert_eq!(author, Some(it.author));
    Ok(())
}

/// #86–#88, #90, #112, #118 One-to-many | `for book in author.books:`
fn one_to_many(it: &mut It) -> Result<()> {
    let (session, author) = (&mut it.session, it.author);
    // shown
    for book in session.load(author, Author::BOOKS)? {
        println!("{}", session[book].title);
    }
    // so
    assert_eq!(session.loaded(author, Author::BOOKS)?.len(), 2);
    Ok(())
}

/// #91 Setting a many-to-one | `book.author = author`
fn set(it: &mut It) -> Result<()> {
    let (session, author) = (&mut it.session, it.author);
    let book = session
        .query::<Book>()
        .filter(Book::AUTHOR.is(None))
        .one()?;
    // shown
    session.set(book, Book::AUTHOR, author)?; // both sides change at once, the key with the flush
    // so
    assert_eq!(session.load(author, Author::BOOKS)?.len(), 3);
    Ok(())
}

/// #92, #115 Appending | `author.books.append(book)`
fn append(it: &mut It) -> Result<()> {
    let (session, author) = (&mut it.session, it.author);
    // shown
    let book = session.append(author, Author::BOOKS, NewBook::new().title("Emma"))?;
    let other = session.add(NewBook::new().title("Persuasion").author(author));
    // so
    session.flush()?;
    assert_eq!(session[book].author_id, session[other].author_id);
    Ok(())
}

/// #97–#102 Many-to-many | `product.categories.append(category)`
fn many_to_many(it: &mut It) -> Result<()> {
    let (session, book) = (&mut it.session, it.book);
    // shown
    let fiction = session.add(NewCategory::new().name("Fiction"));
    session.append(book, Book::CATEGORIES, fiction)?; // one link row, whichever side says it
    let books = session.load(fiction, Category::BOOKS)?;
    // so
    assert_eq!(books, [book]);
    session.commit()
}

/// #103–#107 A tree | `children = relationship("TreeNode", backref=backref('parent', remote_side=[id]))`
fn tree(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let root = session.add(NewNode::new().name("root"));
    let child = session.append(root, Node::CHILDREN, NewNode::new().name("child"))?;
    session.add(NewNode::new().name("leaf").parent(child));
    let roots = session
        .query::<Node>()
        .filter_by(Node::PARENT_ID, None)
        .all()?;
    // so
    assert_eq!(roots, [root]);
    let below = Node::CHILDREN.descendants_of(root);
    assert_eq!(session.query::<Node>().filter(below).count()?, 2);
    Ok(())
}

/// #117 Loading early | `session.query(User).options(joinedload(User.posts)).all()`
fn early(it: &mut It) -> Result<()> {
    let session = &mut Session::new(&it.engine);
    // shown
    let authors = session
        .query::<Author>()
        .options(joinedload(Author::BOOKS))
        .all()?;
    let books = session.loaded(authors[0], Author::BOOKS)?; // without a statement
    // so
    assert_eq!(books.len(), 2);
    let query = session.query::<Author>();
    query
        .options(selectinload(Author::BOOKS).then(Book::CATEGORIES))
        .all()?;
    Ok(())
}

/// #119–#122, #132 A query | `session.query(Book).filter_by(author_id=1).filter(Book.price < 20).all()`
fn query(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let books = session
        .query::<Book>()
        .filter_by(Book::AUTHOR_ID, 1)
        .filter(Book::PRICE.lt(20.0))
        .all()?;
    // so
    assert_eq!(books, [it.book]);
    Ok(())
}

/// #123, #142 The first | `query(Book).filter_by(name="…").first()`
fn first(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let book: Option<Ref<Book>> = session
        .query::<Book>()
        .filter_by(Book::TITLE, "Harry Potter")
        .first()?;
    // so
    assert_eq!(book, Some(it.book));
    Ok(())
}

/// #124 By its key | `query(Book).get(8)`
fn get(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let book: Option<Ref<Book>> = session.get::<Book>(8)?; // from the identity map, where it is there
    // so
    assert_eq!(book, None);
    Ok(())
}

/// #125 How many | `query(Book).count()`
fn count(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let number = session.query::<Book>().count()?;
    // so
    assert_eq!(number, 3);
    Ok(())
}

/// #126–#128 Parts | `query.offset(5).limit(5)`, `query[5:10]`
fn parts(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let books = session
        .query::<Book>()
        .order_by(Book::ID)
        .offset(1)
        .limit(1)
        .all()?;
    let same = session
        .query::<Book>()
        .order_by(Book::ID)
        .slice(1..2)
        .all()?;
    // so
    assert_eq!(books, same);
    Ok(())
}

/// #129–#131 Conditions on joined tables | `query(Book).join(Book.author).filter(Author.name == 'Ann')`
fn joined_conditions(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let books = session
        .query::<Book>()
        .join(Book::AUTHOR)
        .filter(Author::NAME.eq("Rowling"))
        .all()?;
    // so
    assert_eq!(books.len(), 2);
    Ok(())
}

/// #133 Deleting by a query | `query(Book).filter(…).delete()`
fn delete_many(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let gone = session
        .query::<Book>()
        .filter(Book::PRICE.is_null())
        .delete()?;
    // so
    assert_eq!(gone, 1);
    Ok(())
}

/// #134–#136 And, or | `or_(Book.price < 20, Book.promote == True)`
fn and_or(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let either = or_((Book::PRICE.lt(20.0), Book::PROMOTE.eq(true)));
    let books = session
        .query::<Book>()
        .filter(and_((either, Book::TITLE.like("H%"))))
        .all()?;
    // so
    assert_eq!(books, [it.book]);
    Ok(())
}

/// #137 Patterns | `User.name.like('%John%')`
fn like(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let books = session
        .query::<Book>()
        .filter(Book::TITLE.like("%Potter%"))
        .all()?;
    // so
    assert_eq!(books, [it.book]);
    Ok(())
}

/// #138 Lists | `User.id.in_([1, 2, 3])`
fn lists(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let books = session
        .query::<Book>()
        .filter(Book::ID.in_([1, 2, 3]))
        .all()?;
    // so
    assert_eq!(books.len(), 3);
    let none: [i64; 0] = [];
    assert_eq!(
        session.query::<Book>().filter(Book::ID.in_(none)).count()?,
        0
    );
    Ok(())
}

/// #139, #140 Order | `order_by(desc(Book.price))`
fn order(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let books = session
        .query::<Book>()
        .order_by((Book::PRICE.desc(), Book::TITLE))
        .all()?;
    // so
    assert_eq!(books[1], it.book);
    Ok(())
}

/// #106, #141 NULL | `filter_by(parent_id=None)`
fn null(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let free = session.query::<Book>().filter_by(Book::PRICE, None).all()?;
    // so
    assert_eq!(free.len(), 1);
    Ok(())
}

/// #143, #147 Several entities | `session.query(User, Address).join(Address).all()`
fn several(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let pairs: Vec<(Ref<Author>, Option<Ref<Book>>)> = session
        .query::<Author>()
        .outerjoin(Author::BOOKS)
        .add_entity(entity::<Book>())
        .all()?;
    // so
    assert_eq!(pairs.len(), 2);
    let dearer = Book::PRICE.of(Other).gt(Book::PRICE);
    let pairs = session
        .query::<Book>()
        .join_on(entity::<Book>().of(Other), dearer);
    assert_eq!(pairs.count()?, 1);
    Ok(())
}

/// #144, #145 A statement that stands alone | `session.scalars(select(User).where(User.name == 'John')).all()`
fn statement(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let stmt = select::<Author>().filter(Author::NAME.eq("Rowling"));
    let authors = session.scalars(&stmt)?;
    // so
    assert_eq!(authors, [it.author]);
    Ok(())
}

/// #148 Rows of SQL | `session.query(User).from_statement(text("…")).all()`
fn rows_of_sql(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let sql = text("SELECT * FROM books WHERE price < :most").bind("most", 10);
    let books = session.query::<Book>().from_statement(sql).all()?;
    // so
    assert_eq!(books, [it.book]);
    Ok(())
}

/// Pages | `query.paginate(page=2, per_page=20)`
fn pages(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let page = session.query::<Book>().order_by(Book::ID).paginate(2, 2)?;
    println!(
        "{} of {} on page 2 of {}",
        page.items.len(),
        page.total,
        page.pages()
    );
    // so
    assert_eq!(
        (page.items.len(), page.pages(), page.has_next()),
        (1, 2, false)
    );
    Ok(())
}

/// Keeping a row in step | `session.merge(user)`, `session.refresh(user)`
fn merge(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let book = session.merge(NewBook::new().id(1).title("Harry Potter 1"))?;
    session.flush()?;
    session.refresh(book)?;
    // so
    assert_eq!(
        (book, session[book].title.as_str()),
        (it.book, "Harry Potter 1")
    );
    Ok(())
}

/// #20 A pool of connections | `create_engine(url, pool_size=8, pool_recycle=3600)`
fn pool(_: &mut It) -> Result<()> {
    // shown
    let engine = Engine::builder("sqlite:///shop.db")
        .pool_size(8)
        .statement_cache(500)
        .open()?; // nothing is opened yet
    println!("{:?} {:?}", engine.pool(), engine.statements());
    // so
    assert_eq!((engine.pool().size, engine.pool().idle), (8, 0));
    assert_eq!(engine.statements().capacity, 500);
    Ok(())
}

/// #36 A transaction that is another's | `sessionmaker(extension=ZopeTransactionExtension())`
fn on_a_connection(_: &mut It) -> Result<()> {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON")
        .unwrap();
    connection
        .execute_batch(include_str!("../../fixtures/bookshop/schema.sql"))
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

/// #60–#62, #64 Names and lengths | `__tablename__ = "books"`, `Column(String(50))`
fn names(_: &mut It) -> Result<()> {
    // shown
    let table = Book::TABLE; // a model is called as its table, in the singular; `ormgen.toml` says otherwise
    let ty = table.columns[1].ty; // of `title VARCHAR(50)`
    // so
    assert_eq!(table.name, "books");
    assert_eq!(ty, Type::Text { length: 50 });
    Ok(())
}

/// #72–#75 Constraints | `Column(String(100), unique=True, nullable=False)`
fn constraints(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    session.add(NewAuthor::new().name("Rowling"));
    let error = session.commit().unwrap_err();
    assert!(error.violates(Author::UNIQUE_NAME)); // an `IntegrityError` that says which
    session.rollback()?;
    // so
    assert!(matches!(error.kind(), ErrorKind::Integrity(_)));
    Ok(())
}

/// #93–#95 One-to-one | `relationship("Child", backref=backref("parent", uselist=False))`
fn one_to_one(_: &mut It) -> Result<()> {
    let mut session = shop_session()?;
    let new = NewCustomer::new().email("ann@example.org").full_name("Ann");
    // shown
    let customer = session.add(new);
    let card = session.add(NewLoyaltyCard::new().customer(customer)); // of a UNIQUE foreign key
    let same: Option<Ref<LoyaltyCard>> = session.load(customer, Customer::LOYALTY_CARD)?;
    // so
    assert_eq!(same, Some(card));
    Ok(())
}

/// #96 Many-to-many through a model | `class Map(Base)`
fn through_a_model(it: &mut It) -> Result<()> {
    let (session, book) = (&mut it.session, it.book);
    // shown
    let fiction = session.add(NewCategory::new().name("Fiction"));
    session.add(NewBookCategory::new().book(book).category(fiction));
    session.commit()?;
    let categories = session.load(book, Book::CATEGORIES)?; // every table between has a model too
    // so
    assert_eq!(categories, [fiction]);
    Ok(())
}

/// #108–#111, #113 Two keys to one table | `relationship("User", primaryjoin="WikiPost.editor_id == User.id")`
fn two_keys(_: &mut It) -> Result<()> {
    let mut session = shop_session()?;
    let land = session.add(NewCountry::new().code("SE").name("Sweden"));
    let place = || NewAddress::new().street("1").city("Umeå").country(land);
    let (home, office) = (session.add(place()), session.add(place()));
    let new = NewCustomer::new().email("ann@example.org").full_name("Ann");
    let customer = session.add(new);
    let new = NewOrder::new().number(Uuid::nil()).customer(customer);
    // shown
    let order = session.add(new.shipping_address(home)); // one relationship for each, called by its column
    session.set(order, Order::BILLING_ADDRESS, office)?;
    let billed = session.load(office, Address::BILLING_ADDRESS_ORDERS)?;
    let shipped = session.load(office, Address::SHIPPING_ADDRESS_ORDERS)?;
    // so
    assert_eq!((billed, shipped), (vec![order], vec![]));
    Ok(())
}

/// #114 Order of a collection | `relationship('Address', order_by=Address.id)`
fn ordered(_: &mut It) -> Result<()> {
    let engine = Engine::open("sqlite::memory:")?;
    configured::METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let shelf = session.add(configured::NewShelf::new().name("a"));
    for place in 1..=3 {
        let label = format!("box {place}");
        let new = configured::NewBox::new().label(label).position(place);
        session.append(shelf, configured::Shelf::BOXES, new)?;
    }
    session.commit()?;
    session.expire_all();
    // shown
    let boxes = session.load(shelf, configured::Shelf::BOXES)?; // `shelf_id.order-by = ["position desc", "label"]`
    // so
    let labels: Vec<_> = boxes
        .iter()
        .map(|one| session[*one].label.as_str())
        .collect();
    assert_eq!(labels, ["box 3", "box 2", "box 1"]);
    Ok(())
}

/// #120 Iterating | `for book in session.query(Book):`
fn iterating(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    let mut titles = Vec::new();
    // shown
    for book in session.query::<Book>().order_by(Book::ID).stream()? {
        titles.push(book?.title); // plain rows, read one at a time
    }
    // so
    assert_eq!(titles, ["Harry Potter", "Quidditch", "Beowulf"]);
    Ok(())
}

/// #146 Options of a query | `query.options(selectinload(Author.books), raiseload(…))`
fn options(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let authors = session
        .query::<Author>()
        .join(Author::BOOKS)
        .options(contains_eager(Author::BOOKS).then(selectinload(Book::CATEGORIES)))
        .options(raiseload(Author::BOOKS))
        .all()?;
    let cheap = Author::BOOKS.filter(Book::PRICE.lt(20.0)).limit(3);
    session.query::<Author>().options(joinedload(cheap)).all()?;
    let cheap = session.loaded_part(authors[0], Author::BOOKS)?;
    // so
    assert_eq!(authors, [it.author]);
    assert_eq!(cheap, [it.book]);
    Ok(())
}

/// A row, or another answer | `query.get_or_404(8)`, `query.first_or_404()`, `one_or_404()`
fn or_404(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    #[derive(Debug, PartialEq)]
    struct NotFound;
    impl From<ormgen_runtime::Error> for NotFound {
        fn from(_: ormgen_runtime::Error) -> Self {
            NotFound
        }
    }
    // shown
    let book = session.get::<Book>(8)?.ok_or(NotFound);
    let first = session
        .query::<Book>()
        .filter(Book::PRICE.gt(99.0))
        .first_or(NotFound);
    // so
    assert_eq!((book, first), (Err(NotFound), Err(NotFound)));
    Ok(())
}

/// Versions of rows | `__mapper_args__ = {"version_id_col": version}`
fn versions(_: &mut It) -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(&format!(
        "sqlite:///{}",
        folder.path().join("a.db").display()
    ))?;
    configured::METADATA.create_all(&engine)?;
    let mut session = Session::builder(&engine).expire_on_commit(false).build();
    let list = session.add(configured::NewList::new().title("a"));
    session.commit()?;
    let mut connection = engine.connect()?;
    connection.execute(text("UPDATE lists SET changes = changes + 1"))?;
    connection.commit()?;
    // shown
    session[list].title = "b".to_owned(); // of `tables.lists.version = "changes"`
    let error = session.commit().unwrap_err(); // somebody else was faster
    // so
    assert_eq!(error.kind(), ErrorKind::Stale);
    Ok(())
}

/// Patterns | `User.name.regexp_match('^A')`
fn patterns(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let books = session
        .query::<Book>()
        .filter(Book::TITLE.regexp_match("^(Harry|Emma)"))
        .all()?; // in SQLite with the feature `regex`
    // so
    assert_eq!(books, [it.book]);
    Ok(())
}

/// Full joins | `query(Author, Book).join(Book, full=True)`
fn full_join(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let pairs = session
        .query::<Author>()
        .fulljoin(Author::BOOKS)
        .add_entity(entity::<Book>())
        .all()?; // an `Option` of either
    // so
    assert_eq!(pairs.len(), 3);
    Ok(())
}

/// Rows of a query as entities | `aliased(Book, select(Book).limit(1).subquery())`
fn aliased(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let first = select::<Book>()
        .order_by(Book::PRICE.desc())
        .limit(1)
        .as_entity(Other);
    let authors = session
        .query::<Author>()
        .join_on(first, Book::AUTHOR_ID.of(Other).eq(Author::ID))
        .all()?;
    // so
    assert_eq!(authors, [it.author]);
    Ok(())
}

/// Functions that give rows | `func.generate_series(1, 3).table_valued("value")`
fn series(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let (numbers, number) = generate_series(1, 3, Other); // and `json_each`, `table_function`
    let found = select_from(numbers).select(number).on(session).all()?;
    // so
    assert_eq!(found, [1, 2, 3]);
    Ok(())
}

/// Schemas as they are | `metadata.reflect(engine)`
fn verify(it: &mut It) -> Result<()> {
    it.session.commit()?;
    let engine = &it.engine;
    // shown
    for difference in engine.verify(&METADATA)? {
        eprintln!("{difference}"); // column `price` of `books` is missing
    }
    // so
    assert_eq!(engine.verify(&METADATA)?, []);
    Ok(())
}

/// What is not code, or not there.
const WORDS: &[(&str, &str, &str, &str)] = &[
    (
        "#19",
        "Encodings",
        "`encoding='latin1'`",
        "not needed: text is UTF-8, and an option that SQLite does not have is an error",
    ),
    (
        "#28",
        "Migrations",
        "Alembic",
        "not ours: `ormgen diff` tells what changed between two schemas, `engine.verify` how a database differs",
    ),
    ("#30, #58", "NoSQL, Flask", "", "out of scope"),
    (
        "#31, #79",
        "Installing",
        "`pip install sqlalchemy`",
        "`cargo install --path generator`, and `ormgen-runtime` in `Cargo.toml`; `use ormgen_runtime::prelude::*`",
    ),
    (
        "#51–#54",
        "Async",
        "`create_async_engine(…)`",
        "async: not there yet; the session's core is written for both",
    ),
    (
        "#70, #71",
        "Sequences",
        "`Sequence('book_seq')`",
        "with PostgreSQL",
    ),
    (
        "#121",
        "`Model.query`",
        "`User.query.all()`",
        "decided against: a query needs its session, `session.query::<User>()`",
    ),
];

type Example = fn(&mut It) -> Result<()>;

macro_rules! list {
    ($($name:ident)*) => {
        const ALL: &[(&str, Example)] = &[$((stringify!($name), $name)),*];
    };
}

list! {
    url in_memory relative_file absolute_file windows_file others url_of_parts echo connection sql create_all drop_all
    session scoped hooks add step_by_step add_all commit rollback change delete transactions debug models defaults tables
    many_to_one one_to_many set append many_to_many tree early query first get count parts joined_conditions delete_many
    and_or like lists order null several statement rows_of_sql pages merge
    pool on_a_connection by_others names constraints one_to_one through_a_model two_keys ordered iterating options or_404 versions
    patterns full_join aliased series verify
}

#[test]
fn each_example_runs() {
    for (name, example) in ALL {
        let outcome = it().and_then(|mut it| example(&mut it));
        outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Lines of code in a cell of a table.
fn code(lines: &str) -> String {
    let plain = lines
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let lines: Vec<_> = plain
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    cell(&format!("<code>{}</code>", lines.join("<br>")))
}

/// A row of the page: its numbers, and its cells.
fn rows() -> Vec<(u32, String)> {
    let first = |numbers: &str| {
        let digits = numbers
            .trim_start_matches('#')
            .split(|sign: char| !sign.is_ascii_digit());
        digits
            .into_iter()
            .next()
            .and_then(|number| number.parse().ok())
            .unwrap_or(u32::MAX)
    };
    let source = include_str!("cheatsheet.rs");
    let mut rows = Vec::new();
    for (name, _) in ALL {
        let at = source.find(&format!("\nfn {name}(")).unwrap();
        let title = source[..at]
            .lines()
            .last()
            .unwrap()
            .trim_start_matches("/// ");
        let (title, python) = title.split_once(" | ").unwrap();
        let words = title.find(|sign: char| sign.is_alphabetic()).unwrap();
        let (numbers, feature) = title.split_at(words);
        let body = &source[at..];
        let shown = body.find("// shown\n").unwrap() + "// shown\n".len();
        let lines = &body[shown..shown + body[shown..].find("    // so\n").unwrap()];
        let numbers = numbers.trim();
        rows.push((
            first(numbers),
            format!(
                "| {numbers} | {feature} | {} | {} |",
                cell(python),
                code(lines)
            ),
        ));
    }
    for (numbers, feature, python, words) in WORDS {
        rows.push((
            first(numbers),
            format!("| {numbers} | {feature} | {} | {words} |", cell(python)),
        ));
    }
    rows.sort_by_key(|(number, _)| *number);
    rows
}

#[test]
fn the_page_shows_the_examples() {
    let mut page = include_str!("cheatsheet.md").to_owned();
    for (_, row) in rows() {
        page.push_str(&row);
        page.push('\n');
    }
    super::is_shown("docs/cheatsheet.md", &page);
}
