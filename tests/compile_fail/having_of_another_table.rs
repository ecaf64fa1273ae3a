use fixtures::bookshop::{Author, Book};
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().having(Author::ID.count().gt(1));
}
