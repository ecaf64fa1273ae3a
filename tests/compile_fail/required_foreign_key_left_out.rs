use fixtures::shop::NewProduct;
use ormgen_runtime::{Engine, Session};

fn main() {
    let engine = Engine::open("sqlite::memory:").unwrap();
    let mut session = Session::new(&engine);
    session.add(NewProduct::new().sku("A-1").name("Lamp").price(ormgen_runtime::rust_decimal::Decimal::ONE));
}
