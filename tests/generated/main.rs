//! Is generated code as good as code that is written by hand, in the crates that people have?

mod build_script;
mod crates;
mod docs;
mod fixtures;
mod real;
mod stable;
