//! Which rows are to be written and deleted, and what do they wait for?

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    RowId, Unit,
    base::{Base, State},
    compared::{compared, referred_key},
    plan::{Action, Edge, Node, WayOut, Why},
    unit::Known,
};
use crate::{
    error::{Constraint, Error, ErrorKind, Result},
    model::Entity,
    schema::{Action as OnDelete, Deferrable, ForeignKey, Table},
    value::{Datum, Exact},
};

/// The rows of a flush.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Vec<Edge>>,
    pub(super) places: FxHashMap<RowId, usize>,
    /// New rows that take the place of one that is to be deleted, which has the same key.
    pub(super) switches: FxHashMap<RowId, RowId>,
}

impl Gathered {
    fn reserve(&mut self, rows: usize) {
        self.nodes.reserve(rows);
        self.edges.reserve(rows);
    }

    fn add(&mut self, row: RowId, table: &'static Table, action: Action) {
        self.nodes.push(Node { row, table, action });
        self.edges.push(Vec::new());
    }

    pub(super) fn wait(&mut self, place: usize, on: usize, why: Why) {
        self.edges[place].push(Edge { on, why });
    }
}

impl Unit {
    /// Changed rows in the order of their keys, new ones in that in which they were added, and those to delete in the
    /// order of their keys.
    pub(super) fn gather(&mut self) -> Result<Gathered> {
        let mut gathered = Gathered::default();
        let bases = self.stores().map(|(_, store)| store.base());
        gathered.reserve(
            bases
                .map(|base| base.pending.len() + base.touched.len())
                .sum(),
        );
        for (slot, store) in self.stores() {
            let base = store.base();
            let table = base.entity.table();
            for index in self.changed_rows(base.entity) {
                gathered.add(RowId { slot, index }, table, Action::Update);
            }
            for index in &base.pending {
                if base.state(*index) == State::Pending {
                    let row = RowId {
                        slot,
                        index: *index,
                    };
                    gathered.add(row, table, Action::Insert);
                }
            }
        }
        let writes = gathered.nodes.len();
        let doomed = self.doomed_rows();
        self.find_switches(&mut gathered, &doomed);
        let switched: FxHashSet<RowId> = gathered.switches.values().copied().collect();
        for row in doomed {
            if !switched.contains(&row) {
                gathered.add(row, self.base(row).entity.table(), Action::Delete);
            }
        }
        // Only where rows were led somewhere, or are to be deleted, are others looked up.
        let mut bases = self.stores().map(|(_, store)| store.base());
        let is_led = |base: &Base| base.to_one.iter().any(|it| !it.is_empty());
        let looks_up = bases.any(|base| !base.doomed.is_empty() || is_led(base));
        drop(bases);
        if looks_up {
            let nodes = gathered.nodes.iter().enumerate();
            gathered.places = nodes.map(|(place, node)| (node.row, place)).collect();
        }
        let by_key = self.pending_keys(&gathered.nodes);
        for place in 0..writes {
            self.wait_for_targets(&mut gathered, place, &by_key)?;
        }
        if writes < gathered.nodes.len() {
            for place in 0..gathered.nodes.len() {
                self.let_targets_wait(&mut gathered, place);
            }
        }
        self.hand_over_unique_values(&mut gathered)?;
        self.wait_for_keys_given_up(&mut gathered)?;
        Ok(gathered)
    }

    /// The rows of a table that were touched since the last flush, in the order of their keys.
    pub(super) fn changed_rows(&self, entity: &'static Entity) -> Vec<u32> {
        let slot = entity.slot() as u32;
        let Some((_, store)) = self.stores().find(|(known, _)| *known == slot) else {
            return Vec::new();
        };
        let base = store.base();
        let linked = base.linked.iter().map(|(index, _)| *index);
        let touched = base.touched.iter().copied().chain(linked);
        let touched = touched.chain(base.assigned.keys().copied());
        let mut changed: Vec<u32> = touched
            .filter(|index| base.state(*index) == State::Persistent)
            .collect();
        store.sort(&mut changed);
        changed.dedup();
        changed
    }

    pub(super) fn doomed_rows(&self) -> Vec<RowId> {
        let mut rows = Vec::new();
        for (slot, store) in self.stores() {
            let base = store.base();
            let doomed = base.doomed.iter().copied();
            let mut doomed: Vec<u32> = doomed
                .filter(|index| base.state(*index) == State::Doomed)
                .collect();
            store.sort(&mut doomed);
            doomed.dedup();
            rows.extend(doomed.into_iter().map(|index| RowId { slot, index }));
        }
        rows
    }

