//! The tables of a schema in SQL, and everything that is in them.

use std::collections::BTreeMap;

use super::{
    model::State,
    schema::{Shape, TABLES},
};
use crate::schema::Action;

/// The rows of each table, as text and in order.
pub(super) type Dump = BTreeMap<String, Vec<String>>;

/// The names of all tables; that of the links is the last.
pub(super) const NAMES: [&str; TABLES + 1] = ["t0", "t1", "t2", "t3", "l"];

fn clause(on: &str, action: Action) -> String {
    let action = match action {
        Action::Cascade => "CASCADE",
        Action::SetNull => "SET NULL",
        Action::SetDefault => "SET DEFAULT",
        Action::Restrict => "RESTRICT",
        Action::NoAction => return String::new(),
    };
    format!(" ON {on} {action}")
}

/// The schema as CREATE TABLE statements.
pub(super) fn ddl(shape: &Shape) -> String {
    let mut sql = String::new();
    for (table, choice) in shape.tables.iter().enumerate() {
        let not_null = |nullable: bool| if nullable { "" } else { " NOT NULL" };
        let mut parts = vec![if choice.composite {
            "k0 INTEGER NOT NULL, k1 INTEGER NOT NULL".to_owned()
        } else {
            "k0 INTEGER PRIMARY KEY, k1 INTEGER".to_owned()
        }];
        for (name, reference) in ["a", "b"].into_iter().zip(choice.keys) {
            let second = reference.nullable || !shape.tables[reference.target].composite;
            parts.push(format!(
                "{name}0 INTEGER{}, {name}1 INTEGER{}",
                not_null(reference.nullable),
                not_null(second)
            ));
        }
        parts.push(format!(
            "u TEXT{}, v INTEGER",
            not_null(choice.text_may_be_null)
        ));
        if choice.composite {
            parts.push("PRIMARY KEY (k0, k1)".to_owned());
        }
        if choice.unique_text {
            parts.push("UNIQUE (u)".to_owned());
        }
        for (name, reference) in ["a", "b"].into_iter().zip(choice.keys) {
            let target = &shape.tables[reference.target];
            let (columns, keys) = if target.composite {
                (format!("{name}0, {name}1"), "k0, k1")
            } else {
                (format!("{name}0"), "k0")
            };
            let on_delete = clause("DELETE", reference.on_delete);
            let on_update = clause("UPDATE", reference.on_update);
            let deferred = if reference.deferred {
                " DEFERRABLE INITIALLY DEFERRED"
            } else {
                ""
            };
            parts.push(format!(
                "FOREIGN KEY ({columns}) REFERENCES t{} ({keys}){on_delete}{on_update}{deferred}",
                reference.target
            ));
            if name == "a" && choice.one_to_one {
                parts.push(format!("UNIQUE ({columns})"));
            }
        }
        // Constraints come after columns.
        parts.sort_by_key(|part| {
            part.starts_with("FOREIGN") || part.starts_with("UNIQUE") || part.starts_with("PRIMARY")
        });
        sql.push_str(&format!("CREATE TABLE t{table} ({});\n", parts.join(", ")));
    }
    let mut parts =
        vec!["x0 INTEGER NOT NULL, x1 INTEGER, y0 INTEGER NOT NULL, y1 INTEGER".to_owned()];
    let mut key = Vec::new();
    for (place, name) in ["x", "y"].into_iter().enumerate() {
        let (columns, keys) = if shape.tables[shape.ends[place]].composite {
            (format!("{name}0, {name}1"), "k0, k1")
        } else {
            (format!("{name}0"), "k0")
        };
        let cascade = if shape.cascades[place] {
            " ON DELETE CASCADE"
        } else {
            ""
        };
        parts.push(format!(
            "FOREIGN KEY ({columns}) REFERENCES t{} ({keys}){cascade}",
            shape.ends[place]
        ));
        key.push(columns);
    }
    parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
    sql.push_str(&format!("CREATE TABLE l ({});\n", parts.join(", ")));
    sql
}

