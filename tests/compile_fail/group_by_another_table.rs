use fixtures::bookshop::{Author, Book};
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().group_by(Author::NAME);
}
