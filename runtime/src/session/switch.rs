//! When does a new row take the place of one that is to be deleted, and how?

use rustc_hash::FxHashMap;

use super::{
    RowId, Transaction, Unit,
    compared::compared,
    gather::{Gathered, may_be_null},
    plan::address,
    remove::Led,
    store::Inserted,
};
use crate::{
    driver::Bind,
    error::Result,
    model::Kind,
    schema::{Action as OnDelete, Table},
    value::{Datum, Exact},
};

/// A row as it comes to be, by column.
struct Switched {
    datums: Vec<Datum<'static>>,
    /// The columns to write.
    changed: Vec<u16>,
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
            let is_null = facts.default.is_none() && facts.nullable;
            // A version goes on where the one of the old row stands.
            facts.generated.is_some() || given || is_null || table.version == Some(column)
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

    /// A new row takes the place of one that has the same key and was to be deleted.
    pub(super) async fn switch(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        old: RowId,
        postponed: &[u16],
    ) -> Result<()> {
        let entity = self.base(row).entity;
        let table = entity.table();
        self.see_to_referrers(transaction, entity, &[old], Led::Perhaps)
            .await?;
        let version = table.version;
        let version = version.filter(|version| self.future(row, *version).is_none());
        let mut values = Vec::new();
        self.values_to_insert(row, table, postponed, &mut values)?;
        let mut switched = self.switched(old, values, version)?;
        if !switched.changed.is_empty() {
            self.send_switched(transaction, old, &mut switched).await?;
        }
        self.follow(entity, &[old])?;
        self.store_mut(old).removed(old.index);
        let epoch = self.epoch;
        let places: Vec<u16> = (0..table.columns.len() as u16).collect();
        let inserted = Inserted {
            rows: &[row.index],
            values: &mut [],
            filled_in: &mut switched.datums,
            places: &places,
            epoch,
        };
        self.store_mut(row).inserted(inserted)
    }

    /// What the row of `old` becomes where it gets these values, in the order of columns, and NULL in all other columns but
    /// `version`, which goes on counting.
    fn switched(
        &self,
        old: RowId,
        values: Vec<(u16, Datum<'static>)>,
        version: Option<u16>,
    ) -> Result<Switched> {
        let table = self.base(old).entity.table();
        let mut values = values.into_iter().peekable();
        let mut datums = Vec::with_capacity(table.columns.len());
        let mut changed = Vec::new();
        let is_fresh = self.is_fresh(old);
        let assigned = self.base(old).assigned_values(old.index);
        let assigned: Vec<u16> = assigned.map(|(column, _)| column).collect();
        for column in 0..table.columns.len() as u16 {
            let value = values.next_if(|(known, _)| *known == column);
            let is_computed = table.columns[usize::from(column)].generated.is_some();
            if table.is_deferred(column) {
                // It may have anything.
                changed.extend((!is_computed).then_some(column));
                datums.push(value.map_or(Datum::Null, |(_, value)| value));
                continue;
            }
            let stored = self.store(old).stored(old.index, column)?.into_owned();
            let value = match (value, &stored) {
                (_, Datum::Integer(known)) if version == Some(column) => {
                    Datum::Integer(known.wrapping_add(1))
                }
                (Some((_, value)), _) => value,
                (None, stored) if is_computed => stored.clone(),
                (None, _) => Datum::Null,
            };
            // What was assigned to the old row the database does not have, and of a stale one it may have anything.
            let is_known = is_fresh || is_computed || table.identity.contains(&column);
            if value != stored || !is_known || assigned.contains(&column) {
                changed.push(column);
            }
            datums.push(value);
        }
        Ok(Switched { datums, changed })
    }

    /// Writes the row over the old one, and takes in what the database computes of it.
    async fn send_switched(
        &self,
        transaction: &mut Transaction,
        old: RowId,
        switched: &mut Switched,
    ) -> Result<()> {
        let Switched { datums, changed } = switched;
        let table = self.base(old).entity.table();
        let computed: Vec<u16> = (0..table.width() as u16)
            .filter(|column| table.columns[usize::from(*column)].generated.is_some())
            .collect();
        let sql = transaction.update_text(table, [&changed[..], &computed]);
        let binds = changed.iter().map(|column| {
            let datum = datums[usize::from(*column)].clone();
            Bind::of(table, *column, datum)
        });
        let binds: Vec<_> = binds.chain(self.found_by(old)?).collect();
        let mut rows = 0;
        let ran = transaction
            .run(&sql, &binds, &mut |found| {
                rows += 1;
                for (place, column) in computed.iter().enumerate() {
                    datums[usize::from(*column)] = found.datum(place)?.into_owned();
                }
                Ok(())
            })
            .await?;
        match ran.changes.max(rows) {
            1 => Ok(()),
            _ => Err(self.vanished(old)),
        }
    }
}
