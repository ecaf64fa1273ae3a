//! Which names mean the same, and where are those looked for that have no schema?

use std::collections::{BTreeMap, BTreeSet};

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

/// The schemas that are there, and those where names without one are looked for.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) dialect: Dialect,
    /// The schema that is not written: PostgreSQL's `public`, SQLite's `main`, the first that MySQL is told to USE.
    home: Option<String>,
    path: Vec<String>,
    known: BTreeSet<String>,
}

impl Scope {
    pub(super) fn new(dialect: Dialect) -> Self {
        let home = dialect.default_schema().map(str::to_string);
        Self {
            dialect,
            path: home.iter().cloned().collect(),
            known: home.iter().cloned().collect(),
            home,
        }
    }

    /// Takes in `SET search_path`, `USE`; nothing is the default.
    pub(super) fn set_path(&mut self, path: Option<&[Name]>) {
        let dialect = self.dialect;
        self.path = match path {
            Some(names) => names.iter().map(|name| stored(name, dialect)).collect(),
            None => self.home.iter().cloned().collect(),
        };
        if dialect == Dialect::Mysql && self.home.is_none() {
            self.home = self.path.first().cloned();
        }
    }

    /// What is looked through first from now on; gives the path as it was.
    pub(super) fn enter(&mut self, schema: String) -> Vec<String> {
        let before = self.path.clone();
        self.path.insert(0, schema);
        before
    }

    pub(super) fn leave(&mut self, path: Vec<String>) {
        self.path = path;
    }

    pub(super) fn add(&mut self, schema: &str) {
        self.known.insert(key(schema, self.dialect));
    }

    pub(super) fn remove(&mut self, schema: &str) {
        self.known.remove(&key(schema, self.dialect));
    }

    fn knows(&self, schema: &str) -> bool {
        self.known.contains(&key(schema, self.dialect))
    }

    /// The schema that something new is put in: the one of its name, or the first of the path that is there. Nothing for
    /// the one that is not written.
    pub(super) fn schema_of(&self, name: &ObjectName) -> Option<String> {
        match &name.schema {
            Some(schema) => Some(stored(schema, self.dialect)),
            None => self.current(),
        }
    }

    fn current(&self) -> Option<String> {
        let own = |schema: &&String| !schema.starts_with("pg_") && *schema != "$user";
        let mut path = self.path.iter().filter(own);
        let known = path.clone().find(|schema| self.knows(schema));
        let current = known.or_else(|| path.next()).cloned();
        current.filter(|schema| !self.same(&Some(schema.clone()), &None))
    }

    /// Whether two schemas are one; nothing is the one that is not written.
    pub(super) fn same(&self, one: &Option<String>, other: &Option<String>) -> bool {
        let named = |schema: &Option<String>| {
            let schema = schema.as_deref().or(self.home.as_deref());
            schema.map(|schema| key(schema, self.dialect))
        };
        named(one) == named(other)
    }
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
        let key = key(name, self.dialect);
        if let Some(entries) = self.entries.get_mut(&key) {
            entries.retain(|entry| entry.place != place);
            if entries.is_empty() {
                self.entries.remove(&key);
            }
        }
    }

    /// Takes out all that have a name.
    pub(super) fn take(
        &mut self,
        scope: &Scope,
        schema: &Option<String>,
        name: &str,
    ) -> Vec<usize> {
        let Some(entries) = self.entries.get_mut(&key(name, self.dialect)) else {
            return Vec::new();
        };
        let taken = entries.extract_if(.., |entry| scope.same(&entry.schema, schema));
        taken.map(|entry| entry.place).collect()
    }

    /// What would be in the way of something new of this name.
    pub(super) fn at(&self, scope: &Scope, schema: &Option<String>, name: &str) -> Option<usize> {
        let entries = self.entries.get(&key(name, self.dialect))?;
        // MySQL's tables may differ by case alone.
        let exact = |entry: &&Entry| self.dialect != Dialect::Mysql || entry.name == name;
        let found = entries
            .iter()
            .filter(exact)
            .find(|entry| scope.same(&entry.schema, schema));
        found.map(|entry| entry.place)
    }

    /// What a name means, looked for as the database does.
    pub(super) fn find(&self, scope: &Scope, name: &ObjectName) -> Option<usize> {
        let entries = self.entries(name)?;
        let within = |schema: Option<String>| {
            entries
                .iter()
                .find(|entry| scope.same(&entry.schema, &schema))
        };
        let found = match &name.schema {
            Some(schema) => within(Some(stored(schema, self.dialect))),
            None => scope
                .path
                .iter()
                .find_map(|schema| within(Some(schema.clone())))
                .or_else(|| within(scope.current())),
        };
        found.map(|entry| entry.place)
    }

    /// What a name means that stands in a statement about something in a schema. The path may have been set elsewhere,
    /// for the session, the role or the database: so that of the statement is looked through too, then any, if the name
    /// is there once.
    pub(super) fn guess(
        &self,
        scope: &Scope,
        name: &ObjectName,
        near: Option<&str>,
    ) -> Option<usize> {
        if let Some(found) = self.find(scope, name) {
            return Some(found);
        }
        let entries = self.entries(name)?;
        let near = near.map(str::to_string);
        let found = match (&name.schema, &entries[..]) {
            // It may have been created while its schema was the current one.
            (Some(schema), _) if !scope.knows(&stored(schema, self.dialect)) => {
                entries.iter().find(|entry| entry.schema.is_none())
            }
            (Some(_), _) => None,
            (None, [only]) => Some(only),
            (None, _) => entries
                .iter()
                .find(|entry| scope.same(&entry.schema, &near)),
        };
        found.map(|entry| entry.place)
    }

    /// Those whose name is the same; first the one in the same case.
    fn entries(&self, name: &ObjectName) -> Option<Vec<&Entry>> {
        let stored = stored(&name.name, self.dialect);
        let entries = self.entries.get(&key(&stored, self.dialect))?;
        let mut entries: Vec<&Entry> = entries.iter().collect();
        entries.sort_by_key(|entry| entry.name != stored);
        Some(entries)
    }

    /// Every name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries
            .values()
            .flatten()
            .map(|entry| entry.name.as_str())
    }
}
