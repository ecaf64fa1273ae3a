//! Is generated code as good as code that is written by hand, in the crates that people have?

mod build_script;
#[path = "../support/cases.rs"]
mod cases;
mod crates;
mod docs;
mod fixtures;
mod random;
mod real;
mod schemas;
mod stable;
#[path = "../../generator/tests/corpus/units.rs"]
mod units;
mod unrelated;
