use fixtures::bookshop::Book;

fn main() {
    let _ = Book::TITLE.avg();
}
