//! Which table does a name mean, and which a foreign key, whatever happened to both since?
//!
//! A table keeps its place for good, so that what refers to it follows when it gets another name. What refers to a table
//! that is not there, since it went or is yet to come, waits for one of that name.

use super::{
    draft::Draft,
    names::{self, Directory, Scope},
};
use crate::{dialect::Dialect, parse::ddl::ObjectName};

#[derive(Clone, Debug)]
pub(super) struct Tables {
    slots: Vec<Slot>,
    names: Directory,
    missing: Directory,
    /// How many tables went and took with them what refers to them.
    pub(super) cut: usize,
}

#[derive(Clone, Debug)]
enum Slot {
    Table(Box<Draft>),
    Missing(Missing),
    /// What waited for a table found it in another place.
    Moved {
        to: usize,
        from: Missing,
    },
    /// Foreign keys to it went with it.
    Cut,
}

/// A table that is not there.
#[derive(Clone, Debug)]
pub(super) struct Missing {
    pub(super) name: String,
    /// The names of its columns by their places, if it was there before.
    pub(super) dropped: Option<Vec<Option<String>>>,
}

impl Tables {
    pub(super) fn new(scope: &Scope) -> Self {
        Self {
            slots: Vec::new(),
            names: Directory::new(scope.dialect),
            missing: Directory::new(scope.dialect),
            cut: 0,
        }
    }

    pub(super) fn names(&self) -> &Directory {
        &self.names
    }

    pub(super) fn get(&self, place: usize) -> Option<&Draft> {
        match self.slots.get(place)? {
            Slot::Table(draft) => Some(draft),
            _ => None,
        }
    }

    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut Draft> {
        match self.slots.get_mut(place)? {
            Slot::Table(draft) => Some(draft),
            _ => None,
        }
    }

    /// Every table and its place, in the order of their creation.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Draft)> {
        let tables = self.slots.iter().enumerate();
        tables.filter_map(|(place, slot)| match slot {
            Slot::Table(draft) => Some((place, &**draft)),
            _ => None,
        })
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Draft> {
        self.slots.iter_mut().filter_map(|slot| match slot {
            Slot::Table(draft) => Some(&mut **draft),
            _ => None,
        })
    }

    /// How many places there are, of tables and others.
    pub(super) fn places(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn insert(&mut self, scope: &Scope, draft: Draft) -> usize {
        let place = self.slots.len();
        let (schema, name) = (draft.table.schema.clone(), draft.table.name.clone());
        self.slots.push(Slot::Table(Box::new(draft)));
        self.enter(scope, place, schema, name);
        place
    }

    /// What waits for this name has found it.
    fn enter(&mut self, scope: &Scope, place: usize, schema: Option<String>, name: String) {
        for waiting in self.missing.take(scope, &schema, &name) {
            if let Slot::Missing(from) = &self.slots[waiting] {
                let (to, from) = (place, from.clone());
                self.slots[waiting] = Slot::Moved { to, from };
            }
        }
        self.names.insert(schema, name, place);
    }

    /// Gives a table another name; foreign keys follow.
    pub(super) fn rename(
        &mut self,
        scope: &Scope,
        place: usize,
        schema: Option<String>,
        name: String,
    ) {
        let Some(draft) = self.get_mut(place) else {
            return;
        };
        draft.table.schema.clone_from(&schema);
        draft.table.name.clone_from(&name);
        self.names.remove(place);
        self.enter(scope, place, schema, name);
    }

    /// Gives a table another name, and another place, so that foreign keys do not follow.
    pub(super) fn rename_alone(
        &mut self,
        scope: &Scope,
        place: usize,
        schema: Option<String>,
        name: String,
    ) {
        if let Some(mut draft) = self.get(place).cloned() {
            self.remove(place);
            (draft.table.schema, draft.table.name) = (schema, name);
            self.insert(scope, draft);
        }
    }

    /// Takes a table away; foreign keys to it wait for another of its name.
    pub(super) fn remove(&mut self, place: usize) {
        let Some(draft) = self.get(place) else { return };
        let (schema, name) = (draft.table.schema.clone(), draft.table.name.clone());
        let columns = draft.columns.iter();
        let columns = columns.map(|column| Some(column.as_ref()?.column.name.clone()));
        let missing = Missing {
            name: name.clone(),
            dropped: Some(columns.collect()),
        };
        self.slots[place] = Slot::Missing(missing);
        self.names.remove(place);
        self.missing.insert(schema, name, place);
    }

    /// Takes a table away, and foreign keys to it.
    pub(super) fn cut(&mut self, place: usize) {
        if self.get(place).is_some() {
            self.names.remove(place);
            self.slots[place] = Slot::Cut;
            self.cut += 1;
        }
    }

    pub(super) fn is_cut(&self, place: usize) -> bool {
        matches!(self.slots[self.last(place)], Slot::Cut)
    }

    /// The place that a foreign key keeps of the table that a name means, in a statement about a table in a schema.
    pub(super) fn refer(&mut self, scope: &Scope, name: &ObjectName, near: Option<&str>) -> usize {
        // MySQL and SQLite look beside the table, the others where they look for any name.
        let beside = matches!(scope.dialect, Dialect::Mysql | Dialect::Sqlite);
        let schema = match (&name.schema, near) {
            (None, Some(near)) if beside => Some(near.to_string()),
            _ => match self.names.find(scope, name) {
                Some(found) => return found,
                None => scope.schema_of(name),
            },
        };
        let stored = names::stored(&name.name, scope.dialect);
        if let Some(found) = self.names.at(scope, &schema, &stored) {
            return found;
        }
        if let Some(found) = self.missing.at(scope, &schema, &stored) {
            return found;
        }
        let place = self.slots.len();
        let missing = Missing {
            name: stored.clone(),
            dropped: None,
        };
        self.slots.push(Slot::Missing(missing));
        self.missing.insert(schema, stored, place);
        place
    }

    /// What became of the table in a place.
    pub(super) fn last(&self, mut place: usize) -> usize {
        while let Slot::Moved { to, .. } = self.slots[place] {
            place = to;
        }
        place
    }

    /// Shortens the ways that [`last`](Self::last) goes.
    pub(super) fn straighten(&mut self) {
        for start in 0..self.slots.len() {
            let last = self.last(start);
            let mut place = start;
            while let Slot::Moved { to, .. } = &mut self.slots[place] {
                place = std::mem::replace(to, last);
            }
        }
    }

    /// What is known of a table that is not there.
    pub(super) fn missing(&self, place: usize) -> Option<&Missing> {
        match &self.slots[place] {
            Slot::Missing(missing) => Some(missing),
            _ => None,
        }
    }

    /// The names of the columns that the table in a place had when it went, by their places.
    pub(super) fn former_columns(&self, place: usize) -> Option<&[Option<String>]> {
        match &self.slots[place] {
            Slot::Missing(from) | Slot::Moved { from, .. } => from.dropped.as_deref(),
            _ => None,
        }
    }
}
