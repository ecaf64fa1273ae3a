//! How are links, and rows that give way to others, written?

use rustc_hash::FxHashSet;

use super::{
    RowId, Transaction, Unit,
    base::{Base, State},
    links::{Change, Group},
    sql::{self, Once},
};
use crate::{
    driver::Bind,
    error::{Constraint, Error, ErrorKind, Result},
    model::Kind,
    schema::{Action, Dialect, Table},
    value::Datum,
};

impl Unit {
    /// The rows that the database has at the far end of a one-to-one relationship which was set anew lead nowhere from
    /// now on.
    pub(super) async fn clear_displaced(&mut self, transaction: &mut Transaction) -> Result<()> {
        let mut displaced = Vec::new();
        for store in self.stores_mut() {
            let base = store.base_mut();
            let slot = base.entity.slot() as u32;
            displaced.extend(
                std::mem::take(&mut base.displaced)
                    .into_iter()
                    .map(|(index, number)| (RowId { slot, index }, number)),
            );
        }
        displaced.sort_unstable();
        displaced.dedup();
        for (owner, number) in displaced {
            let fact = self.fact(owner, number);
            let Kind::HasOne { foreign_key } = fact.kind else {
                continue;
            };
            if !matches!(self.state(owner), State::Persistent | State::Doomed) {
                continue;
            }
            let table = fact.target.table();
            let key = &table.foreign_keys[usize::from(foreign_key)];
            let stored = self.stored_values(owner, key.referenced)?;
            let binds = key.columns.iter().zip(&stored);
            let binds: Vec<_> = binds
                .map(|(column, datum)| Bind::of(table, *column, datum.clone()))
                .collect();
            let found = self
                .select_by(transaction, fact.target, key.columns, &binds)
                .await?;
            for row in found {
                let base = self.base(row);
                let was_set = base.set_links(row.index).any(|(set, _)| set == foreign_key);
                let current = key.columns.iter().map(|column| self.current(row, *column));
                let leads_here = current.collect::<Result<Vec<_>>>()? == stored;
                if base.state(row.index) == State::Persistent && !was_set && leads_here {
                    self.set_to_one(row, foreign_key, None);
                }
            }
        }
        Ok(())
    }

    /// The changes of links, without those to rows that are to be deleted: their links go with them.
    pub(super) fn links_to_write(&mut self) -> Vec<Group> {
        let mut groups = self.links.take();
        let goes = |side: &RowId| self.state(*side) == State::Doomed;
        for group in &mut groups {
            group.retain(|change| !change.linked || !change.pair.iter().any(goes));
        }
        groups
    }

    /// Deletes the links that were taken away.
    pub(super) async fn unlink(
        &mut self,
        transaction: &mut Transaction,
        group: &Group,
    ) -> Result<()> {
        let (columns, sql) = pair_columns(
            group,
            |columns, dialect| sql::delete_where(group.table, columns, 1, dialect),
            transaction.dialect(),
        );
        let mut gone = FxHashSet::default();
        for change in group.changes().iter().filter(|change| !change.linked) {
            // The links of a row go with it.
            if change
                .pair
                .iter()
                .any(|side| self.state(*side) == State::Deleted)
            {
                continue;
            }
            let binds = self.pair(group, change, &columns)?;
            let ran = transaction.run(&sql, &binds, &mut |_| Ok(())).await?;
            if ran.changes == 0 && change.before == Some(true) {
                let message = format!(
                    "a link in `{}` that was to be deleted is no longer there",
                    group.table.name
                );
                return Err(Error::new(ErrorKind::Stale, message)
                    .with_table(group.table.name)
                    .with_sql(&sql));
            }
            self.forget_entities(group, change);
            gone.insert(change.pair);
        }
        self.links_are_gone(group, &gone)
    }

    /// Inserts the links that were added.
    pub(super) async fn insert_links(
        &mut self,
        transaction: &mut Transaction,
        group: &Group,
    ) -> Result<()> {
        for change in group.changes().iter().filter(|change| change.linked) {
            // A row that went with another has taken its links along, where the database does that.
            let mut sides = change.pair.iter().zip(group.keys);
            let goes = sides.any(|(side, key)| {
                let key = &group.table.foreign_keys[usize::from(key)];
                self.state(*side) == State::Deleted && key.on_delete == Action::Cascade
            });
            if goes {
                continue;
            }
            let once = match change.before {
                Some(_) => Once::Known,
                None if pair_is_key(group) => Once::OnConflict,
                None => Once::Unless,
            };
            let text = |columns: &[u16], dialect| sql::link(group.table, columns, once, dialect);
            let (columns, sql) = pair_columns(group, text, transaction.dialect());
            let mut binds = self.pair(group, change, &columns)?;
            if once == Once::Unless {
                binds.extend_from_within(..);
            }
            transaction.run(&sql, &binds, &mut |_| Ok(())).await?;
            self.forget_entities(group, change);
        }
        Ok(())
    }

