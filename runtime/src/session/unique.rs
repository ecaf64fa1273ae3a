//! Which rows of a flush hand a unique value, or a key, from one to another?

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    RowId, Unit,
    base::State,
    compared::compared,
    gather::{Gathered, may_be_null},
    news,
    park::Parking,
    plan::{Action, Node, WayOut, Why, address},
};
use crate::{
    error::Result,
    model::{Entity, Kind},
    schema::{Action as OnDelete, Table},
    value::{Datum, Exact},
};

/// A unique value: the table, the number of the constraint, and the value.
type Taken = (usize, usize, Exact);

/// The nodes that give unique values up, and how.
type Gives = FxHashMap<Taken, (usize, By)>;

/// Which row has a value that is given up with a node.
#[derive(Clone, Copy)]
enum By {
    /// That of the node.
    Itself,
    /// This one, which the database deletes with it.
    Cascade(RowId),
}

impl Unit {
    /// A new row with the key of one that is to be deleted takes its place with an UPDATE, where that comes to the same.
    pub(super) fn find_switches(&self, gathered: &mut Gathered, doomed: &[RowId]) {
        let mut by_key: FxHashMap<(usize, Exact), RowId> = FxHashMap::default();
        for row in doomed {
            let table = self.base(*row).entity.table();
            if let Ok(key) = self.stored_key(*row) {
                let key = compared(table, table.identity, key);
                by_key.insert((address(table), key), *row);
            }
        }
        if by_key.is_empty() {
            return;
        }
        for node in &gathered.nodes {
            let base = self.base(node.row);
            let Some(values) = base.news.get(node.row.index) else {
                continue;
            };
            let Ok(Some(key)) = self.given_key(base.entity, values, &[]) else {
                continue;
            };
            let key = compared(node.table, node.table.identity, key);
            let place = (address(node.table), key);
            if let Some(old) = by_key.get(&place).copied()
                && self.can_be_switched(node.row, old)
            {
                by_key.remove(&place);
                gathered.switches.insert(node.row, old);
            }
        }
    }

