//! How is one column of a row read, that need not be in the row?

use std::panic::Location;

use super::{Ref, RowId, Session, Transaction, Unit, base::State, lazy::Asked};
use crate::{
    driver::Bind,
    error::{Error, ErrorKind, Result},
    model::Keyed,
    query::{Column, Computed},
    schema::{Column as ColumnFacts, Table},
    value::{Datum, Value},
    wait::ready,
};

impl Session {
    /// The value of a column of a row: for those that `ormgen.toml` says are `deferred`, which no row has.
    ///
    /// A deferred column that was [assigned](Session::assign) and not flushed has that value; else it is asked of the database
    /// each time, by the row's key. Any other column has the value that it has in the row, which is read again where an
    /// earlier transaction did. Of a new row it is what the program gave.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Keyed, Ref, Result, Session};
    /// # trait Books: Keyed { const COVER: Column<Self, Option<Vec<u8>>>; }
    /// # fn cover<Book: Books>(session: &mut Session, book: Ref<Book>) -> Result<()> {
    /// session.assign(book, [Book::COVER.set(vec![0_u8; 4])])?;
    /// let cover: Option<Vec<u8>> = session.read(book, Book::COVER)?;
    /// assert_eq!(cover, Some(vec![0; 4]));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The row was deleted, is of another session, or is no longer in the database ([`ErrorKind::Stale`]); it is new and the
    /// column was not given; the column is computed by a flush that is yet to come, and autoflush is off; or the value is
    /// not of the type that the model expects.
    #[track_caller]
    pub fn read<T: Keyed, V: Value>(&mut self, row: Ref<T>, column: Column<T, V>) -> Result<V> {
        let row = self.unit.resolve_alive(row.into())?;
        self.unit.check()?;
        let place = column.place();
        if self.unit.waits_for_flush(row, place) {
            self.autoflush()?;
        }
        let before = self.transaction.statements;
        let datum = ready(self.unit.read(&mut self.transaction, row, place))?;
        if self.transaction.statements > before {
            let asked = Asked::Column(place);
            self.lazy.note(Location::caller(), T::ENTITY, asked);
        }
        V::from_datum(datum)
            .map_err(|error| Error::value(ErrorKind::Decode, error, T::TABLE, place))
    }
}

impl Unit {
    /// Whether the value of a column is what the database makes of what is to be written.
    fn waits_for_flush(&self, row: RowId, column: u16) -> bool {
        let base = self.base(row);
        let mut assigned = base.assigned.get(&row.index).into_iter().flatten();
        let facts = &base.entity.table().columns[usize::from(column)];
        self.state(row) != State::Pending
            && (facts.generated.is_some()
                || assigned.any(|one| one.column == column && one.is_computed()))
    }

    async fn read(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        column: u16,
    ) -> Result<Datum<'static>> {
        let base = self.base(row);
        let table = base.entity.table();
        let facts = &table.columns[usize::from(column)];
        if self.state(row) == State::Pending {
            let given = base.news.given(row.index, column);
            return given.cloned().ok_or_else(|| {
                Error::misuse(format!(
                    "column `{}` was not given, and {} is new and not yet in the database: flush or commit the session first",
                    facts.name,
                    self.name(row)
                ))
            });
        }
        let mut assigned = base.assigned.get(&row.index).into_iter().flatten();
        match assigned
            .find(|one| one.column == column)
            .map(|one| &one.value)
        {
            Some(Computed::Plain(value)) if table.is_deferred(column) => return Ok(value.clone()),
            Some(Computed::By(_)) => return Err(is_to_come(table, facts)),
            _ => {}
        }
        let is_changed =
            base.assigned.contains_key(&row.index) || !self.unwritten_columns(row)?.is_empty();
        if facts.generated.is_some() && is_changed {
            return Err(is_to_come(table, facts));
        }
        if !table.is_deferred(column) {
            if !self.is_fresh(row) {
                self.reread(transaction, &[row]).await?;
                if !self.is_fresh(row) {
                    return Err(self.vanished(row));
                }
            }
            return self.current(row, column);
        }
        let sql = transaction.read_text(table, column);
        let key = table.identity.iter().zip(self.stored_key(row)?);
        let binds: Vec<_> = key
            .map(|(column, datum)| Bind::of(table, *column, datum))
            .collect();
        let mut found = None;
        transaction
            .run(&sql, &binds, &mut |row| {
                found = Some(row.datum(0)?.into_owned());
                Ok(())
            })
            .await?;
        found.ok_or_else(|| self.vanished(row))
    }
}

/// The value of a column is what the next flush makes of it.
fn is_to_come(table: &Table, column: &ColumnFacts) -> Error {
    let message = format!(
        "column `{}` of `{}` is computed by the next flush: flush the session first",
        column.name, table.name
    );
    Error::misuse(message)
        .with_table(table.name)
        .with_columns([column.name])
}
