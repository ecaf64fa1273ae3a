//! Which names of one entity may not be equal?
//!
//! Fields and relationships share the entity's associated constants, and the methods of its builder, which sets each by
//! `name` and by `set_name`.

use std::collections::BTreeSet;

use super::case::constant;

/// The names that are taken in one entity.
#[derive(Default)]
pub(super) struct Scope {
    constants: BTreeSet<String>,
}

impl Scope {
    /// Takes a name; false if it, or a name that it needs, is another's.
    pub(super) fn take(&mut self, name: &str) -> bool {
        let constant = constant(name);
        let setter = format!("SET_{constant}");
        if self.constants.contains(&constant) || self.constants.contains(&setter) {
            return false;
        }
        self.constants.extend([constant, setter]);
        true
    }
}
