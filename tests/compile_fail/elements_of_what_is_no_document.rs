use fixtures::bookshop::Book;
use ormgen_runtime::{alias, query::json_each};

alias!(Word);

fn main() {
    let _ = json_each::<String, _, _, _>(Book::TITLE, Word);
}
