//! What does CREATE TABLE look like for SQLite?
//!
//! A script that is SQLite's own is repeated as it stands. From another database's script only what SQLite means in the
//! same way is taken over.

use std::borrow::Cow;

use super::{
    Action, Column, Deferrable, Dialect, ForeignKey, Table, Type, literal,
    quote::{quote, quote_all},
};

const TARGET: Dialect = Dialect::Sqlite;

/// CREATE TABLE and the CREATE INDEX statements that belong to it.
pub(super) fn statements(table: &Table, script: Dialect) -> Vec<String> {
    let own = script == TARGET;
    if own && !table.statements.is_empty() {
        return table
            .statements
            .iter()
            .copied()
            .map(str::to_owned)
            .collect();
    }
    let mut statements = vec![
        Create {
            table,
            own,
            sql: String::new(),
            parts: 0,
        }
        .table(),
    ];
    let uniques = table.uniques.iter().filter(|unique| unique.index);
    let uniques = uniques.map(|unique| Over {
        name: unique.name,
        unique: true,
        columns: unique.columns,
        written: unique.written.filter(|_| own),
    });
    // Of a text in another dialect nothing is known but that the columns do not say it all.
    let plain = table
        .indexes
        .iter()
        .filter(|plain| own || plain.written.is_none());
    let plain = plain.map(|plain| Over {
        name: Some(plain.name),
        unique: plain.unique,
        columns: plain.columns,
        written: plain.written,
    });
    statements.extend(uniques.chain(plain).map(|over| index(&over, table, script)));
    statements
}

/// DROP TABLE.
pub(super) fn drop(table: &Table) -> String {
    dropping("TABLE", table.name)
}

/// DROP VIEW.
pub(super) fn drop_view(name: &str) -> String {
    dropping("VIEW", name)
}

fn dropping(what: &str, name: &str) -> String {
    let mut sql = format!("DROP {what} ");
    quote(&mut sql, name, TARGET);
    sql
}

/// What an index is over.
struct Over<'a> {
    name: Option<&'a str>,
    unique: bool,
    columns: &'a [u16],
    written: Option<&'a str>,
}

fn index(over: &Over<'_>, table: &Table, script: Dialect) -> String {
    let verb = match over.unique {
        true => "CREATE UNIQUE INDEX ",
        false => "CREATE INDEX ",
    };
    let mut sql = verb.to_owned();
    // In SQLite an index's name is unique in the database; MySQL's is unique in its table alone.
    let name = match over.name {
        Some(name) if script == TARGET => Cow::Borrowed(name),
        Some(name) => Cow::Owned(format!("{}_{name}", table.name)),
        None => Cow::Owned(format!(
            "{}_{}",
            table.name,
            table.names(over.columns).collect::<Vec<_>>().join("_")
        )),
    };
    quote(&mut sql, &name, TARGET);
    sql.push_str(" ON ");
    quote(&mut sql, table.name, TARGET);
    sql.push(' ');
    match over.written {
        Some(text) => sql.push_str(text),
        None => {
            sql.push('(');
            quote_all(&mut sql, table.names(over.columns), TARGET);
            sql.push(')');
        }
    }
    sql
}

struct Create<'a> {
    table: &'a Table,
    /// The script is in SQLite's own dialect.
    own: bool,
    sql: String,
    parts: usize,
}

