//! Which catalog does a script give, and what is said of it?

use super::*;
use crate::{parse::parse, source::SourceFile};

/// The catalog of a script, and the codes of its diagnostics in the order of the script.
pub(super) fn built(text: &str, dialect: Dialect) -> (Catalog, Vec<&'static str>) {
    let mut diagnostics = Diagnostics::default();
    let script = parse(
        &[SourceFile::new("t.sql", text)],
        Some(dialect),
        &mut diagnostics,
    );
    let catalog = Catalog::new(&script, &mut diagnostics);
    let codes = diagnostics
        .into_sorted()
        .iter()
        .map(|one| one.code())
        .collect();
    (catalog, codes)
}
