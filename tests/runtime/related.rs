//! Which rows does a condition on related rows find, of every kind of relationship and under aliases?

use fixtures::{
    bookshop::{self, Author, Book, Category, NewAuthor, NewBook, NewCategory, NewNode, Node},
    shop::{
        self, Customer, LoyaltyCard, NewAddress, NewCountry, NewCustomer, NewLoyaltyCard, NewOrder,
        NewOrderLine, NewProduct, NewReturn, NewSupplier, OrderLine, Product, Return,
    },
};
use ormgen_runtime::{
    Model, Predicate, Ref, Result, Session, alias, entity,
    query::{As, select_from},
    rust_decimal::Decimal,
    uuid::Uuid,
};

use crate::support::Database;

alias!(Other);
alias!(Far);

/// The rows under an alias for which a condition holds.
fn found<T: ormgen_runtime::Keyed>(
    session: &mut Session,
    condition: Predicate<As<T, Other>>,
) -> Result<Vec<Ref<T>>> {
    let query = select_from(entity::<T>().of(Other)).filter(condition);
    let mut rows = query.select(entity::<T>().of(Other)).on(session).all()?;
    rows.sort_by_key(|row| format!("{row:?}"));
    Ok(rows)
}

#[test]
fn a_collection_is_asked_under_an_alias() -> Result<()> {
    let database = Database::new(&bookshop::METADATA);
    let mut session = Session::new(&database.engine);
    let [ann, bob] = ["Ann", "Bob"].map(|name| session.add(NewAuthor::new().name(name)));
    let crime = session.add(NewCategory::new().name("Crime"));
    let book = session.add(NewBook::new().title("a").author(ann));
    session.append(book, Book::CATEGORIES, crime)?;
    session.flush()?;
    let books = || Author::BOOKS.of(Other);
    assert_eq!(
        found(&mut session, books().any(Book::TITLE.eq("a")))?,
        [ann]
    );
    assert_eq!(found(&mut session, books().is_empty())?, [bob]);
    assert_eq!(found(&mut session, books().contains(book))?, [ann]);
    database.sent();
    let categories = Book::CATEGORIES.of(Other).to(Far);
    assert_eq!(found(&mut session, categories.contains(crime))?, [book]);
    assert_eq!(
        database.sent()[0].split_once(" WHERE ").unwrap().1,
        "EXISTS (SELECT 1 FROM book_categories AS between_0 JOIN categories AS \"Far\" ON \
         between_0.category_id = \"Far\".id WHERE between_0.book_id = \"Other\".id AND \"Far\".id = ?) [1]"
    );
    let none = Book::CATEGORIES.of(Other).any(Category::NAME.eq("x"));
    assert_eq!(found(&mut session, none)?, []);
    Ok(())
}

#[test]
fn a_foreign_key_is_asked_under_an_alias() -> Result<()> {
    let database = Database::new(&bookshop::METADATA);
    let mut session = Session::new(&database.engine);
    let root = session.add(NewNode::new().name("root"));
    let child = session.append(root, Node::CHILDREN, NewNode::new().name("child"))?;
    let leaf = session.append(child, Node::CHILDREN, NewNode::new().name("leaf"))?;
    session.flush()?;
    let parent = || Node::PARENT.of(Other);
    let named = parent().to(Far).has(Node::NAME.of(Far).eq("child"));
    assert_eq!(found(&mut session, named)?, [leaf]);
    assert_eq!(found(&mut session, parent().is(root))?, [child]);
    assert_eq!(found(&mut session, parent().is(None))?, [root]);
    assert_eq!(found(&mut session, parent().is_not(root))?, [root, leaf]);
    assert_eq!(found(&mut session, parent().is_not(None))?, [child, leaf]);
    assert_eq!(
        found(&mut session, parent().is_in([root, child]))?,
        [child, leaf]
    );
    let none: [Ref<Node>; 0] = [];
    assert_eq!(found(&mut session, parent().is_in(none))?, []);
    Ok(())
}

fn customers(session: &mut Session) -> [Ref<Customer>; 2] {
    ["ann", "bob"].map(|name| session.add(NewCustomer::new().email(name).full_name(name)))
}

#[test]
fn the_one_row_of_the_other_side_is_asked() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let [ann, bob] = customers(&mut session);
    let card = session.add(NewLoyaltyCard::new().customer(ann).points(9));
    session.flush()?;
    let others = Customer::LOYALTY_CARD.is_not(card);
    assert_eq!(session.query::<Customer>().filter(others).all()?, [bob]);
    let of = || Customer::LOYALTY_CARD.of(Other);
    let rich = of().has(LoyaltyCard::POINTS.gt(5));
    assert_eq!(found(&mut session, rich)?, [ann]);
    assert_eq!(found(&mut session, of().is(card))?, [ann]);
    assert_eq!(found(&mut session, of().is_not(card))?, [bob]);
    assert_eq!(found(&mut session, of().is_none())?, [bob]);
    Ok(())
}

