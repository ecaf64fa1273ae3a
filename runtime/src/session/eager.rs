//! How are related rows loaded for many rows at once?

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{RowId, Transaction, Unit, base::Note, base::State, joined::Joined};
use crate::{
    driver::Row,
    error::Result,
    model::Kind,
    query::{Back, Eager, Load, Related, Shape, Statement, Way},
    value::{Datum, Exact},
};

/// A relationship to load of some rows.
struct Step<'l> {
    rows: Vec<RowId>,
    load: &'l Load,
    /// The query that found the rows, where it is known.
    query: Option<Arc<Statement>>,
}

/// What a level of a relationship leads to.
type Level = (Vec<RowId>, Option<Arc<Statement>>);

/// The rows that a statement found: by the row that they belong to, or, where that is not told, all.
#[derive(Default)]
struct Found {
    by_owner: FxHashMap<RowId, Vec<RowId>>,
    targets: Vec<RowId>,
    /// Whether some belong to a row that could not be told.
    has_strays: bool,
}

impl Unit {
    /// Loads relationships of rows of one table, and of the rows that those lead to. What is known is not asked for again.
    pub(super) async fn load_ahead(
        &mut self,
        transaction: &mut Transaction,
        rows: Vec<RowId>,
        loads: &[Load],
        query: Option<&Statement>,
    ) -> Result<()> {
        let query = query.map(|query| Arc::new(query.clone()));
        let settled: Vec<Load>;
        let loads = match loads.iter().any(Load::joins_parts) {
            true => {
                let joins = query.as_ref().is_some_and(|query| !query.is_verbatim());
                settled = loads.iter().map(|load| load.settled(joins)).collect();
                &settled
            }
            false => loads,
        };
        let step = |load| Step {
            rows: rows.clone(),
            load,
            query: query.clone(),
        };
        let mut open: Vec<_> = loads.iter().rev().map(step).collect();
        while let Some(step) = open.pop() {
            let load = step.load;
            let (rows, query) = self.load_levels(transaction, step).await?;
            let next = load.then.iter().rev().map(|load| Step {
                rows: rows.clone(),
                load,
                query: query.clone(),
            });
            open.extend(next);
        }
        Ok(())
    }

    /// The rows of all levels of a relationship.
    async fn load_levels(
        &mut self,
        transaction: &mut Transaction,
        step: Step<'_>,
    ) -> Result<Level> {
        let Step {
            mut rows,
            load,
            mut query,
        } = step;
        let mut seen = FxHashSet::default();
        rows.retain(|row| seen.insert(*row));
        let mut all = Vec::new();
        for _ in 0..load.depth {
            if rows.is_empty() {
                break;
            }
            let (reached, by) = self.load_level(transaction, &rows, load, query).await?;
            all.extend(reached.iter().copied());
            rows = reached;
            rows.retain(|row| seen.insert(*row));
            query = by;
        }
        Ok((all, query.filter(|_| load.depth == 1)))
    }

    async fn load_level(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
        load: &Load,
        query: Option<Arc<Statement>>,
    ) -> Result<Level> {
        let relationship = load.relationship;
        if let Way::Never = load.way {
            for row in rows {
                let base = self.store_mut(*row).base_mut();
                base.hints.refuse(relationship, row.index);
            }
            return Ok((Vec::new(), None));
        }
        // The query that found the rows has joined them.
        if load.picked.is_some() && matches!(load.way, Way::Joined) {
            return Ok((self.parts_of(rows, relationship), None));
        }
        if load.picked.is_some() {
            self.load_parts(transaction, rows, load).await?;
            return Ok((self.parts_of(rows, relationship), None));
        }
        if let Way::Contained(_) = load.way {
            let mut reached = self.parts_of(rows, relationship);
            let known = |row: &RowId| self.known_related(*row, relationship, true);
            reached.extend(rows.iter().filter_map(known).flatten());
            return Ok((reached, None));
        }
        let by = self
            .load_unknown(transaction, rows, load, query.as_deref())
            .await?;
        let mut reached = Vec::new();
        for row in rows {
            match self.known_related(*row, relationship, true) {
                Some(found) => reached.extend(found),
                // Its key is not that of the row it refers to, or the row is stale.
                None => reached.extend(self.related(transaction, *row, relationship).await?),
            }
        }
        Ok((reached, by))
    }

    /// Loads what is not known, and gives the query that did, where it was one.
    async fn load_unknown(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
        load: &Load,
        query: Option<&Statement>,
    ) -> Result<Option<Arc<Statement>>> {
        let is_unknown = |row: &RowId| {
            self.is_fresh(*row)
                && self.state(*row) == State::Persistent
                && self.known_related(*row, load.relationship, true).is_none()
        };
        let unknown: Vec<_> = rows.iter().copied().filter(is_unknown).collect();
        let related = Related::new(load);
        let by_query = match (load.way, query) {
            (Way::Query, Some(query)) => related.by_query(query),
            _ => None,
        };
        if let Some(mut statement) = by_query {
            statement.loads.clone_from(&load.then);
            if !unknown.is_empty() {
                let found = self.found(transaction, &statement, load, &related).await?;
                self.take_over(&unknown, load, &related, found)?;
            }
            return Ok(Some(Arc::new(statement)));
        }
        for rows in unknown.chunks(related.keys(transaction.dialect())) {
            let keys = self.keys_of(rows, related.asked)?;
            let found = match keys.is_empty() {
                true => Found::default(),
                false => {
                    let mut statement = related.by_keys(keys, None);
                    statement.loads.clone_from(&load.then);
                    self.found(transaction, &statement, load, &related).await?
                }
            };
            self.take_over(rows, load, &related, found)?;
        }
        Ok(None)
    }

