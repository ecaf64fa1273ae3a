use fixtures::bookshop::{Author, Book};
use ormgen_runtime::update;

fn main() {
    let _ = update::<Book>().returning(Author::NAME);
}
