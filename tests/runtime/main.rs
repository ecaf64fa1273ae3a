//! Programs that users write, run against SQLite, with the statements that they send.

mod bookshop;
mod engine;
mod support;
mod threads;
