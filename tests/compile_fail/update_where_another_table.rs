use fixtures::bookshop::{Author, Book};
use ormgen_runtime::update;

fn main() {
    let _ = update::<Book>().filter(Author::NAME.eq("Card"));
}
