//! The steps of a program that write the columns of keys.

use super::{Counts, dynamic::Scalar, world::World};

/// The columns of either foreign key.
const COLUMNS: [[u16; 2]; 2] = [[2, 3], [4, 5]];

impl World {
    pub(super) fn change_key(&mut self, counts: &mut Counts) -> &'static str {
        let Some(handle) = self
            .some_row()
            .filter(|row| !self.model.fresh.contains(row))
        else {
            return "change a key";
        };
        // By itself, so that it is clear what rows follow.
        if !self.flush(counts) || !self.model.now.rows.contains_key(&handle) {
            return "nothing";
        }
        if self.model.is_held_until_commit(handle) {
            return "nothing";
        }
        let key = [20 + self.next as i64, 1 + self.chance.below(3) as i64];
        self.next += 1;
        self.tell(format!("change the key of {handle} to {key:?}"));
        let composite = self.schema.shape.tables[self.table_of(handle)].composite;
        let mut values = vec![(0, Scalar::Number(key[0]))];
        let key = if composite {
            values.push((1, Scalar::Number(key[1])));
            key
        } else {
            [key[0], 0]
        };
        self.write(handle, values);
        self.model.row(handle).key = Some(key);
        self.model.keys.insert(handle, key);
        self.flush(counts);
        "change a key"
    }

    /// A row is led elsewhere by its columns, as a program does that has a key and no row.
    pub(super) fn write_reference(&mut self, counts: &mut Counts) -> &'static str {
        let Some(handle) = self.some_row() else {
            return "nothing";
        };
        if !self.flush(counts) || !self.model.now.rows.contains_key(&handle) {
            return "nothing";
        }
        // A column that is given what a stale row had last is not written: so it is read first.
        self.outdated.insert(handle);
        self.row(handle);
        let (table, key) = (self.table_of(handle), self.chance.below(2));
        let to = self.target(table, key);
        let was = self.model.now.rows[&handle].refs[key];
        if self.chance.percent(50) {
            self.check_relationship(handle, key as u16);
        }
        self.tell(format!(
            "write the columns of {} of {handle}, to lead to {to:?}",
            ["a", "b"][key]
        ));
        let target = self.schema.shape.tables[table].keys[key].target;
        let values = COLUMNS[key].into_iter().zip(self.parts(target, to));
        self.write(handle, values.collect());
        self.model.row(handle).refs[key] = to;
        self.model.set.insert((handle, key));
        if self.flush(counts) {
            // What was loaded before stays as it was, until it is expired.
            self.session.expire_all();
            let rows = [Some(handle), to, was].into_iter().flatten();
            let rows = rows.filter(|row| self.model.now.rows.contains_key(row));
            for row in rows.collect::<Vec<_>>() {
                self.check_relationships(row);
            }
        }
        "write a foreign key"
    }
}
