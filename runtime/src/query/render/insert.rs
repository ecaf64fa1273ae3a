//! What is an INSERT of many rows in SQL?

use super::{Refs, Rendered, What, Writer};
use crate::{
    error::{Error, ErrorKind, Result},
    insert::NewRow,
    query::{
        assignment::Computed,
        expression::{Expression, Origin},
        insert::{Action, Conflict, ConflictWith, EXCLUDED, Inserting, Row, Rows},
        select::Statement,
    },
    schema::{Column, Dialect, Table, quote, quote_all},
    value::Datum,
};

/// How many placeholders one statement has at most.
const PLACEHOLDERS: usize = 8_000;

/// How many rows one statement has at most.
const AT_ONCE: usize = 500;

/// The values of a row that are given, in the order of its columns.
type Values = Vec<(u16, Computed)>;

impl Inserting {
    /// The statements that insert everything, in the order of the rows; rows that give the same columns go together.
    pub(crate) fn render(
        self,
        dialect: Dialect,
        refs: &dyn Refs,
    ) -> Result<Vec<Rendered<'static>>> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let head = Head {
            table: self.table,
            conflict: self.conflict.as_ref(),
            dialect,
            refs,
        };
        let rows = match self.from {
            Rows::Found(columns, query) => {
                let mut out = head.begin(&columns);
                head.query(&mut out, &query)?;
                let mut into = columns
                    .iter()
                    .map(|one| &self.table.columns[usize::from(*one)]);
                if into.any(|column| column.sensitive) {
                    out.hide_from(0);
                }
                head.end(&mut out, &columns)?;
                out.returning(&self.returning)?;
                return Ok(vec![out.finish()]);
            }
            Rows::Given(rows) => rows,
        };
        let mut statements = Vec::new();
        let mut alike: Vec<Values> = Vec::new();
        let mut send = |alike: &mut Vec<Values>| -> Result<()> {
            if let Some(first) = alike.first() {
                let columns: Vec<u16> = first.iter().map(|(column, _)| *column).collect();
                if let Some(filling) = head.filling(&columns)? {
                    *alike = vec![vec![filling]];
                }
                let written = alike.first().into_iter().flatten();
                let written: Vec<u16> = written.map(|(column, _)| *column).collect();
                let mut out = head.begin(&written);
                out.values(self.table, std::mem::take(alike))?;
                head.end(&mut out, &columns)?;
                out.returning(&self.returning)?;
                statements.push(out.finish());
            }
            Ok(())
        };
        let mut placed = 0;
        for row in rows {
            let values = values(self.table, row, refs)?;
            let needed = head.placeholders(&values)?;
            let another = alike.first().is_some_and(|first| {
                let columns = first.iter().map(|(column, _)| column);
                // A row of which nothing is given takes a statement of its own.
                columns.ne(values.iter().map(|(column, _)| column))
                    || first.is_empty()
                    || alike.len() == AT_ONCE
                    || placed + needed > PLACEHOLDERS
            });
            if another {
                send(&mut alike)?;
                placed = 0;
            }
            placed += needed;
            alike.push(values);
        }
        send(&mut alike)?;
        Ok(statements)
    }
}

/// What a new row gives by column.
fn values(table: &'static Table, row: Row, refs: &dyn Refs) -> Result<Values> {
    let mut values: Vec<Option<Computed>> = vec![None; table.columns.len()];
    match row {
        Row::New(row) => give(&mut values, table, row, refs)?,
        Row::Computed(row) => row
            .into_iter()
            .for_each(|one| values[usize::from(one.column)] = Some(one.value)),
    }
    if let Some(version) = table.version {
        values[usize::from(version)].get_or_insert(Computed::Plain(Datum::Integer(1)));
    }
    let given = (0..).zip(values);
    Ok(given
        .filter_map(|(column, value)| Some((column, value?)))
        .collect())
}

/// What the program gave for a new row.
fn give(
    values: &mut [Option<Computed>],
    table: &'static Table,
    row: NewRow,
    refs: &dyn Refs,
) -> Result<()> {
    if let Some((column, fault)) = row.faults.into_iter().next() {
        return Err(Error::value(ErrorKind::Encode, fault, table, column));
    }
    for (column, datum) in row.values {
        values[usize::from(column)] = Some(Computed::Plain(datum));
    }
    for (key, to) in row.links {
        let key = &table.foreign_keys[usize::from(key)];
        for (column, referenced) in key.columns.iter().zip(key.referenced) {
            values[usize::from(*column)] = Some(Computed::Plain(match to {
                Some(to) => refs.value(to, *referenced)?,
                None => Datum::Null,
            }));
        }
    }
    Ok(())
}

struct Head<'a> {
    table: &'static Table,
    conflict: Option<&'a Conflict>,
    dialect: Dialect,
    refs: &'a dyn Refs,
}

