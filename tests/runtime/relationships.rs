//! Each kind of relationship, from both sides.

use fixtures::shop::{
    Address, Customer, Employee, LoyaltyCard, NewAddress, NewCountry, NewCustomer, NewEmployee,
    NewLoyaltyCard, NewOrder, NewOrderLine, NewProduct, NewProductDetail, NewReturn, NewSupplier,
    NewTag, Order, OrderLine, Product, ProductDetail, ProductTag, Recommendation, Return, Supplier,
    Tag,
};
use ormgen_runtime::{
    Constraint, ErrorKind, Ref, Result, Session, chrono::NaiveDate, rust_decimal::Decimal,
    uuid::Uuid,
};

use crate::support::Database;

fn database() -> Database {
    Database::new(&fixtures::shop::METADATA)
}

fn customer(session: &mut Session, name: &str) -> Ref<Customer> {
    let email = format!("{name}@example.com");
    session.add(NewCustomer::new().email(email).full_name(name))
}

fn products<const N: usize>(session: &mut Session, names: [&str; N]) -> [Ref<Product>; N] {
    let supplier = session.add(NewSupplier::new().name("Lamps & Co"));
    names.map(|name| {
        let new = NewProduct::new().sku(name).name(name).price(Decimal::ONE);
        session.append(supplier, Supplier::PRODUCTS, new).unwrap()
    })
}

fn order(session: &mut Session) -> Ref<Order> {
    let land = session.add(NewCountry::new().code("DE").name("Germany"));
    let address = NewAddress::new().street("Hauptstraße 1").city("Köln");
    let address = session.add(address.country(land));
    let ann = customer(session, "ann");
    session.add(
        NewOrder::new()
            .number(Uuid::from_u128(1))
            .customer(ann)
            .shipping_address(address),
    )
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn one_to_one_is_set_from_either_side() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let ann = customer(&mut session, "ann");
    let card = session.add(NewLoyaltyCard::new().customer(ann).points(3));
    assert_eq!(session.loaded(ann, Customer::LOYALTY_CARD)?, Some(card));
    session.commit()?;
    assert_eq!(
        database.sent().last().unwrap(),
        "INSERT INTO loyalty_cards (customer_id, points) VALUES (?, ?) [1, 3]"
    );

    let bob = customer(&mut session, "bob");
    session.set(bob, Customer::LOYALTY_CARD, card)?;
    assert_eq!(session.loaded(card, LoyaltyCard::CUSTOMER)?, bob);
    session.commit()?;
    let sent = database.sent();
    assert_eq!(
        sent.last().unwrap(),
        "UPDATE loyalty_cards SET customer_id = ? WHERE id = ? [2, 1]"
    );
    assert_eq!(session.load(ann, Customer::LOYALTY_CARD)?, None);
    assert_eq!(session.load(bob, Customer::LOYALTY_CARD)?, Some(card));
    Ok(())
}

#[test]
fn the_row_that_gives_way_in_a_one_to_one_needs_another_place() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let ann = customer(&mut session, "ann");
    let old = session.add(NewLoyaltyCard::new().customer(ann));
    session.commit()?;
    session.load(ann, Customer::LOYALTY_CARD)?;

    let new = session.add(NewLoyaltyCard::new().customer(ann));
    assert_eq!(session.loaded(ann, Customer::LOYALTY_CARD)?, Some(new));
    let error = session.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::NotNull));
    assert_eq!(
        error.to_string(),
        "the row of `loyalty_cards` with the key 1 has no `customer` any more, and `customer_id` may not be NULL: \
         delete the row, or lead it to another"
    );
    session.rollback()?;

    session.delete(old)?;
    session.flush()?;
    let new = session.add(NewLoyaltyCard::new().customer(ann));
    session.commit()?;
    assert_eq!(session.load(ann, Customer::LOYALTY_CARD)?, Some(new));
    Ok(())
}

#[test]
fn a_primary_key_that_is_a_foreign_key_follows_its_row() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let [lamp] = products(&mut session, ["lamp"]);
    let detail = session.add(NewProductDetail::new().product(lamp).description("bright"));
    session.commit()?;
    assert_eq!(session[detail].product_id, session[lamp].id);
    assert_eq!(session.load(lamp, Product::PRODUCT_DETAIL)?, Some(detail));
    assert_eq!(session.get::<ProductDetail>(1)?, Some(detail));

    session.delete(lamp)?;
    session.commit()?;
    let error = session.try_get(detail).unwrap_err();
    assert!(
        error.to_string().contains("was deleted"),
        "ON DELETE CASCADE: {error}"
    );
    Ok(())
}

