use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{insert, select};

fn main() {
    let books = select::<Book>().select((Book::TITLE, Book::PRICE));
    let _ = insert::<Author>().from_select((Author::NAME, Author::ID), books);
}
