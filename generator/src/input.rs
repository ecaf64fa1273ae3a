//! How does what is named become sources? A script is one, a folder of migrations one for each of its scripts, a database
//! one that it tells itself.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

#[cfg(feature = "cli")]
use crate::revision::{self, Content};
use crate::{
    Config, Dialect, Outcome,
    diagnostic::{Code, Diagnostic},
    generate, live,
    migrations::{self, File},
    source::{SourceFile, Span},
};

/// Standard input, among paths.
const STDIN: &str = "-";

/// How many folders below each other are looked into.
const DEEPEST: usize = 16;

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    pub(crate) sources: Vec<SourceFile>,
    /// Of the folders: their layouts, and what is wrong with them.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many files of folders were passed over, by what they are.
    pub(crate) passed_over: BTreeMap<String, usize>,
    /// The folders, and all files that were looked at.
    pub(crate) paths: Vec<PathBuf>,
    /// The dialect of a database, with what it is called.
    database: Option<(Dialect, String)>,
}

pub(crate) fn is_stdin(input: &Path) -> bool {
    input.as_os_str() == STDIN
}

/// Reads the inputs in their order; `stdin` is what `-` stands for. All that cannot be read are told together.
pub(crate) fn read(
    inputs: &[PathBuf],
    stdin: impl Fn() -> io::Result<Vec<u8>>,
) -> Result<Inputs, Vec<String>> {
    let (mut read, mut faults) = (Inputs::default(), Vec::new());
    for input in inputs {
        let result = match input {
            input if live::url(input).is_some() => read.database(input),
            input if input.is_dir() => read.folder(input),
            input if is_stdin(input) => read.script(input, stdin()),
            input => read.script(input, fs::read(input)),
        };
        faults.extend(result.err().into_iter().flatten());
    }
    match faults.is_empty() {
        true => Ok(read),
        false => Err(faults),
    }
}

/// Reads one input, or what it was at a revision of git, `HEAD~3:schema.sql`, where there is no file of that name.
#[cfg(feature = "cli")]
pub(crate) fn read_any(
    input: &Path,
    stdin: impl Fn() -> io::Result<Vec<u8>>,
) -> Result<Inputs, Vec<String>> {
    let name = input.to_str().filter(|name| name.contains(':'));
    let name = name.filter(|_| live::url(input).is_none() && !input.exists());
    let Some(name) = name else {
        return read(&[input.to_owned()], stdin);
    };
    let mut read = Inputs::default();
    match revision::read(name).map_err(|fault| vec![fault])? {
        Content::Script(bytes) => read.script(input, Ok(bytes))?,
        Content::Folder(paths) => {
            let bytes = |path: &str| revision::below(name, path).map_err(io::Error::other);
            read.ordered(input, paths, bytes)?;
        }
    }
    Ok(read)
}

impl Inputs {
    /// Whether the scripts of a folder cannot be put in order.
    pub(crate) fn has_errors(&self) -> bool {
        let mut diagnostics = self.diagnostics.iter();
        diagnostics.any(|one| one.severity() == crate::Severity::Error)
    }

    /// The dialect that is stated, or that of a database, which no other can be stated for.
    pub(crate) fn dialect(&self, stated: Option<Dialect>) -> Result<Option<Dialect>, String> {
        match (stated, &self.database) {
            (Some(stated), Some((dialect, name))) if stated != *dialect => Err(format!(
                "`{name}` is {}, and the dialect is stated as `{stated}`: leave that out",
                dialect.title()
            )),
            (None, Some((dialect, _))) => Ok(Some(*dialect)),
            _ => Ok(stated),
        }
    }

    /// Generates the models, unless it is not known from what, and tells what there is to say of the folders too. The file
    /// of the options is the last of the sources then.
    ///
    /// # Errors
    ///
    /// The dialect of the options is not that of a database.
    pub(crate) fn generate(&mut self, mut config: Config) -> Result<Outcome, String> {
        config.dialect = self.dialect(config.dialect)?;
        let mut outcome = match self.has_errors() {
            true => Outcome::default(),
            false => generate(&self.sources, &config),
        };
        outcome
            .diagnostics
            .splice(..0, self.diagnostics.iter().cloned());
        outcome.skipped.extend(self.passed_over.clone());
        self.sources.extend(config.file);
        Ok(outcome)
    }

    fn database(&mut self, input: &Path) -> Result<(), Vec<String>> {
        let url = live::url(input).unwrap_or_default();
        let database = live::read(url).map_err(|fault| vec![fault])?;
        if database.shadows > 0 {
            let what = "statements of virtual tables' own tables";
            *self.passed_over.entry(what.to_owned()).or_default() += database.shadows;
        }
        self.paths.push(database.file);
        self.sources
            .push(SourceFile::new(&*database.name, database.text));
        self.database = Some((database.dialect, database.name));
        Ok(())
    }

