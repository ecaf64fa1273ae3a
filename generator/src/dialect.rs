//! Which database's SQL is it?

use std::{fmt, str::FromStr};

/// The database whose SQL a script is written in.
///
/// ```
/// assert_eq!("postgresql".parse::<ormgen::Dialect>()?, ormgen::Dialect::Postgres);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
    /// SQL Server.
    Mssql,
    /// Oracle.
    Oracle,
    /// DuckDB.
    Duckdb,
    /// Amazon Redshift.
    Redshift,
    /// Snowflake.
    Snowflake,
    /// Any other: Db2, Derby, H2, Spark, BigQuery and what is written for several databases at once.
    Generic,
}

/// What a dialect is called: in code, in messages, and by those who call it otherwise.
struct Names {
    name: &'static str,
    title: &'static str,
    others: &'static str,
}

impl Dialect {
    /// Every dialect, in the order that `--help` lists them.
    pub const ALL: [Dialect; 9] = [
        Dialect::Sqlite,
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::Mssql,
        Dialect::Oracle,
        Dialect::Duckdb,
        Dialect::Redshift,
        Dialect::Snowflake,
        Dialect::Generic,
    ];

    /// The name that the command line takes: `sqlite`, `postgres`, `mysql`, …
    pub fn name(self) -> &'static str {
        self.names().name
    }

    /// The database's own name, for messages.
    pub(crate) fn title(self) -> &'static str {
        self.names().title
    }

    fn names(self) -> Names {
        let (name, title, others) = match self {
            Dialect::Sqlite => ("sqlite", "SQLite", "sqlite3"),
            Dialect::Postgres => ("postgres", "PostgreSQL", "postgresql pg cockroachdb"),
            Dialect::Mysql => ("mysql", "MySQL", "mariadb"),
            Dialect::Mssql => ("mssql", "SQL Server", "sqlserver sql-server tsql t-sql"),
            Dialect::Oracle => ("oracle", "Oracle", "plsql pl/sql"),
            Dialect::Duckdb => ("duckdb", "DuckDB", ""),
            Dialect::Redshift => ("redshift", "Redshift", ""),
            Dialect::Snowflake => ("snowflake", "Snowflake", ""),
            Dialect::Generic => (
                "generic",
                "generic SQL",
                "ansi db2 derby h2 hsqldb sqlanywhere spark databricks hive bigquery",
            ),
        };
        Names {
            name,
            title,
            others,
        }
    }

    /// The schema that a name without one is in.
    pub(crate) fn default_schema(self) -> Option<&'static str> {
        match self {
            Dialect::Postgres | Dialect::Redshift => Some("public"),
            Dialect::Sqlite | Dialect::Duckdb => Some("main"),
            Dialect::Mssql => Some("dbo"),
            Dialect::Snowflake => Some("PUBLIC"),
            Dialect::Mysql | Dialect::Oracle | Dialect::Generic => None,
        }
    }

    /// Whether its SQL descends from PostgreSQL's closely enough to be read as that.
    pub(crate) fn is_postgres(self) -> bool {
        matches!(
            self,
            Dialect::Postgres | Dialect::Redshift | Dialect::Duckdb
        )
    }

    /// Whether many databases or versions are behind it, so that what may stand in a clause is not known in full.
    pub(crate) fn is_open(self) -> bool {
        !matches!(self, Dialect::Sqlite | Dialect::Postgres | Dialect::Mysql)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let wanted = name.to_ascii_lowercase();
        let found = Dialect::ALL.into_iter().find(|dialect| {
            let names = dialect.names();
            names.name == wanted || names.others.split_whitespace().any(|other| other == wanted)
        });
        found.ok_or_else(|| {
            let known = Dialect::ALL.map(|dialect| format!("`{dialect}`"));
            format!(
                "unknown dialect `{name}`, expected one of {}",
                known.join(", ")
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_has_its_names() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.name().parse(), Ok(dialect));
        }
        let cases = [
            ("MariaDB", Dialect::Mysql),
            ("sqlserver", Dialect::Mssql),
            ("TSQL", Dialect::Mssql),
            ("bigquery", Dialect::Generic),
        ];
        for (name, dialect) in cases {
            assert_eq!(name.parse(), Ok(dialect), "{name}");
        }
        assert!("".parse::<Dialect>().is_err());
    }
}
