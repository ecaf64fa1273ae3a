//! How are rows written together that changed in the same columns?
//!
//! One statement is prepared and run with the values of one row after the other.

use super::{RowId, Transaction, Unit, base::State, keychange::references};
use crate::{driver::Bind, error::Result, model::Entity};

/// How many rows at most have their values gathered before they are sent.
const AT_ONCE: usize = 512;

impl Unit {
    /// Writes the columns that changed of rows of one table, in their order.
    pub(super) async fn update_all(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
    ) -> Result<()> {
        let entity = self.base(rows[0]).entity;
        let apart = columns_apart(entity);
        let (mut alike, mut columns) = (Vec::new(), Vec::new());
        for row in rows {
            let changed = self.plain_change(*row, &apart)?;
            let fits = changed.as_ref().is_some_and(|changed| *changed == columns);
            if !fits || alike.len() == AT_ONCE {
                self.update_alike(transaction, &alike, &columns).await?;
                alike.clear();
            }
            match changed {
                Some(changed) => {
                    alike.push(*row);
                    columns = changed;
                }
                // The deletion of another row may have taken it along.
                None if self.state(*row) == State::Deleted => {}
                None => self.update(transaction, *row, &[]).await?,
            }
        }
        self.update_alike(transaction, &alike, &columns).await
    }

    /// The columns that changed in a row, if all that is to be done is to write these.
    fn plain_change(&self, row: RowId, apart: &[u16]) -> Result<Option<Vec<u16>>> {
        let base = self.base(row);
        let is_plain = base.state(row.index) == State::Persistent
            && base.entity.table().version.is_none()
            && !base.assigned.contains_key(&row.index)
            && !base.parked.contains_key(&row.index)
            && base.set_links(row.index).next().is_none();
        if !is_plain {
            return Ok(None);
        }
        let changed = self.store(row).changes(row.index)?;
        let stands_alone = |column: &u16| !apart.contains(column);
        Ok(changed.iter().all(stands_alone).then_some(changed))
    }

    async fn update_alike(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
        columns: &[u16],
    ) -> Result<()> {
        let Some(first) = rows.first() else {
            return Ok(());
        };
        if !columns.is_empty() {
            let table = self.base(*first).entity.table();
            let sql = transaction.update_text(table, [columns, &[]]);
            let width = columns.len() + table.identity.len();
            let mut binds = Vec::with_capacity(rows.len() * width);
            for row in rows {
                let store = self.store(*row);
                for column in columns {
                    binds.push(Bind::of(table, *column, store.value(row.index, *column)?));
                }
                for column in table.identity {
                    binds.push(Bind::of(table, *column, store.stored(row.index, *column)?));
                }
            }
            let mut done = rows.iter();
            transaction
                .run_each(&sql, &binds, width, &mut |ran| match done.next() {
                    Some(row) if ran.changes != 1 => Err(self.vanished(*row)),
                    _ => Ok(()),
                })
                .await?;
        }
        for row in rows {
            self.store_mut(*row).updated(row.index);
        }
        Ok(())
    }
}

/// The columns whose change takes more than an UPDATE: others refer to them, or the database computes them, or from them.
fn columns_apart(entity: &'static Entity) -> Vec<u16> {
    let table = entity.table();
    let columns = 0..table.columns.len() as u16;
    if table
        .columns
        .iter()
        .any(|column| column.generated.is_some())
    {
        return columns.collect();
    }
    let mut apart = table.identity.to_vec();
    for it in references(entity) {
        apart.extend(it.key().referenced);
    }
    apart
}
