//! What did the databases say that the truth of a corpus was taken from?
//!
//! `truth/<dialect>.json` holds, by unit, the scripts that were loaded together and the tables that there were then.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use super::{
    answer::key_of,
    facts::{Column, ForeignKey, Schema, Table},
};

pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) scripts: Vec<String>,
    pub(crate) schema: Schema,
}

/// The units that the database took without an error.
pub(crate) fn units(root: &Path, dialect: &str) -> Vec<Unit> {
    let path = root.join(format!("truth/{dialect}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let truth: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap_or_default();
    let clean = truth.into_iter().filter(|(_, unit)| unit["clean"] == true);
    clean
        .map(|(name, unit)| read(name, &unit, dialect))
        .collect()
}

fn read(name: String, unit: &Value, dialect: &str) -> Unit {
    let tables = unit["tables"].as_object().into_iter().flatten();
    let mut schema: Schema = tables
        .map(|(name, told)| (name.clone(), table(told, dialect)))
        .collect();
    // SQLite leaves out what refers to the primary key.
    let keys: BTreeMap<String, Vec<String>> = schema
        .keys()
        .map(|name| (name.to_lowercase(), key_of(&schema, name)))
        .collect();
    for table in schema.values_mut() {
        let stated = std::mem::take(&mut table.foreign_keys).into_iter();
        let stated = stated.map(|mut key| {
            if key.referenced.is_empty() {
                let known = keys.get(&key.table.to_lowercase());
                key.referenced = known.cloned().unwrap_or_default();
            }
            key
        });
        table.foreign_keys = stated.collect();
    }
    Unit {
        name,
        scripts: names(&unit["files"]),
        schema,
    }
}

fn table(told: &Value, dialect: &str) -> Table {
    let columns = list(&told["cols"]).iter().map(|column| Column {
        name: text(&column[0]),
        nullable: column[2] == false || column[2] == 0,
    });
    let whole = |unique: &&Value| {
        let partial = unique["partial"] == true || unique["partial"] == 1;
        let expression = list(&unique["cols"])
            .iter()
            .any(|name| text(name).is_empty());
        !partial && unique["expr"] != true && !expression
    };
    let uniques = list(&told["unique"]).iter().filter(whole);
    Table {
        columns: columns.collect(),
        primary_key: names(&told["pk"]).into_iter().collect(),
        uniques: uniques
            .map(|unique| names(&unique["cols"]).into_iter().collect())
            .collect(),
        foreign_keys: list(&told["fks"])
            .iter()
            .map(|key| foreign_key(key, dialect))
            .collect(),
    }
}

/// MariaDB's rows for a foreign key were joined by its name with those of a key of that name, which refer to nothing.
fn foreign_key(told: &Value, dialect: &str) -> ForeignKey {
    let pairs = names(&told["cols"]).into_iter().zip(names(&told["rcols"]));
    let (referring, bare): (Vec<_>, Vec<_>) = pairs.partition(|(_, to)| !to.is_empty());
    let columns = match referring.is_empty() {
        true => bare.into_iter().map(|(column, _)| column).collect(),
        false => referring.iter().map(|(column, _)| column.clone()).collect(),
    };
    let table = text(&told["table"]);
    ForeignKey {
        columns,
        table: table.rsplit('.').next().unwrap_or_default().to_string(),
        referenced: referring.into_iter().map(|(_, to)| to).collect(),
        on_delete: action(&told["on_delete"], dialect),
        on_update: action(&told["on_update"], dialect),
    }
}

/// PostgreSQL has letters, and MariaDB says RESTRICT where it means NO ACTION.
fn action(told: &Value, dialect: &str) -> String {
    match text(told).as_str() {
        "RESTRICT" if dialect == "mysql" => "NO ACTION".to_string(),
        "a" | "" => "NO ACTION".to_string(),
        "r" => "RESTRICT".to_string(),
        "c" => "CASCADE".to_string(),
        "n" => "SET NULL".to_string(),
        "d" => "SET DEFAULT".to_string(),
        spelled => spelled.to_string(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

fn names(value: &Value) -> Vec<String> {
    list(value).iter().map(text).collect()
}
