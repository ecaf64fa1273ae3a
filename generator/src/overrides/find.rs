//! What does a name mean that stands in the options? What the database calls so; where nothing is, the same in other case.

use std::collections::BTreeMap;

use super::Teller;
use crate::{
    catalog::{Catalog, ColumnId, EnumId, Table, TableId},
    config::options::Place,
    diagnostic::{Code, nearest},
};

/// What has options already, and under which name: two spellings of one thing may say different things of it.
pub(super) struct Once<K> {
    what: &'static str,
    names: BTreeMap<K, String>,
}

impl<K: Ord> Once<K> {
    pub(super) fn new(what: &'static str) -> Self {
        let names = BTreeMap::new();
        Self { what, names }
    }

    /// What is found under a name, unless it was under another.
    pub(super) fn take(
        &mut self,
        found: K,
        (name, place): (&str, &Place),
        teller: &mut Teller<'_>,
    ) -> Option<K>
    where
        K: Copy,
    {
        let Some(first) = self.names.get(&found) else {
            self.names.insert(found, name.to_owned());
            return Some(found);
        };
        let message = format!("`{first}` and `{name}` are the same {}", self.what);
        let help = "state all that is chosen for it under one of them".to_owned();
        teller.tell(Code::OPTION_VALUE, message, place, Some(help));
        None
    }
}

/// Finds tables and enums.
pub(super) struct Finder<'a> {
    tables: Directory<'a>,
    enums: Directory<'a>,
}

/// Where things are, by their names in small letters and by their schemas and names.
struct Directory<'a> {
    what: &'static str,
    places: BTreeMap<String, Vec<usize>>,
    /// By place: the name, and the schema if it is written.
    names: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let tables = catalog.tables.iter();
        let tables = tables.map(|table| (table.name.as_str(), table.schema.as_deref()));
        let enums = catalog.enums.iter();
        let enums = enums.map(|one| (one.name.as_str(), one.schema.as_deref()));
        Self {
            tables: Directory::new("table", tables.collect()),
            enums: Directory::new("enum", enums.collect()),
        }
    }

    pub(super) fn table(
        &self,
        name: &str,
        place: &Place,
        teller: &mut Teller<'_>,
    ) -> Option<TableId> {
        self.tables.find(name, place, teller).map(TableId)
    }

    pub(super) fn enumeration(
        &self,
        name: &str,
        place: &Place,
        teller: &mut Teller<'_>,
    ) -> Option<EnumId> {
        self.enums.find(name, place, teller).map(EnumId)
    }
}

impl<'a> Directory<'a> {
    fn new(what: &'static str, names: Vec<(&'a str, Option<&'a str>)>) -> Self {
        let mut places = BTreeMap::<String, Vec<usize>>::new();
        for (place, (name, schema)) in names.iter().enumerate() {
            places.entry(name.to_lowercase()).or_default().push(place);
            if let Some(schema) = schema {
                let full = format!("{schema}.{name}").to_lowercase();
                places.entry(full).or_default().push(place);
            }
        }
        Self {
            what,
            places,
            names,
        }
    }

    fn find(&self, name: &str, place: &Place, teller: &mut Teller<'_>) -> Option<usize> {
        let what = self.what;
        let empty = Vec::new();
        let alike = self.places.get(&name.to_lowercase()).unwrap_or(&empty);
        let is_exact = |one: &&usize| {
            let (own, schema) = self.names[**one];
            own == name || schema.is_some_and(|schema| name == format!("{schema}.{own}"))
        };
        let exact: Vec<_> = alike.iter().filter(is_exact).copied().collect();
        let unqualified = |one: &&usize| self.names[**one].1.is_none();
        match (exact.as_slice(), alike.as_slice()) {
            ([one], _) | ([], [one]) => Some(*one),
            ([], []) => {
                let known = self.names.iter().map(|(name, _)| *name);
                let message = format!("the schema has no {what} `{name}`");
                let help = meant(name, known);
                teller.tell(Code::OPTION_MATCHES_NOTHING, message, place, help);
                None
            }
            (several, others) => {
                let several = if several.is_empty() { others } else { several };
                let mut home = several.iter().filter(unqualified);
                if let (Some(one), None) = (home.next(), home.next()) {
                    return Some(*one);
                }
                let names: Vec<_> = several.iter().map(|one| self.full(*one)).collect();
                let message = format!("`{name}` may be the {what} `{}`", names.join("` or `"));
                let help = "write it as the database has it, with its schema";
                teller.tell(
                    Code::OPTION_AMBIGUOUS,
                    message,
                    place,
                    Some(help.to_owned()),
                );
                None
            }
        }
    }

