//! What did queries say of relationships of single rows, beside what they lead to?

use rustc_hash::{FxHashMap, FxHashSet};

use super::members::Members;

/// By relationship and row.
#[derive(Default)]
pub(super) struct Hints {
    /// Rows of a collection that were asked for, where not all were.
    parts: FxHashMap<(u16, u32), Members>,
    /// Relationships that are not to be loaded one at a time.
    refused: FxHashSet<(u16, u32)>,
}

impl Hints {
    pub(super) fn set_part(&mut self, relationship: u16, row: u32, members: Members) {
        self.parts.insert((relationship, row), members);
    }

    pub(super) fn part(&self, relationship: u16, row: u32) -> Option<&Members> {
        self.parts.get(&(relationship, row))
    }

    pub(super) fn refuse(&mut self, relationship: u16, row: u32) {
        self.refused.insert((relationship, row));
    }

    pub(super) fn refuses(&self, relationship: u16, row: u32) -> bool {
        self.refused.contains(&(relationship, row))
    }

    /// Forgets what was said of one relationship of a row.
    pub(super) fn forget_part(&mut self, relationship: u16, row: u32) {
        self.parts.remove(&(relationship, row));
    }

    /// Forgets what was said of a row.
    pub(super) fn forget(&mut self, row: u32) {
        self.retain(|known| known != row);
    }

    /// Forgets what was said of other rows than these.
    pub(super) fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        if !self.parts.is_empty() {
            self.parts.retain(|(_, row), _| keep(*row));
        }
        if !self.refused.is_empty() {
            self.refused.retain(|(_, row)| keep(*row));
        }
    }

    pub(super) fn clear(&mut self) {
        self.parts.clear();
        self.refused.clear();
    }
}
