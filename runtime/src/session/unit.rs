//! Everything that a session knows: no I/O in here.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    AnyRef, AnyStore, Ref, RowId, Store,
    base::{Base, State, ToOne},
    keychange::Followed,
    links::Links,
    news,
    reference::fresh_stamp,
    store::Mark,
};
use crate::{
    driver::{Chosen, HIDDEN, Row},
    error::{Error, ErrorKind, Result},
    insert::{Entry, NewRow},
    model::{Entity, Model},
    schema::ForeignKey,
    value::Datum,
};

/// The identity map and all that is to be done with the next flush.
pub(crate) struct Unit {
    stamp: u32,
    /// Counts transactions: what was read in an earlier one is stale.
    pub(super) epoch: u32,
    /// By slot.
    stores: Vec<Option<Box<dyn AnyStore>>>,
    pub(super) links: Links,
    /// What the database wrote in this flush into foreign keys that refer to other columns than a key.
    pub(super) followed: Vec<Followed>,
    /// Tables, and the columns in which rows of them followed a key in this flush, in memory or not.
    pub(super) doubtful: Vec<(&'static Entity, &'static [u16])>,
    pub(super) options: Options,
    /// Which tables were found to have triggers, in this transaction.
    pub(super) triggers: FxHashMap<usize, bool>,
    /// The savepoints that are open: their numbers, and a mark of every store by slot.
    savepoints: Vec<(u64, Vec<Mark>)>,
    /// How many savepoints there were.
    numbered: u64,
    /// Why a rollback has to come first.
    broken: Option<Arc<str>>,
}

/// How a session behaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// A query is preceded by a flush.
    pub(super) autoflush: bool,
    /// After a commit, rows are read again when they are met.
    pub(super) expire_on_commit: bool,
    /// Loading a relationship that is not loaded is an error.
    pub(super) raise_on_lazy: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            autoflush: true,
            expire_on_commit: true,
            raise_on_lazy: false,
        }
    }
}

impl Unit {
    pub(super) fn new() -> Self {
        Self {
            stamp: fresh_stamp(),
            epoch: 1,
            stores: Vec::new(),
            links: Links::default(),
            followed: Vec::new(),
            doubtful: Vec::new(),
            options: Options::default(),
            triggers: FxHashMap::default(),
            savepoints: Vec::new(),
            numbered: 0,
            broken: None,
        }
    }

    /// The store of a table, made at its first use.
    pub(super) fn store_of(&mut self, entity: &'static Entity) -> &mut dyn AnyStore {
        let slot = entity.slot();
        if self.stores.len() <= slot {
            self.stores.resize_with(slot + 1, || None);
        }
        let noting = !self.savepoints.is_empty();
        self.stores[slot]
            .get_or_insert_with(|| {
                let mut store = entity.new_store();
                store.base_mut().noting = noting;
                store
            })
            .as_mut()
    }

    pub(super) fn stores(&self) -> impl Iterator<Item = (u32, &dyn AnyStore)> {
        let stores = self.stores.iter().enumerate();
        stores.filter_map(|(slot, store)| Some((slot as u32, store.as_deref()?)))
    }

    pub(super) fn stores_mut(&mut self) -> impl Iterator<Item = &mut dyn AnyStore> {
        self.stores
            .iter_mut()
            .flatten()
            .map(|store| store.as_mut() as &mut dyn AnyStore)
    }

    /// The store that holds a row; a row id is only ever made of a store that is there.
    pub(super) fn store(&self, row: RowId) -> &dyn AnyStore {
        match self.stores.get(row.slot as usize) {
            Some(Some(store)) => store.as_ref(),
            _ => unreachable!("a row has a store"),
        }
    }

    pub(super) fn store_mut(&mut self, row: RowId) -> &mut dyn AnyStore {
        match self.stores.get_mut(row.slot as usize) {
            Some(Some(store)) => store.as_mut(),
            _ => unreachable!("a row has a store"),
        }
    }

    pub(super) fn base(&self, row: RowId) -> &Base {
        self.store(row).base()
    }

