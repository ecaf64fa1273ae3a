//! What is told to a person, on standard error?

use std::{
    collections::BTreeMap,
    env,
    io::{self, IsTerminal, Write},
    path::Path,
};

use super::{End, Sources};
use crate::{
    Diagnostic, Outcome, Severity, diagnostic,
    output::{Plan, What},
};

/// Writes to standard error; who is not listening misses it.
fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

pub(super) fn error(message: &str) {
    tell(&format!("error: {message}\n"));
}

pub(super) fn failed(message: &str) -> End {
    error(message);
    End::Failed
}

/// Tells the diagnostics of a run: notes about a place only where all is to be told. Gives back whether one is an error.
pub(super) fn outcome(outcome: &Outcome, sources: &Sources, verbose: bool) -> bool {
    let errors = diagnostics(&outcome.diagnostics, sources, verbose);
    if verbose {
        outcome
            .relationships
            .iter()
            .for_each(|line| tell(&format!("relationship: {line}\n")));
        skipped(&outcome.skipped);
    }
    if errors > 0 {
        error(&format!("{}, nothing was written", count(errors, "error")));
    }
    errors > 0
}

/// Tells diagnostics, and gives back how many are errors.
pub(super) fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources, verbose: bool) -> usize {
    let is_shown =
        |one: &&Diagnostic| verbose || one.severity() != Severity::Note || one.source().is_none();
    let shown: Vec<_> = diagnostics.iter().filter(is_shown).cloned().collect();
    tell(&diagnostic::render(&shown, sources, has_color()));
    let hidden = diagnostics.len() - shown.len();
    if hidden > 0 {
        tell(&format!(
            "note: {} about names and keys, which `-v` shows\n",
            count(hidden, "note")
        ));
    }
    let is_error = |one: &&Diagnostic| one.severity() == Severity::Error;
    diagnostics.iter().filter(is_error).count()
}

/// Tells how many statements of which kind were passed over.
pub(super) fn skipped(skipped: &BTreeMap<String, usize>) {
    for (words, number) in skipped {
        tell(&format!("passed over: {number} {words}\n"));
    }
}

pub(super) fn written(folder: &Path, plan: &Plan) {
    let count = |is: fn(&What) -> bool| {
        plan.changes
            .iter()
            .filter(|change| is(&change.what))
            .count()
    };
    let parts = [
        (count(|what| matches!(what, What::Create(_))), "new"),
        (count(|what| matches!(what, What::Update(_))), "changed"),
        (count(|what| matches!(what, What::Delete)), "deleted"),
        (plan.unchanged, "unchanged"),
    ];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    tell(&format!("{}: {}\n", folder.display(), parts.join(", ")));
}

pub(super) fn stale(folder: &Path, files: usize, schema: &str) {
    let (folder, files) = (folder.display(), count(files, "file"));
    tell(&format!(
        "{folder}: {files} not as the schema says; to mend it: ormgen {schema} -o {folder}\n"
    ));
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn has_color() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
