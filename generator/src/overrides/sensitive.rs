//! Which columns have values that are never printed, since those that they refer to or show have?

use std::collections::BTreeSet;

use crate::catalog::{Catalog, ColumnId, TableId};

/// Adds the columns of foreign keys that refer to columns in the set, those of views that show them, and those that do so to
/// these in turn.
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
        for (column, facts) in table.columns.iter().enumerate() {
            let own = (TableId(place), ColumnId(column));
            pairs.extend(facts.shows.iter().map(|shown| (*shown, own)));
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

    /// The lines of sensitive columns, each with its file.
    fn hidden(schema: &str, options: &str) -> Vec<String> {
        let options = SourceFile::new("ormgen.toml", options);
        let sources = [SourceFile::new("schema.sql", schema)];
        let outcome = generate(&sources, &Config::read(options));
        let hidden = outcome.files.iter().flat_map(|file| {
            let lines = file.text.lines();
            let hidden = lines.filter(|line| line.ends_with(".sensitive()),"));
            hidden.map(|line| format!("{} {}", file.name, line.trim()))
        });
        hidden.collect()
    }

    #[test]
    fn columns_of_views_that_show_a_sensitive_one_are_sensitive() {
        let schema = "
            CREATE TABLE logs (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE users (id INTEGER PRIMARY KEY, gone TEXT, hash TEXT);
            CREATE VIEW shown AS SELECT id, hash AS secret FROM users UNION SELECT id, name FROM logs;
            CREATE VIEW plain AS SELECT s.secret, u.id FROM shown s, users u;
            ALTER TABLE users DROP COLUMN gone;
            ALTER TABLE users RENAME TO people;
        ";
        let secret = "(\"secret\", \"TEXT\", schema::TEXT, schema::NULL.sensitive()),";
        let options =
            "views = true\nexclude = ['logs']\ntables.people.columns.hash.sensitive = true";
        assert_eq!(
            hidden(schema, options),
            [
                "person.rs (\"hash\", \"TEXT\", schema::TEXT, schema::NULL.sensitive()),"
                    .to_owned(),
                format!("plain.rs {secret}"),
                format!("shown.rs {secret}"),
            ]
        );
    }

    #[test]
    fn columns_that_refer_to_a_sensitive_one_are_sensitive() {
        let schema = "
            CREATE TABLE uses (id INTEGER PRIMARY KEY, code TEXT REFERENCES copies (code), place TEXT);
            CREATE TABLE copies (code TEXT PRIMARY KEY REFERENCES codes (code));
            CREATE TABLE codes (code TEXT PRIMARY KEY, name TEXT);
        ";
        assert_eq!(
            hidden(schema, "tables.codes.columns.code.sensitive = true"),
            [
                "code.rs (\"code\", \"TEXT\", schema::TEXT, schema::NOT_NULL.sensitive()),",
                "copy.rs (\"code\", \"TEXT\", schema::TEXT, schema::NOT_NULL.sensitive()),",
                "use.rs (\"code\", \"TEXT\", schema::TEXT, schema::NULL.sensitive()),",
            ]
        );
    }
}
