//! How do new rows get into the database?

use super::{
    RowId, Transaction, Unit,
    base::State,
    fetched::Fetched,
    sql::{self, Verb},
};
use crate::{
    driver::{Bind, Row},
    error::{Error, ErrorKind, Result},
    schema::{Dialect, Table},
    value::Datum,
};

/// From how many rows on one statement for several is worth asking whether the keys it gives can be told.
const MANY: usize = 8;

/// How many rows one statement has.
const AT_ONCE: usize = 64;

/// How many placeholders one statement has at most.
const PLACEHOLDERS: usize = 8_000;

/// A new row that is ready to be sent.
struct Ready {
    row: RowId,
    /// By column; `None` where the database is to fill it in.
    values: Vec<Option<Datum<'static>>>,
    /// The columns that have a value.
    given: Vec<u16>,
    fetched: Fetched,
}

impl Unit {
    /// Inserts rows of one table, in their order; those of the same shape that follow each other in one statement, where
    /// the keys that the database gives them can be told.
    pub(super) async fn insert_all(
        &mut self,
        transaction: &mut Transaction,
        rows: Vec<(RowId, Vec<u16>)>,
    ) -> Result<()> {
        let mut alike: Vec<Ready> = Vec::new();
        for (row, postponed) in rows {
            // A row that refers to one before it needs its key.
            let refers = self.base(row).set_links(row.index).any(|(key, to)| {
                !postponed.contains(&key)
                    && to.is_some_and(|to| to.slot == row.slot && self.state(to) == State::Pending)
            });
            if refers {
                self.insert_alike(transaction, std::mem::take(&mut alike))
                    .await?;
            }
            let ready = self.make_ready(row, &postponed, transaction.dialect())?;
            let last = alike.last();
            if last.is_some_and(|last| last.given != ready.given || last.fetched != ready.fetched) {
                self.insert_alike(transaction, std::mem::take(&mut alike))
                    .await?;
            }
            alike.push(ready);
        }
        self.insert_alike(transaction, alike).await
    }

    async fn insert_alike(
        &mut self,
        transaction: &mut Transaction,
        rows: Vec<Ready>,
    ) -> Result<()> {
        let Some(first) = rows.first() else {
            return Ok(());
        };
        let table = self.base(first.row).entity.table();
        let width = first.given.len();
        let at_once = AT_ONCE.min(PLACEHOLDERS / width.max(1));
        let many = rows.len() >= MANY
            && width > 0
            && first.fetched.can_be_many()
            && transaction.dialect() == Dialect::Sqlite
            && self
                .numbers_in_order(transaction, table, &first.fetched, rows.len())
                .await?;
        let mut rows = rows.into_iter();
        loop {
            let some: Vec<Ready> = rows.by_ref().take(if many { at_once } else { 1 }).collect();
            match some.len() {
                0 => return Ok(()),
                1 => {
                    for ready in some {
                        self.insert_one(transaction, ready).await?;
                    }
                }
                _ => self.insert_many(transaction, table, some).await?,
            }
        }
    }

    async fn insert_one(&mut self, transaction: &mut Transaction, ready: Ready) -> Result<()> {
        let table = self.base(ready.row).entity.table();
        let Ready {
            row,
            values,
            given,
            fetched,
        } = ready;
        let binds = binds(table, &given, values);
        let sql = self.texts.of(
            Verb::Insert,
            table,
            [&given, &fetched.returning],
            transaction.dialect(),
        );
        let mut returned = Vec::new();
        let ran = transaction
            .run(&sql, &binds, &mut |row| fetched.read(row, &mut returned))
            .await?;
        if returned.len() != fetched.returning.len() || ran.changes == 0 {
            return Err(swallowed(table));
        }
        if let Some(column) = fetched.rowid {
            returned.push(Datum::Integer(ran.last_rowid));
            return self.settle_insert(
                row,
                binds,
                given,
                [fetched.returning, vec![column]].concat(),
                returned,
            );
        }
        self.settle_insert(row, binds, given, fetched.returning, returned)
    }

