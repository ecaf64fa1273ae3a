use fixtures::bookshop::Book;
use ormgen_runtime::{alias, select};

alias!(Cheap);

fn main() {
    let _ = select::<Book>().select(Book::PRICE).as_entity(Cheap);
}
