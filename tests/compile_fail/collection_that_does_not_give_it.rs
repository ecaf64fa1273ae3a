use fixtures::shop::{Category, NewCategory, NewProduct};
use ormgen_runtime::{Engine, Session, rust_decimal::Decimal};

fn main() {
    let engine = Engine::open("sqlite::memory:").unwrap();
    let mut session = Session::new(&engine);
    let lamps = session.add(NewCategory::new().name("Lamps"));
    let lamp = NewProduct::new().sku("A-1").name("Lamp").price(Decimal::ONE);
    let _ = session.append(lamps, Category::PRODUCTS, lamp);
}
