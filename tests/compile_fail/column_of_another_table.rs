use fixtures::bookshop::{Author, Book};
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().filter(Book::AUTHOR_ID.eq(Author::ID));
}
