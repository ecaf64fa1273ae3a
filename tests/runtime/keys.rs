//! Does the session know the keys that the database gave?

use fixtures::shop::{self, Customer, NewCustomer, NewLoyaltyCard, NewPageView};
use ormgen_runtime::{Engine, ErrorKind, Ref, Result, Session, text};

use crate::support::File;

/// Statements that make SQLite give keys in another order than rows come in, or none.
fn session_with(file: &File, statements: &str) -> Result<Session> {
    let engine = Engine::open(&file.url())?;
    shop::METADATA.create_all(&engine)?;
    let mut connection = engine.connect()?;
    connection.execute(text(statements))?;
    connection.commit()?;
    Ok(Session::new(&engine))
}

fn customers(session: &mut Session) -> [Ref<Customer>; 3] {
    ["ann", "bob", "cid"].map(|name| session.add(NewCustomer::new().email(name).full_name(name)))
}

#[test]
fn keys_are_right_where_a_trigger_inserts_rows_too() -> Result<()> {
    let file = File::new();
    let mut session = session_with(
        &file,
        "CREATE TRIGGER twin AFTER INSERT ON customers WHEN NEW.email NOT LIKE 'twin of %' BEGIN \
         INSERT INTO customers (email, full_name) VALUES ('twin of ' || NEW.email, 'twin'); END",
    )?;
    let rows = customers(&mut session);
    let cards = rows.map(|row| session.add(NewLoyaltyCard::new().customer(row)));
    session.commit()?;
    assert_eq!(rows.map(|row| session[row].id), [1, 3, 5]);
    assert_eq!(cards.map(|card| session[card].customer_id), [1, 3, 5]);
    for (row, name) in rows.into_iter().zip(["ann", "bob", "cid"]) {
        let id = session[row].id;
        let stored = session
            .query::<Customer>()
            .filter(Customer::EMAIL.eq(name))
            .one()?;
        assert_eq!((session[stored].id, stored), (id, row));
    }
    Ok(())
}

#[test]
fn keys_are_right_at_the_largest_rowid() -> Result<()> {
    let file = File::new();
    let mut session = session_with(
        &file,
        "INSERT INTO employees (id, name, hired_on) VALUES (9223372036854775807, 'last', '2000-01-01')",
    )?;
    let day = ormgen_runtime::chrono::NaiveDate::default();
    let rows =
        ["a", "b"].map(|name| session.add(shop::NewEmployee::new().name(name).hired_on(day)));
    session.commit()?;
    for (row, name) in rows.into_iter().zip(["a", "b"]) {
        let stored = session
            .query::<shop::Employee>()
            .filter(shop::Employee::NAME.eq(name))
            .one()?;
        assert_eq!(
            stored, row,
            "SQLite chose a free key, and the session knows which"
        );
    }
    Ok(())
}

#[test]
fn a_table_that_counts_up_and_is_full_is_an_error() -> Result<()> {
    let file = File::new();
    let mut connection = Engine::open(&file.url())?.connect()?;
    connection.execute(text(
        "CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, email, full_name, newsletter DEFAULT 0, \
         created_at DEFAULT CURRENT_TIMESTAMP, referred_by_id)",
    ))?;
    connection.commit()?;
    let mut session = session_with(
        &file,
        "INSERT INTO customers (id, email, full_name) VALUES (9223372036854775806, 'last', 'last')",
    )?;
    let last = session.add(NewCustomer::new().email("x").full_name("x"));
    session.flush()?;
    assert_eq!(session[last].id, i64::MAX);
    customers(&mut session);
    assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::Database);
    Ok(())
}

#[test]
fn a_row_that_a_trigger_leaves_out_is_an_error() -> Result<()> {
    let file = File::new();
    let mut session = session_with(
        &file,
        "CREATE TRIGGER no_bob BEFORE INSERT ON employees WHEN NEW.name = 'bob' BEGIN SELECT RAISE(IGNORE); END",
    )?;
    let day = ormgen_runtime::chrono::NaiveDate::default();
    for name in ["ann", "bob"] {
        session.add(shop::NewEmployee::new().name(name).hired_on(day));
    }
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Database);
    assert_eq!(
        error.to_string(),
        "the database inserted no row into `employees` and raised no error: a trigger or a rule may have replaced the insert"
    );
    Ok(())
}

#[test]
fn a_key_that_a_trigger_changes_is_an_error_when_it_matters() -> Result<()> {
    let file = File::new();
    let mut session = session_with(
        &file,
        "CREATE TRIGGER far AFTER INSERT ON employees BEGIN UPDATE employees SET id = NEW.id + 100 WHERE id = NEW.id; END",
    )?;
    let day = ormgen_runtime::chrono::NaiveDate::default();
    let ann = session.add(shop::NewEmployee::new().name("ann").hired_on(day));
    session.flush()?;
    session[ann].name = "Ann".to_owned();
    assert_eq!(session.flush().unwrap_err().kind(), ErrorKind::Stale);
    Ok(())
}

#[test]
fn a_row_without_a_key_that_is_left_out_is_an_error_too() -> Result<()> {
    let file = File::new();
    let mut session = session_with(
        &file,
        "CREATE TRIGGER unseen BEFORE INSERT ON page_views BEGIN SELECT RAISE(IGNORE); END",
    )?;
    let seen_at = ormgen_runtime::chrono::NaiveDateTime::default();
    session.insert(NewPageView::new().product_id(1).seen_at(seen_at));
    assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::Database);
    Ok(())
}
