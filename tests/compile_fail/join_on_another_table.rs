use fixtures::bookshop::{Author, Book, Category};
use ormgen_runtime::{entity, select};

fn main() {
    let _ = select::<Book>().join_on(entity::<Author>(), Author::NAME.eq(Category::NAME));
}
