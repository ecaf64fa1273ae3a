//! What does the shop begin with? Rows are put together in memory; the commit in `main` writes them, parents first.

use fixtures::shop::{
    Category, Country, Customer, NewAddress, NewCategory, NewCountry, NewCustomer, NewLoyaltyCard,
    NewOrder, NewOrderLine, NewPageView, NewPayment, NewProduct, NewProductDetail, NewReturn,
    NewReview, NewSupplier, NewTag, Order, OrderLine, Product, Supplier, Tag,
};
use ormgen_runtime::{
    Ref, Result, Session, chrono::NaiveDate, rust_decimal::Decimal, serde_json::json, uuid::Uuid,
};

/// What is on the shelves.
pub(crate) struct Goods {
    lamp: Ref<Product>,
    chair: Ref<Product>,
    kettle: Ref<Product>,
}

/// Amounts are exact decimals.
fn cents(amount: i64) -> Decimal {
    Decimal::new(amount, 2)
}

/// Adds what is sold, and where it comes from.
pub(crate) fn goods(session: &mut Session) -> Result<Goods> {
    let home = session.add(NewCategory::new().name("home"));
    let light = session.append(home, Category::CHILDREN, NewCategory::new().name("light"))?;
    let kitchen = session.append(home, Category::CHILDREN, NewCategory::new().name("kitchen"))?;

    // A required foreign key is given by the builder, or by the collection that takes the row.
    let sweden = session.add(NewCountry::new().code("SE").name("Sweden"));
    let address = NewAddress::new().street("Storgatan 1").city("Umeå");
    let address = session.append(sweden, Country::ADDRESSES, address)?;
    let maker = session.add(NewSupplier::new().name("Norrsken").address(address));
    let product = || NewProduct::new().supplier(maker);

    let lamp = session.add(
        product()
            .sku("L-1")
            .name("Lamp")
            .price(cents(3_990))
            .category(light)
            .attributes(json!({ "colour": "green", "watts": 5 })),
    );
    let kettle = product().sku("K-1").name("Kettle").price(cents(2_450));
    let kettle = session.add(kettle.category(kitchen));
    let chair = NewProduct::new()
        .sku("C-1")
        .name("Chair")
        .price(cents(12_000))
        .category(home);
    let chair = session.append(maker, Supplier::PRODUCTS, chair)?;

    let detail = NewProductDetail::new().description("Folds flat.");
    session.add(detail.weight_kg(4.5).product(chair));

    // A link is one row, whichever side says it.
    let gift = session.add(NewTag::new().name("gift"));
    session.append(lamp, Product::TAGS, gift)?;
    session.append(gift, Tag::PRODUCTS, kettle)?;
    session.append(chair, Product::RECOMMENDED, lamp)?;

    // A table without a key has rows to insert, and none to track.
    session.insert(NewPageView::new().product(kettle));
    Ok(Goods {
        lamp,
        chair,
        kettle,
    })
}

/// Adds who buys what.
pub(crate) fn orders(session: &mut Session, goods: &Goods) -> Result<()> {
    let norway = session.add(NewCountry::new().code("NO").name("Norway"));
    let address = NewAddress::new().street("Kongens gate 2").city("Oslo");
    let address = session.append(norway, Country::ADDRESSES, address)?;

    let ada = NewCustomer::new().email("ada@example.org");
    let ada = session.add(ada.full_name("Ada Berg"));
    let bo = NewCustomer::new().email("bo@example.org");
    let bo = session.add(bo.full_name("Bo Dahl").referred_by(ada).newsletter(true));
    let card = NewLoyaltyCard::new().customer(ada).points(120);
    session.add(card.valid_until(NaiveDate::from_ymd_opt(2030, 12, 31)));

    let order = NewOrder::new().number(Uuid::from_u128(1)).customer(bo);
    let order = session.add(order.shipping_address(address));
    let line = |quantity, price| NewOrderLine::new().quantity(quantity).unit_price(price);
    let lamps = line(2, cents(3_500)).product(goods.lamp);
    let lamps = session.append(order, Order::ORDER_LINES, lamps)?;
    let kettles = line(1, cents(2_450)).product(goods.kettle);
    session.append(order, Order::ORDER_LINES, kettles)?;
    let payment = NewPayment::new().amount(cents(9_450));
    session.append(order, Order::PAYMENTS, payment)?;

    // Its foreign key is a pair, and both halves flow from the line.
    let back = NewReturn::new().reason("one too many");
    session.append(lamps, OrderLine::RETURNS, back)?;

    let review = NewReview::new().product(goods.chair).stars(5);
    session.append(bo, Customer::REVIEWS, review.body("Sits well."))?;
    Ok(())
}
