//! Why is there no many-to-many between two tables that share a column of the key, such as a tenant?
//!
//! A pair of rows of different tenants cannot be linked, and which column's value would win is not for us to say: the
//! table between stays an entity, through which the links are written.

use super::subject::{Columns, Side, Subject};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Notes the keys that two overlapping foreign keys make up.
pub(super) fn report(subject: &Subject<'_>, diagnostics: &mut Diagnostics) {
    for columns in subject.keys.keys() {
        if let Some((left, right)) = overlapping(subject, columns) {
            diagnostics.push(note(subject, left, right));
        }
    }
}

/// Two foreign keys that cover `columns` together and share some, but not all of either.
fn overlapping<'s, 'a>(
    subject: &'s Subject<'a>,
    columns: &Columns,
) -> Option<(&'s Side<'a>, &'s Side<'a>)> {
    let mut sides = subject.sides_within(columns);
    sides.retain(|side| side.columns.len() > 1 && side.columns.len() < columns.len());
    sides.sort_by_key(|side| side.place);
    sides.iter().enumerate().find_map(|(place, left)| {
        let mut later = sides[place + 1..].iter();
        let right = later.find(|right| {
            left.columns.len() + right.columns.len() > columns.len()
                && &left.columns | &right.columns == *columns
        })?;
        Some((*left, *right))
    })
}

fn note(subject: &Subject<'_>, left: &Side<'_>, right: &Side<'_>) -> Diagnostic {
    let shared: Vec<_> = left.columns.intersection(&right.columns).copied().collect();
    let name = &subject.table.name;
    let (one, other) = (subject.target(left), subject.target(right));
    let message = format!("`{name}` links `{one}` and `{other}`, but gives no many-to-many");
    Diagnostic::new(Code::OVERLAPPING_KEYS, message)
        .at(
            right.key.span,
            format!(
                "shares `{}` with the other foreign key",
                subject.list(&shared)
            ),
        )
        .related(left.key.span, "the other foreign key")
        .help(format!("link rows through `{name}` itself"))
}
