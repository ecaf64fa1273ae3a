//! What does SQLite say of the tables that scripts leave?

use rusqlite::{Connection, types::ValueRef};

use super::{answer, facts::Schema};

/// Every table but SQLite's own and those that it keeps behind a virtual table.
const TABLES: &str = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// What there is to know of the table `?1`.
const FACTS: [&str; 5] = [
    "SELECT 'T', ?1",
    "SELECT 'C', ?1, name, NOT \"notnull\" FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid",
    "SELECT 'P', ?1, name FROM pragma_table_info(?1) WHERE pk",
    "SELECT 'U', ?1, i.name, c.name FROM pragma_index_list(?1) i, pragma_index_info(i.name) c
     WHERE i.\"unique\" AND NOT i.partial AND i.origin <> 'pk'
     AND NOT EXISTS (SELECT 1 FROM pragma_index_info(i.name) WHERE name IS NULL)",
    "SELECT 'F', ?1, id, \"from\", \"table\", \"to\", on_delete, on_update FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
];

pub(crate) fn answer(scripts: &[String]) -> Result<Schema, String> {
    let db = Connection::open_in_memory().map_err(|fault| fault.to_string())?;
    for script in scripts {
        let first_line =
            |fault: rusqlite::Error| fault.to_string().lines().next().map(str::to_string);
        db.execute_batch(script)
            .map_err(|fault| first_line(fault).unwrap_or_default())?;
    }
    ask(&db).map_err(|fault| format!("SQLite does not answer: {fault}"))
}

fn ask(db: &Connection) -> rusqlite::Result<Schema> {
    let mut facts = Vec::new();
    for table in rows(db, TABLES, None)? {
        for sql in FACTS {
            facts.extend(rows(db, sql, Some(&table[0]))?);
        }
    }
    let cells = facts
        .iter()
        .map(|row| row.iter().map(String::as_str).collect());
    Ok(answer::schema(cells))
}

/// The rows of a query, NULL as an empty text.
fn rows(db: &Connection, sql: &str, table: Option<&str>) -> rusqlite::Result<Vec<Vec<String>>> {
    let mut statement = db.prepare(sql)?;
    let width = statement.column_count();
    let rows = statement.query_map(rusqlite::params_from_iter(table), |row| {
        let cells = (0..width).map(|place| match row.get_ref(place)? {
            ValueRef::Integer(number) => Ok(number.to_string()),
            ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).into_owned()),
            _ => Ok(String::new()),
        });
        cells.collect()
    })?;
    rows.collect()
}
