//! What must hold whatever the input is? The targets of `fuzz/` and the faults that they found.
//!
//! An input is a byte that says the dialect and the bytes of a script.

use std::collections::BTreeSet;

use crate::{
    Config, Dialect, Severity,
    catalog::Catalog,
    diagnostic::{self, Diagnostic, Diagnostics},
    generate, input,
    listing::Listing,
    migrations,
    parse::{
        self, Script,
        account::account,
        ddl::{Statement, StatementKind},
    },
    source::SourceFile,
};

/// How many bytes one diagnostic is told in, at most.
const TOLD: usize = 64 * 1024;

/// The dialect of an input, none where it is to be told from the script, and the script.
fn parts(input: &[u8]) -> Option<(Option<Dialect>, &[u8])> {
    let (first, script) = input.split_first()?;
    let place = usize::from(first.wrapping_sub(b'0'));
    Some((Dialect::ALL.get(place).copied(), script))
}

/// Splitting: every byte is in a statement or is nothing, and every statement is read, counted or told.
///
/// # Panics
///
/// It does not hold.
pub fn split(input: &[u8]) {
    let Some((dialect, script)) = parts(input) else {
        return;
    };
    let text = String::from_utf8_lossy(script);
    if let Err(lost) = account(&text, dialect.unwrap_or(Dialect::Generic)) {
        panic!("{lost}");
    }
}

/// What `ormgen catalog` reads and prints: nothing that is created is lost, every place is in the script, and the same
/// input gives the same output.
///
/// # Panics
///
/// It does not hold.
pub fn catalog(input: &[u8]) {
    let Some((dialect, script)) = parts(input) else {
        return;
    };
    let Some(source) = source(script) else {
        return;
    };
    let sources = [source];
    let (read, listed) = listed(&sources, dialect);
    // The dialect that was told is as good as stated, and the second time is as the first.
    let (_, again) = self::listed(&sources, Some(read));
    assert!(listed == again, "{listed}\n\n{again}");
}

/// The models of a script are Rust, and are there unless an error says why not.
///
/// # Panics
///
/// It does not hold.
pub fn models(input: &[u8]) {
    let Some((dialect, script)) = parts(input) else {
        return;
    };
    let Some(source) = source(script) else {
        return;
    };
    let mut config = Config::new();
    config.dialect = dialect;
    let outcome = generate(&[source], &config);
    let mut diagnostics = outcome.diagnostics.iter();
    let failed = diagnostics.any(|one| one.severity() == Severity::Error);
    assert_eq!(outcome.files.is_empty(), failed);
}

/// The script as the command reads a file.
fn source(script: &[u8]) -> Option<SourceFile> {
    let text = input::decode(script.to_vec()).ok()?;
    let text = migrations::forward(&text).map_or(text, |(forward, _)| forward);
    Some(SourceFile::new("schema.sql", text))
}

/// The dialect and the listing of scripts.
fn listed(sources: &[SourceFile], dialect: Option<Dialect>) -> (Dialect, String) {
    let mut diagnostics = Diagnostics::default();
    let script = parse::parse(sources, dialect, &mut diagnostics);
    let catalog = Catalog::new(&script, Default::default(), &mut diagnostics);
    let diagnostics = diagnostics.into_sorted();
    places(sources, &script, &diagnostics);
    kept(&script, &catalog, &diagnostics);
    let told = diagnostic::render(&diagnostics, sources, false);
    assert!(told.len() <= TOLD * diagnostics.len(), "{told}");
    for one in &diagnostics {
        let (short, json) = (
            diagnostic::short(one, sources),
            diagnostic::json(one, sources),
        );
        assert!(!short.contains('\n') && json.ends_with("}\n"), "{short}");
    }
    let listing = Listing::new(&catalog, sources);
    let json = serde_json::to_string(&listing).expect("names and numbers are JSON");
    (script.dialect, format!("{listing}\n{json}"))
}

/// Holds every place to be in the script.
fn places(sources: &[SourceFile], script: &Script, diagnostics: &[Diagnostic]) {
    let text = sources[0].text();
    let told = diagnostics.iter();
    let told = told.flat_map(|one| one.place.iter().chain(&one.related).map(|(span, _)| *span));
    for span in told.chain(script.statements.iter().map(|one| one.span)) {
        assert!(text.get(span.start..span.end).is_some(), "{span:?}");
    }
}

/// Holds what is created, where nothing takes it away, to be in the catalog or told of.
fn kept(script: &Script, catalog: &Catalog, diagnostics: &[Diagnostic]) {
    use StatementKind::{CreateIndex, CreateTable};
    let only = |kind: &StatementKind| matches!(kind, CreateTable(_) | CreateIndex(_));
    if !script.statements.iter().all(|one| only(&one.kind)) {
        return;
    }
    let partitions = catalog.partitions.iter().map(|one| &one.table);
    let tables = catalog.tables.iter().chain(partitions);
    let there: BTreeSet<_> = tables.map(|one| one.name.to_lowercase()).collect();
    let told = diagnostics.iter();
    let told = told.flat_map(|one| one.place.iter().chain(&one.related));
    let told: BTreeSet<_> = told.map(|(span, _)| span.start).collect();
    for Statement { span, kind } in &script.statements {
        if let CreateTable(create) = kind {
            let name = create.name.name.text.to_lowercase();
            let is_told = told.range(span.start..=span.end).next().is_some();
            assert!(there.contains(&name) || is_told, "`{name}` is lost");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What fuzzing found: a byte for the dialect, and the script.
    const FOUND: [&str; 6] = [
        // White space that is none of ASCII's ended a client's command.
        "8!\u{a0}",
        // A placeholder stood for statements, and was passed over in silence.
        "8${tables};",
        // A versioned comment with no word in it was passed over.
        "2/*!40101 (a) */;",
        // The data of a COPY that a command ends were read as part of the command.
        "1COPY t FROM stdin \\g\n1;\n\\.\nb;",
        // A word behind a mark is no command of the client.
        "2- DELIMITER $$\nx; y",
        // A brace that opens a comment was told to be closed by another.
        "8{ CREATE TABLE t (a int);",
    ];

    #[test]
    fn what_fuzzing_found_holds() {
        for input in FOUND {
            split(input.as_bytes());
            catalog(input.as_bytes());
            models(input.as_bytes());
        }
    }

    #[test]
    fn any_first_byte_is_a_dialect_or_none() {
        for first in 0..=u8::MAX {
            let input = [&[first], b"CREATE TABLE t (a int);".as_slice()].concat();
            split(&input);
            catalog(&input);
        }
        catalog(b"");
        assert_eq!(
            parts(b"1x"),
            Some((Some(Dialect::Postgres), b"x".as_slice()))
        );
    }
}
