//! Which constraint refused a row, and how does a program tell it from others?

use fixtures::{
    behaviours::{self, NewRole, NewTicket, NewUser, Role, Ticket, User},
    bookshop::{Author, Book, METADATA, NewAuthor, NewBook},
    faithful::{self, Account, NewAccount},
    shop::{self, LoyaltyCard, NewLoyaltyCard},
};
use ormgen_runtime::{Constraint, Error, ErrorKind, Result, Session, rust_decimal::Decimal, text};

use crate::support::Database;

/// The error of the flush of what was added, whose transaction is rolled back.
#[track_caller]
fn refused(session: &mut Session) -> Error {
    let error = session.flush().unwrap_err();
    session.rollback().unwrap();
    error
}

#[test]
fn a_unique_constraint_is_told_by_its_name() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    session.add(NewAuthor::new().name("Card"));
    session.commit()?;
    session.add(NewAuthor::new().name("Card"));
    let error = refused(&mut session);
    assert!(error.violates(Author::UNIQUE_NAME));
    assert!(!error.violates(Author::NAME), "that would be NOT NULL");
    assert!(!error.violates(Author::BOOKS));
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::Unique));
    assert_eq!(error.table(), Some("authors"));
    assert_eq!(error.columns(), ["name"]);
    Ok(())
}

#[test]
fn a_check_is_told_by_its_name() -> Result<()> {
    let database = Database::new(&faithful::METADATA);
    let mut session = Session::new(&database.engine);
    let debtor = NewAccount::new()
        .email("a@b.c")
        .balance(Decimal::from(-1))
        .closed("today");
    session.add(debtor);
    let error = refused(&mut session);
    assert!(error.violates(Account::CHECK_NOT_IN_DEBT), "{error}");
    assert!(!error.violates(Account::UNIQUE_EMAIL_ORDER));
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::Check));
    session.add(NewAccount::new().email("nowhere").balance(Decimal::from(1)));
    let error = refused(&mut session);
    assert!(!error.violates(Account::CHECK_NOT_IN_DEBT), "{error}");
    assert_eq!(error.constraint(), Some("email LIKE '%_@_%'"));
    Ok(())
}

#[test]
fn a_foreign_key_is_told_from_both_sides() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    session.add(NewBook::new().title("Lost").author_id(99));
    let error = refused(&mut session);
    assert!(
        error.violates(Book::AUTHOR) && error.violates(Author::BOOKS),
        "{error}"
    );
    assert!(!error.violates(Author::UNIQUE_NAME) && !error.violates(Book::TITLE));
    assert_eq!(
        error.to_string(),
        "FOREIGN KEY constraint failed: a row of `books` refers by `author_id` to a row of `authors` that is not there \
         (in `INSERT INTO books (title, author_id) VALUES (?, ?) RETURNING id, promote, added_at`)"
    );

    let many = (0..20).map(|number| {
        let author = session.add(NewAuthor::new().name(format!("author {number}")));
        NewBook::new().title("x").author(author)
    });
    let many: Vec<_> = many.collect();
    session.add_all(many);
    session.add(NewBook::new().title("Lost").author_id(99));
    let error = refused(&mut session);
    assert!(error.violates(Book::AUTHOR), "{error}");

    let card = session.add(NewAuthor::new().name("Card"));
    let book = session.add(NewBook::new().title("Game").author(card));
    session.commit()?;
    session[book].author_id = Some(99);
    let error = refused(&mut session);
    assert!(error.violates(Book::AUTHOR));
    assert!(
        error
            .to_string()
            .contains("the row of `books` with the key 1 refers by `author_id`"),
        "{error}"
    );
    Ok(())
}

#[test]
fn a_row_that_is_still_referred_to_is_told() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let user = session.add(NewUser::new().name("u"));
    session.add(NewTicket::new().title("t").user(user));
    session.commit()?;
    session.delete(user)?;
    let error = refused(&mut session);
    assert!(error.violates(Ticket::USER) && error.violates(User::TICKETS));
    assert!(!error.violates(User::ADDRESSES));
    assert_eq!(error.table(), Some("tickets"));
    assert!(
        error.to_string().contains(
            "the row of `users` with the key 1 is still referred to by `user_id` of `tickets`"
        ),
        "{error}"
    );
    Ok(())
}

#[test]
fn columns_are_told_that_may_not_be_null_or_are_the_key() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut session = Session::new(&database.engine);
    session.add(NewAuthor::new().id(1).name("Card"));
    session.commit()?;
    session.add(NewAuthor::new().id(1).name("Austen"));
    let error = refused(&mut session);
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::PrimaryKey));
    assert!(error.violates(Author::ID) && !error.violates(Author::NAME));
    let mut connection = database.engine.connect()?;
    let error = connection
        .execute(text("INSERT INTO books (title) VALUES (NULL)"))
        .unwrap_err();
    assert!(error.violates(Book::TITLE) && !error.violates(Book::ID));
    Ok(())
}

#[test]
fn several_columns_are_one_constraint() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let customer = shop::NewCustomer::new().email("a@b").full_name("Ann");
    let customer = session.add(customer);
    session.add(NewLoyaltyCard::new().customer(customer));
    session.commit()?;
    session.add(shop::NewCustomer::new().email("a@b").full_name("Bob"));
    let error = refused(&mut session);
    assert!(error.violates(shop::Customer::UNIQUE_EMAIL));
    assert!(!error.violates(LoyaltyCard::UNIQUE_CUSTOMER_ID));
    session.add(NewLoyaltyCard::new().customer_id(1));
    let error = refused(&mut session);
    assert!(error.violates(LoyaltyCard::UNIQUE_CUSTOMER_ID));

    // A key of several columns is none of them.
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let user = session.add(NewUser::new().name("u"));
    let item = session.add(behaviours::NewItem::new().description("i"));
    session.add(NewRole::new().title("t").user(user).item(item));
    session.commit()?;
    session.add(NewRole::new().title("t").user_id(1).item_id(1));
    let error = refused(&mut session);
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::PrimaryKey));
    assert!(!error.violates(Role::USER_ID) && !error.violates(Role::USER));
    Ok(())
}
