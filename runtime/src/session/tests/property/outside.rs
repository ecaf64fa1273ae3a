//! What another program writes between the transactions of the session, which is not told.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Counts,
    dynamic::Scalar,
    model::{Row, State},
    schema::TABLES,
    verdict::Verdict,
    world::World,
};
use crate::text;

/// The columns of every table.
const COLUMNS: [&str; 8] = ["k0", "k1", "a0", "a1", "b0", "b1", "u", "v"];

type Keys = BTreeMap<usize, [i64; 2]>;

/// A statement, and what is to come of it.
struct Written {
    sql: String,
    after: State,
    keys: Keys,
    verdict: Verdict,
}

impl World {
    /// Another program writes something, while the session has no transaction open.
    pub(super) fn another(&mut self, counts: &mut Counts) -> &'static str {
        if self.chance.percent(30) {
            self.tell("rollback".to_owned());
            self.roll_back();
        } else if !self.commit(counts) {
            return "nothing";
        }
        if self.session.in_transaction() {
            self.fault("the transaction is still open");
        }
        let (what, written) = match self.chance.below(100) {
            0..35 => ("another updates", self.update_outside()),
            35..45 => ("another writes a key", self.write_key_outside()),
            45..65 => ("another inserts", self.insert_outside()),
            65..85 => ("another deletes", self.delete_outside()),
            _ => self.link_outside(),
        };
        let Some(written) = written else {
            return "nothing";
        };
        self.tell(format!("{what}: {}", written.sql));
        self.write_outside(written, counts);
        what
    }

    fn write_outside(&mut self, written: Written, counts: &mut Counts) {
        let Written {
            sql,
            after,
            keys,
            mut verdict,
        } = written;
        verdict.must_break_a_key(verdict.commit_fails);
        let mut connection = self.engine.connect().unwrap();
        let outcome = connection.execute(text(sql)).map(drop);
        let outcome = outcome.and_then(|()| connection.commit());
        drop(connection);
        if let Err(error) = outcome {
            self.check_refusal(&error, &verdict);
            self.tell(format!("  refused: {:?}", error.kind()));
            counts.add("refused to another");
            return self.check_state();
        }
        if verdict.must_fail {
            self.fault("the database has to refuse this");
        }
        let was = std::mem::replace(&mut self.model.stored, after.clone());
        let changed: Vec<usize> = was.rows.keys().copied().collect();
        let changed = changed
            .into_iter()
            .filter(|row| was.rows.get(row) != after.rows.get(row));
        for row in changed {
            self.before.remove(&row);
            // One that has another key is another row to the session.
            if self.model.keys[&row] == keys[&row] && after.rows.contains_key(&row) {
                self.outdated.insert(row);
            } else {
                self.known.remove(&row);
            }
        }
        self.outdated_before.clone_from(&self.outdated);
        self.model.keys = keys;
        self.model.flushed(after);
        self.model.committed();
        self.check_state();
    }

    fn written(&self, sql: String, after: State, keys: Keys) -> Option<Written> {
        let mut verdict = Verdict::default();
        self.model.judge(&after, &keys, &mut verdict);
        Some(Written {
            sql,
            after,
            keys,
            verdict,
        })
    }

    /// A row as a statement has it.
    fn literals(&self, handle: usize, row: &Row, keys: &Keys) -> Vec<String> {
        let keys_of = self.schema.shape.tables[row.table].keys;
        let mut values = Vec::new();
        values.extend(self.parts_by(row.table, Some(handle), keys));
        for (to, key) in row.refs.into_iter().zip(keys_of) {
            values.extend(self.parts_by(key.target, to, keys));
        }
        values.push(row.text.clone().map_or(Scalar::Null, Scalar::Text));
        values.push(row.number.map_or(Scalar::Null, Scalar::Number));
        values.iter().map(Scalar::sql).collect()
    }

    /// The condition by which the database finds a row.
    fn found_by(&self, handle: usize) -> String {
        let [first, second] = self.model.keys[&handle];
        match self.schema.shape.tables[self.table_of(handle)].composite {
            true => format!("k0 = {first} AND k1 = {second}"),
            false => format!("k0 = {first}"),
        }
    }

    fn update_to(&self, handle: usize, row: Row, keys: Keys) -> Option<Written> {
        let values = self.literals(handle, &row, &keys);
        let set = COLUMNS.iter().zip(values);
        let set: Vec<String> = set
            .map(|(column, value)| format!("{column} = {value}"))
            .collect();
        let sql = format!(
            "UPDATE t{} SET {} WHERE {}",
            row.table,
            set.join(", "),
            self.found_by(handle)
        );
        let mut after = self.model.stored.clone();
        *after.row(handle) = row;
        self.written(sql, after, keys)
    }

    fn update_outside(&mut self) -> Option<Written> {
        let handle = self.some_row()?;
        let mut row = self.model.stored.rows[&handle].clone();
        match self.chance.below(4) {
            0 => row.number = Some(self.chance.below(9) as i64),
            1 => row.text = self.text(row.table),
            2 => row.refs[0] = self.target(row.table, 0),
            _ => row.refs[1] = self.target(row.table, 1),
        }
        self.update_to(handle, row, self.model.keys.clone())
    }

    /// A row that nothing refers to gets another key.
    fn write_key_outside(&mut self) -> Option<Written> {
        let rows = self.model.stored.rows.keys().copied();
        let rows: Vec<_> = rows.filter(|row| self.model.is_alone(*row)).collect();
        let handle = self.chance.pick(&rows)?;
        let mut row = self.model.stored.rows[&handle].clone();
        let key = self.some_key(row.table);
        row.key = Some(key);
        let mut keys = self.model.keys.clone();
        keys.insert(handle, key);
        self.update_to(handle, row, keys)
    }

    pub(super) fn some_key(&mut self, table: usize) -> [i64; 2] {
        match self.schema.shape.tables[table].composite {
            true => [
                1 + self.chance.below(5) as i64,
                1 + self.chance.below(3) as i64,
            ],
            false => [1 + self.chance.below(12) as i64, 0],
        }
    }

    fn insert_outside(&mut self) -> Option<Written> {
        let table = self.chance.below(TABLES);
        let key = self.some_key(table);
        let row = Row {
            table,
            key: Some(key),
            refs: [self.target(table, 0), self.target(table, 1)],
            text: self.text(table),
            number: Some(self.chance.below(9) as i64),
        };
        let handle = self.next;
        self.next += 1;
        let mut keys = self.model.keys.clone();
        keys.insert(handle, key);
        let values = self.literals(handle, &row, &keys);
        let sql = format!("INSERT INTO t{table} VALUES ({})", values.join(", "));
        let mut after = self.model.stored.clone();
        after.rows.insert(handle, row);
        self.written(sql, after, keys)
    }

    fn delete_outside(&mut self) -> Option<Written> {
        let handle = self.some_row()?;
        let sql = format!(
            "DELETE FROM t{} WHERE {}",
            self.table_of(handle),
            self.found_by(handle)
        );
        let (after, verdict) = self.model.delete_by_sql(&BTreeSet::from([handle]));
        Some(Written {
            sql,
            after,
            keys: self.model.keys.clone(),
            verdict,
        })
    }

    fn link_outside(&mut self) -> (&'static str, Option<Written>) {
        let pairs: Vec<_> = self.model.stored.links.iter().copied().collect();
        let unlink = self.chance.percent(40);
        let unlinked = self.chance.pick(&pairs).filter(|_| unlink);
        let ends = self.schema.shape.ends;
        let Some((x, y)) = unlinked.or_else(|| {
            let [x, y] = ends.map(|table| self.some_of(table));
            Some((x?, y?))
        }) else {
            return ("another links", None);
        };
        let mut after = self.model.stored.clone();
        let keys = self.model.keys.clone();
        let parts = [(ends[0], x), (ends[1], y)];
        let parts = parts.map(|(table, row)| self.parts_by(table, Some(row), &keys));
        let values: Vec<String> = parts.into_iter().flatten().map(|part| part.sql()).collect();
        let (what, sql) = match unlinked {
            Some(pair) => {
                after.links.remove(&pair);
                let columns = ["x0", "x1", "y0", "y1"].into_iter().zip(values);
                let same: Vec<_> = columns
                    .map(|(column, value)| format!("{column} IS {value}"))
                    .collect();
                let sql = format!("DELETE FROM l WHERE {}", same.join(" AND "));
                ("another unlinks", sql)
            }
            None if !after.links.insert((x, y)) => return ("another links", None),
            None => {
                let sql = format!("INSERT INTO l VALUES ({})", values.join(", "));
                ("another links", sql)
            }
        };
        (what, self.written(sql, after, keys))
    }
}
