//! Which `ormgen.toml` goes with a schema? The nearest one beside or above it.

use std::{
    collections::BTreeSet,
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::{Config, SourceFile, input, live, origin};

/// The file's name.
pub(crate) const NAME: &str = "ormgen.toml";

/// The options with those of the file that goes with the inputs: the one that they name, or else the nearest one in the
/// folder of an input or above it, and failing that the nearest in the working directory or above it. None is looked for
/// outside the repository.
///
/// Gives its path too.
///
/// # Errors
///
/// The file cannot be read; or inputs in several folders have one each, and it is not said which is meant: the order of the
/// inputs says nothing.
pub(crate) fn with_file(
    config: Config,
    inputs: &[PathBuf],
) -> Result<(Config, Option<PathBuf>), String> {
    let path = match config.path.clone() {
        Some(path) => Some(path),
        None => find(inputs)?,
    };
    let Some(path) = path else {
        return Ok((config, None));
    };
    let failed = |error: io::Error| format!("`{}`: {error}", path.display());
    let text = fs::read_to_string(&path).map_err(failed)?;
    let file = Config::read(SourceFile::new(path.display().to_string(), text));
    Ok((config.over(file), Some(path)))
}

fn find(inputs: &[PathBuf]) -> Result<Option<PathBuf>, String> {
    let are_files = inputs
        .iter()
        .filter(|input| live::url(input).is_none() && !input::is_stdin(input));
    let folders = are_files.map(|input| match input.is_dir() {
        true => input.clone(),
        false => input.parent().map(Path::to_owned).unwrap_or_default(),
    });
    let folders: BTreeSet<_> = folders.collect();
    let found: BTreeSet<_> = folders.iter().filter_map(|folder| above(folder)).collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(one), Some(other)) => Err(format!(
            "`{}` and `{}` both go with the inputs: say which is meant with `--config`",
            one.display(),
            other.display()
        )),
        (Some(one), None) => Ok(Some(one)),
        (None, _) => Ok(above(Path::new(""))),
    }
}

/// The nearest in a folder or above it, from the working directory where it is below that.
fn above(folder: &Path) -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    let start: PathBuf = origin::plain(&here.join(folder)).iter().collect();
    for folder in start.ancestors() {
        let path = folder.join(NAME);
        if path.is_file() {
            return Some(
                path.strip_prefix(&here)
                    .map_or(path.clone(), Path::to_owned),
            );
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}
