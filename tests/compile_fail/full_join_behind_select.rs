use fixtures::bookshop::Author;
use ormgen_runtime::select;

fn main() {
    let _ = select::<Author>().select(Author::NAME).fulljoin(Author::BOOKS);
}
