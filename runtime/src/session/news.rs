//! What was given for the rows of a table that are not in the database yet?

use crate::{
    insert::NewRow,
    value::{Datum, ValueError},
};

/// Columns and their values.
pub(super) type Values = Vec<(u16, Datum<'static>)>;

/// What was given for new rows, by their places.
///
/// Places are given out in order, so that nothing has to be hashed; and the values of all rows stand in one list, so that
/// a row takes no memory of its own.
#[derive(Default)]
pub(super) struct News {
    rows: Vec<Entry>,
    values: Values,
    faults: Vec<(u32, (u16, ValueError))>,
}

/// Where the values of a row stand.
struct Entry {
    index: u32,
    first: u32,
    /// `None` once the row is not new any more.
    count: Option<u32>,
}

impl Entry {
    fn range(&self) -> std::ops::Range<usize> {
        let first = self.first as usize;
        first..first + self.count.unwrap_or_default() as usize
    }
}

impl News {
    /// The columns that were given for a row, and their values; of several for one column, the last counts.
    pub(super) fn get(&self, index: u32) -> Option<&[(u16, Datum<'static>)]> {
        let entry = &self.rows[self.place(index)?];
        entry.count.map(|_| &self.values[entry.range()])
    }

    /// What was given for a column of a row.
    pub(super) fn given(&self, index: u32, column: u16) -> Option<&Datum<'static>> {
        last(self.get(index)?, column)
    }

    /// Whether a value was given for all of some columns of a row.
    pub(super) fn any_has(&self, columns: &[u16]) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|entry| {
            let values = &self.values[entry.range()];
            columns.iter().all(|column| last(values, *column).is_some())
        })
    }

    /// The first value of a row that has no form in a database, and its column.
    pub(super) fn fault(&self, index: u32) -> Option<&(u16, ValueError)> {
        let mut faults = self.faults.iter();
        faults
            .find(|(known, _)| *known == index)
            .map(|(_, fault)| fault)
    }

    /// A row is new, and this was given for it.
    pub(super) fn insert(&mut self, index: u32, mut new: NewRow) {
        let faults = new.faults.drain(..);
        self.faults.extend(faults.map(|fault| (index, fault)));
        let entry = Entry {
            index,
            first: self.values.len() as u32,
            count: Some(new.values.len() as u32),
        };
        self.values.append(&mut new.values);
        match self.rows.last() {
            Some(last) if last.index >= index => match self.find(index) {
                Ok(place) => self.rows[place] = entry,
                Err(place) => self.rows.insert(place, entry),
            },
            _ => self.rows.push(entry),
        }
    }

    /// More is given for a row, if it is new: otherwise says that it is not.
    pub(super) fn extend(
        &mut self,
        index: u32,
        values: impl IntoIterator<Item = (u16, Datum<'static>)>,
    ) -> bool {
        let Some(place) = self.place(index) else {
            return false;
        };
        if self.rows[place].count.is_none() {
            return false;
        }
        for (column, value) in values {
            self.forgive(index, column);
            let range = self.rows[place].range();
            let mut given = self.values[range].iter_mut().rev();
            match given.find(|(known, _)| *known == column) {
                Some((_, known)) => *known = value,
                None => self.push(place, (column, value)),
            }
        }
        true
    }

    /// One value more for a row, which moves to the end of the list where another one stands there.
    fn push(&mut self, place: usize, value: (u16, Datum<'static>)) {
        let entry = &mut self.rows[place];
        let range = entry.range();
        if range.end != self.values.len() {
            entry.first = self.values.len() as u32;
            for place in range {
                let value = take(&mut self.values[place]);
                self.values.push(value);
            }
        }
        self.values.push(value);
        entry.count = Some(self.values.len() as u32 - entry.first);
    }

    /// A value is given for a column of a row, if that is new.
    pub(super) fn set(
        &mut self,
        index: u32,
        column: u16,
        value: Result<Datum<'static>, ValueError>,
    ) {
        match value {
            Ok(datum) => {
                self.extend(index, [(column, datum)]);
            }
            Err(error) if self.get(index).is_some() => {
                self.forgive(index, column);
                self.faults.push((index, (column, error)));
            }
            Err(_) => {}
        }
    }

    /// What was given for a column of a row before, and has no form in a database, counts no more.
    fn forgive(&mut self, index: u32, column: u16) {
        if !self.faults.is_empty() {
            self.faults
                .retain(|(row, (known, _))| (*row, *known) != (index, column));
        }
    }

    /// Nothing is given for a column of a row any more.
    pub(super) fn unset(&mut self, index: u32, column: u16) {
        self.forgive(index, column);
        let mut values = Vec::new();
        if self.take(index, &mut values) {
            values.retain(|(known, _)| *known != column);
            let new = NewRow {
                values,
                ..NewRow::EMPTY
            };
            self.insert(index, new);
        }
    }

    pub(super) fn reserve(&mut self, more: usize) {
        self.rows.reserve(more);
        self.values.reserve(more);
    }

    /// Moves what was given for a row to the end of a list; the row is not new any more. Says whether it was.
    pub(super) fn take(&mut self, index: u32, values: &mut Values) -> bool {
        let Some(place) = self.place(index) else {
            return false;
        };
        let entry = &mut self.rows[place];
        if entry.count.is_none() {
            return false;
        }
        let range = entry.range();
        entry.count = None;
        values.extend(self.values[range].iter_mut().map(take));
        while self.rows.pop_if(|last| last.count.is_none()).is_some() {}
        if self.rows.is_empty() {
            self.values.clear();
        }
        true
    }

    /// Takes all rows and their values, one after the other, where they are given the same columns in the columns' order.
    pub(super) fn take_alike(&mut self) -> Option<(Vec<u32>, Values)> {
        let first = self.rows.first()?;
        let columns = &self.values[first.range()];
        let is_sorted = columns.is_sorted_by(|(one, _), (next, _)| one < next);
        let mut end = 0;
        let are_alike = self.rows.iter().all(|entry| {
            let range = entry.range();
            let values = &self.values[range.clone()];
            let follows = entry.count.is_some() && range.start == end;
            end = range.end;
            let mut pairs = values.iter().zip(columns);
            follows && values.len() == columns.len() && pairs.all(|(one, other)| one.0 == other.0)
        });
        if !is_sorted || !are_alike || end != self.values.len() || !self.faults.is_empty() {
            return None;
        }
        let rows = self.rows.drain(..).map(|entry| entry.index).collect();
        Some((rows, std::mem::take(&mut self.values)))
    }

    /// A row is not new any more.
    pub(super) fn remove(&mut self, index: u32) {
        self.take(index, &mut Vec::new());
        self.faults.retain(|(known, _)| *known != index);
    }

    pub(super) fn clear(&mut self) {
        *self = News::default();
    }

    fn place(&self, index: u32) -> Option<usize> {
        let first = self.rows.first()?;
        // As a rule they stand side by side.
        let guess = index.checked_sub(first.index)? as usize;
        match self.rows.get(guess) {
            Some(entry) if entry.index == index => Some(guess),
            _ => self.find(index).ok(),
        }
    }

    fn find(&self, index: u32) -> Result<usize, usize> {
        self.rows.binary_search_by_key(&index, |entry| entry.index)
    }
}

/// The value that counts of those that were given for a column.
pub(super) fn last<'a>(
    values: &'a [(u16, Datum<'static>)],
    column: u16,
) -> Option<&'a Datum<'static>> {
    let mut values = values.iter().rev();
    values
        .find(|(known, _)| *known == column)
        .map(|(_, datum)| datum)
}

