//! How does a row from elsewhere come together with the one in the session?

use super::{AnyRef, Ref, RowId, Session, Transaction, Unit, base::State, news};
use crate::{
    driver::{Bind, Chosen, Row},
    error::{Error, ErrorKind, Result},
    insert::{Builder, NewRow},
    model::{Entity, Keyed},
    query::{Assigned, Computed},
    value::Datum,
    wait::ready,
};

/// What [`Session::merge`] takes: a new row, of which only what is given counts, or a plain struct, of which every column
/// does.
pub trait Merge<T, Kind> {
    #[doc(hidden)]
    fn into_given(self) -> Result<NewRow>;
}

/// A new row, as [`Merge`] takes it.
#[doc(hidden)]
#[derive(Debug)]
pub enum Given {}

/// A plain struct, as [`Merge`] takes it.
#[doc(hidden)]
#[derive(Debug)]
pub enum Whole {}

impl<N: Builder> Merge<N::Table, Given> for N {
    fn into_given(self) -> Result<NewRow> {
        Ok(self.into_row())
    }
}

impl<T: Keyed> Merge<T, Whole> for T {
    fn into_given(self) -> Result<NewRow> {
        let mut new = NewRow::EMPTY;
        let columns = T::TABLE.row().iter().enumerate();
        for (place, _) in columns.filter(|(_, column)| column.generated.is_none()) {
            let datum = self
                .bind(place)
                .map_err(|error| Error::value(ErrorKind::Encode, error, T::TABLE, place as u16))?;
            new.values.push((place as u16, datum.into_owned()));
        }
        Ok(new)
    }
}

impl Session {
    /// Writes what is given over the row that has its key: the one of the session, or the one of the database, which is
    /// read first. Where there is none, or no key is given, a new row is added.
    ///
    /// Of a `New…` only what is given counts, of a plain struct every column. The row that is given stays as it is; the
    /// reference is to the session's.
    ///
    /// # Errors
    ///
    /// The flush before it fails, the database cannot be read, or a row that the given one leads to is of another
    /// session.
    pub fn merge<T: Keyed, K>(&mut self, row: impl Merge<T, K>) -> Result<Ref<T>> {
        let given = row.into_given()?;
        self.unit.check()?;
        if let Some((column, fault)) = given.faults.first() {
            let fault = fault.clone();
            return Err(Error::value(ErrorKind::Encode, fault, T::TABLE, *column));
        }
        let key = self
            .unit
            .given_key(T::ENTITY, &given.values, &given.links)?;
        if let Some(key) = &key
            && self.unit.fresh_by_datums(T::ENTITY, key).is_none()
        {
            self.autoflush()?;
        }
        let merged = self
            .unit
            .merge(&mut self.transaction, T::ENTITY, given, key);
        let row = ready(merged)?;
        Ok(self.unit.reference(row.index))
    }
}

impl Unit {
    pub(super) async fn merge(
        &mut self,
        transaction: &mut Transaction,
        entity: &'static Entity,
        given: NewRow,
        key: Option<Vec<Datum<'static>>>,
    ) -> Result<RowId> {
        let Some(key) = key else {
            return self.add(entity, given);
        };
        let table = entity.table();
        let mut found = self.fresh_by_datums(entity, &key);
        if found.is_none() {
            let columns = table.identity.iter();
            let binds: Vec<_> = columns
                .zip(&key)
                .map(|(column, datum)| Bind::of(table, *column, datum.borrowed()))
                .collect();
            let rows = self
                .select_by(transaction, entity, table.identity, &binds)
                .await?;
            found = rows.first().copied();
        }
        match found.or_else(|| self.pending_by_key(entity, &key)) {
            Some(row) => self.write_over(row, given).map(|()| row),
            None => self.add(entity, given),
        }
    }

