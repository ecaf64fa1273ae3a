use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{or_, select};

fn main() {
    let _ = select::<Book>().filter(or_((Book::PRICE.lt(20.0), Author::NAME.eq("Card"))));
}
