//! `ormgen catalog schema.sql --format json`

use super::{
    End,
    arguments::{Catalog, Form},
};
use crate::{catalog, diagnostic::Diagnostics, listing::Listing, locate, overrides, parse};

pub(super) fn run(arguments: &Catalog) -> End {
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
    let config = locate::with_file(super::options(&scripts.manner), &scripts.schema);
    let config = match config {
        Ok((config, _)) => config,
        Err(fault) => return report.failed(&fault),
    };
    let dialect = match inputs.dialect(config.dialect) {
        Ok(dialect) => dialect,
        Err(fault) => return report.failed(&fault),
    };
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(inputs.diagnostics.iter().cloned());
    let script = parse::parse(sources, dialect, &mut diagnostics);
    let catalog = catalog::Catalog::new(&script, config.references(), &mut diagnostics);
    let catalog = overrides::selected(catalog, &config, sources.len(), &mut diagnostics);
    let told = [sources.as_slice(), config.file.as_slice()].concat();
    report.diagnostics(&diagnostics.into_sorted(), &told);
    if scripts.manner.verbose {
        report.skipped(&inputs.passed_over);
        report.skipped(&script.skipped);
    }
    let listing = Listing::new(&catalog, sources);
    let text = match arguments.format {
        Form::Text => Ok(listing.to_string()),
        Form::Json => serde_json::to_string_pretty(&listing).map(|text| text + "\n"),
    };
    match text {
        Ok(text) => super::print(&text, report),
        Err(error) => report.failed(&error.to_string()),
    }
}
