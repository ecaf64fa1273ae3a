use fixtures::bookshop::{Author, Category};
use ormgen_runtime::{Engine, Session, selectinload};

fn main() {
    let engine = Engine::open("sqlite::memory:").unwrap();
    let mut session = Session::new(&engine);
    let query = session.query::<Author>();
    let _ = query.options(selectinload(Author::BOOKS).then(Category::BOOKS)).all();
}
