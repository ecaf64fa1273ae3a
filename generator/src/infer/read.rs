//! How do tests get from a script to what it implies?

use super::{Relations, infer};
use crate::{
    catalog::Catalog,
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

/// Reads a script that has no faults.
pub(crate) fn read(dialect: Dialect, sql: &str) -> Read {
    let mut diagnostics = Diagnostics::default();
    let script = parse(
        &[SourceFile::new("schema.sql", sql)],
        Some(dialect),
        &mut diagnostics,
    );
    let catalog = Catalog::new(&script, Default::default(), &mut diagnostics);
    assert!(
        !diagnostics.has_errors(),
        "{:#?}",
        diagnostics.into_sorted()
    );
    let relations = infer(&catalog, &mut diagnostics);
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