/// A value with its column, which leaves NULL behind.
pub(super) fn take((column, datum): &mut (u16, Datum<'static>)) -> (u16, Datum<'static>) {
    (*column, std::mem::replace(datum, Datum::Null))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: i64) -> NewRow {
        NewRow::EMPTY.set::<i64>(0, value)
    }

    #[test]
    fn rows_are_found_whether_or_not_they_stand_side_by_side() {
        let mut news = News::default();
        for index in [3, 4, 9, 10] {
            news.insert(index, row(index.into()));
        }
        let known = |news: &News| -> Vec<(u32, i64)> {
            let values = (0..12).filter_map(|index| Some((index, news.given(index, 0)?)));
            values
                .map(|(index, datum)| match datum {
                    Datum::Integer(value) => (index, *value),
                    other => panic!("{other:?}"),
                })
                .collect()
        };
        assert_eq!(known(&news), [(3, 3), (4, 4), (9, 9), (10, 10)]);
        let mut taken = Vec::new();
        assert!(news.take(4, &mut taken) && !news.take(4, &mut taken));
        assert_eq!(taken, [(0, Datum::Integer(4))]);
        news.remove(10);
        assert_eq!(known(&news), [(3, 3), (9, 9)]);
        news.insert(4, row(40));
        assert_eq!(known(&news), [(3, 3), (4, 40), (9, 9)]);
        [3, 4, 9].into_iter().for_each(|index| news.remove(index));
        assert!(
            news.rows.is_empty() && news.values.is_empty(),
            "what was removed takes no place"
        );
    }

    #[test]
    fn what_is_given_again_takes_no_more_place() {
        let mut news = News::default();
        (0..2).for_each(|index| news.insert(index, row(index.into())));
        for value in 0..100 {
            for index in 0..2 {
                let values = [(0, Datum::Integer(value)), (1, Datum::Integer(-value))];
                assert!(news.extend(index, values));
            }
        }
        let given = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(row, column)| news.given(row, column));
        let expected = [99, -99].map(Datum::Integer);
        assert_eq!(given, [0, 1, 0, 1].map(|place| Some(&expected[place])));
        assert!(news.values.len() <= 6, "{}", news.values.len());
    }

    #[test]
    fn what_is_given_later_counts_and_moves_no_other_row() {
        let mut news = News::default();
        (0..3).for_each(|index| news.insert(index, row(index.into())));
        news.set(0, 0, Ok(Datum::Integer(7)));
        news.set(0, 1, Ok(Datum::Bool(true)));
        news.set(1, 0, Err(ValueError::new("no")));
        assert!(!news.extend(5, [(0, Datum::Null)]));
        let given = [0, 1, 2].map(|index| news.given(index, 0).cloned());
        assert_eq!(given, [7, 1, 2].map(|value| Some(Datum::Integer(value))));
        assert!(news.fault(0).is_none() && news.fault(1).is_some());
        news.set(1, 0, Ok(Datum::Integer(1)));
        assert!(news.fault(1).is_none(), "a value that fits takes its place");
        news.set(2, 0, Err(ValueError::new("no")));
        news.unset(2, 0);
        assert!(news.fault(2).is_none(), "what is not given is not wrong");
        news.unset(0, 0);
        assert_eq!(news.get(0), Some(&[(1, Datum::Bool(true))][..]));
        news.remove(2);
        assert_eq!(news.given(0, 1), Some(&Datum::Bool(true)));
    }
}
