use fixtures::bookshop::{Author, Book};
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().keyset((Author::NAME, Book::ID)).after(None);
}
