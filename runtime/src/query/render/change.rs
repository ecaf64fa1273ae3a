//! What are UPDATE and DELETE of many rows in SQL?

use super::{Binds, Frame, Refs, Rendered, Sql, Writer};
use crate::{
    driver::Bind,
    error::{Error, Result},
    query::{
        assignment::{Assigned, Computed},
        expression::Origin,
        from::From,
        output::Item,
        select::Statement,
    },
    schema::{Dialect, Table, quote},
};

/// A change of all rows that a query finds; where nothing is assigned, they are deleted.
pub(crate) struct Change<'a> {
    pub(crate) statement: &'a Statement,
    pub(crate) assignments: &'a [Assigned],
    /// What is to be given back of each row.
    pub(crate) returning: &'a [Item],
}

impl Change<'_> {
    pub(crate) fn render(self, dialect: Dialect, refs: &dyn Refs) -> Result<Rendered<'static>> {
        let statement = self.statement;
        if let Some(fault) = &statement.fault {
            return Err(Error::misuse(fault.clone()));
        }
        if statement.is_verbatim() {
            return Err(Error::misuse(
                "SQL of the program's own finds rows and changes none: say by conditions which are changed, or send an UPDATE or DELETE with `text`",
            ));
        }
        let plain =
            statement.is_plain() && statement.order.is_empty() && statement.joins.is_empty();
        let (true, From::Table(origin)) = (plain, &statement.from) else {
            return Err(Error::misuse(
                "rows are changed by conditions alone: use a subquery for joins, order, limits and groups",
            ));
        };
        let mut out = Writer::new(dialect, refs);
        out.enter_only(*origin, false);
        let deletes = self.assignments.is_empty();
        out.sql
            .push_str(if deletes { "DELETE FROM " } else { "UPDATE " });
        quote(&mut out.sql, origin.table.name, dialect);
        if !deletes {
            out.sql.push_str(" SET ");
            out.assignments(origin.table, self.assignments)?;
        }
        out.conditions(" WHERE ", &statement.filters)?;
        out.returning(self.returning)?;
        Ok(out.finish())
    }
}

/// What stands behind SET in an UPDATE of a table.
pub(crate) fn assignments<'a>(
    table: &'static Table,
    assigned: &[Assigned],
    dialect: Dialect,
    refs: &dyn Refs,
) -> Result<Rendered<'a>> {
    let mut out = Writer::new(dialect, refs);
    out.enter_only(Origin { table, alias: None }, false);
    out.assignments(table, assigned)?;
    Ok(out.finish())
}

impl Writer<'_> {
    /// What follows speaks of one table, by its own name.
    pub(super) fn enter_only(&mut self, origin: Origin, qualified: bool) {
        let mut frame = Frame::new(qualified);
        frame.enter(&[], origin);
        self.frames = vec![frame];
    }

    pub(super) fn assignments(
        &mut self,
        table: &'static Table,
        assigned: &[Assigned],
    ) -> Result<()> {
        for (position, one) in assigned.iter().enumerate() {
            self.sql.push_str(if position == 0 { "" } else { ", " });
            let name = table.columns[usize::from(one.column)].name;
            quote(&mut self.sql, name, self.dialect);
            self.sql.push_str(" = ");
            self.computed(table, one.column, one.value.clone())?;
        }
        Ok(())
    }

    /// A value that a column is to have.
    pub(super) fn computed(
        &mut self,
        table: &'static Table,
        column: u16,
        value: Computed,
    ) -> Result<()> {
        match value {
            Computed::Plain(datum) => {
                self.sql.push('?');
                self.binds.push(Bind::of(table, column, datum));
            }
            Computed::By(expression) => {
                let start = self.binds.len();
                self.expression(&expression)?;
                if table.columns[usize::from(column)].sensitive {
                    self.hide_from(start);
                }
            }
        }
        Ok(())
    }

    /// A version counts what is written over a row, unless the program says what it is from now on.
    pub(super) fn next_version(&mut self, table: &'static Table, assigned: &[Assigned]) {
        let is_counted = |version: &u16| assigned.iter().all(|one| one.column != *version);
        if let Some(version) = table.version.filter(is_counted) {
            let name = table.columns[usize::from(version)].name;
            self.sql.push_str(", ");
            quote(&mut self.sql, name, self.dialect);
            self.sql.push_str(" = ");
            self.column(Origin { table, alias: None }, version);
            self.sql.push_str(" + 1");
        }
    }

    pub(super) fn returning(&mut self, items: &[Item]) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        self.sql.push_str(" RETURNING ");
        self.items(items, None)
    }

    pub(super) fn finish<'b>(self) -> Rendered<'b> {
        Rendered {
            sql: Sql::Made(self.sql),
            binds: Binds::from_vec(self.binds),
        }
    }
}
