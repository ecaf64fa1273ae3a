use fixtures::bookshop::{Author, NewBook};
use ormgen_runtime::{Engine, Session};

fn main() {
    let engine = Engine::open("sqlite::memory:").unwrap();
    let mut session = Session::new(&engine);
    let book = session.add(NewBook::new().title("Ender's Game"));
    let _ = session.load(book, Author::BOOKS);
}
