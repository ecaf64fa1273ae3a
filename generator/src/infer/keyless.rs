//! Is a table without any key an association table? If it is nothing but two disjoint foreign keys.
//!
//! Nothing then keeps a pair from being there twice, and no row can be told from its double: a warning says so.

use super::{
    Association, Evidence, Rule,
    subject::{Subject, list},
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// The many-to-many of a table that is no more than its pairs.
pub(super) fn association(
    subject: &Subject<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Association> {
    let [left, right] = subject.sides.as_slice() else {
        return None;
    };
    let all = &left.columns | &right.columns;
    let is_pair = subject.keys.is_empty()
        && [left, right]
            .iter()
            .all(|side| side.key.target != subject.id)
        && left.columns.is_disjoint(&right.columns)
        && subject.columns_beside(&all).next().is_none();
    if !is_pair {
        return None;
    }
    let name = &subject.table.name;
    let (one, other) = (subject.target(left), subject.target(right));
    let columns = [left, right]
        .map(|side| list(subject.table, &side.key.columns))
        .join(", ");
    let warning = Diagnostic::new(
        Code::PAIRS_NOT_UNIQUE,
        format!("`{name}` links `{one}` and `{other}`, but the same pair may be in it twice"),
    );
    diagnostics.push(warning.at(subject.table.span, "has no key").help(format!(
        "add `PRIMARY KEY ({columns})` to make it an entity of its own too"
    )));
    Some(Association {
        table: subject.id,
        left: left.place,
        right: right.place,
        needs: Vec::new(),
        shared: Vec::new(),
        evidence: Evidence {
            rule: Rule::AssociationPair,
            span: subject.table.span,
        },
    })
}
