//! When does at most one row refer to a target? Where the foreign key's columns are, as a set, those of a key.
//!
//! A UNIQUE over more columns proves nothing, and neither do indexes that are partial or on expressions, which the
//! catalog does not count among the keys. A primary key that is a foreign key is a one-to-one for the same reason.

use super::{
    Evidence, Rule,
    subject::{Side, Subject},
};

/// The key that makes a foreign key a one-to-one.
pub(super) fn proof(subject: &Subject<'_>, side: &Side<'_>) -> Option<Evidence> {
    let key = subject.keys.get(&side.columns)?;
    Some(Evidence {
        rule: Rule::UniqueForeignKey,
        span: key.span,
    })
}
