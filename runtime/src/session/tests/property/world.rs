//! A session, the model beside it, and the steps that both take.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Chance, Counts,
    dump::ddl,
    dynamic::Scalar,
    model::{Model, Row, State},
    schema::{FIRST, Schema},
    verdict::{Excuse, Verdict},
};
use crate::{
    Engine, Error,
    driver::Bind,
    model::{Entity, Kind},
    session::{AnyRef, RowId, Session, base},
    text,
    wait::ready,
};

pub(super) struct World {
    pub(super) seed: u64,
    pub(super) schema: Schema,
    pub(super) engine: Engine,
    pub(super) session: Session,
    pub(super) model: Model,
    /// The rows that the session knows, by their handles.
    pub(super) known: BTreeMap<usize, RowId>,
    /// Rows that somebody else changed since the session read them.
    pub(super) outdated: BTreeSet<usize>,
    /// What of these there was when the transaction began: a rollback forgets what it read.
    pub(super) outdated_before: BTreeSet<usize>,
    /// Rows that the session took for deleted, by what it knew before somebody else changed them, in this transaction.
    pub(super) misled: BTreeSet<usize>,
    /// What they read like when the transaction began.
    pub(super) before: BTreeMap<usize, Vec<Scalar>>,
    pub(super) next: usize,
    pub(super) chance: Chance,
    pub(super) steps: Vec<String>,
}

