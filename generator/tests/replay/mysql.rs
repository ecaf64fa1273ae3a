//! What does MySQL or MariaDB say of the tables that scripts leave?

use std::{collections::BTreeSet, process::Command};

use super::{answer, client, facts::Schema};

/// `schemas` are the databases that the scripts are said to create tables in, beside the one that they end up in.
pub(crate) fn answer(
    url: &str,
    name: &str,
    scripts: &[String],
    schemas: &BTreeSet<String>,
) -> Result<Schema, String> {
    let name = client::database(name);
    let before = client::run(&mut client(url), "SHOW DATABASES;")?;
    let others: Vec<String> = schemas.iter().map(|one| format!(", '{one}'")).collect();
    let facts = FACTS
        .replace("$others", &others.concat())
        .replace("$own", &format!("'{name}', @own"));
    let scripts = scripts.join("\n;\n");
    let asked = format!("CREATE DATABASE {name}; USE {name};\n{scripts}\n;\n{facts}");
    let printed = client::run(&mut client(url), &asked);
    let ended = printed.as_deref().map_or(("", ""), behind_marker);
    let is_new = |schema: &&str| !before.lines().any(|one| one.eq_ignore_ascii_case(schema));
    let used = schemas.iter().map(String::as_str).chain([&*name, ended.0]);
    for new in used.filter(|one| !one.is_empty()).filter(is_new) {
        let dropped = format!("DROP DATABASE IF EXISTS `{new}`;");
        client::run(&mut client(url), &dropped)?;
    }
    printed
        .as_deref()
        .map(|printed| answer::schema(client::cells(behind_marker(printed).1)))
        .map_err(Clone::clone)
}

/// The database that the scripts end up in, and the rows; what comes before is printed by the scripts.
fn behind_marker(printed: &str) -> (&str, &str) {
    let (_, rest) = printed.rsplit_once(MARKER).unwrap_or_default();
    rest.split_once('\n').unwrap_or_default()
}

/// The client for `mysql://user:password@host:port`.
fn client(url: &str) -> Command {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('/').next().unwrap_or(rest);
    let (user, place) = rest.rsplit_once('@').unwrap_or(("root", rest));
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let (host, port) = place.split_once(':').unwrap_or((place, "3306"));
    let mut client = Command::new("mysql");
    client.args(["-N", "-B", "--default-character-set=utf8mb4"]);
    client.args(["-h", host, "-P", port, "-u", user]);
    client.env("MYSQL_PWD", password);
    client
}

const MARKER: &str = "ormgen asks of ";

/// InnoDB does the same for RESTRICT and for NO ACTION. A foreign key may have the name of a key beside it.
const FACTS: &str = "
SET @own = database();
SELECT concat('ormgen asks of ', database());
SELECT 'T', if(table_schema IN ($own), table_name, concat(table_schema, '.', table_name)) FROM information_schema.tables
WHERE table_schema IN ($own$others) AND table_type = 'BASE TABLE';
SELECT 'C', if(table_schema IN ($own), table_name, concat(table_schema, '.', table_name)), column_name, is_nullable = 'YES'
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema IN ($own$others) AND table_type = 'BASE TABLE' ORDER BY table_schema, table_name, ordinal_position;
SELECT 'P', if(table_schema IN ($own), table_name, concat(table_schema, '.', table_name)), column_name
FROM information_schema.statistics WHERE table_schema IN ($own$others) AND index_name = 'PRIMARY';
SELECT 'U', if(table_schema IN ($own), table_name, concat(table_schema, '.', table_name)), index_name, column_name
FROM information_schema.statistics
WHERE table_schema IN ($own$others) AND index_name <> 'PRIMARY' AND non_unique = 0;
SELECT 'F', if(k.table_schema IN ($own), k.table_name, concat(k.table_schema, '.', k.table_name)), k.constraint_name,
    column_name, k.referenced_table_name, referenced_column_name, replace(delete_rule, 'RESTRICT', 'NO ACTION'),
    replace(update_rule, 'RESTRICT', 'NO ACTION')
FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
    ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
WHERE k.constraint_schema IN ($own$others) AND referenced_column_name IS NOT NULL
ORDER BY k.table_schema, k.table_name, k.constraint_name, k.ordinal_position;
";
