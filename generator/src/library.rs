//! Which optional libraries have types that columns can have?

/// An optional library, whose feature of the runtime has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Library {
    Chrono,
    Jiff,
    RustDecimal,
    SerdeJson,
    Time,
    Uuid,
}

impl Library {
    pub(crate) const ALL: [Library; 6] = [
        Library::Chrono,
        Library::Jiff,
        Library::RustDecimal,
        Library::SerdeJson,
        Library::Time,
        Library::Uuid,
    ];

    /// The crate, which is the feature too.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Library::Chrono => "chrono",
            Library::Jiff => "jiff",
            Library::RustDecimal => "rust_decimal",
            Library::SerdeJson => "serde_json",
            Library::Time => "time",
            Library::Uuid => "uuid",
        }
    }
}
