use fixtures::bookshop::{Author, Book};
use ormgen_runtime::{row, select};

row! {
    struct BookLine {
        title: String,
        author: String,
    }
}

fn main() {
    let _ = select::<Book>()
        .outerjoin(Book::AUTHOR)
        .select((Book::TITLE, Author::NAME))
        .map_into::<BookLine>();
}
