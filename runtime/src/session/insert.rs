//! How do new rows get into the database?

use super::{
    RowId, Transaction, Unit,
    base::State,
    fetched::Fetched,
    news::{self, Values},
    sql,
    store::Inserted,
};
use crate::{
    driver::Bind,
    error::{Error, ErrorKind, Result},
    insert::NewRow,
    model::Entity,
    schema::{Dialect, Table},
    value::Datum,
};

/// From how many rows on one statement for several is worth asking whether the keys it gives can be told.
const MANY: usize = 8;

/// How many rows one statement has at most.
const AT_ONCE: usize = 128;

/// How many placeholders one statement has at most.
const PLACEHOLDERS: usize = 8_000;

/// New rows of one table that are ready to be sent, all with values in the same columns.
struct Alike {
    table: &'static Table,
    slot: u32,
    /// The columns that have a value.
    given: Vec<u16>,
    fetched: Fetched,
    /// The columns that the database fills in.
    filled_in: Vec<u16>,
    rows: Vec<u32>,
    /// The values of one row after the other, each in the order of its columns.
    values: Values,
}

impl Alike {
    /// No row yet, of those that have a value in the same columns as these.
    fn new(
        table: &'static Table,
        slot: u32,
        values: &[(u16, Datum<'static>)],
        dialect: Dialect,
    ) -> Result<Self> {
        let given: Vec<u16> = values.iter().map(|(column, _)| *column).collect();
        let fetched = Fetched::of(table, &given, dialect)?;
        Ok(Alike {
            table,
            slot,
            given,
            filled_in: fetched.filled_in(),
            fetched,
            rows: Vec::new(),
            values: Vec::new(),
        })
    }

    fn fits(&self, values: &Values) -> bool {
        let columns = values.iter().map(|(column, _)| column);
        columns.eq(&self.given)
    }

    fn push(&mut self, index: u32, values: &mut Values) {
        self.rows.push(index);
        self.values.append(values);
    }

    /// For each column, the place of its value in a row, and after those the place among what the database fills in; one
    /// that is neither has a place that no row has.
    fn places(&self) -> Vec<u16> {
        let mut places = vec![u16::MAX; self.table.columns.len()];
        let columns = self.given.iter().chain(&self.filled_in);
        for (place, column) in (0..).zip(columns) {
            places[usize::from(*column)] = place;
        }
        places
    }

    /// The values to send of some rows.
    fn binds<'a>(&self, values: &'a [(u16, Datum<'static>)]) -> Vec<Bind<'a>> {
        let binds = values.iter();
        let binds = binds.map(|(column, datum)| Bind::of(self.table, *column, datum.borrowed()));
        binds.collect()
    }
}

/// Gives a column its value.
fn put(values: &mut Values, column: u16, value: Datum<'static>) {
    match values.binary_search_by_key(&column, |(known, _)| *known) {
        Ok(place) => values[place].1 = value,
        Err(place) => values.insert(place, (column, value)),
    }
}

impl Unit {
    /// Inserts rows of one table, in their order; those of the same shape that follow each other in one statement, where
    /// the keys that the database gives them can be told.
    pub(super) async fn insert_all(
        &mut self,
        transaction: &mut Transaction,
        rows: Vec<(RowId, Vec<u16>)>,
    ) -> Result<()> {
        let mut alike: Option<Alike> = None;
        let mut values = Values::new();
        for (row, postponed) in rows {
            // A row that refers to one before it needs its key.
            let refers = self.base(row).set_links(row.index).any(|(key, to)| {
                !postponed.contains(&key)
                    && to.is_some_and(|to| to.slot == row.slot && self.state(to) == State::Pending)
            });
            if refers && let Some(before) = alike.take() {
                self.insert_alike(transaction, before).await?;
            }
            let table = self.base(row).entity.table();
            self.values_to_insert(row, table, &postponed, &mut values)?;
            if !alike.as_ref().is_some_and(|alike| alike.fits(&values)) {
                let next = Alike::new(table, row.slot, &values, transaction.dialect())?;
                if let Some(before) = alike.replace(next) {
                    self.insert_alike(transaction, before).await?;
                }
            }
            if let Some(alike) = &mut alike {
                alike.push(row.index, &mut values);
            }
        }
        match alike {
            Some(last) => self.insert_alike(transaction, last).await,
            None => Ok(()),
        }
    }

    /// Inserts all new rows of a table, in their order; none of them was led to another row.
    pub(super) async fn insert_all_of(
        &mut self,
        transaction: &mut Transaction,
        entity: &'static Entity,
    ) -> Result<()> {
        let (slot, table) = (entity.slot() as u32, entity.table());
        let base = self.store_of(entity).base_mut();
        // A version that was not given comes to the values.
        let alike = match table.version {
            None => base.news.take_alike(),
            Some(_) => None,
        };
        if let Some((rows, values)) = alike {
            let first = &values[..values.len() / rows.len()];
            let alike = Alike::new(table, slot, first, transaction.dialect())?;
            return self
                .insert_alike(
                    transaction,
                    Alike {
                        rows,
                        values,
                        ..alike
                    },
                )
                .await;
        }
        let rows = base.pending.iter().copied();
        let rows = rows.filter(|index| base.state(*index) == State::Pending);
        let rows = rows.map(|index| (RowId { slot, index }, Vec::new()));
        let rows = rows.collect();
        self.insert_all(transaction, rows).await
    }

    async fn insert_alike(
        &mut self,
        transaction: &mut Transaction,
        mut alike: Alike,
    ) -> Result<()> {
        let width = alike.given.len();
        let many = alike.rows.len() >= MANY
            && width > 0
            && alike.fetched.can_be_many()
            && transaction.dialect() == Dialect::Sqlite
            && self.numbers_in_order(transaction, &alike).await?;
        let most = match many {
            true => AT_ONCE.min(PLACEHOLDERS / width),
            false => 1,
        };
        let places = alike.places();
        let mut values = std::mem::take(&mut alike.values);
        let mut filled_in = Vec::new();
        let mut done = 0;
        while done < alike.rows.len() {
            let count = most.min(alike.rows.len() - done);
            let own = &values[done * width..(done + count) * width];
            filled_in.clear();
            let inserted = match count {
                1 => {
                    self.insert_one(transaction, &alike, own, &mut filled_in)
                        .await
                }
                _ => {
                    self.insert_many(transaction, &alike, count, own, &mut filled_in)
                        .await
                }
            };
            let (rows, values) = (&alike.rows[done..], &mut values[done * width..]);
            if let Err(error) = inserted {
                self.take_back(&alike, rows, values);
                return Err(error);
            }
            let inserted = Inserted {
                rows: &rows[..count],
                values: &mut values[..count * width],
                filled_in: &mut filled_in,
                places: &places,
                epoch: self.epoch,
            };
            let first = RowId {
                slot: alike.slot,
                index: rows[0],
            };
            self.store_mut(first).inserted(inserted)?;
            done += count;
        }
        Ok(())
    }

    /// One row; what the database filled in comes to the end of a list.
    async fn insert_one(
        &mut self,
        transaction: &mut Transaction,
        alike: &Alike,
        values: &[(u16, Datum<'static>)],
        filled_in: &mut Vec<Datum<'static>>,
    ) -> Result<()> {
        let (table, fetched) = (alike.table, &alike.fetched);
        let columns = [&alike.given[..], &fetched.returning];
        let sql = transaction.insert_text(table, columns, 1);
        let ran = transaction
            .run(&sql, &alike.binds(values), &mut |row| {
                fetched.read(row, filled_in)
            })
            .await?;
        if filled_in.len() != fetched.returning.len() || ran.changes == 0 {
            return Err(swallowed(table));
        }
        filled_in.extend(fetched.rowid.map(|_| Datum::Integer(ran.last_rowid)));
        Ok(())
    }

    /// Several rows in one statement; the database numbers them in their order.
    async fn insert_many(
        &mut self,
        transaction: &mut Transaction,
        alike: &Alike,
        count: usize,
        values: &[(u16, Datum<'static>)],
        filled_in: &mut Vec<Datum<'static>>,
    ) -> Result<()> {
        let table = alike.table;
        let sql = transaction.insert_text(table, [&alike.given, &[]], count);
        let ran = transaction
            .run(&sql, &alike.binds(values), &mut |_| Ok(()))
            .await?;
        if ran.changes != count as u64 {
            return Err(swallowed(table));
        }
        let first = ran.last_rowid - (count as i64 - 1);
        match (alike.fetched.alias, &alike.filled_in[..]) {
            (Some(key), columns @ [_, _, ..]) => {
                let sql = sql::select_between(table, columns, key, transaction.dialect());
                let range = [first, ran.last_rowid]
                    .map(|rowid| Bind::of(table, key, Datum::Integer(rowid)));
                transaction
                    .run(&sql, &range, &mut |row| {
                        for place in 0..columns.len() {
                            filled_in.push(row.datum(place)?.into_owned());
                        }
                        Ok(())
                    })
                    .await?;
                if filled_in.len() != count * columns.len() {
                    return Err(swallowed(table));
                }
            }
            (_, [_]) => filled_in.extend((first..=ran.last_rowid).map(Datum::Integer)),
            (_, _) => {}
        }
        Ok(())
    }

    /// Rows were refused: they have their values again, so that it can be told which of them is why.
    fn take_back(&mut self, alike: &Alike, rows: &[u32], values: &mut [(u16, Datum<'static>)]) {
        let slot = alike.slot;
        let mut values = values.iter_mut().map(news::take);
        for index in rows.iter().copied() {
            let base = self.store_mut(RowId { slot, index }).base_mut();
            let new = NewRow {
                values: values.by_ref().take(alike.given.len()).collect(),
                ..NewRow::EMPTY
            };
            base.news.insert(index, new);
        }
    }

    /// Whether SQLite gives the next rows numbers that follow each other: no trigger comes in between, and it does not run
    /// out of them.
    async fn numbers_in_order(
        &mut self,
        transaction: &mut Transaction,
        alike: &Alike,
    ) -> Result<bool> {
        let (table, count) = (alike.table, alike.rows.len());
        let Some(key) = alike.fetched.alias else {
            return Ok(true);
        };
        let address = super::plan::address(table);
        let has_triggers = match self.triggers.get(&address) {
            Some(known) => *known,
            None => {
                let mut found = false;
                let binds = [Bind::free(Datum::Text(table.name.into()))];
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
        let sql = transaction.greatest_text(table, key);
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

    /// The values of a new row, which is not new any more; those that are in the list give way.
    pub(super) fn values_to_insert(
        &mut self,
        row: RowId,
        table: &'static Table,
        postponed: &[u16],
        values: &mut Values,
    ) -> Result<()> {
        values.clear();
        let news = &mut self.store_mut(row).base_mut().news;
        if let Some((column, fault)) = news.fault(row.index) {
            return Err(Error::value(
                ErrorKind::Encode,
                fault.clone(),
                table,
                *column,
            ));
        }
        news.take(row.index, values);
        put_in_order(values);
        if let Some(version) = table.version
            && value_of(values, version).is_none()
        {
            put(values, version, Datum::Integer(1));
        }
        if self.base(row).linked.is_empty() {
            return Ok(());
        }
        let links: Vec<_> = self.base(row).set_links(row.index).collect();
        let mut settled: Values = Vec::new();
        for (key, to) in links {
            let facts = &table.foreign_keys[usize::from(key)];
            if to == Some(row) && !postponed.contains(&key) {
                // A row that refers to itself by a key that it was given.
                for (column, referenced) in facts.columns.iter().zip(facts.referenced) {
                    if let Some(value) = value_of(values, *referenced) {
                        put(&mut settled, *column, value.clone());
                    }
                }
                continue;
            }
            let to = to.filter(|_| !postponed.contains(&key));
            let values = self.foreign_key_values(table, key, to)?;
            self.agree(row, table, &mut settled, values)?;
        }
        for (column, datum) in settled {
            put(values, column, datum);
        }
        Ok(())
    }

    /// Takes in what the columns of another foreign key are to hold; of a column that several share, NULL gives way.
    pub(super) fn agree(
        &self,
        row: RowId,
        table: &Table,
        settled: &mut Values,
        values: Values,
    ) -> Result<()> {
        for (column, datum) in values {
            let known = value_of(settled, column).filter(|known| !known.is_null());
            match known {
                Some(known) if *known != datum && !datum.is_null() => {
                    return Err(self.torn(row, table, column));
                }
                Some(_) => {}
                None => put(settled, column, datum),
            }
        }
        Ok(())
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

fn value_of(values: &Values, column: u16) -> Option<&Datum<'static>> {
    let place = values.binary_search_by_key(&column, |(known, _)| *known);
    place.ok().map(|place| &values[place].1)
}

/// Puts values in the order of their columns; of several for one column, the last counts.
fn put_in_order(values: &mut Values) {
    if values.is_sorted_by(|(one, _), (next, _)| one < next) {
        return;
    }
    for (column, datum) in std::mem::take(values) {
        put(values, column, datum);
    }
}

fn swallowed(table: &Table) -> Error {
    let message = format!(
        "the database inserted no row into `{}` and raised no error: a trigger or a rule may have replaced the insert",
        table.name
    );
    Error::new(ErrorKind::Database, message).with_table(table.name)
}