/// Which foreign keys lead nowhere.
#[derive(Default)]
pub(super) struct Dangling {
    pub(super) at_once: bool,
    pub(super) at_commit: bool,
}

/// Writes all rows anew, and has the database check them.
pub(super) fn rewrite(
    database: &rusqlite::Connection,
    shape: &Shape,
    state: &State,
    keys: &BTreeMap<usize, [i64; 2]>,
) -> rusqlite::Result<Dangling> {
    for name in NAMES {
        database.execute(&format!("DELETE FROM {name}"), [])?;
    }
    // Parts of a key that does not use both columns stay empty.
    let parts = |table: usize, handle: Option<usize>| -> [Option<i64>; 2] {
        match handle.map(|handle| keys[&handle]) {
            Some([first, second]) => [Some(first), shape.tables[table].composite.then_some(second)],
            None => [None, None],
        }
    };
    for (handle, row) in &state.rows {
        let choice = &shape.tables[row.table];
        let [k0, k1] = parts(row.table, Some(*handle));
        let [a0, a1] = parts(choice.keys[0].target, row.refs[0]);
        let [b0, b1] = parts(choice.keys[1].target, row.refs[1]);
        let sql = format!("INSERT INTO t{} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row.table);
        let mut insert = database.prepare_cached(&sql)?;
        insert.execute(rusqlite::params![
            k0, k1, a0, a1, b0, b1, row.text, row.number
        ])?;
    }
    for (x, y) in &state.links {
        let [x0, x1] = parts(shape.ends[0], Some(*x));
        let [y0, y1] = parts(shape.ends[1], Some(*y));
        let mut insert = database.prepare_cached("INSERT INTO l VALUES (?, ?, ?, ?)")?;
        insert.execute(rusqlite::params![x0, x1, y0, y1])?;
    }
    let mut dangling = Dangling::default();
    for (table, name) in NAMES.into_iter().enumerate() {
        let mut check = database.prepare_cached(&format!("PRAGMA foreign_key_check({name})"))?;
        let mut broken = check.query([])?;
        let list =
            format!("SELECT id, \"from\" FROM pragma_foreign_key_list('{name}') WHERE seq = 0");
        let keys: Vec<(i64, String)> = database
            .prepare_cached(&list)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        while let Some(row) = broken.next()? {
            let id: i64 = row.get(3)?;
            let column = keys
                .iter()
                .find(|(known, _)| *known == id)
                .map(|(_, column)| column.as_str());
            let deferred = match (shape.tables.get(table), column) {
                (Some(choice), Some("a0")) => choice.keys[0].waits(),
                (Some(choice), Some("b0")) => choice.keys[1].waits(),
                _ => false,
            };
            match deferred {
                true => dangling.at_commit = true,
                false => dangling.at_once = true,
            }
        }
    }
    Ok(dangling)
}

/// Everything that a database holds, read through plain rusqlite.
pub(super) fn dump(database: &rusqlite::Connection) -> Dump {
    let table = |name: &str| {
        let mut select = database
            .prepare_cached(&format!("SELECT * FROM {name}"))
            .unwrap();
        let count = select.column_count();
        let rows = select.query_map([], |row| {
            let cell = |column| match row.get_ref(column)? {
                rusqlite::types::ValueRef::Null => Ok("-".to_owned()),
                rusqlite::types::ValueRef::Integer(value) => Ok(value.to_string()),
                rusqlite::types::ValueRef::Text(text) => {
                    Ok(String::from_utf8_lossy(text).into_owned())
                }
                other => Ok(format!("{other:?}")),
            };
            let cells = (0..count).map(cell).collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(cells.join(" "))
        });
        let mut rows: Vec<String> = rows.unwrap().collect::<rusqlite::Result<_>>().unwrap();
        rows.sort();
        rows
    };
    NAMES
        .iter()
        .map(|name| ((*name).to_owned(), table(name)))
        .collect()
}
