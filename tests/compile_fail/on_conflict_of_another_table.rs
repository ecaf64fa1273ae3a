use fixtures::bookshop::{Author, Book};
use ormgen_runtime::insert;

fn main() {
    let _ = insert::<Author>().on_conflict(Book::TITLE).do_nothing();
}
