//! How are rows deleted, and what becomes of those that refer to them?
//!
//! The DDL decides: where it says CASCADE or SET NULL, the database does it and the session follows in memory. Where it
//! says nothing, the options decide ([`cascade`](super::cascade)). Where those say nothing either, a foreign key that may be NULL
//! is set to NULL, links are deleted, and anything else is left to the database, which refuses.

use rustc_hash::FxHashSet;

use super::{
    RowId, Transaction, Unit, base::State, batch::Batches, keychange::references,
    members::Collection, sql,
};
use crate::{
    driver::Bind,
    error::{Error, Result},
    model::{Entity, Kind, Through},
    schema::{Action, ForeignKey, Table},
    value::Datum,
};

/// Who deletes rows, and so sees to those that refer to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// A flush: what the DDL leaves open, it does itself.
    Session,
    /// A statement, or ON DELETE CASCADE.
    Database,
}

/// Whether rows that are led elsewhere are so in the database by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Led {
    Written,
    /// Of rows; links are written later.
    ButLinks,
    Perhaps,
}

impl Unit {
    /// Marks a row, to be deleted with the next flush.
    ///
    /// # Errors
    ///
    /// The row is not in the database.
    pub(super) fn delete(&mut self, row: RowId) -> Result<()> {
        match self.state(row) {
            State::Doomed => Ok(()),
            State::Persistent => {
                let base = self.store_mut(row).base_mut();
                base.set_state(row.index, State::Doomed);
                base.doomed.push(row.index);
                Ok(())
            }
            State::Pending => Err(Error::misuse(format!(
                "{} is new and not in the database, so there is nothing to delete",
                self.name(row)
            ))),
            State::Deleted | State::Gone | State::RolledBack | State::Expunged => {
                Err(self.unreadable(row))
            }
        }
    }

    /// Sets foreign keys of a row to NULL, so that rows that refer to each other can be deleted one after the other.
    pub(super) async fn free(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        keys: &[u16],
    ) -> Result<()> {
        let table = self.base(row).entity.table();
        let mut columns: Vec<u16> = keys
            .iter()
            .flat_map(|key| cleared(table, &table.foreign_keys[usize::from(*key)]))
            .collect();
        columns.sort_unstable();
        columns.dedup();
        // A key that the program leads elsewhere is written later; one that it left stays empty.
        let facts = |key: &u16| &table.foreign_keys[usize::from(*key)];
        let left = keys.iter().copied();
        let left: Vec<u16> = left
            .filter(|key| self.leads_on(row, facts(key).columns))
            .collect();
        let emptied = left.iter().flat_map(|key| cleared(table, facts(key)));
        let emptied: Vec<_> = emptied.map(|column| (column, Datum::Null)).collect();
        let sql = sql::nullify(table, &columns, table.identity, 1, transaction.dialect());
        let key = self.stored_key(row)?;
        let binds: Vec<_> = table
            .identity
            .iter()
            .zip(key)
            .map(|(column, datum)| Bind::of(table, *column, datum))
            .collect();
        transaction.run(&sql, &binds, &mut |_| Ok(())).await?;
        let nulled: Vec<_> = columns
            .into_iter()
            .map(|column| (column, Datum::Null))
            .collect();
        let store = self.store_mut(row);
        store.parked(row.index, &nulled)?;
        store.correct(row.index, &emptied)?;
        // One that is set to the row that goes leads nowhere from now on; a new row may have the same key.
        for key in left {
            let entry = self.base(row).to_one[usize::from(key)].get(&row.index);
            let target = entry.and_then(|entry| entry.target());
            if target.is_some_and(|target| self.state(target) == State::Doomed) {
                let base = self.store_mut(row).base_mut();
                base.to_one[usize::from(key)].remove(&row.index);
            }
        }
        Ok(())
    }

