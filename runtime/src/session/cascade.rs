//! Which rows go with one that is deleted, or keep it, where the database does nothing and the options say so?

use rustc_hash::FxHashSet;

use super::{
    RowId, Transaction, Unit,
    base::{State, ToOne},
    remove::is_link,
    sql,
};
use crate::{
    error::{Constraint, Error, ErrorKind, Result},
    model::{Entity, Kind},
    schema::{Action, ForeignKey, Table},
    value::Exact,
};

/// Rows that are to be deleted, as a foreign key may speak of them.
struct Owners {
    rows: FxHashSet<RowId>,
    /// What the key refers to, of those that are in the database.
    values: FxHashSet<Exact>,
}

impl Unit {
    /// Marks the rows that go with those that are to be deleted, and those that go with them. They are read first, so that
    /// each is deleted as if the program did it: after what refers to it, and by its version.
    pub(super) async fn doom_referrers(&mut self, transaction: &mut Transaction) -> Result<()> {
        let mut wave = self.doomed_rows();
        let mut new = FxHashSet::default();
        while !wave.is_empty() {
            let mut with_them = Vec::new();
            for rows in wave.chunk_by(|one, next| one.slot == next.slot) {
                let entity = self.base(rows[0]).entity;
                for (number, fact) in entity.relationships().iter().enumerate() {
                    let (Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key }) = fact.kind
                    else {
                        continue;
                    };
                    let table = fact.target.table();
                    let key = &table.foreign_keys[usize::from(foreign_key)];
                    let is_cascade = key.falls_to_session() == Some(Action::Cascade);
                    if !is_cascade || is_link(entity, table, foreign_key) {
                        continue;
                    }
                    let owners = self.owners(rows, key)?;
                    let mut found = self
                        .read_referrers(transaction, number as u16, rows)
                        .await?;
                    found.retain(|row| self.stays_with(*row, foreign_key, &owners));
                    let others = self.unwritten(fact.target).into_iter();
                    found
                        .extend(others.filter(|row| self.means_one_of(*row, foreign_key, &owners)));
                    for row in found {
                        let is_marked = match self.state(row) {
                            State::Pending => new.insert(row),
                            State::Persistent => self.delete(row).map(|()| true)?,
                            // Found twice.
                            _ => false,
                        };
                        with_them.extend(is_marked.then_some(row));
                    }
                }
            }
            wave = with_them;
            wave.sort_by_key(|row| row.slot);
        }
        if !new.is_empty() {
            self.expunge_new(&new);
        }
        Ok(())
    }

    /// The rows that the database has at the far end of a relationship.
    async fn read_referrers(
        &mut self,
        transaction: &mut Transaction,
        relationship: u16,
        owners: &[RowId],
    ) -> Result<Vec<RowId>> {
        let fact = self.fact(owners[0], relationship);
        let (Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key }) = fact.kind else {
            return Ok(Vec::new());
        };
        let (entity, table) = (fact.target, fact.target.table());
        let key = &table.foreign_keys[usize::from(foreign_key)];
        let stored = |row: &RowId| self.state(*row) == State::Doomed;
        let owners = owners.iter().copied().filter(stored);
        let batches = self.referred_keys(table, key, owners)?;
        let mut found = Vec::new();
        for (count, binds) in batches.into_padded() {
            let sql = sql::select(table, key.columns, count, &[], transaction.dialect());
            transaction
                .run(&sql, &binds, &mut |row| {
                    found.push(self.meet(entity, row)?);
                    Ok(())
                })
                .await?;
        }
        Ok(found)
    }

    /// The rows whose foreign keys the database may not know yet: new ones, and those that were changed.
    fn unwritten(&self, entity: &'static Entity) -> Vec<RowId> {
        let slot = entity.slot() as u32;
        let Some((_, store)) = self.stores().find(|(known, _)| *known == slot) else {
            return Vec::new();
        };
        let new = store.base().pending.iter().copied();
        let rows = new.chain(self.changed_rows(entity));
        rows.map(|index| RowId { slot, index }).collect()
    }

    /// The rows that a foreign key leads to, where these are deleted.
    fn owners(&self, rows: &[RowId], key: &ForeignKey) -> Result<Owners> {
        let stored = rows.iter().filter(|row| self.state(**row) == State::Doomed);
        let values = stored.map(|row| self.stored_values(*row, key.referenced));
        let values = values.map(|values| values.map(Exact::from_iter));
        Ok(Owners {
            values: values.collect::<Result<_>>()?,
            rows: rows.iter().copied().collect(),
        })
    }

    /// Whether a row that the database found is not led elsewhere by the program.
    fn stays_with(&self, row: RowId, key: u16, owners: &Owners) -> bool {
        if self.state(row) != State::Persistent {
            return false;
        }
        let base = self.base(row);
        match base.to_one[usize::from(key)].get(&row.index) {
            Some(ToOne::Set(target)) => target.is_some_and(|target| owners.rows.contains(&target)),
            _ => {
                let facts = &base.entity.table().foreign_keys[usize::from(key)];
                self.leads_on(row, facts.columns) || self.means_one_of(row, key, owners)
            }
        }
    }

    /// Whether the program leads a row to one of these: by the relationship, or else by the columns.
    fn means_one_of(&self, row: RowId, key: u16, owners: &Owners) -> bool {
        let base = self.base(row);
        if let Some(ToOne::Set(target)) = base.to_one[usize::from(key)].get(&row.index) {
            return target.is_some_and(|target| owners.rows.contains(&target));
        }
        let facts = &base.entity.table().foreign_keys[usize::from(key)];
        let values = facts.columns.iter();
        let values: Result<Exact> = values.map(|column| self.current(row, *column)).collect();
        values.is_ok_and(|values| !values.has_null() && owners.values.contains(&values))
    }

    /// Fails where rows refer to these by a foreign key that the database does not know of.
    pub(super) async fn refuse_referrers(
        &self,
        transaction: &mut Transaction,
        table: &'static Table,
        key: &'static ForeignKey,
        rows: &[RowId],
    ) -> Result<()> {
        let batches = self.referred_keys(table, key, rows.iter().copied())?;
        for (count, binds) in batches.into_padded() {
            let sql = sql::select(table, key.columns, count, &[], transaction.dialect());
            let mut is_referred = false;
            transaction
                .run(&sql, &binds, &mut |_| {
                    is_referred = true;
                    Ok(())
                })
                .await?;
            if is_referred {
                let columns: Vec<_> = table.names(key.columns).collect();
                let message = format!(
                    "rows of `{}` refer by `{}` to a row of `{}` that is to be deleted: delete them, or lead them to another",
                    table.name,
                    columns.join("`, `"),
                    key.target.name
                );
                let error = Error::new(ErrorKind::Integrity(Constraint::ForeignKey), message);
                return Err(error.with_table(table.name).with_columns(columns));
            }
        }
        Ok(())
    }
}
