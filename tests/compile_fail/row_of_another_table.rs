use fixtures::bookshop::{Book, Category};
use ormgen_runtime::{Ref, Result, Session};

fn main() {}

fn a_category_as_author(session: &mut Session, book: Ref<Book>, category: Ref<Category>) -> Result<()> {
    session.set(book, Book::AUTHOR, category)
}
