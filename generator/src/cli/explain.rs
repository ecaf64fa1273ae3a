//! `ormgen explain schema.sql --format json`

use super::{
    End,
    arguments::{Explain, Form},
};
use crate::{Schema, diagnostic::Diagnostics, explain::Explanation};

pub(super) fn run(arguments: &Explain) -> End {
    let scripts = &arguments.scripts;
    let report = scripts.report();
    let Some(inputs) = super::read(scripts) else {
        return End::Failed;
    };
    let sources = &inputs.sources;
    if inputs.has_errors() {
        report.diagnostics(&inputs.diagnostics, sources);
        return End::Failed;
    }
    let mut config = crate::Config::new();
    config.dialect = match inputs.dialect(scripts.dialect) {
        Ok(dialect) => dialect,
        Err(fault) => return report.failed(&fault),
    };
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(inputs.diagnostics.iter().cloned());
    let schema = Schema::new(sources, &config, &mut diagnostics);
    report.diagnostics(&diagnostics.into_sorted(), sources);
    let explanation = Explanation::new(&schema, sources);
    let text = match arguments.format {
        Form::Text => Ok(explanation.to_string()),
        Form::Json => serde_json::to_string_pretty(&explanation).map(|text| text + "\n"),
    };
    match text {
        Ok(text) => super::print(&text, report),
        Err(error) => report.failed(&error.to_string()),
    }
}
