use fixtures::bookshop::Book;
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().keyset((Book::PRICE.desc(), Book::ID)).after(("cheap", 8));
}
