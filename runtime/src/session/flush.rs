//! How is everything that changed written?

use super::{
    RowId, Transaction, Unit,
    base::{State, ToOne},
    batch::Batches,
    links::Group,
    plan::{self, Action, Node, Step},
    remove::Led,
    sql,
};
use crate::{
    driver::Bind,
    error::{Error, ErrorKind, Result},
    schema::Table,
    value::Datum,
};

impl Unit {
    /// Writes everything that changed. A failure undoes in the database at once what was done since the innermost
    /// savepoint, or since the transaction began, and the session asks for a rollback from then on.
    pub(super) async fn flush(&mut self, transaction: &mut Transaction) -> Result<()> {
        self.check()?;
        if !self.has_work() {
            return Ok(());
        }
        transaction.can_run()?;
        self.break_with("a flush was abandoned before it ended");
        match self.write(transaction).await {
            Ok(()) => {
                self.mend();
                Ok(())
            }
            Err(error) => {
                self.break_with(&error.to_string());
                if self.savepoints() > 0 {
                    let _ = transaction.undo_to_savepoint().await;
                } else {
                    let _ = transaction.rollback().await;
                }
                Err(error)
            }
        }
    }

    /// The flush before a query, where it is not switched off.
    pub(super) async fn autoflush(&mut self, transaction: &mut Transaction) -> Result<()> {
        self.check()?;
        match self.options.autoflush {
            true => self.flush(transaction).await.map_err(Error::in_autoflush),
            false => Ok(()),
        }
    }

    async fn write(&mut self, transaction: &mut Transaction) -> Result<()> {
        self.reread_stale(transaction).await?;
        self.clear_displaced(transaction).await?;
        self.doom_orphans();
        self.doom_referrers(transaction).await?;
        if self.has_only_news() {
            return self.insert_news(transaction).await;
        }
        self.note_touched();
        let mut gathered = self.gather()?;
        let edges = std::mem::take(&mut gathered.edges);
        let plan = plan::order(&gathered.nodes, edges)?;
        let links = self.links_to_write();
        self.followed.clear();
        self.doubtful.clear();
        self.carry_out(transaction, plan.writes, &gathered.switches, Led::ButLinks)
            .await?;
        self.take_over_what_followed()?;
        let (before, after) = self.parted(plan.deletions, &links);
        self.carry_out(transaction, before, &gathered.switches, Led::Written)
            .await?;
        for group in &links {
            self.unlink(transaction, group).await?;
        }
        for group in &links {
            self.insert_links(transaction, group).await?;
        }
        self.carry_out(transaction, after, &gathered.switches, Led::Written)
            .await?;
        self.doubt_what_cascades_reach();
        self.doubt_what_updates_reach();
        self.settle_links();
        Ok(())
    }

