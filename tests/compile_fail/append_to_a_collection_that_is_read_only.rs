use fixtures::shop::{Order, Product};
use ormgen_runtime::{Ref, Result, Session};

fn main() {}

fn order_it(session: &mut Session, order: Ref<Order>, product: Ref<Product>) -> Result<()> {
    session.append(order, Order::PRODUCTS, product).map(drop)
}
