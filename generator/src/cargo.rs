//! How does ormgen behave in a build script? It writes to OUT_DIR alone, only what changed, and tells cargo what it read.

use std::{
    env, io,
    path::{Path, PathBuf},
};

use crate::{Config, Error, Severity, diagnostic, input, locate, origin, output::Plan};

impl Config {
    /// The folder in OUT_DIR that the models go to; `models` if not set. For a crate with several schemas.
    pub fn folder(mut self, name: &str) -> Self {
        self.folder = Some(name.to_owned());
        self
    }

    /// Generates the models of a schema into `OUT_DIR/models`, in a build script. The schema is a script, a folder of
    /// migrations or, with the feature `live`, the URL of an SQLite database.
    ///
    /// Options are read from `ormgen.toml` too, if there is one in the folder of the schema, of the package, or above; what
    /// is chosen here goes before what that says.
    ///
    /// Prints the `cargo::rerun-if-changed` lines, so that cargo runs the script again when the schema or that file changes
    /// and only then; and warnings as `cargo::warning` lines. A file whose text is the same is not touched.
    ///
    /// ```no_run
    /// // build.rs
    /// fn main() -> Result<(), ormgen::Error> {
    ///     ormgen::Config::new().compile("schema.sql")
    /// }
    /// ```
    ///
    /// The crate then has the models with
    /// `mod models { include!(concat!(env!("OUT_DIR"), "/models/mod.rs")); }`.
    ///
    /// # Errors
    ///
    /// The schema cannot be read or has faults, which are all told at once; then nothing is written. Or this is no build
    /// script.
    pub fn compile(self, schema: impl AsRef<Path>) -> Result<(), Error> {
        self.compile_all([schema])
    }

    /// Generates the models of a schema that is in several files, which are read one after the other.
    ///
    /// # Errors
    ///
    /// As [`compile`](Config::compile).
    pub fn compile_all(
        self,
        schema: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<(), Error> {
        let out = env::var_os("OUT_DIR").ok_or_else(|| {
            Error::new("OUT_DIR is not set: `compile` is for build scripts; elsewhere use the command, `ormgen schema.sql -o src/models`")
        })?;
        let inputs: Vec<PathBuf> = schema
            .into_iter()
            .map(|path| path.as_ref().to_owned())
            .collect();
        let folder = Path::new(&out).join(self.folder.as_deref().unwrap_or("models"));
        let no_stdin = || {
            Err(io::Error::other(
                "a build script has no standard input to read",
            ))
        };
        let read = input::read(&inputs, no_stdin);
        let known = read.as_ref().map_or(&inputs, |read| &read.paths);
        for path in known {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let mut read = read.map_err(|faults| Error::new(faults.join("\n")))?;
        let (config, options) = locate::with_file(self, &inputs).map_err(Error::new)?;
        if let Some(path) = options {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let config = config.origin(origin::of(&inputs, None));
        let outcome = read.generate(config).map_err(Error::new)?;
        let sources = &read.sources;
        let (warnings, errors): (Vec<_>, Vec<_>) = outcome
            .diagnostics
            .into_iter()
            .partition(|one| one.severity() != Severity::Error);
        if !errors.is_empty() {
            return Err(Error::new(diagnostic::render(&errors, sources, false)));
        }
        for warning in warnings
            .iter()
            .filter(|one| one.severity() == Severity::Warning)
        {
            println!("cargo::warning={}", diagnostic::short(warning, sources));
        }
        let plan =
            Plan::new(&folder, &outcome.files).map_err(|error| Error::new(error.to_string()))?;
        plan.apply().map_err(|error| Error::new(error.to_string()))
    }
}
