//! What does a session know of the rows of a table, apart from their values?

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    RowId, hints::Hints, members::Collection, news::News, referrers::Referrers,
    unit::refers_to_identity,
};
use crate::{
    model::{Entity, RelationshipFact},
    query::Assigned,
    schema::{Action, Table},
    value::Datum,
};

/// The part of a store that is the same for every table.
pub(crate) struct Base {
    pub(super) entity: &'static Entity,
    /// By relationship: the place of its other end among the relationships of its target; `None` where there is none.
    pub(super) inverses: Vec<Option<u16>>,
    /// Foreign keys without which a row is not to be: one that loses its parent is deleted.
    pub(super) orphaned_by: Vec<u16>,
    /// Whether the database may change a row's key, as that follows columns of another table which are no key.
    pub(super) follows_by_key: bool,
    /// Whether the table's foreign keys lead back to it, by way of others perhaps.
    pub(super) circular: bool,
    pub(super) rows: Vec<Meta>,
    /// New rows that were taken out of a collection.
    pub(super) left: FxHashSet<u32>,
    /// New rows that came in through a collection, where they may leave with the row that has it.
    pub(super) came_through: FxHashMap<u32, (RowId, u16)>,
    /// New rows in the order in which they were added.
    pub(super) pending: Vec<u32>,
    pub(super) news: News,
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
    /// What queries said of relationships of single rows.
    pub(super) hints: Hints,
    /// Rows and their to-one relationships whose row in the database, not known here, has to give way.
    pub(super) displaced: FxHashSet<(u32, u16)>,
    /// Columns that are written whatever the database has, and their values, by row.
    pub(super) assigned: FxHashMap<u32, Vec<Assigned>>,
    /// What stale rows had in columns that were assigned: nobody knows what the database has.
    pub(super) replaced: FxHashMap<u32, Vec<(u16, Datum<'static>)>>,
    /// Columns that the database has otherwise than before this flush, or will have, and so are written whether they changed or
    /// not, by row; and of those that gave way for the moment, what it has there.
    pub(super) parked: FxHashMap<u32, Vec<(u16, Option<Datum<'static>>)>>,
    /// What came to be known while a savepoint is open, in order: a rollback to it forgets that.
    pub(super) notes: Vec<Note>,
    /// Whether a savepoint is open.
    pub(super) noting: bool,
    /// Rows by what they refer to, where a deletion asked.
    pub(super) referrers: Option<Referrers>,
}

/// Something that a rollback to a savepoint forgets.
#[derive(Clone, Copy, Debug)]
pub(super) enum Note {
    /// A row was read.
    Read(u32),
    /// A foreign key of a row came to lead somewhere.
    ToOne(u16, u32),
    /// A collection of a row was loaded or changed.
    Collection(u16, u32),
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
    /// Taken out of the session.
    Expunged,
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
        let facts = entity.relationships().iter();
        let inverses: Vec<_> = facts.map(|fact| inverse(entity, fact)).collect();
        let keys = 0..entity.table().foreign_keys.len() as u16;
        let orphaned_by = keys.filter(|key| {
            let fact = &entity.relationships()[usize::from(*key)];
            let other = inverses[usize::from(*key)];
            other.is_some_and(|other| {
                fact.target.relationships()[usize::from(other)].deletes_orphans
            })
        });
        Base {
            entity,
            orphaned_by: orphaned_by.collect(),
            circular: is_circular(entity.table()),
            follows_by_key: follows_by_key(entity.table()),
            inverses,
            left: FxHashSet::default(),
            came_through: FxHashMap::default(),
            rows: Vec::new(),
            pending: Vec::new(),
            news: News::default(),
            touched: Vec::new(),
            doomed: Vec::new(),
            to_one: vec![FxHashMap::default(); entity.table().foreign_keys.len()],
            linked: Vec::new(),
            collections: vec![FxHashMap::default(); entity.relationships().len()],
            hints: Hints::default(),
            displaced: FxHashSet::default(),
            assigned: FxHashMap::default(),
            replaced: FxHashMap::default(),
            parked: FxHashMap::default(),
            notes: Vec::new(),
            noting: false,
            referrers: None,
        }
    }

    /// Remembers what a rollback to the open savepoint has to forget.
    pub(super) fn note(&mut self, note: Note) {
        if self.noting {
            self.notes.push(note);
        }
    }

    /// The foreign keys of a row may lead elsewhere from now on.
    pub(super) fn moved(&mut self, index: u32) {
        if let Some(referrers) = &mut self.referrers {
            referrers.moved(index);
            if referrers.is_outdated() {
                self.referrers = None;
            }
        }
    }

    /// The columns of a row that were assigned, but for those that the database computes.
    pub(super) fn assigned_values(
        &self,
        index: u32,
    ) -> impl Iterator<Item = (u16, &Datum<'static>)> {
        let assigned = self.assigned.get(&index).into_iter().flatten();
        assigned.filter_map(|one| Some((one.column, one.plain()?)))
    }

    /// What the database has for the moment in a column of a row that gave way.
    pub(super) fn parked_value(&self, index: u32, column: u16) -> Option<&Datum<'static>> {
        let mut parked = self.parked.get(&index)?.iter();
        parked
            .find(|(known, _)| *known == column)
            .and_then(|(_, value)| value.as_ref())
    }