    fn wait_for_targets(
        &self,
        gathered: &mut Gathered,
        place: usize,
        by_key: &ByKey,
    ) -> Result<()> {
        let Node { row, table, action } = gathered.nodes[place];
        let base = self.base(row);
        for (key, to) in base.set_links(row.index) {
            let Some(to) = to else {
                self.may_be_cleared(row, table, key)?;
                continue;
            };
            match self.state(to) {
                State::Persistent => {
                    let referenced = table.foreign_keys[usize::from(key)].referenced;
                    if let Some(on) = gathered.places.get(&to).copied().filter(|on| *on != place)
                        && !self.leads_on(to, referenced)
                    {
                        self.wait_for_new(gathered, place, on, key);
                    }
                }
                State::Pending => {
                    if let Some(on) = gathered.places.get(&to).copied() {
                        self.wait_for_new(gathered, place, on, key);
                    }
                }
                // It leads there already: what becomes of it is for the deletion to say.
                State::Doomed if self.stored_target(row, key) == Some(to) => {}
                _ => return Err(self.refers_to_doomed(row, to)),
            }
        }
        if by_key.is_empty() {
            return Ok(());
        }
        for (key, facts) in table.foreign_keys.iter().enumerate() {
            let key = key as u16;
            if base.set_links(row.index).any(|(set, _)| set == key) {
                continue;
            }
            let values = facts
                .columns
                .iter()
                .map(|column| self.current(row, *column));
            let values = values.collect::<Result<Vec<_>>>()?;
            let is_update = action == Action::Update;
            let Some(target) = referred_key(facts, &values) else {
                continue;
            };
            let target = (super::plan::address(facts.target), target);
            if let Some(on) = by_key.get(&target).filter(|on| !is_update || **on != place) {
                self.wait_for_new(gathered, place, *on, key);
            }
        }
        Ok(())
    }

    /// A row refers to one that is new, or has a new key.
    fn wait_for_new(&self, gathered: &mut Gathered, place: usize, on: usize, key: u16) {
        let Node { table, action, .. } = gathered.nodes[place];
        let facts = &table.foreign_keys[usize::from(key)];
        let known = self.has_given(gathered.nodes[on].row, facts.referenced);
        if place == on && known {
            return;
        }
        let new = gathered.nodes[on].row;
        let way_out = match action {
            _ if known
                && facts.deferrable == Deferrable::InitiallyDeferred
                && !self.is_heir(new, facts) =>
            {
                Some(WayOut::Nothing)
            }
            Action::Insert if !may_be_null(table, facts) => None,
            _ => Some(WayOut::Postpone),
        };
        gathered.wait(place, on, Why::Refers { key, way_out });
    }

    /// Whether a new row has the key of one that is to be deleted. What refers to the key before, refers to the old row.
    fn is_heir(&self, new: RowId, key: &ForeignKey) -> bool {
        let values = key
            .referenced
            .iter()
            .map(|column| self.current(new, *column));
        let values = values.collect::<Result<Vec<_>>>().unwrap_or_default();
        let old = self.find_target(self.base(new).entity, key, &values);
        matches!(old, Known::Row(Some(old)) if self.state(old) == State::Doomed)
    }

    /// Whether a new row was given values in these columns, so that others can refer to it before it is there.
    fn has_given(&self, row: RowId, columns: &[u16]) -> bool {
        let given = |column: &u16| {
            self.current(row, *column)
                .is_ok_and(|datum| !datum.is_null())
        };
        columns.iter().all(given)
    }

    /// Rows that are to be deleted wait for this one, whose foreign keys lead to them in the database.
    fn let_targets_wait(&self, gathered: &mut Gathered, place: usize) {
        let Node { row, table, action } = gathered.nodes[place];
        if action == Action::Insert {
            return;
        }
        let base = self.base(row);
        for (key, facts) in table.foreign_keys.iter().enumerate() {
            let Some(doomed) = self.doomed_target(row, key as u16) else {
                self.let_what_takes_it_along_wait(gathered, place, key as u16);
                continue;
            };
            let target = gathered.places.get(&doomed).copied();
            let Some(target) = target.filter(|target| *target != place) else {
                continue;
            };
            let by_itself = match facts.on_delete {
                OnDelete::NoAction => facts.deferrable == Deferrable::InitiallyDeferred,
                OnDelete::Restrict => false,
                OnDelete::Cascade | OnDelete::SetNull | OnDelete::SetDefault => true,
            };
            // A new row with the key of the old one is another row all the same.
            let mut links = base.set_links(row.index);
            let mut is_led_on =
                || links.all(|(set, to)| usize::from(set) != key || to == Some(doomed));
            let mut stays =
                || action == Action::Delete || is_led_on() && self.leads_on(row, facts.columns);
            let way_out = if by_itself && stays() {
                Some(WayOut::Nothing)
            } else if may_be_null(table, facts) {
                Some(WayOut::Free)
            } else {
                None
            };
            let key = key as u16;
            gathered.wait(target, place, Why::Referred { key, way_out });
        }
    }

