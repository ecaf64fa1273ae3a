//! What becomes of rows that refer to one whose key changes?

use super::{RowId, Transaction, Unit, base::State, plan::address, sql};
use crate::{
    driver::{Bind, Row},
    error::Result,
    model::{Entity, Kind},
    schema::{Action, Dialect, Table},
    value::Datum,
};

impl Unit {
    /// Before the columns of a row change that foreign keys refer to: where the DDL has the database follow, the session
    /// does so in memory; where it says nothing, the rows that refer here get the new value with a statement of their own.
    /// Says whether the database checks foreign keys later than usual from now on.
    pub(super) async fn follow_key_change(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        changed: &[u16],
    ) -> Result<bool> {
        let entity = self.base(row).entity;
        let mut carried: Vec<(usize, u16)> = Vec::new();
        for fact in entity.relationships() {
            let (table, foreign_key, by_link) = match fact.kind {
                Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                    (fact.target.table(), foreign_key, false)
                }
                Kind::ManyToMany { through } => (through.table, through.here, true),
                Kind::BelongsTo { .. } => continue,
            };
            let key = &table.foreign_keys[usize::from(foreign_key)];
            if !key.referenced.iter().any(|column| changed.contains(column)) {
                continue;
            }
            let store = self.store(row);
            let value = |of: &u16| store.value(row.index, *of).map(Datum::into_owned);
            let stored = |of: &u16| store.stored(row.index, *of).map(Datum::into_owned);
            let new = key
                .referenced
                .iter()
                .map(value)
                .collect::<Result<Vec<_>>>()?;
            let old = key
                .referenced
                .iter()
                .map(stored)
                .collect::<Result<Vec<_>>>()?;
            if old.iter().any(Datum::is_null) {
                continue;
            }
            let known = (address(table), foreign_key);
            if key.on_update == Action::NoAction && !carried.contains(&known) {
                let pair = [new.clone(), old];
                self.carry_along(transaction, table, key.columns, pair)
                    .await?;
                carried.push(known);
            }
            if by_link {
                continue;
            }
            let referrers = self.stored_referrers(fact.target, foreign_key, row);
            let values: Vec<_> = match key.on_update {
                Action::Cascade => key.columns.iter().copied().zip(new).collect(),
                Action::SetNull => key.columns.iter().map(|it| (*it, Datum::Null)).collect(),
                Action::NoAction | Action::Restrict | Action::SetDefault => {
                    key.columns.iter().copied().zip(new).collect()
                }
            };
            for referrer in referrers {
                let store = self.store_mut(referrer);
                match key.on_update {
                    Action::SetDefault => store.base_mut().rows[referrer.index as usize].epoch = 0,
                    Action::Restrict => {}
                    _ => store.correct(referrer.index, &values)?,
                }
            }
        }
        Ok(!carried.is_empty())
    }

    /// Foreign keys are checked with each statement again.
    pub(super) async fn check_at_once(&mut self, transaction: &mut Transaction) -> Result<()> {
        let ignore = &mut |_: &Row<'_>| Ok(());
        transaction
            .run("PRAGMA defer_foreign_keys = OFF", &[], ignore)
            .await
            .map(drop)
    }

    /// The rows in memory whose foreign key leads to a row in the database.
    fn stored_referrers(&self, entity: &'static Entity, key: u16, to: RowId) -> Vec<RowId> {
        let slot = entity.slot() as u32;
        let count = self
            .base_of(entity)
            .map_or(0, |base| base.rows.len() as u32);
        let rows = (0..count).map(|index| RowId { slot, index });
        let is_there = |row: &RowId| matches!(self.state(*row), State::Persistent | State::Doomed);
        rows.filter(is_there)
            .filter(|row| self.stored_target(*row, key) == Some(to))
            .collect()
    }

    /// Gives the rows that refer to a key its new value, ahead of the key itself: the database checks them once both are
    /// there.
    async fn carry_along(
        &mut self,
        transaction: &mut Transaction,
        table: &'static Table,
        columns: &[u16],
        values: [Vec<Datum<'static>>; 2],
    ) -> Result<()> {
        if transaction.dialect() != Dialect::Sqlite {
            return Ok(());
        }
        let ignore = &mut |_: &Row<'_>| Ok(());
        transaction
            .run("PRAGMA defer_foreign_keys = ON", &[], ignore)
            .await?;
        let sql = sql::update_where(table, columns, transaction.dialect());
        let columns = columns.iter().chain(columns);
        let binds: Vec<_> = columns
            .zip(values.into_iter().flatten())
            .map(|(column, datum)| Bind::of(table, *column, datum))
            .collect();
        transaction.run(&sql, &binds, ignore).await.map(drop)
    }
}
