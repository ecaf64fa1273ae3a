//! What does `ormgen catalog` understand of scripts?

use std::{collections::BTreeSet, path::Path, process::Command};

use serde_json::Value;

use super::facts::{Column, Difference, ForeignKey, Kind, Schema, Table};

/// What was understood, and what was said beside it.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(crate) schema: Schema,
    /// The schemas that tables are said to be in.
    pub(crate) schemas: BTreeSet<String>,
    /// The first lines of the errors.
    pub(crate) faults: Vec<Difference>,
    /// The tables whose foreign keys their storage engine is said not to keep (N0219).
    pub(crate) without_keys: BTreeSet<String>,
}

/// Has scripts read. Where they belong to one database, a table's name has no schema before it, but for others than it.
pub(crate) fn read(
    folder: &Path,
    dialect: &str,
    scripts: &[impl AsRef<Path>],
) -> Result<Listing, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_ormgen"))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .args(["catalog", "--dialect", dialect, "--format", "json"])
        // Notes are said with -v alone.
        .args(["-v", "--message-format", "short"])
        .args(scripts.iter().map(AsRef::as_ref))
        .output()
        .map_err(|fault| format!("ormgen does not run: {fault}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let listing: Value = serde_json::from_slice(&output.stdout).map_err(|fault| {
        format!(
            "no catalog ({fault}): {}",
            said.lines().next().unwrap_or("")
        )
    })?;
    let mut found = Listing {
        schema: Schema::new(),
        schemas: BTreeSet::new(),
        faults: Vec::new(),
        without_keys: BTreeSet::new(),
    };
    for table in array(&listing["tables"]) {
        let name = text(&table["name"]);
        let schema = table["schema"].as_str();
        found.schemas.extend(schema.map(str::to_string));
        let schema = schema.or((dialect == "postgres").then_some("public"));
        let name = match schema.filter(|_| dialect != "sqlite") {
            Some(schema) => format!("{schema}.{name}"),
            None => name.to_string(),
        };
        found.schema.insert(name, facts(table, dialect));
    }
    for line in said.lines() {
        if line.contains(" error[") || line.starts_with("error[") {
            let detail = line.to_string();
            found.faults.push(Difference::new(Kind::Fault, "", detail));
        }
        let engine = line.split_once("[N0219]").map(|(_, said)| said);
        let table = engine.and_then(|said| said.split('`').nth(1));
        found.without_keys.extend(table.map(str::to_lowercase));
    }
    Ok(found)
}

fn facts(table: &Value, dialect: &str) -> Table {
    // InnoDB does nothing on both, and MariaDB tells the one it was given or the other.
    let action = |action: &Value| match text(action) {
        "RESTRICT" if dialect == "mysql" => "NO ACTION".to_string(),
        action => action.to_string(),
    };
    let columns = array(&table["columns"]).iter().map(|column| Column {
        name: text(&column["name"]).to_string(),
        nullable: column["nullable"] == true,
    });
    let keys = array(&table["foreign_keys"]).iter().map(|key| ForeignKey {
        columns: names(&key["columns"]),
        table: text(&key["references"]["table"]).to_string(),
        referenced: names(&key["references"]["columns"]),
        on_delete: action(&key["on_delete"]),
        on_update: action(&key["on_update"]),
    });
    let set = |value: &Value| names(value).into_iter().collect();
    Table {
        columns: columns.collect(),
        primary_key: set(&table["primary_key"]),
        uniques: array(&table["unique"]).iter().map(set).collect(),
        foreign_keys: keys.collect(),
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn names(value: &Value) -> Vec<String> {
    array(value)
        .iter()
        .map(|name| text(name).to_string())
        .collect()
}
