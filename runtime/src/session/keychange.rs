//! What becomes of rows that refer to one whose key changes?

use super::{RowId, Transaction, Unit, sql};
use crate::{
    driver::{Bind, Row},
    error::Result,
    model::Kind,
    schema::{Action, Dialect, Table},
    value::Datum,
};

/// Rows of a table whose foreign key has to follow one that changes.
pub(super) struct Carried {
    table: &'static Table,
    columns: &'static [u16],
    /// What they get, and what they have.
    values: [Vec<Datum<'static>>; 2],
}

impl Unit {
    /// Before the columns of a row change that foreign keys refer to: where the DDL has the database follow, the session
    /// does so in memory; where it says nothing, the rows that refer here are to be carried along, once the row has changed.
    /// One that refers to itself does so in the statement that changes it.
    pub(super) async fn follow_key_change(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        changed: &[u16],
    ) -> Result<Vec<Carried>> {
        let entity = self.base(row).entity;
        let mut carried: Vec<Carried> = Vec::new();
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
            let is_carried = key.on_update == Action::NoAction;
            let same = |one: &Carried| std::ptr::eq(one.table, table) && one.columns == key.columns;
            if is_carried && !carried.iter().any(same) {
                self.check_at_the_commit(transaction).await?;
                carried.push(Carried {
                    table,
                    columns: key.columns,
                    values: [new.clone(), old],
                });
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
                if is_carried && referrer == row {
                    if self.leads_on(row, key.columns) {
                        self.store_mut(row).assign(row.index, values.clone())?;
                    }
                    continue;
                }
                let store = self.store_mut(referrer);
                match key.on_update {
                    Action::SetDefault => store.base_mut().rows[referrer.index as usize].epoch = 0,
                    Action::Restrict => {}
                    _ => store.correct(referrer.index, &values)?,
                }
            }
        }
        Ok(carried)
    }

    /// From now on SQLite checks all foreign keys at the commit. To switch that off again would have it forget what does
    /// not hold by then, of these tables or of any other.
    async fn check_at_the_commit(&mut self, transaction: &mut Transaction) -> Result<()> {
        if transaction.dialect() != Dialect::Sqlite {
            return Ok(());
        }
        let ignore = &mut |_: &Row<'_>| Ok(());
        let sql = "PRAGMA defer_foreign_keys = ON";
        transaction.run(sql, &[], ignore).await.map(drop)
    }

    /// Gives the rows that refer to a key its new value, where the database waits for that.
    pub(super) async fn carry_along(
        &mut self,
        transaction: &mut Transaction,
        carried: Carried,
    ) -> Result<()> {
        if transaction.dialect() != Dialect::Sqlite {
            return Ok(());
        }
        let Carried {
            table,
            columns,
            values,
        } = carried;
        let ignore = &mut |_: &Row<'_>| Ok(());
        let sql = sql::update_where(table, columns, transaction.dialect());
        let columns = columns.iter().chain(columns);
        let binds: Vec<_> = columns
            .zip(values.into_iter().flatten())
            .map(|(column, datum)| Bind::of(table, *column, datum))
            .collect();
        transaction.run(&sql, &binds, ignore).await.map(drop)
    }
}
