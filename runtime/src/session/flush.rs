//! How is everything that changed written?

use super::{
    RowId, Transaction, Unit,
    base::{State, ToOne},
    batch::Batches,
    fetched::Fetched,
    plan::{self, Node, Step},
    sql::{self, Verb},
};
use crate::{
    driver::{Bind, Row},
    error::{Constraint, Error, ErrorKind, Result},
    schema::Table,
    value::Datum,
};

impl Unit {
    /// Writes everything that changed. A failure ends the database's transaction at once, and the session asks for a
    /// rollback from then on.
    pub(super) async fn flush(&mut self, transaction: &mut Transaction) -> Result<()> {
        self.check()?;
        if !self.has_work() {
            return Ok(());
        }
        self.break_with("a flush was abandoned before it ended");
        match self.write(transaction).await {
            Ok(()) => {
                self.mend();
                Ok(())
            }
            Err(error) => {
                self.break_with(&error.to_string());
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    async fn write(&mut self, transaction: &mut Transaction) -> Result<()> {
        self.reread_stale(transaction).await?;
        let nodes = self.gather_writes()?;
        let steps = plan::writes(&nodes)?;
        let links = self.links.take();
        self.free_displaced(transaction).await?;
        for step in steps {
            match step {
                Step::Write(row, postponed) if self.state(row) == State::Pending => {
                    self.insert(transaction, row, &postponed).await?;
                }
                Step::Write(row, _) | Step::Complete(row) => self.update(transaction, row).await?,
                Step::Free(..) | Step::Delete(_) => {}
            }
        }
        for group in &links {
            self.unlink(transaction, group).await?;
        }
        for group in &links {
            self.insert_links(transaction, group).await?;
        }
        self.settle_links();
        self.delete_doomed(transaction).await
    }

    /// Reads the touched rows again that an earlier transaction read, so that they are compared with what is there now.
    async fn reread_stale(&mut self, transaction: &mut Transaction) -> Result<()> {
        let epoch = self.epoch;
        let mut stale: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, store) in self.stores() {
            let base = store.base();
            let linked = base.linked.iter().map(|(index, _)| index);
            let rows = base.touched.iter().chain(linked).copied();
            let mut rows: Vec<u32> = rows
                .filter(|index| {
                    base.state(*index) == State::Persistent && !base.is_fresh(*index, epoch)
                })
                .collect();
            store.sort(&mut rows);
            rows.dedup();
            if !rows.is_empty() {
                stale.push((slot, rows));
            }
        }
        for (slot, rows) in stale {
            let rows: Vec<_> = rows
                .into_iter()
                .map(|index| RowId { slot, index })
                .collect();
            self.reread(transaction, &rows).await?;
            if let Some(gone) = rows.iter().find(|row| !self.is_fresh(**row)) {
                return Err(self.vanished(*gone));
            }
        }
        Ok(())
    }

    /// Reads rows of one table again, by their keys.
    pub(super) async fn reread(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
    ) -> Result<()> {
        let Some(first) = rows.first() else {
            return Ok(());
        };
        let entity = self.base(*first).entity;
        let table = entity.table();
        let mut batches = Batches::new(table.identity.len());
        for row in rows {
            batches.push(
                self.stored_key(*row)?
                    .into_iter()
                    .zip(table.identity)
                    .map(|(datum, column)| Bind::of(table, *column, datum)),
            );
        }
        for (count, binds) in batches.into_padded() {
            let sql = sql::select(table, table.identity, count, transaction.dialect());
            transaction
                .run(&sql, &binds, &mut |row| self.meet(entity, row).map(drop))
                .await?;
        }
        Ok(())
    }

    /// The values of a row's key, as the database has them.
    pub(super) fn stored_key(&self, row: RowId) -> Result<Vec<Datum<'static>>> {
        let store = self.store(row);
        let identity = store.base().entity.table().identity;
        identity
            .iter()
            .map(|column| store.stored(row.index, *column).map(Datum::into_owned))
            .collect()
    }

    pub(super) fn vanished(&self, row: RowId) -> Error {
        let table = self.base(row).entity.table().name;
        Error::new(
            ErrorKind::Stale,
            format!("{} is no longer in the database", self.name(row)),
        )
        .with_table(table)
    }

    /// New rows in the order in which they were added; before them, in the order of their keys, those that changed.
    fn gather_writes(&self) -> Result<Vec<Node>> {
        let mut nodes = Vec::new();
        for (slot, store) in self.stores() {
            let base = store.base();
            let linked = base.linked.iter().map(|(index, _)| *index);
            let changed = base.touched.iter().copied().chain(linked);
            let mut changed: Vec<u32> = changed
                .filter(|index| base.state(*index) == State::Persistent)
                .collect();
            store.sort(&mut changed);
            changed.dedup();
            for index in changed {
                nodes.push(self.node(RowId { slot, index }, false)?);
            }
            for index in &base.pending {
                nodes.push(self.node(
                    RowId {
                        slot,
                        index: *index,
                    },
                    true,
                )?);
            }
        }
        Ok(nodes)
    }

    fn node(&self, row: RowId, insert: bool) -> Result<Node> {
        let base = self.base(row);
        let table = base.entity.table();
        let mut links = Vec::new();
        for (key, to) in base.set_links(row.index) {
            match to.map(|to| (to, self.state(to))) {
                Some((to, State::Pending | State::Persistent)) => links.push((key, to)),
                Some((to, _)) => {
                    let (row, to) = (self.name(row), self.name(to));
                    let message = format!(
                        "{row} refers to {to}, which is being deleted: delete both, or lead it to another row"
                    );
                    return Err(
                        Error::new(ErrorKind::Integrity(Constraint::ForeignKey), message)
                            .with_table(table.name),
                    );
                }
                None => self.may_be_cleared(row, table, key)?,
            }
        }
        Ok(Node {
            row,
            table,
            insert,
            links,
        })
    }

    /// A foreign key that is never NULL cannot lead nowhere.
    fn may_be_cleared(&self, row: RowId, table: &'static Table, key: u16) -> Result<()> {
        let columns = table.foreign_keys[usize::from(key)].columns;
        if columns
            .iter()
            .any(|column| table.columns[usize::from(*column)].nullable)
        {
            return Ok(());
        }
        let names: Vec<_> = table.names(columns).collect();
        let name = self.base(row).entity.relationships()[usize::from(key)].name;
        let message = format!(
            "{} has no `{name}` any more, and `{}` may not be NULL: delete the row, or lead it to another",
            self.name(row),
            names.join("`, `")
        );
        Err(
            Error::new(ErrorKind::Integrity(Constraint::NotNull), message)
                .with_table(table.name)
                .with_columns(names),
        )
    }

    async fn insert(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        postponed: &[u16],
    ) -> Result<()> {
        let table = self.base(row).entity.table();
        let mut values = self.values_to_insert(row, table, postponed)?;
        let fetched = Fetched::of(table, &values, transaction.dialect())?;
        let given: Vec<u16> = (0..table.columns.len() as u16)
            .filter(|column| values[usize::from(*column)].is_some())
            .collect();
        let binds: Vec<_> = given
            .iter()
            .filter_map(|column| {
                Some(Bind::of(
                    table,
                    *column,
                    values[usize::from(*column)].take()?,
                ))
            })
            .collect();
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
            let message = format!(
                "the database inserted no row into `{}` and raised no error: a trigger or a rule may have replaced the insert",
                table.name
            );
            return Err(Error::new(ErrorKind::Database, message).with_table(table.name));
        }
        let mut datums = vec![Datum::Null; table.columns.len()];
        for (column, bind) in given.into_iter().zip(binds) {
            datums[usize::from(column)] = bind.datum;
        }
        for (column, datum) in fetched.returning.iter().zip(returned) {
            datums[usize::from(*column)] = datum;
        }
        if let Some(column) = fetched.rowid {
            datums[usize::from(column)] = Datum::Integer(ran.last_rowid);
        }
        let epoch = self.epoch;
        self.store_mut(row)
            .inserted(row.index, &Row::all(&datums), epoch)
    }

