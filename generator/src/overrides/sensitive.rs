//! Which columns have values that are never printed, since those that they refer to have?

use std::collections::BTreeSet;

use crate::catalog::{Catalog, ColumnId, TableId};

/// Adds the columns of foreign keys that refer to columns in the set, and those that refer to these in turn.
pub(super) fn follow(catalog: &Catalog, sensitive: &mut BTreeSet<(TableId, ColumnId)>) {
    if sensitive.is_empty() {
        return;
    }
    let tables = catalog.tables.iter().enumerate();
    let mut pairs = BTreeSet::new();
    for (place, table) in tables {
        for key in &table.foreign_keys {
            let ends = key.referenced.iter().zip(&key.columns);
            pairs.extend(ends.map(|(to, from)| ((key.target, *to), (TableId(place), *from))));
        }
    }
    let mut open: Vec<_> = sensitive.iter().copied().collect();
    while let Some(found) = open.pop() {
        let first = (found, (TableId(0), ColumnId(0)));
        let referring = pairs.range(first..).take_while(|(to, _)| *to == found);
        for (_, from) in referring {
            if sensitive.insert(*from) {
                open.push(*from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Config, SourceFile, generate};

    #[test]
    fn columns_that_refer_to_a_sensitive_one_are_sensitive() {
        let schema = "
            CREATE TABLE uses (id INTEGER PRIMARY KEY, code TEXT REFERENCES copies (code), place TEXT);
            CREATE TABLE copies (code TEXT PRIMARY KEY REFERENCES codes (code));
            CREATE TABLE codes (code TEXT PRIMARY KEY, name TEXT);
        ";
        let options = SourceFile::new("ormgen.toml", "tables.codes.columns.code.sensitive = true");
        let sources = [SourceFile::new("schema.sql", schema)];
        let outcome = generate(&sources, &Config::read(options));
        let hidden = outcome.files.iter().flat_map(|file| {
            let lines = file.text.lines();
            let hidden = lines.filter(|line| line.ends_with(".sensitive()),"));
            hidden.map(|line| format!("{} {}", file.name, line.trim()))
        });
        assert_eq!(
            hidden.collect::<Vec<_>>(),
            [
                "code.rs (\"code\", \"TEXT\", schema::TEXT, schema::NOT_NULL.sensitive()),",
                "copy.rs (\"code\", \"TEXT\", schema::TEXT, schema::NOT_NULL.sensitive()),",
                "use.rs (\"code\", \"TEXT\", schema::TEXT, schema::NULL.sensitive()),",
            ]
        );
    }
}
