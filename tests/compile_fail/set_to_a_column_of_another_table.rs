use fixtures::bookshop::{Author, Book};

fn main() {
    let _ = Book::TITLE.set(Author::NAME);
}