    /// The values of a new row by column; `None` where the database is to fill it in.
    fn values_to_insert(
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
        let mut settled: Vec<Option<Datum<'static>>> = vec![None; table.columns.len()];
        let links: Vec<_> = self.base(row).set_links(row.index).collect();
        for (key, to) in links {
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

    /// What the columns of a foreign key are to hold when it leads to a row, or nowhere.
    fn foreign_key_values(
        &self,
        table: &'static Table,
        key: u16,
        to: Option<RowId>,
    ) -> Result<Vec<(u16, Datum<'static>)>> {
        let facts = &table.foreign_keys[usize::from(key)];
        let pairs = facts.columns.iter().zip(facts.referenced);
        match to {
            Some(to) => pairs
                .map(|(column, referenced)| {
                    Ok((
                        *column,
                        self.store(to).value(to.index, *referenced)?.into_owned(),
                    ))
                })
                .collect(),
            None => Ok(pairs
                .filter(|(column, _)| table.columns[usize::from(**column)].nullable)
                .map(|(column, _)| (*column, Datum::Null))
                .collect()),
        }
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

    async fn update(&mut self, transaction: &mut Transaction, row: RowId) -> Result<()> {
        let table = self.base(row).entity.table();
        let links: Vec<_> = self.base(row).set_links(row.index).collect();
        let mut values = Vec::new();
        for (key, to) in links {
            values.extend(self.foreign_key_values(table, key, to)?);
        }
        self.store_mut(row).assign(row.index, values)?;
        let changed = self.store(row).changes(row.index)?;
        if let Some(column) = changed
            .iter()
            .find(|column| table.columns[usize::from(**column)].generated.is_some())
        {
            let column = table.columns[usize::from(*column)].name;
            let message = format!(
                "column `{column}` of `{}` is computed by the database and cannot be assigned",
                table.name
            );
            return Err(Error::misuse(message)
                .with_table(table.name)
                .with_columns([column]));
        }
        if !changed.is_empty() {
            self.send_update(transaction, row, &changed).await?;
        }
        self.store_mut(row).updated(row.index);
        Ok(())
    }

    async fn send_update(
        &mut self,
        transaction: &mut Transaction,
        row: RowId,
        changed: &[u16],
    ) -> Result<()> {
        let table = self.base(row).entity.table();
        let computed: Vec<u16> = (0..table.columns.len() as u16)
            .filter(|column| table.columns[usize::from(*column)].generated.is_some())
            .collect();
        let sql = self.texts.of(
            Verb::Update,
            table,
            [changed, &computed],
            transaction.dialect(),
        );
        let store = self.store(row);
        let new = changed
            .iter()
            .map(|column| Ok(Bind::of(table, *column, store.value(row.index, *column)?)));
        let key = table
            .identity
            .iter()
            .map(|column| Ok(Bind::of(table, *column, store.stored(row.index, *column)?)));
        let binds: Vec<_> = new.chain(key).collect::<Result<_>>()?;
        let mut returned = Vec::new();
        let mut rows = 0;
        let ran = transaction
            .run(&sql, &binds, &mut |row| {
                rows += 1;
                returned = (0..computed.len())
                    .map(|column| Ok(row.datum(column)?.into_owned()))
                    .collect::<Result<_>>()?;
                Ok(())
            })
            .await?;
        if ran.changes.max(rows) != 1 {
            return Err(self.vanished(row));
        }
        let values: Vec<_> = computed.into_iter().zip(returned).collect();
        self.store_mut(row).correct(row.index, &values)
    }

    /// What was set is written.
    fn settle_links(&mut self) {
        for store in self.stores_mut() {
            let base = store.base_mut();
            for (index, key) in std::mem::take(&mut base.linked) {
                if let Some(link @ ToOne::Set(_)) = base.to_one[usize::from(key)].get_mut(&index) {
                    *link = ToOne::Loaded(link.target());
                }
            }
            base.pending.clear();
            base.touched.clear();
        }
    }
}
