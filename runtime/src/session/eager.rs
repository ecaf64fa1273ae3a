//! How are related rows loaded for many rows at once?

use rustc_hash::{FxHashMap, FxHashSet};

use super::{RowId, Transaction, Unit, base::State, unit::Known};
use crate::{
    driver::Row,
    error::Result,
    model::{Entity, Kind, RelationshipFact},
    query::{Load, Related, Shape},
    schema::ForeignKey,
    value::Datum,
};

/// Keys of one statement; below the limit of placeholders of every database.
const KEYS: usize = 256;

impl Unit {
    /// Loads relationships of rows of one table, and of the rows that those lead to. What is known is not asked for again.
    pub(super) async fn load_ahead(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
        load: &Load,
    ) -> Result<()> {
        let (mut rows, mut next) = (rows.to_vec(), Some(load));
        while let Some(load) = next {
            let mut seen = FxHashSet::default();
            rows.retain(|row| seen.insert(*row));
            let mut reached = Vec::new();
            self.load_level(transaction, &rows, load.relationship)
                .await?;
            for row in &rows {
                match self.known_related(*row, load.relationship, true) {
                    Some(found) => reached.extend(found),
                    // Its key is not that of the row it refers to, or the row is stale.
                    None => {
                        reached.extend(self.related(transaction, *row, load.relationship).await?)
                    }
                }
            }
            rows = reached;
            next = load.then.as_deref();
        }
        Ok(())
    }

    async fn load_level(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
        relationship: u16,
    ) -> Result<()> {
        let unknown: Vec<_> = rows
            .iter()
            .copied()
            .filter(|row| {
                self.is_fresh(*row)
                    && self.state(*row) == State::Persistent
                    && self.known_related(*row, relationship, true).is_none()
            })
            .collect();
        let Some(first) = unknown.first() else {
            return Ok(());
        };
        let fact = self.fact(*first, relationship);
        let owner = self.base(*first).entity;
        let related = Related::new(fact, owner.table());
        for rows in unknown.chunks(KEYS) {
            let mut keys = Vec::with_capacity(rows.len());
            let mut seen = FxHashSet::default();
            for row in rows {
                let columns = related.asked.iter();
                let key = columns.map(|column| self.current(*row, *column));
                let key = key.collect::<Result<Vec<_>>>()?;
                let is_new = seen.insert(format!("{key:?}"));
                if is_new && !key.iter().any(Datum::is_null) {
                    keys.push(key);
                }
            }
            self.load_batch(
                transaction,
                rows,
                (owner, fact, relationship),
                &related,
                keys,
            )
            .await?;
        }
        Ok(())
    }

    async fn load_batch(
        &mut self,
        transaction: &mut Transaction,
        rows: &[RowId],
        (owner, fact, relationship): (&'static Entity, &'static RelationshipFact, u16),
        related: &Related,
        keys: Vec<Vec<Datum<'static>>>,
    ) -> Result<()> {
        let mut found: FxHashMap<RowId, Vec<RowId>> = FxHashMap::default();
        if !keys.is_empty() {
            let statement = related.statement(keys, fact.order);
            let rendered = statement.render(Shape::Rows, transaction.dialect(), self)?;
            let width = fact.target.table().columns.len();
            transaction
                .run(&rendered.sql, &rendered.binds, &mut |row| {
                    let member = self.meet(fact.target, row)?;
                    if let Some(owner) =
                        self.owner_of(owner, fact, related.key, member, row, width)?
                    {
                        found.entry(owner).or_default().push(member);
                    }
                    Ok(())
                })
                .await?;
        }
        if matches!(fact.kind, Kind::BelongsTo { .. }) || !related.by_identity {
            return Ok(());
        }
        for row in rows {
            let members = found.remove(row).unwrap_or_default();
            self.complete(*row, relationship, members);
        }
        Ok(())
    }

    /// The row of a collection that a member was found for.
    fn owner_of(
        &self,
        owner: &'static Entity,
        fact: &'static RelationshipFact,
        key: &'static ForeignKey,
        member: RowId,
        row: &Row<'_>,
        width: usize,
    ) -> Result<Option<RowId>> {
        let known = match fact.kind {
            Kind::BelongsTo { .. } => return Ok(None),
            Kind::HasOne { .. } | Kind::HasMany { .. } => {
                let columns = key.columns.iter();
                let values = columns.map(|column| self.store(member).stored(member.index, *column));
                let values = values.map(|value| value.map(Datum::into_owned));
                self.find_target(owner, key, &values.collect::<Result<Vec<_>>>()?)
            }
            Kind::ManyToMany { .. } => {
                let places = 0..key.columns.len();
                let values = places.map(|place| row.datum(width + place).map(Datum::into_owned));
                self.find_target(owner, key, &values.collect::<Result<Vec<_>>>()?)
            }
        };
        Ok(match known {
            Known::Row(owner) => owner,
            Known::No => None,
        })
    }
}
