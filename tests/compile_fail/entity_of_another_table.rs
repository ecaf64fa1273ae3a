use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{entity, select};

fn main() {
    let _ = select::<Book>().add_entity(entity::<Author>());
}
