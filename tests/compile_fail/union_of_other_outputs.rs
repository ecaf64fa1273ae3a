use fixtures::bookshop::{Author, Book};
use ormgen_runtime::select;

fn main() {
    let ids = select::<Author>().select(Author::ID);
    let _ = select::<Book>().select(Book::TITLE).union(ids);
}
