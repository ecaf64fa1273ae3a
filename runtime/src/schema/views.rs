//! Does a database have the views that models are of, with their columns?

use std::collections::BTreeMap;

use super::{
    Table,
    live::{self, LiveProgram},
    verify::{Difference, DifferenceKind},
};
use crate::{engine::Connection, error::Result};

/// How the views of a database differ from what their models expect. Those that `create_all` would create, and that are not
/// there, are told as such already.
pub(super) fn compare(
    models: &[&Table],
    (created, found): (&[LiveProgram], &[LiveProgram]),
    connection: &mut Connection,
) -> Result<Vec<Difference>> {
    let (created, found) = (by_name(created), by_name(found));
    let mut differences = Vec::new();
    for model in models {
        let name = model.name.to_lowercase();
        let mut tell = |column: Option<&str>, kind, words| {
            differences.push(Difference::new((model.name, column), kind, words));
        };
        let Some(view) = found.get(&name) else {
            if !created.contains_key(&name) {
                let words = format!("the view `{}` is missing", model.name);
                tell(None, DifferenceKind::Missing, words);
            }
            continue;
        };
        let columns = match live::columns_of_view(connection, &view.name)? {
            Ok(columns) => columns,
            Err(why) => {
                let words = format!("the view `{}` cannot be read: {why}", model.name);
                tell(None, DifferenceKind::Otherwise, words);
                continue;
            }
        };
        let mut rest: BTreeMap<String, &str> = columns
            .iter()
            .map(|column| (column.to_lowercase(), &**column))
            .collect();
        for column in model.columns {
            if rest.remove(&column.name.to_lowercase()).is_none() {
                let words = format!(
                    "column `{}` of the view `{}` is missing",
                    column.name, model.name
                );
                tell(Some(column.name), DifferenceKind::Missing, words);
            }
        }
        for column in rest.into_values() {
            let words = format!(
                "column `{column}` of the view `{}` is not in the models",
                model.name
            );
            tell(Some(column), DifferenceKind::Unknown, words);
        }
    }
    Ok(differences)
}

/// The views among programs, by their names in lower case.
fn by_name(programs: &[LiveProgram]) -> BTreeMap<String, &LiveProgram> {
    let views = programs.iter().filter(|one| one.kind == "view");
    views.map(|one| (one.name.to_lowercase(), one)).collect()
}