    /// Deletions that links which are to go wait for, of rows that refer to them, directly or by way of others; and those
    /// that do not, as of the rows on both sides of the links.
    fn parted(&self, deletions: Vec<Step>, links: &[Group]) -> (Vec<Step>, Vec<Step>) {
        let mut tables: Vec<&'static Table> = links.iter().map(|group| group.table).collect();
        let of = |step: &Step| self.base(step.row()).entity.table();
        let mut others: Vec<&'static Table> = Vec::new();
        let sides = tables.iter().flat_map(|table| table.foreign_keys);
        let mut met: Vec<&'static Table> = sides.map(|key| key.target).collect();
        for table in deletions.iter().map(of) {
            if !met.iter().any(|known| std::ptr::eq(*known, table)) {
                met.push(table);
                others.push(table);
            }
        }
        let between = tables.len();
        let mut place = 0;
        while let Some(target) = tables.get(place).copied() {
            let refers = |table: &&'static Table| {
                let mut keys = table.foreign_keys.iter();
                keys.any(|key| std::ptr::eq(key.target, target))
            };
            tables.extend(others.extract_if(.., |table| refers(table)));
            place += 1;
        }
        let early = &tables[between..];
        let is_early = |step: &Step| early.iter().any(|table| std::ptr::eq(*table, of(step)));
        deletions.into_iter().partition(is_early)
    }

    /// Whether all that there is to do is to insert rows, none of which waits for another but by the order of tables.
    fn has_only_news(&self) -> bool {
        self.links.is_empty() && self.stores().all(|(_, store)| store.base().has_only_news())
    }

    async fn insert_news(&mut self, transaction: &mut Transaction) -> Result<()> {
        let bases = self.stores().map(|(slot, store)| (slot, store.base()));
        let firsts = bases.filter_map(|(slot, base)| {
            let index = *base.pending.first()?;
            Some(Node {
                row: RowId { slot, index },
                table: base.entity.table(),
                action: Action::Insert,
            })
        });
        let firsts: Vec<_> = firsts.collect();
        for step in plan::order(&firsts, Vec::new())?.writes {
            let first = step.row();
            let entity = self.base(first).entity;
            if let Err(error) = self.insert_all_of(transaction, entity).await {
                let told = (first, Action::Insert);
                return Err(self.tell_refused(transaction, told, error).await);
            }
        }
        self.settle_links();
        Ok(())
    }

    async fn carry_out(
        &mut self,
        transaction: &mut Transaction,
        steps: Vec<Step>,
        switches: &rustc_hash::FxHashMap<RowId, RowId>,
        led: Led,
    ) -> Result<()> {
        let mut steps = steps.into_iter().peekable();
        while let Some(step) = steps.next() {
            let told = (step.row(), step.action());
            let outcome = match step {
                Step::Insert(row, postponed) => match switches.get(&row) {
                    Some(old) => self.switch(transaction, row, *old, &postponed).await,
                    None => {
                        let mut new = vec![(row, postponed)];
                        while let Some(Step::Insert(next, postponed)) = steps.next_if(|next| {
                            matches!(next, Step::Insert(next, _)
                                if next.slot == row.slot && !switches.contains_key(next))
                        }) {
                            new.push((next, postponed));
                        }
                        self.insert_all(transaction, new).await
                    }
                },
                // The deletion of another row may have taken it along.
                Step::Update(row, _)
                | Step::Complete(row)
                | Step::Free(row, _)
                | Step::Park(row, _)
                    if self.state(row) == State::Deleted =>
                {
                    Ok(())
                }
                Step::Update(row, postponed) if postponed.is_empty() => {
                    let mut rows = vec![row];
                    while let Some(Step::Update(next, _)) = steps.next_if(|next| {
                        matches!(next, Step::Update(next, postponed)
                            if next.slot == row.slot && postponed.is_empty())
                    }) {
                        rows.push(next);
                    }
                    self.update_all(transaction, &rows).await
                }
                Step::Update(row, postponed) => self.update(transaction, row, &postponed).await,
                Step::Complete(row) => self.update(transaction, row, &[]).await,
                Step::Free(row, keys) => self.free(transaction, row, &keys).await,
                Step::Park(row, parking) => self.park(transaction, row, parking).await,
                Step::Delete(row) => {
                    let mut rows = vec![row];
                    while let Some(Step::Delete(next)) = steps
                        .next_if(|next| matches!(next, Step::Delete(next) if next.slot == row.slot))
                    {
                        rows.push(next);
                    }
                    self.delete_rows(transaction, &rows, led).await
                }
            };
            if let Err(error) = outcome {
                return Err(self.tell_refused(transaction, told, error).await);
            }
        }
        Ok(())
    }

    /// Reads the touched rows again that an earlier transaction read, so that they are compared with what is there now; and
    /// those to be deleted whose unique values others may take over.
    async fn reread_stale(&mut self, transaction: &mut Transaction) -> Result<()> {
        let epoch = self.epoch;
        let mut stale: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, store) in self.stores() {
            let base = store.base();
            let linked = base.linked.iter().map(|(index, _)| index);
            let linked = linked.filter(|index| base.set_links(**index).next().is_some());
            let touched = base.touched.iter();
            let touched = touched.filter(|index| store.is_touched(**index));
            let is_written = !(base.pending.is_empty() && base.touched.is_empty());
            // One that has a version is compared with the one that the program saw.
            let table = base.entity.table();
            let gives_up = is_written && table.version.is_none() && !table.uniques.is_empty();
            let doomed = base.doomed.iter().filter(|_| gives_up);
            let rows = touched.chain(linked).chain(doomed).copied();
            let stays = |index| matches!(base.state(index), State::Persistent | State::Doomed);
            let mut rows: Vec<u32> = rows
                .filter(|index| stays(*index) && !base.is_fresh(*index, epoch))
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
            let is_needed = |row: RowId| self.state(row) == State::Persistent;
            let mut needed = rows.iter().filter(|row| is_needed(**row));
            if let Some(gone) = needed.find(|row| !self.is_fresh(**row)) {
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
            let sql = sql::select(table, table.identity, count, &[], transaction.dialect());
            transaction
                .run(&sql, &binds, &mut |row| self.meet(entity, row).map(drop))
                .await?;
        }
        Ok(())
    }

    /// The values of a row's key, as the database has them.
    pub(super) fn stored_key(&self, row: RowId) -> Result<Vec<Datum<'static>>> {
        self.stored_values(row, self.base(row).entity.table().identity)
    }

    /// The conditions by which a row is found, as the database has it: its key, and its version.
    pub(super) fn found_by(&self, row: RowId) -> Result<Vec<Bind<'static>>> {
        let table = self.base(row).entity.table();
        let columns = table.identity.iter().chain(&table.version);
        let bind = |column: &u16| {
            let stored = self.store(row).stored(row.index, *column)?;
            Ok(Bind::of(table, *column, stored.into_owned()))
        };
        columns.map(bind).collect()
    }

    pub(super) fn vanished(&self, row: RowId) -> Error {
        let table = self.base(row).entity.table();
        let name = self.name(row);
        let message = match table.version {
            Some(_) => format!("{name} was changed or deleted by another transaction"),
            None => format!("{name} is no longer in the database"),
        };
        Error::new(ErrorKind::Stale, message).with_table(table.name)
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
            base.doomed.clear();
            base.assigned.clear();
            base.replaced.clear();
            base.parked.clear();
            base.left.clear();
            base.came_through.clear();
        }
    }
}
