use fixtures::bookshop::{Author, Book};
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().order_by((Book::ID, Author::NAME.desc()));
}
