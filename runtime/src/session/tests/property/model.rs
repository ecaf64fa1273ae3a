//! What should the database hold? A naive model, which knows nothing of the session.
//!
//! It has the rows as a program means them, says in words of its own what deletions do, and has a database of its own to
//! which it writes all of them anew, row by row, through plain rusqlite: that database says whether the constraints hold.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    dump::{Dump, ddl, dump, rewrite},
    schema::{Shape, TABLES},
};
use crate::{Constraint, ErrorKind, schema::Action};

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

/// What a flush is to come to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Verdict {
    pub(super) must_fail: bool,
    /// A refusal is no fault: the order of statements decides, or rows need each other.
    pub(super) may_fail: bool,
    /// Foreign keys that are checked at the commit do not hold.
    pub(super) commit_fails: bool,
    /// What a refusal may say.
    pub(super) why: Why,
}

/// What refusals may say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Why {
    unique: bool,
    not_null: bool,
    foreign_key: bool,
    circle: bool,
}

impl Why {
    pub(super) fn is(&self, kind: ErrorKind) -> bool {
        match kind {
            ErrorKind::Integrity(Constraint::Unique | Constraint::PrimaryKey) => self.unique,
            ErrorKind::Integrity(Constraint::NotNull) => self.not_null,
            ErrorKind::Integrity(Constraint::ForeignKey) => self.foreign_key,
            ErrorKind::CircularDependency => self.circle,
            _ => false,
        }
    }
}

impl Verdict {
    fn may_break_a_key(&mut self, it: bool) {
        self.may_fail |= it;
        self.why.foreign_key |= it;
    }

    fn may_be_a_circle(&mut self, it: bool) {
        self.may_break_a_key(it);
        self.why.circle |= it;
    }

