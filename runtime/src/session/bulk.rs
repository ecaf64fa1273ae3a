//! How are many rows changed without being loaded?

use rustc_hash::FxHashSet;

use super::{Meeting, RowId, Session, Unit, keychange::references, remove::By};
use crate::{
    driver::{Ran, Row},
    error::Result,
    model::{Entity, Keyed},
    query::{Assigned, Assignment, Change, Changing, Entities, Item, Origin, Query, assigned},
    wait::ready,
};

impl<T: Keyed> Query<T, Entities<T>, &mut Session> {
    /// Changes all rows that the query finds with one statement, and tells how many. Changes of the session are written
    /// first, and rows that it knows are brought into line.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Keyed, Result, Session};
    /// # trait Books: Keyed { const PRICE: Column<Self, Option<f64>>; const PROMOTE: Column<Self, bool>; }
    /// # fn sale<Book: Books>(session: &mut Session) -> Result<()> {
    /// session.query::<Book>().filter(Book::PROMOTE.eq(true)).update([Book::PRICE.set(1.0)])?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The query has an order, limits or groups, nothing is assigned, or the database refuses.
    pub fn update(self, assignments: impl IntoIterator<Item = Assignment<T>>) -> Result<u64> {
        let (statement, session) = self.into_parts();
        let mut update = Changing {
            statement,
            assignments: assigned::<T>(assignments),
            returning: Default::default(),
        };
        let assignments = update.take_assignments()?;
        session.flush_all()?;
        session.change(T::ENTITY, &update, &assignments, &mut |_, _, _| Ok(()))
    }

    /// Deletes all rows that the query finds with one statement, and tells how many. Changes of the session are written
    /// first, and rows that it knows are deleted there as well.
    ///
    /// Rows that refer to them follow the ON DELETE of their foreign keys; where that says nothing, the database refuses.
    ///
    /// # Errors
    ///
    /// The query has an order, limits or groups, or the database refuses.
    pub fn delete(self) -> Result<u64> {
        let (statement, session) = self.into_parts();
        let delete = Changing {
            statement,
            assignments: Ok(Vec::new()),
            returning: Default::default(),
        };
        session.flush_all()?;
        session.change(T::ENTITY, &delete, &[], &mut |_, _, _| Ok(()))
    }
}

/// What is done with each row that a statement gives back, from a column on.
pub(super) type EachReturned<'a> =
    &'a mut (dyn FnMut(&mut Meeting<'_>, &Row<'_>, usize) -> Result<()> + Send);

impl Session {
    /// Changes rows; where nothing is assigned, deletes them. Hands on what the statement gives back of each.
    pub(super) fn change(
        &mut self,
        entity: &'static Entity,
        changing: &Changing,
        assignments: &[Assigned],
        each: EachReturned<'_>,
    ) -> Result<u64> {
        let Session {
            unit, transaction, ..
        } = self;
        let table = entity.table();
        let deletes = assignments.is_empty();
        // What rows are known by, and what relationships go by, may be another row's from now on, and rows of other tables may
        // follow, of whichever rows they are.
        let is_led_by = |column: &u16| {
            let mut keys = table.foreign_keys.iter();
            table.identity.contains(column)
                || keys.any(|key| key.columns.contains(column))
                || references(entity).any(|it| it.key().referenced.contains(column))
        };
        let mut columns = assignments.iter().map(|one| one.column);
        let leads_elsewhere = deletes || columns.any(|column| is_led_by(&column));
        // Only rows that the session has must be told.
        let known = unit.knows_rows_of(entity);
        let mut returning = Vec::new();
        if known {
            returning.push(Item::Row(Origin { table, alias: None }));
        }
        let first = if known { table.width() } else { 0 };
        returning.extend(changing.returning.iter().cloned());
        let change = Change {
            statement: &changing.statement,
            assignments,
            returning: &returning,
        };
        let rendered = change.render(transaction.dialect(), unit)?;
        let mut changed: Vec<RowId> = Vec::new();
        let mut count = 0;
        let ran: Ran = ready(transaction.run(&rendered.sql, &rendered.binds, &mut |row| {
            count += 1;
            if known && let Some(row) = unit.brought_into_line(entity, row, deletes)? {
                changed.push(row);
            }
            each(&mut Meeting(unit), row, first)
        }))?;
        if deletes && !changed.is_empty() {
            unit.note_touched();
            unit.follow_deletion(entity, &changed, By::Database)?;
        }
        if leads_elsewhere && unit.knows_rows_near(entity) {
            unit.expire_all();
        }
        if deletes {
            for row in changed {
                unit.store_mut(row).removed(row.index);
            }
        }
        Ok(if returning.is_empty() {
            ran.changes
        } else {
            count
        })
    }
}

impl Unit {
    pub(super) fn knows_rows_of(&self, entity: &'static Entity) -> bool {
        self.base_of(entity)
            .is_some_and(|base| !base.rows.is_empty())
    }

    /// Whether the session has rows that follow those of a table, directly or by way of others; or rows that are related to
    /// those, and may have others in their collections from now on.
    fn knows_rows_near(&self, entity: &'static Entity) -> bool {
        let mut facts = entity.relationships().iter();
        if facts.any(|fact| self.knows_rows_of(fact.target)) {
            return true;
        }
        let mut seen = FxHashSet::from_iter([entity.slot()]);
        let mut open = vec![entity];
        while let Some(one) = open.pop() {
            if self.knows_rows_of(one) {
                return true;
            }
            let targets = references(one).filter_map(|it| it.entity);
            open.extend(targets.filter(|target| seen.insert(target.slot())));
        }
        false
    }

    /// A row that a statement changed or deleted, if the session has it: it takes over what the database has now.
    fn brought_into_line(
        &mut self,
        entity: &'static Entity,
        row: &Row<'_>,
        deleted: bool,
    ) -> Result<Option<RowId>> {
        let Some(index) = self.store_of(entity).find(row)? else {
            return Ok(None);
        };
        let found = RowId {
            slot: entity.slot() as u32,
            index,
        };
        if !deleted {
            self.expire(found);
            self.meet(entity, row)?;
        }
        Ok(Some(found))
    }
}
