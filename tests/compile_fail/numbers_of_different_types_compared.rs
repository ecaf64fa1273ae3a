use fixtures::bookshop::Book;

fn main() {
    let _ = Book::ID.eq(Book::PRICE);
}
