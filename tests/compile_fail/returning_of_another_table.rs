use fixtures::bookshop::{Author, Book, NewBook};
use ormgen_runtime::insert;

fn main() {
    let rows = [NewBook::new().title("Emma")];
    let _ = insert::<Book>().values(rows).returning(Author::NAME);
}