#[test]
fn a_table_that_refers_to_itself_has_a_parent_and_children() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let boss = session.add(NewEmployee::new().name("Ada").hired_on(day(1843, 1, 1)));
    let grace = NewEmployee::new().name("Grace").hired_on(day(1944, 7, 2));
    let grace = session.append(boss, Employee::MANAGER_EMPLOYEES, grace)?;
    session.commit()?;
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO employees (name, hired_on) VALUES (?, ?) [\"Ada\", 1843-01-01]",
            "INSERT INTO employees (name, manager_id, hired_on) VALUES (?, ?, ?) [\"Grace\", 1, 1944-07-02]",
        ]
    );
    assert_eq!(session.load(grace, Employee::MANAGER)?, Some(boss));
    assert_eq!(session.load(boss, Employee::MANAGER_EMPLOYEES)?, [grace]);
    assert_eq!(session.load(grace, Employee::MANAGER_EMPLOYEES)?, []);

    session.set(boss, Employee::MANAGER, grace)?;
    session.set(grace, Employee::MANAGER, None)?;
    session.commit()?;
    assert_eq!(session[boss].manager_id, Some(session[grace].id));
    assert_eq!(session.load(grace, Employee::MANAGER_EMPLOYEES)?, [boss]);
    Ok(())
}

#[test]
fn rows_in_a_circle_are_written_with_a_second_update() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let hire = |name| NewEmployee::new().name(name).hired_on(day(2000, 1, 1));
    let [ada, bob] = ["Ada", "Bob"].map(|name| session.add(hire(name)));
    let own_boss = session.add(hire("Eve"));
    session.set(ada, Employee::MANAGER, bob)?;
    session.set(bob, Employee::MANAGER, ada)?;
    session.set(own_boss, Employee::MANAGER, own_boss)?;
    session.commit()?;
    assert_eq!(
        database.sent(),
        [
            "INSERT INTO employees (name, manager_id, hired_on) VALUES (?, ?, ?) [\"Ada\", NULL, 2000-01-01]",
            "INSERT INTO employees (name, manager_id, hired_on) VALUES (?, ?, ?) [\"Bob\", 1, 2000-01-01]",
            "UPDATE employees SET manager_id = ? WHERE id = ? [2, 1]",
            "INSERT INTO employees (name, manager_id, hired_on) VALUES (?, ?, ?) [\"Eve\", NULL, 2000-01-01]",
            "UPDATE employees SET manager_id = ? WHERE id = ? [3, 3]",
        ]
    );
    assert_eq!(
        session.load(own_boss, Employee::MANAGER_EMPLOYEES)?,
        [own_boss]
    );

    for row in [ada, bob, own_boss] {
        session.delete(row)?;
    }
    session.commit()?;
    assert_eq!(session.query::<Employee>().count()?, 0);
    Ok(())
}

#[test]
fn many_to_many_is_written_from_either_side() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let [lamp, shade] = products(&mut session, ["lamp", "shade"]);
    let bright = session.append(lamp, Product::TAGS, NewTag::new().name("bright"))?;
    session.append(bright, Tag::PRODUCTS, shade)?;
    session.commit()?;
    assert_eq!(
        database.sent()[4..],
        [
            "INSERT INTO product_tags (product_id, tag_id) VALUES (?, ?) [1, 1]",
            "INSERT INTO product_tags (product_id, tag_id) VALUES (?, ?) [2, 1]",
        ]
    );
    assert_eq!(session.load(bright, Tag::PRODUCTS)?, [lamp, shade]);
    assert_eq!(
        session.load(bright, Tag::PRODUCT_TAGS)?.len(),
        2,
        "the table between is an entity too"
    );

    session.remove(bright, Tag::PRODUCTS, lamp)?;
    assert_eq!(session.load(lamp, Product::TAGS)?, []);
    session.delete(bright)?;
    session.commit()?;
    assert_eq!(
        session.query::<ProductTag>().count()?,
        0,
        "links go with their row"
    );
    assert_eq!(session.query::<Product>().count()?, 2);
    Ok(())
}

#[test]
fn a_table_is_linked_with_itself() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let [lamp, bulb] = products(&mut session, ["lamp", "bulb"]);
    session.append(lamp, Product::RECOMMENDED, bulb)?;
    session.append(lamp, Product::RECOMMENDED, lamp)?;
    assert_eq!(
        session.loaded(bulb, Product::PRODUCTS)?,
        [lamp],
        "the other direction"
    );
    session.commit()?;
    assert_eq!(session.load(lamp, Product::RECOMMENDED)?, [lamp, bulb]);
    assert_eq!(session.load(bulb, Product::RECOMMENDED)?, []);
    assert_eq!(session.load(bulb, Product::PRODUCTS)?, [lamp]);
    let links = session
        .query::<Recommendation>()
        .order_by(Recommendation::RECOMMENDED_ID)
        .all()?;
    let pairs = links
        .into_iter()
        .map(|link| (session[link].product_id, session[link].recommended_id));
    assert_eq!(pairs.collect::<Vec<_>>(), [(1, 1), (1, 2)]);
    Ok(())
}

