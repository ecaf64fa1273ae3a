//! Is the catalog, after the last statement, what the database itself says that it is?
//!
//! A case is a script in `tests/replay/<dialect>/`. It is loaded into the database, whose own catalog is then spelled as
//! that of `ormgen catalog` is. SQLite always runs. PostgreSQL and MySQL or MariaDB are asked through `psql` and `mysql`,
//! where `ORMGEN_TEST_POSTGRES` and `ORMGEN_TEST_MYSQL` say at which URL; each case has a database of its own there.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rusqlite::Connection;
use serde_json::Value;

fn cases(dialect: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replay");
    let entries = fs::read_dir(folder.join(dialect)).expect("the folder of the cases");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no case for {dialect}");
    paths
}

/// Holds every case of a dialect against what the database answers.
fn check(dialect: &str, answer: impl Fn(&Path, &str) -> BTreeSet<String>) {
    for path in cases(dialect) {
        let script = fs::read_to_string(&path).expect("the script");
        let (read, said) = read(dialect, &path);
        assert_eq!(said, "", "{} is without a fault", path.display());
        assert_eq!(read, answer(&path, &script), "{}", path.display());
    }
}

/// What `ormgen catalog` understands, a line for each fact, and the errors that it reports.
fn read(dialect: &str, path: &Path) -> (BTreeSet<String>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ormgen"))
        .args(["catalog", "--dialect", dialect, "--format", "json"])
        .arg(path)
        .output()
        .expect("ormgen runs");
    let listing: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    let errors = said.lines().filter(|line| line.starts_with("error"));
    let mut facts = BTreeSet::new();
    for table in listing["tables"].as_array().expect("tables") {
        facts.extend(facts_of(table, dialect));
    }
    (facts, errors.collect::<Vec<_>>().join("\n"))
}

