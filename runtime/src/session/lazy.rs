//! Which lines of a program ask for rows one at a time?

use std::{collections::BTreeMap, panic::Location};

use rustc_hash::FxHashMap;

use super::Session;
use crate::model::Entity;

/// How often a line of the program asked the database for something of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LazyLoads {
    /// The file of the call.
    pub file: &'static str,
    /// Its line.
    pub line: u32,
    /// What was asked for: a relationship or a column of a table (`books.author`), or rows of it by their keys (`books`).
    pub asked: String,
    /// How many times a statement was sent for it.
    pub count: u64,
}

/// What is asked for one row at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    /// A row by its key.
    Row,
    Relationship(u16),
    Column(u16),
}

/// A line of the program that asks for something.
#[derive(Clone, Copy)]
struct Place {
    at: &'static Location<'static>,
    entity: &'static Entity,
    asked: Asked,
}

impl Place {
    /// What tells it from others: a line that the compiler has twice is two of them.
    fn key(&self) -> (usize, usize, Asked) {
        let at = std::ptr::from_ref(self.at).addr();
        (at, std::ptr::from_ref(self.entity).addr(), self.asked)
    }

    fn name(&self) -> String {
        let table = self.entity.table();
        match self.asked {
            Asked::Row => table.name.to_owned(),
            Asked::Relationship(place) => {
                let fact = &self.entity.relationships()[usize::from(place)];
                format!("{}.{}", table.name, fact.name)
            }
            Asked::Column(place) => {
                let column = &table.columns[usize::from(place)];
                format!("{}.{}", table.name, column.name)
            }
        }
    }
}

/// Counts the statements that were sent for single rows, by the lines that asked.
#[derive(Default)]
pub(super) struct Lazy {
    /// The place that asked last: in a loop it is the next one as well, and nothing is looked up.
    last: Option<(Place, u64)>,
    others: FxHashMap<(usize, usize, Asked), (Place, u64)>,
}

impl Lazy {
    /// Something was asked of the database for one row.
    #[inline]
    pub(super) fn note(
        &mut self,
        at: &'static Location<'static>,
        entity: &'static Entity,
        asked: Asked,
    ) {
        let place = Place { at, entity, asked };
        match &mut self.last {
            Some((last, count)) if last.key() == place.key() => *count += 1,
            _ => self.turn_to(place),
        }
    }

    #[cold]
    fn turn_to(&mut self, place: Place) {
        if let Some((last, count)) = self.last.replace((place, 1)) {
            let known = self.others.entry(last.key()).or_insert((last, 0));
            known.1 += count;
        }
    }
}

impl Session {
    /// The lines of the program that asked `at_least` so many times for something of one row with a statement each, those
    /// that did it most often first: with [`load`](Session::load) for a relationship, with [`get`](Session::get) and its
    /// like for a row, with [`read`](Session::read) for a column.
    ///
    /// A loop that loads a relationship of each row sends a statement for each; loading it for all rows at once, with the
    /// query that brings them, sends one. So does a query for `Book::ID.in_(keys)` in place of a `get` for each key, and
    /// one that selects a column in place of a `read` for each row.
    pub fn lazy_loads(&self, at_least: u64) -> Vec<LazyLoads> {
        let mut counts: BTreeMap<_, u64> = BTreeMap::new();
        for (place, count) in self.lazy.last.iter().chain(self.lazy.others.values()) {
            let line = (place.at.file(), place.at.line(), place.name());
            *counts.entry(line).or_default() += count;
        }
        let counts = counts.into_iter().filter(|(_, count)| *count >= at_least);
        let mut loads: Vec<_> = counts
            .map(|((file, line, asked), count)| LazyLoads {
                file,
                line,
                asked,
                count,
            })
            .collect();
        loads.sort_by_key(|one| std::cmp::Reverse(one.count));
        loads
    }
}
