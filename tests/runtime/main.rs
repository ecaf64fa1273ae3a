//! Programs that users write, run against SQLite, with the statements that they send.

mod bookshop;
mod engine;
mod faults;
mod relationships;
mod support;
mod threads;
mod types;
