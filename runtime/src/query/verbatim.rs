//! How do rows come of SQL that the program writes itself?

use super::{Entities, Query, Shape, select::Statement};
use crate::{
    driver::{Each, Row},
    engine::Text,
    error::{Error, Result},
    model::Model,
    schema::Table,
    value::Datum,
};

impl<T: Model, X> Query<T, Entities<T>, X> {
    /// The rows that SQL of the program's own finds: a statement that gives back every column of the table by its name, in
    /// any order. Columns beside them are passed over.
    ///
    /// ```
    /// # use ormgen_runtime::{Keyed, Ref, Result, Session, text};
    /// # fn longest<Book: Keyed>(session: &mut Session) -> Result<Option<Ref<Book>>> {
    /// let sql = text("SELECT * FROM books WHERE length(title) > :length").bind("length", 20);
    /// session.query::<Book>().from_statement(sql).first()
    /// # }
    /// ```
    ///
    /// The statement is taken as it stands: a query that has it and conditions, an order or limits besides is refused when
    /// it is run, and so is an UPDATE or a DELETE of its rows. It can stand inside other queries.
    pub fn from_statement(mut self, statement: Text) -> Self {
        self.statement.verbatim = Some(Box::new(statement));
        self
    }
}

impl Statement {
    /// SQL of the program's own, where the query is that.
    ///
    /// # Errors
    ///
    /// The query says more.
    pub(super) fn verbatim(&self) -> Result<Option<&Text>> {
        let Some(text) = &self.verbatim else {
            return Ok(None);
        };
        let alone = self.is_plain()
            && self.joins.is_empty()
            && self.filters.is_empty()
            && self.order.is_empty();
        match alone {
            true => Ok(Some(text)),
            false => Err(Error::misuse(
                "SQL of the program's own is taken as it stands: conditions, order and limits belong into it",
            )),
        }
    }

    /// Whether it is SQL of the program's own.
    pub(crate) fn is_verbatim(&self) -> bool {
        self.verbatim.is_some()
    }

    /// The order that the query expects the columns of a row in, where they may come in another one.
    pub(crate) fn arrangement(&self, shape: Shape) -> Option<Arrangement> {
        let of_rows = matches!(shape, Shape::Rows | Shape::FirstRow);
        let table = self
            .table()
            .filter(|_| self.verbatim.is_some() && of_rows)?;
        Some(Arrangement {
            table,
            places: Vec::new(),
        })
    }
}

/// How columns are put in order.
pub(crate) struct Arrangement {
    /// The table whose columns are looked for by name.
    table: &'static Table,
    /// Where each of them is.
    places: Vec<usize>,
}

impl Arrangement {
    /// Hands a row to `each` with its columns in the order that the query expects.
    pub(crate) fn take(&mut self, row: &Row<'_>, each: Each<'_>) -> Result<()> {
        if self.places.is_empty() {
            self.places = places(self.table, &row.names())?;
        }
        let datums: Vec<Datum<'_>> = self
            .places
            .iter()
            .map(|place| row.datum(*place))
            .collect::<Result<_>>()?;
        each(&Row::all(&datums))
    }
}

/// Where the columns of a table are among those that a statement gives back.
fn places(table: &Table, names: &[String]) -> Result<Vec<usize>> {
    let columns = table.row().iter().map(|column| {
        let mut found = (0..)
            .zip(names)
            .filter(|(_, name)| name.eq_ignore_ascii_case(column.name));
        let problem = match (found.next(), found.next()) {
            (Some((place, _)), None) => return Ok(place),
            (None, _) => format!(
                "the statement gives back no column `{}` of `{}`; it gives `{}`",
                column.name,
                table.name,
                names.join("`, `")
            ),
            _ => format!(
                "the statement gives back several columns called `{}`: name those of `{}`",
                column.name, table.name
            ),
        };
        Err(Error::misuse(problem)
            .with_table(table.name)
            .with_columns([column.name]))
    });
    columns.collect()
}

#[cfg(test)]
mod tests {
    use super::places;
    use crate::schema::{NOT_NULL, Table, columns, types::I64};

    const TABLE: Table = Table::new("pairs").columns(&columns([
        ("a", "INTEGER", I64, NOT_NULL),
        ("b", "INTEGER", I64, NOT_NULL),
    ]));

    #[test]
    fn columns_are_found_by_name() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| name.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(places(&TABLE, &names(&["B", "c", "a"])).unwrap(), [2, 0]);
        let message = |given: &[&str]| places(&TABLE, &names(given)).unwrap_err().to_string();
        assert_eq!(
            message(&["a", "c"]),
            "the statement gives back no column `b` of `pairs`; it gives `a`, `c`"
        );
        assert_eq!(
            message(&["a", "b", "a"]),
            "the statement gives back several columns called `a`: name those of `pairs`"
        );
    }
}