fn facts_of(table: &Value, dialect: &str) -> Vec<String> {
    let default = if dialect == "postgres" { "public." } else { "" };
    let schema = match table["schema"].as_str() {
        Some(schema) if dialect == "postgres" => format!("{schema}."),
        _ => default.to_string(),
    };
    let name = format!("{schema}{}", text(&table["name"]));
    let column = |column: &Value| {
        let null = if column["nullable"] == true { "" } else { " !" };
        format!("{}{null}", text(&column["name"]))
    };
    let columns: Vec<String> = array(&table["columns"]).iter().map(column).collect();
    let mut facts = vec![format!("{name}({})", columns.join(", "))];
    let key = names(&table["primary_key"]);
    if !key.is_empty() {
        facts.push(format!("{name} primary key {}", sorted(&key)));
    }
    for unique in array(&table["unique"]) {
        facts.push(format!("{name} unique {}", sorted(&names(unique))));
    }
    for one in array(&table["foreign_keys"]) {
        let to = &one["references"];
        let action = |action: &Value| match text(action) {
            "RESTRICT" if dialect == "mysql" => "NO ACTION".to_string(),
            action => action.to_string(),
        };
        facts.push(format!(
            "{name} {} -> {} {} delete {} update {}",
            names(&one["columns"]).join(" "),
            text(&to["table"]),
            names(&to["columns"]).join(" "),
            action(&one["on_delete"]),
            action(&one["on_update"])
        ));
    }
    facts
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn names(value: &Value) -> Vec<&str> {
    array(value).iter().map(text).collect()
}

fn sorted(names: &[&str]) -> String {
    let mut names = names.to_vec();
    names.sort_unstable();
    names.join(" ")
}

#[test]
fn sqlite() {
    check("sqlite", |_, script| {
        let db = Connection::open_in_memory().expect("a database");
        db.execute_batch(script).expect("SQLite takes the script");
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        let tables = rows(&db, tables, &[]);
        tables
            .iter()
            .flat_map(|table| sqlite_facts(&db, &table[0]))
            .collect()
    });
}

fn sqlite_facts(db: &Connection, table: &str) -> Vec<String> {
    // No model takes NULL in a primary key, see N0212.
    let columns = "SELECT name || iif(\"notnull\" OR pk, ' !', '') FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid";
    let columns: Vec<String> = rows(db, columns, &[table]).concat();
    let mut facts = vec![format!("{table}({})", columns.join(", "))];
    let key = primary_key(db, table);
    if !key.is_empty() {
        let key: Vec<&str> = key.iter().map(String::as_str).collect();
        facts.push(format!("{table} primary key {}", sorted(&key)));
    }
    let uniques = "SELECT name FROM pragma_index_list(?1) WHERE \"unique\" AND NOT partial AND origin <> 'pk'";
    for unique in rows(db, uniques, &[table]) {
        let columns = rows(
            db,
            "SELECT coalesce(name, '') FROM pragma_index_info(?1)",
            &[&unique[0]],
        )
        .concat();
        if !columns.contains(&String::new()) {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            facts.push(format!("{table} unique {}", sorted(&columns)));
        }
    }
    let keys = "SELECT id, \"table\", on_delete, on_update, group_concat(\"from\", ' '), group_concat(\"to\", ' ')
        FROM (SELECT * FROM pragma_foreign_key_list(?1) ORDER BY id, seq) GROUP BY id";
    for key in rows(db, keys, &[table]) {
        let to = match key[5].as_str() {
            "" => primary_key(db, &key[1]).join(" "),
            to => to.to_string(),
        };
        facts.push(format!(
            "{table} {} -> {} {to} delete {} update {}",
            key[4], key[1], key[2], key[3]
        ));
    }
    facts
}

fn primary_key(db: &Connection, table: &str) -> Vec<String> {
    let sql = "SELECT name FROM pragma_table_info(?1) WHERE pk ORDER BY pk";
    rows(db, sql, &[table]).concat()
}

/// The rows of a query, NULL as an empty text.
fn rows(db: &Connection, sql: &str, arguments: &[&str]) -> Vec<Vec<String>> {
    let mut statement = db.prepare(sql).expect("a query");
    let width = statement.column_count();
    let rows = statement.query_map(rusqlite::params_from_iter(arguments), |row| {
        let cells = (0..width).map(|place| match row.get_ref(place)? {
            rusqlite::types::ValueRef::Integer(number) => Ok(number.to_string()),
            rusqlite::types::ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).into_owned()),
            _ => Ok(String::new()),
        });
        cells.collect::<rusqlite::Result<Vec<String>>>()
    });
    rows.expect("rows").map(|row| row.expect("a row")).collect()
}

/// A URL from the environment; without it the test says that it tests nothing.
fn url(variable: &str) -> Option<String> {
    let url = std::env::var(variable).ok();
    if url.is_none() {
        eprintln!(
            "NOT TESTED: {variable} is not set, so no server was asked what these scripts lead to"
        );
    }
    url
}

