//! Which foreign key did not hold, where the database does not tell?

use super::{RowId, Transaction, Unit, base::State, plan::Action, sql};
use crate::{
    driver::Bind,
    error::{Constraint, Error, ErrorKind, Result},
    model::Kind,
    schema::{Action as OnDelete, Deferrable, ForeignKey, Table},
    value::Datum,
};

/// A foreign key that does not hold.
struct Refusal {
    table: &'static Table,
    key: &'static ForeignKey,
    why: String,
}

impl Unit {
    /// The error that a step came to which began with a row, with the foreign key that did not hold.
    pub(super) async fn tell_refused(
        &mut self,
        transaction: &mut Transaction,
        (row, action): (RowId, Action),
        error: Error,
    ) -> Error {
        let is_told = !error.columns().is_empty() || error.constraint().is_some();
        if error.kind() != ErrorKind::Integrity(Constraint::ForeignKey) || is_told {
            return error;
        }
        for row in self.left_of(row, action) {
            // Where the database cannot be asked any more, what it said is all there is.
            match self.refusal(transaction, row).await {
                Ok(Some(Refusal { table, key, why })) => {
                    let error = error
                        .because(&why)
                        .with_table(table.name)
                        .with_columns(table.names(key.columns));
                    return match key.name {
                        Some(name) => error.with_constraint(name),
                        None => error,
                    };
                }
                Ok(None) => {}
                Err(_) => return error,
            }
        }
        error
    }

    /// The rows that the step has not written or deleted.
    fn left_of(&self, row: RowId, action: Action) -> Vec<RowId> {
        let base = self.base(row);
        let (rows, state) = match action {
            Action::Insert => (&base.pending, State::Pending),
            Action::Delete => (&base.doomed, State::Doomed),
            Action::Update => {
                let changed = self.changed_rows(base.entity).into_iter();
                return changed
                    .map(|index| RowId {
                        slot: row.slot,
                        index,
                    })
                    .collect();
            }
        };
        let rows = rows.iter().filter(|index| base.state(**index) == state);
        rows.map(|index| RowId {
            slot: row.slot,
            index: *index,
        })
        .collect()
    }

    async fn refusal(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
    ) -> Result<Option<Refusal>> {
        match self.state(row) {
            State::Pending => self.missing_target(transaction, row).await,
            State::Persistent => match self.missing_target(transaction, row).await? {
                None => self.remaining_referrer(transaction, row).await,
                found => Ok(found),
            },
            _ => self.remaining_referrer(transaction, row).await,
        }
    }

    /// A foreign key of a row that is to be written, and leads to a row that is not there.
    async fn missing_target(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
    ) -> Result<Option<Refusal>> {
        let table = self.base(row).entity.table();
        for key in table.foreign_keys.iter().filter(|key| is_checked_now(key)) {
            let values = key.columns.iter().map(|column| self.future(row, *column));
            let Some(values) = values.collect::<Option<Vec<_>>>() else {
                continue;
            };
            if values.iter().any(Datum::is_null)
                || self
                    .is_there(transaction, key.target, key.referenced, values)
                    .await?
            {
                continue;
            }
            let why = format!(
                "{} refers by `{}` to a row of `{}` that is not there",
                self.name(row),
                table.names(key.columns).collect::<Vec<_>>().join("`, `"),
                key.target.name
            );
            return Ok(Some(Refusal { table, key, why }));
        }
        Ok(None)
    }

    /// A foreign key by which rows still refer to one that is to be deleted, or to have another key.
    async fn remaining_referrer(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
    ) -> Result<Option<Refusal>> {
        for fact in self.base(row).entity.relationships() {
            let (table, foreign_key) = match fact.kind {
                Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                    (fact.target.table(), foreign_key)
                }
                Kind::ManyToMany { through } => (through.table, through.here),
                Kind::BelongsTo { .. } => continue,
            };
            let key = &table.foreign_keys[usize::from(foreign_key)];
            if !matches!(key.on_delete, OnDelete::NoAction | OnDelete::Restrict)
                || !is_checked_now(key)
            {
                continue;
            }
            let values = key.referenced.iter();
            let values = values.map(|column| self.in_database(row, *column));
            let values = values.collect::<Result<Vec<_>>>()?;
            if values.iter().any(Datum::is_null)
                || !self
                    .is_there(transaction, table, key.columns, values)
                    .await?
            {
                continue;
            }
            let why = format!(
                "{} is still referred to by `{}` of `{}`",
                self.name(row),
                table.names(key.columns).collect::<Vec<_>>().join("`, `"),
                table.name
            );
            return Ok(Some(Refusal { table, key, why }));
        }
        Ok(None)
    }

    /// Whether a table has a row with these values.
    async fn is_there(
        &mut self,
        transaction: &mut Transaction,
        table: &'static Table,
        columns: &'static [u16],
        values: Vec<Datum<'static>>,
    ) -> Result<bool> {
        let sql = sql::select(table, columns, 1, &[], transaction.dialect());
        let binds = columns.iter().zip(values);
        let binds: Vec<_> = binds
            .map(|(column, datum)| Bind::of(table, *column, datum))
            .collect();
        let mut found = false;
        transaction
            .run(&sql, &binds, &mut |_| {
                found = true;
                Ok(())
            })
            .await?;
        Ok(found)
    }
}

/// Whether the statement itself is refused, and not the commit.
fn is_checked_now(key: &ForeignKey) -> bool {
    key.declared
        && (key.deferrable != Deferrable::InitiallyDeferred || key.on_delete == OnDelete::Restrict)
}
