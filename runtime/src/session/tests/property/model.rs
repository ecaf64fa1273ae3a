//! What should the database hold? A naive model, which knows nothing of the session.
//!
//! It has the rows as a program means them, says in words of its own what deletions do, and has a database of its own to
//! which it writes all of them anew, row by row, through plain rusqlite: that database says whether the constraints hold.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    dump::{Dump, ddl, dump, rewrite},
    schema::{Shape, TABLES},
    verdict::Verdict,
};
use crate::schema::Action;

/// A row as a program means it; other rows by their handles.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) table: usize,
    /// What is known of its key: nothing where the database is to number it.
    pub(super) key: Option<[i64; 2]>,
    pub(super) refs: [Option<usize>; 2],
    pub(super) text: Option<String>,
    pub(super) number: Option<i64>,
}

/// Rows by their handles, and links.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    pub(super) rows: BTreeMap<usize, Row>,
    pub(super) links: BTreeSet<(usize, usize)>,
}

impl State {
    pub(super) fn row(&mut self, handle: usize) -> &mut Row {
        self.rows.get_mut(&handle).expect("the row is there")
    }

    /// Whether a foreign key or a link of another row leads to a row, or a link of its own to another.
    pub(super) fn meets(&self, handle: usize) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|(other, row)| *other != handle && row.refs.contains(&Some(handle)))
            || self.links.iter().any(|(x, y)| [*x, *y].contains(&handle))
    }
}

pub(super) struct Model {
    pub(super) shape: Shape,
    /// What the program means.
    pub(super) now: State,
    /// What the last flush wrote.
    pub(super) stored: State,
    pub(super) fresh: BTreeSet<usize>,
    pub(super) doomed: BTreeSet<usize>,
    /// Foreign keys that were set since the last flush.
    pub(super) set: BTreeSet<(usize, usize)>,
    /// Rows that gave way in a one-to-one relationship since the last flush: where the session did not know of them, it
    /// learns of it with the flush.
    pub(super) displaced: BTreeSet<usize>,
    /// The last known key of every row there ever was.
    pub(super) keys: BTreeMap<usize, [i64; 2]>,
    marks: Vec<State>,
    begun: State,
    /// All foreign keys are checked at the commit, until the transaction ends.
    defers: bool,
    database: rusqlite::Connection,
}

impl Model {
    pub(super) fn new(shape: Shape) -> Self {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        database.execute_batch(&ddl(&shape)).unwrap();
        Model {
            shape,
            now: State::default(),
            stored: State::default(),
            fresh: BTreeSet::new(),
            doomed: BTreeSet::new(),
            set: BTreeSet::new(),
            displaced: BTreeSet::new(),
            keys: BTreeMap::new(),
            marks: Vec::new(),
            begun: State::default(),
            defers: false,
            database,
        }
    }

    pub(super) fn is_required(&self, table: usize, key: usize) -> bool {
        !self.shape.tables[table].keys[key].nullable
    }

    /// Leads a foreign key elsewhere; in a one-to-one relationship another row gives way.
    pub(super) fn refer(&mut self, row: usize, key: usize, to: Option<usize>) {
        let table = self.now.rows[&row].table;
        if let (Some(to), 0, true) = (to, key, self.shape.tables[table].one_to_one) {
            let others: Vec<usize> = self
                .now
                .rows
                .iter()
                .filter(|(other, it)| **other != row && it.table == table && it.refs[0] == Some(to))
                .map(|(other, _)| *other)
                .filter(|other| !self.doomed.contains(other))
                .collect();
            for other in others {
                self.row(other).refs[0] = None;
                self.displaced.insert(other);
                self.set.insert((other, 0));
            }
        }
        self.row(row).refs[key] = to;
        self.set.insert((row, key));
    }

    pub(super) fn row(&mut self, handle: usize) -> &mut Row {
        self.now.row(handle)
    }

    /// Whether nothing else leads to a row.
    pub(super) fn is_alone(&self, handle: usize) -> bool {
        let leads_to_itself = |state: &State| {
            let row = state.rows.get(&handle);
            row.is_some_and(|row| row.refs.contains(&Some(handle)))
        };
        let states = [&self.now, &self.stored];
        !states
            .iter()
            .any(|state| state.meets(handle) || leads_to_itself(state))
    }

