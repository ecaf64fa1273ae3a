//! `ormgen schema.sql -o src/models`

use std::path::Path;

use super::{End, arguments::Generate, generated, report};
use crate::{GeneratedFile, output::Plan};

pub(super) fn run(arguments: &Generate) -> End {
    let Some(outcome) = generated(&arguments.input, arguments.output.as_deref()) else {
        return End::Failed;
    };
    match &arguments.output {
        Some(folder) => write(folder, &outcome.files),
        None => print(&outcome.files),
    }
}

fn write(folder: &Path, files: &[GeneratedFile]) -> End {
    let plan = match Plan::new(folder, files) {
        Ok(plan) => plan,
        Err(error) => return report::failed(&error.to_string()),
    };
    if let Err(error) = plan.apply() {
        return report::failed(&error.to_string());
    }
    report::written(folder, &plan);
    End::Fine
}

/// The files, each under its name.
fn print(files: &[GeneratedFile]) -> End {
    let mut text = String::new();
    for file in files {
        text += &format!("// ---- {} ----\n\n{}\n", file.name, file.text);
    }
    super::print(&text)
}
