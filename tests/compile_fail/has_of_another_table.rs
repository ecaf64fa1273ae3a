use fixtures::bookshop::{Book, Category};

fn main() {
    let _ = Book::AUTHOR.has(Category::NAME.eq("Fiction"));
}
