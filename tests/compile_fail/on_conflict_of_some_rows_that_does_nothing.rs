use fixtures::bookshop::{Author, NewAuthor};
use ormgen_runtime::insert;

fn main() {
    let insert = insert::<Author>().values([NewAuthor::new().name("Ann")]);
    let _ = insert.on_conflict(Author::NAME).filter(Author::ID.gt(1)).do_nothing();
}
