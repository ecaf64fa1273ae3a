//! Which rows does a test get that cares about little of them?

use fixtures::{
    behaviours::{self, Account, Egg, Find, Node, Profile, Role, User},
    bookshop::{self, Author, Book, NewBook},
    shop::{self, Customer, LoyaltyCard, NewLoyaltyCard, NewProduct, OrderLine, Product},
};
use ormgen_runtime::{ErrorKind, Result, Session};

use crate::support::Database;

#[test]
fn required_columns_have_values_and_others_are_left() -> Result<()> {
    let database = Database::new(&bookshop::METADATA);
    let mut session = Session::new(&database.engine);
    let [first, second] = [session.sample::<Book>()?, session.sample::<Book>()?];
    session.commit()?;
    assert!(session[first].title.starts_with("title "));
    assert_ne!(session[first].title, session[second].title);
    assert_eq!(
        (session[first].price, session[first].author_id),
        (None, None)
    );
    assert!(!session[first].promote, "the database's default");

    let author = session.sample::<Author>()?;
    let book = NewBook::new().title("Ender's Game").author(author);
    let book = session.sample_of(book)?;
    session.commit()?;
    assert_eq!(session[book].title, "Ender's Game");
    assert_eq!(session.load(book, Book::AUTHOR)?, Some(author));
    Ok(())
}

#[test]
fn parents_are_added_too() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let card = session.sample::<LoyaltyCard>()?;
    let customer = session.load(card, LoyaltyCard::CUSTOMER)?;
    session.commit()?;
    assert!(session[customer].email.starts_with("email "));
    let own = session.sample_of(NewLoyaltyCard::new().points(7))?;
    session.commit()?;
    assert_eq!(session[own].points, 7);
    assert_ne!(session.load(own, LoyaltyCard::CUSTOMER)?, customer);
    assert_eq!(session.query::<Customer>().count()?, 2);

    // Unique values and keys of several columns differ.
    for _ in 0..10 {
        session.sample::<OrderLine>()?;
        session.sample_of(NewProduct::new().name("the same"))?;
    }
    session.commit()?;
    assert_eq!(session.query::<OrderLine>().count()?, 10);
    assert!(session.query::<Product>().count()? >= 10);
    Ok(())
}

#[test]
fn keys_that_the_database_does_not_number_are_given() -> Result<()> {
    let database = Database::new(&behaviours::METADATA);
    let mut session = Session::new(&database.engine);
    let account = session.sample::<Account>()?;
    let profile = session.sample::<Profile>()?;
    let role = session.sample::<Role>()?;
    let node = session.sample::<Node>()?;
    session.commit()?;
    assert!(session[account].username.starts_with("username "));
    let user = session.load(profile, Profile::USER)?;
    assert_eq!(session[profile].user_id, session[user].id);
    assert_eq!(
        session.query::<User>().count()?,
        2,
        "of the profile, and of the role"
    );
    assert_ne!(session.load(role, Role::USER)?, user);
    assert_eq!(session[node].parent_id, None);

    let error = session.sample::<Egg>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(
        error
            .to_string()
            .contains("and so on without end: give it one"),
        "{error}"
    );
    assert!(session.sample::<Find>().is_err());
    assert_eq!(
        session.query::<User>().count()?,
        2,
        "that of the find is not left behind"
    );
    Ok(())
}
