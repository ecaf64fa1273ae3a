//! How are rows changed that are in the database?

use super::{RowId, Transaction, Unit, base::State, remove::cleared, sql};
use crate::{
    driver::Bind,
    error::{Constraint, Error, ErrorKind, Result},
    query::{Assigned, Rendered, assignments},
    schema::Table,
    value::Datum,
};

impl Unit {
    /// Writes the columns of a row that changed, but for those of the foreign keys that come later.
    pub(super) async fn update(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        postponed: &[u16],
    ) -> Result<()> {
        let table = self.base(row).entity.table();
        let links: Vec<_> = self.base(row).set_links(row.index).collect();
        let mut values = Vec::new();
        for (key, to) in links {
            if !postponed.contains(&key) {
                let own = self.foreign_key_values(table, key, to)?;
                self.agree(row, table, &mut values, own)?;
            }
        }
        self.store_mut(row).assign(row.index, values)?;
        let later = |column: &u16| {
            let mut keys = postponed
                .iter()
                .map(|key| &table.foreign_keys[usize::from(*key)]);
            keys.any(|key| key.columns.contains(column))
        };
        let mut changed = self.unwritten_columns(row)?;
        let left = changed.iter().any(later);
        changed.retain(|column| !later(column));
        if let Some(column) = changed
            .iter()
            .find(|column| table.columns[usize::from(**column)].generated.is_some())
        {
            let column = table.columns[usize::from(*column)].name;
            let message = format!(
                "column `{column}` of `{}` is computed by the database and cannot be assigned",
                table.name
            );
            return Err(Error::misuse(message)
                .with_table(table.name)
                .with_columns([column]));
        }
        let base = self.store_mut(row).base_mut();
        base.replaced.remove(&row.index);
        let assigned = base.assigned.remove(&row.index);
        let assigned = assigned.unwrap_or_default();
        if !changed.is_empty() || !assigned.is_empty() {
            let carried = self.follow_key_change(transaction, row, &changed).await?;
            if !carried.is_empty() {
                changed = self.unwritten_columns(row)?;
                changed.retain(|column| !later(column));
            }
            self.send_update(transaction, row, changed.clone(), &assigned)
                .await?;
            for one in carried {
                self.carry_along(transaction, one).await?;
            }
        }
        self.store_mut(row).base_mut().unpark(row.index, &changed);
        match left {
            true => self.store_mut(row).written(row.index, &changed),
            false => {
                self.store_mut(row).updated(row.index);
                Ok(())
            }
        }
    }

    async fn send_update(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        mut columns: Vec<u16>,
        assigned: &[Assigned],
    ) -> Result<()> {
        let table = self.base(row).entity.table();
        let plain = assigned.iter().filter(|one| !one.is_computed());
        columns.extend(plain.map(|one| one.column));
        let version = self.next_version(row, table, &columns)?;
        columns.extend(version.as_ref().map(|(column, _)| *column));
        columns.sort_unstable();
        columns.dedup();
        // What the program changed afterwards goes before what it has computed.
        let computed = assigned.iter().filter(|one| one.is_computed());
        let computed = computed.filter(|one| columns.binary_search(&one.column).is_err());
        let computed: Vec<Assigned> = computed.cloned().collect();
        let mut returning: Vec<u16> = (0..table.width() as u16)
            .filter(|column| table.columns[usize::from(*column)].generated.is_some())
            .collect();
        let others = computed.iter().map(|one| one.column);
        returning.extend(others.filter(|column| !table.is_deferred(*column)));
        let dialect = transaction.dialect();
        let Rendered {
            sql: computed,
            binds: operands,
        } = assignments(table, &computed, dialect, self)?;
        let sql = match &*computed {
            "" => transaction.update_text(table, [&columns, &returning]),
            computed => sql::update_with(table, &columns, computed, &returning, dialect).into(),
        };
        let store = self.store(row);
        let given = |column: u16| {
            let mut assigned = assigned.iter().filter(|one| one.column == column);
            assigned.find_map(Assigned::plain)
        };
        let new = columns.iter().map(|column| match &version {
            Some((known, value)) if known == column => Ok(Bind::of(table, *column, value.clone())),
            _ if table.is_deferred(*column) => {
                let value = given(*column).unwrap_or(&Datum::Null);
                Ok(Bind::of(table, *column, value.borrowed()))
            }
            _ => Ok(Bind::of(table, *column, store.value(row.index, *column)?)),
        });
        let mut binds: Vec<_> = new.collect::<Result<_>>()?;
        binds.extend(operands);
        binds.extend(self.found_by(row)?);
        let mut returned = Vec::new();
        let mut rows = 0;
        let ran = transaction
            .run(&sql, &binds, &mut |row| {
                rows += 1;
                returned = (0..returning.len())
                    .map(|column| Ok(row.datum(column)?.into_owned()))
                    .collect::<Result<_>>()?;
                Ok(())
            })
            .await?;
        if ran.changes.max(rows) != 1 {
            return Err(self.vanished(row));
        }
        let mut values: Vec<_> = returning.into_iter().zip(returned).collect();
        values.extend(version);
        self.store_mut(row).correct(row.index, &values)
    }

    /// The version that a row has after this change, where it has one and the program does not set it.
    fn next_version(
        &self,
        row: RowId,
        table: &Table,
        columns: &[u16],
    ) -> Result<Option<(u16, Datum<'static>)>> {
        let Some(column) = table.version.filter(|column| !columns.contains(column)) else {
            return Ok(None);
        };
        match self.store(row).stored(row.index, column)? {
            Datum::Integer(version) => Ok(Some((column, Datum::Integer(version.wrapping_add(1))))),
            other => {
                let column = table.columns[usize::from(column)].name;
                let message = format!(
                    "the version column `{column}` of `{}` counts with integers, and has {}",
                    table.name,
                    other.class()
                );
                Err(Error::misuse(message).with_table(table.name))
            }
        }
    }

    /// What the columns of a foreign key are to hold when it leads to a row, or nowhere.
    pub(super) fn foreign_key_values(
        &self,
        table: &'static Table,
        key: u16,
        to: Option<RowId>,
    ) -> Result<Vec<(u16, Datum<'static>)>> {
        let facts = &table.foreign_keys[usize::from(key)];
        let pairs = facts.columns.iter().zip(facts.referenced);
        match to {
            Some(to) if self.state(to) == State::Deleted => {
                let message = format!(
                    "a row of `{}` refers to {}, which goes with another row that is being deleted: lead it to one that stays",
                    table.name,
                    self.name(to)
                );
                let kind = ErrorKind::Integrity(Constraint::ForeignKey);
                Err(Error::new(kind, message)
                    .with_table(table.name)
                    .with_columns(table.names(facts.columns)))
            }
            Some(to) => pairs
                .map(|(column, referenced)| Ok((*column, self.current(to, *referenced)?)))
                .collect(),
            None => {
                let columns = cleared(table, facts).into_iter();
                Ok(columns.map(|column| (column, Datum::Null)).collect())
            }
        }
    }
}
