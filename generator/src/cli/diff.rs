//! `ormgen diff HEAD~3:schema.sql schema.sql`

use std::{path::Path, slice};

use super::{End, arguments::Diff};
use crate::{Config, Schema, difference::Difference, input, live};

pub(super) fn run(arguments: &Diff) -> End {
    let Diff {
        old,
        new,
        manner,
        choices,
        format,
    } = arguments;
    let report = manner.report();
    // The options go with the new schema, where it is one that options can go with.
    let has_folder = live::url(new).is_none() && !input::is_stdin(new);
    let chosen = if has_folder { new } else { old };
    let config = match super::config(manner, choices, slice::from_ref(chosen)) {
        Ok(config) => config,
        Err(fault) => return report.failed(&fault),
    };
    // Both are read, so that what is wrong with both is told.
    let [Some(old), Some(new)] = [old, new].map(|path| schema(path, &config, report)) else {
        return End::Failed;
    };
    let difference = Difference::new(&old, &new, &config);
    match super::print_as(*format, &difference, report) {
        End::Fine if !difference.is_empty() => End::Differs,
        end => end,
    }
}

/// A schema without errors, which may be one of a revision.
fn schema(path: &Path, config: &Config, report: super::Report) -> Option<Schema> {
    let inputs = input::read_any(path, super::stdin);
    let inputs = inputs
        .map_err(|faults| faults.iter().for_each(|fault| report.error(fault)))
        .ok()?;
    let (schema, _, errors) = super::schema(inputs, config, report)?;
    (errors == 0).then_some(schema)
}
