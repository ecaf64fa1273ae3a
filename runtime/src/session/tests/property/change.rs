//! The steps of a program: each does the same to the session and to the model.

use super::{Counts, dynamic::Scalar, model::Row, schema::TABLES, world::World};
use crate::{
    Datum,
    insert::NewRow,
    model::Kind,
    query::{Assigned, Computed},
    session::Session,
    wait::ready,
};

const TEXTS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

impl World {
    pub(super) fn step(&mut self, counts: &mut Counts) {
        let before = self.steps.len();
        let what = match self.chance.below(129) {
            0..20 => self.add(),
            20..35 => self.set(),
            35..41 => self.collect(),
            41..44 => self.replace(),
            44..52 => self.link(),
            52..57 => self.touch(),
            57..60 => self.exchange(),
            60..62 => self.hand_over(),
            62..64 => self.assign(),
            64..66 => self.merge(),
            66..68 => self.change_key(counts),
            68..75 => self.delete(),
            75..79 => {
                self.flush(counts);
                "flush"
            }
            79..84 => {
                self.commit(counts);
                return;
            }
            84..86 => {
                self.tell("rollback".to_owned());
                self.roll_back();
                "rollback"
            }
            86..89 => self.begin_nested(counts),
            89..91 if self.model.marks() > 0 => {
                self.release(counts);
                return;
            }
            91..93 if self.model.marks() > 0 => {
                self.tell("rollback to".to_owned());
                self.undo();
                "rollback to"
            }
            93..97 => self.load(),
            97..98 => self.get(),
            98 => self.expire(counts),
            99 => self.new_session(counts),
            100..107 => self.another(counts),
            107..110 => self.update_many(counts),
            110..112 => self.delete_many(counts),
            112..114 => self.refresh(counts),
            114..116 => self.expire_one(counts),
            116..118 => self.expunge(counts),
            118..120 => self.expunge_new(),
            120..122 => self.attach(counts),
            122..124 => self.undelete(),
            124..126 => self.add_circle(),
            126..129 => self.write_reference(counts),
            _ => "nothing",
        };
        let is_done = self.steps.len() > before || matches!(what, "flush" | "load" | "get");
        if is_done && what != "nothing" {
            counts.add(what);
        }
        if std::env::var_os("ORMGEN_SEED").is_some() {
            self.steps[before..]
                .iter()
                .for_each(|step| println!("{step}"));
        }
    }

    pub(super) fn text(&mut self, table: usize) -> Option<String> {
        let may_be_null = self.schema.shape.tables[table].text_may_be_null;
        match may_be_null && self.chance.percent(30) {
            true => None,
            false => self.chance.pick(&TEXTS).map(str::to_owned),
        }
    }

    pub(super) fn target(&mut self, table: usize, key: usize) -> Option<usize> {
        let reference = self.schema.shape.tables[table].keys[key];
        if reference.nullable && self.chance.percent(30) {
            return None;
        }
        if self.chance.percent(3) {
            let doomed: Vec<usize> = self.model.doomed.iter().copied().collect();
            let fits = |row: &usize| {
                let rows = &self.model.now.rows;
                rows.get(row)
                    .is_some_and(|row| row.table == reference.target)
            };
            let doomed: Vec<usize> = doomed.into_iter().filter(fits).collect();
            if let Some(row) = self.chance.pick(&doomed) {
                return Some(row);
            }
        }
        self.some_of(reference.target)
    }

