//! How do rows come into a session?

use super::{
    RowId, Transaction, Unit,
    base::{Base, Note, State, ToOne},
    members::{Collection, Members},
    sql,
    unit::Known,
};
use crate::{
    driver::Bind,
    error::{Constraint, Error, ErrorKind, Result},
    model::{Entity, Kind, Model},
    schema::{ForeignKey, Table},
    value::ValueError,
};

impl Unit {
    /// The row with a key: from memory, or from the database.
    pub(super) async fn get<T: Model>(
        &mut self,
        transaction: &mut Transaction,
        key: &T::Key,
    ) -> Result<Option<RowId>> {
        self.check()?;
        if let Some(row) = self.fresh_by_key::<T>(key) {
            return Ok(Some(row));
        }
        self.autoflush(transaction).await?;
        if let Some(row) = self.fresh_by_key::<T>(key) {
            return Ok(Some(row));
        }
        let table = T::TABLE;
        let unfit = |error: ValueError| match (table.identity, table.has_sensitive_key()) {
            ([column, ..], true) => Error::value(ErrorKind::Encode, error, table, *column),
            _ => Error::new(
                ErrorKind::Encode,
                format!("the key of `{}`: {error}", table.name),
            ),
        };
        let binds: Vec<_> = crate::model::Key::datums(key)
            .map_err(unfit)?
            .into_iter()
            .zip(table.identity)
            .map(|(datum, column)| Bind::of(table, *column, datum))
            .collect();
        let found = self
            .select_by(transaction, T::ENTITY, table.identity, &binds)
            .await?;
        if found.is_empty()
            && let Some(index) = self.typed::<T>().and_then(|store| store.known(key))
        {
            self.store_mut(RowId::of::<T>(index)).removed(index);
        }
        Ok(found.first().copied())
    }

    pub(super) fn fresh_by_key<T: Model>(&self, key: &T::Key) -> Option<RowId> {
        let row = RowId::of::<T>(self.typed::<T>()?.known(key)?);
        self.is_fresh(row).then_some(row)
    }

