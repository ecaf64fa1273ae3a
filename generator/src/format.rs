//! Is the text Rust, and where are its blank lines?
//!
//! Lines are laid out when they are written (see [`emit`](crate::emit)); prettyplease is of no use here, since its lines
//! are not those of rustfmt, and checked-in models have to be clean under `cargo fmt --check`.

use crate::{
    emit::{BLANK, File},
    rust,
};

/// A generated file: its name inside the output folder, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GeneratedFile {
    /// `book.rs`.
    pub name: String,
    /// All of it, the header included.
    pub text: String,
}

/// The files under their header.
///
/// # Panics
///
/// A text is not Rust: a fault of ormgen, whatever the schema.
pub(crate) fn format(files: Vec<File>, header: &str) -> Vec<GeneratedFile> {
    files
        .into_iter()
        .map(|file| GeneratedFile {
            text: one(&file, header),
            name: file.name,
        })
        .collect()
}

fn one(file: &File, header: &str) -> String {
    let mut text = format!("{header}\n");
    let mut blank = false;
    for line in file.code.lines().filter(|line| !line.trim().is_empty()) {
        if line.trim() == BLANK {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            text.push('\n');
        }
        // A block without lines is written on one, unless its brace stands alone.
        let before = text.lines().next_back().unwrap_or_default();
        if line.trim_start().starts_with('}') && before.ends_with(" {") && before.trim() != "{" {
            text.pop();
            text.push_str(line.trim_start());
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    if let Some(error) = rust::fault(&text) {
        panic!(
            "a fault of ormgen, please report it: `{}` is not Rust: {error}",
            file.name
        );
    }
    text
}
