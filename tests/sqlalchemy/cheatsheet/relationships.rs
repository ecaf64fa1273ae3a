//! How do rows lead to each other?

use super::*;

/// #85, #89, #116 Many-to-one, lazily | `book.author`
fn many_to_one(it: &mut It) -> Result<()> {
    let (session, book) = (&mut it.session, it.book);
    // shown
    let author: Option<Ref<Author>> = session.load(book, Book::AUTHOR)?;
    // so
    assert_eq!(author, Some(it.author));
    Ok(())
}

/// #86–#88, #90, #112 One-to-many | `for book in author.books:`
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

/// #93, #95 One-to-one | `child.parent = parent`, `parent.child = child`
fn one_to_one(_: &mut It) -> Result<()> {
    use behaviours::{Jack, NewJack, NewPort, Port};

    let engine = Engine::open("sqlite::memory:")?;
    behaviours::METADATA.create_all(&engine)?;
    let mut session = Session::new(&engine);
    let jack = session.add(NewJack::new());
    // shown
    let port = session.add(NewPort::new().name("left").jack(jack)); // of `jack_id INTEGER UNIQUE REFERENCES jacks (id)`
    let same: Option<Ref<Port>> = session.load(jack, Jack::PORT)?;
    let other = session.add(NewPort::new().name("right"));
    session.set(jack, Jack::PORT, other)?; // the one before has none now
    let none: Option<Ref<Jack>> = session.load(port, Port::JACK)?;
    // so
    assert_eq!((same, none), (Some(port), None));
    session.commit()?;
    session.expire_all();
    assert_eq!(session.load(jack, Jack::PORT)?, Some(other));
    assert_eq!(
        (session[port].jack_id, session[other].jack_id),
        (None, Some(1))
    );
    Ok(())
}

/// #94 One-to-one, where no key says so | `relationship("Child", backref=backref("parent", uselist=False))`
fn one_to_one_of_ones_own(_: &mut It) -> Result<()> {
    let options = r#"
    # // shown
    [tables.posts.relationships] # in `ormgen.toml`
    editor_id = { one-to-one = true, inverse = "edited" }
    // so
    "#;
    let files = generated("", options);
    assert!(files["user.rs"].contains("EDITED: orm::HasOne<User, Post"));
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

/// #97, #99–#102 Many-to-many | `product.categories.append(category)`, `category.products.append(product)`
fn many_to_many(it: &mut It) -> Result<()> {
    let (session, book) = (&mut it.session, it.book);
    // shown
    let fiction = session.add(NewCategory::new().name("Fiction"));
    session.append(book, Book::CATEGORIES, fiction)?;
    session.append(fiction, Category::BOOKS, book)?; // one link row, whichever side says it
    let books = session.load(fiction, Category::BOOKS)?;
    session.flush()?;
    session.remove(book, Book::CATEGORIES, fiction)?; // deletes that, and neither end
    // so
    assert_eq!(books, [book]);
    assert_eq!(session.query::<BookCategory>().count()?, 0);
    assert_eq!(session.query::<Category>().count()?, 1);
    Ok(())
}

/// #98 A table between, by its name | `relationship("Product", secondary="maps", backref="categories")`
fn table_between(_: &mut It) -> Result<()> {
    let options = r#"
    # // shown
    [tables.listings.many-to-many] # in `ormgen.toml`; without it `Category::PRODUCTS`
    "category_id -> product_id" = "goods"
    // so
    "#;
    let files = generated("", options);
    assert!(files["category.rs"].contains("GOODS: orm::ManyToMany<Category, Product"));
    Ok(())
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

/// #106, #141 NULL | `filter_by(parent_id=None)`
fn null(it: &mut It) -> Result<()> {
    let session = &mut it.session;
    // shown
    let free = session.query::<Book>().filter_by(Book::PRICE, None).all()?;
    // so
    assert_eq!(free.len(), 1);
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

/// #109 A key that the schema does not state | `relationship("User", primaryjoin="Post.author_id == User.id")`
fn foreign_key_of_ones_own(_: &mut It) -> Result<()> {
    let options = r#"
    # // shown
    [tables.posts] # in `ormgen.toml`
    foreign-keys.author_id = "users (id)"
    relationships.author_id = { name = "writer", inverse = "written" }
    // so
    "#;
    let files = generated("", options);
    assert!(files["post.rs"].contains("WRITER: orm::BelongsTo<Post, Option<User>"));
    assert!(files["user.rs"].contains("WRITTEN: orm::HasMany<User, Post"));
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

/// #118 A collection as a list | `author.books.remove(book)`, `author.books = [book]`, `author.books[0]`
fn as_a_list(it: &mut It) -> Result<()> {
    let (session, author, book) = (&mut it.session, it.author, it.book);
    // shown
    session.remove(author, Author::BOOKS, book)?; // its key becomes NULL with the flush
    let rest: Vec<Ref<Book>> = session.load(author, Author::BOOKS)?;
    println!("{} of {}", session[rest[0]].title, rest.len());
    session.replace(author, Author::BOOKS, [book])?; // and no other
    // so
    assert_eq!((rest.len(), rest.contains(&book)), (1, false));
    session.commit()?;
    session.expire_all();
    assert_eq!(session.load(author, Author::BOOKS)?, [book]);
    assert_eq!(session.load(rest[0], Book::AUTHOR)?, None);
    Ok(())
}

list! {
    many_to_one
    one_to_many
    set
    append
    one_to_one
    one_to_one_of_ones_own
    through_a_model
    many_to_many
    table_between
    tree
    null
    two_keys
    foreign_key_of_ones_own
    ordered
    early
    as_a_list
}
