//! Does what an `ormgen.toml` chooses hold for the programs that use the models?

mod arrays;
mod dates;
mod deferred;
mod enums;
mod relationships;
mod sensitive;
mod types;
mod version;
mod views;
