//! How does a test get a row of a table without spelling out what it does not care about?

use std::sync::atomic::{AtomicU32, Ordering};

use super::{Ref, RowId, Session, Unit};
use crate::{
    error::{Error, Result},
    insert::{Builder, NewRow},
    model::{Entity, Keyed, Model},
    schema::{Column, Type},
    value::{Date, Datum, Time, Timestamp},
};

/// Numbers the rows, so that they differ whichever sessions add them.
static SAMPLES: AtomicU32 = AtomicU32::new(1);

/// How many parents of parents are added before it is clear that they need each other.
const DEEPEST: usize = 32;

impl Session {
    /// Adds a row for a test. Columns that have to be given get values that differ from row to row, and foreign keys that
    /// may not be NULL lead to rows that are added in the same way; all else is left to the database.
    ///
    /// ```
    /// # use ormgen_runtime::{Keyed, Ref, Result, Session};
    /// # fn test<Order: Keyed>(session: &mut Session) -> Result<()> {
    /// let order: Ref<Order> = session.sample()?;
    /// session.flush()?; // the order has a customer now, and the customer an address
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A column is of a type that no value is known for, or rows of its table need rows of the same table without end; the
    /// message says what to give with [`sample_of`](Session::sample_of).
    pub fn sample<T: Keyed>(&mut self) -> Result<Ref<T>> {
        let row = self.unit.sample(T::ENTITY, NewRow::EMPTY)?;
        Ok(self.unit.reference(row.index))
    }

    /// Adds a row for a test as [`sample`](Session::sample) does, but for what is given.
    ///
    /// ```
    /// # use ormgen_runtime::{Builder, Keyed, Ref, Result, Session};
    /// # fn test<N: Builder<Table: Keyed>>(session: &mut Session, new: N) -> Result<()> {
    /// // let book = session.sample_of(NewBook::new().title("Ender's Game"))?;
    /// let book = session.sample_of(new)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`sample`](Session::sample); and a row that the given one leads to is of another session, or was deleted.
    pub fn sample_of<N: Builder<Table: Keyed>>(&mut self, given: N) -> Result<Ref<N::Table>> {
        let row = self.unit.sample(N::Table::ENTITY, given.into_row())?;
        Ok(self.unit.reference(row.index))
    }
}

impl Unit {
    /// Adds a row and those that it needs; where one cannot be, none.
    fn sample(&mut self, entity: &'static Entity, new: NewRow) -> Result<RowId> {
        let mut added = Vec::new();
        let sampled = self.sample_at(0, entity, new, &mut added);
        if sampled.is_err() {
            added.into_iter().for_each(|row| self.expunge(row));
        }
        sampled
    }

    /// Adds a row that so many others need of each other, and those that it needs.
    fn sample_at(
        &mut self,
        depth: usize,
        entity: &'static Entity,
        mut new: NewRow,
        added: &mut Vec<RowId>,
    ) -> Result<RowId> {
        let table = entity.table();
        let mut parents = Vec::new();
        for (number, key) in table.foreign_keys.iter().enumerate() {
            let number = number as u16;
            let is_given = new.links.iter().any(|(link, _)| *link == number)
                || key.columns.iter().any(|column| is_given(&new, *column));
            let is_required = key.columns.iter().all(|column| {
                let facts = &table.columns[usize::from(*column)];
                !facts.nullable && facts.default.is_none()
            });
            if is_given || !is_required {
                continue;
            }
            let fact = &entity.relationships()[usize::from(number)];
            if depth == DEEPEST {
                let message = format!(
                    "a row of `{}` needs another by `{}`, and so on without end: give it one",
                    table.name, fact.name
                );
                return Err(Error::misuse(message).with_table(table.name));
            }
            let parent = self.sample_at(depth + 1, fact.target, NewRow::EMPTY, added)?;
            parents.push((number, parent));
        }
        let by_key = |column: u16| {
            let mut keys = table.foreign_keys.iter().zip(0_u16..);
            keys.any(|(key, number)| {
                let leads = parents.iter().any(|(parent, _)| *parent == number)
                    || new.links.iter().any(|(link, _)| *link == number);
                leads && key.columns.contains(&column)
            })
        };
        let number = SAMPLES.fetch_add(1, Ordering::Relaxed);
        let mut values = Vec::new();
        for (place, column) in table.columns.iter().enumerate() {
            let place = place as u16;
            let is_numbered = column.auto_increment && table.primary_key == [place];
            let is_left = (column.nullable && !table.identity.contains(&place))
                || column.default.is_some()
                || column.generated.is_some()
                || is_numbered
                || is_given(&new, place)
                || by_key(place);
            if is_left {
                continue;
            }
            let Some(value) = value(column, number) else {
                let message = format!(
                    "no value is known for column `{}` of `{}`: give it one",
                    column.name, table.name
                );
                return Err(Error::misuse(message)
                    .with_table(table.name)
                    .with_columns([column.name]));
            };
            values.push((place, value));
        }
        new.values.extend(values);
        let row = self.add(entity, new)?;
        added.push(row);
        for (key, parent) in parents {
            self.set_to_one(row, key, Some(parent));
        }
        Ok(row)
    }
}