    /// Several rows in one statement; the database numbers them in their order.
    async fn insert_many(
        &mut self,
        transaction: &mut Transaction,
        table: &'static Table,
        rows: Vec<Ready>,
    ) -> Result<()> {
        let count = rows.len();
        let mut all = Vec::with_capacity(count * rows[0].given.len());
        let mut each = Vec::with_capacity(count);
        for ready in rows {
            all.extend(binds(table, &ready.given, ready.values));
            each.push((ready.row, ready.given, ready.fetched));
        }
        let (_, given, fetched) = &each[0];
        let sql = self
            .texts
            .insert_many(table, given, count, transaction.dialect());
        let ran = transaction.run(&sql, &all, &mut |_| Ok(())).await?;
        if ran.changes != count as u64 {
            return Err(swallowed(table));
        }
        let first = ran.last_rowid - (count as i64 - 1);
        let filled_in = fetched.filled_in();
        let mut returned: Vec<Vec<Datum<'static>>> = Vec::with_capacity(count);
        if let (Some(key), [_, _, ..]) = (fetched.alias, &filled_in[..]) {
            let sql = sql::select_between(table, &filled_in, key, transaction.dialect());
            let range =
                [first, ran.last_rowid].map(|rowid| Bind::of(table, key, Datum::Integer(rowid)));
            transaction
                .run(&sql, &range, &mut |row| {
                    let columns = 0..filled_in.len();
                    let values = columns.map(|column| Ok(row.datum(column)?.into_owned()));
                    returned.push(values.collect::<Result<_>>()?);
                    Ok(())
                })
                .await?;
            if returned.len() != count {
                return Err(swallowed(table));
            }
        } else {
            let rowids = (0..count as i64).map(|place| Datum::Integer(first + place));
            let own = |rowid| filled_in.first().map(|_| rowid).into_iter().collect();
            returned.extend(rowids.map(|rowid| -> Vec<_> { own(rowid) }));
        }
        let mut all = all.into_iter();
        for ((row, given, _), returned) in each.into_iter().zip(returned) {
            let binds: Vec<_> = all.by_ref().take(given.len()).collect();
            self.settle_insert(row, binds, given, filled_in.clone(), returned)?;
        }
        Ok(())
    }

    /// A row is in the database, with what was given and what came back.
    fn settle_insert(
        &mut self,
        row: RowId,
        binds: Vec<Bind<'static>>,
        given: Vec<u16>,
        filled_in: Vec<u16>,
        returned: Vec<Datum<'static>>,
    ) -> Result<()> {
        let table = self.base(row).entity.table();
        let mut datums = vec![Datum::Null; table.columns.len()];
        for (column, bind) in given.into_iter().zip(binds) {
            datums[usize::from(column)] = bind.datum;
        }
        for (column, datum) in filled_in.into_iter().zip(returned) {
            datums[usize::from(column)] = datum;
        }
        let epoch = self.epoch;
        self.store_mut(row)
            .inserted(row.index, &Row::all(&datums), epoch)
    }

    /// Whether SQLite gives the next rows numbers that follow each other: no trigger comes in between, and it does not run
    /// out of them.
    async fn numbers_in_order(
        &mut self,
        transaction: &mut Transaction,
        table: &'static Table,
        fetched: &Fetched,
        count: usize,
    ) -> Result<bool> {
        let Some(key) = fetched.alias else {
            return Ok(true);
        };
        let address = super::plan::address(table);
        let has_triggers = match self.triggers.get(&address) {
            Some(known) => *known,
            None => {
                let mut found = false;
                let binds = Bind::free(vec![Datum::Text(table.name.into())]);
                transaction
                    .run(sql::TRIGGERS, &binds, &mut |_| {
                        found = true;
                        Ok(())
                    })
                    .await?;
                self.triggers.insert(address, found);
                found
            }
        };
        if has_triggers {
            return Ok(false);
        }
        let sql = sql::greatest(table, key, transaction.dialect());
        let mut greatest = 0;
        transaction
            .run(&sql, &[], &mut |row| {
                if let Datum::Integer(value) = row.datum(0)? {
                    greatest = value;
                }
                Ok(())
            })
            .await?;
        Ok(i64::MAX - (count as i64) > greatest.max(0))
    }

