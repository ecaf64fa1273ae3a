//! Does each value come back as it went in?

use fixtures::{
    bookshop::{Author, Book, NewAuthor, NewBook},
    shop::{
        Country, Employee, NewCountry, NewEmployee, NewOrder, NewPageView, NewProduct, NewSupplier,
        Order, PageView, Product,
    },
};
use ormgen_runtime::{
    Constraint, ErrorKind, Result, Session, chrono::NaiveDate, rust_decimal::Decimal, select,
    serde_json::json, text, uuid::Uuid,
};

use crate::support::Database;

/// Text that some program somewhere has choked on.
const TEXTS: [&str; 9] = [
    "",
    " ",
    "'; DROP TABLE books; --",
    "\" OR 1=1 --",
    "Ünïcödé 日本語 🎉 \u{202e}",
    "line\r\nline\ttab",
    "NULL",
    "?1 :name $x @y %s",
    "007",
];

#[test]
fn text_is_data_whatever_it_says() -> Result<()> {
    let database = Database::new(&fixtures::bookshop::METADATA);
    let mut session = Session::new(&database.engine);
    let authors = TEXTS.map(|name| session.add(NewAuthor::new().name(name)));
    session.commit()?;
    let mut other = Session::new(&database.engine);
    drop(session);
    for (name, author) in TEXTS.into_iter().zip(authors) {
        let found = other
            .query::<Author>()
            .filter(Author::NAME.eq(name))
            .one()?;
        assert_eq!(other[found].name, name);
        let error = other.try_get(author).unwrap_err();
        assert!(error.to_string().contains("another session"), "{error}");
        other[found].name = format!("{name}'");
    }
    other.commit()?;
    let changed = other
        .query::<Author>()
        .filter(Author::NAME.like("%'"))
        .count()?;
    assert_eq!(changed, TEXTS.len() as u64);
    Ok(())
}

#[test]
fn a_nul_in_text_comes_back() -> Result<()> {
    let database = Database::new(&fixtures::bookshop::METADATA);
    let mut session = Session::new(&database.engine);
    session.add(NewAuthor::new().name("a\0b"));
    session.commit()?;
    drop(session);
    let authors = database.engine.connect()?.all(select::<Author>())?;
    assert_eq!(authors[0].name, "a\0b");
    Ok(())
}

#[test]
fn not_given_is_not_null() -> Result<()> {
    let database = Database::new(&fixtures::bookshop::METADATA);
    let mut session = Session::new(&database.engine);
    let when = NaiveDate::from_ymd_opt(1985, 1, 15).unwrap();
    let when = when.and_hms_micro_opt(12, 30, 0, 250).unwrap();
    session.add(NewBook::new().title("defaults"));
    session.add(
        NewBook::new()
            .title("given")
            .price(None)
            .promote(true)
            .added_at(when),
    );
    session.commit()?;
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO books (title) VALUES (?) RETURNING id, promote, added_at [\"defaults\"]",
            "INSERT INTO books (title, price, promote, added_at) VALUES (?, ?, ?, ?) \
             [\"given\", NULL, true, 1985-01-15 12:30:00.000250]",
        ]
    );
    drop(session);
    let books = database.engine.connect()?.all(select::<Book>())?;
    assert!(!books[0].promote && books[0].added_at > when);
    assert_eq!(
        (books[1].price, books[1].promote, books[1].added_at),
        (None, true, when)
    );
    Ok(())
}

#[test]
fn numbers_reach_their_limits() -> Result<()> {
    let database = Database::new(&fixtures::bookshop::METADATA);
    let mut session = Session::new(&database.engine);
    let prices = [0.0, -0.1, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY];
    let ids = [i64::MAX, i64::MIN, 0, -1, 1];
    for (id, price) in ids.into_iter().zip(prices) {
        session.add(NewBook::new().id(id).title("x").price(price));
    }
    session.commit()?;
    drop(session);
    let mut session = Session::new(&database.engine);
    for (id, price) in ids.into_iter().zip(prices) {
        let book = session.get::<Book>(id)?.unwrap();
        assert_eq!((session[book].id, session[book].price), (id, Some(price)));
    }
    session.add(NewBook::new().title("x").price(f64::NAN));
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_eq!(
        error.to_string(),
        "column `price` of `books`: NaN cannot be stored"
    );
    Ok(())
}

#[test]
fn exact_numbers_json_bytes_and_uuids_come_back() -> Result<()> {
    let database = Database::new(&fixtures::shop::METADATA);
    let mut session = Session::new(&database.engine);
    let price: Decimal = "19.99".parse().unwrap();
    let attributes = json!({"colour": "red", "sizes": [1, 2.5, null], "nested": {"ü": "'"}});
    let bytes: Vec<u8> = (0..=255).collect();
    let supplier = session.add(NewSupplier::new().name("Lamps & Co"));
    let lamp = NewProduct::new()
        .sku("lamp")
        .name("Lamp")
        .price(price)
        .supplier(supplier);
    let lamp = session.add(lamp.attributes(attributes.clone()).picture(bytes.clone()));
    let bulb = NewProduct::new()
        .sku("bulb")
        .name("Bulb")
        .price(Decimal::ZERO)
        .supplier(supplier);
    let bulb = session.add(bulb.picture(Vec::new()));
    session.commit()?;
    let read = |session: &mut Session, id: i64| -> Result<Product> {
        let row = session.get::<Product>(id)?.unwrap();
        Ok(session[row].clone())
    };
    let mine = [session[lamp].clone(), session[bulb].clone()];
    drop(session);
    let mut session = Session::new(&database.engine);
    assert_eq!([read(&mut session, 1)?, read(&mut session, 2)?], mine);
    assert_eq!(mine[0].attributes, Some(attributes));
    assert_eq!(
        (mine[0].price, mine[0].picture.as_ref()),
        (price, Some(&bytes))
    );
    assert_eq!(
        (&mine[1].attributes, &mine[1].picture),
        (&None, &Some(Vec::new()))
    );
    let dear = session
        .query::<Product>()
        .filter(Product::PRICE.gt(Decimal::TEN))
        .one()?;
    assert_eq!(session[dear].sku, "lamp");

    session[dear].price = "0.1234567890123456".parse().unwrap();
    let error = session.flush().unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `price` of `products`: SQLite keeps 15 digits of a decimal number; a text column keeps them all"
    );
    Ok(())
}

