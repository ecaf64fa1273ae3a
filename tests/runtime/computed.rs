//! Which values of new rows does the database compute?

use fixtures::{
    bookshop::{Author, Book, METADATA, NewBook},
    withheld::{self, Login},
};
use ormgen_runtime::{
    ErrorKind, Result, Session, chrono, insert, literal,
    query::{current_timestamp, expression, scalar},
    select, text,
};

use crate::support::Database;

#[test]
fn values_of_new_rows_are_computed() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    let dearest = || scalar(select::<Book>().select(Book::PRICE.max()));
    let ids = connection.execute(
        insert::<Book>()
            .values([NewBook::new().title("first").price(3.0)])
            .computed([
                Book::TITLE.set(literal("EMMA").lower().concat("!")),
                Book::PRICE.set(2.0),
            ])
            .computed([Book::TITLE.set("third"), Book::PRICE.set(dearest())])
            .returning((Book::ID, Book::TITLE, Book::PRICE)),
    )?;
    let row = |id: i64, title: &str, price| (id, title.to_owned(), price);
    assert_eq!(
        ids,
        [
            row(1, "first", Some(3.0)),
            row(2, "emma!", Some(2.0)),
            row(3, "third", None)
        ],
        "a query sees the rows that were there before the statement"
    );
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO books (title, price) VALUES (?, ?), (lower(?) || ?, ?), (?, (SELECT max(price) FROM books)) \
          RETURNING id, title, price [\"first\", 3.0, \"EMMA\", \"!\", 2.0, \"third\"]"
        ]
    );
    let again = insert::<Author>()
        .computed([Author::ID.set(1), Author::NAME.set(literal("ANN").lower())])
        .on_conflict(Author::ID)
        .do_update([Author::NAME.set(literal("BOB").lower())])
        .returning(Author::NAME);
    assert_eq!(connection.execute(again)?, ["ann"]);
    drop(connection);
    let mut session = Session::new(&database.engine);
    let added = insert::<Book>().computed([
        Book::TITLE.set(expression::<String>(
            text("upper(:title)").bind("title", "x"),
        )),
        Book::ADDED_AT.set(current_timestamp::<chrono::NaiveDateTime>()),
    ]);
    assert_eq!(session.execute(added)?, 1);
    assert_eq!(
        session
            .query::<Book>()
            .filter(Book::TITLE.eq("X"))
            .count()?,
        1
    );
    Ok(())
}

/// SQLite takes 32,766 placeholders, and 40 of these rows have 1,000 each.
#[test]
fn computed_values_have_any_number_of_placeholders() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    let names: Vec<String> = (0..999).map(|place| format!("word_{place}")).collect();
    let sql = format!("CASE WHEN 'x' IN (:{}) THEN 'x' END", names.join(", :"));
    let title = names
        .iter()
        .fold(text(&sql), |sql, name| sql.bind(name, "x"));
    let rows = (0..40).fold(insert::<Book>(), |rows, place| {
        let title = expression::<String>(title.clone());
        rows.computed([Book::TITLE.set(title), Book::PRICE.set(f64::from(place))])
    });
    assert_eq!(connection.execute(rows)?, 40);
    assert_eq!(
        connection.count(select::<Book>().filter(Book::TITLE.eq("x")))?,
        40
    );
    let sent = database.sent();
    let inserts = sent.iter().filter(|sql| sql.starts_with("INSERT"));
    assert_eq!(inserts.count(), 5, "eight rows each");
    Ok(())
}

#[test]
fn what_cannot_be_computed_is_told() -> Result<()> {
    let database = Database::new(&METADATA);
    let mut connection = database.engine.connect()?;
    let own = insert::<Book>().computed([Book::TITLE.set(Book::TITLE.lower())]);
    let error = connection.execute(own).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(error.to_string().contains("scalar(select"), "{error}");
    let lacking = insert::<Book>().computed([Book::PRICE.set(literal(1.0) + 1.0)]);
    assert_eq!(
        connection.execute(lacking).unwrap_err().columns(),
        ["title"]
    );
    Ok(())
}

#[test]
fn a_secret_that_is_computed_is_not_printed() -> Result<()> {
    let database = Database::new(&withheld::METADATA);
    let mut connection = database.engine.connect()?;
    connection.execute(insert::<Login>().computed([
        Login::NAME.set(literal("ANN").lower()),
        Login::PASSWORD_HASH.set(literal("hunter2").lower()),
    ]))?;
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO logins (name, password_hash) VALUES (lower(?), lower(?)) [\"ANN\", <hidden>]"
        ]
    );
    Ok(())
}