    /// Deletes rows of one table, after seeing to what refers to them.
    pub(super) async fn delete_rows(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
        led: Led,
    ) -> Result<()> {
        let entity = self.base(rows[0]).entity;
        let table = entity.table();
        self.see_to_referrers(transaction, entity, rows, led)
            .await?;
        for (entity, taken) in self.doomed_with(entity, rows) {
            self.see_to_referrers(transaction, entity, &taken, led)
                .await?;
        }
        let sql = transaction.delete_text(table);
        for row in rows {
            let binds = self.found_by(*row)?;
            let ran = transaction.run(&sql, &binds, &mut |_| Ok(())).await?;
            if ran.changes == 0 && table.version.is_some() {
                return Err(self.vanished(*row));
            }
        }
        self.follow(entity, rows)?;
        for row in rows {
            let store = self.store_mut(*row);
            store.removed(row.index);
        }
        Ok(())
    }

    /// Rows that are to be deleted too, and that ON DELETE CASCADE takes along with these before it is their turn: only in a
    /// circle is that so.
    fn doomed_with(
        &mut self,
        entity: &'static Entity,
        rows: &[RowId],
    ) -> Vec<(&'static Entity, Vec<RowId>)> {
        let mut with_them: Vec<(&'static Entity, Vec<RowId>)> = Vec::new();
        let mut seen: FxHashSet<RowId> = rows.iter().copied().collect();
        let mut waves = vec![(entity, seen.clone())];
        while let Some((entity, rows)) = waves.pop() {
            for fact in entity.relationships() {
                let (Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key }) = fact.kind
                else {
                    continue;
                };
                let key = &fact.target.table().foreign_keys[usize::from(foreign_key)];
                let base = self.base_of(fact.target);
                let any_is_doomed = base.is_some_and(|base| !base.doomed.is_empty());
                if key.on_delete != Action::Cascade || !any_is_doomed {
                    continue;
                }
                let mut found = self.doomed_referrers(fact.target, foreign_key, &rows);
                found.retain(|row| seen.insert(*row));
                if !found.is_empty() {
                    waves.push((fact.target, found.iter().copied().collect()));
                    with_them.push((fact.target, found));
                }
            }
        }
        with_them
    }