    fn make_ready(&mut self, row: RowId, postponed: &[u16], dialect: Dialect) -> Result<Ready> {
        let table = self.base(row).entity.table();
        let values = self.values_to_insert(row, table, postponed)?;
        let fetched = Fetched::of(table, &values, dialect)?;
        let given = (0..table.columns.len() as u16)
            .filter(|column| values[usize::from(*column)].is_some())
            .collect();
        Ok(Ready {
            row,
            values,
            given,
            fetched,
        })
    }

    /// The values of a new row by column; `None` where the database is to fill it in.
    pub(super) fn values_to_insert(
        &mut self,
        row: RowId,
        table: &'static Table,
        postponed: &[u16],
    ) -> Result<Vec<Option<Datum<'static>>>> {
        let mut values = vec![None; table.columns.len()];
        let new = self
            .store_mut(row)
            .base_mut()
            .news
            .remove(&row.index)
            .unwrap_or_default();
        if let Some((column, fault)) = new.fault {
            return Err(Error::value(
                ErrorKind::Encode,
                fault,
                table.name,
                table.columns[usize::from(column)].name,
            ));
        }
        for (column, datum) in new.values {
            values[usize::from(column)] = Some(datum);
        }
        if let Some(version) = table.version {
            values[usize::from(version)].get_or_insert(Datum::Integer(1));
        }
        let mut settled: Vec<Option<Datum<'static>>> = vec![None; table.columns.len()];
        let links: Vec<_> = self.base(row).set_links(row.index).collect();
        for (key, to) in links {
            if to == Some(row) && !postponed.contains(&key) {
                // A row that refers to itself by a key that it was given.
                let facts = &table.foreign_keys[usize::from(key)];
                for (column, referenced) in facts.columns.iter().zip(facts.referenced) {
                    settled[usize::from(*column)] = values[usize::from(*referenced)].clone();
                }
                continue;
            }
            let to = to.filter(|_| !postponed.contains(&key));
            for (column, datum) in self.foreign_key_values(table, key, to)? {
                let place = usize::from(column);
                if settled[place]
                    .as_ref()
                    .is_some_and(|other| *other != datum && !other.is_null() && !datum.is_null())
                {
                    return Err(self.torn(row, table, column));
                }
                if settled[place].as_ref().is_none_or(Datum::is_null) {
                    settled[place] = Some(datum);
                }
            }
        }
        for (value, settled) in values.iter_mut().zip(settled) {
            *value = settled.or(value.take());
        }
        Ok(values)
    }

    fn torn(&self, row: RowId, table: &Table, column: u16) -> Error {
        let column = table.columns[usize::from(column)].name;
        let message = format!(
            "two relationships of {} want different values in `{column}`, which both foreign keys share",
            self.name(row)
        );
        Error::misuse(message)
            .with_table(table.name)
            .with_columns([column])
    }
}

fn binds(
    table: &'static Table,
    given: &[u16],
    mut values: Vec<Option<Datum<'static>>>,
) -> Vec<Bind<'static>> {
    let value = |column: &u16| {
        let datum = values[usize::from(*column)].take()?;
        Some(Bind::of(table, *column, datum))
    };
    given.iter().filter_map(value).collect()
}

fn swallowed(table: &Table) -> Error {
    let message = format!(
        "the database inserted no row into `{}` and raised no error: a trigger or a rule may have replaced the insert",
        table.name
    );
    Error::new(ErrorKind::Database, message).with_table(table.name)
}