/// Noon, so that no time zone makes another day of it.
const NOON: Time = Time {
    hour: 12,
    minute: 0,
    second: 0,
    nanosecond: 0,
};

fn at_noon(number: u32) -> Timestamp {
    Timestamp {
        date: day(number),
        time: NOON,
    }
}

/// A day that every month has.
fn day(number: u32) -> Date {
    let month = number / 28;
    Date {
        year: 2000 + (month / 12 % 1000) as i32,
        month: (1 + month % 12) as u8,
        day: (1 + number % 28) as u8,
    }
}

fn is_given(new: &NewRow, column: u16) -> bool {
    new.values.iter().any(|(given, _)| *given == column)
}

/// A value that a column can have, another one for each number as far as its type has so many.
fn value(column: &Column, number: u32) -> Option<Datum<'static>> {
    value_of(column.ty, column.name, number)
}

fn value_of(ty: Type, name: &str, number: u32) -> Option<Datum<'static>> {
    let text = |text: String| Datum::Text(text.into());
    Some(match ty {
        Type::Boolean => Datum::Bool(false),
        Type::Integer { bits, unsigned } => {
            let greatest = (u64::MAX >> (64 - u32::from(bits))) >> u32::from(!unsigned);
            Datum::Integer((u64::from(number) % greatest.saturating_add(1).max(1)) as i64)
        }
        Type::Real { .. } => Datum::Real(f64::from(number)),
        Type::Decimal => Datum::Decimal(number.to_string().into()),
        Type::Text { length } => {
            let (whole, short) = (format!("{name} {number}"), number.to_string());
            let fits = |text: &str| length == 0 || text.chars().count() <= length as usize;
            match fits(&whole) {
                true => text(whole),
                // Its last digits are those that differ.
                false if fits(&short) => text(short),
                false => text(short[short.len() - length as usize..].to_owned()),
            }
        }
        Type::Bytes => Datum::Bytes(number.to_be_bytes().to_vec().into()),
        Type::Uuid => {
            let mut bytes = [0; 16];
            bytes[12..].copy_from_slice(&number.to_be_bytes());
            Datum::Uuid(bytes)
        }
        Type::Json => Datum::Json("{}".into()),
        Type::Date => Datum::Date(day(number)),
        Type::Time => Datum::Time(NOON),
        Type::Timestamp => Datum::Timestamp(at_noon(number)),
        Type::TimestampTz => Datum::TimestampTz(at_noon(number)),
        Type::Array {
            element,
            dimensions,
        } => {
            let one = value_of(*element, name, number)?;
            (0..dimensions).fold(one, |inner, _| Datum::Array(vec![inner]))
        }
        Type::Enum(literals) => text((*literals.first()?).to_owned()),
        _ => return None,
    })
}