    pub(super) async fn see_to_referrers(
        &mut self,
        transaction: &mut Transaction,
        entity: &'static Entity,
        rows: &[RowId],
        led: Led,
    ) -> Result<()> {
        for (number, fact) in entity.relationships().iter().enumerate() {
            let (table, foreign_key, by_link) = match fact.kind {
                Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                    (fact.target.table(), foreign_key, false)
                }
                Kind::ManyToMany {
                    through:
                        Through {
                            table,
                            here,
                            writable: true,
                            ..
                        },
                    ..
                } => (table, here, true),
                Kind::ManyToMany { .. } | Kind::BelongsTo { .. } => continue,
            };
            let key = &table.foreign_keys[usize::from(foreign_key)];
            if !matches!(key.on_delete, Action::NoAction | Action::Restrict)
                || (!by_link && is_link(entity, table, foreign_key))
            {
                continue;
            }
            match key.falls_to_session() {
                None | Some(Action::SetNull | Action::SetDefault) => {}
                Some(Action::Restrict) if !key.declared => {
                    self.refuse_referrers(transaction, table, key, rows).await?;
                    continue;
                }
                Some(Action::Cascade) if by_link => {}
                Some(Action::Cascade | Action::NoAction | Action::Restrict) => continue,
            }
            let nulled = cleared(table, key);
            if !by_link && nulled.is_empty() {
                continue;
            }
            // What collections say may not be written yet.
            let is_known = match (led, by_link) {
                (Led::Written, _) | (Led::ButLinks, false) => true,
                (_, true) => false,
                (Led::Perhaps, false) => !self.are_led(fact.target, foreign_key),
            };
            let is_known = is_known && !self.are_referred_to(entity, (table, foreign_key), rows);
            let owners = rows
                .iter()
                .copied()
                .filter(|row| !is_known || !self.has_none_left(*row, number as u16, by_link));
            let batches = self.referred_keys(table, key, owners)?;
            for (count, binds) in batches.into_padded() {
                let sql = if by_link {
                    sql::delete_where(table, key.columns, count, transaction.dialect())
                } else {
                    sql::nullify(table, &nulled, key.columns, count, transaction.dialect())
                };
                transaction.run(&sql, &binds, &mut |_| Ok(())).await?;
            }
        }
        Ok(())
    }

    /// Whether rows are led elsewhere by a foreign key, or were before this flush began.
    fn are_led(&self, entity: &'static Entity, key: u16) -> bool {
        let base = self.base_of(entity);
        base.is_some_and(|base| base.linked.iter().any(|(_, linked)| *linked == key))
    }

    /// Whether rows in memory refer to these, also such as a loaded collection does not have: their columns were assigned.
    fn are_referred_to(
        &mut self,
        entity: &'static Entity,
        (table, key): (&'static Table, u16),
        rows: &[RowId],
    ) -> bool {
        let mut references = references(entity);
        let referring = references.find_map(|it| {
            let entity = it.entity?;
            (std::ptr::eq(it.table, table) && it.number == key).then_some(entity)
        });
        let Some(referring) = referring.filter(|entity| self.base_of(entity).is_some()) else {
            return false;
        };
        let rows = rows.iter().copied().collect();
        !self.referrers(referring, key, &rows).is_empty()
    }

    /// Whether a collection is known to have no member that stays.
    fn has_none_left(&self, row: RowId, relationship: u16, by_link: bool) -> bool {
        match self.collection(row, relationship) {
            Some(Collection::Full(members)) => members.iter().all(|member| {
                !by_link && !matches!(self.state(member), State::Persistent | State::Pending)
            }),
            _ => false,
        }
    }

    /// The values by which a foreign key refers to rows.
    pub(super) fn referred_keys(
        &self,
        table: &'static Table,
        key: &'static ForeignKey,
        rows: impl Iterator<Item = RowId>,
    ) -> Result<Batches<'static>> {
        let mut batches = Batches::new(key.columns.len());
        for row in rows {
            let values = key.referenced.iter();
            let values = values.map(|column| self.in_database(row, *column));
            let values = values.collect::<Result<Vec<_>>>()?;
            if !values.iter().any(Datum::is_null) {
                batches.push(
                    key.columns
                        .iter()
                        .zip(values)
                        .map(|(column, datum)| Bind::of(table, *column, datum)),
                );
            }
        }
        Ok(batches)
    }

    /// Does in memory what the deletion of rows did to those that refer to them, and to those that refer to these.
    pub(super) fn follow(&mut self, entity: &'static Entity, rows: &[RowId]) -> Result<()> {
        self.follow_deletion(entity, rows, By::Session)
    }

    /// As [`follow`](Unit::follow), after rows were deleted by the session, which sees to those that refer to them, or by a
    /// statement, where all is left to the database.
    pub(super) fn follow_deletion(
        &mut self,
        entity: &'static Entity,
        rows: &[RowId],
        by: By,
    ) -> Result<()> {
        let mut waves = vec![(entity, rows.to_vec(), by)];
        let mut all: FxHashSet<RowId> = rows.iter().copied().collect();
        let mut deleted = Vec::new();
        while let Some((entity, rows, by)) = waves.pop() {
            let gone: FxHashSet<RowId> = rows.into_iter().collect();
            for fact in entity.relationships() {
                let (Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key }) = fact.kind
                else {
                    continue;
                };
                let key = &fact.target.table().foreign_keys[usize::from(foreign_key)];
                // Such a key the database checks: where it has not refused, it checks later, and may find it mended.
                let is_checked = matches!(key.on_delete, Action::NoAction | Action::Restrict);
                if by == By::Database && is_checked {
                    continue;
                }
                let mut referrers = self.referrers(fact.target, foreign_key, &gone);
                referrers.retain(|row| !all.contains(row));
                if referrers.is_empty() {
                    continue;
                }
                let is_link = is_link(entity, fact.target.table(), foreign_key);
                let with_it = self.follow_key(fact.target, foreign_key, is_link, &referrers)?;
                if !with_it.is_empty() {
                    all.extend(&with_it);
                    deleted.extend(&with_it);
                    waves.push((fact.target, with_it, By::Database));
                }
            }
        }
        for row in deleted {
            self.store_mut(row).removed(row.index);
        }
        Ok(())
    }

    /// Brings rows into line whose foreign key led to a row that was deleted. Gives back those that go with it.
    fn follow_key(
        &mut self,
        entity: &'static Entity,
        key: u16,
        is_link: bool,
        rows: &[RowId],
    ) -> Result<Vec<RowId>> {
        let table = entity.table();
        let facts = &table.foreign_keys[usize::from(key)];
        let nulled = match facts.on_delete {
            Action::SetNull => facts.columns.to_vec(),
            _ => cleared(table, facts),
        };
        let nulled = nulled.into_iter().map(|column| (column, Datum::Null));
        let nulled: Vec<_> = nulled.collect();
        let mut deleted = Vec::new();
        for row in rows {
            let mut set = self.base(*row).set_links(row.index);
            let is_led_elsewhere = match set.find(|(set, _)| *set == key) {
                Some((_, to)) => to.is_some() && self.stored_target(*row, key) != to,
                None => !self.leads_on(*row, facts.columns),
            };
            drop(set);
            let store = self.store_mut(*row);
            let left_alone = matches!(
                facts.falls_to_session(),
                Some(Action::NoAction | Action::Restrict)
            );
            match facts.on_delete {
                Action::Cascade => deleted.push(*row),
                _ if left_alone => {}
                Action::NoAction | Action::Restrict if is_link => deleted.push(*row),
                // The database checks the key at the commit, and may find it mended.
                Action::NoAction | Action::Restrict if nulled.is_empty() => {}
                // Where it is led elsewhere and that is not written yet, the database alone has it empty.
                _ if is_led_elsewhere => store.parked(row.index, &nulled)?,
                Action::SetDefault => {
                    let base = store.base_mut();
                    base.rows[row.index as usize].epoch = 0;
                    base.to_one[usize::from(key)].remove(&row.index);
                }
                _ => {
                    store.correct(row.index, &nulled)?;
                    store.base_mut().to_one[usize::from(key)].remove(&row.index);
                }
            }
        }
        Ok(deleted)
    }
}

