//! Is the file of a connection still where it was opened?

use rusqlite::Connection;

/// A file, by what tells it from every other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place([u64; 2]);

impl Place {
    /// The file that is where a connection has its own; `None` in memory, and where the system does not tell files apart.
    pub(super) fn of(connection: &Connection) -> Option<Self> {
        let path = connection.path().filter(|path| !path.is_empty())?;
        Self::at(path)
    }

    #[cfg(unix)]
    fn at(path: &str) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;

        let file = std::fs::metadata(path).ok()?;
        Some(Place([file.dev(), file.ino()]))
    }

    #[cfg(not(unix))]
    fn at(_: &str) -> Option<Self> {
        None
    }
}