    fn add(&mut self) -> &'static str {
        let table = self.chance.below(TABLES);
        let key = self.some_new_key(table);
        let text = self.text(table);
        self.insert(table, key, text);
        "add"
    }

    /// A key to give, or none where the database is to number the row.
    fn some_new_key(&mut self, table: usize) -> Option<[i64; 2]> {
        let composite = self.schema.shape.tables[table].composite;
        (composite || self.chance.percent(35)).then(|| self.some_key(table))
    }

    fn insert(&mut self, table: usize, key: Option<[i64; 2]>, text: Option<String>) {
        let choice = self.schema.shape.tables[table];
        let targets = [self.target(table, 0), self.target(table, 1)];
        let mut lacks = targets.iter().zip(choice.keys);
        if lacks.any(|(to, reference)| to.is_none() && !reference.nullable)
            && !self.chance.percent(5)
        {
            return;
        }
        self.add_row(table, key, text, targets);
    }

    /// Two new rows that refer to each other, where their tables do: the second key that leads back closes the circle.
    fn add_circle(&mut self) -> &'static str {
        let (one, there) = (self.chance.below(TABLES), self.chance.below(2));
        let other = self.schema.shape.tables[one].keys[there].target;
        let keys = self.schema.shape.tables[other].keys;
        let Some(back) = keys.iter().position(|key| key.target == one) else {
            return "nothing";
        };
        let new = [one, other].map(|table| (self.some_new_key(table), self.text(table)));
        let handles = [self.next, self.next + 1];
        for (place, (key, text)) in new.into_iter().enumerate() {
            let table = [one, other][place];
            let mut targets = [self.target(table, 0), self.target(table, 1)];
            match place {
                0 => targets[there] = None,
                _ => targets[back] = Some(handles[0]),
            }
            let choice = self.schema.shape.tables[table];
            let left_out = |key: usize| place == 0 && key == there;
            let lacks = |key: usize| targets[key].is_none() && !choice.keys[key].nullable;
            if (0..2).any(|key| lacks(key) && !left_out(key)) {
                // The first alone may be refused.
                return "add a circle";
            }
            self.add_row(table, key, text, targets);
        }
        let row = self.row(handles[0]);
        let to = self.row(handles[1]);
        self.tell(format!(
            "lead {} of {} to {}",
            ["a", "b"][there],
            handles[0],
            handles[1]
        ));
        self.session.unit.set(row, there as u16, Some(to));
        self.model.refer(handles[0], there, Some(handles[1]));
        "add a circle"
    }

    fn add_row(
        &mut self,
        table: usize,
        key: Option<[i64; 2]>,
        text: Option<String>,
        targets: [Option<usize>; 2],
    ) {
        let choice = self.schema.shape.tables[table];
        let handle = self.next;
        self.next += 1;
        let number = self.chance.percent(70).then(|| self.chance.below(9) as i64);
        let mut new = NewRow::EMPTY;
        if let Some(key) = key {
            new.values.push((0, Datum::Integer(key[0])));
            if choice.composite {
                new.values.push((1, Datum::Integer(key[1])));
            }
            self.model.keys.insert(handle, key);
        }
        if let Some(text) = &text {
            new.values.push((6, Datum::Text(text.clone().into())));
        }
        if let Some(number) = number {
            new.values.push((7, Datum::Integer(number)));
        }
        for (key, to) in targets.into_iter().enumerate() {
            if let Some(to) = to {
                let to = self.reference(to);
                new.links.push((key as u16, Some(to)));
            }
        }
        self.tell(format!(
            "add {handle} to t{table}: key {key:?}, refers to {targets:?}, {text:?}, {number:?}"
        ));
        let entity = self.entity(table);
        match self.session.unit.add(entity, new) {
            Ok(row) => {
                self.known.insert(handle, row);
            }
            Err(error) => self.fault(&format!("adding fails: {error}")),
        }
        let row = Row {
            table,
            key,
            refs: [None; 2],
            text,
            number,
        };
        self.model.now.rows.insert(handle, row);
        self.model.fresh.insert(handle);
        for (key, to) in targets.into_iter().enumerate() {
            if to.is_some() {
                self.model.refer(handle, key, to);
            }
        }
    }

    fn set(&mut self) -> &'static str {
        let Some(handle) = self.some_row() else {
            return "set";
        };
        let (table, key) = (self.table_of(handle), self.chance.below(2));
        let reference = self.schema.shape.tables[table].keys[key];
        let to = match self.chance.percent(8) && reference.target == table {
            true => Some(handle),
            false => self.target(table, key),
        };
        self.tell(format!("lead {} of {handle} to {to:?}", ["a", "b"][key]));
        let row = self.row(handle);
        let one_to_one = key == 0 && self.schema.shape.tables[table].one_to_one;
        match to {
            Some(to)
                if one_to_one && self.chance.percent(40) && !self.model.doomed.contains(&to) =>
            {
                let entity = self.entity(table);
                let end = self.relationship(reference.target, |kind, target| {
                    matches!(kind, Kind::HasOne { .. }) && std::ptr::eq(target, entity)
                });
                let owner = self.held(to);
                self.session.unit.set(owner, end.unwrap(), Some(row));
                self.model.refer(handle, key, Some(to));
                return "set a one-to-one";
            }
            _ => {
                let to = to.map(|to| self.held(to));
                self.session.unit.set(row, key as u16, to);
            }
        }
        self.model.refer(handle, key, to);
        if to.is_none() { "clear" } else { "set" }
    }

    /// Gives columns values as a program does by `session[row].column = …`.
    pub(super) fn write(&mut self, handle: usize, values: Vec<(u16, Scalar)>) {
        let row = self.row(handle);
        let values = values
            .into_iter()
            .map(|(column, value)| (column, value.datum().into_owned()));
        let values: Vec<_> = values.collect();
        let store = self.session.unit.store_mut(row);
        if !store.base_mut().news.extend(row.index, values.clone()) {
            store.assign(row.index, values).unwrap();
        }
    }

    fn write_text(&mut self, handle: usize, text: Option<String>) {
        let scalar = text.clone().map_or(Scalar::Null, Scalar::Text);
        self.write(handle, vec![(6, scalar)]);
        self.model.row(handle).text = text;
    }

    fn touch(&mut self) -> &'static str {
        let Some(handle) = self.some_row() else {
            return "touch";
        };
        let text = self.text(self.table_of(handle));
        let number = self.chance.below(9) as i64;
        self.tell(format!("write {text:?} and {number} to {handle}"));
        self.write(handle, vec![(7, Scalar::Number(number))]);
        self.model.row(handle).number = Some(number);
        self.write_text(handle, text);
        "touch"
    }

    /// Two rows exchange their texts, which may be there once only.
    fn exchange(&mut self) -> &'static str {
        let Some(one) = self.some_row() else {
            return "exchange";
        };
        let Some(two) = self.some_of(self.table_of(one)) else {
            return "exchange";
        };
        let texts = [one, two].map(|row| self.model.now.rows[&row].text.clone());
        self.tell(format!("exchange the texts of {one} and {two}"));
        let [first, second] = texts;
        self.write_text(one, second);
        self.write_text(two, first);
        "exchange"
    }

    /// A row goes, and a new one has its text, and its key perhaps.
    fn hand_over(&mut self) -> &'static str {
        let Some(old) = self
            .some_row()
            .filter(|row| !self.model.fresh.contains(row))
        else {
            return "hand over";
        };
        let Row {
            table, key, text, ..
        } = self.model.now.rows[&old].clone();
        self.doom(old);
        let composite = self.schema.shape.tables[table].composite;
        let key = key.filter(|_| composite || self.chance.percent(50));
        self.insert(table, key, text);
        "hand over"
    }

    fn assign(&mut self) -> &'static str {
        let Some(handle) = self.some_row() else {
            return "assign";
        };
        let number = self.chance.below(9) as i64;
        self.tell(format!("assign {number} to {handle}"));
        let row = self.row(handle);
        let assigned = Assigned {
            column: 7,
            value: Computed::Plain(Datum::Integer(number)),
        };
        if let Err(error) = self.session.unit.assign(row, vec![assigned]) {
            self.fault(&format!("assigning fails: {error}"));
        }
        self.model.row(handle).number = Some(number);
        "assign"
    }

    fn merge(&mut self) -> &'static str {
        let Some(handle) = self
            .some_row()
            .filter(|row| !self.model.fresh.contains(row))
        else {
            return "merge";
        };
        let entity = self.entity(self.table_of(handle));
        let stored = self.model.keys[&handle];
        if self.model.now.rows[&handle].key != self.model.stored.rows[&handle].key {
            return "merge";
        }
        let number = self.chance.below(9) as i64;
        self.tell(format!("merge {number} into {handle}"));
        let mut new = NewRow::EMPTY;
        for (column, part) in entity.table().identity.iter().zip(stored) {
            new.values.push((*column, Datum::Integer(part)));
        }
        new.values.push((7, Datum::Integer(number)));
        let Session {
            unit, transaction, ..
        } = &mut self.session;
        let key = unit.given_key(entity, &new.values, &new.links).unwrap();
        match ready(unit.merge(transaction, entity, new, key)) {
            Ok(row) => {
                // Where it was not known as it is now, it was read again.
                self.outdated.remove(&handle);
                if self
                    .known
                    .insert(handle, row)
                    .is_some_and(|known| known != row)
                {
                    self.fault(&format!("row {handle} merges into another"));
                }
            }
            Err(error) => self.fault(&format!("merging fails: {error}")),
        }
        self.model.row(handle).number = Some(number);
        "merge"
    }

    fn delete(&mut self) -> &'static str {
        if let Some(row) = self
            .some_row()
            .filter(|row| !self.model.fresh.contains(row))
        {
            self.doom(row);
        }
        "delete"
    }

    fn doom(&mut self, handle: usize) {
        self.tell(format!("delete {handle}"));
        let row = self.held(handle);
        if let Err(error) = self.session.unit.delete(row) {
            self.fault(&format!("deleting fails: {error}"));
        }
        self.model.doomed.insert(handle);
    }

    fn begin_nested(&mut self, counts: &mut Counts) -> &'static str {
        self.tell("begin_nested".to_owned());
        if self.model.marks() < 3 && self.flush(counts) {
            ready(self.session.transaction.open_savepoint()).unwrap();
            self.session.unit.open_savepoint();
            self.model.mark();
        }
        "begin_nested"
    }

    fn load(&mut self) -> &'static str {
        if let Some(handle) = self.some_row() {
            self.tell(format!("load the relationships of {handle}"));
            // A row that is being deleted is still in collections, until the flush.
            self.check_relationships(handle);
        }
        "load"
    }

    fn get(&mut self) -> &'static str {
        if let Some(handle) = self.some_row() {
            self.tell(format!("get {handle}"));
            self.check_get(handle);
        }
        "get"
    }

    fn expire(&mut self, counts: &mut Counts) -> &'static str {
        self.tell("expire".to_owned());
        if self.flush(counts) {
            self.session.unit.expire_all();
        }
        "expire"
    }

    fn new_session(&mut self, counts: &mut Counts) -> &'static str {
        if self.commit(counts) {
            self.session = Session::new(&self.engine);
            self.known.clear();
            self.before.clear();
            self.outdated.clear();
            self.outdated_before.clear();
        }
        self.tell("new session".to_owned());
        "new session"
    }
}
