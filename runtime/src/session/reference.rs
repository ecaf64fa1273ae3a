//! What does a program hold of a row?

use std::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use crate::model::Model;

/// A row of a session: a small key that is copied freely.
///
/// It does not keep the row alive and borrows nothing; `session[r]` reads the row. It holds for the session that gave it,
/// and no longer than the row stays there.
pub struct Ref<T> {
    pub(super) index: u32,
    /// Proves both the session and that the row's place was not given to another.
    pub(super) stamp: u32,
    mark: PhantomData<fn() -> T>,
}

impl<T> Ref<T> {
    pub(super) fn new(index: u32, stamp: u32) -> Self {
        Self {
            index,
            stamp,
            mark: PhantomData,
        }
    }
}

impl<T> Ref<T> {
    /// The reference as a number, to tell it from others.
    pub(crate) fn number(self) -> u64 {
        u64::from(self.stamp) << 32 | u64::from(self.index)
    }
}

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Ref<T> {}

impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.index, self.stamp) == (other.index, other.stamp)
    }
}

impl<T> Eq for Ref<T> {}

impl<T> Hash for Ref<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.index, self.stamp).hash(state);
    }
}

impl<T: Model> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", T::TABLE.name, self.index)
    }
}

/// A [`Ref`] to a row of any table.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct AnyRef {
    pub(super) row: RowId,
    pub(super) stamp: u32,
    /// The name of its table, for messages.
    pub(crate) table: &'static str,
}

impl<T: Model> From<Ref<T>> for AnyRef {
    fn from(row: Ref<T>) -> Self {
        AnyRef {
            row: RowId::of::<T>(row.index),
            stamp: row.stamp,
            table: T::TABLE.name,
        }
    }
}

/// A row inside its session: the slot of its table's store, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RowId {
    pub(super) slot: u32,
    pub(super) index: u32,
}

impl RowId {
    pub(super) fn of<T: Model>(index: u32) -> Self {
        RowId {
            slot: T::ENTITY.slot() as u32,
            index,
        }
    }
}

/// The place of a table's store in every session, given out at first use: two schemas in one program never clash.
pub(crate) struct Slot(AtomicU32);

static NEXT_SLOT: AtomicU32 = AtomicU32::new(1);

impl Slot {
    pub(crate) const fn new() -> Self {
        Slot(AtomicU32::new(0))
    }

    #[inline]
    pub(crate) fn get(&self) -> usize {
        match self.0.load(Relaxed) {
            0 => self.assign(),
            number => number as usize - 1,
        }
    }

    /// Two threads may come here at once: the first to store its number wins, and the other's stays unused.
    #[cold]
    fn assign(&self) -> usize {
        let fresh = NEXT_SLOT.fetch_add(1, Relaxed);
        match self.0.compare_exchange(0, fresh, Relaxed, Relaxed) {
            Ok(_) => fresh as usize - 1,
            Err(known) => known as usize - 1,
        }
    }
}

/// A stamp that no other session has.
pub(super) fn fresh_stamp() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Relaxed)
}
