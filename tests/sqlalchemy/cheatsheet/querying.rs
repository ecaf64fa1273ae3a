//! How are rows asked for?

use super::*;

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

/// #143 Several entities | `session.query(User, Address).join(Address).all()`
fn several(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let pairs: Vec<(Ref<Author>, Ref<Book>)> = session
        .query::<Author>()
        .join(Author::BOOKS) // which says the foreign key: none is looked for
        .add_entity(entity::<Book>())
        .all()?;
    // so
    assert_eq!(pairs.len(), 2);
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

/// #146 Options of a query | `query.options(selectinload(Author.books).selectinload(Book.categories))`
fn options(it: &mut It) -> Result<()> {
    let session = &mut Session::new(&it.engine);
    // shown
    let authors = session
        .query::<Author>()
        .options(selectinload(Author::BOOKS).then(subqueryload(Book::CATEGORIES)))
        .all()?;
    let books = session.loaded(authors[0], Author::BOOKS)?;
    // so
    let author = it.author;
    assert_eq!(it.session[author].id, session[authors[0]].id);
    assert!(session.loaded(books[0], Book::CATEGORIES)?.is_empty());
    Ok(())
}

/// #146 Of joins, of none, and of some | `contains_eager(Author.books)`, `raiseload(…)`, `selectinload(Author.books.and_(…))`
fn other_options(it: &mut It) -> Result<()> {
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

/// #147 Other joins | `query(Author, Book).outerjoin(Book)`, `query(Book).join(other, other.price > Book.price)`
fn other_joins(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let pairs: Vec<(Ref<Book>, Option<Ref<Author>>)> = session
        .query::<Book>()
        .outerjoin(Book::AUTHOR)
        .add_entity(entity::<Author>())
        .all()?;
    let dearer = Book::PRICE.of(Other).gt(Book::PRICE); // of `alias!(Other)`
    let books = session
        .query::<Book>()
        .join_on(entity::<Book>().of(Other), dearer)
        .all()?;
    // so
    assert_eq!(pairs.len(), 3);
    assert!(pairs.iter().any(|(_, author)| author.is_none()));
    assert_eq!(books, [it.book]);
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

list! {
    query
    iterating
    first
    get
    count
    parts
    joined_conditions
    delete_many
    and_or
    like
    lists
    order
    several
    statement
    options
    other_options
    other_joins
    rows_of_sql
}