#[test]
fn two_foreign_keys_to_one_table_are_two_relationships() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let order = order(&mut session);
    let home = session.loaded(order, Order::SHIPPING_ADDRESS)?;
    assert_eq!(session.loaded(order, Order::BILLING_ADDRESS)?, None);
    session.commit()?;

    let office = NewAddress::new()
        .street("Ring 2")
        .city("Köln")
        .country_code("DE");
    let office = session.add(office);
    session.set(order, Order::BILLING_ADDRESS, office)?;
    session.commit()?;
    assert_eq!(
        session.load(home, Address::SHIPPING_ADDRESS_ORDERS)?,
        [order]
    );
    assert_eq!(session.load(home, Address::BILLING_ADDRESS_ORDERS)?, []);
    assert_eq!(
        session.load(office, Address::BILLING_ADDRESS_ORDERS)?,
        [order]
    );
    assert_eq!(session.load(order, Order::SHIPPING_ADDRESS)?, home);
    Ok(())
}

#[test]
fn composite_foreign_keys_carry_all_their_columns() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let order = order(&mut session);
    let [_, lamp] = products(&mut session, ["bulb", "lamp"]);
    let line = NewOrderLine::new()
        .product(lamp)
        .quantity(2)
        .unit_price(Decimal::ONE);
    let line = session.append(order, Order::ORDER_LINES, line)?;
    let back = session.append(
        line,
        OrderLine::RETURNS,
        NewReturn::new().reason("too bright"),
    )?;
    session.commit()?;
    assert_eq!(
        database.sent().last().unwrap(),
        "INSERT INTO returns (order_id, product_id, reason) VALUES (?, ?, ?) [1, 2, \"too bright\"]"
    );
    assert_eq!((session[back].order_id, session[back].product_id), (1, 2));
    assert_eq!(session.get::<OrderLine>((1, 2))?, Some(line));
    assert_eq!(session.get::<OrderLine>((2, 1))?, None);

    let mut other = Session::new(&database.engine);
    session.commit()?;
    let back: Ref<Return> = other.get::<Return>(1)?.unwrap();
    let line: Ref<OrderLine> = other.load(back, Return::ORDER_LINE)?;
    assert_eq!(other[line].quantity, 2);
    assert_eq!(other.load(line, OrderLine::RETURNS)?, [back]);
    assert_eq!(
        database.sent().last().unwrap(),
        "SELECT id, order_id, product_id, reason FROM returns WHERE order_id = ? AND product_id = ? ORDER BY id [1, 2]"
    );
    Ok(())
}

#[test]
fn a_many_to_many_through_an_entity_is_read() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let order = order(&mut session);
    let [lamp, _] = products(&mut session, ["lamp", "bulb"]);
    let line = NewOrderLine::new()
        .product(lamp)
        .quantity(1)
        .unit_price(Decimal::ONE);
    session.append(order, Order::ORDER_LINES, line)?;
    session.commit()?;
    assert_eq!(session.load(order, Order::PRODUCTS)?, [lamp]);
    assert_eq!(session.load(lamp, Product::ORDERS)?, [order]);
    Ok(())
}

#[test]
fn a_required_relationship_is_moved_and_never_cleared() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let [lamp] = products(&mut session, ["lamp"]);
    session.commit()?;
    let first = session.load(lamp, Product::SUPPLIER)?;
    let second = session.add(NewSupplier::new().name("Bulbs Inc"));
    session.set(lamp, Product::SUPPLIER, second)?;
    session.commit()?;
    assert_eq!(session[lamp].supplier_id, session[second].id);
    assert_eq!(session.load(first, Supplier::PRODUCTS)?, []);

    session.remove(second, Supplier::PRODUCTS, lamp)?;
    let error = session.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity(Constraint::NotNull));
    assert_eq!(error.columns(), ["supplier_id"]);
    session.rollback()?;
    assert_eq!(session.load(second, Supplier::PRODUCTS)?, [lamp]);
    Ok(())
}

#[test]
fn a_collection_says_what_is_not_in_it() -> Result<()> {
    let database = database();
    let mut session = Session::new(&database.engine);
    let [lamp, bulb] = products(&mut session, ["lamp", "bulb"]);
    let bright = session.append(lamp, Product::TAGS, NewTag::new().name("bright"))?;
    session.commit()?;
    let error = session.loaded(bulb, Product::TAGS).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotLoaded);
    assert_eq!(
        error.to_string(),
        "`tags` of the row of `products` with the key 2 is not loaded: call `session.load(..)`"
    );
    session.load(bulb, Product::TAGS)?;
    let error = session.remove(bulb, Product::TAGS, bright).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the row of `tags` with the key 1 is not in `tags` of the row of `products` with the key 2"
    );
    Ok(())
}
