use fixtures::bookshop::NewBook;
use ormgen_runtime::{Engine, Session};

fn main() {
    let engine = Engine::open("sqlite::memory:").unwrap();
    let mut session = Session::new(&engine);
    session.add(NewBook::new().price(7.99));
}
