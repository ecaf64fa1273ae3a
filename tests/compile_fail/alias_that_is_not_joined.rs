use fixtures::bookshop::Node;
use ormgen_runtime::{alias, select};

alias!(Parent);

fn main() {
    let _ = select::<Node>().filter(Node::NAME.of(Parent).eq("root"));
}
