use fixtures::bookshop::{Author, Book};
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().select((Book::ID, Author::NAME, Book::TITLE));
}