impl Create<'_> {
    fn table(mut self) -> String {
        self.sql.push_str("CREATE TABLE ");
        quote(&mut self.sql, self.table.name, TARGET);
        self.sql.push_str(" (");
        for place in self.table.in_script_order() {
            self.part();
            let is_key = self.table.primary_key == [place as u16];
            self.column(&self.table.columns[place], is_key);
        }
        if self.table.primary_key.len() > 1 {
            self.part();
            self.columns("PRIMARY KEY", self.table.primary_key);
        }
        for unique in self.table.uniques.iter().filter(|unique| !unique.index) {
            self.part();
            self.name(unique.name);
            self.columns("UNIQUE", unique.columns);
        }
        for key in self.table.foreign_keys.iter().filter(|key| key.declared) {
            self.part();
            self.foreign_key(key);
        }
        let checks = if self.own { self.table.checks } else { &[] };
        for check in checks {
            self.part();
            self.name(check.name);
            self.sql.push_str(&format!("CHECK ({})", check.expression));
        }
        self.sql.push_str("\n)");
        let options = [
            (self.table.without_rowid, "WITHOUT ROWID"),
            (self.table.strict, "STRICT"),
        ];
        let options: Vec<_> = options
            .into_iter()
            .filter_map(|(given, option)| given.then_some(option))
            .collect();
        if self.own && !options.is_empty() {
            self.sql.push(' ');
            self.sql.push_str(&options.join(", "));
        }
        self.sql
    }

    fn part(&mut self) {
        self.sql
            .push_str(if self.parts == 0 { "\n    " } else { ",\n    " });
        self.parts += 1;
    }

    fn name(&mut self, name: Option<&str>) {
        if let Some(name) = name {
            self.sql.push_str("CONSTRAINT ");
            quote(&mut self.sql, name, TARGET);
            self.sql.push(' ');
        }
    }

    fn columns(&mut self, what: &str, columns: &[u16]) {
        self.sql.push_str(what);
        self.sql.push_str(" (");
        quote_all(&mut self.sql, self.table.names(columns), TARGET);
        self.sql.push(')');
    }

    fn column(&mut self, column: &Column, is_key: bool) {
        quote(&mut self.sql, column.name, TARGET);
        let ty = if self.own {
            Cow::Borrowed(column.declared)
        } else {
            translate(column)
        };
        if !ty.is_empty() {
            self.sql.push(' ');
            self.sql.push_str(&ty);
        }
        let generated = column.generated.filter(|_| self.own);
        // A rowid is never NULL; and what cannot be computed here has to be left empty.
        let left_out = column.generated.is_some() && generated.is_none();
        let is_rowid = is_key && column.auto_increment;
        if !(column.nullable || left_out || is_rowid) {
            self.sql.push_str(" NOT NULL");
        }
        if is_key {
            self.sql.push_str(" PRIMARY KEY");
            // With DESC a column is no rowid; <https://sqlite.org/lang_createtable.html#rowid>.
            let rowid =
                column.declared.eq_ignore_ascii_case("integer") && !self.table.without_rowid;
            if self.own && rowid && !column.auto_increment {
                self.sql.push_str(" DESC");
            }
        }
        if is_key && self.own && column.never_reused {
            self.sql.push_str(" AUTOINCREMENT");
        }
        let default = if self.own {
            column.default.map(Cow::Borrowed)
        } else {
            column.default.and_then(|theirs| match column.ty {
                Type::Array { element, .. } => literal::array(theirs, *element)
                    .map(|json| Cow::Owned(format!("'{}'", json.replace('\'', "''")))),
                ty => default(theirs, ty),
            })
        };
        if let Some(default) = default {
            self.sql.push_str(&format!(" DEFAULT {default}"));
        }
        if let Some(collation) = column.collation.filter(|_| self.own) {
            self.sql.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(generated) = generated {
            let kept = if generated.stored {
                "STORED"
            } else {
                "VIRTUAL"
            };
            self.sql.push_str(&format!(
                " GENERATED ALWAYS AS ({}) {kept}",
                generated.expression
            ));
        }
        if let (false, Type::Enum(literals)) = (self.own, column.ty) {
            self.sql.push_str(" CHECK (");
            quote(&mut self.sql, column.name, TARGET);
            let literals: Vec<_> = literals
                .iter()
                .map(|literal| format!("'{}'", literal.replace('\'', "''")))
                .collect();
            self.sql
                .push_str(&format!(" IN ({}))", literals.join(", ")));
        }
    }

    fn foreign_key(&mut self, key: &ForeignKey) {
        self.name(key.name);
        self.columns("FOREIGN KEY", key.columns);
        self.sql.push_str(" REFERENCES ");
        quote(&mut self.sql, key.target.name, TARGET);
        self.sql.push_str(" (");
        quote_all(&mut self.sql, key.target.names(key.referenced), TARGET);
        self.sql.push(')');
        for (event, action) in [
            (" ON DELETE ", key.on_delete),
            (" ON UPDATE ", key.on_update),
        ] {
            if let Some(action) = action_sql(action) {
                self.sql.push_str(event);
                self.sql.push_str(action);
            }
        }
        self.sql.push_str(match key.deferrable {
            Deferrable::No => "",
            Deferrable::InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
            Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
        });
    }
}

fn action_sql(action: Action) -> Option<&'static str> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("RESTRICT"),
        Action::Cascade => Some("CASCADE"),
        Action::SetNull => Some("SET NULL"),
        Action::SetDefault => Some("SET DEFAULT"),
    }
}

