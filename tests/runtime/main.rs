//! Programs that users write, run against SQLite, with the statements that they send.

mod around;
mod bulk;
mod conditions;
mod configured;
mod crash;
mod engine;
mod faults;
mod found;
mod keys;
mod loading;
mod nested;
mod pages;
mod queries;
mod relationships;
mod session;
mod shape;
mod statements;
mod streams;
mod support;
mod threads;
mod transactions;
mod trees;
mod types;
mod verify;
mod violations;
