use fixtures::bookshop::Book;
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().limit(20).after(8);
}
