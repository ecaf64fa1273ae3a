//! Does a session hold what the model says?

use std::collections::{BTreeMap, BTreeSet};

use super::{dynamic::Scalar, world::World};
use crate::{
    driver::Bind,
    model::Kind,
    session::{RowId, Session, base::State},
    wait::ready,
};

impl World {
    /// How a row has to read.
    pub(super) fn expected(&self, handle: usize) -> Vec<Scalar> {
        let row = &self.model.stored.rows[&handle];
        let shape = &self.schema.shape;
        let references = shape.tables[row.table].keys;
        let mut values = Vec::new();
        values.extend(self.parts(row.table, Some(handle)));
        values.extend(self.parts(references[0].target, row.refs[0]));
        values.extend(self.parts(references[1].target, row.refs[1]));
        values.push(row.text.clone().map_or(Scalar::Null, Scalar::Text));
        values.push(row.number.map_or(Scalar::Null, Scalar::Number));
        values
    }

    /// The two columns that lead to a row of a table, or have its key; the second is not used where that has one column.
    pub(super) fn parts(&self, table: usize, of: Option<usize>) -> [Scalar; 2] {
        self.parts_by(table, of, &self.model.keys)
    }

    pub(super) fn parts_by(
        &self,
        table: usize,
        of: Option<usize>,
        keys: &BTreeMap<usize, [i64; 2]>,
    ) -> [Scalar; 2] {
        match of.map(|of| keys[&of]) {
            Some([first, second]) => {
                let second = match self.schema.shape.tables[table].composite {
                    true => Scalar::Number(second),
                    false => Scalar::Null,
                };
                [Scalar::Number(first), second]
            }
            None => [Scalar::Null, Scalar::Null],
        }
    }

    /// Rows in memory that the session holds for current read as they are in the database.
    pub(super) fn check_memory(&mut self) {
        let known: Vec<_> = self
            .known
            .iter()
            .map(|(handle, row)| (*handle, *row))
            .collect();
        for (handle, row) in known {
            let is_there = self.model.stored.rows.contains_key(&handle);
            let state = self.session.unit.state(row);
            if !is_there {
                if state == State::Persistent && self.session.unit.is_fresh(row) {
                    self.fault(&format!(
                        "row {handle} is gone, and the session does not know it"
                    ));
                }
                self.known.remove(&handle);
                continue;
            }
            if state == State::Deleted && self.outdated.remove(&handle) {
                // It went with others, as far as was known before another program led it elsewhere. A rollback brings it back
                // as it was known.
                self.misled.insert(handle);
                self.before.remove(&handle);
                self.known.remove(&handle);
                continue;
            }
            if state != State::Persistent {
                self.fault(&format!(
                    "row {handle} is there, and the session has it as {state:?}"
                ));
            }
            if self.session.unit.is_fresh(row) && self.read(row) != self.expected(handle) {
                let (is, expected) = (self.read(row), self.expected(handle));
                self.fault(&format!(
                    "row {handle} reads {is:?}, and should {expected:?}"
                ));
            }
        }
    }

    /// After a rollback rows read as they did when the transaction began.
    pub(super) fn check_restored(&mut self) {
        for (handle, values) in self.before.clone() {
            let Some(row) = self.known.get(&handle).copied() else {
                continue;
            };
            if self.read(row) != values {
                let is = self.read(row);
                self.fault(&format!(
                    "row {handle} reads {is:?} after the rollback, and before it {values:?}"
                ));
            }
        }
        self.check_memory();
    }

    /// What the relationships of a row lead to, as the program means it.
    pub(super) fn check_relationships(&mut self, handle: usize) {
        let entity = self.entity(self.table_of(handle));
        for place in 0..entity.relationships().len() as u16 {
            self.check_relationship(handle, place);
        }
    }