    fn script(&mut self, path: &Path, bytes: io::Result<Vec<u8>>) -> Result<(), Vec<String>> {
        let mut text = text(path, bytes).map_err(|fault| vec![fault])?;
        if let Some((forward, title)) = migrations::forward(&text) {
            let message = format!(
                "`{}` is a migration in the layout of {title}",
                path.display()
            );
            let file = self.sources.len();
            let (start, end) = (0, 0);
            let note = Diagnostic::new(Code::LAYOUT, message).at(
                Span { file, start, end },
                "what leads back in it is left out",
            );
            self.diagnostics.push(note);
            text = forward;
        }
        self.sources
            .push(SourceFile::new(path.display().to_string(), text));
        self.paths.push(path.to_owned());
        Ok(())
    }

    fn folder(&mut self, folder: &Path) -> Result<(), Vec<String>> {
        let mut names = Vec::new();
        list(folder, "", DEEPEST, &mut names).map_err(|fault| vec![fault])?;
        self.paths.push(folder.to_owned());
        self.ordered(folder, names, |path| fs::read(folder.join(path)))
    }

    /// The files below a folder, by their paths from it, in the order of their layout.
    fn ordered(
        &mut self,
        folder: &Path,
        paths: Vec<String>,
        read: impl Fn(&str) -> io::Result<Vec<u8>>,
    ) -> Result<(), Vec<String>> {
        let (mut files, mut faults) = (Vec::new(), Vec::new());
        for path in paths {
            let is_script = path.to_ascii_lowercase().ends_with(".sql");
            let place = folder.join(&path);
            let text = is_script.then(|| text(&place, read(&path)));
            self.paths.push(place);
            match text.transpose() {
                Ok(text) => files.push(File { path, text }),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let ordered = migrations::order(&folder.display().to_string(), files);
        let name = |path: &str| folder.join(path).display().to_string();
        let sources = ordered.scripts.into_iter();
        self.sources
            .extend(sources.map(|(path, text)| SourceFile::new(name(&path), text)));
        self.diagnostics.extend(ordered.diagnostics);
        for (what, number) in ordered.passed_over {
            *self.passed_over.entry(what.to_owned()).or_default() += number;
        }
        Ok(())
    }
}

/// The files in a folder and those below it, from the folder, with `/` between the parts. Hidden ones are left out, and
/// links to folders are not followed.
fn list(folder: &Path, below: &str, depth: usize, names: &mut Vec<String>) -> Result<(), String> {
    let failed = |error: io::Error| format!("`{}`: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let name = name
            .to_str()
            .ok_or_else(|| format!("`{}`: the name is not UTF-8", entry.path().display()))?;
        if name.starts_with('.') {
            continue;
        }
        let is_folder = entry.file_type().map_err(failed)?.is_dir();
        match is_folder {
            true if depth == 0 => return Err(too_deep(folder)),
            true => list(&entry.path(), &format!("{below}{name}/"), depth - 1, names)?,
            false => names.push(format!("{below}{name}")),
        }
    }
    Ok(())
}

fn too_deep(folder: &Path) -> String {
    format!(
        "`{}` is more than {DEEPEST} folders deep: name the folder of the migrations itself",
        folder.display()
    )
}

fn text(path: &Path, bytes: io::Result<Vec<u8>>) -> Result<String, String> {
    let name = path.display();
    let bytes = bytes.map_err(|error| format!("`{name}`: {error}"))?;
    if bytes.starts_with(b"SQLite format 3\0") {
        return Err(format!(
            "`{name}` is an SQLite database and no script: name it by its URL, `sqlite:///{name}`"
        ));
    }
    decode(bytes).map_err(|fault| format!("`{name}`: {fault}"))
}

/// The text of a script: UTF-8, or UTF-16 where a byte-order mark says so.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|pair| unit([pair[0], pair[1]]))
            .collect();
        let whole = bytes.len().is_multiple_of(2);
        String::from_utf16(&units)
            .ok()
            .filter(|_| whole)
            .ok_or_else(|| "the text is not UTF-16, as its first bytes say".to_owned())
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => return wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return wide(rest, u16::from_be_bytes),
        // A script begins with ASCII, and none has a NUL in it.
        [first, 0, third, 0, ..] if *first != 0 && *third != 0 => {
            return wide(&bytes, u16::from_le_bytes);
        }
        [0, second, 0, fourth, ..] if *second != 0 && *fourth != 0 => {
            return wide(&bytes, u16::from_be_bytes);
        }
        _ => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text
            .strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..valid]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            Err(format!(
                "the text is not UTF-8 (line {line}): convert it, as with `iconv -f WINDOWS-1252 -t UTF-8`"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_by_their_marks() {
        assert_eq!(
            decode(b"\xef\xbb\xbfSELECT".to_vec()).as_deref(),
            Ok("SELECT")
        );
        assert_eq!(decode(b"\xff\xfeS\0\xe9\0".to_vec()).as_deref(), Ok("Sé"));
        assert_eq!(decode(b"\xfe\xff\0S".to_vec()).as_deref(), Ok("S"));
        assert_eq!(decode(b"S\0E\0\xe9\0".to_vec()).as_deref(), Ok("SEé"));
        assert_eq!(decode(b"\0S\0E".to_vec()).as_deref(), Ok("SE"));
        assert!(decode(b"\xff\xfeS".to_vec()).is_err());
        let fault = decode(b"a\nb\n\xe9".to_vec()).unwrap_err();
        assert!(fault.contains("line 3"), "{fault}");
    }
}
