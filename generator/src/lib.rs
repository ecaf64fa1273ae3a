//! Typed Rust models, with their relationships, from SQL DDL.

mod catalog;
mod diagnostic;
mod dialect;
mod infer;
mod name;
mod parse;
mod source;

pub use diagnostic::{Diagnostic, Severity};
pub use dialect::Dialect;
pub use source::SourceFile;
