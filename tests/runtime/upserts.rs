//! What is done where a row is there already?

use fixtures::{
    bookshop::{self, Author, Book, NewAuthor, NewBook},
    faithful::{self, Account, NewAccount},
};
use ormgen_runtime::{
    Connection, ErrorKind, Result, Session, excluded, insert, literal, not_,
    query::{self, expression},
    select, text,
};

use crate::support::Database;

/// Accounts that are open have an email of their own.
#[test]
fn an_index_of_some_rows_is_met_by_those() -> Result<()> {
    let database = Database::new(&faithful::METADATA);
    let mut connection = database.engine.connect()?;
    let new = |cents: i64| NewAccount::new().email("ann@example.org").order(cents);
    let first = insert::<Account>().values([new(1).closed("2020"), new(2)]);
    assert_eq!(connection.execute(first)?, 2);
    database.sent();
    let open = || {
        insert::<Account>()
            .values([new(3)])
            .on_conflict(Account::EMAIL)
            .of_rows(Account::CLOSED.is_null())
    };
    assert_eq!(connection.execute(open().do_nothing())?, 0);
    let changed = open()
        .filter(Account::ORDER.lt(excluded(Account::ORDER)))
        .do_update_given()
        .returning((Account::ID, Account::ORDER));
    assert_eq!(connection.execute(changed)?, [(2, Some(3))]);
    let changed = open().do_update([Account::ORDER.set(7)]);
    assert_eq!(connection.execute(changed)?, 1);
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO accounts (email, \"order\") VALUES (?, ?) ON CONFLICT (email) WHERE closed IS NULL \
             DO NOTHING [\"ann@example.org\", 3]",
            "INSERT INTO accounts (email, \"order\") VALUES (?, ?) ON CONFLICT (email) WHERE closed IS NULL \
             DO UPDATE SET \"order\" = excluded.\"order\" WHERE accounts.\"order\" < excluded.\"order\" \
             RETURNING id, \"order\" [\"ann@example.org\", 3]",
            "INSERT INTO accounts (email, \"order\") VALUES (?, ?) ON CONFLICT (email) WHERE closed IS NULL \
             DO UPDATE SET \"order\" = ? [\"ann@example.org\", 3, 7]",
        ]
    );
    drop(connection);
    let mut session = Session::new(&database.engine);
    session.execute(open().do_update([Account::ORDER.set(8)]))?;
    Ok(())
}

/// Whether an upsert meets a unique index of the books for which this holds.
fn meets<C: query::Criteria<Book, P>, P>(index: &str, rows: C) -> Result<bool> {
    let database = Database::new(&bookshop::METADATA);
    let mut connection = database.engine.connect()?;
    connection.execute_batch(&format!(
        "CREATE UNIQUE INDEX some_books ON books (title) WHERE {index}"
    ))?;
    let insert = insert::<Book>()
        .values([NewBook::new().title("Emma")])
        .on_conflict(Book::TITLE)
        .of_rows(rows)
        .do_nothing();
    match connection.execute(insert) {
        Ok(_) => Ok(true),
        Err(error) if error.to_string().contains("does not match any") => Ok(false),
        Err(error) => Err(error),
    }
}

/// SQLite takes an index only where the condition is written as the index has it, so that nothing in it can be bound.
#[test]
fn values_are_written_as_an_index_has_them() -> Result<()> {
    assert!(meets("promote", Book::PROMOTE)?);
    assert!(meets("promote = 1", Book::PROMOTE.eq(true))?);
    assert!(!meets("promote = 1", Book::PROMOTE.eq(false))?);
    assert!(meets("NOT promote", not_(Book::PROMOTE))?);
    assert!(meets("price > 1.5", Book::PRICE.gt(1.5))?);
    assert!(meets("price > -2.0", Book::PRICE.gt(-2.0))?);
    assert!(meets("title <> 'it''s'", Book::TITLE.ne("it's"))?);
    assert!(meets("title IN ('a', 'b')", Book::TITLE.in_(["a", "b"]))?);
    assert!(meets(
        "author_id IS NOT NULL",
        Book::AUTHOR_ID.is_not_null()
    )?);
    let both = Book::PROMOTE.eq(true).and(Book::AUTHOR_ID.is_null());
    assert!(meets("promote = 1 AND author_id IS NULL", both)?);
    let as_written = expression::<bool>(text("promote = TRUE"));
    assert!(meets("promote = TRUE", as_written)?);
    assert!(meets(
        "title = 'x' || 'y'",
        Book::TITLE.eq(literal("x").concat("y"))
    )?);
    Ok(())
}

#[test]
fn what_is_no_literal_is_refused() -> Result<()> {
    for (title, expected) in [("a\0b", false), ("'; DROP TABLE books; --", true)] {
        let database = Database::new(&bookshop::METADATA);
        let mut connection = database.engine.connect()?;
        let insert = insert::<Book>()
            .values([NewBook::new().title("Emma")])
            .on_conflict(Book::TITLE)
            .of_rows(Book::TITLE.eq(title))
            .do_nothing();
        let error = connection.execute(insert).unwrap_err();
        assert_eq!(
            error.to_string().contains("does not match any"),
            expected,
            "{error}"
        );
        assert_eq!(error.kind() == ErrorKind::Encode, !expected);
        assert_eq!(connection.count(select::<Book>())?, 0);
    }
    Ok(())
}

fn authors(connection: &mut Connection) -> Result<Vec<String>> {
    connection.all(select::<Author>().select(Author::NAME))
}

#[test]
fn a_conflict_over_all_that_is_given_has_no_condition() -> Result<()> {
    let database = Database::new(&bookshop::METADATA);
    let mut connection = database.engine.connect()?;
    let ann = || {
        insert::<Author>()
            .values([NewAuthor::new().name("Ann")])
            .on_conflict(Author::NAME)
            .filter(Author::NAME.ne("Bob"))
            .do_update_given()
    };
    assert_eq!(connection.execute(ann())?, 1);
    assert_eq!(connection.execute(ann())?, 0);
    assert_eq!(authors(&mut connection)?, ["Ann"]);
    Ok(())
}
