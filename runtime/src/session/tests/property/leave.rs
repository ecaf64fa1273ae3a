//! The steps of a program that give up what is not written, and those that take rows out of the session and back.

use std::any::Any;

use super::{Counts, dynamic::Dynamic, world::World};
use crate::{
    session::{RowId, Store},
    wait::ready,
};

impl World {
    /// A row that is in the database, of which nothing is to be written but its text and number. Where there is more, all is
    /// written.
    fn quiet(&mut self, counts: &mut Counts) -> Option<usize> {
        let handle = self.some_row()?;
        if !self.model.is_quiet(handle) && !self.flush(counts) {
            return None;
        }
        self.model.now.rows.contains_key(&handle).then_some(handle)
    }

    /// What was written to a row and not flushed is given up.
    fn give_up(&mut self, handle: usize) {
        let stored = self.model.stored.rows[&handle].clone();
        *self.model.row(handle) = stored;
    }

    pub(super) fn expire_one(&mut self, counts: &mut Counts) -> &'static str {
        if let Some(handle) = self.quiet(counts) {
            self.tell(format!("expire {handle}"));
            let row = self.row(handle);
            self.session.unit.expire(row);
            self.give_up(handle);
            return "expire one";
        }
        "nothing"
    }

    pub(super) fn refresh(&mut self, counts: &mut Counts) -> &'static str {
        let Some(handle) = self.quiet(counts) else {
            return "nothing";
        };
        self.tell(format!("refresh {handle}"));
        let row = self.row(handle);
        self.session.unit.expire(row);
        self.give_up(handle);
        if !self.flush(counts) || !self.model.now.rows.contains_key(&handle) {
            return "nothing";
        }
        self.read_again(row);
        if !self.session.unit.is_fresh(row) {
            self.fault(&format!("row {handle} is there, and not found again"));
        }
        self.check_memory();
        "refresh"
    }

    fn read_again(&mut self, row: RowId) {
        let Self { session, .. } = self;
        ready(session.unit.reread(&mut session.transaction, &[row])).unwrap();
    }

    pub(super) fn expunge(&mut self, counts: &mut Counts) -> &'static str {
        if let Some(handle) = self.quiet(counts) {
            self.tell(format!("expunge {handle}"));
            self.take_out(handle);
            self.give_up(handle);
            return "expunge";
        }
        "nothing"
    }

    fn take_out(&mut self, handle: usize) {
        let row = self.row(handle);
        self.session.unit.expunge(row);
        self.known.remove(&handle);
        self.before.remove(&handle);
    }

    /// A new row that nothing leads to is not wanted after all.
    pub(super) fn expunge_new(&mut self) -> &'static str {
        let fresh = self.model.fresh.iter().copied();
        let fresh: Vec<_> = fresh.filter(|row| self.model.is_alone(*row)).collect();
        if let Some(handle) = self.chance.pick(&fresh) {
            self.tell(format!("expunge {handle}, which is new"));
            self.take_out(handle);
            self.model.forget(handle);
        }
        "expunge a new one"
    }

    /// A row leaves as a plain struct, and comes back.
    pub(super) fn attach(&mut self, counts: &mut Counts) -> &'static str {
        let Some(handle) = self.some_row() else {
            return "nothing";
        };
        if !self.flush(counts) || !self.model.now.rows.contains_key(&handle) {
            return "nothing";
        }
        self.tell(format!("detach {handle} and attach it"));
        let row = self.row(handle);
        if !self.session.unit.is_fresh(row) {
            self.read_again(row);
        }
        let plain = Dynamic::new(self.entity(self.table_of(handle)).table(), self.read(row));
        self.take_out(handle);
        let (stamp, epoch) = (self.session.unit.stamp(), self.session.unit.epoch);
        let store: &mut dyn Any = self.session.unit.store_mut(row);
        let store = store.downcast_mut::<Store<Dynamic>>().unwrap();
        let Some(index) = store.attach(plain, stamp, epoch) else {
            self.fault(&format!("row {handle} left, and its key is still known"));
        };
        self.known.insert(handle, RowId { index, ..row });
        self.check_memory();
        "attach"
    }

    pub(super) fn undelete(&mut self) -> &'static str {
        let doomed: Vec<_> = self.model.doomed.iter().copied().collect();
        let doomed = doomed
            .into_iter()
            .filter(|row| self.model.keeps_place(*row));
        let doomed: Vec<_> = doomed.collect();
        if let Some(handle) = self.chance.pick(&doomed) {
            self.tell(format!("undelete {handle}"));
            let row = self.row(handle);
            if let Err(error) = self.session.unit.undelete(row) {
                self.fault(&format!("it cannot be taken back: {error}"));
            }
            self.model.doomed.remove(&handle);
        }
        "undelete"
    }
}
