use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{insert, select};

fn main() {
    let authors = select::<Author>().select(Author::NAME);
    let _ = insert::<Book>().from_select((Book::TITLE, Book::PRICE), authors);
}
