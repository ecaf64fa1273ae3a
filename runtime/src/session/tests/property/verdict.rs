//! What may a refusal be excused by?

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Model, Row, State};
use crate::{Constraint, ErrorKind, schema::Action};

/// What a flush is to come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    pub(super) must_fail: bool,
    /// Why a refusal is no fault.
    pub(super) excuses: BTreeSet<Excuse>,
    /// Foreign keys that are checked at the commit do not hold.
    pub(super) commit_fails: bool,
    /// All foreign keys are checked at the commit.
    pub(super) deferred: bool,
    /// What a refusal may say.
    pub(super) why: Why,
}

/// Why a refusal is no fault though all rows could be there: the order of statements decides, or rows need each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Excuse {
    /// New rows that need each other.
    NewInCircle,
    /// Rows that are deleted and need each other.
    DeletedInCircle,
    /// A key, or a place that has to be taken, goes from one row to another.
    HandedOver,
    /// A value goes to another row from one that goes with others.
    HandedOverByCascade,
    /// A row that goes with others is written before.
    WrittenBeforeItGoes,
    /// The database may number a row as another one is.
    Numbered,
    /// A row that goes with others refers to such as may go before it, or after it.
    GoesWithOthers,
    /// A link of a row that goes with others is written, or goes by itself.
    Linked,
    /// A row is taken for one that goes with others, as it was before another program led it elsewhere.
    Misled,
}

/// What refusals may say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Why {
    pub(super) unique: bool,
    pub(super) not_null: bool,
    pub(super) foreign_key: bool,
    pub(super) circle: bool,
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
    pub(super) fn may_fail(&self) -> bool {
        !self.excuses.is_empty()
    }

    pub(super) fn must_break_a_key(&mut self, it: bool) {
        self.must_fail |= it;
        self.why.foreign_key |= it;
    }

    pub(super) fn may_break_a_key(&mut self, it: bool, excuse: Excuse) {
        self.excuses.extend(it.then_some(excuse));
        self.why.foreign_key |= it;
    }

    pub(super) fn may_be_a_circle(&mut self, it: bool, excuse: Excuse) {
        self.may_break_a_key(it, excuse);
        self.why.circle |= it;
    }

    pub(super) fn may_be_taken(&mut self, it: bool, excuse: Excuse) {
        self.excuses.extend(it.then_some(excuse));
        self.why.unique |= it;
    }
}

impl Model {
    /// What excuses a refusal of that which is to be written.
    pub(super) fn excuse(&self, after: &State, verdict: &mut Verdict) {
        let needs_itself = self.needs_itself(&self.fresh, &self.now.rows, |_| true);
        verdict.may_be_a_circle(needs_itself, Excuse::NewInCircle);
        let firm = |action| matches!(action, Action::NoAction | Action::Restrict);
        let needs_itself = self.needs_itself(&self.doomed, &self.stored.rows, firm);
        verdict.may_be_a_circle(needs_itself, Excuse::DeletedInCircle);
        // The session lets go first what it has in memory; of the rest, and in a circle, the order of statements decides.
        verdict.may_be_taken(self.cascade_hands_over(after), Excuse::HandedOverByCascade);
        verdict.may_be_taken(
            self.collides_before_it_goes(after),
            Excuse::WrittenBeforeItGoes,
        );
        let hands_over = self.hands_over(after);
        verdict.may_be_taken(hands_over, Excuse::HandedOver);
        verdict.may_be_a_circle(hands_over, Excuse::HandedOver);
        verdict.may_be_taken(self.mixes_keys(), Excuse::Numbered);
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

    /// Whether a key that other rows refer to, or whose row has something for a third one too, goes from one row to another;
    /// or the place in a one-to-one relationship that has to have one.
    fn hands_over(&self, after: &State) -> bool {
        after.rows.iter().any(|(handle, row)| {
            self.stored.rows.iter().any(|(other, was)| {
                let choice = self.shape.tables[row.table];
                let key = row.key.is_some() && row.key == was.key && self.stored.meets(*other);
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
    pub(super) fn lacks_values(&self, after: &State) -> bool {
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
}
