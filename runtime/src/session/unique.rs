//! Which rows of a flush hand a unique value, or a key, from one to another?

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    RowId, Unit,
    base::State,
    compared::compared,
    gather::Gathered,
    news,
    park::Parking,
    plan::{Action, Node, WayOut, Why, address},
    remove::cleared,
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
                        let entity = self.base(row).entity;
                        let can_park = action != Action::Insert;
                        let parking = can_park.then(|| Parking::of(entity, columns, action));
                        parking.flatten().map_or(WayOut::Refused, WayOut::Park)
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
            let stored = match node.action {
                // It takes the place of another one.
                Action::Insert => gathered.switches.get(&node.row).copied(),
                Action::Update | Action::Delete => Some(node.row),
            };
            let Some(stored) = stored else { continue };
            let stays = |column: &u16| {
                let stored = self.store(stored).stored(stored.index, *column);
                stored.ok() == self.future(node.row, *column)
            };
            let goes =
                |columns: &[u16]| node.action == Action::Delete || !columns.iter().all(stays);
            for value in self.stored_uniques(stored, goes)? {
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
                None if cleared(table, facts).contains(&column) => return Some(Datum::Null),
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