    /// What is given goes over what a row has.
    fn write_over(&mut self, row: RowId, given: NewRow) -> Result<()> {
        let table = self.base(row).entity.table();
        let links = self.resolve_links(given.links)?;
        let values = given.values.into_iter();
        let values = values.filter(|(column, _)| !table.identity.contains(column));
        match self.state(row) {
            State::Pending => {
                let base = self.store_mut(row).base_mut();
                base.news.extend(row.index, values);
            }
            _ => {
                let (by_itself, values): (Vec<_>, Vec<_>) =
                    values.partition(|(column, _)| table.is_deferred(*column));
                self.same_version(row, &values)?;
                self.store_mut(row).assign(row.index, values)?;
                let assigned = by_itself.into_iter().map(|(column, value)| Assigned {
                    column,
                    value: Computed::Plain(value),
                });
                self.assign(row, assigned.collect())?;
            }
        }
        for (key, to) in links {
            self.set_to_one(row, key, to);
        }
        Ok(())
    }

    /// The key of a row that is given, if all of it is.
    pub(super) fn given_key(
        &self,
        entity: &'static Entity,
        values: &[(u16, Datum<'static>)],
        links: &[(u16, Option<AnyRef>)],
    ) -> Result<Option<Vec<Datum<'static>>>> {
        let table = entity.table();
        let mut key = Vec::new();
        for column in table.identity {
            match news::last(values, *column) {
                Some(datum) if !datum.is_null() => key.push(datum.clone()),
                _ => match self.key_part_by_link(entity, links, *column)? {
                    Some(datum) => key.push(datum),
                    None => return Ok(None),
                },
            }
        }
        Ok((!key.is_empty()).then_some(key))
    }

    /// A part of the key that is a foreign key too, from the row that it leads to.
    fn key_part_by_link(
        &self,
        entity: &'static Entity,
        links: &[(u16, Option<AnyRef>)],
        column: u16,
    ) -> Result<Option<Datum<'static>>> {
        for (key, to) in links {
            let Some(to) = to else { continue };
            let facts = &entity.table().foreign_keys[usize::from(*key)];
            let place = facts.columns.iter().position(|known| *known == column);
            let (Some(place), to) = (place, self.resolve_alive(*to)?) else {
                continue;
            };
            if self.state(to) != State::Pending {
                let value = self.store(to).value(to.index, facts.referenced[place])?;
                return Ok(Some(value.into_owned()));
            }
        }
        Ok(None)
    }

    pub(super) fn fresh_by_datums(
        &self,
        entity: &'static Entity,
        key: &[Datum<'static>],
    ) -> Option<RowId> {
        let slot = entity.slot() as u32;
        let (_, store) = self.stores().find(|(known, _)| *known == slot)?;
        let key = Chosen {
            columns: entity.table().identity,
            datums: key,
        };
        let index = store.find(&Row::some(&key)).ok()??;
        let row = RowId { slot, index };
        self.is_fresh(row).then_some(row)
    }

    /// A new row that is given this key.
    fn pending_by_key(&self, entity: &'static Entity, key: &[Datum<'static>]) -> Option<RowId> {
        let slot = entity.slot() as u32;
        let (_, store) = self.stores().find(|(known, _)| *known == slot)?;
        let base = store.base();
        let same = |index: &&u32| {
            let values = base.news.get(**index);
            let given =
                values.and_then(|values| self.given_key(entity, values, &[]).ok().flatten());
            given.as_deref() == Some(key)
        };
        let index = *base.pending.iter().find(same)?;
        Some(RowId { slot, index })
    }

    /// A struct that is merged was read when the row had the version that it still has.
    fn same_version(&self, row: RowId, values: &[(u16, Datum<'static>)]) -> Result<()> {
        let table = self.base(row).entity.table();
        let Some(version) = table.version else {
            return Ok(());
        };
        let given = values.iter().find(|(column, _)| *column == version);
        let Some((_, given)) = given else {
            return Ok(());
        };
        if self.store(row).value(row.index, version)? == *given {
            return Ok(());
        }
        let message = format!(
            "{} has another version by now than the one that is merged",
            self.name(row)
        );
        Err(Error::new(ErrorKind::Stale, message).with_table(table.name))
    }
}