    /// Whether an UPDATE comes to the same as DELETE and INSERT: the database fills in nothing, and does nothing to rows
    /// that refer to the old one but what the session does too.
    fn can_be_switched(&self, new: RowId, old: RowId) -> bool {
        let entity = self.base(new).entity;
        let table = entity.table();
        let fills_nothing_in = (0..table.columns.len() as u16).all(|column| {
            let facts = &table.columns[usize::from(column)];
            let given = self.future(new, column).is_some();
            facts.generated.is_some() || given || (facts.default.is_none() && facts.nullable)
        });
        let unwritable = |table: &Table, key: u16| {
            let key = &table.foreign_keys[usize::from(key)];
            !matches!(key.on_delete, OnDelete::NoAction | OnDelete::Restrict)
                || !may_be_null(table, key)
        };
        let mut facts = entity.relationships().iter();
        let does_nothing = facts.all(|fact| match fact.kind {
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                !unwritable(fact.target.table(), foreign_key)
            }
            Kind::ManyToMany { .. } => false,
            Kind::BelongsTo { .. } => true,
        });
        let links = self.base(new).set_links(new.index);
        let mut targets = links.filter_map(|(_, to)| to);
        let keeps_its_place = targets.all(|to| to != new && to != old);
        // A row that the old one leads to may take it along before the new one is there.
        let mut keys = 0..table.foreign_keys.len() as u16;
        let stays_until_then = keys.all(|key| self.doomed_target(old, key).is_none());
        fills_nothing_in && does_nothing && keeps_its_place && stays_until_then
    }

    /// Rows that take over a unique value wait for those that give it up.
    pub(super) fn hand_over_unique_values(&mut self, gathered: &mut Gathered) -> Result<()> {
        let mut gives = self.values_given_up(gathered)?;
        self.give_up_by_cascade(gathered, &mut gives)?;
        if gives.is_empty() {
            return Ok(());
        }
        for place in 0..gathered.nodes.len() {
            let node = gathered.nodes[place];
            if node.action == Action::Delete {
                continue;
            }
            for (number, columns) in uniques(node.table).enumerate() {
                let wanted = columns.iter().map(|column| self.future(node.row, *column));
                let Some(wanted) = wanted.collect::<Option<Vec<_>>>() else {
                    continue;
                };
                if wanted.iter().any(Datum::is_null) {
                    continue;
                }
                let value = (
                    address(node.table),
                    number,
                    compared(node.table, columns, wanted),
                );
                let given = gives.get(&value).copied();
                let Some((on, by)) = given.filter(|(on, _)| *on != place) else {
                    continue;
                };
                let way_out = match by {
                    By::Itself => {
                        let Node { row, action, .. } = gathered.nodes[on];
                        let parking = Parking::of(self.base(row).entity, columns, action);
                        parking.map_or(WayOut::Refused, WayOut::Park)
                    }
                    // What goes itself waits for nothing.
                    By::Cascade(row) if row == node.row => continue,
                    By::Cascade(_) => WayOut::Refused,
                };
                gathered.wait(place, on, Why::TakesOver { columns, way_out });
            }
        }
        Ok(())
    }

    /// The unique values that rows have in the database and will not have after this flush.
    fn values_given_up(&self, gathered: &Gathered) -> Result<Gives> {
        let mut gives = Gives::default();
        for (place, node) in gathered.nodes.iter().enumerate() {
            if node.action == Action::Insert {
                continue;
            }
            let stays = |column: &u16| {
                let stored = self.store(node.row).stored(node.row.index, *column);
                stored.ok() == self.future(node.row, *column)
            };
            let goes =
                |columns: &[u16]| node.action == Action::Delete || !columns.iter().all(stays);
            for value in self.stored_uniques(node.row, goes)? {
                gives.insert(value, (place, By::Itself));
            }
        }
        Ok(gives)
    }

    /// The unique values that a row has in the database, in those columns that are asked for.
    fn stored_uniques(&self, row: RowId, asked: impl Fn(&[u16]) -> bool) -> Result<Vec<Taken>> {
        let table = self.base(row).entity.table();
        let mut taken = Vec::new();
        for (number, columns) in uniques(table).enumerate() {
            if !asked(columns) {
                continue;
            }
            let values = self.stored_values(row, columns)?;
            if !values.iter().any(Datum::is_null) {
                let value = compared(table, columns, values);
                taken.push((address(table), number, value));
            }
        }
        Ok(taken)
    }

    /// The unique values of rows in memory that the database deletes with those that are to be deleted.
    fn give_up_by_cascade(&mut self, gathered: &Gathered, gives: &mut Gives) -> Result<()> {
        let written = gathered.nodes.iter();
        let written = written.filter(|node| node.action != Action::Delete);
        let wanted: FxHashSet<usize> = written.map(|node| address(node.table)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let nodes = gathered.nodes.iter().enumerate();
        let doomed = nodes.filter(|(_, node)| node.action == Action::Delete);
        let mut open: Vec<(RowId, usize)> = doomed.map(|(place, node)| (node.row, place)).collect();
        let towards = towards(&wanted, open.iter().map(|(row, _)| self.base(*row).entity));
        let mut seen: FxHashSet<RowId> = open.iter().map(|(row, _)| *row).collect();
        while let Some((row, place)) = open.pop() {
            for (entity, foreign_key) in cascades(self.base(row).entity) {
                let table = entity.table();
                if !towards.contains(&address(table)) {
                    continue;
                }
                let key = &table.foreign_keys[usize::from(foreign_key)];
                for with_it in
                    self.stored_referrers(entity, foreign_key, &FxHashSet::from_iter([row]))
                {
                    if !self.leads_on(with_it, key.columns) || !seen.insert(with_it) {
                        continue;
                    }
                    open.push((with_it, place));
                    if wanted.contains(&address(table)) {
                        for value in self.stored_uniques(with_it, |_| true)? {
                            gives.entry(value).or_insert((place, By::Cascade(with_it)));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The value that a column will have after this flush; nothing where that is not known yet.
    pub(super) fn future(&self, row: RowId, column: u16) -> Option<Datum<'static>> {
        let base = self.base(row);
        let table = base.entity.table();
        for (key, to) in base.set_links(row.index) {
            let facts = &table.foreign_keys[usize::from(key)];
            let Some(place) = facts.columns.iter().position(|known| *known == column) else {
                continue;
            };
            match to {
                Some(to) => {
                    let value = self.current(to, facts.referenced[place]).ok()?;
                    return (!value.is_null()).then_some(value);
                }
                None if table.columns[usize::from(column)].nullable => return Some(Datum::Null),
                None => {}
            }
        }
        if let Some(assigned) = base.assigned.get(&row.index)
            && assigned
                .iter()
                .any(|one| one.column == column && one.is_computed())
        {
            return None;
        }
        match (base.state(row.index), base.news.get(row.index)) {
            (State::Pending, Some(given)) => news::last(given, column).cloned(),
            _ => self.current(row, column).ok(),
        }
    }
}

/// The entities whose rows the database deletes with those of one, each with the foreign key by which it does.
fn cascades(entity: &'static Entity) -> impl Iterator<Item = (&'static Entity, u16)> {
    let facts = entity.relationships().iter();
    facts.filter_map(|fact| match fact.kind {
        Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
            let key = &fact.target.table().foreign_keys[usize::from(foreign_key)];
            (key.on_delete == OnDelete::Cascade).then_some((fact.target, foreign_key))
        }
        _ => None,
    })
}

/// The wanted tables, and those by way of which deletions come to them: only their rows are looked up.
fn towards(
    wanted: &FxHashSet<usize>,
    from: impl Iterator<Item = &'static Entity>,
) -> FxHashSet<usize> {
    let of = |entity: &Entity| address(entity.table());
    let mut known: FxHashSet<usize> = FxHashSet::default();
    let mut reached: Vec<&'static Entity> =
        from.filter(|entity| known.insert(of(entity))).collect();
    let mut next = 0;
    while let Some(entity) = reached.get(next).copied() {
        let targets = cascades(entity).map(|(target, _)| target);
        reached.extend(targets.filter(|target| known.insert(of(target))));
        next += 1;
    }
    let mut towards = wanted.clone();
    loop {
        let before = towards.len();
        for entity in reached.iter().rev() {
            if cascades(entity).any(|(target, _)| towards.contains(&of(target))) {
                towards.insert(of(entity));
            }
        }
        if towards.len() == before {
            return towards;
        }
    }
}

/// The columns of each key and UNIQUE of a table; the key first.
fn uniques(table: &'static Table) -> impl Iterator<Item = &'static [u16]> {
    let uniques = table.uniques.iter().map(|unique| unique.columns);
    let primary = [table.primary_key].into_iter();
    primary.chain(uniques).filter(|columns| !columns.is_empty())
}
