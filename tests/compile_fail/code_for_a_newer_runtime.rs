// What `mod.rs` of models that a later ormgen wrote says at its end.
const _: () = ::ormgen_runtime::codegen::generated_for(0, 99);

fn main() {}
