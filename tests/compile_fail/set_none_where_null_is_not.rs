use fixtures::bookshop::Book;
use ormgen_runtime::update;

fn main() {
    let _ = update::<Book>().set([Book::TITLE.set(None)]);
}
