//! What else do those who come from SQLAlchemy reach for?

use super::*;

/// Pages | `query.paginate(page=2, per_page=20)`
fn pages(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let page = session.query::<Book>().order_by(Book::ID).paginate(2, 2)?;
    println!("{} of {}", page.items.len(), page.total);
    for number in page.iter_pages() {
        match number {
            Some(number) => println!("page {number} of {}", page.pages()),
            None => println!("…"),
        }
    }
    // so
    assert_eq!(
        (page.items.len(), page.pages(), page.has_next()),
        (1, 2, false)
    );
    assert!(page.iter_pages().eq([Some(1), Some(2)]));
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
    let dear = || select::<Book>().filter(Book::PRICE.gt(99.0));
    // shown
    let book = session.get_or::<Book, _>(8, NotFound);
    let first = dear().on(session).first_or(NotFound);
    let only = dear().on(session).one_or(NotFound); // several are an error too, which `NotFound` is made from
    // so
    assert_eq!((book, first), (Err(NotFound), Err(NotFound)));
    assert_eq!(only, Err(NotFound));
    let several = session.query::<Book>().one_or(NotFound);
    assert_eq!(several, Err(NotFound));
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

list! {
    pages
    merge
    or_404
    versions
    patterns
    full_join
    aliased
    series
    verify
}
