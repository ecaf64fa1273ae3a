use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{alias, query::generate_series, select};

alias!(Number);

fn main() {
    let (numbers, _) = generate_series(1, Book::ID, Number);
    let _ = select::<Author>().join_each(numbers);
}
