//! Which tables would stand between two others, if only they said that a pair is unique?
//!
//! Only tables that hold an id of their own and two foreign keys and nothing else are meant: many an ordinary table has
//! two foreign keys, and there a hint would be noise.

use super::subject::{Columns, Side, Subject};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Notes a table that lacks only the key over its pair.
pub(super) fn report(subject: &Subject<'_>, diagnostics: &mut Diagnostics) {
    let [left, right] = subject.sides.as_slice() else {
        return;
    };
    if !is_candidate(subject, left, right) {
        return;
    }
    let pair = &left.columns | &right.columns;
    let columns: Vec<_> = left
        .key
        .columns
        .iter()
        .chain(&right.key.columns)
        .copied()
        .collect();
    let (reason, help) = if subject.keys.contains_key(&pair) {
        let nullable: Vec<_> = columns
            .iter()
            .copied()
            .filter(|id| subject.table[*id].nullable)
            .collect();
        let list = subject.list(&nullable);
        (
            "a pair with NULL is never unique",
            format!("declare `{list}` as NOT NULL"),
        )
    } else {
        (
            "a pair may occur twice",
            format!("add `UNIQUE ({})`", subject.list(&columns)),
        )
    };
    let name = &subject.table.name;
    let (one, other) = (subject.target(left), subject.target(right));
    let message = format!("`{name}` links `{one}` and `{other}`, but gives no many-to-many");
    let note = Diagnostic::new(Code::NO_KEY_OVER_PAIR, message).at(subject.table.span, reason);
    diagnostics.push(note.help(format!("{help} if `{name}` is an association table")));
}

fn is_candidate(subject: &Subject<'_>, left: &Side<'_>, right: &Side<'_>) -> bool {
    let Some(key) = &subject.table.primary_key else {
        return false;
    };
    let own: Columns = key.columns.iter().copied().collect();
    let pair = &left.columns | &right.columns;
    [left, right]
        .iter()
        .all(|side| side.key.target != subject.id && !subject.keys.contains_key(&side.columns))
        && left.columns.is_disjoint(&right.columns)
        && own.is_disjoint(&pair)
        && subject.columns_beside(&(&own | &pair)).next().is_none()
}
