//! `ormgen check schema.sql -o src/models`

use std::{
    env, fs,
    io::{self, Write},
};

use similar::TextDiff;

use super::{End, arguments::Check, generated, renamed};
use crate::output::{Change, Plan, What};

pub(super) fn run(arguments: &Check) -> End {
    let Some(outcome) = generated(&arguments.input, Some(&arguments.output)) else {
        return End::Failed;
    };
    let report = arguments.input.scripts.report();
    let plan = match Plan::new(&arguments.output, &outcome.files) {
        Ok(plan) => plan,
        Err(error) => return report.failed(&error.to_string()),
    };
    if plan.changes.is_empty() {
        return End::Fine;
    }
    let mut out = io::stdout().lock();
    for change in &plan.changes {
        // A reader that goes away has seen enough; what differs is in the exit status.
        if out.write_all(difference(change).as_bytes()).is_err() {
            break;
        }
    }
    let sentences = renamed::renamed(&plan.changes);
    sentences.iter().for_each(|one| report.note(one));
    report.stale(&arguments.output, plan.changes.len(), &mending());
    End::Differs
}

/// The command that was given, without what makes a check of it.
fn mending() -> String {
    let mut arguments: Vec<_> = env::args_os().skip(1).collect();
    let is_verb = arguments.first().is_some_and(|first| first == "check");
    let place = match is_verb {
        true => Some(0),
        false => arguments.iter().position(|one| one == "--check"),
    };
    if let Some(place) = place {
        arguments.remove(place);
    }
    let mut line = "ormgen".to_owned();
    for argument in arguments {
        line.push(' ');
        line.push_str(&quoted(&argument.to_string_lossy()));
    }
    line
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-./:=,+@%".contains(letter);
    match !argument.is_empty() && argument.chars().all(is_plain) {
        true => argument.to_owned(),
        false => format!("'{}'", argument.replace('\'', r"'\''")),
    }
}

/// From what is there to what belongs there, as a unified diff.
fn difference(change: &Change) -> String {
    let path = change.path.display().to_string();
    let old = || fs::read_to_string(&change.path).unwrap_or_default();
    let nothing = || "/dev/null".to_owned();
    let (old, new, names) = match &change.what {
        What::Create(new) => (String::new(), new.as_str(), [nothing(), path]),
        What::Update(new) => (old(), new.as_str(), [path.clone(), path]),
        What::Delete => (old(), "", [path, nothing()]),
    };
    let diff = TextDiff::from_lines(old.as_str(), new);
    diff.unified_diff().header(&names[0], &names[1]).to_string()
}
