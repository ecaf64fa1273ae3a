//! Which scripts of a corpus belong together, and which dialect are they in?

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;

/// Scripts that are read together.
pub(crate) struct Unit {
    pub(crate) dialect: String,
    pub(crate) files: Vec<String>,
}

/// The units that the truth knows, and each other script for itself.
pub(crate) fn units(root: &Path) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut known = BTreeSet::new();
    for dialect in ["sqlite", "postgres", "mysql"] {
        let text = std::fs::read_to_string(root.join(format!("truth/{dialect}.json")));
        let truth: Value = serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default();
        for unit in truth.as_object().into_iter().flatten() {
            let files = unit.1["files"].as_array().into_iter().flatten();
            let files: Vec<String> = files
                .filter_map(|file| Some(file.as_str()?.to_string()))
                .collect();
            known.extend(files.iter().cloned());
            units.push(Unit {
                dialect: dialect.to_string(),
                files,
            });
        }
    }
    let sources = std::fs::read_to_string(root.join("SOURCES.tsv")).unwrap_or_default();
    for row in sources.lines().skip(1) {
        let mut cells = row.split('\t');
        let (Some(path), Some(dialect)) = (cells.next(), cells.next()) else {
            continue;
        };
        // The folders of `generic` that hold a dialect of their own say which.
        let own = ["duckdb", "redshift", "snowflake"]
            .into_iter()
            .find(|own| path.contains(&format!("-{own}/")));
        if !known.contains(path) {
            units.push(Unit {
                dialect: own.unwrap_or(dialect).to_string(),
                files: vec![path.to_string()],
            });
        }
    }
    units.retain(|unit| !unit.files.is_empty());
    units
}
