//! What was in a file or a folder at a revision? git says so.

use std::process::Command;

/// What git has under a name.
pub(crate) enum Content {
    Script(Vec<u8>),
    /// The paths of the files below a folder, from there and in order.
    Folder(Vec<String>),
}

/// The content of `HEAD~3:schema.sql`. As git has it, the path is from the root of the repository, unless it begins with
/// `./`.
pub(crate) fn read(name: &str) -> Result<Content, String> {
    if name.starts_with('-') {
        return Err(format!("`{name}` is no revision and path"));
    }
    let kind = git(&["cat-file", "-t", name])?;
    match String::from_utf8_lossy(&kind).trim() {
        "blob" => git(&["cat-file", "blob", name]).map(Content::Script),
        "tree" => {
            let list = git(&["ls-tree", "-r", "-z", "--full-tree", "--name-only", name])?;
            let list = String::from_utf8(list)
                .map_err(|_| format!("`{name}`: the names of its files are not UTF-8"))?;
            let is_shown = |path: &&str| {
                !path.is_empty() && !path.split('/').any(|part| part.starts_with('.'))
            };
            let paths = list.split('\0').filter(is_shown);
            Ok(Content::Folder(paths.map(str::to_owned).collect()))
        }
        other => Err(format!("`{name}` is a {other}, and no file or folder")),
    }
}

/// A file below a folder.
pub(crate) fn below(folder: &str, path: &str) -> Result<Vec<u8>, String> {
    let between = if folder.ends_with([':', '/']) {
        ""
    } else {
        "/"
    };
    git(&["cat-file", "blob", &format!("{folder}{between}{path}")])
}

fn git(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git").args(arguments).output();
    let output =
        output.map_err(|error| format!("`git`, which revisions are read with: {error}"))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => {
            let told = String::from_utf8_lossy(&output.stderr);
            Err(told.trim().replace(char::is_control, " "))
        }
    }
}
