//! Why did a run of a build script fail?

use std::{error::Error as StdError, fmt};

/// What [`Config::compile`](crate::Config::compile) fails with: everything that is wrong, with file, line and text.
///
/// `Debug` prints the same as `Display`, so that a build script whose `main` returns it shows it as it is meant to be read.
pub struct Error(String);

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ormgen:\n{}", self.0)
    }
}

impl StdError for Error {}