/// Runs a client over a script, and gives what it prints.
fn run(client: &mut Command, script: &str) -> String {
    let mut child = client
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{client:?} does not run: {error}"));
    let mut input = child.stdin.take().expect("its input");
    input.write_all(script.as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{client:?} fails");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn lines(text: &str) -> BTreeSet<String> {
    text.lines().map(str::to_string).collect()
}

/// The name of a database that no other test uses.
fn database(path: &Path) -> String {
    let stem = path.file_stem().expect("a name").to_string_lossy();
    format!("ormgen_replay_{}_{stem}", std::process::id())
}

#[test]
fn postgres() {
    let Some(url) = url("ORMGEN_TEST_POSTGRES") else {
        return;
    };
    check("postgres", |path, script| {
        let name = database(path);
        let psql = || {
            let mut psql = Command::new("psql");
            psql.args([&url, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]);
            psql
        };
        let asked = format!(
            "CREATE DATABASE {name};\n\\connect {name}\n\\o /dev/null\n{script}\n\\o\n{POSTGRES}"
        );
        let answer = std::panic::catch_unwind(|| run(&mut psql(), &asked));
        run(
            &mut psql(),
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE);"),
        );
        lines(&answer.unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
    });
}

#[test]
fn mysql() {
    let Some(url) = url("ORMGEN_TEST_MYSQL") else {
        return;
    };
    let client = || client(&url);
    check("mysql", |path, script| {
        let name = database(path);
        let asked = format!("CREATE DATABASE {name}; USE {name};\n{script}\n{MYSQL}");
        let answer = std::panic::catch_unwind(|| run(&mut client(), &asked));
        run(&mut client(), &format!("DROP DATABASE IF EXISTS {name};"));
        lines(&answer.unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
    });
}

/// MySQL's client for `mysql://user:password@host:port`.
fn client(url: &str) -> Command {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('/').next().unwrap_or(rest);
    let (user, place) = rest.rsplit_once('@').unwrap_or(("root", rest));
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let (host, port) = place.split_once(':').unwrap_or((place, "3306"));
    let mut client = Command::new("mysql");
    client.args(["-N", "-B", "-h", host, "-P", port, "-u", user]);
    client.env("MYSQL_PWD", password);
    client
}

const POSTGRES: &str = "
SELECT t || '(' || coalesce(string_agg(attname || CASE WHEN attnotnull THEN ' !' ELSE '' END, ', ' ORDER BY attnum), '') || ')'
FROM (SELECT c.oid, n.nspname || '.' || relname AS t FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind IN ('r', 'p') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema') c
LEFT JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
GROUP BY c.oid, t;
SELECT DISTINCT n.nspname || '.' || relname || CASE WHEN indisprimary THEN ' primary key ' ELSE ' unique ' END || k
FROM pg_index JOIN pg_class c ON c.oid = indrelid JOIN pg_namespace n ON n.oid = relnamespace
CROSS JOIN LATERAL (SELECT string_agg(attname, ' ' ORDER BY attname COLLATE \"C\") AS k FROM pg_attribute
                    WHERE attrelid = indrelid AND attnum = ANY (indkey[0:indnkeyatts - 1])) x
WHERE indisunique AND indpred IS NULL AND indexprs IS NULL AND nspname NOT LIKE 'pg\\_%';
SELECT n.nspname || '.' || c.relname || ' ' || k || ' -> ' || f.relname || ' ' || l
    || ' delete ' || CASE confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END || ' update ' || CASE confupdtype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END
FROM (SELECT *, (SELECT string_agg(attname, ' ' ORDER BY o) FROM unnest(conkey) WITH ORDINALITY u(n, o)
                 JOIN pg_attribute ON attrelid = conrelid AND attnum = n) AS k,
             (SELECT string_agg(attname, ' ' ORDER BY o) FROM unnest(confkey) WITH ORDINALITY u(n, o)
                 JOIN pg_attribute ON attrelid = confrelid AND attnum = n) AS l
      FROM pg_constraint WHERE contype = 'f') x
JOIN pg_class c ON c.oid = conrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class f ON f.oid = confrelid;
";

const MYSQL: &str = "
SELECT concat(table_name, '(', group_concat(concat(column_name, if(is_nullable = 'NO', ' !', ''))
    ORDER BY ordinal_position SEPARATOR ', '), ')')
FROM information_schema.columns WHERE table_schema = database() GROUP BY table_name;
SELECT DISTINCT concat(table_name, if(index_name = 'PRIMARY', ' primary key ', ' unique '),
    group_concat(column_name ORDER BY column_name SEPARATOR ' '))
FROM information_schema.statistics WHERE table_schema = database() AND non_unique = 0 GROUP BY table_name, index_name;
SELECT concat(k.table_name, ' ', group_concat(column_name ORDER BY ordinal_position SEPARATOR ' '), ' -> ',
    k.referenced_table_name, ' ', group_concat(referenced_column_name ORDER BY ordinal_position SEPARATOR ' '),
    ' delete ', replace(delete_rule, 'RESTRICT', 'NO ACTION'), ' update ', replace(update_rule, 'RESTRICT', 'NO ACTION'))
FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
    ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
WHERE k.constraint_schema = database() AND referenced_column_name IS NOT NULL
GROUP BY k.table_name, k.constraint_name, k.referenced_table_name, delete_rule, update_rule;
";
