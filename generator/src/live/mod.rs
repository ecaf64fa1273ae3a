//! What can be read from a database that is named by its URL?
//!
//! The URLs and the driver are those of `ormgen-runtime`. Without the feature `live` there is neither, and every URL is an
//! error that says so.

#[cfg(feature = "live")]
mod sqlite;

use std::path::{Path, PathBuf};

use crate::dialect::Dialect;

/// The schema of a database, as a script.
#[derive(Debug)]
pub(crate) struct Database {
    /// What diagnostics call it: without user, password, host and options.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) dialect: Dialect,
    /// The file that it is in.
    pub(crate) file: PathBuf,
    /// How many tables were passed over because they belong to virtual ones.
    pub(crate) shadows: usize,
}

/// The URL that an input is. A path has no `://`, and none begins with `sqlite:`.
pub(crate) fn url(input: &Path) -> Option<&str> {
    let text = input.to_str()?;
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    let is_name = |scheme: &str| {
        let mut bytes = scheme.bytes();
        !scheme.is_empty()
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+_-".contains(&byte))
    };
    let is_url = scheme.is_some_and(is_name) || text.starts_with("sqlite:");
    is_url.then_some(text)
}

/// Reads the schema of a database. The URL is not told in what goes wrong, since it may hold a password.
pub(crate) fn read(url: &str) -> Result<Database, String> {
    let scheme = url.split([':', '+']).next().unwrap_or(url);
    match scheme {
        "sqlite" => sqlite_schema(url),
        "postgres" | "postgresql" => Err(not_yet("PostgreSQL", "pg_dump --schema-only")),
        "mysql" | "mariadb" => Err(not_yet("MySQL", "mysqldump --no-data")),
        scheme => Err(format!(
            "`{scheme}` is no database that can be read: write `sqlite:///app.db`, or give a script of its schema"
        )),
    }
}

fn not_yet(title: &str, dump: &str) -> String {
    format!(
        "a {title} database cannot be read by its URL yet: give its dump, as in `{dump} … | ormgen - -o src/models`"
    )
}

#[cfg(feature = "live")]
use sqlite::read as sqlite_schema;

#[cfg(not(feature = "live"))]
fn sqlite_schema(_: &str) -> Result<Database, String> {
    Err("a database is read with the feature `live` of `ormgen`, which is off: switch it on, or give a script of the schema, as `sqlite3 app.db .schema` prints it".to_owned())
}

/// The file of the database that a URL names.
#[cfg(feature = "live")]
pub(crate) fn file(url: &str) -> Option<PathBuf> {
    let url: ormgen_runtime::Url = url.parse().ok()?;
    let file = url.database().filter(|_| url.dialect() == "sqlite");
    file.map(PathBuf::from)
}

#[cfg(not(feature = "live"))]
pub(crate) fn file(_: &str) -> Option<PathBuf> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_told_from_a_path() {
        let rows = [
            ("sqlite:///app.db", true),
            ("sqlite:app.db", true),
            ("postgresql+psycopg2://u:p@h/d", true),
            ("schema.sql", false),
            (r"C:\schemas\a.sql", false),
            ("./odd://name.sql", false),
            ("-", false),
        ];
        for (input, expected) in rows {
            assert_eq!(url(Path::new(input)).is_some(), expected, "{input}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_without_its_password() {
        for (url, dump) in [
            ("postgresql://scott:tiger@h/d", "pg_dump"),
            ("postgres://scott:tiger@h/d", "pg_dump"),
            ("mysql+pymysql://scott:tiger@h/d", "mysqldump"),
            ("oracle://scott:tiger@h/d", "script"),
        ] {
            let fault = read(url).unwrap_err();
            assert!(fault.contains(dump) && !fault.contains("tiger"), "{fault}");
        }
    }
}
