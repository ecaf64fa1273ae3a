//! What does an SQLite file say of its own schema? It keeps the statements that made it.

use std::path::{Path, PathBuf};

use ormgen_runtime::{Engine, Url, text};

use super::Database;
use crate::dialect::Dialect;

/// The statements in the order in which they were made. What SQLite keeps for itself has a name of its own, and what a
/// virtual table keeps its rows in is no table to a program.
const STATEMENTS: &str = "
    SELECT sql, tbl_name IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') AS shadow
    FROM sqlite_schema
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^'
    ORDER BY rowid";

/// Reads the schema of the file. It is opened for reading alone, and a file that is not there is not made.
pub(super) fn read(url: &str) -> Result<Database, String> {
    let parsed: Url = url.parse().map_err(said)?;
    let file = parsed.database().map(PathBuf::from);
    let file =
        file.ok_or("a database in memory has no tables to read: write `sqlite:///app.db`")?;
    let name = format!("sqlite:///{}", file.display());
    if !file.is_file() {
        return Err(missing(&name, &file));
    }
    let statements = statements(url).map_err(|error| format!("`{name}`: {error}"))?;
    let shadows = statements.iter().filter(|(_, shadow)| *shadow).count();
    let own = statements.iter().filter(|(_, shadow)| !shadow);
    // A statement may end in a comment, which a semicolon behind it would be part of.
    let text = own.map(|(sql, _)| format!("{sql}\n;\n")).collect();
    Ok(Database {
        name,
        text,
        dialect: Dialect::Sqlite,
        file,
        shadows,
    })
}

fn statements(url: &str) -> ormgen_runtime::Result<Vec<(String, bool)>> {
    let engine = Engine::builder(url).option("mode", "ro").open()?;
    let rows = engine.connect()?.execute(text(STATEMENTS))?.all()?;
    rows.iter()
        .map(|row| Ok((row.get("sql")?, row.get("shadow")?)))
        .collect()
}

fn missing(name: &str, file: &Path) -> String {
    let file = file.display();
    match Path::new("/").join(file.to_string()) {
        absolute if absolute.is_file() => format!(
            "`{name}`: there is no file `{file}` here; the absolute path has four slashes, `sqlite:///{}`",
            absolute.display()
        ),
        _ => format!("`{name}`: there is no file `{file}`"),
    }
}

fn said(error: ormgen_runtime::Error) -> String {
    error.to_string()
}
