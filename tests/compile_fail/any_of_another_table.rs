use fixtures::bookshop::{Author, Category};

fn main() {
    let _ = Author::BOOKS.any(Category::NAME.eq("Fiction"));
}