    fn may_be_taken(&mut self, it: bool) {
        self.may_fail |= it;
        self.why.unique |= it;
    }
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
        self.now.rows.get_mut(&handle).expect("the row is there")
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
                    verdict.must_fail |= was != Some(to);
                    verdict.why.foreign_key |= was != Some(to);
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
        verdict.may_be_a_circle(self.needs_itself(&self.fresh, &self.now.rows, |_| true));
        let firm = |action| matches!(action, Action::NoAction | Action::Restrict);
        verdict.may_be_a_circle(self.needs_itself(&self.doomed, &self.stored.rows, firm));
        // The session lets go first what it has in memory; of the rest, and in a circle, the order of statements decides.
        verdict.may_be_taken(self.cascade_hands_over(&after));
        verdict.may_be_taken(self.collides_before_it_goes(&after));
        let hands_over = self.hands_over(&after);
        verdict.may_be_taken(hands_over || self.mixes_keys());
        verdict.may_be_a_circle(hands_over);
        let mut keys = self.keys.clone();
        for handle in &self.fresh {
            keys.entry(*handle)
                .or_insert([1_000_000 + *handle as i64, 0]);
        }
        match rewrite(&self.database, &self.shape, &after, &keys) {
            Ok(dangling) => {
                let at_once = dangling.at_once && !self.defers;
                verdict.must_fail |= at_once;
                verdict.why.foreign_key |= at_once;
                verdict.commit_fails = dangling.at_commit || dangling.at_once;
            }
            Err(_) => {
                // The first fault is told, and the session may come upon another before.
                verdict.must_fail = true;
                verdict.why.not_null |= self.lacks_values(&after);
                verdict.why.unique = true;
                verdict.why.foreign_key = true;
            }
        }
        (after, verdict)
    }

    /// What deletions do to rows that refer to those that go.
    fn delete(&self, after: &mut State, verdict: &mut Verdict) {
        let mut gone: BTreeMap<usize, bool> = self.doomed.iter().map(|row| (*row, true)).collect();
        after.rows.retain(|row, _| !gone.contains_key(row));
        loop {
            let mut cascaded = Vec::new();
            for (handle, row) in &mut after.rows {
                let references = self.shape.tables[row.table].keys;
                for (to, reference) in row.refs.iter_mut().zip(references) {
                    let Some(explicit) = to.and_then(|to| gone.get(&to).copied()) else {
                        continue;
                    };
                    match reference.on_delete {
                        Action::Cascade => cascaded.push(*handle),
                        Action::SetNull | Action::SetDefault => *to = None,
                        _ if explicit && reference.nullable => *to = None,
                        _ => {}
                    }
                }
            }
            if cascaded.is_empty() {
                break;
            }
            for handle in cascaded {
                if let Some(row) = after.rows.remove(&handle) {
                    let firm = row.refs.iter().zip(self.shape.tables[row.table].keys);
                    let firm = firm.filter(|(to, reference)| {
                        to.is_some_and(|to| gone.contains_key(&to))
                            && matches!(reference.on_delete, Action::NoAction | Action::Restrict)
                    });
                    // Whether it goes before what it refers to is for the order of statements to say.
                    verdict.may_break_a_key(firm.count() > 0);
                }
                gone.insert(handle, false);
            }
        }
        // Rows that go by themselves may refer to such as go with others.
        for handle in gone.keys() {
            let row = self.now.rows.get(handle).or(self.stored.rows.get(handle));
            let refs = row.into_iter().flat_map(|row| row.refs);
            let restricted = row.is_some_and(|row| {
                let references = self.shape.tables[row.table].keys;
                references.iter().any(|it| it.on_delete == Action::Restrict)
            });
            for to in refs.flatten().filter(|to| gone.contains_key(to)) {
                verdict
                    .may_break_a_key(!gone[handle] || !gone[&to] || (restricted && to == *handle));
            }
        }
        let sides = self.shape.cascades;
        after.links.retain(|(x, y)| {
            let ends = [gone.get(x), gone.get(y)];
            let by_session = ends.contains(&Some(&true));
            let mut by_database = ends.iter().zip(sides);
            let by_database = by_database.any(|(end, cascades)| *end == Some(&false) && cascades);
            let left = ends.iter().zip(sides);
            let left = left
                .filter(|(end, cascades)| **end == Some(&false) && !cascades)
                .count();
            verdict.may_break_a_key((by_session || by_database) && left > 0);
            // The session tells of a new link at once, where the database would at the commit.
            let is_new = !self.stored.links.contains(&(*x, *y));
            verdict.may_break_a_key(is_new && left > 0);
            !by_session && !by_database
        });
    }

    /// A foreign key that is checked at the commit may lead to a new row, which has the key of one that is gone.
    fn find_new_targets(&self, after: &mut State) {
        let there: BTreeMap<usize, (usize, Option<[i64; 2]>)> = after
            .rows
            .iter()
            .map(|(handle, row)| (*handle, (row.table, row.key)))
            .collect();
        for row in after.rows.values_mut() {
            let references = self.shape.tables[row.table].keys;
            for (to, reference) in row.refs.iter_mut().zip(references) {
                let Some(lost) = to.filter(|to| !there.contains_key(to)) else {
                    continue;
                };
                let key = self.keys.get(&lost).copied();
                let mut others = there.iter();
                let heir = others.find(|(_, it)| **it == (reference.target, key) && key.is_some());
                if let Some((heir, _)) = heir {
                    *to = Some(*heir);
                }
            }
        }
    }

    /// Whether some of these rows need each other in a circle.
    fn needs_itself(
        &self,
        some: &BTreeSet<usize>,
        rows: &BTreeMap<usize, Row>,
        counts: impl Fn(Action) -> bool,
    ) -> bool {
        let mut left: BTreeSet<usize> = some.clone();
        loop {
            let free: Vec<usize> = left
                .iter()
                .copied()
                .filter(|handle| {
                    let Some(row) = rows.get(handle) else {
                        return true;
                    };
                    let references = self.shape.tables[row.table].keys;
                    let mut needs = row.refs.iter().zip(references);
                    !needs.any(|(to, reference)| {
                        let firm = !reference.nullable && counts(reference.on_delete);
                        firm && to.is_some_and(|to| left.contains(&to))
                    })
                })
                .collect();
            if free.is_empty() {
                return !left.is_empty();
            }
            free.iter().for_each(|handle| {
                left.remove(handle);
            });
        }
    }

    /// Whether a key, or the place in a one-to-one relationship that has to have one, goes from one row to another.
    fn hands_over(&self, after: &State) -> bool {
        after.rows.iter().any(|(handle, row)| {
            self.stored.rows.iter().any(|(other, was)| {
                let choice = self.shape.tables[row.table];
                let key = row.key.is_some() && row.key == was.key;
                let place = choice.one_to_one
                    && !choice.keys[0].nullable
                    && row.refs[0].is_some()
                    && row.refs[0] == was.refs[0];
                handle != other && row.table == was.table && (key || place)
            })
        })
    }

    /// Whether a row takes over a key, a text or a place in a one-to-one relationship from one that goes with others.
    fn cascade_hands_over(&self, after: &State) -> bool {
        let stored = self.stored.rows.iter();
        let mut gone = stored.filter(|(handle, _)| {
            !after.rows.contains_key(handle) && !self.doomed.contains(handle)
        });
        gone.any(|(_, was)| {
            let choice = self.shape.tables[was.table];
            after.rows.iter().any(|(handle, row)| {
                let key = row.key.is_some() && row.key == was.key;
                let text = choice.unique_text && row.text.is_some() && row.text == was.text;
                let place =
                    choice.one_to_one && row.refs[0].is_some() && row.refs[0] == was.refs[0];
                let changes = self.stored.rows.get(handle) != Some(row);
                row.table == was.table && changes && (key || text || place)
            })
        })
    }

    /// Whether a row that goes with others is written before, with a key, a text or a place in a one-to-one relationship
    /// that another row has too. What goes itself is not written.
    fn collides_before_it_goes(&self, after: &State) -> bool {
        let goes = |handle: &usize| !after.rows.contains_key(handle);
        let written = self.now.rows.iter().filter(|(handle, row)| {
            goes(handle)
                && !self.doomed.contains(handle)
                && self.stored.rows.get(handle) != Some(row)
        });
        let mut written = written.map(|(handle, row)| (*handle, row));
        written.any(|(handle, row)| {
            let choice = self.shape.tables[row.table];
            let mut others = self.now.rows.iter().chain(&self.stored.rows);
            others.any(|(other, it)| {
                let key = row.key.is_some() && row.key == it.key;
                let text = choice.unique_text && row.text.is_some() && row.text == it.text;
                let place = choice.one_to_one && row.refs[0].is_some() && row.refs[0] == it.refs[0];
                *other != handle && row.table == it.table && (key || text || place)
            })
        })
    }

    /// Whether a row has nothing in a column that may not be NULL.
    fn lacks_values(&self, after: &State) -> bool {
        after.rows.values().any(|row| {
            let choice = self.shape.tables[row.table];
            let mut refs = row.refs.iter().zip(choice.keys);
            refs.any(|(to, reference)| to.is_none() && !reference.nullable)
                || (row.text.is_none() && !choice.text_may_be_null)
        })
    }

    /// Whether the database numbers new rows of a table in which others are given their numbers: it may give one away.
    fn mixes_keys(&self) -> bool {
        let fresh = self.fresh.iter().filter_map(|row| self.now.rows.get(row));
        let (given, numbered): (Vec<&Row>, Vec<&Row>) = fresh.partition(|row| row.key.is_some());
        given
            .iter()
            .any(|one| numbered.iter().any(|other| one.table == other.table))
    }

    /// Whether rows refer to those of a table by a key of which the database says nothing, should it change.
    fn is_carried(&self, table: usize) -> bool {
        let keys = self.shape.tables.iter().flat_map(|choice| choice.keys);
        let mut keys = keys.filter(|key| key.target == table);
        keys.any(|key| !key.follows) || self.shape.ends.contains(&table)
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
