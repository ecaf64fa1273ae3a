//! A session for async programs: the same unit of work, awaited.

use super::super::{Ref, Transaction, Unit};
use crate::{
    engine::Engine,
    error::Result,
    insert::{Builder, GivenFor},
    model::{Keyed, Model},
    relation::Relationship,
};

pub(super) struct AsyncSession {
    unit: Unit,
    transaction: Transaction,
}

impl AsyncSession {
    pub(super) fn new(engine: &Engine) -> Self {
        Self {
            unit: Unit::new(),
            transaction: Transaction::new(engine, engine.begin_mode()),
        }
    }

    /// One whose commits are undone with the transaction around them.
    pub(super) fn for_test(engine: &Engine) -> Self {
        Self {
            unit: Unit::new(),
            transaction: Transaction::trial(engine, engine.begin_mode()),
        }
    }

    pub(super) fn add<N: Builder<Table: Keyed, State: GivenFor<N::Table, ()>>>(
        &mut self,
        new: N,
    ) -> Ref<N::Table> {
        let row = self.unit.add(N::Table::ENTITY, new.into_row());
        self.unit.reference(row.unwrap().index)
    }

    pub(super) fn get<T: Model>(&mut self, row: Ref<T>) -> Option<&mut T> {
        self.unit.typed_mut::<T>()?.row_mut(row)
    }

    pub(super) async fn find<T: Model>(&mut self, key: T::Key) -> Result<Option<Ref<T>>> {
        let row = self.unit.get::<T>(&mut self.transaction, &key).await?;
        Ok(row.map(|row| self.unit.reference(row.index)))
    }

    pub(super) fn delete<T: Model>(&mut self, row: Ref<T>) -> Result<()> {
        let row = self.unit.resolve(row.into())?;
        self.unit.delete(row)
    }

    pub(super) async fn load<A: Keyed, R: Relationship<A>>(
        &mut self,
        of: Ref<A>,
        relationship: R,
    ) -> Result<R::Loaded> {
        let row = self.unit.resolve_alive(of.into())?;
        let rows = self
            .unit
            .related(&mut self.transaction, row, relationship.place())
            .await?;
        self.unit.shape::<A, R>(row, rows, relationship)
    }

    pub(super) async fn flush(&mut self) -> Result<()> {
        self.unit.flush(&mut self.transaction).await
    }

    pub(super) async fn begin_nested(&mut self) -> Result<()> {
        self.flush().await?;
        self.transaction.open_savepoint().await?;
        self.unit.open_savepoint();
        Ok(())
    }

    pub(super) async fn undo_nested(&mut self) -> Result<()> {
        self.transaction.undo_to_savepoint().await?;
        self.transaction.release_savepoint().await?;
        self.unit.undo_savepoint();
        Ok(())
    }

    pub(super) async fn commit(&mut self) -> Result<()> {
        self.unit.commit(&mut self.transaction).await
    }

    pub(super) async fn rollback(&mut self) -> Result<()> {
        self.unit.rollback(&mut self.transaction).await
    }
}
