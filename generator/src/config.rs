//! What can be chosen?

use std::{collections::BTreeSet, fmt};

use crate::{dialect::Dialect, library::Library};

/// The options of a run: the same for the command, for a build script and for [`generate`](crate::generate).
///
/// ```
/// let config = ormgen::Config::new().dialect(ormgen::Dialect::Postgres).without("uuid")?;
/// # Ok::<(), ormgen::UnknownLibrary>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub(crate) dialect: Option<Dialect>,
    /// The folder in a build script's OUT_DIR.
    pub(crate) folder: Option<String>,
    /// What the headers of generated files say of the inputs.
    pub(crate) origin: Option<String>,
    without: BTreeSet<&'static str>,
}

impl Config {
    /// The default options: the dialect is told from the script, and every library is used.
    pub fn new() -> Self {
        Self::default()
    }

    /// The dialect of the scripts; without it, it is told from their own signs.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Text instead of the types of an optional library: `chrono`, `rust_decimal`, `serde_json` or `uuid`.
    ///
    /// # Errors
    ///
    /// There is no such library.
    pub fn without(mut self, library: &str) -> Result<Self, UnknownLibrary> {
        let known = Library::ALL
            .into_iter()
            .map(Library::name)
            .find(|name| *name == library);
        self.without
            .insert(known.ok_or_else(|| UnknownLibrary(library.to_owned()))?);
        Ok(self)
    }

    pub(crate) fn origin(mut self, origin: String) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Whether the types of a library are used.
    pub(crate) fn has(&self, library: &str) -> bool {
        !self.without.contains(library)
    }
}

/// A library that ormgen has no types of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLibrary(String);

impl fmt::Display for UnknownLibrary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<_> = Library::ALL
            .into_iter()
            .map(|library| format!("`{}`", library.name()))
            .collect();
        write!(
            f,
            "there are no types of a library `{}`, only of {}",
            self.0,
            known.join(", ")
        )
    }
}

impl std::error::Error for UnknownLibrary {}
