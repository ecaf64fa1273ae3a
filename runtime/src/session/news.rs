//! What was given for the rows of a table that are not in the database yet?

use crate::insert::NewRow;

/// New rows by their places. Places are given out in order, so that nothing has to be hashed.
#[derive(Default)]
pub(super) struct News(Vec<(u32, Option<NewRow>)>);

impl News {
    pub(super) fn get(&self, index: &u32) -> Option<&NewRow> {
        self.0[self.place(*index)?].1.as_ref()
    }

    pub(super) fn get_mut(&mut self, index: &u32) -> Option<&mut NewRow> {
        let place = self.place(*index)?;
        self.0[place].1.as_mut()
    }

    pub(super) fn insert(&mut self, index: u32, new: NewRow) {
        let place = match self.0.last() {
            Some((last, _)) if *last >= index => {
                self.0.partition_point(|(known, _)| *known < index)
            }
            _ => self.0.len(),
        };
        self.0.insert(place, (index, Some(new)));
    }

    pub(super) fn reserve(&mut self, more: usize) {
        self.0.reserve(more);
    }

    pub(super) fn remove(&mut self, index: &u32) -> Option<NewRow> {
        let place = self.place(*index)?;
        let new = self.0[place].1.take();
        while self.0.last().is_some_and(|(_, new)| new.is_none()) {
            self.0.pop();
        }
        new
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    fn place(&self, index: u32) -> Option<usize> {
        let (first, _) = self.0.first()?;
        // As a rule they stand side by side.
        let guess = index.checked_sub(*first)? as usize;
        match self.0.get(guess) {
            Some((known, _)) if *known == index => Some(guess),
            _ => self
                .0
                .binary_search_by_key(&index, |(known, _)| *known)
                .ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_whether_or_not_they_stand_side_by_side() {
        let mut news = News::default();
        for index in [3, 4, 9, 10] {
            news.insert(index, NewRow::EMPTY);
        }
        let known = |news: &News| (0..12).filter(|index| news.get(index).is_some()).collect();
        let all: Vec<u32> = known(&news);
        assert_eq!(all, [3, 4, 9, 10]);
        assert!(news.remove(&4).is_some() && news.remove(&4).is_none());
        assert!(news.remove(&10).is_some() && news.get_mut(&9).is_some());
        let left: Vec<u32> = known(&news);
        assert_eq!(left, [3, 9]);
        assert!(news.remove(&3).is_some() && news.remove(&9).is_some());
        assert!(news.0.is_empty(), "what was removed takes no place");
    }
}