#[test]
fn keys_of_text_and_uuids_find_their_rows() -> Result<()> {
    let database = Database::new(&fixtures::shop::METADATA);
    let mut connection = database.engine.connect()?;
    let number = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
    connection.execute(text(
        "INSERT INTO countries VALUES ('DE', 'Germany'), ('de', 'lower'), ('', 'empty')",
    ))?;
    connection.execute(text(
        "INSERT INTO addresses (street, city, country_code) VALUES ('s', 'c', 'DE')",
    ))?;
    connection.execute(text(
        "INSERT INTO customers (email, full_name) VALUES ('a', 'Ann')",
    ))?;
    connection.commit()?;
    drop(connection);
    let mut session = Session::new(&database.engine);
    for (code, name) in [("DE", "Germany"), ("de", "lower"), ("", "empty")] {
        let country = session.get::<Country>(code)?.unwrap();
        assert_eq!(session[country].name, name);
    }
    session.add(NewCountry::new().code("AT").name("Austria"));
    session.add(
        NewOrder::new()
            .number(number)
            .customer_id(1)
            .shipping_address_id(1),
    );
    session.commit()?;
    let order = session
        .query::<Order>()
        .filter(Order::NUMBER.eq(number))
        .one()?;
    assert_eq!(session[order].number, number);
    drop(session);
    let rows = database
        .engine
        .connect()?
        .execute(text("SELECT number FROM orders"))?
        .all()?;
    assert_eq!(
        rows[0].get::<String>(0)?,
        "01234567-89ab-cdef-0123-456789abcdef"
    );
    Ok(())
}

#[test]
fn dates_come_back_and_sort() -> Result<()> {
    let database = Database::new(&fixtures::shop::METADATA);
    let mut session = Session::new(&database.engine);
    let days = [(2024, 2, 29), (1, 1, 1), (9999, 12, 31)];
    let days = days.map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap());
    for day in days {
        session.add(NewEmployee::new().name("x").hired_on(day));
    }
    let sorted = session
        .query::<Employee>()
        .order_by(Employee::HIRED_ON)
        .all()?;
    let read: Vec<_> = sorted
        .into_iter()
        .map(|row| session[row].hired_on)
        .collect();
    assert_eq!(read, [days[1], days[0], days[2]]);

    session.add(NewEmployee::new().name("x").hired_on(NaiveDate::MAX));
    let error = session.flush().unwrap_err();
    assert_eq!(
        (error.kind(), error.columns()),
        (ErrorKind::Encode, &["hired_on".to_owned()][..])
    );
    Ok(())
}

#[test]
fn a_table_without_a_key_is_inserted_into_and_read() -> Result<()> {
    let database = Database::new(&fixtures::shop::METADATA);
    let mut session = Session::new(&database.engine);
    let supplier = session.add(NewSupplier::new().name("Lamps & Co"));
    let lamp = NewProduct::new()
        .sku("lamp")
        .name("Lamp")
        .price(Decimal::ONE)
        .supplier(supplier);
    let lamp = session.add(lamp);
    session.insert(NewPageView::new().product(lamp));
    session.insert(NewPageView::new().product(lamp));
    session.commit()?;
    assert_eq!(
        database.sent()[2..],
        ["INSERT INTO page_views (product_id) VALUES (?) RETURNING seen_at [1]"; 2]
    );
    drop(session);
    let views = database.engine.connect()?.all(select::<PageView>())?;
    assert_eq!(
        views.iter().map(|view| view.product_id).collect::<Vec<_>>(),
        [1, 1]
    );
    Ok(())
}

#[test]
fn what_is_stored_otherwise_is_told_with_its_place() -> Result<()> {
    let database = Database::new(&fixtures::bookshop::METADATA);
    let mut connection = database.engine.connect()?;
    connection.execute(text(
        "INSERT INTO books (id, title, price) VALUES (7, 'x', 'dear')",
    ))?;
    connection.commit()?;
    drop(connection);
    let mut session = Session::new(&database.engine);
    let error = session.get::<Book>(7).unwrap_err();
    assert_eq!(
        (error.kind(), error.table()),
        (ErrorKind::Decode, Some("books"))
    );
    assert_eq!(
        error.to_string(),
        "column `price` of `books`: expected a number, found text, in the row with the key 7"
    );
    Ok(())
}

#[test]
fn what_the_database_refuses_is_told_with_its_columns() -> Result<()> {
    let database = Database::new(&fixtures::bookshop::METADATA);
    let mut session = Session::new(&database.engine);
    for _ in 0..2 {
        session.add(NewAuthor::new().name("Card"));
    }
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::Unique));
    assert_eq!(
        (error.table(), error.columns()),
        (Some("authors"), &["name".to_owned()][..])
    );
    assert_eq!(error.sql(), Some("INSERT INTO authors (name) VALUES (?)"));
    assert!(
        !format!("{error} {error:?}").contains("Card"),
        "an error holds no values"
    );
    Ok(())
}
