//! The `ormgen` command.

fn main() {}