    /// Whether nothing is to be written of a row, and of what leads to it, but its text and number.
    pub(super) fn is_quiet(&self, handle: usize) -> bool {
        let (Some(now), Some(was)) = (self.now.rows.get(&handle), self.stored.rows.get(&handle))
        else {
            return false;
        };
        let leads_here = |state: &State, row: usize, key: usize| {
            let row = state.rows.get(&row);
            row.is_some_and(|row| row.refs[key] == Some(handle))
        };
        let mut set = self.set.iter();
        let is_set = set.any(|(row, key)| {
            *row == handle
                || leads_here(&self.now, *row, *key)
                || leads_here(&self.stored, *row, *key)
        });
        let mut links = self.now.links.symmetric_difference(&self.stored.links);
        let is_linked = links.any(|(x, y)| [*x, *y].contains(&handle));
        now.key == was.key && now.refs == was.refs && !is_set && !is_linked
    }

    /// Whether no other row took the place of one that is being deleted in a one-to-one relationship.
    pub(super) fn keeps_place(&self, handle: usize) -> bool {
        let row = &self.now.rows[&handle];
        let mut others = self.now.rows.iter();
        let one_to_one = self.shape.tables[row.table].one_to_one;
        let is_taken = |(other, it): (&usize, &Row)| {
            *other != handle && it.table == row.table && it.refs[0] == row.refs[0]
        };
        !(one_to_one && row.refs[0].is_some() && others.any(is_taken))
    }

    /// A new row is not to be, after all.
    pub(super) fn forget(&mut self, handle: usize) {
        self.now.rows.remove(&handle);
        self.fresh.remove(&handle);
        self.displaced.remove(&handle);
        self.set.retain(|(row, _)| *row != handle);
    }

    /// What the next flush is to come to, and what is there then.
    pub(super) fn settle(&self) -> (State, Verdict) {
        let mut verdict = Verdict::default();
        let mut after = self.now.clone();
        for (row, key) in &self.set {
            let Some(it) = self
                .now
                .rows
                .get(row)
                .filter(|_| !self.doomed.contains(row))
            else {
                continue;
            };
            match it.refs[*key] {
                Some(to) if self.doomed.contains(&to) => {
                    let was = self.stored.rows.get(row).and_then(|was| was.refs[*key]);
                    // Where it led there already, the deletion says what becomes of it.
                    verdict.must_break_a_key(was != Some(to));
                }
                None if self.is_required(it.table, *key) => {
                    verdict.must_fail = true;
                    verdict.why.not_null = true;
                }
                _ => {}
            }
        }
        self.delete(&mut after, &mut verdict);
        self.find_new_targets(&mut after);
        self.let_go_of_changed_keys(&mut after, &mut verdict);
        self.excuse(&after, &mut verdict);
        let mut keys = self.keys.clone();
        for handle in &self.fresh {
            keys.entry(*handle)
                .or_insert([1_000_000 + *handle as i64, 0]);
        }
        self.judge(&after, &keys, &mut verdict);
        (after, verdict)
    }

    /// What becomes of rows that refer to one whose key changes, where they do not follow.
    fn let_go_of_changed_keys(&self, after: &mut State, verdict: &mut Verdict) {
        let is_changed = |handle: &usize| {
            let key = |state: &State| state.rows.get(handle).map(|row| row.key);
            key(&self.now).is_some_and(|now| Some(now) != key(&self.stored))
        };
        for (handle, row) in &mut after.rows {
            let Some(was) = self.stored.rows.get(handle) else {
                continue;
            };
            let references = self.shape.tables[row.table].keys;
            let keys = row.refs.iter_mut().zip(was.refs).zip(references);
            for ((now, was), reference) in keys {
                if !was.as_ref().is_some_and(is_changed) {
                    continue;
                }
                match reference.on_update {
                    Action::SetNull | Action::SetDefault if *now == was => *now = None,
                    Action::Restrict => verdict.must_break_a_key(true),
                    _ => {}
                }
            }
        }
    }