    /// A row that is led away from one which goes with another that is to be deleted would go too, were it not written first.
    fn let_what_takes_it_along_wait(&self, gathered: &mut Gathered, place: usize, key: u16) {
        let Node { row, table, action } = gathered.nodes[place];
        let facts = &table.foreign_keys[usize::from(key)];
        if action != Action::Update
            || facts.on_delete != OnDelete::Cascade
            || self.leads_on(row, facts.columns)
        {
            return;
        }
        let way_out = may_be_null(table, facts).then_some(WayOut::Free);
        let mut open: Vec<RowId> = self.stored_target(row, key).into_iter().collect();
        let mut seen: FxHashSet<RowId> = open.iter().copied().collect();
        while let Some(owner) = open.pop() {
            if self.state(owner) == State::Doomed {
                if let Some(target) = gathered.places.get(&owner).copied() {
                    gathered.wait(target, place, Why::Referred { key, way_out });
                }
                continue;
            }
            for (number, facts) in (0..).zip(self.base(owner).entity.table().foreign_keys) {
                if facts.on_delete == OnDelete::Cascade
                    && self.leads_on(owner, facts.columns)
                    && let Some(next) = self.stored_target(owner, number)
                    && seen.insert(next)
                {
                    open.push(next);
                }
            }
        }
    }

    /// Whether a row will have the values in these columns that it has in the database.
    pub(super) fn leads_on(&self, row: RowId, columns: &[u16]) -> bool {
        let store = self.store(row);
        columns.iter().all(|column| {
            let stored = store.stored(row.index, *column).map(Datum::into_owned);
            self.future(row, *column) == stored.ok()
        })
    }

    /// The row that a foreign key leads to in the database, if that is to be deleted too.
    pub(super) fn doomed_target(&self, row: RowId, key: u16) -> Option<RowId> {
        match self.stored_target(row, key) {
            Some(target) if self.state(target) == State::Doomed => Some(target),
            _ => None,
        }
    }

    /// The row that a foreign key of a row leads to in the database, if it is in memory.
    pub(super) fn stored_target(&self, row: RowId, key: u16) -> Option<RowId> {
        let base = self.base(row);
        let facts = &base.entity.table().foreign_keys[usize::from(key)];
        let values = self.stored_values(row, facts.columns).ok()?;
        let target = base.entity.relationships()[usize::from(key)].target;
        match self.find_target(target, facts, &values) {
            Known::Row(found) => found,
            Known::No => None,
        }
    }

    /// New rows by their keys, of the tables that refer to themselves or to each other in a circle: there the order of
    /// tables does not say which row comes first.
    fn pending_keys(&self, nodes: &[Node]) -> ByKey {
        let mut by_key = ByKey::default();
        for (place, node) in nodes.iter().enumerate() {
            if node.action != Action::Insert || !self.base(node.row).circular {
                continue;
            }
            let values = self.base(node.row).news.get(node.row.index);
            let entity = self.base(node.row).entity;
            if let Some(Ok(Some(key))) = values.map(|values| self.given_key(entity, values, &[])) {
                let key = compared(node.table, node.table.identity, key);
                by_key.insert((super::plan::address(node.table), key), place);
            }
        }
        by_key
    }

    fn refers_to_doomed(&self, row: RowId, to: RowId) -> Error {
        let table = self.base(row).entity.table();
        let is_gone = self.state(to) == State::Expunged;
        let (row, to) = (self.name(row), self.name(to));
        if is_gone {
            let message = format!(
                "{row} refers to {to} that was taken out of the session: lead it to another row"
            );
            return Error::misuse(message).with_table(table.name);
        }
        let message = format!(
            "{row} refers to {to}, which is being deleted: delete both, or lead it to another row"
        );
        Error::new(ErrorKind::Integrity(Constraint::ForeignKey), message).with_table(table.name)
    }

    /// A foreign key that is never NULL cannot lead nowhere.
    fn may_be_cleared(&self, row: RowId, table: &'static Table, key: u16) -> Result<()> {
        let facts = &table.foreign_keys[usize::from(key)];
        if may_be_null(table, facts) {
            return Ok(());
        }
        let names: Vec<_> = table.names(facts.columns).collect();
        let name = self.base(row).entity.relationships()[usize::from(key)].name;
        let message = format!(
            "{} has no `{name}` any more, and `{}` may not be NULL: delete the row, or lead it to another",
            self.name(row),
            names.join("`, `")
        );
        Err(
            Error::new(ErrorKind::Integrity(Constraint::NotNull), message)
                .with_table(table.name)
                .with_columns(names),
        )
    }
}

/// New rows by table and key.
type ByKey = FxHashMap<(usize, Exact), usize>;

pub(super) fn may_be_null(table: &Table, key: &ForeignKey) -> bool {
    let mut columns = key.columns.iter();
    columns.any(|column| table.columns[usize::from(*column)].nullable)
}
