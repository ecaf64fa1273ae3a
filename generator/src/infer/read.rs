//! How do tests get from a script to what it implies?

use super::{Relations, infer, prepare, without_bookkeeping};
use crate::{
    catalog::Catalog,
    config::Config,
    diagnostic::{Diagnostic, Diagnostics},
    dialect::Dialect,
    parse::parse,
    source::SourceFile,
};

/// What a script gives up to and including inference.
pub(crate) struct Read {
    pub(crate) catalog: Catalog,
    pub(crate) relations: Relations,
    pub(crate) diagnostics: Diagnostics,
}

/// The catalog of a script that has no faults.
pub(crate) fn catalog_of(dialect: Dialect, sql: &str, diagnostics: &mut Diagnostics) -> Catalog {
    let source = SourceFile::new("schema.sql", sql);
    let script = parse(&[source], Some(dialect), diagnostics);
    let catalog = Catalog::new(&script, Default::default(), diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
    catalog
}

/// Reads a script that has no faults.
pub(crate) fn read(dialect: Dialect, sql: &str) -> Read {
    let mut diagnostics = Diagnostics::default();
    let catalog = catalog_of(dialect, sql, &mut diagnostics);
    let config = Config::new();
    let catalog = without_bookkeeping(catalog, &config, &mut diagnostics);
    let catalog = prepare(catalog, &config);
    let relations = infer(&catalog, &Default::default(), &mut diagnostics);
    Read {
        catalog,
        relations,
        diagnostics,
    }
}

/// What inference and naming report: code and message.
pub(crate) fn reports(diagnostics: Diagnostics) -> Vec<String> {
    let ours = |one: &Diagnostic| ["03", "04"].contains(&&one.code()[1..3]);
    let all = diagnostics.into_sorted().into_iter().filter(ours);
    all.map(|one| format!("{} {}", one.code(), one.message()))
        .collect()
}
