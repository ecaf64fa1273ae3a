//! One page of many rows.

use super::select::Statement;
use crate::error::{Error, Result};

/// A page of the rows of a query; [`paginate`](super::Query::paginate) gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<R> {
    /// The rows of this page.
    pub items: Vec<R>,
    /// The number of this page, from 1.
    pub page: u64,
    /// How many rows a full page has.
    pub per_page: u64,
    /// How many rows there are on all pages.
    pub total: u64,
}

impl<R> Page<R> {
    pub(crate) fn new(items: Vec<R>, page: u64, per_page: u64, total: u64) -> Self {
        Self {
            items,
            page,
            per_page,
            total,
        }
    }

    /// How many pages there are.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.per_page)
    }

    /// Whether there is a page before.
    pub fn has_prev(&self) -> bool {
        self.page > 1
    }

    /// Whether there is a page after.
    pub fn has_next(&self) -> bool {
        self.page < self.pages()
    }

    /// The number of the page before, if there is one.
    pub fn prev_num(&self) -> Option<u64> {
        self.has_prev().then(|| self.page - 1)
    }

    /// The number of the page after, if there is one.
    pub fn next_num(&self) -> Option<u64> {
        self.has_next().then(|| self.page + 1)
    }

    /// The number of the page's first row, from 1; 0 where it has none.
    pub fn first(&self) -> u64 {
        if self.items.is_empty() {
            return 0;
        }
        (self.page - 1) * self.per_page + 1
    }

    /// The number of the page's last row, from 1; 0 where it has none.
    pub fn last(&self) -> u64 {
        match self.first() {
            0 => 0,
            first => first + self.items.len() as u64 - 1,
        }
    }

    /// The numbers of pages to link to: those at both ends and around this one, with `None` for each gap.
    ///
    /// Two at each end, two before this one and four after it.
    pub fn iter_pages(&self) -> impl Iterator<Item = Option<u64>> {
        let (page, pages) = (self.page, self.pages());
        let shown = move |number: &u64| {
            *number <= 2
                || *number + 1 >= pages
                || (*number + 2 >= page && *number <= page.saturating_add(4))
        };
        let around = page.saturating_sub(2)..=page.saturating_add(4);
        let numbers = (1..=2).chain(around).chain(pages.saturating_sub(1)..=pages);
        let mut numbers: Vec<u64> = numbers
            .filter(|number| (1..=pages).contains(number))
            .filter(shown)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut before = 0;
        numbers.into_iter().flat_map(move |number| {
            let gap = number > before + 1;
            before = number;
            gap.then_some(None).into_iter().chain([Some(number)])
        })
    }
}

impl<R> IntoIterator for Page<R> {
    type Item = R;
    type IntoIter = std::vec::IntoIter<R>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, R> IntoIterator for &'a Page<R> {
    type Item = &'a R;
    type IntoIter = std::slice::Iter<'a, R>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

pub(crate) fn check_page(page: u64, per_page: u64) -> Result<()> {
    if page == 0 || per_page == 0 {
        return Err(Error::misuse(
            "pages are counted from 1, and have at least one row",
        ));
    }
    Ok(())
}

impl Statement {
    /// Whether the limit leaves no row, so that nothing has to be asked.
    pub(crate) fn takes_none(&self) -> bool {
        self.limit == Some(0)
    }

    /// The rows of one page, among those that the limits leave.
    pub(crate) fn page(&self, page: u64, per_page: u64) -> Self {
        let mut statement = self.clone();
        let skipped = (page - 1).saturating_mul(per_page);
        let left = self.limit.map(|limit| limit.saturating_sub(skipped));
        statement.limit = Some(left.map_or(per_page, |left| left.min(per_page)));
        statement.offset = Some(self.offset.unwrap_or(0).saturating_add(skipped));
        statement
    }
}

#[cfg(test)]
mod tests {
    use super::Page;

    fn links(page: u64, pages: u64) -> String {
        let page = Page::new(vec![(); 10], page, 10, pages * 10);
        let numbers = page.iter_pages();
        let words =
            numbers.map(|number| number.map_or("…".to_owned(), |number| number.to_string()));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn links_lead_to_both_ends_and_around() {
        assert_eq!(links(7, 15), "1 2 … 5 6 7 8 9 10 11 … 14 15");
        assert_eq!(links(6, 15), "1 2 … 4 5 6 7 8 9 10 … 14 15");
        assert_eq!(links(1, 3), "1 2 3");
        assert_eq!(links(1, 0), "");
    }

    #[test]
    fn rows_have_numbers() {
        let page = Page::new(vec!['a', 'b'], 3, 10, 22);
        assert_eq!((page.pages(), page.first(), page.last()), (3, 21, 22));
        assert_eq!((page.prev_num(), page.next_num()), (Some(2), None));
        let none = Page::<char>::new(Vec::new(), 1, 10, 0);
        assert_eq!((none.pages(), none.first(), none.last()), (0, 0, 0));
    }
}
