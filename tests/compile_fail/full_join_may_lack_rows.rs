use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{Connection, Result, entity, select};

fn pairs(connection: &mut Connection) -> Result<Vec<(Author, Option<Book>)>> {
    let query = select::<Author>().fulljoin(Author::BOOKS);
    connection.all(query.add_entity(entity::<Book>()))
}

fn main() {
    let _ = pairs;
}
