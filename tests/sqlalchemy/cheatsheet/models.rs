//! What is a model?

use super::*;

/// #56–#59 Models | `class Book(Base): __tablename__ = "books"; …`
fn models(_: &mut It) -> Result<()> {
    // shown
    let names = METADATA.tables().iter().map(|table| table.name); // one model for each `CREATE TABLE`, none forgotten
    // so
    let names: Vec<_> = names.collect();
    assert_eq!(
        names,
        ["authors", "books", "book_categories", "categories", "nodes"]
    );
    Ok(())
}

/// #60, #61, #64, #65 Names and lengths | `__tablename__ = "books"`, `Column(String(50))`
fn names(_: &mut It) -> Result<()> {
    // shown
    let table = Book::TABLE; // a model is called as its table, in the singular; `ormgen.toml` says otherwise
    let ty = table.columns[1].ty; // of `title VARCHAR(50)`
    // so
    assert_eq!(table.name, "books");
    assert_eq!(ty, Type::Text { length: 50 });
    assert_eq!(table.columns[1].declared, "VARCHAR(50)");
    Ok(())
}

/// #62, #63, #66–#69 Types and keys | `Column(Integer, primary_key=True)`, `Column(Float)`, `Column(Boolean)`, `Column(DateTime)`
fn types(it: &mut It) -> Result<()> {
    let (session, at) = (&mut it.session, now());
    // shown
    let new = NewBook::new().title("Emma").price(5.0).promote(true);
    let book = session.add(new.added_at(at));
    session.commit()?;
    session.refresh(book)?;
    let Book { id, title, .. } = &session[book]; // INTEGER PRIMARY KEY: `i64`, given by the database; TEXT: `String`
    let Book { price, promote, .. } = &session[book]; // DOUBLE PRECISION: `Option<f64>`; BOOLEAN NOT NULL: `bool`
    let Book { added_at, .. } = &session[book]; // TIMESTAMP NOT NULL: `NaiveDateTime`
    // so
    assert_eq!((*id, title.as_str()), (4, "Emma"));
    assert_eq!((*price, *promote, *added_at), (Some(5.0), true, at));
    Ok(())
}

/// #72, #73 Foreign keys | `Column(Integer, ForeignKey('authors.id'))`
fn foreign_keys(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    session.add(NewBook::new().title("Emma").author_id(99)); // to a table that is not there, it is `ormgen` that complains
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::ForeignKey));
    session.rollback()?;
    // so
    Ok(())
}

/// #74 NOT NULL | `Column(String(50), nullable=False)`
fn not_null(it: &mut It) -> Result<()> {
    let (session, book) = (&mut it.session, it.book);
    // shown
    let title: String = session[book].title.clone(); // no `Option`, and a new row without it does not compile
    let sql = text("INSERT INTO books (title) VALUES (NULL)");
    let error = session.execute(sql).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::NotNull));
    // so
    assert_eq!(title, "Harry Potter");
    Ok(())
}

/// #75 UNIQUE | `Column(String(100), unique=True)`
fn constraints(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    session.add(NewAuthor::new().name("Rowling"));
    let error = session.commit().unwrap_err();
    assert!(error.violates(Author::UNIQUE_NAME)); // an `IntegrityError` that says which
    session.rollback()?;
    // so
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::Unique));
    Ok(())
}

/// #76 A function as default | `Column(DateTime, default=datetime.now)`
fn default_of_a_function(it: &mut It) -> Result<()> {
    let engine = it.engine.clone();
    // shown
    let sessions = Session::builder(&engine).before_flush(|session| {
        for book in session.new_rows::<Book>() {
            if session.pending(book)?.get(Book::ADDED_AT)?.is_none() {
                session.pending_mut(book)?.set(Book::ADDED_AT, now());
            }
        }
        Ok(())
    });
    // so
    let mut session = sessions.session();
    let given = now() + TimeDelta::days(1);
    let books = [
        session.add(NewBook::new().title("Emma")),
        session.add(NewBook::new().title("Persuasion").added_at(given)),
    ];
    session.flush()?;
    assert_eq!(books.map(|book| session[book].added_at), [now(), given]);
    Ok(())
}

/// #77 Defaults | `Column(Boolean, default=False)`
fn defaults(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let book = session.add(NewBook::new().title("Emma")); // the database fills in the rest
    session.flush()?;
    assert!(!session[book].promote);
    // so
    Ok(())
}

/// #80–#82, #84 Tables without models | `Table('maps', Base.metadata, …)`
fn tables(it: &mut It) -> Result<()> {
    let engine = Engine::open("sqlite::memory:")?;
    it.session.commit()?;
    let source = it.engine.clone();
    // shown
    let tables = ormgen_runtime::Metadata::reflect(&source)?;
    let columns = tables.tables()[0].columns; // their names, types, defaults; and keys, indexes, checks
    tables.create_all(&engine)?; // with the tables between others, and in the order of their foreign keys
    // so
    assert_eq!((columns[0].name, columns[0].nullable), ("id", false));
    assert_eq!(engine.verify(&METADATA)?, []);
    Ok(())
}

/// #83 A table between, without a key | `Table('maps', Base.metadata, Column('cat_id', …), Column('prod_id', …))`
fn without_a_key(_: &mut It) -> Result<()> {
    let maps = "
    -- // shown
    CREATE TABLE maps (
        cat_id  INTEGER REFERENCES categories (id),
        prod_id INTEGER REFERENCES products (id)
    ); -- `Category::PRODUCTS` and `Product::CATEGORIES` go through it
    // so
    ";
    let files = generated(maps, "");
    assert!(files["category.rs"].contains("PRODUCTS: orm::ManyToMany<Category, Product"));
    assert!(files["product.rs"].contains("CATEGORIES: orm::ManyToMany<Product, Category"));
    Ok(())
}

list! {
    models
    names
    types
    foreign_keys
    not_null
    constraints
    default_of_a_function
    defaults
    tables
    without_a_key
}