    /// Loads some rows of collections, whatever is known of these.
    async fn load_parts(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
        load: &Load,
    ) -> Result<()> {
        let related = Related::new(load);
        let is_there = |row: &RowId| self.is_fresh(*row) && self.state(*row) == State::Persistent;
        let rows: Vec<_> = rows.iter().copied().filter(is_there).collect();
        for rows in rows.chunks(related.keys(transaction.dialect())) {
            let keys = self.keys_of(rows, related.asked)?;
            let mut found = Found::default();
            if !keys.is_empty() {
                let mut statement = related.by_keys(keys, load.picked.as_deref());
                statement.loads.clone_from(&load.then);
                found = self.found(transaction, &statement, load, &related).await?;
            }
            for row in rows {
                let members = found.by_owner.remove(row).unwrap_or_default();
                let base = self.store_mut(*row).base_mut();
                let members = members.into_iter().collect();
                base.hints.set_part(load.relationship, row.index, members);
                base.note(Note::Collection(load.relationship, row.index));
            }
        }
        Ok(())
    }

    /// The values in these columns of some rows, each once, and none where one of them is NULL.
    fn keys_of(&self, rows: &[RowId], columns: &[u16]) -> Result<Vec<Vec<Datum<'static>>>> {
        let mut keys = Vec::with_capacity(rows.len());
        let mut seen = FxHashSet::default();
        for row in rows {
            let key = self.key_of(*row, columns)?;
            if !key.has_null() && !seen.contains(&key) {
                keys.push(key.clone().into_values());
                seen.insert(key);
            }
        }
        Ok(keys)
    }

    /// Runs a statement for related rows.
    async fn found(
        &mut self,
        transaction: &mut Transaction,
        statement: &Statement,
        load: &Load,
        related: &Related,
    ) -> Result<Found> {
        let Eager {
            statement, parts, ..
        } = statement.eager(Shape::Rows)?;
        let rendered = statement.render(
            Shape::Rows,
            transaction.dialect(),
            self,
            &mut transaction.texts,
        )?;
        let (back, target) = (related.back(), load.fact().target);
        let mut joined = Joined::new(&parts);
        let mut found = Found::default();
        transaction
            .run(&rendered.sql, &rendered.binds, &mut |row| {
                let member = self.meet(target, row)?;
                joined.take(self, member, row)?;
                match &back {
                    None => found.targets.push(member),
                    Some(back) => match self.owner_of(load, back, row)? {
                        Some(owner) => found.by_owner.entry(owner).or_default().push(member),
                        None => found.has_strays = true,
                    },
                }
                Ok(())
            })
            .await?;
        joined.settle(self);
        Ok(found)
    }

    /// The row that a found one belongs to.
    fn owner_of(&self, load: &Load, back: &Back, row: &Row<'_>) -> Result<Option<RowId>> {
        let values = back.places.iter().map(|place| row.datum(*place));
        let values = values.collect::<Result<Vec<_>>>()?;
        Ok(self.find_by(load.owner, back.columns, &values))
    }

    /// What was found is known of the rows that were asked for.
    fn take_over(
        &mut self,
        rows: &[RowId],
        load: &Load,
        related: &Related,
        mut found: Found,
    ) -> Result<()> {
        let Kind::BelongsTo { foreign_key } = load.fact().kind else {
            for row in rows.iter().filter(|_| !found.has_strays) {
                let members = found.by_owner.remove(row).unwrap_or_default();
                self.complete(*row, load.relationship, members);
            }
            return Ok(());
        };
        let Some(columns) = related.target_key.filter(|_| !related.by_identity) else {
            return Ok(());
        };
        let mut targets = FxHashMap::default();
        for target in found.targets {
            targets.insert(self.key_of(target, columns)?, target);
        }
        for row in rows {
            if let Some(target) = targets.get(&self.key_of(*row, related.asked)?) {
                self.know_target(*row, foreign_key, *target);
            }
        }
        Ok(())
    }

    /// The values of a row in some columns.
    fn key_of(&self, row: RowId, columns: &[u16]) -> Result<Exact> {
        let values = columns.iter().map(|column| self.current(row, *column));
        values.collect()
    }

    /// The rows that were found of collections of which a part was asked for.
    fn parts_of(&self, rows: &[RowId], relationship: u16) -> Vec<RowId> {
        let parts = rows.iter().filter_map(|row| {
            let base = self.base(*row);
            base.hints.part(relationship, row.index)
        });
        parts.flat_map(|members| members.iter()).collect()
    }
}
