//! `ormgen catalog schema.sql --format json`

use super::{
    End,
    arguments::{Catalog, Form},
    report,
};
use crate::{catalog, diagnostic::Diagnostics, listing::Listing, parse};

pub(super) fn run(arguments: &Catalog) -> End {
    let scripts = &arguments.scripts;
    let Some(sources) = super::read(scripts) else {
        return End::Failed;
    };
    let mut diagnostics = Diagnostics::default();
    let script = parse::parse(&sources, scripts.dialect, &mut diagnostics);
    let catalog = catalog::Catalog::new(&script, &mut diagnostics);
    report::diagnostics(&diagnostics.into_sorted(), &sources, scripts.verbose);
    if scripts.verbose {
        report::skipped(&script.skipped);
    }
    let listing = Listing::new(&catalog, &sources);
    let text = match arguments.format {
        Form::Text => Ok(listing.to_string()),
        Form::Json => serde_json::to_string_pretty(&listing).map(|text| text + "\n"),
    };
    match text {
        Ok(text) => super::print(&text),
        Err(error) => report::failed(&error.to_string()),
    }
}
