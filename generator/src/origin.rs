//! What do generated files say of where they came from?

use std::{
    collections::BTreeSet,
    path::{Component, Path, PathBuf},
};

use crate::live;

/// The inputs in the words of the header: their paths from the folder of the Cargo.toml that is nearest above the output,
/// whatever folder the command runs in, and in the order of their names, whatever order they were given in. Of a URL only
/// the dialect and the file are told.
pub(crate) fn of(inputs: &[PathBuf], output: Option<&Path>) -> String {
    let base = output.and_then(manifest_folder);
    let names = inputs.iter().map(|input| name(input, base.as_deref()));
    let names: BTreeSet<_> = names.collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

fn name(input: &Path, base: Option<&Path>) -> String {
    match live::url(input) {
        Some(url) => live::file(url)
            .map(|file| format!("sqlite:///{}", path_name(&file, base)))
            .unwrap_or_default(),
        None => path_name(input, base),
    }
}

fn path_name(input: &Path, base: Option<&Path>) -> String {
    let relative = base.and_then(|base| relative(&std::path::absolute(input).ok()?, base));
    let path = relative.unwrap_or_else(|| input.to_owned());
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    // A line break in a file's name would end the comment.
    parts
        .join("/")
        .replace("//", "/")
        .replace(char::is_control, " ")
}

/// The folder of the nearest Cargo.toml above a folder, which need not exist yet.
fn manifest_folder(output: &Path) -> Option<PathBuf> {
    let output = std::path::absolute(output).ok()?;
    output
        .ancestors()
        .find(|folder| folder.join("Cargo.toml").is_file())
        .map(Path::to_owned)
}

/// The way from a folder to a path.
fn relative(path: &Path, base: &Path) -> Option<PathBuf> {
    let (path, base) = (plain(path), plain(base));
    let common = path
        .iter()
        .zip(&base)
        .take_while(|(one, other)| one == other)
        .count();
    if common == 0 {
        return None;
    }
    let up = std::iter::repeat_n(Component::ParentDir, base.len() - common);
    Some(up.chain(path[common..].iter().copied()).collect())
}

/// The parts of an absolute path, without `.` and `..`.
pub(crate) fn plain(path: &Path) -> Vec<Component<'_>> {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_the_manifest() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::write(root.join("Cargo.toml"), "").unwrap();
        let output = root.join("src/models");
        assert_eq!(
            of(&[root.join("db/./schema.sql")], Some(&output)),
            "db/schema.sql"
        );
        assert_eq!(
            of(
                &[root.join("b.sql"), root.join("db/../a.sql")],
                Some(&output)
            ),
            "a.sql, b.sql"
        );
        let above = root.parent().unwrap().join("schema.sql");
        assert_eq!(of(&[above], Some(&output)), "../schema.sql");
        assert_eq!(of(&[PathBuf::from("-")], None), "-");
    }
}
