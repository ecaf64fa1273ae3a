//! Is a file that is no SQL a migration too, in a programming language?

use crate::diagnostic::{Code, Diagnostic};

use super::{role, version::Version};

/// The languages that migrations are written in beside SQL.
const LANGUAGES: &[(&str, &str)] = &[
    ("cs", "C#"),
    ("ex", "Elixir"),
    ("exs", "Elixir"),
    ("go", "Go"),
    ("groovy", "Groovy"),
    ("java", "Java"),
    ("js", "JavaScript"),
    ("kt", "Kotlin"),
    ("php", "PHP"),
    ("py", "Python"),
    ("rb", "Ruby"),
    ("rs", "Rust"),
    ("sh", "shell"),
    ("ts", "TypeScript"),
];

/// That what a migration does is not known, if the file is one.
pub(super) fn warning(path: &str) -> Option<Diagnostic> {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let (stem, extension) = name.rsplit_once('.')?;
    let (_, language) = LANGUAGES.iter().find(|(known, _)| *known == extension)?;
    let numbered = Version::leading(stem, &[]).is_some_and(|(_, rest)| rest.starts_with('_'));
    let is_test = stem.ends_with("_test");
    (numbered && !is_test || role::versioned(name).is_some()).then(|| {
        let message = format!("`{path}` is a migration in {language}, which is not read");
        Diagnostic::new(Code::SCRIPT_NOT_READ, message)
            .help("if it changes tables, generate from a dump of the database instead")
    })
}
