//! What does the shop want to know? Queries over relationships, lazy loads, plain rows, and a change that is noticed.

use fixtures::shop::{Category, Customer, Order, OrderLine, Product, Supplier, Tag};
use ormgen_runtime::{
    Engine, Ref, Result, Session, alias, and_, rust_decimal::Decimal, select, text,
};

alias!(Referrer);

/// SQL where SQL says it best, and rows that no session tracks.
pub(crate) fn what_sells(engine: &Engine) -> Result<()> {
    println!("What sold best?");
    let mut connection = engine.connect()?;
    let best = text(
        "SELECT name, sum(quantity) AS sold FROM order_lines JOIN products ON products.id = product_id
         GROUP BY name ORDER BY sold DESC LIMIT :most",
    );
    for row in connection.execute(best.bind("most", 1))?.all()? {
        let (name, sold): (String, i64) = (row.get("name")?, row.get("sold")?);
        println!("  {name}: {sold}");
    }
    let dear: Vec<Product> =
        connection.all(select::<Product>().filter(Product::PRICE.ge(Decimal::from(100))))?;
    println!("What costs 100 and more?");
    for product in dear {
        println!("  {}", product.name);
    }
    Ok(())
}

/// A tree, one level of it loaded at a time.
pub(crate) fn what_is_there(session: &mut Session) -> Result<()> {
    println!("What is there?");
    let roots = session
        .query::<Category>()
        .filter(Category::PARENT_ID.is_null())
        .order_by(Category::NAME)
        .all()?;
    roots
        .into_iter()
        .try_for_each(|root| print_category(session, root, 1))
}

fn print_category(session: &mut Session, category: Ref<Category>, depth: usize) -> Result<()> {
    let products = session.load(category, Category::PRODUCTS)?;
    let names: Vec<_> = products
        .iter()
        .map(|product| session[*product].name.as_str())
        .collect();
    let name = &session[category].name;
    println!("{:1$}{name}: {2}", "", depth * 2, names.join(", "));
    session
        .load(category, Category::CHILDREN)?
        .into_iter()
        .try_for_each(|child| print_category(session, child, depth + 1))
}

/// Conditions on several tables: each has to be part of the query, or it does not compile.
pub(crate) fn what_makes_a_gift(session: &mut Session) -> Result<()> {
    println!("What makes a gift for less than 100?");
    let found = session
        .query::<Product>()
        .join(Product::TAGS)
        .join(Product::SUPPLIER)
        .filter(and_((
            Tag::NAME.eq("gift"),
            Product::PRICE.lt(Decimal::from(100)),
            Supplier::NAME.like("Nor%"),
        )))
        .order_by(Product::PRICE.desc())
        .all()?;
    for product in found {
        let product = &session[product];
        println!("  {} at {:.2}", product.name, product.price);
    }
    Ok(())
}

/// The same table twice under an alias, and relationships of every kind.
pub(crate) fn who_bought_what(session: &mut Session) -> Result<()> {
    println!("What did those buy whom Ada brought?");
    let customers = session
        .query::<Customer>()
        .join(Customer::REFERRED_BY.to(Referrer))
        .filter(Customer::EMAIL.of(Referrer).eq("ada@example.org"))
        .all()?;
    for customer in customers {
        for order in session.load(customer, Customer::ORDERS)? {
            let address = session.load(order, Order::SHIPPING_ADDRESS)?;
            let (who, where_to) = (&session[customer].full_name, &session[address].city);
            println!("  {who}, to {where_to}:");
            print_lines(session, order)?;
        }
    }
    Ok(())
}

fn print_lines(session: &mut Session, order: Ref<Order>) -> Result<()> {
    for line in session.load(order, Order::ORDER_LINES)? {
        let product = session.load(line, OrderLine::PRODUCT)?;
        let returns = session.load(line, OrderLine::RETURNS)?;
        let (line, name) = (&session[line], &session[product].name);
        println!("    {} × {name} at {:.2}", line.quantity, line.unit_price);
        for back in returns {
            let reason = session[back].reason.as_deref().unwrap_or("no reason");
            println!("      one came back: {reason}");
        }
    }
    Ok(())
}

/// A field is changed as a field is; the flush writes the column, and the rollback takes it back.
pub(crate) fn what_if_it_were_cheaper(session: &mut Session) -> Result<()> {
    println!("What would there be for less than 30, at half the price?");
    let lamp = session
        .query::<Product>()
        .filter_by(Product::SKU, "L-1")
        .one()?;
    session[lamp].price /= Decimal::TWO;
    let cheap = session
        .query::<Product>()
        .filter(Product::PRICE.lt(Decimal::from(30)))
        .order_by(Product::NAME)
        .all()?;
    for product in cheap {
        let product = &session[product];
        println!("  {} at {:.2}", product.name, product.price);
    }
    session.rollback()
}