    /// What is known of the rows of a table, if there is anything.
    pub(super) fn base_of(&self, entity: &'static Entity) -> Option<&Base> {
        let store = self.stores.get(entity.slot())?;
        store.as_ref().map(|store| store.base())
    }

    #[inline]
    pub(super) fn typed<T: Model>(&self) -> Option<&Store<T>> {
        let store: &dyn std::any::Any = self.stores.get(T::ENTITY.slot())?.as_deref()?;
        store.downcast_ref()
    }

    #[inline]
    pub(super) fn typed_mut<T: Model>(&mut self) -> Option<&mut Store<T>> {
        let store: &mut dyn std::any::Any =
            self.stores.get_mut(T::ENTITY.slot())?.as_deref_mut()?;
        store.downcast_mut()
    }

    pub(super) fn stamp(&self) -> u32 {
        self.stamp
    }

    pub(super) fn reference<T: Model>(&self, index: u32) -> Ref<T> {
        Ref::new(index, self.stamp)
    }

    pub(super) fn state(&self, row: RowId) -> State {
        self.base(row).state(row.index)
    }

    /// Whether the row was read in this transaction and is in the database.
    pub(super) fn is_fresh(&self, row: RowId) -> bool {
        self.base(row).is_fresh(row.index, self.epoch)
    }

    /// The row that a reference means.
    ///
    /// # Errors
    ///
    /// It is not a row of this session.
    pub(super) fn resolve(&self, reference: AnyRef) -> Result<RowId> {
        let row = reference.row;
        match self.stores.get(row.slot as usize) {
            Some(Some(store)) if store.stamp(row.index) == Some(reference.stamp) => Ok(row),
            _ => Err(Error::misuse(format!(
                "a row of `{}` belongs to another session: take it from this one, with `get` or a query",
                reference.table
            ))),
        }
    }

    /// The row that a reference means, which can take part in relationships: new, or in the database.
    pub(super) fn resolve_alive(&self, reference: AnyRef) -> Result<RowId> {
        let row = self.resolve(reference)?;
        match self.state(row) {
            State::Pending | State::Persistent | State::Doomed => Ok(row),
            State::Deleted | State::Gone | State::RolledBack | State::Expunged => {
                Err(self.unreadable(row))
            }
        }
    }

    /// Why a row of this session cannot be read.
    pub(super) fn unreadable(&self, row: RowId) -> Error {
        let name = self.name(row);
        Error::misuse(match self.state(row) {
            State::Pending => format!(
                "{name} is new and not yet in the database: flush or commit the session first"
            ),
            State::Deleted => format!("{name} was deleted: only a rollback brings it back"),
            State::Gone => format!("{name} was deleted"),
            State::RolledBack => {
                format!("{name} was added in a transaction that was rolled back: add it again")
            }
            State::Expunged => {
                format!("{name} was taken out of the session: `attach` or `get` brings it back")
            }
            State::Persistent | State::Doomed => format!("{name} is in the database"),
        })
    }

    /// A row in words.
    pub(super) fn name(&self, row: RowId) -> String {
        let base = self.base(row);
        let table = base.entity.table();
        let values = table
            .identity
            .iter()
            .map(|column| self.store(row).stored(row.index, *column));
        match values.collect::<Result<Vec<_>>>() {
            Ok(key) if !key.is_empty() => {
                let key = table.identity.iter().zip(&key).map(|(column, value)| {
                    match table.columns[usize::from(*column)].sensitive {
                        true => HIDDEN.to_owned(),
                        false => value.key_text(),
                    }
                });
                let key: Vec<_> = key.collect();
                format!(
                    "the row of `{}` with the key {}",
                    table.name,
                    key.join(", ")
                )
            }
            _ => format!("a row of `{}`", table.name),
        }
    }

