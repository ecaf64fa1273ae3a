use fixtures::bookshop::{Author, Book};
use ormgen_runtime::insert;

fn main() {
    let insert = insert::<Author>().on_conflict(Author::NAME);
    let _ = insert.do_update([Book::TITLE.set("Emma")]);
}
