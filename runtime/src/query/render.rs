//! What is a query in SQL?

use super::{
    expression::{Expression, Label, Origin},
    join::Step,
    select::Statement,
};
use crate::{
    driver::Bind,
    error::{Error, ErrorKind, Result},
    model::Kind,
    schema::{Dialect, ForeignKey, Table, quote},
    value::{Datum, ValueError},
};

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
}

/// Longer chains of AND and OR are put into groups: SQLite refuses to nest conditions deeper than 1,000.
const CHAIN: usize = 128;

impl Statement {
    pub(crate) fn render(&self, shape: Shape, dialect: Dialect) -> Result<Rendered> {
        let mut out = Writer {
            sql: String::new(),
            binds: Vec::new(),
            dialect,
            qualified: !self.joins.is_empty(),
        };
        let limited = self.limit.is_some() || self.offset.is_some();
        match shape {
            Shape::Count if limited => {
                out.sql.push_str("SELECT count(*) FROM (SELECT 1");
                out.body(self, None)?;
                out.sql.push_str(") AS counted");
            }
            Shape::Count => {
                out.sql.push_str("SELECT count(*)");
                out.body(self, None)?;
            }
            Shape::Rows | Shape::FirstRow => {
                out.sql.push_str("SELECT ");
                out.columns(self.from);
                out.body(self, Some(shape))?;
            }
        }
        Ok(Rendered {
            sql: out.sql,
            binds: out.binds,
        })
    }
}

struct Writer {
    sql: String,
    binds: Vec<Bind<'static>>,
    dialect: Dialect,
    /// Several tables are at hand: columns are written with theirs.
    qualified: bool,
}

impl Writer {
    /// FROM and what follows it. A count needs no order, unless a limit depends on it.
    fn body(&mut self, statement: &Statement, shape: Option<Shape>) -> Result<()> {
        self.sql.push_str(" FROM ");
        self.source(statement.from);
        for (number, (step, outer)) in statement.joins.iter().enumerate() {
            self.join(step, if *outer { " LEFT JOIN " } else { " JOIN " }, number);
        }
        if !statement.filters.is_empty() {
            self.sql.push_str(" WHERE ");
            self.chain(&statement.filters, " AND ")?;
        }
        let ordered = shape.is_some() || statement.limit.is_some() || statement.offset.is_some();
        for (position, term) in statement.order.iter().enumerate().filter(|_| ordered) {
            self.sql
                .push_str(if position == 0 { " ORDER BY " } else { ", " });
            self.expression(&term.expression)?;
            self.sql
                .push_str(if term.descending { " DESC" } else { "" });
        }
        self.limit(statement, shape);
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

    fn source(&mut self, from: Origin) {
        quote(&mut self.sql, from.table.name, self.dialect);
        if !matches!(from.label, Label::Table) {
            self.sql.push_str(" AS ");
            self.label(from);
        }
    }

    fn label(&mut self, from: Origin) {
        match from.label {
            Label::Table => quote(&mut self.sql, from.table.name, self.dialect),
            Label::Alias(alias) => quote(&mut self.sql, alias, self.dialect),
            Label::Between(number) => self.sql.push_str(&format!("between_{number}")),
        }
    }

    fn column(&mut self, from: Origin, place: u16) {
        if self.qualified {
            self.label(from);
            self.sql.push('.');
        }
        quote(
            &mut self.sql,
            from.table.columns[usize::from(place)].name,
            self.dialect,
        );
    }

    fn join(&mut self, step: &Step, join: &str, number: usize) {
        let key_of = |table: &'static Table, place: u16| &table.foreign_keys[usize::from(place)];
        match step.kind {
            Kind::BelongsTo { foreign_key } => {
                self.table(join, step.to);
                self.on(step.from, key_of(step.from.table, foreign_key), step.to);
            }
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                self.table(join, step.to);
                self.on(step.to, key_of(step.to.table, foreign_key), step.from);
            }
            Kind::ManyToMany { through } => {
                let between = Origin {
                    table: through.table,
                    label: Label::Between(number),
                };
                self.table(join, between);
                self.on(between, key_of(through.table, through.here), step.from);
                self.table(join, step.to);
                self.on(between, key_of(through.table, through.there), step.to);
            }
        }
    }

