use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{Engine, Session, joinedload};

fn main() {
    let engine = Engine::open("sqlite::memory:").unwrap();
    let mut session = Session::new(&engine);
    let query = session.query::<Book>();
    let _ = query.options(joinedload(Author::BOOKS)).all();
}
