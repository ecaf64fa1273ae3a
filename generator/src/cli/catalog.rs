//! `ormgen catalog schema.sql --format json`

use super::{End, arguments::Catalog};
use crate::{catalog, listing::Listing, overrides, parse};

pub(super) fn run(arguments: &Catalog) -> End {
    let scripts = &arguments.scripts;
    let report = scripts.report();
    let Some(inputs) = super::read(scripts) else {
        return End::Failed;
    };
    let chosen = super::reading(super::options(&scripts.manner), &arguments.reading);
    let config = match super::found(chosen, &scripts.manner, &scripts.schema) {
        Ok(config) => config,
        Err(fault) => return report.failed(&fault),
    };
    let Some((inputs, config, mut diagnostics)) = super::prepared(inputs, &config, report) else {
        return End::Failed;
    };
    let sources = &inputs.sources;
    let script = parse::parse(sources, config.dialect, &mut diagnostics);
    let catalog = catalog::Catalog::new(&script, config.reading(), &mut diagnostics);
    let catalog = overrides::selected(catalog, &config, sources.len(), &mut diagnostics);
    let told = [sources.as_slice(), config.file.as_slice()].concat();
    report.diagnostics(&diagnostics.into_sorted(), &told);
    if scripts.manner.verbose {
        report.skipped(&inputs.passed_over);
        report.skipped(&script.skipped);
    }
    let listing = Listing::new(&catalog, sources);
    super::print_as(arguments.format, &listing, report)
}
