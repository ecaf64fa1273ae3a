use fixtures::bookshop::Node;
use ormgen_runtime::select;

fn main() {
    let _ = select::<Node>().join(Node::PARENT);
}
