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
        match (self.named(one), self.named(other)) {
            (Some(one), Some(other)) if one.is_ascii() && other.is_ascii() => {
                one == other || self.dialect != Dialect::Postgres && one.eq_ignore_ascii_case(other)
            }
            (Some(one), Some(other)) => key(one, self.dialect) == key(other, self.dialect),
            (one, other) => one == other,
        }
    }

    /// A schema by its name, if the one that is not written has any.
    fn named<'a>(&'a self, schema: &'a Option<String>) -> Option<&'a str> {
        schema.as_deref().or(self.home.as_deref())
    }
}

/// Where the things of one kind are, by name.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    dialect: Dialect,
    entries: BTreeMap<String, Homonyms>,
    /// Where the entry of a place is: under which name and schema.
    places: BTreeMap<usize, (String, Option<String>)>,
    /// How many were ever entered.
    entered: usize,
}

/// Those of one name, by their schemas as they were written: a database may have the same tables for each of its tenants.
type Homonyms = BTreeMap<Option<String>, Vec<Entry>>;

#[derive(Clone, Debug)]
struct Entry {
    name: String,
    place: usize,
    /// How many were entered before.
    turn: usize,
}

impl Directory {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            entries: BTreeMap::new(),
            places: BTreeMap::new(),
            entered: 0,
        }
    }

    pub(super) fn insert(&mut self, schema: Option<String>, name: String, place: usize) {
        let schema = schema.map(|schema| key(&schema, self.dialect));
        let under = key(&name, self.dialect);
        let homonyms = self.entries.entry(under.clone()).or_default();
        let turn = self.entered;
        let entry = Entry { name, place, turn };
        homonyms.entry(schema.clone()).or_default().push(entry);
        self.places.insert(place, (under, schema));
        self.entered += 1;
    }

    pub(super) fn remove(&mut self, place: usize) {
        let Some((name, schema)) = self.places.remove(&place) else {
            return;
        };
        let Some(homonyms) = self.entries.get_mut(&name) else {
            return;
        };
        if let Some(entries) = homonyms.get_mut(&schema) {
            entries.retain(|entry| entry.place != place);
            if entries.is_empty() {
                homonyms.remove(&schema);
            }
        }
        if homonyms.is_empty() {
            self.entries.remove(&name);
        }
    }

    /// Takes out all that have a name, in the order in which they were entered.
    pub(super) fn take(
        &mut self,
        scope: &Scope,
        schema: &Option<String>,
        name: &str,
    ) -> Vec<usize> {
        let name = key(name, self.dialect);
        let Some(homonyms) = self.entries.get_mut(&name) else {
            return Vec::new();
        };
        let spellings = spellings(scope, schema).into_iter();
        let mut taken: Vec<_> = spellings
            .filter_map(|schema| homonyms.remove(&schema))
            .flatten()
            .collect();
        if homonyms.is_empty() {
            self.entries.remove(&name);
        }
        for entry in &taken {
            self.places.remove(&entry.place);
        }
        taken.sort_by_key(|entry| entry.turn);
        taken.into_iter().map(|entry| entry.place).collect()
    }

    /// What would be in the way of something new of this name.
    pub(super) fn at(&self, scope: &Scope, schema: &Option<String>, name: &str) -> Option<usize> {
        let homonyms = self.entries.get(&key(name, self.dialect))?;
        // MySQL's tables may differ by case alone.
        let exact = |entry: &&Entry| self.dialect != Dialect::Mysql || entry.name == name;
        let found = within(homonyms, scope, schema).filter(exact);
        found
            .min_by_key(|entry| entry.turn)
            .map(|entry| entry.place)
    }

    /// What a name means, looked for as the database does.
    pub(super) fn find(&self, scope: &Scope, name: &ObjectName) -> Option<usize> {
        let stored = stored(&name.name, self.dialect);
        let homonyms = self.entries.get(&key(&stored, self.dialect))?;
        let within = |schema: Option<String>| first(within(homonyms, scope, &schema), &stored);
        match &name.schema {
            Some(schema) => within(Some(self::stored(schema, self.dialect))),
            None => scope
                .path
                .iter()
                .find_map(|schema| within(Some(schema.clone())))
                .or_else(|| within(scope.current())),
        }
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
        let stored = stored(&name.name, self.dialect);
        let homonyms = self.entries.get(&key(&stored, self.dialect))?;
        match &name.schema {
            // It may have been created while its schema was the current one.
            Some(schema) if !scope.knows(&self::stored(schema, self.dialect)) => {
                first(homonyms.get(&None).into_iter().flatten(), &stored)
            }
            Some(_) => None,
            None => {
                let mut all = homonyms.values().flatten();
                match (all.next(), all.next()) {
                    (Some(only), None) => Some(only.place),
                    _ => {
                        let near = near.map(str::to_string);
                        first(within(homonyms, scope, &near), &stored)
                    }
                }
            }
        }
    }

    /// Every name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries
            .values()
            .flat_map(|homonyms| homonyms.values().flatten())
            .map(|entry| entry.name.as_str())
    }
}

/// Those in a schema, however that is written.
fn within<'a>(
    homonyms: &'a Homonyms,
    scope: &Scope,
    schema: &Option<String>,
) -> impl Iterator<Item = &'a Entry> {
    let spellings = spellings(scope, schema).into_iter();
    spellings
        .filter_map(|schema| homonyms.get(&schema))
        .flatten()
}

/// The keys that things in a schema may be under: its name, and nothing if it is the one that is not written.
fn spellings(scope: &Scope, schema: &Option<String>) -> Vec<Option<String>> {
    let named = scope.named(schema);
    let named = named.map(|schema| Some(key(schema, scope.dialect)));
    let unwritten = scope.same(schema, &None).then_some(None);
    named.into_iter().chain(unwritten).collect()
}

/// The one that is written as a name is, or else the one that was entered first.
fn first<'a>(entries: impl Iterator<Item = &'a Entry>, name: &str) -> Option<usize> {
    let first = entries.min_by_key(|entry| (entry.name != name, entry.turn));
    first.map(|entry| entry.place)
}
