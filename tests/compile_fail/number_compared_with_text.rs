use fixtures::bookshop::Book;

fn main() {
    let _ = Book::PRICE.eq("cheap");
}
