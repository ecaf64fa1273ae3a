//! What is a whole query in SQL?

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::{Frame, Shape, What, Writer};
use crate::{
    driver::Bind,
    engine::Text,
    error::{Error, Result},
    query::{
        expression::{Expression, Origin},
        from::{From, Joined},
        order::Sort,
        output::Item,
        select::Statement,
    },
    schema::{Dialect, Table, quote, quote_all},
    value::Datum,
};

impl Writer<'_> {
    /// A query with everything that belongs to it.
    pub(super) fn select(&mut self, statement: &Statement, what: What) -> Result<()> {
        if let Some(fault) = &statement.fault {
            return Err(Error::misuse(fault.clone()));
        }
        if let Some(text) = statement.verbatim()? {
            return self.rows_of(statement, text, what);
        }
        // The names of its columns are not those of a query that WITH puts before it.
        let names = self.names.take();
        let named = self.named.len();
        self.nested(|out| {
            out.with(statement)?;
            match &statement.first_side {
                None => out.core(statement, what, names)?,
                Some(first) => {
                    out.names = names;
                    out.side_of_set(first)?;
                    out.frames.push(Frame::new(false));
                }
            }
            for (operator, other) in &statement.others {
                out.frames.pop();
                out.sql.push_str(operator.sql());
                out.side_of_set(other)?;
                // What follows speaks of the columns of all sides alike.
                out.frames.push(Frame::new(false));
            }
            // A count needs no order, unless a limit depends on it.
            let limited = statement.limit.is_some() || statement.offset.is_some();
            if limited || !matches!(what, What::One | What::Count) {
                if statement.others.is_empty() {
                    out.order(&statement.order)?;
                } else {
                    out.order_of_set(statement)?;
                }
            }
            out.limit(statement, what);
            if let (Some(lock), Dialect::Postgres | Dialect::Mysql) = (statement.lock, out.dialect)
            {
                out.sql.push_str(lock.sql());
            }
            out.frames.pop();
            out.named.truncate(named);
            match out.lacking.take() {
                Some(error) => Err(error),
                None => Ok(()),
            }
        })
    }

    /// SQL of the program's own.
    pub(super) fn whole(&mut self, text: &Text, shape: Shape) -> Result<()> {
        // A comment at its end must not take what follows along.
        let (before, after) = match shape {
            Shape::Rows | Shape::FirstRow => ("", ""),
            Shape::Count => ("SELECT count(*) FROM (", "\n) AS counted"),
            Shape::Exists => ("SELECT EXISTS (", "\n)"),
        };
        self.sql.push_str(before);
        self.verbatim(text)?;
        self.sql.push_str(after);
        Ok(())
    }

    /// SQL of the program's own as a query inside another: it gives back the columns of its table in any order.
    fn rows_of(&mut self, statement: &Statement, text: &Text, what: What) -> Result<()> {
        // They have the names that the query around expects of them.
        self.names = None;
        let table = statement.table().ok_or_else(|| {
            Error::misuse("SQL of the program's own gives back the rows of a table")
        })?;
        self.sql.push_str("SELECT ");
        match what {
            What::Rows | What::FirstRow => list(&mut self.sql, table, self.dialect),
            What::One => self.sql.push('1'),
            What::Count => self.sql.push_str("count(*)"),
        }
        self.sql.push_str(" FROM (");
        self.verbatim(text)?;
        // A comment at its end must not take what follows along.
        self.sql.push_str("\n) AS found");
        Ok(())
    }

    /// One side of UNION; SQLite has no parentheses for one with a limit of its own.
    pub(super) fn side_of_set(&mut self, side: &Statement) -> Result<()> {
        if let Some(fault) = &side.fault {
            return Err(Error::misuse(fault.clone()));
        }
        let bare = side.others.is_empty()
            && side.limit.is_none()
            && side.offset.is_none()
            && !side.is_verbatim();
        if bare {
            self.core(side, What::Rows, None)?;
            self.frames.pop();
            return Ok(());
        }
        self.sql.push_str("SELECT * FROM (");
        self.select(side, What::Rows)?;
        self.sql.push(')');
        Ok(())
    }

    /// From SELECT to HAVING. Leaves the query's frame open.
    fn core(
        &mut self,
        statement: &Statement,
        what: What,
        names: Option<Vec<String>>,
    ) -> Result<()> {
        let around = !self.frames.is_empty();
        let mut frame = Frame::new(!statement.joins.is_empty() || around);
        let from = self.enter(&mut frame, &statement.from);
        self.heed(&statement.from);
        let joins: Vec<_> = statement
            .joins
            .iter()
            .map(|joined| (joined, self.enter_joined(&mut frame, joined)))
            .collect();
        for joined in &statement.joins {
            if let Joined::On(from, ..) = joined {
                self.heed(from);
            }
        }
        self.frames.push(frame);
        self.sql.push_str("SELECT ");
        if statement.distinct {
            self.sql.push_str("DISTINCT ");
        }
        match what {
            What::Rows | What::FirstRow => self.items(&statement.items, names.as_deref())?,
            What::One => self.sql.push('1'),
            What::Count => self.sql.push_str("count(*)"),
        }
        if !matches!(statement.from, From::Nothing) {
            self.sql.push_str(" FROM ");
        }
        self.from(&statement.from, &from)?;
        for (joined, name) in joins {
            self.joined(joined, &name)?;
        }
        self.conditions(" WHERE ", &statement.filters)?;
        for (position, group) in statement.groups.iter().enumerate() {
            self.sql
                .push_str(if position == 0 { " GROUP BY " } else { ", " });
            self.expression(group)?;
        }
        self.conditions(" HAVING ", &statement.having)
    }

    pub(super) fn items(&mut self, items: &[Item], names: Option<&[String]>) -> Result<()> {
        for (position, item) in items.iter().enumerate() {
            self.sql.push_str(if position == 0 { "" } else { ", " });
            match item {
                Item::Row(origin) => self.columns(*origin),
                Item::Value(expression) => self.expression(expression)?,
            }
            if let Some(name) = names.and_then(|names| names.get(position)) {
                self.sql.push_str(" AS ");
                quote(&mut self.sql, name, self.dialect);
            }
        }
        if items.is_empty() {
            return Err(Error::misuse(
                "the query says from where, and not what: call `.select(..)`",
            ));
        }
        Ok(())
    }

    fn columns(&mut self, from: Origin) {
        if !self.is_qualified(from) {
            return list(&mut self.sql, from.table, self.dialect);
        }
        for place in 0..from.table.width() {
            if place > 0 {
                self.sql.push_str(", ");
            }
            self.column(from, place as u16);
        }
    }

    pub(super) fn conditions(&mut self, word: &str, conditions: &[Expression]) -> Result<()> {
        if conditions.is_empty() {
            return Ok(());
        }
        self.sql.push_str(word);
        self.chain(conditions, " AND ")
    }

    pub(super) fn order(&mut self, order: &[Sort]) -> Result<()> {
        for (position, sort) in order.iter().enumerate() {
            self.sql
                .push_str(if position == 0 { " ORDER BY " } else { ", " });
            self.expression(&sort.expression)?;
            self.direction(sort);
        }
        Ok(())
    }

    fn direction(&mut self, sort: &Sort) {
        self.sql
            .push_str(if sort.descending { " DESC" } else { "" });
        self.sql.push_str(match sort.nulls_first {
            None => "",
            Some(true) => " NULLS FIRST",
            Some(false) => " NULLS LAST",
        });
    }

    /// The rows of several queries have no table: they are ordered by what they give back, by its place.
    fn order_of_set(&mut self, statement: &Statement) -> Result<()> {
        for (position, sort) in statement.order.iter().enumerate() {
            let place = place_of(&statement.items, &sort.expression).ok_or_else(|| {
                Error::misuse("rows of several queries are ordered by columns that they give back")
            })?;
            self.sql
                .push_str(if position == 0 { " ORDER BY " } else { ", " });
            self.sql.push_str(&(place + 1).to_string());
            self.direction(sort);
        }
        Ok(())
    }

    fn limit(&mut self, statement: &Statement, what: What) {
        match statement.limit {
            _ if what == What::FirstRow && statement.limit != Some(0) => {
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
        self.binds.push(Bind::free(Datum::Integer(rows)));
    }

    /// The names of columns, in parentheses.
    pub(super) fn column_names(&mut self, names: &[String]) {
        self.sql.push_str(" (");
        for (position, name) in names.iter().enumerate() {
            self.sql.push_str(if position == 0 { "" } else { ", " });
            quote(&mut self.sql, name, self.dialect);
        }
        self.sql.push(')');
    }
}

thread_local! {
    /// The columns of tables as they are listed, by table: they are the same in every query.
    static LISTS: RefCell<FxHashMap<(usize, Dialect), String>> = RefCell::default();
}

/// The names of all columns of a table.
fn list(sql: &mut String, table: &'static Table, dialect: Dialect) {
    let place = (std::ptr::from_ref(table).addr(), dialect);
    LISTS.with_borrow_mut(|lists| {
        let list = lists.entry(place).or_insert_with(|| {
            let mut list = String::new();
            quote_all(&mut list, table.row().iter().map(|it| it.name), dialect);
            list
        });
        sql.push_str(list);
    });
}

/// The place of a column among those that a query gives back.
fn place_of(items: &[Item], wanted: &Expression) -> Option<usize> {
    let mut place = 0;
    for item in items {
        match (item, wanted) {
            (Item::Row(origin), Expression::Column(of, column))
                if origin == of && !of.table.is_deferred(*column) =>
            {
                return Some(place + usize::from(*column));
            }
            (Item::Value(Expression::Column(origin, own)), Expression::Column(of, column))
                if origin == of && own == column =>
            {
                return Some(place);
            }
            (Item::Value(Expression::Named(alias, own)), Expression::Named(of, name))
                if alias == of && own == name =>
            {
                return Some(place);
            }
            (Item::Row(origin), _) => place += origin.table.width(),
            (Item::Value(_), _) => place += 1,
        }
    }
    None
}
