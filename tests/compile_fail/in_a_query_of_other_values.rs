use fixtures::bookshop::{Author, Book};
use ormgen_runtime::select;

fn main() {
    let names = select::<Author>().select(Author::NAME);
    let _ = select::<Book>().filter(Book::AUTHOR_ID.in_(names));
}
