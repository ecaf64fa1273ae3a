//! How does a unique value give way for a moment, so that another row can have it?
//!
//! Where rows exchange values, one of them is first given another: NULL, or one that nobody has. What refers to the value
//! comes along, there and from there on, as with any change of a key.

use super::{RowId, Transaction, Unit, keychange::references, plan::Action, sql};
use crate::{
    driver::Bind,
    error::Result,
    model::Entity,
    schema::{Dialect, Type},
    value::Datum,
};

/// In which column a row gives way, and by what; the cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Parking {
    /// By NULL.
    Null(u16),
    /// By a value that nobody has.
    Value(u16),
}

impl Parking {
    /// How a row that is updated or deleted can give way in columns that are unique together.
    pub(super) fn of(entity: &'static Entity, columns: &[u16], action: Action) -> Option<Self> {
        let table = entity.table();
        if columns.iter().any(|column| table.identity.contains(column)) {
            return None;
        }
        let is_referred_to = |column: u16| {
            let mut keys = references(entity);
            keys.any(|it| it.key().referenced.contains(&column))
        };
        let is_foreign = |column: u16| {
            let mut keys = table.foreign_keys.iter();
            keys.any(|key| key.columns.contains(&column))
        };
        let ways = columns.iter().filter_map(|column| {
            let facts = &table.columns[usize::from(*column)];
            let can_be_replaced = matches!(
                facts.ty,
                Type::Text { .. } | Type::Uuid | Type::Integer { .. }
            );
            let is_referred_to = is_referred_to(*column);
            if facts.generated.is_some() {
                None
            // What follows NULL does not come back; and from a row that is to be deleted, nothing does.
            } else if facts.nullable && !is_referred_to {
                Some((false, Parking::Null(*column)))
            } else if can_be_replaced
                && !is_foreign(*column)
                && !(is_referred_to && action == Action::Delete)
            {
                Some((is_referred_to, Parking::Value(*column)))
            } else {
                None
            }
        });
        ways.min().map(|(_, way)| way)
    }
}

impl Unit {
    /// A value of a row that is there once gives way for a moment, so that another row can have it.
    pub(super) async fn park(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        parking: Parking,
    ) -> Result<()> {
        let table = self.base(row).entity.table();
        let dialect = transaction.dialect();
        let (column, value) = match parking {
            Parking::Null(column) => (column, Datum::Null),
            Parking::Value(column) => {
                let ty = &table.columns[usize::from(column)].ty;
                (column, nobodys(ty, row, dialect))
            }
        };
        // Two constraints may have it do so.
        if self.base(row).parked_value(row.index, column).is_some() {
            return Ok(());
        }
        let new = |of: u16| match of == column {
            true => Ok(value.clone()),
            false => self.in_database(row, of),
        };
        let carried = self.carried_by(row, &[column], new)?;
        if !carried.is_empty() {
            transaction.check_at_the_commit().await?;
        }
        let sql = sql::update_by_key(table, &[column], dialect);
        let mut binds = vec![Bind::of(table, column, value.clone())];
        let key = table.identity.iter().zip(self.stored_key(row)?);
        binds.extend(key.map(|(column, datum)| Bind::of(table, *column, datum)));
        let ran = transaction.run(&sql, &binds, &mut |_| Ok(())).await?;
        if ran.changes != 1 {
            return Err(self.vanished(row));
        }
        for one in carried {
            self.carry_along(transaction, one).await?;
        }
        let base = self.store_mut(row).base_mut();
        base.park(row.index, column, Some(value));
        Ok(())
    }

    /// The value that the database has in a column of a row at this moment.
    pub(super) fn in_database(&self, row: RowId, column: u16) -> Result<Datum<'static>> {
        match self.base(row).parked_value(row.index, column) {
            Some(value) => Ok(value.clone()),
            None => {
                let stored = self.store(row).stored(row.index, column);
                stored.map(Datum::into_owned)
            }
        }
    }

    /// The columns of a row that the database has otherwise than the program: that changed, or gave way.
    pub(super) fn unwritten_columns(&self, row: RowId) -> Result<Vec<u16>> {
        let mut columns = self.store(row).changes(row.index)?;
        if let Some(parked) = self.base(row).parked.get(&row.index) {
            columns.extend(parked.iter().map(|(column, _)| column));
            columns.sort_unstable();
            columns.dedup();
        }
        Ok(columns)
    }
}

/// A value that, as good as certainly, no row has.
fn nobodys(ty: &Type, row: RowId, dialect: Dialect) -> Datum<'static> {
    match ty {
        // A column of whatever bits holds all numbers there.
        Type::Integer { .. } if dialect == Dialect::Sqlite => {
            Datum::Integer(i64::MIN + i64::from(row.index))
        }
        Type::Integer {
            bits,
            unsigned: false,
        } => Datum::Integer((i64::MIN >> (64 - u32::from(*bits))) + i64::from(row.index)),
        Type::Integer { bits, .. } => {
            let greatest = (u64::MAX >> (64 - u32::from(*bits))).min(i64::MAX as u64);
            Datum::Integer(greatest as i64 - i64::from(row.index))
        }
        Type::Uuid => {
            let mut bytes = [0xfe; 16];
            bytes[12..].copy_from_slice(&row.index.to_be_bytes());
            Datum::Uuid(bytes)
        }
        _ => Datum::Text(format!("\u{1}{}", row.index).into()),
    }
}