    fn table(&mut self, join: &str, from: Origin) {
        self.sql.push_str(join);
        self.source(from);
        self.sql.push_str(" ON ");
    }

    /// The columns of a foreign key equal those that they refer to.
    fn on(&mut self, from: Origin, key: &ForeignKey, to: Origin) {
        for (position, (column, referenced)) in key.columns.iter().zip(key.referenced).enumerate() {
            self.sql.push_str(if position == 0 { "" } else { " AND " });
            self.column(from, *column);
            self.sql.push_str(" = ");
            self.column(to, *referenced);
        }
    }

    fn expression(&mut self, expression: &Expression) -> Result<()> {
        match expression {
            Expression::Column(from, place) => self.column(*from, *place),
            Expression::Value(datum, column) => self.value(datum.clone(), *column)?,
            Expression::Binary(sides, operator) => {
                self.expression(&sides.0)?;
                self.sql.push(' ');
                self.sql.push_str(operator);
                self.sql.push(' ');
                self.expression(&sides.1)?;
            }
            Expression::In(_, values) if values.is_empty() => self.sql.push_str("1 = 0"),
            Expression::In(left, values) => {
                self.expression(left)?;
                self.sql.push_str(" IN (");
                for (position, value) in values.iter().enumerate() {
                    self.sql.push_str(if position == 0 { "" } else { ", " });
                    self.expression(value)?;
                }
                self.sql.push(')');
            }
            Expression::IsNull(inner) => {
                self.expression(inner)?;
                self.sql.push_str(" IS NULL");
            }
            Expression::Not(inner) => match inner.as_ref() {
                Expression::IsNull(inner) => {
                    self.expression(inner)?;
                    self.sql.push_str(" IS NOT NULL");
                }
                inner => {
                    self.sql.push_str("NOT (");
                    self.expression(inner)?;
                    self.sql.push(')');
                }
            },
            Expression::All(parts) if parts.is_empty() => self.sql.push_str("1 = 1"),
            Expression::Any(parts) if parts.is_empty() => self.sql.push_str("1 = 0"),
            Expression::All(parts) => self.group(parts, " AND ")?,
            Expression::Any(parts) => self.group(parts, " OR ")?,
        }
        Ok(())
    }

    fn group(&mut self, parts: &[Expression], operator: &str) -> Result<()> {
        if let [only] = parts {
            return self.expression(only);
        }
        self.sql.push('(');
        self.chain(parts, operator)?;
        self.sql.push(')');
        Ok(())
    }

    fn chain(&mut self, parts: &[Expression], operator: &str) -> Result<()> {
        if parts.len() > CHAIN {
            let (left, right) = parts.split_at(parts.len() / 2);
            self.group(left, operator)?;
            self.sql.push_str(operator);
            return self.group(right, operator);
        }
        for (position, part) in parts.iter().enumerate() {
            self.sql.push_str(if position == 0 { "" } else { operator });
            self.expression(part)?;
        }
        Ok(())
    }

    fn value(
        &mut self,
        datum: Result<Datum<'static>, ValueError>,
        column: Option<(&'static Table, u16)>,
    ) -> Result<()> {
        let datum = datum.map_err(|error| match column {
            Some((table, place)) => Error::value(
                ErrorKind::Encode,
                error,
                table.name,
                table.columns[usize::from(place)].name,
            ),
            None => Error::new(ErrorKind::Encode, error.to_string()),
        })?;
        self.sql.push('?');
        self.binds.push(Bind { datum, column });
        Ok(())
    }
}
