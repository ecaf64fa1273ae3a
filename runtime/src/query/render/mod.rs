//! What is a query in SQL?

mod call;
mod change;
mod expression;
mod from;
mod insert;
mod kept;
mod literal;
mod names;
mod statement;

pub(crate) use change::{Change, assignments};
pub(crate) use kept::Sql;

use super::{output::Item, select::Statement};
use crate::{
    driver::Bind,
    error::{Error, Result},
    schema::Dialect,
    session::AnyRef,
    value::Datum,
};
use names::Frame;
use smallvec::SmallVec;

/// A statement in SQL with the values of its placeholders.
#[derive(Debug)]
pub(crate) struct Rendered<'a> {
    pub(crate) sql: Sql,
    pub(crate) binds: Binds<'a>,
}

/// The values of a statement: most have few, for which nothing is allocated.
type Binds<'a> = SmallVec<[Bind<'a>; 2]>;

/// What a query is to give back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum Shape {
    /// What it says.
    Rows,
    /// The same, of one row.
    FirstRow,
    /// How many rows there are.
    Count,
    /// Whether there is a row.
    Exists,
}

/// Most queries are not longer.
const LENGTH: usize = 160;

/// Who knows the rows that a query refers to.
pub(crate) trait Refs {
    fn value(&self, row: AnyRef, column: u16) -> Result<Datum<'static>>;
}

/// Nobody: a query outside a session.
pub(crate) struct NoSession;

impl Refs for NoSession {
    fn value(&self, row: AnyRef, _: u16) -> Result<Datum<'static>> {
        Err(Error::misuse(format!(
            "a query with a `Ref` of `{}` is run by the session that the row belongs to",
            row.table
        )))
    }
}

impl<'a> Writer<'a> {
    fn new(dialect: Dialect, refs: &'a dyn Refs) -> Self {
        Writer {
            sql: String::with_capacity(LENGTH),
            binds: Vec::new(),
            dialect,
            refs,
            frames: Vec::new(),
            betweens: 0,
            names: None,
            named: Vec::new(),
            depth: 0,
            sensitive: false,
            hidden: Vec::new(),
            lacking: None,
            literal: false,
        }
    }
}

impl Statement {
    /// The query, written anew.
    fn written<'a>(
        &self,
        shape: Shape,
        dialect: Dialect,
        refs: &'a dyn Refs,
    ) -> Result<Writer<'a>> {
        let mut out = Writer::new(dialect, refs);
        if let Some(text) = self.verbatim()? {
            out.whole(text, shape)?;
            return Ok(out);
        }
        match shape {
            Shape::Count if self.is_plain() => out.select(self, What::Count)?,
            Shape::Count => {
                out.sql.push_str("SELECT count(*) FROM (");
                out.select(self, self.anything())?;
                out.sql.push_str(") AS counted");
            }
            Shape::Exists => {
                out.sql.push_str("SELECT EXISTS (");
                out.select(self, self.anything())?;
                out.sql.push(')');
            }
            Shape::Rows => out.select(self, What::Rows)?,
            Shape::FirstRow => out.select(self, What::FirstRow)?,
        }
        Ok(out)
    }

    /// Whether it has as many rows as its tables and conditions say.
    pub(super) fn is_plain(&self) -> bool {
        self.limit.is_none() && self.offset.is_none() && self.is_of_rows()
    }

    /// Whether nothing makes one row of several.
    fn is_of_rows(&self) -> bool {
        let of_rows = |item: &Item| matches!(item, Item::Row(_));
        self.others.is_empty()
            && self.groups.is_empty()
            && self.having.is_empty()
            && !self.distinct
            && self.items.iter().all(of_rows)
    }

    /// What is selected where only the number of rows counts.
    fn anything(&self) -> What {
        if self.is_of_rows() {
            What::One
        } else {
            What::Rows
        }
    }
}

/// What stands behind SELECT.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Rows,
    FirstRow,
    One,
    Count,
}

struct Writer<'a> {
    sql: String,
    binds: Vec<Bind<'static>>,
    dialect: Dialect,
    refs: &'a dyn Refs,
    /// The queries around the place that is being written, from the outermost on.
    frames: Vec<Frame>,
    /// How many tables between two sides there are so far.
    betweens: usize,
    /// The names of the columns of the query that is written next, where it is a table of another.
    names: Option<Vec<String>>,
    /// What WITH calls queries, of all queries around, and where those are, since two may have one name.
    named: Vec<(&'static str, usize)>,
    /// Of the expression that is being written.
    depth: usize,
    /// Whether a sensitive column stands in it.
    sensitive: bool,
    /// Queries and functions by their aliases whose rows show such columns.
    hidden: Vec<&'static str>,
    /// Why a column cannot be that is read by itself.
    lacking: Option<Error>,
    /// Whether values become a part of the text.
    literal: bool,
}