    /// The rows at the far end of a relationship, loaded if they are not known yet.
    pub(super) async fn related(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        relationship: u16,
    ) -> Result<Vec<RowId>> {
        self.check()?;
        if let Some(known) = self.known_related(row, relationship, true) {
            return Ok(known);
        }
        self.autoflush(transaction).await?;
        if let Some(known) = self.known_related(row, relationship, true) {
            return Ok(known);
        }
        let fact = self.fact(row, relationship);
        match fact.kind {
            Kind::BelongsTo { foreign_key } => {
                self.load_target(transaction, row, foreign_key, fact.target)
                    .await
            }
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                let table = fact.target.table();
                let key = &table.foreign_keys[usize::from(foreign_key)];
                let binds = self.referring(transaction, row, table, key).await?;
                let dialect = transaction.dialect();
                let sql = sql::select(table, key.columns, 1, fact.order, dialect);
                let found = self.take_in(transaction, fact.target, &sql, &binds).await?;
                Ok(self.complete(row, relationship, found))
            }
            Kind::ManyToMany { through } => {
                let binds = self
                    .referring(
                        transaction,
                        row,
                        through.table,
                        &through.table.foreign_keys[usize::from(through.here)],
                    )
                    .await?;
                let sql = sql::select_through(
                    fact.target.table(),
                    through.table,
                    [through.here, through.there],
                    fact.order,
                    transaction.dialect(),
                );
                let found = self.take_in(transaction, fact.target, &sql, &binds).await?;
                Ok(self.complete(row, relationship, found))
            }
        }
    }

    /// The rows at the far end of a relationship, as far as they are known; `fresh` leaves out those that are stale.
    pub(super) fn known_related(
        &self,
        row: RowId,
        relationship: u16,
        fresh: bool,
    ) -> Option<Vec<RowId>> {
        let current =
            |row: &RowId| !fresh || self.is_fresh(*row) || self.state(*row) == State::Pending;
        match self.fact(row, relationship).kind {
            Kind::BelongsTo { foreign_key } => {
                let set = matches!(
                    self.base(row).to_one[usize::from(foreign_key)].get(&row.index),
                    Some(ToOne::Set(_))
                );
                if !set && !current(&row) {
                    return None;
                }
                match self.to_one(row, foreign_key) {
                    Known::Row(None) => Some(Vec::new()),
                    Known::Row(Some(target)) if set || current(&target) => Some(vec![target]),
                    _ => None,
                }
            }
            _ => match self.collection(row, relationship) {
                Some(Collection::Full(members)) => {
                    let alive = |row: &RowId| {
                        matches!(
                            self.state(*row),
                            State::Pending | State::Persistent | State::Doomed
                        )
                    };
                    Some(members.iter().filter(alive).collect())
                }
                // Of a new row everything is known.
                None if self.state(row) == State::Pending => Some(Vec::new()),
                _ => None,
            },
        }
    }

    async fn load_target(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        key: u16,
        target: &'static Entity,
    ) -> Result<Vec<RowId>> {
        if !self.is_fresh(row) {
            self.reread(transaction, &[row]).await?;
            if !self.is_fresh(row) {
                return Err(self.vanished(row));
            }
            if let Some(known) = self.known_related(row, key, true) {
                return Ok(known);
            }
        }
        let table = self.base(row).entity.table();
        let facts = &table.foreign_keys[usize::from(key)];
        let values = facts
            .columns
            .iter()
            .map(|column| self.current(row, *column))
            .collect::<Result<Vec<_>>>()?;
        let pairs = facts.referenced.iter().zip(values);
        let binds: Vec<_> = pairs
            .map(|(column, datum)| Bind::of(target.table(), *column, datum))
            .collect();
        let found = self
            .select_by(transaction, target, facts.referenced, &binds)
            .await?;
        let Some(first) = found.first().copied() else {
            return Err(self.dangling(row, facts));
        };
        self.know_target(row, key, first);
        Ok(vec![first])
    }

    fn dangling(&self, row: RowId, key: &ForeignKey) -> Error {
        let table = self.base(row).entity.table();
        let columns: Vec<_> = table.names(key.columns).collect();
        let message = format!(
            "{} refers by `{}` to a row of `{}` that is not there",
            self.name(row),
            columns.join("`, `"),
            key.target.name
        );
        Error::new(ErrorKind::Integrity(Constraint::ForeignKey), message)
            .with_table(table.name)
            .with_columns(columns)
    }

    /// The values by which rows of `table` refer to a row. Those that are not its key may have changed meanwhile.
    async fn referring(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        table: &'static Table,
        key: &ForeignKey,
    ) -> Result<Vec<Bind<'static>>> {
        let identity = self.base(row).entity.table().identity;
        if !self.is_fresh(row)
            && key
                .referenced
                .iter()
                .any(|column| !identity.contains(column))
        {
            self.reread(transaction, &[row]).await?;
            if !self.is_fresh(row) {
                return Err(self.vanished(row));
            }
        }
        let pairs = key.columns.iter().zip(key.referenced);
        pairs
            .map(|(column, referenced)| {
                Ok(Bind::of(table, *column, self.current(row, *referenced)?))
            })
            .collect()
    }

    /// The rows that have these values in these columns, in the order of their keys.
    pub(super) async fn select_by(
        &mut self,
        transaction: &mut Transaction,
        entity: &'static Entity,
        columns: &[u16],
        binds: &[Bind<'_>],
    ) -> Result<Vec<RowId>> {
        let sql = sql::select(entity.table(), columns, 1, &[], transaction.dialect());
        self.take_in(transaction, entity, &sql, binds).await
    }

    async fn take_in(
        &mut self,
        transaction: &mut Transaction,
        entity: &'static Entity,
        sql: &str,
        binds: &[Bind<'_>],
    ) -> Result<Vec<RowId>> {
        let mut rows = Vec::new();
        transaction
            .run(sql, binds, &mut |row| {
                rows.push(self.meet(entity, row)?);
                Ok(())
            })
            .await?;
        Ok(rows)
    }

    /// A collection is known in full: what the database has, with what was changed and is not written yet.
    pub(super) fn complete(
        &mut self,
        row: RowId,
        relationship: u16,
        mut found: Vec<RowId>,
    ) -> Vec<RowId> {
        if let Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } =
            self.fact(row, relationship).kind
        {
            // Some were led elsewhere since, when it was not known that this is where they come from.
            found.retain(|member| {
                let mut links = self.base(*member).set_links(member.index);
                links.all(|(key, to)| key != foreign_key || to == Some(row))
            });
        }
        let is_displaced = |base: &Base| base.displaced.contains(&(row.index, relationship));
        if let Kind::HasOne { foreign_key } = self.fact(row, relationship).kind
            && let Some(Collection::Partial { added, .. }) = self.collection(row, relationship)
            && (added.iter().next().is_some() || is_displaced(self.base(row)))
        {
            // The one that the database has there has given way, to another row or to one that has left again.
            let newcomers: Vec<RowId> = added.iter().collect();
            let (kept, displaced) = found.into_iter().partition(|it| newcomers.contains(it));
            found = kept;
            let displaced: Vec<RowId> = displaced;
            for old in displaced {
                self.set_to_one(old, foreign_key, None);
            }
        }
        let base = self.store_mut(row).base_mut();
        base.note(Note::Collection(relationship, row.index));
        let collections = &mut base.collections[usize::from(relationship)];
        let members: Members = match collections.remove(&row.index) {
            Some(Collection::Partial { added, removed }) => found
                .into_iter()
                .filter(|row| !removed.contains(row))
                .chain(added.iter())
                .collect(),
            _ => found.into_iter().collect(),
        };
        collections.insert(row.index, Collection::Full(members));
        self.known_related(row, relationship, false)
            .unwrap_or_default()
    }
}

/// One row was expected.
pub(crate) fn not_found(what: &str, found: usize) -> Error {
    let kind = if found == 0 {
        ErrorKind::NoResultFound
    } else {
        ErrorKind::MultipleResultsFound
    };
    let found = if found == 0 {
        "no row".to_owned()
    } else {
        format!("{found} rows")
    };
    Error::new(kind, format!("expected one row of `{what}`, found {found}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_is_told_from_several() {
        assert_eq!(
            not_found("books", 0).to_string(),
            "expected one row of `books`, found no row"
        );
        assert_eq!(
            not_found("books", 2).kind(),
            ErrorKind::MultipleResultsFound
        );
    }
}
