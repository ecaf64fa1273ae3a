use fixtures::bookshop::Book;

fn main() {
    let _ = Book::PRICE.set("7.99");
}
