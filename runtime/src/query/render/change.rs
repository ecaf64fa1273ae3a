//! What are UPDATE and DELETE of many rows in SQL?

use super::{Frame, Refs, Rendered, Writer};
use crate::{
    driver::Bind,
    error::{Error, Result},
    query::{from::From, select::Statement},
    schema::{Dialect, quote, quote_all},
    value::Datum,
};

/// A change of all rows that a query finds; where nothing is assigned, they are deleted.
pub(crate) struct Change<'a> {
    pub(crate) statement: &'a Statement,
    /// Columns and their values, and the operators that make them of what the columns have.
    pub(crate) assignments: Vec<(u16, Datum<'static>, Option<&'static str>)>,
    /// Whether the rows are to be given back.
    pub(crate) returning: bool,
}

impl Change<'_> {
    pub(crate) fn render(self, dialect: Dialect, refs: &dyn Refs) -> Result<Rendered> {
        let statement = self.statement;
        let plain =
            statement.is_plain() && statement.order.is_empty() && statement.joins.is_empty();
        let (true, From::Table(origin)) = (plain, &statement.from) else {
            return Err(Error::misuse(
                "rows are changed by conditions alone: use a subquery for joins, order, limits and groups",
            ));
        };
        let table = origin.table;
        let mut out = Writer::new(dialect, refs);
        let mut frame = Frame::new(false);
        frame.enter(&[], *origin);
        out.frames.push(frame);
        let deletes = self.assignments.is_empty();
        out.sql
            .push_str(if deletes { "DELETE FROM " } else { "UPDATE " });
        quote(&mut out.sql, table.name, dialect);
        for (position, (column, datum, operator)) in self.assignments.into_iter().enumerate() {
            out.sql.push_str(if position == 0 { " SET " } else { ", " });
            let name = table.columns[usize::from(column)].name;
            quote(&mut out.sql, name, dialect);
            out.sql.push_str(" = ");
            if let Some(operator) = operator {
                quote(&mut out.sql, name, dialect);
                out.sql.push_str(&format!(" {operator} "));
            }
            out.sql.push('?');
            out.binds.push(Bind::of(table, column, datum));
        }
        out.conditions(" WHERE ", &statement.filters)?;
        if self.returning {
            out.sql.push_str(" RETURNING ");
            let names = table.columns.iter().map(|column| column.name);
            quote_all(&mut out.sql, names, dialect);
        }
        Ok(Rendered {
            sql: out.sql,
            binds: out.binds,
        })
    }
}
