use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{entity, exists, select};

fn main() {
    let theirs = select::<Book>()
        .correlate(entity::<Author>())
        .filter(Book::AUTHOR_ID.eq(Author::ID));
    let _ = select::<Book>().filter(exists(theirs));
}
