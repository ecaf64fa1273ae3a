//! What does a join find that wants some of the rows that a relationship leads to?

use fixtures::{
    bookshop::{Author, Book, Category, METADATA, NewAuthor, NewBook, NewCategory, NewNode, Node},
    tutorial::{self, Address, NewAddress, NewUser, User},
};
use ormgen_runtime::{
    ErrorKind, Result, Session, alias, contains_eager, entity, joinedload, query::count_all,
};

use crate::support::Database;

alias!(Child);
alias!(Writer);

/// Authors with two books, one and none; of the first one's books the first is dear and in two categories.
fn library() -> Result<Database> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let [ann, bob, _] = ["Ann", "Bob", "Cy"].map(|name| session.add(NewAuthor::new().name(name)));
    let [fiction, crime] =
        ["Fiction", "Crime"].map(|name| session.add(NewCategory::new().name(name)));
    for (title, price, author) in [("a", 30.0, ann), ("b", 3.0, ann), ("c", 20.0, bob)] {
        let book = session.add(NewBook::new().title(title).price(price).author(author));
        if title == "a" {
            session.replace(book, Book::CATEGORIES, [fiction, crime])?;
        }
        if title == "c" {
            session.append(book, Book::CATEGORIES, crime)?;
        }
    }
    session.commit()?;
    drop(session);
    database.sent();
    Ok(database)
}

#[test]
fn an_outer_join_keeps_rows_that_lead_to_none_that_is_wanted() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let cheap = Author::BOOKS.filter(Book::PRICE.lt(10.0));
    let rows = session
        .query::<Author>()
        .outerjoin(cheap)
        .order_by(Author::ID)
        .select((Author::NAME, Book::TITLE))
        .all()?;
    let name = |name: &str| name.to_owned();
    let title = |title: &str| Some(title.to_owned());
    assert_eq!(
        rows,
        [
            (name("Ann"), title("b")),
            (name("Bob"), None),
            (name("Cy"), None)
        ]
    );
    assert_eq!(
        database.sent(),
        [
            "SELECT authors.name, books.title FROM authors LEFT JOIN books ON books.author_id = authors.id \
          AND books.price < ? ORDER BY authors.id [10.0]"
        ]
    );
    let inner = session
        .query::<Author>()
        .join(Author::BOOKS.filter(Book::PRICE.lt(10.0)));
    assert_eq!(inner.count()?, 1);
    Ok(())
}

#[test]
fn a_row_that_is_led_to_is_wanted_or_not() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let rows = session
        .query::<Book>()
        .outerjoin(Book::AUTHOR.filter(Author::NAME.gt("Ann")))
        .order_by(Book::ID)
        .add_entity(entity::<Author>())
        .all()?;
    let names = rows
        .iter()
        .map(|(_, author)| author.map(|it| session[it].name.as_str()));
    assert_eq!(names.collect::<Vec<_>>(), [None, None, Some("Bob")]);
    // The condition may speak of both tables.
    let rows = session
        .query::<Book>()
        .outerjoin(
            Book::AUTHOR
                .to(Writer)
                .filter(Author::NAME.of(Writer).ne(Book::TITLE))
                .filter(Book::PRICE.gt(25.0)),
        )
        .order_by(Book::ID)
        .select(Author::NAME.of(Writer))
        .all()?;
    assert_eq!(rows, [Some("Ann".to_owned()), None, None]);
    Ok(())
}

#[test]
fn a_link_to_a_row_that_is_not_wanted_is_none() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    let mut rows = || {
        session
            .query::<Book>()
            .outerjoin(Book::CATEGORIES.filter(Category::NAME.eq("Fiction")))
            .order_by(Book::ID)
            .select((Book::TITLE, Category::NAME))
            .all()
    };
    let found = rows()?;
    let found: Vec<_> = found
        .iter()
        .map(|(title, name)| (&**title, name.as_deref()))
        .collect();
    assert_eq!(found, [("a", Some("Fiction")), ("b", None), ("c", None)]);
    assert_eq!(
        database.sent(),
        [
            "SELECT books.title, categories.name FROM books LEFT JOIN (book_categories AS between_0 JOIN categories \
          ON between_0.category_id = categories.id) ON between_0.book_id = books.id AND categories.name = ? \
          ORDER BY books.id [\"Fiction\"]"
        ]
    );
    let inner = session
        .query::<Book>()
        .join(Book::CATEGORIES.filter(Category::NAME.eq("Crime")))
        .order_by(Book::ID)
        .select(Book::TITLE)
        .all()?;
    assert_eq!(inner, ["a", "c"]);
    let both = session
        .query::<Book>()
        .fulljoin(Book::CATEGORIES.filter(Category::NAME.eq("Fiction")))
        .select(count_all())
        .one()?;
    assert_eq!(
        both, 5,
        "three books, and the links to a category that is not wanted"
    );
    Ok(())
}

#[test]
fn a_table_joined_to_itself_is_narrowed_under_its_alias() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    for name in ["a", "b"] {
        session.append(root, Node::CHILDREN, NewNode::new().name(name))?;
    }
    let b = Node::CHILDREN
        .to(Child)
        .filter(Node::NAME.of(Child).eq("b"));
    let rows = session
        .query::<Node>()
        .outerjoin(b)
        .order_by(Node::ID)
        .select((Node::NAME, Node::NAME.of(Child)))
        .all()?;
    let found: Vec<_> = rows
        .iter()
        .map(|(node, child)| (&**node, child.as_deref()))
        .collect();
    assert_eq!(found, [("root", Some("b")), ("a", None), ("b", None)]);
    Ok(())
}

#[test]
fn a_collection_of_which_some_rows_are_joined_is_not_loaded_whole() -> Result<()> {
    let database = Database::new(&tutorial::METADATA);
    let mut session = Session::new(&database.engine);
    let ed = session.add(NewUser::new().name("ed"));
    for email in ["a", "b"] {
        session.append(ed, User::ADDRESSES, NewAddress::new().email_address(email))?;
    }
    session.commit()?;
    let some = || User::ADDRESSES.filter(Address::EMAIL_ADDRESS.ne("a"));
    for is_outer in [true, false] {
        let mut session = Session::new(&database.engine);
        let query = session.query::<User>();
        let loader = contains_eager(User::ADDRESSES);
        let ed = match is_outer {
            true => query.outerjoin(some()).options(loader).all()?[0],
            false => query.join(some()).options(loader).all()?[0],
        };
        let error = session.loaded(ed, User::ADDRESSES).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotLoaded);
        assert_eq!(session.loaded_part(ed, User::ADDRESSES)?.len(), 1);
        assert_eq!(session.load(ed, User::ADDRESSES)?.len(), 2);
    }
    // What is loaded beside such a join is not narrowed by it.
    let mut session = Session::new(&database.engine);
    let query = session.query::<User>().outerjoin(some());
    let ed = query.options(joinedload(User::ADDRESSES)).all()?[0];
    assert_eq!(session.loaded(ed, User::ADDRESSES)?.len(), 2);
    Ok(())
}

#[test]
fn a_join_has_no_order_and_no_limit_of_its_own() -> Result<()> {
    let database = library()?;
    let mut session = Session::new(&database.engine);
    for portion in [Author::BOOKS.limit(1), Author::BOOKS.order_by(Book::ID)] {
        let error = session.query::<Author>().join(portion).all().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        assert!(error.to_string().contains("of the query"), "{error}");
    }
    Ok(())
}
