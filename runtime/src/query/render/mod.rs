//! What is a query in SQL?

mod expression;
mod names;

use super::{
    expression::{Expression, Origin},
    join::Step,
    order::Sort,
    select::Statement,
};
use crate::{
    driver::Bind,
    error::{Error, Result},
    model::Kind,
    schema::{Dialect, ForeignKey, Table, quote},
    session::AnyRef,
    value::Datum,
};
use names::Frame;

/// A statement in SQL with the values of its placeholders.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) sql: String,
    pub(crate) binds: Vec<Bind<'static>>,
}

/// What a query is to give back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The columns of the first table.
    Rows,
    /// The columns of the first table, of one row.
    FirstRow,
    /// How many rows there are.
    Count,
    /// Whether there is a row.
    Exists,
}

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

impl Statement {
    pub(crate) fn render(
        &self,
        shape: Shape,
        dialect: Dialect,
        refs: &dyn Refs,
    ) -> Result<Rendered> {
        let mut out = Writer {
            sql: String::new(),
            binds: Vec::new(),
            dialect,
            refs,
            frames: Vec::new(),
            betweens: 0,
            depth: 0,
        };
        let limited = self.limit.is_some() || self.offset.is_some();
        match shape {
            Shape::Count if limited => {
                out.sql.push_str("SELECT count(*) FROM (");
                out.select(self, What::One, None)?;
                out.sql.push_str(") AS counted");
            }
            Shape::Count => out.select(self, What::Count, None)?,
            Shape::Exists => {
                out.sql.push_str("SELECT EXISTS (");
                out.select(self, What::One, None)?;
                out.sql.push(')');
            }
            Shape::Rows | Shape::FirstRow => out.select(self, What::Rows, Some(shape))?,
        }
        Ok(Rendered {
            sql: out.sql,
            binds: out.binds,
        })
    }
}

/// What stands behind SELECT.
#[derive(Clone, Copy)]
enum What {
    Rows,
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
    /// Of the expression that is being written.
    depth: usize,
}

impl Writer<'_> {
    fn select(&mut self, statement: &Statement, what: What, shape: Option<Shape>) -> Result<()> {
        let mut frame = Frame::new(!statement.joins.is_empty() || !self.frames.is_empty());
        let from = frame.enter(&self.frames, statement.from);
        let steps = statement.joins.iter();
        let steps: Vec<_> = steps
            .map(|(step, outer)| {
                let to = frame.enter(&self.frames, step.to);
                (step, *outer, to)
            })
            .collect();
        self.frames.push(frame);
        self.sql.push_str("SELECT ");
        match what {
            What::Rows => self.columns(statement.from),
            What::One => self.sql.push('1'),
            What::Count => self.sql.push_str("count(*)"),
        }
        self.sql.push_str(" FROM ");
        self.source(statement.from.table, &from);
        for (step, outer, to) in steps {
            let join = if outer { " LEFT JOIN " } else { " JOIN " };
            self.join(step, join, &to);
        }
        self.conditions(" WHERE ", &statement.filters)?;
        // A count needs no order, unless a limit depends on it.
        if shape.is_some() || statement.limit.is_some() || statement.offset.is_some() {
            self.order(&statement.order)?;
        }
        self.limit(statement, shape);
        self.frames.pop();
        Ok(())
    }

    fn conditions(&mut self, word: &str, conditions: &[Expression]) -> Result<()> {
        if conditions.is_empty() {
            return Ok(());
        }
        self.sql.push_str(word);
        self.chain(conditions, " AND ")
    }

    fn order(&mut self, order: &[Sort]) -> Result<()> {
        for (position, sort) in order.iter().enumerate() {
            self.sql
                .push_str(if position == 0 { " ORDER BY " } else { ", " });
            self.expression(&sort.expression)?;
            self.sql
                .push_str(if sort.descending { " DESC" } else { "" });
            self.sql.push_str(match sort.nulls_first {
                None => "",
                Some(true) => " NULLS FIRST",
                Some(false) => " NULLS LAST",
            });
        }
        Ok(())
    }

    fn limit(&mut self, statement: &Statement, shape: Option<Shape>) {
        match statement.limit {
            _ if shape == Some(Shape::FirstRow) && statement.limit != Some(0) => {
                self.sql.push_str(" LIMIT 1")
            }
            Some(rows) => {
                self.sql.push_str(" LIMIT ");
                self.number(rows);
            }
            None if statement.offset.is_some() && self.dialect == Dialect::Sqlite => {
                self.sql.push_str(" LIMIT -1")
            }
            None => {}
        }
        if let Some(rows) = statement.offset {
            self.sql.push_str(" OFFSET ");
            self.number(rows);
        }
    }

    fn number(&mut self, rows: u64) {
        self.sql.push('?');
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.binds.push(Bind {
            datum: Datum::Integer(rows),
            column: None,
        });
    }

    fn columns(&mut self, from: Origin) {
        for place in 0..from.table.columns.len() {
            if place > 0 {
                self.sql.push_str(", ");
            }
            self.column(from, place as u16);
        }
    }

    /// A table in FROM, under its name there.
    fn source(&mut self, table: &Table, name: &str) {
        quote(&mut self.sql, table.name, self.dialect);
        if name != table.name {
            self.sql.push_str(" AS ");
            quote(&mut self.sql, name, self.dialect);
        }
    }

    fn join(&mut self, step: &Step, join: &str, to: &str) {
        let from = self.name_of(step.from);
        let table = step.to.table;
        self.sql.push_str(join);
        match step.kind {
            Kind::BelongsTo { foreign_key } => {
                self.source(table, to);
                self.sql.push_str(" ON ");
                let key = &step.from.table.foreign_keys[usize::from(foreign_key)];
                self.equal((step.from.table, &from), key, (table, to));
            }
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                self.source(table, to);
                self.sql.push_str(" ON ");
                let key = &table.foreign_keys[usize::from(foreign_key)];
                self.equal((table, to), key, (step.from.table, &from));
            }
            Kind::ManyToMany { through } => {
                let between = self.between();
                let [here, there] = [through.here, through.there]
                    .map(|place| &through.table.foreign_keys[usize::from(place)]);
                self.source(through.table, &between);
                self.sql.push_str(" ON ");
                self.equal((through.table, &between), here, (step.from.table, &from));
                self.sql.push_str(join);
                self.source(table, to);
                self.sql.push_str(" ON ");
                self.equal((through.table, &between), there, (table, to));
            }
        }
    }

    /// The columns of a foreign key equal those that they refer to.
    fn equal(&mut self, from: (&Table, &str), key: &ForeignKey, to: (&Table, &str)) {
        for (position, (column, referenced)) in key.columns.iter().zip(key.referenced).enumerate() {
            self.sql.push_str(if position == 0 { "" } else { " AND " });
            self.of(from, *column);
            self.sql.push_str(" = ");
            self.of(to, *referenced);
        }
    }

    /// A column with the name of its table before it.
    fn of(&mut self, (table, name): (&Table, &str), place: u16) {
        quote(&mut self.sql, name, self.dialect);
        self.sql.push('.');
        let column = table.columns[usize::from(place)].name;
        quote(&mut self.sql, column, self.dialect);
    }
}