    /// Adds a row that is not in the database yet.
    ///
    /// # Errors
    ///
    /// A row that it leads to is of another session, or deleted.
    pub(super) fn add(&mut self, entity: &'static Entity, mut new: NewRow) -> Result<RowId> {
        let links = match new.links.is_empty() {
            true => Vec::new(),
            false => self.resolve_links(std::mem::take(&mut new.links))?,
        };
        let stamp = self.stamp;
        let index = self.store_of(entity).add(stamp, new);
        let row = RowId {
            slot: entity.slot() as u32,
            index,
        };
        for (key, to) in links {
            self.set_to_one(row, key, to);
        }
        Ok(row)
    }

    /// The rows that the foreign keys of a new row lead to.
    pub(super) fn resolve_links(
        &self,
        links: Vec<(u16, Option<AnyRef>)>,
    ) -> Result<Vec<(u16, Option<RowId>)>> {
        let links = links.into_iter();
        let links =
            links.map(|(key, to)| Ok((key, to.map(|to| self.resolve_alive(to)).transpose()?)));
        links.collect()
    }

    pub(super) fn enter<T: Model>(&mut self, entry: Entry<T>) -> Result<RowId> {
        match entry {
            Entry::Row(row) => self.resolve_alive(row.into()),
            Entry::New(new) => self.add(T::ENTITY, new),
        }
    }

    /// Takes in a row of a table that was read.
    pub(super) fn meet(&mut self, entity: &'static Entity, row: &Row<'_>) -> Result<RowId> {
        let (stamp, epoch) = (self.stamp, self.epoch);
        let index = self.store_of(entity).meet(row, stamp, epoch)?;
        Ok(RowId {
            slot: entity.slot() as u32,
            index,
        })
    }

    /// Where a foreign key of a row leads, as far as it can be told without asking the database.
    pub(super) fn to_one(&self, row: RowId, key: u16) -> Known {
        let base = self.base(row);
        match base.to_one[usize::from(key)].get(&row.index) {
            Some(ToOne::Set(target)) => return Known::Row(*target),
            // One that left the session may have been read again, as another row.
            Some(ToOne::Loaded(Some(target))) if self.state(*target) == State::Expunged => {}
            Some(ToOne::Loaded(target)) => return Known::Row(*target),
            None => {}
        }
        self.to_one_by_columns(row, key)
    }

    /// Where a foreign key of a row leads by the columns that the program has, as far as it can be told.
    pub(super) fn to_one_by_columns(&self, row: RowId, key: u16) -> Known {
        let base = self.base(row);
        let facts = &base.entity.table().foreign_keys[usize::from(key)];
        let values: Result<Vec<_>> = facts
            .columns
            .iter()
            .map(|column| self.current(row, *column))
            .collect();
        match values {
            Ok(values) if values.iter().any(Datum::is_null) => Known::Row(None),
            Ok(values) => self.find_target(
                base.entity.relationships()[usize::from(key)].target,
                facts,
                &values,
            ),
            Err(_) => Known::No,
        }
    }

