//! Which tables, keys, uniques and foreign keys does a database have, as SQLite itself tells them?

use ormgen_runtime::{Connection, Engine, Metadata, OwnedRow, rusqlite, text};

/// A line for each table that the models create in a new database.
pub(crate) fn created(metadata: &Metadata) -> Vec<String> {
    let engine = Engine::open("sqlite::memory:").unwrap();
    metadata.create_all(&engine).unwrap();
    tables(&engine)
}

/// A line for each table that a script creates in a new database.
pub(crate) fn of_script(script: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(script).unwrap();
    tables(&Engine::open(&format!("sqlite:///{}", path.display())).unwrap())
}

fn tables(engine: &Engine) -> Vec<String> {
    let mut connection = engine.connect().unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
    let names = rows(&mut connection, sql, "");
    let names: Vec<String> = names.iter().map(|row| row.get("name").unwrap()).collect();
    let lines = names.iter().map(|name| {
        let mut parts = columns(&mut connection, name);
        parts.extend(uniques(&mut connection, name));
        parts.extend(foreign_keys(&mut connection, name));
        format!("{name}: {}", parts.join("; "))
    });
    lines.collect()
}

/// The columns, those that are never NULL with a mark, and the primary key.
fn columns(connection: &mut Connection, table: &str) -> Vec<String> {
    let columns = rows(
        connection,
        "SELECT name, \"notnull\", pk, hidden FROM pragma_table_xinfo(:table)",
        table,
    );
    let mut key = Vec::new();
    let columns = columns.iter().map(|row| {
        let name: String = row.get("name").unwrap();
        let place: i64 = row.get("pk").unwrap();
        if place > 0 {
            key.push((place, name.clone()));
        }
        let is_required = row.get::<i64>("notnull").unwrap() == 1;
        let is_computed = row.get::<i64>("hidden").unwrap() > 0;
        let marks = [(is_required, "!"), (is_computed, " computed")];
        let marks: String = marks
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, mark)| *mark)
            .collect();
        name + &marks
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    key.sort();
    let key: Vec<_> = key.into_iter().map(|(_, name)| name).collect();
    let mut parts = vec![columns];
    if !key.is_empty() {
        parts.push(format!("primary key ({})", key.join(", ")));
    }
    parts
}

/// The UNIQUEs that hold for every row; of an index on an expression SQLite tells no column.
fn uniques(connection: &mut Connection, table: &str) -> Vec<String> {
    let sql = "SELECT list.name, group_concat(info.name, ', ') AS columns
        FROM pragma_index_list(:table) AS list, pragma_index_info(list.name) AS info
        WHERE list.\"unique\" AND NOT list.partial AND list.origin != 'pk' 
        GROUP BY list.seq, list.name HAVING count(info.name) = count(*) ORDER BY list.seq DESC";
    let found = rows(connection, sql, table);
    let line = |row: &OwnedRow| format!("unique ({})", row.get::<String>("columns").unwrap());
    found.iter().map(line).collect()
}

fn foreign_keys(connection: &mut Connection, table: &str) -> Vec<String> {
    let sql = "SELECT \"table\", group_concat(\"from\", ', ') AS here, group_concat(\"to\", ', ') AS there, on_delete, on_update
        FROM pragma_foreign_key_list(:table) GROUP BY id ORDER BY id DESC";
    let found = rows(connection, sql, table);
    let line = |row: &OwnedRow| {
        let part = |name: &str| row.get::<String>(name).unwrap();
        let mut line = format!(
            "({}) -> {} ({})",
            part("here"),
            part("table"),
            part("there")
        );
        for (event, action) in [("delete", part("on_delete")), ("update", part("on_update"))] {
            if action != "NO ACTION" {
                line += &format!(" on {event} {}", action.to_lowercase());
            }
        }
        line
    };
    let mut lines: Vec<_> = found.iter().map(line).collect();
    // SQLite keeps a foreign key twice that is stated twice.
    lines.dedup();
    lines
}

fn rows(connection: &mut Connection, sql: &str, table: &str) -> Vec<OwnedRow> {
    let statement = text(sql);
    let statement = match sql.contains(":table") {
        true => statement.bind("table", table),
        false => statement,
    };
    connection.execute(statement).unwrap().all().unwrap()
}
