//! Which kinds of diagnostics are there? E stops the run, W may be a mistake, N is worth knowing.
//!
//! The first two digits name the stage: 01 parse, 02 catalog, 03 infer, 04 name.

use super::Severity;

/// A diagnostic's code and how bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
}

const fn error(id: &'static str) -> Code {
    Code { id, severity: Severity::Error }
}

const fn warning(id: &'static str) -> Code {
    Code { id, severity: Severity::Warning }
}

const fn note(id: &'static str) -> Code {
    Code { id, severity: Severity::Note }
}

impl Code {
    /// The text is not SQL that can be read.
    pub(crate) const SYNTAX: Code = error("E0101");
}
