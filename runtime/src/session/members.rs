//! The rows at the far end of a to-many relationship, in order and each once.

use rustc_hash::{FxHashMap, FxHashSet};

use super::RowId;

/// An ordered set of rows; adding, removing and asking take the same time whatever its size.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    /// `None` where one was removed.
    list: Vec<Option<RowId>>,
    /// Where each stands; empty while the list is short enough to look through.
    places: FxHashMap<RowId, usize>,
    removed: usize,
}

/// Longer lists keep the place of each member.
const SHORT: usize = 16;

impl Members {
    pub(super) fn contains(&self, row: RowId) -> bool {
        self.place(row).is_some()
    }

    /// Adds a row at the end, unless it is there.
    pub(super) fn insert(&mut self, row: RowId) {
        if self.contains(row) {
            return;
        }
        self.list.push(Some(row));
        if self.list.len() == SHORT + 1 {
            self.index();
        } else if self.list.len() > SHORT {
            self.places.insert(row, self.list.len() - 1);
        }
    }

    pub(super) fn remove(&mut self, row: RowId) {
        let Some(place) = self.place(row) else { return };
        self.list[place] = None;
        self.places.remove(&row);
        self.removed += 1;
        if self.removed > SHORT && self.removed * 2 > self.list.len() {
            self.list.retain(Option::is_some);
            self.removed = 0;
            self.index();
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = RowId> {
        self.list.iter().filter_map(|row| *row)
    }

    fn place(&self, row: RowId) -> Option<usize> {
        if self.list.len() > SHORT {
            self.places.get(&row).copied()
        } else {
            self.list.iter().position(|known| *known == Some(row))
        }
    }

    fn index(&mut self) {
        let places = self.list.iter().enumerate();
        self.places = if self.list.len() > SHORT {
            places
                .filter_map(|(place, row)| Some(((*row)?, place)))
                .collect()
        } else {
            FxHashMap::default()
        };
    }
}

impl Extend<RowId> for Members {
    fn extend<I: IntoIterator<Item = RowId>>(&mut self, rows: I) {
        rows.into_iter().for_each(|row| self.insert(row));
    }
}

impl FromIterator<RowId> for Members {
    fn from_iter<I: IntoIterator<Item = RowId>>(rows: I) -> Self {
        let mut members = Members::default();
        members.extend(rows);
        members
    }
}

/// What is known of a collection. One that nothing is known of has no entry at all.
#[derive(Clone, Debug)]
pub(super) enum Collection {
    /// All its members.
    Full(Members),
    /// What was added and removed; the rest is in the database alone.
    Partial {
        added: Members,
        removed: FxHashSet<RowId>,
    },
}

impl Collection {
    pub(super) fn partial() -> Self {
        Collection::Partial {
            added: Members::default(),
            removed: FxHashSet::default(),
        }
    }

    pub(super) fn insert(&mut self, row: RowId) {
        match self {
            Collection::Full(members) => members.insert(row),
            Collection::Partial { added, removed } => {
                removed.remove(&row);
                added.insert(row);
            }
        }
    }

    pub(super) fn remove(&mut self, row: RowId) {
        match self {
            Collection::Full(members) => members.remove(row),
            Collection::Partial { added, removed } => {
                added.remove(row);
                removed.insert(row);
            }
        }
    }

    /// The members that are known.
    pub(super) fn members(&self) -> impl Iterator<Item = RowId> {
        match self {
            Collection::Full(members) | Collection::Partial { added: members, .. } => {
                members.iter()
            }
        }
    }

    /// Whether a row is a member, as far as is known.
    pub(super) fn knows(&self, row: RowId) -> Option<bool> {
        match self {
            Collection::Full(members) => Some(members.contains(row)),
            Collection::Partial { added, .. } if added.contains(row) => Some(true),
            Collection::Partial { removed, .. } if removed.contains(&row) => Some(false),
            Collection::Partial { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(index: u32) -> RowId {
        RowId { slot: 0, index }
    }

    #[test]
    fn order_is_kept_and_each_row_is_there_once() {
        let mut members: Members = [3, 1, 3, 2].map(row).into_iter().collect();
        members.remove(row(1));
        members.insert(row(1));
        assert_eq!(members.iter().collect::<Vec<_>>(), [3, 2, 1].map(row));
    }

    #[test]
    fn a_member_of_many_leaves_and_comes_again() {
        let mut members: Members = (0..100).map(row).collect();
        members.remove(row(7));
        assert!(!members.contains(row(7)));
        members.insert(row(7));
        assert_eq!(members.iter().last(), Some(row(7)));
        assert_eq!(members.iter().count(), 100);
    }

    #[test]
    fn many_members_come_and_go() {
        let mut members: Members = (0..10_000).map(row).collect();
        (0..9_990).for_each(|index| members.remove(row(index)));
        assert_eq!(members.iter().count(), 10);
        assert!(members.contains(row(9_995)) && !members.contains(row(5)));
        members.insert(row(5));
        assert_eq!(members.iter().last(), Some(row(5)));
        assert!(
            members.list.len() < 100,
            "places of removed members are given up"
        );
    }
}