/// Whether rows of a table are links of an entity, by this foreign key: they are deleted with its rows.
pub(super) fn is_link(entity: &Entity, table: &Table, key: u16) -> bool {
    let mut facts = entity.relationships().iter();
    facts.any(|fact| match fact.kind {
        Kind::ManyToMany { through } => {
            through.writable && through.here == key && std::ptr::eq(through.table, table)
        }
        _ => false,
    })
}

/// The columns of a foreign key that are NULL where it leads nowhere: those that may be, and of these, if there are any, those
/// that no other foreign key has, which may lead on.
pub(super) fn cleared(table: &Table, key: &ForeignKey) -> Vec<u16> {
    let columns = key.columns.iter().copied();
    let nullable = columns.filter(|column| table.columns[usize::from(*column)].nullable);
    let nullable: Vec<u16> = nullable.collect();
    if let [_] = key.columns {
        return nullable;
    }
    let others = table
        .foreign_keys
        .iter()
        .filter(|it| it.columns != key.columns);
    let shared: Vec<u16> = others.flat_map(|it| it.columns).copied().collect();
    let own = nullable
        .iter()
        .copied()
        .filter(|column| !shared.contains(column));
    let own: Vec<u16> = own.collect();
    match own.is_empty() {
        true => nullable,
        false => own,
    }
}