fn products<const N: usize>(session: &mut Session, names: [&str; N]) -> [Ref<Product>; N] {
    let supplier = session.add(NewSupplier::new().name("Lamps & Co"));
    let new = |name| NewProduct::new().sku(name).name(name).price(Decimal::ONE);
    names.map(|name| session.add(new(name).supplier(supplier)))
}

#[test]
fn a_many_to_many_of_a_table_with_itself_is_asked_either_way() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let [lamp, bulb, shade] = products(&mut session, ["lamp", "bulb", "shade"]);
    session.append(lamp, Product::RECOMMENDED, bulb)?;
    session.append(lamp, Product::RECOMMENDED, shade)?;
    session.append(bulb, Product::RECOMMENDED, shade)?;
    session.flush()?;
    database.sent();
    let mut rows = |condition| {
        let query = session.query::<Product>().filter(condition);
        query.order_by(Product::ID).all()
    };
    let to = |name: &str| Product::RECOMMENDED.any(Product::NAME.eq(name));
    assert_eq!(rows(to("bulb"))?, [lamp]);
    assert_eq!(rows(to("shade"))?, [lamp, bulb]);
    assert_eq!(
        database.sent()[0].split_once(" WHERE ").unwrap().1,
        "EXISTS (SELECT 1 FROM recommendations AS between_0 JOIN products AS products_1 ON \
         between_0.recommended_id = products_1.id WHERE between_0.product_id = products.id AND \
         products_1.name = ?) ORDER BY id [\"bulb\"]"
    );
    let by = Product::PRODUCTS.any(Product::NAME.eq("lamp"));
    assert_eq!(rows(by)?, [bulb, shade]);
    let twice = Product::RECOMMENDED.any(Product::RECOMMENDED.any(Product::NAME.eq("shade")));
    assert_eq!(rows(twice)?, [lamp], "a step inside a step");
    assert_eq!(rows(Product::RECOMMENDED.is_empty())?, [shade]);
    assert_eq!(rows(Product::PRODUCTS.contains(bulb))?, [shade]);
    Ok(())
}

#[test]
fn a_key_of_two_columns_is_asked() -> Result<()> {
    let database = Database::new(&shop::METADATA);
    let mut session = Session::new(&database.engine);
    let [lamp, bulb] = products(&mut session, ["lamp", "bulb"]);
    let [ann, _] = customers(&mut session);
    let land = session.add(NewCountry::new().code("DE").name("Germany"));
    let address = NewAddress::new().street("x").city("y").country(land);
    let address = session.add(address);
    let new = NewOrder::new().number(Uuid::from_u128(1)).customer(ann);
    let order = session.add(new.shipping_address(address));
    let mut line = |product, quantity: i64| {
        let new = NewOrderLine::new().order(order).product(product);
        session.add(new.quantity(quantity).unit_price(Decimal::ONE))
    };
    let (few, many) = (line(lamp, 1), line(bulb, 9));
    let back = session.add(NewReturn::new().order_line(few));
    session.flush()?;
    database.sent();
    let of_few = Return::ORDER_LINE.has(OrderLine::QUANTITY.lt(5));
    assert_eq!(session.query::<Return>().filter(of_few).all()?, [back]);
    assert_eq!(
        database.sent()[0].split_once(" WHERE ").unwrap().1,
        "EXISTS (SELECT 1 FROM order_lines WHERE returns.order_id = order_lines.order_id AND \
         returns.product_id = order_lines.product_id AND order_lines.quantity < ?) [5]"
    );
    let of_many = Return::ORDER_LINE.has(OrderLine::QUANTITY.gt(5));
    assert_eq!(session.query::<Return>().filter(of_many).count()?, 0);
    let line = Return::ORDER_LINE.of(Other);
    assert_eq!(found(&mut session, line.is(few))?, [back]);
    let line = Return::ORDER_LINE.of(Other);
    assert_eq!(found(&mut session, line.is(many))?, []);
    let returned = OrderLine::RETURNS.contains(back);
    assert_eq!(session.query::<OrderLine>().filter(returned).all()?, [few]);
    assert_eq!(Return::TABLE.foreign_keys[0].columns.len(), 2);
    Ok(())
}
