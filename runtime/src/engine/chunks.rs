//! How are the rows of a query read some at a time?

use std::fmt;

use super::{Connection, Stream};
use crate::{
    error::{Error, Result},
    query::{Output, Query},
};

/// The rows of a query, some of them at a time; made by [`Connection::in_chunks`] and [`Stream::in_chunks`].
///
/// What it takes of memory is what one chunk takes. The statement is open until it is dropped.
#[must_use = "rows are read as they are asked for"]
pub struct Chunks<'c, O> {
    stream: Stream<'c, O>,
    size: usize,
    /// What went wrong behind the rows that were given last.
    failed: Option<Error>,
}

impl Connection {
    /// The rows of a query as plain structs, so many of them at a time: what it takes of memory does not grow with the rows.
    ///
    /// ```
    /// # use ormgen_runtime::{Connection, Model, Result, select};
    /// # fn count<Book: Model>(connection: &mut Connection) -> Result<()> {
    /// for books in connection.in_chunks(select::<Book>(), 1_000)? {
    ///     let books: Vec<Book> = books?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A chunk is to have no rows; and as [`stream`](Connection::stream). A row that is not what the model expects ends a
    /// chunk, the error follows, and then the rows after it.
    pub fn in_chunks<S, O: Output>(
        &mut self,
        query: Query<S, O, ()>,
        size: u64,
    ) -> Result<Chunks<'_, O>> {
        check(size)?;
        self.stream(query)?.in_chunks(size)
    }
}

impl<'c, O: Output> Stream<'c, O> {
    /// The rows that are left, so many of them at a time: `session.query::<Book>().select(Book::TITLE).stream()?.in_chunks(100)?`.
    ///
    /// # Errors
    ///
    /// A chunk is to have no rows.
    pub fn in_chunks(self, size: u64) -> Result<Chunks<'c, O>> {
        check(size)?;
        Ok(Chunks {
            stream: self,
            size: usize::try_from(size).unwrap_or(usize::MAX),
            failed: None,
        })
    }
}

fn check(size: u64) -> Result<()> {
    match size {
        0 => Err(Error::misuse("a chunk has at least one row")),
        _ => Ok(()),
    }
}

impl<O: Output> Iterator for Chunks<'_, O> {
    type Item = Result<Vec<O::Plain>>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.failed.take() {
            return Some(Err(error));
        }
        let mut chunk = Vec::new();
        while chunk.len() < self.size {
            match self.stream.next() {
                None => break,
                Some(Ok(row)) => chunk.push(row),
                Some(Err(error)) if chunk.is_empty() => return Some(Err(error)),
                Some(Err(error)) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        (!chunk.is_empty()).then_some(Ok(chunk))
    }
}

impl<O> fmt::Debug for Chunks<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chunks")
    }
}