/// SQLite's name for a type of another database.
fn translate(column: &Column) -> Cow<'static, str> {
    Cow::Borrowed(match column.ty {
        Type::Boolean => "BOOLEAN",
        Type::Integer { .. } => "INTEGER",
        Type::Real { .. } => "REAL",
        Type::Decimal => "NUMERIC",
        Type::Text { length } if length > 0 => return Cow::Owned(format!("VARCHAR({length})")),
        Type::Text { .. } | Type::Enum(_) | Type::Unknown => "TEXT",
        Type::Bytes => "BLOB",
        Type::Date => "DATE",
        Type::Time => "TIME",
        Type::Timestamp | Type::TimestampTz => "TIMESTAMP",
        Type::Uuid => "UUID",
        Type::Json | Type::Array { .. } => "JSON",
    })
}

/// A default of another database, where SQLite has the same: a literal, or the time.
fn default(expression: &str, ty: Type) -> Option<Cow<'static, str>> {
    let bare = without_cast(expression.trim());
    let number = || bare.parse::<f64>().ok().filter(|number| number.is_finite());
    match bare.to_ascii_lowercase().as_str() {
        "null" | "true" | "false" | "current_date" | "current_time" => {
            Some(Cow::Owned(bare.to_ascii_uppercase()))
        }
        "now()" | "current_timestamp" | "current_timestamp()" | "localtimestamp" => {
            Some(Cow::Borrowed(match ty {
                Type::Date => "CURRENT_DATE",
                Type::Time => "CURRENT_TIME",
                _ => "CURRENT_TIMESTAMP",
            }))
        }
        _ if is_text_literal(bare) || number().is_some() => Some(Cow::Owned(bare.to_owned())),
        _ => None,
    }
}

/// PostgreSQL's `'x'::text` without its cast.
fn without_cast(expression: &str) -> &str {
    match expression.rfind("::") {
        Some(at) if is_text_literal(&expression[..at]) || !expression.contains('\'') => {
            &expression[..at]
        }
        _ => expression,
    }
}

/// One literal in single quotes, with each quote inside doubled; backslashes mean different things in each database.
fn is_text_literal(text: &str) -> bool {
    let inner = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    inner.is_some_and(|inner| !inner.replace("''", "").contains(['\'', '\\']))
}

#[cfg(test)]
mod tests {
    use super::{default, statements};
    use crate::schema::{Dialect, NOT_NULL, Table, Type, columns, types::I64};

    #[test]
    fn keys_that_are_never_used_again_are_told_from_other_rowids() {
        const OF: [Table; 2] = [
            Table::new("t")
                .columns(&columns([(
                    "id",
                    "INTEGER",
                    I64,
                    NOT_NULL.auto_increment(),
                )]))
                .primary_key(&[0]),
            Table::new("t")
                .columns(&columns([("id", "INTEGER", I64, NOT_NULL.never_reused())]))
                .primary_key(&[0]),
        ];
        let [rowid, last] = &OF;
        let sql = |table, script| statements(table, script).remove(0);
        let plain = "CREATE TABLE t (\n    id INTEGER PRIMARY KEY\n)";
        assert_eq!(sql(rowid, Dialect::Sqlite), plain);
        let stated = "CREATE TABLE t (\n    id INTEGER PRIMARY KEY AUTOINCREMENT\n)";
        assert_eq!(sql(last, Dialect::Sqlite), stated);
        assert!(last.columns[0].is_filled_in());
    }

    #[test]
    fn defaults_are_taken_over_where_they_mean_the_same() {
        for (ty, now) in [
            (Type::Timestamp, "CURRENT_TIMESTAMP"),
            (Type::Date, "CURRENT_DATE"),
            (Type::Time, "CURRENT_TIME"),
        ] {
            assert_eq!(default("now()", ty).as_deref(), Some(now));
        }
        for (theirs, ours) in [
            ("'it''s'::character varying", Some("'it''s'")),
            ("0", Some("0")),
            ("-1.5", Some("-1.5")),
            ("true", Some("TRUE")),
            ("5::smallint", Some("5")),
            ("uuid_generate_v4()", None),
            ("'a' || 'b'", None),
            ("'\\n'", None),
        ] {
            assert_eq!(default(theirs, Type::Unknown).as_deref(), ours, "{theirs}");
        }
    }
}
