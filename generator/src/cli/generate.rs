//! `ormgen schema.sql -o src/models`

use std::path::Path;

use super::{End, arguments::Generate, generated, report::Report};
use crate::{GeneratedFile, output::Plan};

pub(super) fn run(arguments: &Generate) -> End {
    let Some(outcome) = generated(&arguments.input, arguments.output.as_deref()) else {
        return End::Failed;
    };
    let report = arguments.input.scripts.report();
    match &arguments.output {
        Some(folder) => write(folder, &outcome.files, report),
        None => super::print(&listed(&outcome.files), report),
    }
}

fn write(folder: &Path, files: &[GeneratedFile], report: Report) -> End {
    let plan = match Plan::new(folder, files) {
        Ok(plan) => plan,
        Err(error) => return report.failed(&error.to_string()),
    };
    if let Err(error) = plan.apply() {
        return report.failed(&error.to_string());
    }
    report.written(folder, &plan);
    End::Fine
}

/// The files, each under its name.
fn listed(files: &[GeneratedFile]) -> String {
    let listed = files.iter();
    listed
        .map(|file| format!("// ---- {} ----\n\n{}\n", file.name, file.text))
        .collect()
}
