//! Which queries are so common that their texts are kept?

use std::{ops::Deref, sync::Arc};

use super::{Binds, Refs, Rendered, Shape};
use crate::{
    driver::Bind,
    engine::{Texts, Verb},
    error::{Error, Result},
    query::{
        expression::{Expression, Given, Near, Operator, Origin},
        from::From,
        output::Item,
        select::Statement,
    },
    schema::{Dialect, Table},
    value::Datum,
};

/// The text of a statement.
#[derive(Debug)]
pub(crate) enum Sql {
    Made(String),
    Kept(Arc<str>),
}

impl Deref for Sql {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Sql::Made(sql) => sql,
            Sql::Kept(sql) => sql,
        }
    }
}

/// By how many columns rows are asked for at most, in a query whose text is kept.
const COLUMNS: usize = 4;

impl Statement {
    /// The query in SQL. The text of one for whole rows of a table by the values in some columns is kept.
    pub(crate) fn render(
        &self,
        shape: Shape,
        dialect: Dialect,
        refs: &dyn Refs,
        texts: &mut Texts,
    ) -> Result<Rendered<'_>> {
        let mut columns = [0; COLUMNS];
        let Some(table) = self.asks_by(shape, &mut columns) else {
            return Ok(self.written(shape, dialect, refs)?.finish());
        };
        let columns = &columns[..self.filters.len()];
        let sql = texts.of((Verb::Select, 0), table, [columns, &[]], || {
            let made = self.written(shape, dialect, refs)?;
            Ok::<_, Error>(made.sql)
        })?;
        let mut binds = Binds::new();
        for compared in self.filters.iter().filter_map(compared) {
            let mut bind = Bind::near(compared.near, compared.value.borrowed());
            let (origin, column) = compared.column;
            // A literal does not know what it is compared with.
            if origin.table.columns[usize::from(column)].sensitive {
                bind.hide();
            }
            binds.push(bind);
        }
        Ok(Rendered {
            sql: Sql::Kept(sql),
            binds,
        })
    }

    /// The table whose rows it asks for and, in its conditions, nothing but a value in each of these columns.
    fn asks_by(&self, shape: Shape, columns: &mut [u16; COLUMNS]) -> Option<&'static Table> {
        let (From::Table(from), [Item::Row(item)]) = (&self.from, &self.items[..]) else {
            return None;
        };
        let says_no_more = shape == Shape::Rows
            && from == item
            && from.alias.is_none()
            && self.is_plain()
            && self.joins.is_empty()
            && self.order.is_empty()
            && self.lock.is_none()
            && self.fault.is_none()
            && self.verbatim.is_none()
            && self.filters.len() <= COLUMNS;
        if !says_no_more {
            return None;
        }
        for (place, filter) in columns.iter_mut().zip(&self.filters) {
            let (origin, column) = compared(filter)?.column;
            if origin != *from {
                return None;
            }
            *place = column;
        }
        Some(from.table)
    }
}

/// A column that is to have a value.
struct Compared<'a> {
    column: (Origin, u16),
    value: &'a Datum<'static>,
    near: Near,
}

fn compared(condition: &Expression) -> Option<Compared<'_>> {
    let Expression::Binary(sides, Operator::Equal) = condition else {
        return None;
    };
    match &**sides {
        (Expression::Column(origin, column), Expression::Value(Given(Ok(value)), near)) => {
            Some(Compared {
                column: (*origin, *column),
                value,
                near: *near,
            })
        }
        _ => None,
    }
}
