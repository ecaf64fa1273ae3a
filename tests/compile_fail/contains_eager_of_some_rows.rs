use fixtures::bookshop::{Author, Book};
use ormgen_runtime::contains_eager;

fn main() {
    let _ = contains_eager(Author::BOOKS.filter(Book::PRICE.lt(5.0)));
}
