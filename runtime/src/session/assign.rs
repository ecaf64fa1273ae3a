//! How is a column written without being read?

use super::{Ref, RowId, Session, Unit, base::State};
use crate::{
    error::{Error, Result},
    model::Keyed,
    query::{Assigned, Assignment, Computed, assigned},
};

impl Session {
    /// Gives columns of a row their values with the next flush, whatever the database has, and reads nothing for it.
    ///
    /// `session[row].price = Some(3.0)` writes the column where that differs from what the session knows; `assign` always
    /// writes it. The row reads as assigned at once, but for what the database is to compute.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Keyed, Ref, Result, Session};
    /// # trait Books: Keyed { const PRICE: Column<Self, Option<f64>>; const SOLD: Column<Self, i64>; }
    /// # fn sell<Book: Books>(session: &mut Session, book: Ref<Book>) -> Result<()> {
    /// session.assign(book, [Book::PRICE.set(3.0), Book::SOLD.increase(1)])?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The row was deleted or is of another session, a value has no form in a database, or the column is part of the key
    /// or computed by the database.
    pub fn assign<T: Keyed>(
        &mut self,
        row: Ref<T>,
        assignments: impl IntoIterator<Item = Assignment<T>>,
    ) -> Result<()> {
        let row = self.unit.resolve_alive(row.into())?;
        let assignments = assigned::<T>(assignments)?;
        self.unit.assign(row, assignments)
    }
}

impl Unit {
    pub(super) fn assign(&mut self, row: RowId, assignments: Vec<Assigned>) -> Result<()> {
        let table = self.base(row).entity.table();
        for one in &assignments {
            let facts = &table.columns[usize::from(one.column)];
            let why = if facts.generated.is_some() {
                "is computed by the database and cannot be assigned"
            } else if table.identity.contains(&one.column) && self.state(row) != State::Pending {
                "is part of the key: change it with `session[..]`"
            } else if one.is_computed() && self.state(row) == State::Pending {
                "has no value in the database yet that it could be computed from"
            } else {
                continue;
            };
            let message = format!("column `{}` of `{}` {why}", facts.name, table.name);
            return Err(Error::misuse(message)
                .with_table(table.name)
                .with_columns([facts.name]));
        }
        let is_fresh = self.is_fresh(row);
        let store = self.store_mut(row);
        if store.base().state(row.index) == State::Pending {
            let values = assignments.into_iter().filter_map(|one| match one.value {
                Computed::Plain(datum) => Some((one.column, datum)),
                Computed::By(_) => None,
            });
            store.base_mut().news.extend(row.index, values);
            return Ok(());
        }
        // The version is compared with the one that was read.
        let (version, assignments): (Vec<_>, Vec<_>) = assignments
            .into_iter()
            .partition(|one| table.version == Some(one.column) && !one.is_computed());
        let plain = |one: &Assigned| Some((one.column, one.plain()?.clone()));
        store.assign(row.index, version.iter().filter_map(plain).collect())?;
        if assignments.is_empty() {
            return Ok(());
        }
        // What is computed goes before what the program changed until now.
        let computed = assignments.iter().filter(|one| one.is_computed());
        let computed = computed.filter(|one| !table.is_deferred(one.column));
        let stored = computed.map(|one| {
            let stored = store.stored(row.index, one.column)?;
            Ok((one.column, stored.into_owned()))
        });
        let stored = stored.collect::<Result<Vec<_>>>()?;
        store.assign(row.index, stored)?;
        let values: Vec<_> = assignments.iter().filter_map(plain).collect();
        match is_fresh {
            // What others wait for goes by what the database has.
            true => {
                let values = values.into_iter();
                let values = values.filter(|(column, _)| !table.is_deferred(*column));
                store.assign(row.index, values.collect())?;
            }
            // Nobody knows what it has, and nothing is to be read.
            false => {
                store.keep_replaced(row.index, &values)?;
                store.correct(row.index, &values)?;
            }
        }
        let store = self.store_mut(row);
        let assigned = store.base_mut().assigned.entry(row.index).or_default();
        assigned.retain(|known| !assignments.iter().any(|one| one.column == known.column));
        assigned.extend(assignments);
        Ok(())
    }
}
