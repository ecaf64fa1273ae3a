use fixtures::bookshop::Author;
use ormgen_runtime::insert;

fn main() {
    let _ = insert::<Author>().on_conflict("name").do_nothing();
}