    /// Has the model's own database say whether all rows can be there.
    pub(super) fn judge(
        &self,
        after: &State,
        keys: &BTreeMap<usize, [i64; 2]>,
        verdict: &mut Verdict,
    ) {
        match rewrite(&self.database, &self.shape, after, keys) {
            Ok(dangling) => {
                verdict.deferred = self.defers;
                verdict.must_break_a_key(dangling.at_once && !self.defers);
                verdict.commit_fails = dangling.at_commit || dangling.at_once;
            }
            Err(_) => {
                // The first fault is told, and the session may come upon another before.
                verdict.must_fail = true;
                verdict.why.not_null |= self.lacks_values(after);
                verdict.why.unique = true;
                verdict.why.foreign_key = true;
            }
        }
    }

    /// Whether rows refer to those of a table by a key of which the database says nothing, should it change.
    fn is_carried(&self, table: usize) -> bool {
        let keys = self.shape.tables.iter().flat_map(|choice| choice.keys);
        let mut keys = keys.filter(|key| key.target == table);
        keys.any(|key| key.on_update == Action::NoAction) || self.shape.ends.contains(&table)
    }

    /// Whether the key of a row cannot change by RESTRICT, of which SQLite tells at the commit alone where all keys wait for it.
    pub(super) fn is_held_until_commit(&self, handle: usize) -> bool {
        let holds = |row: &Row| {
            let mut refs = row.refs.iter().zip(self.shape.tables[row.table].keys);
            refs.any(|(to, key)| *to == Some(handle) && key.on_update == Action::Restrict)
        };
        let table = self.stored.rows[&handle].table;
        (self.defers || self.is_carried(table)) && self.stored.rows.values().any(holds)
    }

    /// The flush went through.
    pub(super) fn flushed(&mut self, mut after: State) {
        // From the first key on that rows are carried along with, SQLite checks at the commit.
        self.defers |= self.stored.rows.iter().any(|(handle, was)| {
            let is_changed = after.rows.get(handle).is_some_and(|row| row.key != was.key);
            is_changed && self.is_carried(was.table)
        });
        for (handle, row) in &mut after.rows {
            row.key = self.keys.get(handle).copied();
        }
        // The database may have given a new row the key of one that is gone.
        self.find_new_targets(&mut after);
        self.stored = after.clone();
        self.now = after;
        self.fresh.clear();
        self.doomed.clear();
        self.set.clear();
        self.displaced.clear();
    }

    pub(super) fn mark(&mut self) {
        self.marks.push(self.stored.clone());
    }

    pub(super) fn marks(&self) -> usize {
        self.marks.len()
    }

    pub(super) fn release(&mut self) {
        self.marks.pop();
    }

    /// Everything since the last mark is undone; without one, everything since the transaction began.
    pub(super) fn undo(&mut self) {
        let state = self.marks.pop().unwrap_or_else(|| self.begun.clone());
        for (handle, row) in &state.rows {
            if let Some(key) = row.key {
                self.keys.insert(*handle, key);
            }
        }
        self.flushed(state);
    }

    pub(super) fn roll_back(&mut self) {
        self.marks.clear();
        self.undo();
        self.defers = false;
    }

    pub(super) fn committed(&mut self) {
        self.marks.clear();
        self.defers = false;
        self.begun = self.stored.clone();
    }

    /// Whether a row refers to one that came and went in one flush: the key that the database gave it nobody knows.
    pub(super) fn refers_to_unknown(&self) -> bool {
        let rows = self.stored.rows.values();
        let mut targets = rows.flat_map(|row| row.refs).flatten();
        targets.any(|to| !self.keys.contains_key(&to))
    }

    /// Everything that the database is to hold.
    pub(super) fn dump(&self) -> Dump {
        rewrite(&self.database, &self.shape, &self.stored, &self.keys)
            .expect("it was accepted before");
        dump(&self.database)
    }

    /// The rows that refer to one by a foreign key.
    pub(super) fn referrers(&self, table: usize, key: usize, to: usize) -> BTreeSet<usize> {
        let rows = self.now.rows.iter();
        rows.filter(|(_, row)| row.table == table && row.refs[key] == Some(to))
            .map(|(handle, _)| *handle)
            .collect()
    }

    pub(super) fn of_table(&self, table: usize) -> Vec<usize> {
        assert!(table < TABLES);
        let rows = self.now.rows.iter();
        let rows = rows.filter(|(handle, row)| row.table == table && !self.doomed.contains(handle));
        rows.map(|(handle, _)| *handle).collect()
    }
}
