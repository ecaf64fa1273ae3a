//! What is a condition or another expression in SQL?

use super::{Frame, What, Writer, literal::literal};
use crate::{
    driver::Bind,
    error::{Error, ErrorKind, Result},
    model::Kind,
    query::{
        expression::{CastTo, Expression, Near, Operator},
        join::Step,
        select::Statement,
    },
    schema::{Dialect, quote},
    value::{Datum, ValueError},
};

/// Longer chains of AND and OR are put into groups: SQLite refuses to nest conditions deeper than 1,000.
const CHAIN: usize = 128;

/// Expressions nested deeper are refused: databases do, and writing them takes stack.
const DEPTH: usize = 400;

impl Writer<'_> {
    pub(super) fn expression(&mut self, expression: &Expression) -> Result<()> {
        self.nested(|out| out.write(expression))
    }

    /// One level deeper.
    pub(super) fn nested(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Error::misuse(format!(
                "an expression is nested deeper than {DEPTH} levels: build long conditions with `all_of` or `any_of`"
            )));
        }
        write(self)?;
        self.depth -= 1;
        Ok(())
    }

    /// What stands with a sensitive column, in one comparison or computation, is not printed either.
    fn write(&mut self, expression: &Expression) -> Result<()> {
        if is_whole(expression) {
            return self.spell(expression);
        }
        let (start, outer) = (self.binds.len(), std::mem::take(&mut self.sensitive));
        self.spell(expression)?;
        if self.sensitive {
            self.hide_from(start);
        }
        self.sensitive |= outer;
        Ok(())
    }

    /// The values from a place on are not printed.
    pub(super) fn hide_from(&mut self, start: usize) {
        self.binds[start..].iter_mut().for_each(Bind::hide);
    }

    fn spell(&mut self, expression: &Expression) -> Result<()> {
        match expression {
            Expression::Column(from, place) => self.column(*from, *place),
            Expression::Value(given, near) => self.value(given.0.clone(), *near)?,
            Expression::Of(row, column, near) => {
                let datum = self.refs.value(*row, *column)?;
                self.value(Ok(datum), *near)?;
            }
            Expression::Binary(sides, operator) => {
                match (operator, self.dialect) {
                    (Operator::OverDecimals, Dialect::Sqlite) => {
                        self.cast(&sides.0, CastTo::Real)?;
                    }
                    _ => self.side(&sides.0, *operator, false)?,
                }
                self.sql.push_str(operator.sql());
                self.side(&sides.1, *operator, true)?;
            }
            Expression::Like(sides, escaped) => {
                self.side(&sides.0, Operator::Equal, false)?;
                self.sql.push_str(" LIKE ");
                self.side(&sides.1, Operator::Equal, true)?;
                self.sql.push_str(if *escaped { " ESCAPE '/'" } else { "" });
            }
            Expression::Regexp(sides) => self.regexp(&sides.0, &sides.1)?,
            Expression::Between(parts) => {
                self.side(&parts[0], Operator::Equal, false)?;
                self.sql.push_str(" BETWEEN ");
                self.side(&parts[1], Operator::Equal, true)?;
                self.sql.push_str(" AND ");
                self.side(&parts[2], Operator::Equal, true)?;
            }
            Expression::In(_, values) if values.is_empty() => self.sql.push_str("1 = 0"),
            Expression::In(left, values) => {
                self.side(left, Operator::Equal, false)?;
                self.sql.push_str(" IN ");
                self.list(values)?;
            }
            Expression::InRows(left, rows) => self.in_rows(left, rows)?,
            Expression::IsNull(inner) => {
                self.side(inner, Operator::Equal, false)?;
                self.sql.push_str(" IS NULL");
            }
            Expression::Not(inner) => self.not(inner)?,
            Expression::Negative(inner) => {
                self.sql.push_str("-(");
                self.expression(inner)?;
                self.sql.push(')');
            }
            Expression::All(parts) if parts.is_empty() => self.sql.push_str("1 = 1"),
            Expression::Any(parts) if parts.is_empty() => self.sql.push_str("1 = 0"),
            Expression::All(parts) => self.group(parts, " AND ")?,
            Expression::Any(parts) => self.group(parts, " OR ")?,
            Expression::Related(related) => self.related(&related.0, &related.1)?,
            Expression::Call(name, arguments) => self.call(name, arguments)?,
            Expression::Function(name, arguments) => self.function(name, arguments)?,
            Expression::Aggregate(aggregate) => self.aggregate(aggregate)?,
            Expression::Case(branches, otherwise) => self.case(branches, otherwise.as_deref())?,
            Expression::Cast(value, to) => self.cast(value, *to)?,
            Expression::Part(date, sign) => self.part(date, sign)?,
            Expression::Named(alias, name) => {
                self.sensitive |= self.hidden.contains(alias);
                quote(&mut self.sql, alias, self.dialect);
                self.sql.push('.');
                quote(&mut self.sql, name, self.dialect);
            }
            Expression::Query(query) => self.query("(", query, What::Rows)?,
            Expression::Exists(query) => self.query("EXISTS (", query, query.anything())?,
            Expression::InQuery(sides) => {
                self.side(&sides.0, Operator::Equal, false)?;
                self.query(" IN (", &sides.1, What::Rows)?;
            }
            Expression::Sql(text) => {
                self.sql.push('(');
                self.verbatim(text)?;
                self.sql.push(')');
            }
        }
        Ok(())
    }

    fn list(&mut self, values: &[Expression]) -> Result<()> {
        self.sql.push('(');
        self.commas(values)?;
        self.sql.push(')');
        Ok(())
    }

    /// SQLite has no list of rows, and MySQL no bare VALUES.
    fn in_rows(&mut self, left: &[Expression], rows: &[Vec<Expression>]) -> Result<()> {
        if rows.is_empty() {
            self.sql.push_str("1 = 0");
            return Ok(());
        }
        self.list(left)?;
        let is_list = self.dialect == Dialect::Mysql;
        self.sql
            .push_str(if is_list { " IN (" } else { " IN (VALUES " });
        for (position, row) in rows.iter().enumerate() {
            self.sql.push_str(if position == 0 { "" } else { ", " });
            self.list(row)?;
        }
        self.sql.push(')');
        Ok(())
    }

    pub(super) fn commas(&mut self, values: &[Expression]) -> Result<()> {
        for (position, value) in values.iter().enumerate() {
            self.sql.push_str(if position == 0 { "" } else { ", " });
            self.expression(value)?;
        }
        Ok(())
    }

    /// A query inside this one, which sees its tables.
    fn query(&mut self, before: &str, query: &Statement, what: What) -> Result<()> {
        self.sql.push_str(before);
        self.select(query, what)?;
        self.sql.push(')');
        Ok(())
    }

    /// One side of an operator, in parentheses where it would be read otherwise without.
    fn side(&mut self, side: &Expression, operator: Operator, right: bool) -> Result<()> {
        let loose = match side {
            Expression::Binary(_, inner) => {
                // Databases do not agree how tightly `||` binds.
                let mixed = *inner != operator
                    && operator.binding() > 1
                    && (*inner == Operator::Concat || operator == Operator::Concat);
                let weaker = inner.binding() < operator.binding();
                weaker
                    || mixed
                    || (inner.binding() == operator.binding() && (right || inner.binding() == 1))
            }
            Expression::Like(..)
            | Expression::Between(_)
            | Expression::In(..)
            | Expression::InRows(..)
            | Expression::InQuery(_)
            | Expression::IsNull(_)
            | Expression::Not(_) => true,
            Expression::All(parts) | Expression::Any(parts) => parts.len() < 2,
            _ => false,
        };
        if loose {
            self.sql.push('(');
        }
        self.expression(side)?;
        if loose {
            self.sql.push(')');
        }
        Ok(())
    }

    fn not(&mut self, inner: &Expression) -> Result<()> {
        match inner {
            Expression::IsNull(inner) => {
                self.side(inner, Operator::Equal, false)?;
                self.sql.push_str(" IS NOT NULL");
            }
            Expression::In(left, values) if !values.is_empty() => {
                self.side(left, Operator::Equal, false)?;
                self.sql.push_str(" NOT IN ");
                self.list(values)?;
            }
            Expression::InQuery(sides) => {
                self.side(&sides.0, Operator::Equal, false)?;
                self.query(" NOT IN (", &sides.1, What::Rows)?;
            }
            Expression::Related(_) | Expression::Exists(_) => {
                self.sql.push_str("NOT ");
                self.expression(inner)?;
            }
            Expression::All(parts) | Expression::Any(parts) if parts.len() > 1 => {
                self.sql.push_str("NOT ");
                self.expression(inner)?;
            }
            inner => {
                self.sql.push_str("NOT (");
                self.expression(inner)?;
                self.sql.push(')');
            }
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

    pub(super) fn chain(&mut self, parts: &[Expression], operator: &str) -> Result<()> {
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

    /// There is a row at the far end of a relationship for which the condition holds.
    fn related(&mut self, step: &Step, condition: &Expression) -> Result<()> {
        let from = self.name_of(step.from);
        let here = (step.from.table, &*from);
        let mut frame = Frame::new(true);
        let name = frame.enter(&self.frames, step.to);
        let target = (step.to.table, &*name);
        self.frames.push(frame);
        self.sql.push_str("EXISTS (SELECT 1 FROM ");
        match step.kind {
            Kind::BelongsTo { foreign_key } => {
                self.source(target.0, &name);
                self.sql.push_str(" WHERE ");
                let key = &here.0.foreign_keys[usize::from(foreign_key)];
                self.equal(here, key, target);
            }
            Kind::HasOne { foreign_key } | Kind::HasMany { foreign_key } => {
                self.source(target.0, &name);
                self.sql.push_str(" WHERE ");
                let key = &target.0.foreign_keys[usize::from(foreign_key)];
                self.equal(target, key, here);
            }
            Kind::ManyToMany { through } => {
                let between = self.between();
                let middle = (through.table, between.as_str());
                let keys = through.table.foreign_keys;
                self.source(through.table, &between);
                self.sql.push_str(" JOIN ");
                self.source(target.0, &name);
                self.sql.push_str(" ON ");
                self.equal(middle, &keys[usize::from(through.there)], target);
                self.sql.push_str(" WHERE ");
                self.equal(middle, &keys[usize::from(through.here)], here);
            }
        }
        if !matches!(condition, Expression::All(parts) if parts.is_empty()) {
            self.sql.push_str(" AND ");
            self.expression(condition)?;
        }
        self.sql.push(')');
        self.frames.pop();
        Ok(())
    }

    fn value(&mut self, datum: Result<Datum<'static>, ValueError>, near: Near) -> Result<()> {
        let unwritten = |error| match near {
            Some((table, place)) => Error::value(ErrorKind::Encode, error, table, place),
            None => Error::new(ErrorKind::Encode, ValueError::to_string(&error)),
        };
        let datum = datum.map_err(unwritten)?;
        if self.literal {
            let literal = literal(&datum, self.dialect).map_err(unwritten)?;
            self.sql.push_str(&literal);
            return Ok(());
        }
        self.sql.push('?');
        self.binds.push(Bind::near(near, datum));
        Ok(())
    }
}

/// Whether the parts of an expression have nothing to do with each other, so that each is printed or not by itself.
fn is_whole(expression: &Expression) -> bool {
    match expression {
        Expression::All(_)
        | Expression::Any(_)
        | Expression::Related(_)
        | Expression::Exists(_) => true,
        // `NOT IN` is one comparison.
        Expression::Not(inner) => is_whole(inner),
        _ => false,
    }
}
