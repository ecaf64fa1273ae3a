//! How is a query run without a session?

use super::Connection;
use crate::{
    error::{Error, ErrorKind, Result},
    model::{IntoKey, Key, Keyed},
    query::{
        Collect, Only, Output, Page, Query, Retrieve, Scalar, Shape, Statement, check_page, select,
    },
    session::not_found,
    value::Value,
};

impl Connection {
    /// What a query gives back: rows as plain structs, which no session tracks, values, or tuples of both; rows with
    /// others inside them where the query says [`with`](Query::with).
    ///
    /// ```
    /// # use ormgen_runtime::{Column, Connection, Model, Result, select};
    /// # trait Books: Model { const PRICE: Column<Self, Option<f64>>; }
    /// # fn cheap<Book: Books>(connection: &mut Connection) -> Result<Vec<Book>> {
    /// let cheap: Vec<Book> = connection.all(select::<Book>().filter(Book::PRICE.lt(20.0)))?;
    /// # Ok(cheap)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The database refuses the query, or a stored value is not of the type that the model expects.
    pub fn all<S, O: Retrieve>(&mut self, query: Query<S, O, ()>) -> Result<Vec<O::Row>> {
        O::retrieve(self, &query.statement, Shape::Rows)
    }

    /// The row with a key, as a plain struct, if there is one; a key of several columns is a tuple.
    ///
    /// ```
    /// # use ormgen_runtime::{Connection, Keyed, Result};
    /// # fn find<Book: Keyed<Key = i64>>(connection: &mut Connection) -> Result<Option<Book>> {
    /// let book: Option<Book> = connection.get(8)?;
    /// # Ok(book)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The key has no form in the database; and as [`all`](Connection::all).
    pub fn get<T: Keyed>(&mut self, key: impl IntoKey<T::Key>) -> Result<Option<T>> {
        let columns = T::TABLE.identity;
        let values = key.into_key().datums();
        let values =
            values.map_err(|error| Error::value(ErrorKind::Encode, error, T::TABLE, columns[0]))?;
        self.one_or_none(select::<T>().by_columns(columns, values))
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    ///
    /// As [`all`](Connection::all).
    pub fn first<S, O: Retrieve>(&mut self, query: Query<S, O, ()>) -> Result<Option<O::Row>> {
        let shape = query.statement.first();
        let rows: Vec<_> = O::retrieve(self, &query.statement, shape)?;
        Ok(rows.into_iter().next())
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// [`NoResultFound`](crate::ErrorKind::NoResultFound) where there is none,
    /// [`MultipleResultsFound`](crate::ErrorKind::MultipleResultsFound) where there are several; and as
    /// [`all`](Connection::all).
    pub fn one<S, O: Retrieve>(&mut self, query: Query<S, O, ()>) -> Result<O::Row> {
        let subject = query.statement.subject();
        let found = self.one_or_none(query)?;
        found.ok_or_else(|| not_found(subject, 0))
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    ///
    /// [`MultipleResultsFound`](crate::ErrorKind::MultipleResultsFound) where there are several; and as
    /// [`all`](Connection::all).
    pub fn one_or_none<S, O: Retrieve>(
        &mut self,
        query: Query<S, O, ()>,
    ) -> Result<Option<O::Row>> {
        let found: Only<O::Row> = O::retrieve(self, &query.statement, Shape::Rows)?;
        if found.count > 1 {
            return Err(not_found(query.statement.subject(), found.count));
        }
        Ok(found.row)
    }

    /// The only row, or `missing` where there is none.
    ///
    /// # Errors
    ///
    /// `missing`; and as [`one_or_none`](Connection::one_or_none).
    pub fn one_or<S, O: Retrieve, E: From<Error>>(
        &mut self,
        query: Query<S, O, ()>,
        missing: E,
    ) -> Result<O::Row, E> {
        self.one_or_none(query)?.ok_or(missing)
    }

    /// The first row, or `missing` where there is none.
    ///
    /// # Errors
    ///
    /// `missing`; and as [`all`](Connection::all).
    pub fn first_or<S, O: Retrieve, E: From<Error>>(
        &mut self,
        query: Query<S, O, ()>,
        missing: E,
    ) -> Result<O::Row, E> {
        self.first(query)?.ok_or(missing)
    }

    /// The value of the only row, if there is one: of a query that gives one value a row.
    ///
    /// # Errors
    ///
    /// As [`one_or_none`](Connection::one_or_none).
    pub fn scalar<S, V: Value>(&mut self, query: Query<S, Scalar<V>, ()>) -> Result<Option<V>> {
        self.one_or_none(query)
    }

    /// How many rows there are, counted by the database.
    ///
    /// # Errors
    ///
    /// As [`all`](Connection::all).
    pub fn count<S, O: Retrieve>(&mut self, query: Query<S, O, ()>) -> Result<u64> {
        self.number(&query.statement, Shape::Count)
    }

    /// Whether there is a row.
    ///
    /// # Errors
    ///
    /// As [`all`](Connection::all).
    pub fn exists<S, O: Retrieve>(&mut self, query: Query<S, O, ()>) -> Result<bool> {
        Ok(self.number(&query.statement, Shape::Exists)? > 0)
    }

    /// One page of the rows, counted from 1, and how many there are in all.
    ///
    /// # Errors
    ///
    /// A page or its size is 0; and as [`all`](Connection::all).
    pub fn paginate<S, O: Retrieve>(
        &mut self,
        query: Query<S, O, ()>,
        page: u64,
        per_page: u64,
    ) -> Result<Page<O::Row>> {
        check_page(page, per_page)?;
        let total = self.number(&query.statement, Shape::Count)?;
        let rows = O::retrieve(self, &query.statement.page(page, per_page), Shape::Rows)?;
        Ok(Page::new(rows, page, per_page, total))
    }

    pub(crate) fn plain<O: Output, C: Collect<O::Plain>>(
        &mut self,
        statement: &Statement,
        shape: Shape,
    ) -> Result<C> {
        if let Some(load) = statement.loads.first() {
            return Err(Error::misuse(format!(
                "`{}` is to be loaded, which a session does: run the query `.on(&mut session)`, or nest plain rows with `.with(..)`",
                load.name()
            )));
        }
        let mut rows = C::default();
        self.query(statement, shape, &mut |row| {
            rows.take(O::plain(row, 0).map_err(|error| statement.discreet(error))?);
            Ok(())
        })?;
        if statement.reversed {
            rows.reverse();
        }
        Ok(rows)
    }

    fn number(&mut self, statement: &Statement, shape: Shape) -> Result<u64> {
        let mut number = 0;
        self.query(statement, shape, &mut |row| {
            number = row.get(0)?;
            Ok(())
        })?;
        Ok(number)
    }
}