    fn full(&self, place: usize) -> String {
        match self.names[place] {
            (name, Some(schema)) => format!("{schema}.{name}"),
            (name, None) => name.to_owned(),
        }
    }
}

/// The column of a name.
pub(super) fn column(
    table: &Table,
    name: &str,
    place: &Place,
    teller: &mut Teller<'_>,
) -> Option<ColumnId> {
    let found = column_alike(table, name);
    if found.is_none() {
        let message = format!("table `{}` has no column `{name}`", table.name);
        let help = meant(
            name,
            table.columns.iter().map(|column| column.name.as_str()),
        );
        teller.tell(Code::OPTION_MATCHES_NOTHING, message, place, help);
    }
    found
}

fn column_alike(table: &Table, name: &str) -> Option<ColumnId> {
    let mut columns = table.columns.iter();
    let exact = columns.position(|column| column.name == name);
    let alike = || {
        let mut columns = table.columns.iter();
        columns.position(|column| column.name.to_lowercase() == name.to_lowercase())
    };
    exact.or_else(alike).map(ColumnId)
}

/// The place of the foreign key over the columns of a list, or of the one with a name.
pub(super) fn foreign_key(
    table: &Table,
    key: &str,
    place: &Place,
    teller: &mut Teller<'_>,
) -> Option<usize> {
    let places = foreign_keys(table, key);
    match places.as_slice() {
        [one] => Some(*one),
        [] => {
            let message = format!("table `{}` has no foreign key over `{key}`", table.name);
            let known: Vec<_> = (0..table.foreign_keys.len())
                .map(|place| columns_of(table, place))
                .collect();
            let help = meant(key, known.iter().map(String::as_str));
            teller.tell(Code::OPTION_MATCHES_NOTHING, message, place, help);
            None
        }
        _ => {
            let message = format!(
                "table `{}` has several foreign keys over `{key}`",
                table.name
            );
            let help = "name the constraint instead of the columns";
            teller.tell(
                Code::OPTION_AMBIGUOUS,
                message,
                place,
                Some(help.to_owned()),
            );
            None
        }
    }
}

/// The foreign keys over the columns of a list, or else those with a name.
pub(super) fn foreign_keys(table: &Table, key: &str) -> Vec<usize> {
    let names = key.split(',').map(str::trim);
    let columns: Option<Vec<_>> = names.map(|name| column_alike(table, name)).collect();
    let all = || table.foreign_keys.iter().enumerate();
    let over: Vec<_> = all()
        .filter(|(_, one)| Some(&one.columns) == columns.as_ref())
        .map(|(place, _)| place)
        .collect();
    if !over.is_empty() {
        return over;
    }
    all()
        .filter(|(_, one)| one.name.as_deref() == Some(key))
        .map(|(place, _)| place)
        .collect()
}

/// `tenant_id, user_id`: the key that stands for a foreign key in the options.
fn columns_of(table: &Table, key: usize) -> String {
    let columns = table.foreign_keys[key].columns.iter();
    let names: Vec<_> = columns.map(|id| table[*id].name.as_str()).collect();
    names.join(", ")
}

/// The two foreign keys of `user_id -> role_id`.
pub(super) fn path(
    table: &Table,
    path: &str,
    place: &Place,
    teller: &mut Teller<'_>,
) -> Option<[usize; 2]> {
    let Some((near, far)) = path.split_once("->") else {
        let message = format!("expected two foreign keys as `user_id -> role_id`, found `{path}`");
        teller.tell(Code::OPTION_VALUE, message, place, None);
        return None;
    };
    let near = foreign_key(table, near.trim(), place, teller)?;
    let far = foreign_key(table, far.trim(), place, teller)?;
    Some([near, far])
}

/// What to do about a name that is not there.
pub(super) fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, known).map(|meant| format!("did you mean `{meant}`?"))
}
