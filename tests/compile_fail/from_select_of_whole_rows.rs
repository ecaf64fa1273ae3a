use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{insert, select};

fn main() {
    let _ = insert::<Author>().from_select(Author::NAME, select::<Book>());
}
