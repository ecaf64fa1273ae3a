//! How do new rows get into the database?

use std::cell::RefCell;

use super::{
    RowId, Transaction, Unit,
    base::State,
    fetched::Fetched,
    sql::{self, Verb},
};
use crate::{
    driver::{Bind, Row},
    error::{Error, ErrorKind, Result},
    insert::NewRow,
    schema::{Dialect, Table},
    value::Datum,
};

/// From how many rows on one statement for several is worth asking whether the keys it gives can be told.
const MANY: usize = 8;

/// How many rows one statement has.
const AT_ONCE: usize = 64;

/// How many placeholders one statement has at most.
const PLACEHOLDERS: usize = 8_000;

/// New rows of one table that are ready to be sent, all with values in the same columns.
struct Alike {
    table: &'static Table,
    /// The columns that have a value.
    given: Vec<u16>,
    fetched: Fetched,
    rows: Vec<Ready>,
}

/// Values, in the order of their columns; what the database is to fill in is not among them.
pub(super) type Values = Vec<(u16, Datum<'static>)>;

/// A new row, and its values.
type Ready = (RowId, Values);

impl Alike {
    fn new(table: &'static Table, first: Ready, dialect: Dialect) -> Result<Self> {
        let given: Vec<u16> = first.1.iter().map(|(column, _)| *column).collect();
        let fetched = Fetched::of(table, &given, dialect)?;
        Ok(Alike {
            table,
            given,
            fetched,
            rows: vec![first],
        })
    }

    fn fits(&self, values: &Values) -> bool {
        let columns = values.iter().map(|(column, _)| column);
        columns.eq(&self.given)
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
        let count = rows.len();
        for (place, (row, postponed)) in rows.into_iter().enumerate() {
            // A row that refers to one before it needs its key.
            let refers = self.base(row).set_links(row.index).any(|(key, to)| {
                !postponed.contains(&key)
                    && to.is_some_and(|to| to.slot == row.slot && self.state(to) == State::Pending)
            });
            if refers && let Some(before) = alike.take() {
                self.insert_alike(transaction, before).await?;
            }
            let table = self.base(row).entity.table();
            let values = self.values_to_insert(row, table, &postponed)?;
            match &mut alike {
                Some(alike) if alike.fits(&values) => alike.rows.push((row, values)),
                _ => {
                    let mut next = Alike::new(table, (row, values), transaction.dialect())?;
                    next.rows.reserve((count - place).min(AT_ONCE));
                    if let Some(before) = alike.replace(next) {
                        self.insert_alike(transaction, before).await?;
                    }
                }
            }
        }
        match alike {
            Some(last) => self.insert_alike(transaction, last).await,
            None => Ok(()),
        }
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
        let at_once = match many {
            true => AT_ONCE.min(PLACEHOLDERS / width),
            false => 1,
        };
        let mut rows = std::mem::take(&mut alike.rows);
        for some in rows.chunks_mut(at_once) {
            let inserted = match &mut *some {
                [one] => self.insert_one(transaction, &alike, one).await,
                some => self.insert_many(transaction, &alike, some).await,
            };
            if let Err(error) = inserted {
                self.take_back(some);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn insert_one(
        &mut self,
        transaction: &mut Transaction,
        alike: &Alike,
        ready: &mut Ready,
    ) -> Result<()> {
        let Alike {
            table,
            given,
            fetched,
            ..
        } = alike;
        let columns = [&given[..], &fetched.returning];
        let dialect = transaction.dialect();
        let sql = self.texts.of(Verb::Insert, table, columns, dialect);
        let (row, values) = ready;
        let mut returned = Vec::new();
        let ran = transaction
            .run(
                &sql,
                &binds(table, values).collect::<Vec<_>>(),
                &mut |row| fetched.read(row, &mut returned),
            )
            .await?;
        if returned.len() != fetched.returning.len() || ran.changes == 0 {
            return Err(swallowed(table));
        }
        for (column, datum) in fetched.returning.iter().zip(returned) {
            put(values, *column, datum);
        }
        if let Some(column) = fetched.rowid {
            put(values, column, Datum::Integer(ran.last_rowid));
        }
        self.settle_insert(*row, std::mem::take(values))
    }

    /// Several rows in one statement; the database numbers them in their order.
    async fn insert_many(
        &mut self,
        transaction: &mut Transaction,
        alike: &Alike,
        rows: &mut [Ready],
    ) -> Result<()> {
        let Alike {
            table,
            given,
            fetched,
            ..
        } = alike;
        let (table, dialect) = (*table, transaction.dialect());
        let count = rows.len();
        let sql = self.texts.insert_many(table, given, count, dialect);
        let mut all = Vec::with_capacity(count * given.len());
        for (_, values) in rows.iter() {
            all.extend(binds(table, values));
        }
        let ran = transaction.run(&sql, &all, &mut |_| Ok(())).await?;
        drop(all);
        if ran.changes != count as u64 {
            return Err(swallowed(table));
        }
        let first = ran.last_rowid - (count as i64 - 1);
        let filled_in = fetched.filled_in();
        match (fetched.alias, &filled_in[..]) {
            (Some(key), [_, _, ..]) => {
                let sql = sql::select_between(table, &filled_in, key, dialect);
                let range = [first, ran.last_rowid]
                    .map(|rowid| Bind::of(table, key, Datum::Integer(rowid)));
                let mut found = 0;
                transaction
                    .run(&sql, &range, &mut |row| {
                        if let Some((_, values)) = rows.get_mut(found) {
                            for (place, column) in filled_in.iter().enumerate() {
                                put(values, *column, row.datum(place)?.into_owned());
                            }
                        }
                        found += 1;
                        Ok(())
                    })
                    .await?;
                if found != count {
                    return Err(swallowed(table));
                }
            }
            (_, [column, ..]) => {
                for ((_, values), rowid) in rows.iter_mut().zip(first..) {
                    put(values, *column, Datum::Integer(rowid));
                }
            }
            (_, []) => {}
        }
        for (row, values) in rows {
            self.settle_insert(*row, std::mem::take(values))?;
        }
        Ok(())
    }

    /// Rows were refused: those that are not there have their values again, so that it can be told which of them is why.
    fn take_back(&mut self, rows: &mut [Ready]) {
        for (row, values) in rows {
            let base = self.store_mut(*row).base_mut();
            if base.state(row.index) == State::Pending {
                let new = NewRow {
                    values: std::mem::take(values),
                    ..NewRow::EMPTY
                };
                base.news.insert(row.index, new);
            }
        }
    }

    /// A row is in the database, with these values.
    fn settle_insert(&mut self, row: RowId, values: Values) -> Result<()> {
        let (epoch, values) = (self.epoch, RefCell::new(values));
        self.store_mut(row)
            .inserted(row.index, &Row::taking(&values), epoch)
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

    /// The values of a new row.
    pub(super) fn values_to_insert(
        &mut self,
        row: RowId,
        table: &'static Table,
        postponed: &[u16],
    ) -> Result<Values> {
        let new = self.store_mut(row).base_mut().news.remove(&row.index);
        let new = new.unwrap_or_default();
        if let Some((column, fault)) = new.fault {
            return Err(Error::value(
                ErrorKind::Encode,
                fault,
                table.name,
                table.columns[usize::from(column)].name,
            ));
        }
        let mut values = in_order(new.values);
        if let Some(version) = table.version
            && !values.iter().any(|(column, _)| *column == version)
        {
            put(&mut values, version, Datum::Integer(1));
        }
        let links: Vec<_> = self.base(row).set_links(row.index).collect();
        let mut settled: Values = Vec::new();
        for (key, to) in links {
            let facts = &table.foreign_keys[usize::from(key)];
            if to == Some(row) && !postponed.contains(&key) {
                // A row that refers to itself by a key that it was given.
                for (column, referenced) in facts.columns.iter().zip(facts.referenced) {
                    if let Some(value) = value_of(&values, *referenced) {
                        put(&mut settled, *column, value.clone());
                    }
                }
                continue;
            }
            let to = to.filter(|_| !postponed.contains(&key));
            for (column, datum) in self.foreign_key_values(table, key, to)? {
                let known = value_of(&settled, column).filter(|known| !known.is_null());
                match known {
                    Some(known) if *known != datum && !datum.is_null() => {
                        return Err(self.torn(row, table, column));
                    }
                    Some(_) => {}
                    None => put(&mut settled, column, datum),
                }
            }
        }
        for (column, datum) in settled {
            put(&mut values, column, datum);
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

fn value_of(values: &Values, column: u16) -> Option<&Datum<'static>> {
    let place = values.binary_search_by_key(&column, |(known, _)| *known);
    place.ok().map(|place| &values[place].1)
}

/// Values in the order of their columns; of several for one column, the last counts.
fn in_order(mut values: Values) -> Values {
    if values.is_sorted_by(|(one, _), (next, _)| one < next) {
        return values;
    }
    let mut ordered = Vec::with_capacity(values.len());
    for (column, datum) in values.drain(..) {
        put(&mut ordered, column, datum);
    }
    ordered
}

fn binds<'a>(table: &'static Table, values: &'a Values) -> impl Iterator<Item = Bind<'a>> {
    let values = values.iter();
    values.map(move |(column, datum)| Bind::of(table, *column, datum.borrowed()))
}

fn swallowed(table: &Table) -> Error {
    let message = format!(
        "the database inserted no row into `{}` and raised no error: a trigger or a rule may have replaced the insert",
        table.name
    );
    Error::new(ErrorKind::Database, message).with_table(table.name)
}
