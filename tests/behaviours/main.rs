//! What a session does, one test for each behaviour in `list.txt`, whose number the test's name begins with.
//!
//! A test looks at the rows in memory, at the rows in the database through a connection of its own, and where it matters
//! at the statements that were sent. `cargo run --example behaviours` prints the list with the tests that hold it.

mod autoflush;
mod both_sides;
mod bulk;
mod circles;
mod conditions;
mod configured;
mod eager;
mod expire;
mod followed;
mod identity;
mod inserts;
mod keys;
mod known;
mod loading;
mod many_to_many;
mod one_to_many;
mod order;
mod parts;
mod queries;
mod savepoints;
mod schema;
mod scoped;
mod states;
mod to_one;
mod transactions;
mod unique;
mod updates;
mod world;
