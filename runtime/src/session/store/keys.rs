//! Which row of a table has a key?

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::model::Key;

/// The places of rows by their keys.
pub(super) enum Keys<K> {
    /// Each key is greater than the one before, as where rows are read in the order of their keys, or are given numbers.
    Ascending(Vec<(K, u32)>),
    Hashed(FxHashMap<K, u32>),
}

impl<K: Key> Keys<K> {
    pub(super) fn new() -> Self {
        Keys::Ascending(Vec::new())
    }

    /// Makes place for more keys.
    pub(super) fn reserve(&mut self, more: usize) {
        match self {
            Keys::Ascending(list) => list.reserve(more),
            Keys::Hashed(map) => map.reserve(more),
        }
    }

    #[inline]
    pub(super) fn get(&self, key: &K) -> Option<u32> {
        match self {
            Keys::Ascending(list) => find(list, key),
            Keys::Hashed(map) => map.get(key).copied(),
        }
    }

    /// Enters a key, unless it is known: then its place is told.
    #[inline]
    pub(super) fn claim(&mut self, key: K, index: u32) -> Result<(), u32> {
        match self {
            Keys::Ascending(list) => {
                if list.last().is_some_and(|(last, _)| key <= *last) {
                    return match find(list, &key) {
                        Some(known) => Err(known),
                        None => {
                            self.insert(key, index);
                            Ok(())
                        }
                    };
                }
                list.push((key, index));
                Ok(())
            }
            Keys::Hashed(map) => match map.entry(key) {
                Entry::Occupied(known) => Err(*known.get()),
                Entry::Vacant(free) => {
                    free.insert(index);
                    Ok(())
                }
            },
        }
    }

    /// Enters a key, in the place of a row that had it, and tells of that.
    pub(super) fn insert(&mut self, key: K, index: u32) -> Option<u32> {
        match self {
            Keys::Ascending(list) if list.last().is_none_or(|(last, _)| *last < key) => {
                list.push((key, index));
                None
            }
            _ => self.hashed().insert(key, index),
        }
    }

    /// Removes a key, if it is this row's.
    pub(super) fn forget(&mut self, key: &K, index: u32) {
        match self {
            Keys::Ascending(list)
                if list
                    .last()
                    .is_some_and(|(last, at)| last == key && *at == index) =>
            {
                list.pop();
            }
            _ if self.get(key) == Some(index) => self.remove(key),
            _ => {}
        }
    }

    pub(super) fn remove(&mut self, key: &K) {
        match self {
            Keys::Ascending(list) if list.last().is_some_and(|(last, _)| last == key) => {
                list.pop();
            }
            Keys::Ascending(list) if find(list, key).is_none() => {}
            _ => {
                self.hashed().remove(key);
            }
        }
    }

    fn hashed(&mut self) -> &mut FxHashMap<K, u32> {
        if let Keys::Ascending(list) = self {
            *self = Keys::Hashed(std::mem::take(list).into_iter().collect());
        }
        match self {
            Keys::Hashed(map) => map,
            Keys::Ascending(_) => unreachable!("the keys were hashed"),
        }
    }
}

fn find<K: Key>(list: &[(K, u32)], key: &K) -> Option<u32> {
    let place = list.binary_search_by(|(known, _)| known.cmp(key)).ok()?;
    Some(list[place].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_whatever_order_they_come() {
        for order in [[1_i64, 5, 9], [9, 5, 1], [5, 1, 9]] {
            let mut keys = Keys::new();
            for (index, key) in (0..).zip(order) {
                assert_eq!(keys.claim(key, index), Ok(()));
                assert_eq!(keys.claim(key, 7), Err(index));
            }
            for (index, key) in (0..).zip(order) {
                assert_eq!(keys.get(&key), Some(index));
            }
            assert_eq!([0, 3, 10].map(|key| keys.get(&key)), [None; 3]);
            keys.insert(5, 8);
            assert_eq!(keys.get(&5), Some(8), "the later row counts");
            keys.remove(&1);
            assert_eq!([1, 5].map(|key| keys.get(&key)), [None, Some(8)]);
        }
    }

    #[test]
    fn what_comes_and_goes_at_the_end_is_not_hashed() {
        let mut keys = Keys::new();
        (0..100_i64).for_each(|key| assert_eq!(keys.insert(key, key as u32), None));
        keys.remove(&1_000);
        keys.forget(&99, 98);
        assert_eq!(keys.get(&99), Some(99), "another row's key stays");
        (50..100)
            .rev()
            .for_each(|key| keys.forget(&key, key as u32));
        assert!(matches!(&keys, Keys::Ascending(list) if list.len() == 50));
    }
}
