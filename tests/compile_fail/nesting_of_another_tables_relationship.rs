use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{Connection, select};

fn read(connection: &mut Connection) {
    let _ = connection.all(select::<Author>().with(Book::CATEGORIES));
}

fn main() {}
