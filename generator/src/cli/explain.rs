//! `ormgen explain schema.sql --format json`

use super::{End, arguments::Explain};
use crate::explain::Explanation;

pub(super) fn run(arguments: &Explain) -> End {
    let report = arguments.input.scripts.report();
    let Some((schema, sources)) = super::understood(&arguments.input) else {
        return End::Failed;
    };
    let explanation = Explanation::new(&schema, &sources);
    super::print_as(arguments.format, &explanation, report)
}
