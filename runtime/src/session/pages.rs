//! How does a session go through more rows than it is to hold?

use std::{fmt, marker::PhantomData};

use rustc_hash::FxHashSet;

use super::{Ref, RowId, Session, Unit, base::State};
use crate::{
    error::{Error, Result},
    model::Keyed,
    query::{Entities, Query, Shape, Statement},
    value::Datum,
};

/// The rows of a query, page by page; made by [`Query::yield_per`]. It does not borrow the session.
pub struct Pages<T> {
    statement: Statement,
    size: u64,
    /// How many rows may still come.
    left: Option<u64>,
    /// The values that the last page ended with.
    last: Option<Vec<Datum<'static>>>,
    /// The rows that came into the session with the last page.
    held: Vec<RowId>,
    is_done: bool,
    mark: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pages")
    }
}

impl<S, T: Keyed> Query<S, Entities<T>, &mut Session> {
    /// The rows, `size` of them at a time. With each page the session forgets the rows of the one before, and those that were
    /// loaded with them, unless the program changed them: a [`Ref`] to a row that was forgotten is good for nothing.
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Keyed, Result, Session};
    /// # trait Books: Keyed { const ID: Column<Self, i64>; }
    /// # fn read<Book: Books + std::fmt::Debug>(session: &mut Session) -> Result<()> {
    /// let mut pages = session.query::<Book>().order_by(Book::ID).yield_per(1_000);
    /// while let Some(books) = pages.next(session)? {
    ///     for book in books {
    ///         println!("{:?}", session[book]);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A page begins after the values that the last one ended with, so that what is written meanwhile shifts nothing. What
    /// is changed is written before the next page is read. Rows that the session had before stay. Where memory is short,
    /// [`stream`](Query::stream) holds nothing at all: of a forgotten row its place stays.
    pub fn yield_per(self, size: u64) -> Pages<T> {
        let (statement, _) = self.into_parts();
        Pages {
            left: statement.most(),
            statement,
            size,
            last: None,
            held: Vec::new(),
            is_done: false,
            mark: PhantomData,
        }
    }
}

impl<S, T: Keyed> Query<S, Entities<T>, &mut Session> {
    /// The same as [`yield_per`](Query::yield_per), under the name that a connection has for plain rows
    /// ([`Connection::in_chunks`](crate::Connection::in_chunks)). Chunks of values are those of a
    /// [`stream`](Query::stream): `.stream()?.in_chunks(1_000)?`.
    ///
    /// ```
    /// # use ormgen_runtime::{Keyed, Result, Session};
    /// # fn read<Book: Keyed + std::fmt::Debug>(session: &mut Session) -> Result<()> {
    /// let mut chunks = session.query::<Book>().in_chunks(1_000);
    /// while let Some(books) = chunks.next(session)? {
    ///     println!("{:?}", session[books[0]]);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_chunks(self, size: u64) -> Pages<T> {
        self.yield_per(size)
    }
}

impl<T: Keyed> Pages<T> {
    /// The next page, if there is one.
    ///
    /// # Errors
    ///
    /// The pages have no rows; the query is ordered by something else than columns of its table, or has an offset, joins or
    /// groups; and as [`all`](Query::all).
    pub fn next(&mut self, session: &mut Session) -> Result<Option<Vec<Ref<T>>>> {
        if self.size == 0 {
            return Err(Error::misuse("a page has at least one row"));
        }
        let mut held = std::mem::take(&mut self.held);
        held.retain(|row| !session.unit.is_changed(*row));
        // What the others were given is written while they are still there.
        session.autoflush()?;
        session.unit.forget_unused(held);
        let size = self.left.map_or(self.size, |left| left.min(self.size));
        if self.is_done || size == 0 {
            return Ok(None);
        }
        let (statement, columns) = self.statement.page_after(self.last.take(), size)?;
        let before = session.unit.places();
        let page = session.fetch::<Entities<T>>(&statement, Shape::Rows)?;
        self.held = session.unit.since(&before);
        self.left = self.left.map(|left| left - page.len() as u64);
        self.is_done = (page.len() as u64) < size;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        let last = session.unit.resolve((*last).into())?;
        let store = session.unit.store(last);
        let values = columns
            .into_iter()
            .map(|column| store.stored(last.index, column).map(Datum::into_owned));
        self.last = Some(values.collect::<Result<_>>()?);
        Ok(Some(page))
    }
}

impl Unit {
    /// How many rows each table has here.
    fn places(&self) -> Vec<(u32, usize)> {
        let stores = self.stores();
        stores
            .map(|(slot, store)| (slot, store.base().rows.len()))
            .collect()
    }

    /// The rows that came since.
    fn since(&self, before: &[(u32, usize)]) -> Vec<RowId> {
        let rows = self.stores().flat_map(|(slot, store)| {
            let known = before.iter().find(|(known, _)| *known == slot);
            let first = known.map_or(0, |(_, count)| *count);
            (first..store.base().rows.len()).map(move |index| RowId {
                slot,
                index: index as u32,
            })
        });
        rows.collect()
    }

    /// Whether something of a row is to be written.
    fn is_changed(&self, row: RowId) -> bool {
        let base = self.base(row);
        self.state(row) != State::Persistent
            || self.store(row).is_touched(row.index)
            || base.assigned.contains_key(&row.index)
            || base.set_links(row.index).next().is_some()
            || self.links.concern(row)
    }

    /// Rows leave the session, but for those that something is to be written of, or that others are led to.
    fn forget_unused(&mut self, rows: Vec<RowId>) {
        let links = self.unwritten_links().into_iter();
        let mut used: FxHashSet<RowId> = links.map(|(_, _, to)| to).collect();
        for (slot, store) in self.stores() {
            let owners = store.base().displaced.iter();
            used.extend(owners.map(|(index, _)| RowId {
                slot,
                index: *index,
            }));
        }
        for row in rows {
            if !used.contains(&row) && !self.is_changed(row) {
                self.expunge(row);
            }
        }
    }
}