    /// The value of a column of a row, new ones included; what was not given is NULL.
    pub(super) fn current(&self, row: RowId, column: u16) -> Result<Datum<'static>> {
        match self.base(row).news.get(row.index) {
            Some(given) => Ok(news::last(given, column).cloned().unwrap_or(Datum::Null)),
            None => self
                .store(row)
                .value(row.index, column)
                .map(Datum::into_owned),
        }
    }

    /// The values in some columns of a row, as the database has them.
    pub(super) fn stored_values(&self, row: RowId, columns: &[u16]) -> Result<Vec<Datum<'static>>> {
        let store = self.store(row);
        let columns = columns.iter();
        let stored = columns.map(|column| store.stored(row.index, *column).map(Datum::into_owned));
        stored.collect()
    }

    /// The row that values of a foreign key refer to, if it is in memory.
    pub(super) fn find_target(
        &self,
        target: &'static Entity,
        key: &ForeignKey,
        values: &[Datum<'static>],
    ) -> Known {
        if !refers_to_identity(key) {
            return Known::No;
        }
        match self.find_by(target, key.referenced, values) {
            Some(row) => Known::Row(Some(row)),
            None => Known::No,
        }
    }

    /// The row of a table whose key, of these columns in some order, has these values, if it is in memory.
    pub(super) fn find_by(
        &self,
        entity: &'static Entity,
        columns: &[u16],
        values: &[Datum<'_>],
    ) -> Option<RowId> {
        let slot = entity.slot() as u32;
        let store = self.stores.get(slot as usize)?.as_deref()?;
        let key = Chosen {
            columns,
            datums: values,
        };
        let found = store.find(&Row::some(&key)).ok()?;
        found.map(|index| RowId { slot, index })
    }

    /// Whether a flush has anything to look at.
    pub(super) fn has_work(&self) -> bool {
        !self.links.is_empty() || self.stores().any(|(_, store)| store.base().has_work())
    }

    /// Fails as long as a rollback has to come first.
    pub(super) fn check(&self) -> Result<()> {
        match &self.broken {
            None => Ok(()),
            Some(why) => Err(Error::new(
                ErrorKind::RollbackNeeded,
                format!(
                    "the session's transaction failed and has to be rolled back first: call `rollback()` (it was: {why})"
                ),
            )),
        }
    }

    pub(super) fn break_with(&mut self, why: &str) {
        self.broken = Some(why.into());
    }

    pub(super) fn mend(&mut self) {
        self.broken = None;
    }

    /// What was done is durable, and from now on others may change it.
    pub(super) fn committed(&mut self) {
        let expire = self.options.expire_on_commit;
        self.epoch += u32::from(expire);
        self.triggers.clear();
        self.close_savepoints(0);
        for store in self.stores_mut() {
            store.settle();
            if expire {
                store.base_mut().forget_relationships();
            }
        }
    }

    /// Rows, links and deletions are as they were when the transaction began.
    pub(super) fn rolled_back(&mut self) {
        self.epoch += 1;
        self.links.clear();
        self.broken = None;
        self.triggers.clear();
        self.close_savepoints(0);
        for store in self.stores_mut() {
            store.restore(Mark::default());
            store.base_mut().forget_relationships();
        }
    }

    /// Everything is flushed, and what is done from now on can be undone by itself.
    pub(super) fn open_savepoint(&mut self) -> u64 {
        let marks = self.stores.iter();
        let marks = marks.map(|store| store.as_ref().map_or_else(Mark::default, |it| it.mark()));
        let marks = marks.collect();
        self.numbered += 1;
        self.savepoints.push((self.numbered, marks));
        self.stores_mut()
            .for_each(|store| store.base_mut().noting = true);
        self.numbered
    }

    /// Rows, links and deletions are as they were when the savepoint that was opened last was.
    pub(super) fn undo_savepoint(&mut self) {
        let Some((_, marks)) = self.savepoints.pop() else {
            return;
        };
        self.links.clear();
        self.triggers.clear();
        for (slot, store) in self.stores.iter_mut().enumerate() {
            if let Some(store) = store {
                store.restore(marks.get(slot).copied().unwrap_or_default());
            }
        }
        self.close_savepoints(self.savepoints.len());
    }

    /// Leaves `open` savepoints; what the others could have undone, the last of those can.
    pub(super) fn close_savepoints(&mut self, open: usize) {
        self.savepoints.truncate(open);
        if open == 0 {
            for store in self.stores_mut() {
                let base = store.base_mut();
                base.noting = false;
                base.notes.clear();
            }
        }
    }

    pub(super) fn savepoints(&self) -> usize {
        self.savepoints.len()
    }

    /// The number of the savepoint that was opened last.
    pub(super) fn innermost(&self) -> Option<u64> {
        self.savepoints.last().map(|(number, _)| *number)
    }
}

/// Whether a foreign key has the columns by which rows of its target are known.
pub(super) fn refers_to_identity(key: &ForeignKey) -> bool {
    let identity = key.target.identity;
    key.referenced.len() == identity.len()
        && key
            .referenced
            .iter()
            .all(|column| identity.contains(column))
}

/// What is known of the row that a foreign key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// This one; or none.
    Row(Option<RowId>),
    /// Nothing: the database has to be asked.
    No,
}
