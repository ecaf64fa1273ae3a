//! What changed between two schemas, and what of it does a program notice that uses the models?
//!
//! `docs/diff-json.md` describes the form; a change that a reader of it would notice raises [`VERSION`].

mod surface;
#[cfg(test)]
mod tests;
mod text;

use serde::Serialize;

use crate::{Config, Schema};
use surface::{Fact, Kind, Surface};

/// The version of the form. Fields are added without a new one, never changed or taken away.
const VERSION: u32 = 1;

/// All that changed, by kind and then by name.
#[derive(Debug, Serialize)]
pub(crate) struct Difference {
    version: u32,
    changes: Vec<Change>,
}

#[derive(Debug, Serialize)]
struct Change {
    change: How,
    kind: Kind,
    /// In the words of SQL: `books.price`.
    subject: String,
    /// Nothing where it was added.
    old: Option<Side>,
    /// Nothing where it was removed.
    new: Option<Side>,
    /// What a program that uses the models has to change; nothing where it need not.
    breaks: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum How {
    Added,
    Removed,
    Changed,
}

/// One side of a change.
#[derive(Debug, Serialize)]
struct Side {
    /// The definition, as far as it can change.
    sql: String,
    /// What it is in the models; empty where it is nothing there.
    rust: String,
}

impl Difference {
    /// What changed from one schema to another under the same options.
    pub(crate) fn new(old: &Schema, new: &Schema, config: &Config) -> Self {
        let (old, new) = (Surface::new(old, config), Surface::new(new, config));
        // Where a table came or went, what is in it did too.
        let stays = |fact: &Fact| {
            let is_in = |surface: &Surface, table: &String| {
                surface.0.contains_key(&(Kind::Table, table.clone()))
            };
            let of = fact.of.as_ref();
            of.is_none_or(|table| is_in(&old, table) && is_in(&new, table))
        };
        let mut keys: Vec<_> = old.0.keys().chain(new.0.keys()).collect();
        keys.sort();
        keys.dedup();
        let changes = keys.into_iter().filter_map(|key| {
            let (old, new) = (old.0.get(key), new.0.get(key));
            let how = match (old, new) {
                (None, Some(fact)) => stays(fact).then_some(How::Added)?,
                (Some(fact), None) => stays(fact).then_some(How::Removed)?,
                (Some(old), Some(new)) => old.differs(new).then_some(How::Changed)?,
                (None, None) => return None,
            };
            let (kind, subject) = key.clone();
            Some(Change {
                change: how,
                kind,
                subject,
                old: old.map(Fact::side),
                new: new.map(Fact::side),
                breaks: surface::breaks(kind, old, new),
            })
        });
        Self {
            version: VERSION,
            changes: changes.collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}
