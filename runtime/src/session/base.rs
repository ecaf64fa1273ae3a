//! What does a session know of the rows of a table, apart from their values?

use rustc_hash::FxHashMap;

use super::{RowId, members::Collection};
use crate::{
    insert::NewRow,
    model::{Entity, RelationshipFact},
};

/// The part of a store that is the same for every table.
pub(crate) struct Base {
    pub(super) entity: &'static Entity,
    /// By relationship: the place of its other end among the relationships of its target; `None` where there is none.
    pub(super) inverses: Vec<Option<u16>>,
    pub(super) rows: Vec<Meta>,
    /// New rows in the order in which they were added.
    pub(super) pending: Vec<u32>,
    pub(super) news: FxHashMap<u32, NewRow>,
    /// Rows that were borrowed mutably since the last flush.
    pub(super) touched: Vec<u32>,
    /// Rows to delete with the next flush.
    pub(super) doomed: Vec<u32>,
    /// By foreign key and row: where the key leads, as far as it is not in the row's columns.
    pub(super) to_one: Vec<FxHashMap<u32, ToOne>>,
    /// Rows and foreign keys that were set since the last flush, some perhaps twice.
    pub(super) linked: Vec<(u32, u16)>,
    /// By relationship and row.
    pub(super) collections: Vec<FxHashMap<u32, Collection>>,
    /// Rows and their to-one relationships whose row in the database, not known here, has to give way.
    pub(super) displaced: Vec<(u32, u16)>,
    /// Rows that this transaction inserted.
    pub(super) created: Vec<u32>,
}

/// Where a row stands, and when the database was last asked for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meta {
    pub(super) state: State,
    /// The transaction it was read in: a row of an earlier one is stale.
    pub(super) epoch: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Added, not yet in the database.
    Pending,
    /// In the database.
    Persistent,
    /// In the database, to be deleted with the next flush.
    Doomed,
    /// Deleted; a rollback brings it back.
    Deleted,
    /// Deleted, for good.
    Gone,
    /// Added, and never in the database: its transaction was rolled back.
    RolledBack,
}

/// Where a foreign key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToOne {
    /// Loaded; the columns say the same.
    Loaded(Option<RowId>),
    /// Set; the columns follow with the next flush.
    Set(Option<RowId>),
}

impl ToOne {
    pub(super) fn target(self) -> Option<RowId> {
        match self {
            ToOne::Loaded(target) | ToOne::Set(target) => target,
        }
    }
}

impl Base {
    pub(super) fn new(entity: &'static Entity) -> Self {
        Base {
            entity,
            inverses: entity
                .relationships()
                .iter()
                .map(|fact| inverse(entity, fact))
                .collect(),
            rows: Vec::new(),
            pending: Vec::new(),
            news: FxHashMap::default(),
            touched: Vec::new(),
            doomed: Vec::new(),
            to_one: vec![FxHashMap::default(); entity.table().foreign_keys.len()],
            linked: Vec::new(),
            collections: vec![FxHashMap::default(); entity.relationships().len()],
            displaced: Vec::new(),
            created: Vec::new(),
        }
    }

    pub(super) fn state(&self, index: u32) -> State {
        self.rows[index as usize].state
    }

    pub(super) fn set_state(&mut self, index: u32, state: State) {
        self.rows[index as usize].state = state;
    }

    /// Whether the row was read in this transaction.
    pub(super) fn is_fresh(&self, index: u32, epoch: u32) -> bool {
        self.rows[index as usize].epoch == epoch
    }

    /// Whether a flush has anything to look at.
    pub(super) fn has_work(&self) -> bool {
        !(self.pending.is_empty()
            && self.touched.is_empty()
            && self.doomed.is_empty()
            && self.linked.is_empty()
            && self.displaced.is_empty())
    }

    /// The foreign keys of a row that were set and not yet written.
    pub(super) fn set_links(&self, index: u32) -> impl Iterator<Item = (u16, Option<RowId>)> {
        self.to_one
            .iter()
            .enumerate()
            .filter_map(move |(key, rows)| match rows.get(&index) {
                Some(ToOne::Set(target)) => Some((key as u16, *target)),
                _ => None,
            })
    }

    /// Forgets what is known of relationships: the database is asked again.
    pub(super) fn forget_relationships(&mut self) {
        self.to_one.iter_mut().for_each(FxHashMap::clear);
        self.collections.iter_mut().for_each(FxHashMap::clear);
        self.linked.clear();
        self.displaced.clear();
    }
}

fn inverse(entity: &'static Entity, fact: &RelationshipFact) -> Option<u16> {
    let mut others = fact.target.relationships().iter();
    let place = others.position(|other| {
        std::ptr::eq(other.target, entity) && other.kind.is_inverse_of(&fact.kind)
    })?;
    u16::try_from(place).ok()
}
