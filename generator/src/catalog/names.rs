//! Which names mean the same?

use std::collections::BTreeMap;

use crate::{
    dialect::Dialect,
    parse::ddl::{Name, ObjectName},
};

/// A name as the database stores it.
pub(super) fn stored(name: &Name, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres | Dialect::Redshift if !name.quoted => name.text.to_ascii_lowercase(),
        _ => name.text.clone(),
    }
}

/// What is the same for all spellings of a stored name.
pub(super) fn key(stored: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => stored.to_string(),
        Dialect::Sqlite => stored.to_ascii_lowercase(),
        // The others fold to upper case, or not at all, but names are kept as they are written: `OrderId` says more
        // than `ORDERID`.
        _ => stored.to_lowercase(),
    }
}

/// The schema of a name as the database stores it; nothing where it is the default one and not written.
pub(super) fn schema(name: &ObjectName, dialect: Dialect) -> Option<String> {
    name.schema.as_ref().map(|schema| stored(schema, dialect))
}

/// Where the things of one kind are, by name.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    dialect: Dialect,
    entries: BTreeMap<String, Vec<Entry>>,
}

#[derive(Clone, Debug)]
struct Entry {
    schema: Option<String>,
    name: String,
    place: usize,
}

impl Directory {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            entries: BTreeMap::new(),
        }
    }

    pub(super) fn insert(&mut self, schema: Option<String>, name: String, place: usize) {
        let key = key(&name, self.dialect);
        self.entries.entry(key).or_default().push(Entry {
            schema,
            name,
            place,
        });
    }

    pub(super) fn remove(&mut self, name: &str, place: usize) {
        if let Some(entries) = self.entries.get_mut(&key(name, self.dialect)) {
            entries.retain(|entry| entry.place != place);
        }
    }

    /// What would be in the way of something new of this name.
    pub(super) fn same(&self, name: &ObjectName) -> Option<usize> {
        let (stored, schema) = (stored(&name.name, self.dialect), schema(name, self.dialect));
        let entries = self.entries.get(&key(&stored, self.dialect))?;
        // MySQL's tables may differ by case alone.
        let exact = |entry: &&Entry| self.dialect != Dialect::Mysql || entry.name == stored;
        let found = entries
            .iter()
            .filter(exact)
            .find(|entry| self.same_schema(&entry.schema, &schema));
        found.map(|entry| entry.place)
    }

    /// What a name means that stands in a statement about something in a schema. Which schemas a name without one is
    /// looked for in depends on the session: the default one, that of the statement, then any, if it is the only one.
    pub(super) fn find(&self, name: &ObjectName, near: Option<&str>) -> Option<usize> {
        let (stored, schema) = (stored(&name.name, self.dialect), schema(name, self.dialect));
        let mut entries: Vec<&Entry> = self
            .entries
            .get(&key(&stored, self.dialect))?
            .iter()
            .collect();
        // Of those that differ by case alone the one in the same case.
        entries.sort_by_key(|entry| entry.name != stored);
        let near = near.map(str::to_string);
        let exact = entries
            .iter()
            .find(|entry| self.same_schema(&entry.schema, &schema));
        let other = match (&schema, &entries[..]) {
            // It may have been created while its schema was the current one.
            (Some(_), _) => entries.iter().find(|entry| entry.schema.is_none()),
            (None, [only]) => Some(only),
            (None, _) => entries
                .iter()
                .find(|entry| self.same_schema(&entry.schema, &near)),
        };
        exact.or(other).map(|entry| entry.place)
    }

    fn same_schema(&self, one: &Option<String>, other: &Option<String>) -> bool {
        let named = |schema: &Option<String>| {
            let schema = schema.as_deref().or(self.dialect.default_schema());
            schema.map(|schema| key(schema, self.dialect))
        };
        named(one) == named(other)
    }

    /// Every name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries
            .values()
            .flatten()
            .map(|entry| entry.name.as_str())
    }
}
