use fixtures::bookshop::{Author, BookCategory};
use ormgen_runtime::{Ref, Result, Session};

fn main() {}

fn no_book(session: &mut Session, link: Ref<BookCategory>) -> Result<()> {
    let _ = Author::NAME;
    session.set(link, BookCategory::BOOK, None)
}
