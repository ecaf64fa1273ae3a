//! Which lines of a program load related rows one at a time?

use std::{collections::BTreeMap, panic::Location};

use super::{RowId, Session};

/// How often a line of the program loaded a relationship that was not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LazyLoads {
    /// The file of the call.
    pub file: &'static str,
    /// Its line.
    pub line: u32,
    /// The table whose rows were asked, and the relationship: `books.author`.
    pub relationship: String,
    /// How many times a statement was sent for it.
    pub count: u64,
}

/// Counts the statements that loading relationships took, by the lines that asked.
#[derive(Default)]
pub(super) struct Lazy {
    by_place: BTreeMap<(&'static str, u32, String), u64>,
}

impl Session {
    /// The lines of the program that loaded a relationship `at_least` so many times with a statement each, those that did
    /// it most often first.
    ///
    /// A loop that loads a relationship of each row sends a statement for each; loading it for all rows at once, with the
    /// query that brings them, sends one.
    pub fn lazy_loads(&self, at_least: u64) -> Vec<LazyLoads> {
        let places = self.lazy.by_place.iter();
        let mut loads: Vec<_> = places
            .filter(|(_, count)| **count >= at_least)
            .map(|((file, line, relationship), count)| LazyLoads {
                file,
                line: *line,
                relationship: relationship.clone(),
                count: *count,
            })
            .collect();
        loads.sort_by_key(|one| std::cmp::Reverse(one.count));
        loads
    }

    pub(super) fn note_lazy_load(&mut self, row: RowId, relationship: u16, at: &Location<'static>) {
        let table = self.unit.base(row).entity.table().name;
        let name = self.unit.fact(row, relationship).name;
        let place = (at.file(), at.line(), format!("{table}.{name}"));
        *self.lazy.by_place.entry(place).or_default() += 1;
    }
}
