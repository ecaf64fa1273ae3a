//! Where do the rows of a table stand?
//!
//! In blocks that never move once they are full: rows are not copied when more come.

use std::ops::{Index, IndexMut};

/// How many rows a block has.
const BLOCK: usize = 512;

/// A list that grows at its end alone.
pub(super) struct Cells<C>(Vec<Vec<C>>);

impl<C> Cells<C> {
    pub(super) fn new() -> Self {
        Cells(Vec::new())
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        match &self.0[..] {
            [] => 0,
            [full @ .., last] => full.len() * BLOCK + last.len(),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, cell: C) {
        match self.0.last_mut() {
            Some(last) if last.len() < BLOCK => last.push(cell),
            _ => self.push_to_next(cell),
        }
    }

    /// Makes place for more cells, as far as they fit into the first block.
    pub(super) fn reserve(&mut self, more: usize) {
        match &mut self.0[..] {
            [] => self.0.push(Vec::with_capacity(more.min(BLOCK))),
            [first] => first.reserve(more.min(BLOCK - first.len())),
            _ => {}
        }
    }

    /// The first block grows as it is filled; those after it are expected to become full.
    fn push_to_next(&mut self, cell: C) {
        let mut block = Vec::with_capacity(if self.0.is_empty() { 4 } else { BLOCK });
        block.push(cell);
        self.0.push(block);
    }

    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<&C> {
        self.0.get(place / BLOCK)?.get(place % BLOCK)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut C> {
        self.0.get_mut(place / BLOCK)?.get_mut(place % BLOCK)
    }
}

impl<C> Index<usize> for Cells<C> {
    type Output = C;

    #[inline]
    fn index(&self, place: usize) -> &C {
        &self.0[place / BLOCK][place % BLOCK]
    }
}

impl<C> IndexMut<usize> for Cells<C> {
    #[inline]
    fn index_mut(&mut self, place: usize) -> &mut C {
        &mut self.0[place / BLOCK][place % BLOCK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_keeps_its_cell() {
        let mut cells = Cells::new();
        for number in 0..BLOCK * 2 + 1 {
            assert_eq!(cells.len(), number);
            cells.push(number);
        }
        for place in [0, BLOCK - 1, BLOCK, BLOCK * 2] {
            assert_eq!(cells[place], place);
            assert_eq!(cells.get(place), Some(&place));
        }
        cells[BLOCK] = 7;
        assert_eq!(cells.get_mut(BLOCK), Some(&mut 7));
        assert_eq!(cells.get(BLOCK * 2 + 1), None);
    }
}
