//! How is a name written in SQL?

use super::Dialect;

/// Appends a name, in quotes where it needs them: a keyword, an upper-case letter, anything but letters, digits and `_`.
pub(crate) fn quote(sql: &mut String, name: &str, dialect: Dialect) {
    if is_plain(name) {
        sql.push_str(name);
        return;
    }
    let mark = if dialect == Dialect::Mysql { '`' } else { '"' };
    sql.push(mark);
    for character in name.chars() {
        if character == mark {
            sql.push(mark);
        }
        sql.push(character);
    }
    sql.push(mark);
}

/// Appends names with commas between them.
pub(crate) fn quote_all<'a>(
    sql: &mut String,
    names: impl IntoIterator<Item = &'a str>,
    dialect: Dialect,
) {
    for (position, name) in names.into_iter().enumerate() {
        if position > 0 {
            sql.push_str(", ");
        }
        quote(sql, name, dialect);
    }
}

fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_lowercase() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !is_keyword(name)
}

/// Names are asked for with every statement: those with another first letter are not looked at.
fn is_keyword(name: &str) -> bool {
    let first = match name.as_bytes() {
        [first @ b'a'..=b'z', ..] => usize::from(first - b'a'),
        _ => return false,
    };
    KEYWORDS[STARTS[first]..STARTS[first + 1]].contains(&name)
}

/// Where the keywords with each first letter begin.
static STARTS: [usize; 27] = {
    let mut starts = [KEYWORDS.len(); 27];
    let mut place = KEYWORDS.len();
    while place > 0 {
        place -= 1;
        starts[(KEYWORDS[place].as_bytes()[0] - b'a') as usize] = place;
    }
    let mut letter = 26;
    while letter > 0 {
        letter -= 1;
        if starts[letter] == KEYWORDS.len() {
            starts[letter] = starts[letter + 1];
        }
    }
    starts
};

/// The words that one of the databases reserves, or that SQLite's grammar may take for something else.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "abort", "accessible", "action", "add", "after", "all", "alter", "always", "analyse", "analyze", "and", "any",
    "array", "as", "asc", "asensitive", "asymmetric", "attach", "authorization", "autoincrement", "before", "begin",
    "between", "bigint", "binary", "blob", "both", "by", "call", "cascade", "case", "cast", "change", "char",
    "character", "check", "collate", "collation", "column", "commit", "concurrently", "condition", "conflict",
    "constraint", "continue", "convert", "create", "cross", "cube", "cume_dist", "current", "current_catalog",
    "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "cursor",
    "database", "databases", "day_hour", "day_microsecond", "day_minute", "day_second", "dec", "decimal", "declare",
    "default", "deferrable", "deferred", "delayed", "delete", "dense_rank", "desc", "describe", "detach",
    "deterministic", "distinct", "distinctrow", "div", "do", "double", "drop", "dual", "each", "else", "elseif",
    "empty", "enclosed", "end", "escape", "escaped", "except", "exclude", "exclusive", "exists", "exit", "explain",
    "fail", "false", "fetch", "filter", "first", "first_value", "float", "float4", "float8", "following", "for",
    "force", "foreign", "freeze", "from", "full", "fulltext", "function", "generated", "get", "glob", "grant",
    "group", "grouping", "groups", "having", "high_priority", "hour_microsecond", "hour_minute", "hour_second",
    "if", "ignore", "ilike", "immediate", "in", "index", "indexed", "infile", "initially", "inner", "inout",
    "insensitive", "insert", "instead", "int", "int1", "int2", "int3", "int4", "int8", "integer", "intersect",
    "interval", "into", "io_after_gtids", "io_before_gtids", "is", "isnull", "iterate", "join", "json_table", "key",
    "keys", "kill", "lag", "last", "last_value", "lateral", "lead", "leading", "leave", "left", "like", "limit",
    "linear", "lines", "load", "localtime", "localtimestamp", "lock", "long", "longblob", "longtext", "loop",
    "low_priority", "master_bind", "master_ssl_verify_server_cert", "match", "materialized", "maxvalue",
    "mediumblob", "mediumint", "mediumtext", "middleint", "minute_microsecond", "minute_second", "mod", "modifies",
    "natural", "no", "no_write_to_binlog", "not", "nothing", "notnull", "nth_value", "ntile", "null", "nulls",
    "numeric", "of", "offset", "oid", "on", "only", "optimize", "optimizer_costs", "option", "optionally", "or",
    "order", "others", "out", "outer", "outfile", "over", "overlaps", "partition", "percent_rank", "placing",
    "plan", "pragma", "preceding", "precision", "primary", "procedure", "purge", "query", "raise", "range", "rank",
    "read", "read_write", "reads", "real", "recursive", "references", "regexp", "reindex", "release", "rename",
    "repeat", "replace", "require", "resignal", "restrict", "return", "returning", "revoke", "right", "rlike",
    "rollback", "row", "row_number", "rowid", "rows", "savepoint", "schema", "schemas", "second_microsecond",
    "select", "sensitive", "separator", "session_user", "set", "show", "signal", "similar", "smallint", "some",
    "spatial", "specific", "sql", "sql_big_result", "sql_calc_found_rows", "sql_small_result", "sqlexception",
    "sqlstate", "sqlwarning", "ssl", "starting", "stored", "straight_join", "symmetric", "system", "system_user",
    "table", "tablesample", "temp", "temporary", "terminated", "then", "ties", "tinyblob", "tinyint", "tinytext",
    "to", "trailing", "transaction", "trigger", "true", "unbounded", "undo", "union", "unique", "unlock",
    "unsigned", "update", "usage", "use", "user", "using", "utc_date", "utc_time", "utc_timestamp", "vacuum",
    "values", "varbinary", "varchar", "varcharacter", "variadic", "varying", "verbose", "view", "virtual", "when",
    "where", "while", "window", "with", "without", "write", "xor", "year_month", "zerofill",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_only_where_they_need_it() {
        for (name, written) in [
            ("books", "books"),
            ("_id2", "_id2"),
            ("order", "\"order\""),
            ("Book", "\"Book\""),
            ("a b", "\"a b\""),
            ("2fa", "\"2fa\""),
            ("", "\"\""),
            ("a\"b", "\"a\"\"b\""),
            ("naïve", "\"naïve\""),
        ] {
            let mut sql = String::new();
            quote(&mut sql, name, Dialect::Sqlite);
            assert_eq!(sql, written);
        }
        let mut sql = String::new();
        quote(&mut sql, "a`b", Dialect::Mysql);
        assert_eq!(sql, "`a``b`");
    }

    #[test]
    fn every_keyword_is_found() {
        assert!(KEYWORDS.is_sorted());
        assert!(KEYWORDS.iter().all(|keyword| is_keyword(keyword)));
        for name in ["", "_", "abor", "zone", "zerofilled", "yes", "é"] {
            assert!(!is_keyword(name), "{name}");
        }
    }
}
