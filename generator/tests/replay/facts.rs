//! What is held against each other: what a catalog and a database say of their tables?

use std::collections::{BTreeMap, BTreeSet};

/// Tables under their names, with the schema before it where the database has several.
pub(crate) type Schema = BTreeMap<String, Table>;

#[derive(Debug, Default)]
pub(crate) struct Table {
    /// In their order.
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: BTreeSet<String>,
    pub(crate) uniques: BTreeSet<BTreeSet<String>>,
    pub(crate) foreign_keys: BTreeSet<ForeignKey>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) nullable: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<String>,
    pub(crate) table: String,
    pub(crate) referenced: Vec<String>,
    pub(crate) on_delete: String,
    pub(crate) on_update: String,
}

impl std::fmt::Display for ForeignKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (columns, referenced) = (self.columns.join(", "), self.referenced.join(", "));
        let (delete, update) = (&self.on_delete, &self.on_update);
        let table = &self.table;
        write!(
            f,
            "({columns}) -> {table} ({referenced}) delete {delete} update {update}"
        )
    }
}

/// Takes out what says the same in two ways: a unique over the columns of the primary key, which hold no NULL anyhow
/// (SQLite's aside, see N0212), and the letters of a name.
pub(crate) fn normalise(schema: Schema) -> Schema {
    let table = |mut table: Table| {
        for column in &mut table.columns {
            column.name = fold(&column.name);
        }
        table.primary_key = set(&table.primary_key);
        table.uniques = table.uniques.iter().map(set).collect();
        table.uniques.remove(&table.primary_key);
        for column in &mut table.columns {
            column.nullable &= !table.primary_key.contains(&column.name);
        }
        let keys = table.foreign_keys.iter().map(|key| ForeignKey {
            columns: key.columns.iter().map(|one| fold(one)).collect(),
            table: fold(&key.table),
            referenced: key.referenced.iter().map(|one| fold(one)).collect(),
            ..key.clone()
        });
        table.foreign_keys = keys.collect();
        table
    };
    let tables = schema.into_iter();
    tables
        .map(|(name, one)| (fold(&name), table(one)))
        .collect()
}

fn fold(name: &str) -> String {
    name.to_lowercase()
}

fn set(names: &BTreeSet<String>) -> BTreeSet<String> {
    names.iter().map(|name| fold(name)).collect()
}

/// What can be wrong with a catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The server takes the script, and ormgen reports an error.
    Fault,
    Missing,
    Invented,
    Columns,
    Nulls,
    PrimaryKey,
    ForeignKeys,
    Unique,
}

impl Kind {
    pub(crate) const ALL: [Kind; 8] = [
        Kind::Fault,
        Kind::Missing,
        Kind::Invented,
        Kind::Columns,
        Kind::Nulls,
        Kind::PrimaryKey,
        Kind::ForeignKeys,
        Kind::Unique,
    ];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Kind::Fault => "fault",
            Kind::Missing => "missing",
            Kind::Invented => "invented",
            Kind::Columns => "columns",
            Kind::Nulls => "nulls",
            Kind::PrimaryKey => "pk",
            Kind::ForeignKeys => "fk",
            Kind::Unique => "unique",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) kind: Kind,
    pub(crate) table: String,
    pub(crate) detail: String,
}

impl Difference {
    pub(crate) fn new(kind: Kind, table: &str, detail: String) -> Self {
        let table = table.to_string();
        Self {
            kind,
            table,
            detail,
        }
    }
}

/// Where a catalog differs from what the database says.
pub(crate) fn differences(catalog: Schema, database: Schema) -> Vec<Difference> {
    let (catalog, database) = (normalise(catalog), normalise(database));
    let mut found = Vec::new();
    for name in database.keys().filter(|name| !catalog.contains_key(*name)) {
        found.push(Difference::new(Kind::Missing, name, String::new()));
    }
    for (name, ours) in &catalog {
        match database.get(name) {
            Some(theirs) => compare(name, ours, theirs, &mut found),
            None => found.push(Difference::new(Kind::Invented, name, String::new())),
        }
    }
    found
}

fn compare(name: &str, ours: &Table, theirs: &Table, found: &mut Vec<Difference>) {
    let mut differ = |kind, ours: String, theirs: String| {
        let detail = format!("{theirs} read as {ours}");
        found.push(Difference::new(kind, name, detail));
    };
    let names = |table: &Table| -> Vec<String> {
        let columns = table.columns.iter();
        columns.map(|column| column.name.clone()).collect()
    };
    let (our_names, their_names) = (names(ours), names(theirs));
    if our_names != their_names {
        differ(Kind::Columns, our_names.join(", "), their_names.join(", "));
    } else if ours.columns != theirs.columns {
        let nullable = |table: &Table| {
            let columns = table.columns.iter().filter(|column| column.nullable);
            columns
                .map(|column| column.name.clone())
                .collect::<Vec<_>>()
        };
        let all = |table: &Table| format!("nullable ({})", nullable(table).join(", "));
        differ(Kind::Nulls, all(ours), all(theirs));
    }
    if ours.primary_key != theirs.primary_key {
        let key = |table: &Table| format!("{:?}", table.primary_key);
        differ(Kind::PrimaryKey, key(ours), key(theirs));
    }
    if ours.foreign_keys != theirs.foreign_keys {
        let keys = |one: &Table, other: &Table| {
            let own = one.foreign_keys.difference(&other.foreign_keys);
            let own: Vec<String> = own.map(ToString::to_string).collect();
            format!("[{}]", own.join("; "))
        };
        differ(Kind::ForeignKeys, keys(ours, theirs), keys(theirs, ours));
    }
    if ours.uniques != theirs.uniques {
        let uniques = |one: &Table, other: &Table| {
            let own: Vec<_> = one.uniques.difference(&other.uniques).collect();
            format!("{own:?}")
        };
        differ(Kind::Unique, uniques(ours, theirs), uniques(theirs, ours));
    }
}
