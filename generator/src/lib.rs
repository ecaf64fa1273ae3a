//! Typed Rust models, with their relationships, from SQL DDL.
//!
//! In a build script:
//!
//! ```no_run
//! fn main() -> Result<(), ormgen::Error> {
//!     ormgen::Config::new().compile("schema.sql")
//! }
//! ```
//!
//! and in the crate `mod models { include!(concat!(env!("OUT_DIR"), "/models/mod.rs")); }`. The command
//! `ormgen schema.sql -o src/models` writes the same files to be checked in. Both are callers of [`generate`], which reads
//! and writes nothing itself.

mod cargo;
mod catalog;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod config;
mod diagnostic;
#[cfg(feature = "cli")]
mod diagram;
mod dialect;
#[cfg(feature = "cli")]
mod difference;
mod emit;
mod error;
#[cfg(feature = "cli")]
mod explain;
mod format;
#[cfg(all(feature = "cli", any(test, fuzzing)))]
#[doc(hidden)]
pub mod fuzzing;
mod infer;
mod input;
mod library;
#[cfg(feature = "cli")]
mod listing;
mod live;
mod locate;
mod lower;
mod migrations;
mod name;
mod origin;
mod output;
mod overrides;
mod parse;
#[cfg(feature = "cli")]
mod revision;
mod rust;
mod source;
mod summary;
mod word;

pub use config::{
    Config, Dates, Inference, Layout, MissingReferences, UnknownLibrary, Visibility, options,
};
pub use diagnostic::{Diagnostic, Severity};
pub use dialect::Dialect;
pub use error::Error;
pub use format::GeneratedFile;
pub use source::SourceFile;

use std::collections::BTreeSet;

use diagnostic::Diagnostics;

/// What a run gives: the files of the models, and what there is to say.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// The files, in the order in which they are to be written; none where a diagnostic is an error.
    pub files: Vec<GeneratedFile>,
    /// In the order of the sources.
    pub diagnostics: Vec<Diagnostic>,
    /// Every relationship in words, with the rule and the place in the script that gave it.
    pub relationships: Vec<String>,
    /// How many statements were passed over because they cannot matter to models, by their first words; and files of a
    /// folder, by what they are.
    pub skipped: std::collections::BTreeMap<String, usize>,
}

/// Generates the models of a schema. Opens no file, and gives the same bytes for the same sources and options.
///
/// ```
/// use ormgen::{Config, SourceFile, generate};
///
/// let schema = SourceFile::new("schema.sql", "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);");
/// let outcome = generate(&[schema], &Config::new());
/// assert_eq!(outcome.files[0].name, "book.rs");
/// assert!(outcome.files[0].text.contains("pub struct Book {"));
/// ```
pub fn generate(sources: &[SourceFile], config: &Config) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    let schema = Schema::new(sources, config, &mut diagnostics);
    let Schema {
        catalog,
        relations,
        names,
        overrides,
        ..
    } = &schema;
    let models = lower::lower(catalog, relations, names, overrides, config);
    let files = if diagnostics.has_errors() {
        Vec::new()
    } else {
        format::format(emit::emit(&models), &header(sources, config))
    };
    Outcome {
        relationships: summary::relationships(catalog, relations, names, sources),
        files,
        diagnostics: diagnostics.into_sorted(),
        skipped: schema.skipped,
    }
}

/// What the sources say, before it is put into Rust.
struct Schema {
    catalog: catalog::Catalog,
    relations: infer::Relations,
    names: name::Names,
    overrides: overrides::Overrides,
    /// See [`Outcome::skipped`].
    skipped: std::collections::BTreeMap<String, usize>,
}

impl Schema {
    fn new(sources: &[SourceFile], config: &Config, diagnostics: &mut Diagnostics) -> Self {
        let script = parse::parse(sources, config.dialect, diagnostics);
        let catalog = catalog::Catalog::new(&script, config.reading(), diagnostics);
        let catalog = infer::without_bookkeeping(catalog, config, diagnostics);
        let file = sources.len();
        // What is left out is not there for the rules of inference: it makes no name ambiguous.
        let (catalog, options) = overrides::select(catalog, config, file, diagnostics);
        let catalog = infer::prepare(catalog, config);
        let (catalog, overrides) = overrides::apply(catalog, &options, (config, file), diagnostics);
        let relations = infer::infer(&catalog, &overrides, diagnostics);
        let names = name::name(&catalog, &relations, &overrides, diagnostics);
        Schema {
            catalog,
            relations,
            names,
            overrides,
            skipped: script.skipped,
        }
    }
}

fn header(sources: &[SourceFile], config: &Config) -> String {
    // The order of the names is not that of the sources, which may be another one and give the same models.
    let names = || {
        let names: BTreeSet<_> = sources.iter().map(SourceFile::name).collect();
        names.into_iter().collect::<Vec<_>>().join(", ")
    };
    let origin = config.origin.clone().unwrap_or_else(names);
    format!("{}{}", output::HEADER, emit::visible(&origin))
}
