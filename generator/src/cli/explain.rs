//! `ormgen explain schema.sql --format json`

use super::{
    End,
    arguments::{Explain, Form},
};
use crate::explain::Explanation;

pub(super) fn run(arguments: &Explain) -> End {
    let report = arguments.input.scripts.report();
    let Some((schema, sources)) = super::understood(&arguments.input) else {
        return End::Failed;
    };
    let explanation = Explanation::new(&schema, &sources);
    let text = match arguments.format {
        Form::Text => Ok(explanation.to_string()),
        Form::Json => serde_json::to_string_pretty(&explanation).map(|text| text + "\n"),
    };
    match text {
        Ok(text) => super::print(&text, report),
        Err(error) => report.failed(&error.to_string()),
    }
}
