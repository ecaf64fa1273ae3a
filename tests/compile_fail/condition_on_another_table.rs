use fixtures::{bookshop::Book, shop::Supplier};
use ormgen_runtime::select;

fn main() {
    let _ = select::<Book>().filter(Supplier::NAME.eq("Tor Books"));
}