    /// A column of a row is to be written, as the database has another value there for the moment, or will have.
    pub(super) fn park(&mut self, index: u32, column: u16, value: Option<Datum<'static>>) {
        self.unpark(index, &[column]);
        self.parked.entry(index).or_default().push((column, value));
    }

    /// These columns of a row are written.
    pub(super) fn unpark(&mut self, index: u32, columns: &[u16]) {
        if let Some(parked) = self.parked.get_mut(&index) {
            parked.retain(|(column, _)| !columns.contains(column));
            if parked.is_empty() {
                self.parked.remove(&index);
            }
        }
    }

    /// A row leaves the session, with all that is known of its relationships. The lists of what is to be flushed go by
    /// the states of their rows.
    pub(super) fn leave(&mut self, index: u32) {
        self.set_state(index, State::Expunged);
        self.news.remove(index);
        self.to_one.iter_mut().for_each(|rows| {
            rows.remove(&index);
        });
        self.collections.iter_mut().for_each(|rows| {
            rows.remove(&index);
        });
        self.hints.forget(index);
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
            && self.displaced.is_empty()
            && self.assigned.is_empty())
    }

    /// Whether nothing is to be done but to insert new rows, which wait for no other row of their table.
    pub(super) fn has_only_news(&self) -> bool {
        self.touched.is_empty()
            && self.doomed.is_empty()
            && self.linked.is_empty()
            && self.displaced.is_empty()
            && self.assigned.is_empty()
            && !(self.circular && self.news.any_has(self.entity.table().identity))
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
        self.hints.clear();
        self.linked.clear();
        self.displaced.clear();
    }
}

fn follows_by_key(table: &Table) -> bool {
    table.foreign_keys.iter().any(|key| {
        let mut columns = key.columns.iter();
        key.on_update != Action::Restrict
            && !refers_to_identity(key)
            && columns.any(|column| table.identity.contains(column))
    })
}

/// Whether the foreign keys of a table lead back to it.
fn is_circular(table: &'static Table) -> bool {
    let mut seen: Vec<&'static Table> = Vec::new();
    let mut open = vec![table];
    while let Some(next) = open.pop() {
        for key in next.foreign_keys {
            if std::ptr::eq(key.target, table) {
                return true;
            }
            if !seen.iter().any(|known| std::ptr::eq(*known, key.target)) {
                seen.push(key.target);
                open.push(key.target);
            }
        }
    }
    false
}

fn inverse(entity: &'static Entity, fact: &RelationshipFact) -> Option<u16> {
    let mut others = fact.target.relationships().iter();
    let place = others.position(|other| {
        std::ptr::eq(other.target, entity) && other.kind.is_inverse_of(&fact.kind)
    })?;
    u16::try_from(place).ok()
}
