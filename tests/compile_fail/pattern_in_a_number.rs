use fixtures::bookshop::Book;

fn main() {
    let _ = Book::PRICE.regexp_match("^1");
}
