//! What is told on standard error, to a person or to a program?

use std::{
    collections::BTreeMap,
    env,
    io::{self, IsTerminal, Write},
    path::Path,
};

use super::{End, Sources, arguments::MessageFormat};
use crate::{
    Diagnostic, Outcome, Severity, diagnostic,
    output::{Plan, What},
};

/// How many errors, and how many warnings and notes each, a person is told of unless all is to be told.
const MOST: usize = 100;

/// How things are told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report {
    pub(super) format: MessageFormat,
    /// Whether all is told, what is only worth knowing too.
    pub(super) verbose: bool,
}

impl Report {
    pub(super) fn error(self, message: &str) {
        self.remark(Severity::Error, &format!("error: {message}"), message);
    }

    pub(super) fn failed(self, message: &str) -> End {
        self.error(message);
        End::Failed
    }

    /// Tells the diagnostics of a run. Gives back whether one is an error.
    pub(super) fn outcome(self, outcome: &Outcome, sources: &Sources) -> bool {
        let errors = self.diagnostics(&outcome.diagnostics, sources);
        if self.verbose {
            let relationships = outcome.relationships.iter();
            relationships.for_each(|line| self.note(&format!("relationship: {line}")));
            self.skipped(&outcome.skipped);
        }
        if errors > 0 {
            self.error(&format!("{}, nothing was written", count(errors, "error")));
        }
        errors > 0
    }

    /// Tells diagnostics: notes about a place, and more than a person reads, only where all is to be told. Gives back how
    /// many are errors.
    pub(super) fn diagnostics(self, diagnostics: &[Diagnostic], sources: &Sources) -> usize {
        let is_known = |one: &&Diagnostic| {
            self.verbose || one.severity() != Severity::Note || one.source().is_none()
        };
        let known: Vec<_> = diagnostics.iter().filter(is_known).collect();
        let all = self.verbose || matches!(self.format, MessageFormat::Json);
        let mut numbers = BTreeMap::new();
        let is_shown = |one: &&&Diagnostic| {
            let number: &mut usize = numbers.entry(one.severity()).or_default();
            *number += 1;
            all || *number <= MOST
        };
        let shown: Vec<_> = known.iter().filter(is_shown).copied().cloned().collect();
        let line = |one: fn(&Diagnostic, &Sources) -> String| {
            shown.iter().map(|shown| one(shown, sources)).collect()
        };
        let text: String = match self.format {
            MessageFormat::Human => diagnostic::render(&shown, sources, has_color()),
            MessageFormat::Short => line(|one, sources| diagnostic::short(one, sources) + "\n"),
            MessageFormat::Json => line(diagnostic::json),
        };
        tell(&text);
        let hidden = |number: usize, what: &str, rest: &str| {
            if number > 0 {
                let message = format!("{}{rest}, which `-v` shows", count(number, what));
                self.remark(Severity::Note, &format!("note: {message}"), &message);
            }
        };
        hidden(known.len() - shown.len(), "more diagnostic", "");
        hidden(
            diagnostics.len() - known.len(),
            "note",
            " about names, keys and files",
        );
        let is_error = |one: &&Diagnostic| one.severity() == Severity::Error;
        diagnostics.iter().filter(is_error).count()
    }

    /// Tells how many statements of which kind were passed over.
    pub(super) fn skipped(self, skipped: &BTreeMap<String, usize>) {
        for (words, number) in skipped {
            self.note(&format!("passed over: {number} {words}"));
        }
    }

    pub(super) fn written(self, folder: &Path, plan: &Plan) {
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
        self.note(&format!("{}: {}", folder.display(), parts.join(", ")));
    }

    pub(super) fn stale(self, folder: &Path, files: usize, command: &str) {
        let (folder, files) = (folder.display(), count(files, "file"));
        self.note(&format!(
            "{folder}: {files} not as the schema says; to mend it: {command}"
        ));
    }

    pub(super) fn note(self, message: &str) {
        self.remark(Severity::Note, message, message);
    }

    /// Tells a person one text and a program another.
    fn remark(self, severity: Severity, text: &str, message: &str) {
        match self.format {
            MessageFormat::Json => tell(&diagnostic::json_remark(severity, message)),
            MessageFormat::Human | MessageFormat::Short => tell(&format!("{text}\n")),
        }
    }
}

/// Writes to standard error; who is not listening misses it.
fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn has_color() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
