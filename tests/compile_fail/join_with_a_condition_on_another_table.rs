use fixtures::bookshop::{Author, Book, Category};
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().outerjoin(Book::AUTHOR.filter(Category::NAME.eq("Fiction")));
    let _ = select::<Author>();
}
