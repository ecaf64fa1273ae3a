//! Which optional libraries have types that columns can have?

/// An optional library, whose feature of the runtime has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Library {
    Chrono,
    RustDecimal,
    SerdeJson,
    Uuid,
}

impl Library {
    pub(crate) const ALL: [Library; 4] = [
        Library::Chrono,
        Library::RustDecimal,
        Library::SerdeJson,
        Library::Uuid,
    ];

    /// The crate, which is the feature too.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Library::Chrono => "chrono",
            Library::RustDecimal => "rust_decimal",
            Library::SerdeJson => "serde_json",
            Library::Uuid => "uuid",
        }
    }
}
