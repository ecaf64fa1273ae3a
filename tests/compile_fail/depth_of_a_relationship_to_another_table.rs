use fixtures::bookshop::Author;
use ormgen_runtime::selectinload;

fn main() {
    let _ = selectinload(Author::BOOKS).depth(3);
}