    /// The values of the columns of a pair's two foreign keys.
    fn pair(&self, group: &Group, change: &Change, columns: &[u16]) -> Result<Vec<Bind<'static>>> {
        let mut binds: Vec<Option<Bind<'static>>> = vec![None; columns.len()];
        for (side, key) in change.pair.into_iter().zip(group.keys) {
            if !matches!(self.state(side), State::Persistent | State::Doomed) {
                let message = format!(
                    "{} is linked to another row, and is not in the database",
                    self.name(side)
                );
                return Err(
                    Error::new(ErrorKind::Integrity(Constraint::ForeignKey), message)
                        .with_table(group.table.name),
                );
            }
            let key = &group.table.foreign_keys[usize::from(key)];
            for (column, referenced) in key.columns.iter().zip(key.referenced) {
                let datum: Datum<'static> = self
                    .store(side)
                    .value(side.index, *referenced)?
                    .into_owned();
                let place = columns.iter().position(|known| known == column);
                if let Some(bind) = place.and_then(|place| binds.get_mut(place)) {
                    *bind = Some(Bind::of(group.table, *column, datum));
                }
            }
        }
        Ok(binds.into_iter().flatten().collect())
    }

    /// Where the table between is an entity too, its collections on both sides are asked of the database again.
    fn forget_entities(&mut self, group: &Group, change: &Change) {
        for side in change.pair {
            let facts = self.base(side).entity.relationships();
            for (place, fact) in (0..).zip(facts) {
                if matches!(fact.kind, Kind::HasMany { .. } | Kind::HasOne { .. })
                    && std::ptr::eq(fact.target.table(), group.table)
                {
                    self.reopen(side, place);
                }
            }
        }
    }

    /// Where the table between is an entity too, its rows in memory go with the links that they are.
    fn links_are_gone(&mut self, group: &Group, gone: &FxHashSet<[RowId; 2]>) -> Result<()> {
        let is_between = |base: &&Base| std::ptr::eq(base.entity.table(), group.table);
        let known = self
            .stores()
            .map(|(_, store)| store.base())
            .find(is_between);
        let Some(base) = known.filter(|_| !gone.is_empty()) else {
            return Ok(());
        };
        let entity = base.entity;
        let firsts: FxHashSet<RowId> = gone.iter().map(|[first, _]| *first).collect();
        let mut rows = self.stored_referrers(entity, group.keys[0], &firsts);
        let keys = group.keys;
        let gone: FxHashSet<_> = gone
            .iter()
            .filter_map(|[first, second]| {
                let first = self.target(*first, entity, keys[0])?;
                Some([first, self.target(*second, entity, keys[1])?])
            })
            .collect();
        rows.retain(|row| {
            let both = || Some([self.leads_to(*row, keys[0])?, self.leads_to(*row, keys[1])?]);
            both().is_some_and(|both| gone.contains(&both))
        });
        if rows.is_empty() {
            return Ok(());
        }
        self.follow(entity, &rows)?;
        for row in rows {
            self.store_mut(row).removed(row.index);
        }
        Ok(())
    }
}

/// The columns of both foreign keys, and a statement about them.
fn pair_columns(
    group: &Group,
    text: impl FnOnce(&[u16], Dialect) -> String,
    dialect: Dialect,
) -> (Vec<u16>, String) {
    let mut columns: Vec<u16> = group
        .keys
        .iter()
        .flat_map(|key| group.table.foreign_keys[usize::from(*key)].columns)
        .copied()
        .collect();
    columns.dedup();
    let sql = text(&columns, dialect);
    (columns, sql)
}

/// Whether a key of the table between says that a pair is there once.
fn pair_is_key(group: &Group) -> bool {
    let table: &Table = group.table;
    let mut pair: Vec<u16> = group
        .keys
        .iter()
        .flat_map(|key| table.foreign_keys[usize::from(*key)].columns)
        .copied()
        .collect();
    pair.sort_unstable();
    let keys = table
        .uniques
        .iter()
        .map(|unique| unique.columns)
        .chain([table.primary_key]);
    keys.into_iter().any(|key| {
        let mut key = key.to_vec();
        key.sort_unstable();
        key == pair
    })
}