impl World {
    pub(super) fn new(seed: u64, schema: Schema) -> Self {
        let engine = Engine::builder("sqlite::memory:")
            .echo(std::env::var_os("ORMGEN_SEED").is_some())
            .open()
            .unwrap();
        let mut connection = engine.connect().unwrap();
        for statement in ddl(&schema.shape)
            .split(";\n")
            .filter(|sql| !sql.is_empty())
        {
            connection.execute(text(statement)).unwrap();
        }
        connection.commit().unwrap();
        drop(connection);
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            chance.below(2);
        }
        World {
            seed,
            schema,
            session: Session::new(&engine),
            engine,
            model: Model::new(schema.shape),
            known: BTreeMap::new(),
            outdated: BTreeSet::new(),
            outdated_before: BTreeSet::new(),
            misled: BTreeSet::new(),
            before: BTreeMap::new(),
            next: 0,
            chance,
            steps: Vec::new(),
        }
    }

    pub(super) fn tell(&mut self, step: String) {
        self.steps.push(step);
    }

    /// A fault, with all that led to it.
    #[track_caller]
    pub(super) fn fault(&self, what: &str) -> ! {
        panic!(
            "program {} on schemas from {FIRST}: {what}\n{}\n{}",
            self.seed,
            ddl(&self.schema.shape),
            self.steps.join("\n")
        )
    }

    pub(super) fn entity(&self, table: usize) -> &'static Entity {
        self.schema.entities[table]
    }

    pub(super) fn table_of(&self, handle: usize) -> usize {
        self.model.now.rows[&handle].table
    }

    /// The row of a handle in the session, as a program has it that did not read it in this transaction.
    pub(super) fn held(&mut self, handle: usize) -> RowId {
        match self.known.get(&handle) {
            Some(row) => *row,
            None => self.row(handle),
        }
    }

    /// The row of a handle in the session, read if it is not known as it is now.
    pub(super) fn row(&mut self, handle: usize) -> RowId {
        let outdated = self.outdated.remove(&handle);
        match self.known.get(&handle) {
            Some(row) if !outdated => return *row,
            _ => {}
        }
        let entity = self.entity(self.table_of(handle));
        let table = entity.table();
        let key = self.model.keys[&handle];
        let binds = table.identity.iter().zip(key);
        let binds: Vec<_> = binds
            .map(|(column, part)| {
                Bind::of(table, *column, Scalar::Number(part).datum().into_owned())
            })
            .collect();
        let Session {
            unit, transaction, ..
        } = &mut self.session;
        let found = ready(unit.select_by(transaction, entity, table.identity, &binds)).unwrap();
        let Some(row) = found.first().copied() else {
            self.fault(&format!("row {handle} is not found by its key {key:?}"));
        };
        let before = self.known.insert(handle, row);
        if before.is_some_and(|before| before != row) {
            self.fault(&format!("row {handle} is found as another row"));
        }
        if outdated && self.read(row) != self.expected(handle) {
            let (is, expected) = (self.read(row), self.expected(handle));
            self.fault(&format!(
                "row {handle} reads {is:?} after somebody else wrote it, and should {expected:?}"
            ));
        }
        row
    }

    pub(super) fn reference(&mut self, handle: usize) -> AnyRef {
        let row = self.held(handle);
        AnyRef {
            row,
            stamp: self.session.unit.stamp(),
            table: "row",
        }
    }

    pub(super) fn handle_of(&self, row: RowId) -> Option<usize> {
        let mut known = self.known.iter();
        known.find(|(_, it)| **it == row).map(|(handle, _)| *handle)
    }

    /// A row that can take part, of some table.
    pub(super) fn some_row(&mut self) -> Option<usize> {
        let rows = self.model.now.rows.keys().copied();
        let rows: Vec<_> = rows
            .filter(|row| !self.model.doomed.contains(row))
            .collect();
        self.chance.pick(&rows)
    }

    pub(super) fn some_of(&mut self, table: usize) -> Option<usize> {
        let rows = self.model.of_table(table);
        self.chance.pick(&rows)
    }

    /// The number of a table's relationship that is the other end of a foreign key, or of links.
    pub(super) fn relationship(
        &self,
        table: usize,
        fits: impl Fn(&Kind, &'static Entity) -> bool,
    ) -> Option<u16> {
        let facts = self.entity(table).relationships().iter();
        let mut facts = facts.map(|fact| fits(&fact.kind, fact.target));
        facts.position(|fits| fits).map(|place| place as u16)
    }

    /// Flushes, and says whether it went through; where not, both sides go back.
    pub(super) fn flush(&mut self, counts: &mut Counts) -> bool {
        let (after, mut verdict) = self.model.settle();
        let may_mislead = !self.outdated.is_empty() && !self.model.doomed.is_empty();
        verdict.may_break_a_key(may_mislead, Excuse::Misled);
        let outcome = self.session.flush();
        self.tell(format!(
            "  flush: {:?}",
            outcome.as_ref().map_err(Error::kind)
        ));
        match outcome {
            Ok(()) if verdict.must_fail => self.fault("the database has to refuse this"),
            Ok(()) => {
                counts.accepted(&verdict);
                self.adopt_keys(&after);
                self.model.flushed(after);
                if self.model.refers_to_unknown() {
                    self.roll_back();
                    return false;
                }
                self.check_memory();
                self.check_state();
                true
            }
            Err(error) => {
                self.check_refusal(&error, &verdict);
                counts.refused(&verdict, error.kind());
                self.undo();
                false
            }
        }
    }

    /// A refusal is one that the model expects, or excuses.
    #[track_caller]
    pub(super) fn check_refusal(&self, error: &Error, verdict: &Verdict) {
        if !verdict.must_fail && !verdict.may_fail() {
            self.fault(&format!("nothing is wrong with this: {error}"));
        }
        if !verdict.why.is(error.kind()) {
            self.fault(&format!(
                "{:?} is wrong, and not this: {error}",
                verdict.why
            ));
        }
    }

    /// The keys that the database gave to new rows.
    fn adopt_keys(&mut self, after: &State) {
        let fresh = self.model.fresh.clone();
        for handle in fresh.into_iter().filter(|row| after.rows.contains_key(row)) {
            let row = self.known[&handle];
            let table = self.entity(self.table_of(handle)).table();
            let part = |column: u16| match self.session.unit.store(row).value(row.index, column) {
                Ok(crate::Datum::Integer(value)) => value,
                other => self.fault(&format!("row {handle} has no key: {other:?}")),
            };
            let first = part(0);
            let second = if table.identity.len() > 1 { part(1) } else { 0 };
            self.model.keys.insert(handle, [first, second]);
            self.model.row(handle).key = Some([first, second]);
        }
    }

    /// What failed is undone: to the innermost savepoint, or all of it.
    pub(super) fn undo(&mut self) {
        if self.model.marks() == 0 {
            return self.roll_back();
        }
        self.session.undo_savepoint().unwrap();
        let was = self.model.stored.clone();
        self.model.undo();
        self.forget_lost_rows(&was);
        self.check_memory();
        self.check_state();
    }

    pub(super) fn roll_back(&mut self) {
        self.session.rollback().unwrap();
        let was = self.model.stored.clone();
        self.model.roll_back();
        self.outdated.clone_from(&self.outdated_before);
        self.forget_lost_rows(&was);
        self.check_restored();
        self.check_state();
    }

    fn forget_lost_rows(&mut self, was: &State) {
        let State { rows, .. } = &self.model.now;
        let misled = std::mem::take(&mut self.misled);
        let is_meant = |handle: &usize| rows.contains_key(handle) && !misled.contains(handle);
        self.known.retain(|handle, _| is_meant(handle));
        // What was read as it was in the meantime stays in memory so, until it is read again: by its key.
        let known = self.known.keys().copied();
        let read_since = known.filter(|handle| {
            !self.before.contains_key(handle) && was.rows.get(handle) != rows.get(handle)
        });
        for handle in read_since.collect::<Vec<_>>() {
            let key = |row: &Row| row.key;
            if was.rows.get(&handle).map(key) == rows.get(&handle).map(key) {
                self.outdated.insert(handle);
            } else {
                self.known.remove(&handle);
            }
        }
        // A row reads as it was last known before, and somebody else may have written it since.
        let known = self.known.iter();
        let outdated = known.filter(|(handle, row)| {
            let unit = &self.session.unit;
            unit.state(**row) == base::State::Persistent
                && !unit.is_fresh(**row)
                && self.read(**row) != self.expected(**handle)
        });
        let outdated: Vec<usize> = outdated.map(|(handle, _)| *handle).collect();
        self.outdated.extend(outdated);
    }

    pub(super) fn commit(&mut self, counts: &mut Counts) -> bool {
        counts.add("commit");
        self.tell("commit".to_owned());
        while self.model.marks() > 0 {
            if !self.release(counts) {
                return false;
            }
        }
        if !self.flush(counts) {
            return false;
        }
        let (_, verdict) = self.model.settle();
        match self.session.commit() {
            Ok(()) if verdict.commit_fails => self.fault("the commit has to be refused"),
            Ok(()) => self.model.committed(),
            Err(_) if verdict.commit_fails => {
                counts.add("refused at the commit");
                self.undo();
                return false;
            }
            Err(error) => self.fault(&format!("nothing is wrong with this commit: {error}")),
        }
        self.remember();
        self.check_state();
        true
    }

    fn remember(&mut self) {
        self.outdated_before.clone_from(&self.outdated);
        self.misled.clear();
        self.before.clear();
        for (handle, row) in &self.known {
            if self.session.unit.state(*row) == base::State::Persistent {
                self.before.insert(*handle, self.read(*row));
            }
        }
    }

    pub(super) fn release(&mut self, counts: &mut Counts) -> bool {
        counts.add("release");
        self.tell("release".to_owned());
        if !self.flush(counts) {
            return false;
        }
        let Session {
            unit, transaction, ..
        } = &mut self.session;
        ready(transaction.release_savepoint()).unwrap();
        unit.close_savepoints(unit.savepoints() - 1);
        self.model.release();
        self.check_state();
        true
    }

    pub(super) fn read(&self, row: RowId) -> Vec<Scalar> {
        let store = self.session.unit.store(row);
        let columns = 0..store.base().entity.table().columns.len() as u16;
        let read = |column| store.value(row.index, column).map(Scalar::read);
        columns
            .map(|column| read(column).unwrap_or(Scalar::Null))
            .collect()
    }
}
