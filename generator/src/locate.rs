//! Which `ormgen.toml` goes with a schema? The nearest one beside or above it.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::{Config, SourceFile, input, live};

/// The file's name.
pub(crate) const NAME: &str = "ormgen.toml";

/// The options with those of the file that goes with the inputs: the one that they name, or else the nearest one in the
/// folder of the first input or above it, and failing that the nearest in the working directory or above it. Neither is
/// looked for outside the repository.
///
/// Gives its path too.
pub(crate) fn with_file(
    config: Config,
    inputs: &[PathBuf],
) -> Result<(Config, Option<PathBuf>), String> {
    let Some(path) = config.path.clone().or_else(|| find(inputs)) else {
        return Ok((config, None));
    };
    let failed = |error: io::Error| format!("`{}`: {error}", path.display());
    let text = fs::read_to_string(&path).map_err(failed)?;
    let file = Config::read(SourceFile::new(path.display().to_string(), text));
    Ok((config.over(file), Some(path)))
}

fn find(inputs: &[PathBuf]) -> Option<PathBuf> {
    let is_file = |input: &&PathBuf| live::url(input).is_none() && !input::is_stdin(input);
    let first = inputs.iter().find(is_file);
    let folder = first.map(|input| match input.is_dir() {
        true => input.clone(),
        false => input.parent().map(Path::to_owned).unwrap_or_default(),
    });
    let folders = folder.into_iter().chain([PathBuf::new()]);
    folders.filter_map(|folder| above(&folder)).next()
}

/// The nearest in a folder or above it.
fn above(folder: &Path) -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    for folder in here.join(folder).ancestors() {
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
