//! `ormgen init`

use std::path::Path;

use super::{End, arguments::Init, report::Report};
use crate::{locate, output};

/// Every option, as a comment.
const TEXT: &str = include_str!("init.toml");

pub(super) fn run(arguments: &Init) -> End {
    let report = Report {
        format: arguments.message_format,
        verbose: false,
    };
    let path = arguments.file.as_deref();
    let path = path.unwrap_or(Path::new(locate::NAME));
    match output::create(path, TEXT) {
        Ok(()) => {
            report.note(&format!("{}: new", path.display()));
            End::Fine
        }
        Err(error) => report.failed(&error.to_string()),
    }
}