    pub(super) fn check_relationship(&mut self, handle: usize, place: u16) {
        let table = self.table_of(handle);
        let fact = self.entity(table).relationships()[usize::from(place)];
        let target = (0..self.schema.entities.len())
            .find(|it| std::ptr::eq(self.entity(*it), fact.target))
            .unwrap();
        let mut expected: BTreeSet<usize> = match fact.kind {
            Kind::BelongsTo { foreign_key } => {
                let row = &self.model.now.rows[&handle];
                row.refs[usize::from(foreign_key)].into_iter().collect()
            }
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                self.model.referrers(target, foreign_key.into(), handle)
            }
            Kind::ManyToMany { through } => {
                let links = self.model.now.links.iter();
                match through.here {
                    0 => links
                        .filter(|(x, _)| *x == handle)
                        .map(|(_, y)| *y)
                        .collect(),
                    _ => links
                        .filter(|(_, y)| *y == handle)
                        .map(|(x, _)| *x)
                        .collect(),
                }
            }
        };
        if place == 0 && self.model.displaced.contains(&handle) {
            return;
        }
        // A foreign key that is checked at the commit may lead nowhere until then.
        if expected
            .iter()
            .any(|row| !self.model.now.rows.contains_key(row))
        {
            return;
        }
        let row = self.row(handle);
        let Session {
            unit, transaction, ..
        } = &mut self.session;
        unit.options.autoflush = false;
        let found = ready(unit.related(transaction, row, place));
        unit.options.autoflush = true;
        let found: Vec<RowId> = match found {
            Ok(found) => found,
            Err(error) => self.fault(&format!(
                "`{}` of row {handle} does not load: {error}",
                fact.name
            )),
        };
        let mut handles = BTreeSet::new();
        for row in found {
            match self.handle_of(row).or_else(|| self.by_key(target, row)) {
                Some(handle) => {
                    self.known.insert(handle, row);
                    handles.insert(handle);
                }
                None => self.fault(&format!(
                    "`{}` of row {handle} leads to a row that nobody added",
                    fact.name
                )),
            }
        }
        if let Kind::HasOne { .. } = fact.kind {
            // Where another row comes, one that is being deleted may have given way already.
            let stays = |row: &usize| !self.model.doomed.contains(row);
            handles.retain(stays);
            expected.retain(stays);
        }
        if handles != expected {
            self.fault(&format!(
                "`{}` of row {handle} has {handles:?}, and should {expected:?}",
                fact.name
            ));
        }
    }

    fn by_key(&self, table: usize, row: RowId) -> Option<usize> {
        let values = self.read(row);
        let composite = self.schema.shape.tables[table].composite;
        let rows = self.model.now.rows.iter();
        let mut rows = rows.filter(|(handle, it)| {
            it.table == table
                && self.model.keys.get(handle).is_some_and(|[first, second]| {
                    values[0] == Scalar::Number(*first)
                        && (!composite || values[1] == Scalar::Number(*second))
                })
        });
        rows.next().map(|(handle, _)| *handle)
    }

    /// A known key finds the row that has it, and a key that nobody has finds none.
    pub(super) fn check_get(&mut self, handle: usize) {
        let Some(key) = self.model.stored.rows.get(&handle).and_then(|row| row.key) else {
            return;
        };
        let entity = self.entity(self.table_of(handle));
        let table = entity.table();
        let binds: Vec<_> = table
            .identity
            .iter()
            .zip(key)
            .map(|(column, part)| Bind::of(table, *column, crate::Datum::Integer(part)))
            .collect();
        let Session {
            unit, transaction, ..
        } = &mut self.session;
        let found = ready(unit.select_by(transaction, entity, table.identity, &binds)).unwrap();
        let known = self.known.get(&handle).copied();
        if found.len() != 1 || known.is_some_and(|known| known != found[0]) {
            self.fault(&format!(
                "the key of row {handle} finds {found:?}, and it is {known:?}"
            ));
        }
        self.known.insert(handle, found[0]);
    }
}
