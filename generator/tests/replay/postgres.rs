//! What does PostgreSQL say of the tables that scripts leave?

use std::process::Command;

use super::{answer, client, facts::Schema};

pub(crate) fn answer(url: &str, name: &str, scripts: &[String]) -> Result<Schema, String> {
    let name = client::database(name);
    let psql = || {
        let mut psql = Command::new("psql");
        psql.args([url, "-X", "-q", "-A", "-t", "-F", "\t"]);
        psql.args(["-v", "ON_ERROR_STOP=1"]);
        psql
    };
    let scripts = scripts.join("\n;\n");
    let asked = format!(
        "CREATE DATABASE {name};\n\\connect {name}\n\\o /dev/null\n{scripts}\n;\n\\o\nRESET ALL;\n{FACTS}"
    );
    let printed = client::run(&mut psql(), &asked);
    let dropped = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE);");
    client::run(&mut psql(), &dropped)?;
    Ok(answer::schema(client::cells(&printed?)))
}

/// A column of a domain that takes no NULL takes none, though its `attnotnull` does not say so.
const FACTS: &str = "
CREATE TEMPORARY VIEW ormgen_tables AS
SELECT c.oid, n.nspname || '.' || c.relname AS t FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e');
CREATE TEMPORARY VIEW ormgen_actions AS
SELECT * FROM (VALUES ('a', 'NO ACTION'), ('r', 'RESTRICT'), ('c', 'CASCADE'), ('n', 'SET NULL'), ('d', 'SET DEFAULT')) v (k, action);
SELECT 'T', t FROM ormgen_tables;
SELECT 'C', t, attname, CASE WHEN attnotnull OR typnotnull THEN 0 ELSE 1 END
FROM ormgen_tables c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped JOIN pg_type y ON y.oid = atttypid
ORDER BY t, attnum;
SELECT CASE WHEN indisprimary THEN 'P' ELSE 'U' END, t, CASE WHEN NOT indisprimary THEN indexrelid || E'\\t' ELSE '' END || attname
FROM ormgen_tables c JOIN pg_index ON indrelid = c.oid
JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey[0:indnkeyatts - 1])
WHERE indisunique AND indpred IS NULL AND indexprs IS NULL;
SELECT 'F', t, x.oid, a.attname, f.relname, b.attname, d.action, u.action
FROM ormgen_tables c JOIN pg_constraint x ON conrelid = c.oid AND contype = 'f' JOIN pg_class f ON f.oid = confrelid
JOIN ormgen_actions d ON d.k = confdeltype::text JOIN ormgen_actions u ON u.k = confupdtype::text
CROSS JOIN LATERAL unnest(conkey, confkey) WITH ORDINALITY k (own, other, o)
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.own JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = k.other
ORDER BY t, x.oid, o;
";