impl<'a> Head<'a> {
    fn begin(&self, columns: &[u16]) -> Writer<'a> {
        let mut out = Writer::new(self.dialect, self.refs);
        out.sql.push_str("INSERT INTO ");
        quote(&mut out.sql, self.table.name, self.dialect);
        if !columns.is_empty() {
            out.sql.push_str(" (");
            quote_all(&mut out.sql, self.table.names(columns), self.dialect);
            out.sql.push(')');
        }
        out
    }

    /// What stands for a row of which nothing is given: SQLite's DEFAULT VALUES takes no ON CONFLICT, so that a column has NULL
    /// in which that is what the database puts there, or is where it numbers the row.
    fn filling(&self, given: &[u16]) -> Result<Option<(u16, Computed)>> {
        if !given.is_empty() || self.conflict.is_none() || self.dialect != Dialect::Sqlite {
            return Ok(None);
        }
        let takes_null = |column: &Column| {
            column.auto_increment
                || column.nullable && column.default.is_none() && column.generated.is_none()
        };
        match (0..).zip(self.table.columns).find(|(_, it)| takes_null(it)) {
            Some((place, _)) => Ok(Some((place, Computed::Plain(Datum::Null)))),
            None => Err(Error::misuse(format!(
                "SQLite takes no ON CONFLICT for a row of `{}` of which nothing is given: give a column",
                self.table.name
            ))),
        }
    }

    /// How many placeholders the values of a row have: what the database computes has any number.
    fn placeholders(&self, values: &Values) -> Result<usize> {
        let mut tried = Writer::new(self.dialect, self.refs);
        let mut plain = 0;
        for (_, value) in values {
            match value {
                Computed::Plain(_) => plain += 1,
                Computed::By(expression) => tried.expression(expression)?,
            }
        }
        Ok(plain + tried.binds.len())
    }

    fn query(&self, out: &mut Writer<'_>, query: &Statement) -> Result<()> {
        // SQLite would take ON for a part of the query's last join.
        let guarded = self.conflict.is_some() && self.dialect == Dialect::Sqlite;
        out.sql
            .push_str(if guarded { " SELECT * FROM (" } else { " " });
        out.select(query, What::Rows)?;
        out.sql.push_str(if guarded { ") WHERE true" } else { "" });
        Ok(())
    }

    /// What follows the rows: what is done where one is there already.
    fn end(&self, out: &mut Writer<'a>, given: &[u16]) -> Result<()> {
        let origin = Origin {
            table: self.table,
            alias: None,
        };
        if let Some(conflict) = self.conflict {
            out.enter_only(origin, false);
            out.sql.push_str(" ON CONFLICT ");
            self.target(out, &conflict.target)?;
            if self.table.columns.iter().any(|column| column.sensitive) {
                out.hidden.push(EXCLUDED);
            }
            // Beside the row that is there stands the one that was to be inserted.
            out.enter_only(origin, true);
            self.action(out, conflict, given)?;
        }
        out.enter_only(origin, false);
        Ok(())
    }

    /// The columns that are the same, and of which rows their index is.
    fn target(&self, out: &mut Writer<'_>, target: &ConflictWith) -> Result<()> {
        if target.columns.is_empty() {
            return Ok(());
        }
        out.sql.push('(');
        let names = self.table.names(&target.columns);
        quote_all(&mut out.sql, names, self.dialect);
        out.sql.push(')');
        if target.rows.iter().any(Expression::spells_sensitive) {
            return Err(Error::misuse(
                "`of_rows` writes its values into the statement, where those beside a sensitive column would be read",
            ));
        }
        out.literally(|out| out.conditions(" WHERE ", &target.rows))?;
        out.sql.push(' ');
        Ok(())
    }

    fn action(&self, out: &mut Writer<'_>, conflict: &Conflict, given: &[u16]) -> Result<()> {
        match &conflict.action {
            Action::Nothing => {
                out.sql.push_str("DO NOTHING");
                return Ok(());
            }
            Action::Update(assigned) => {
                out.sql.push_str("DO UPDATE SET ");
                out.assignments(self.table, assigned)?;
                out.next_version(self.table, assigned);
            }
            Action::UpdateGiven => {
                let others: Vec<u16> = given
                    .iter()
                    .copied()
                    .filter(|column| !conflict.target.columns.contains(column))
                    // That of the new row is its first; the row that is there counts on.
                    .filter(|column| self.table.version != Some(*column))
                    .collect();
                if others.is_empty() {
                    out.sql.push_str("DO NOTHING");
                    return Ok(());
                }
                out.sql.push_str("DO UPDATE SET ");
                for (position, name) in self.table.names(&others).enumerate() {
                    out.sql.push_str(if position == 0 { "" } else { ", " });
                    quote(&mut out.sql, name, self.dialect);
                    out.sql.push_str(" = excluded.");
                    quote(&mut out.sql, name, self.dialect);
                }
                out.next_version(self.table, &[]);
            }
        }
        out.conditions(" WHERE ", &conflict.filters)
    }
}

impl Writer<'_> {
    fn values(&mut self, table: &'static Table, rows: Vec<Values>) -> Result<()> {
        for (position, row) in rows.into_iter().enumerate() {
            if row.is_empty() {
                self.sql.push_str(" DEFAULT VALUES");
                continue;
            }
            self.sql
                .push_str(if position == 0 { " VALUES (" } else { ", (" });
            for (position, (column, value)) in row.into_iter().enumerate() {
                self.sql.push_str(if position == 0 { "" } else { ", " });
                self.computed(table, column, value)?;
            }
            self.sql.push(')');
        }
        Ok(())
    }
}
