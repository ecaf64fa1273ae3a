use fixtures::bookshop::Book;
use ormgen_runtime::{alias, select};

alias!(Last);

fn main() {
    let _ = select::<Book>().select((Book::TITLE,)).as_lateral(Last);
}
