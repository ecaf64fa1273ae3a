//! What are FROM, JOIN and WITH in SQL?

use std::sync::Arc;

use super::{Frame, What, Writer, names::Name};
use crate::{
    error::{Error, ErrorKind, Result},
    model::{Kind, Through},
    query::{
        derived::Cte,
        expression::Expression,
        from::{Calling, From, Joined, Named, Reach},
        join::Step,
        select::Statement,
    },
    schema::{Dialect, ForeignKey, Table, quote},
};

/// A table cannot be read where WITH gives its name to a query.
fn hidden(alias: &str, table: &Table) -> Error {
    let message = format!(
        "the query that WITH calls `{alias}` hides the table `{}`, which is read beside it: give it another alias",
        table.name
    );
    Error::misuse(message).with_table(table.name)
}

impl Writer<'_> {
    /// The name under which the rows stand.
    pub(super) fn enter(&self, frame: &mut Frame, from: &From) -> Name {
        match from {
            From::Table(origin) => frame.enter(&self.frames, *origin),
            From::Rows(origin, _) => frame.enter_rows(&self.frames, *origin),
            From::Query(alias, _)
            | From::Itself(alias)
            | From::Function(alias, _)
            | From::Lateral(alias, _) => frame.enter_alias(alias),
            From::With(cte) => frame.enter_alias(cte.alias),
            From::Nothing => Name::Borrowed(""),
        }
    }

    pub(super) fn enter_joined(&self, frame: &mut Frame, joined: &Joined) -> Name {
        match joined {
            Joined::Step(step, ..) => frame.enter(&self.frames, step.to),
            Joined::On(from, ..) => self.enter(frame, from),
        }
    }

    /// WITH, for the named queries that this one has rows of, unless one around has named them.
    pub(super) fn with(&mut self, statement: &Statement) -> Result<()> {
        let mut fresh: Vec<&Cte> = Vec::new();
        self.named_by(statement, &mut fresh);
        self.named.extend(
            fresh
                .iter()
                .map(|cte| (cte.alias, std::ptr::from_ref(*cte).addr())),
        );
        let recursive = fresh.iter().any(|cte| cte.again.is_some());
        for (position, cte) in fresh.into_iter().enumerate() {
            self.sql.push_str(match (position, recursive) {
                (0, true) => "WITH RECURSIVE ",
                (0, false) => "WITH ",
                _ => ", ",
            });
            quote(&mut self.sql, cte.alias, self.dialect);
            self.column_names(&cte.query.names);
            self.sql.push_str(" AS (");
            let first = &cte.query.statement;
            match &cte.again {
                None => self.apart(|out| out.select(first, What::Rows))?,
                Some(again) => {
                    self.apart(|out| out.side_of_set(first))?;
                    if cte.shows_sensitive() {
                        self.hidden.push(cte.alias);
                    }
                    self.sql.push_str(match cte.distinct {
                        true => " UNION ",
                        false => " UNION ALL ",
                    });
                    self.apart(|out| out.select(again, What::Rows))?;
                }
            }
            self.sql.push_str(") ");
        }
        Ok(())
    }

    /// The named queries that a query needs, those that others need first, and but for those that one around has named.
    fn named_by<'q>(&self, statement: &'q Statement, found: &mut Vec<&'q Cte>) {
        let first = statement.first_side.as_deref().unwrap_or(statement);
        let others = statement.others.iter().map(|(_, side)| side);
        for side in std::iter::once(first).chain(others) {
            self.named_in(&side.from, found);
            for joined in &side.joins {
                if let Joined::On(from, ..) = joined {
                    self.named_in(from, found);
                }
            }
        }
    }

    fn named_in<'q>(&self, from: &'q From, found: &mut Vec<&'q Cte>) {
        let From::With(cte) = from else { return };
        let known = found.iter().any(|known| known.alias == cte.alias);
        // Another query of the same name hides that of one around.
        let around = self.named.iter().rfind(|(alias, _)| *alias == cte.alias);
        if known || around.is_some_and(|(_, place)| *place == Arc::as_ptr(cte).addr()) {
            return;
        }
        self.named_by(&cte.query.statement, found);
        if let Some(again) = &cte.again {
            self.named_by(again, found);
        }
        found.push(cte);
    }

    /// Writes a query that sees nothing of those around it.
    fn apart(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let around = std::mem::take(&mut self.frames);
        let outcome = write(self);
        self.frames = around;
        outcome
    }

    /// What stands in a condition with columns of a source that shows sensitive ones is not printed.
    pub(super) fn heed(&mut self, from: &From) {
        if let (true, Some(alias)) = (from.shows_sensitive(), from.alias()) {
            self.hidden.push(alias);
        }
    }

    pub(super) fn from(&mut self, from: &From, name: &str) -> Result<()> {
        match from {
            From::Nothing => {}
            From::Table(origin) => self.source(origin.table, name),
            From::Query(_, query) | From::Rows(_, query) => {
                self.sql.push('(');
                self.names = Some(query.names.clone());
                self.apart(|out| out.select(&query.statement, What::Rows))?;
                self.sql.push_str(") AS ");
                quote(&mut self.sql, name, self.dialect);
            }
            From::With(_) | From::Itself(_) => quote(&mut self.sql, name, self.dialect),
            From::Function(_, calling) => self.calling(calling, name)?,
            From::Lateral(_, query) => self.lateral(query, name)?,
        }
        Ok(())
    }

    /// A function that gives rows.
    fn calling(&mut self, calling: &Calling, name: &str) -> Result<()> {
        let (start, outer) = (self.binds.len(), std::mem::take(&mut self.sensitive));
        self.function(calling.function, &calling.arguments)?;
        if self.sensitive {
            self.hide_from(start);
        }
        self.sensitive |= outer;
        self.sql.push_str(" AS ");
        quote(&mut self.sql, name, self.dialect);
        // SQLite knows the names; PostgreSQL has one for each type.
        if self.dialect != Dialect::Sqlite {
            self.column_names(&calling.columns);
        }
        Ok(())
    }

    /// A query that sees the tables before it.
    fn lateral(&mut self, query: &Named, name: &str) -> Result<()> {
        if self.dialect == Dialect::Sqlite {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "SQLite has no LATERAL: join what `as_table` gives and say in the condition which rows belong together, or \
                 number them, `row_number().over(..)`, where only the first of each are wanted",
            ));
        }
        self.sql.push_str("LATERAL (");
        self.names = Some(query.names.clone());
        self.select(&query.statement, What::Rows)?;
        self.sql.push_str(") AS ");
        quote(&mut self.sql, name, self.dialect);
        Ok(())
    }

    /// A table in FROM, under its name there.
    pub(super) fn source(&mut self, table: &'static Table, name: &str) {
        let names_it = |(alias, _): &&(&str, usize)| alias.eq_ignore_ascii_case(table.name);
        if let Some((alias, _)) = self.named.iter().find(names_it) {
            self.lacking = Some(hidden(alias, table));
        }
        quote(&mut self.sql, table.name, self.dialect);
        if name != table.name {
            self.sql.push_str(" AS ");
            quote(&mut self.sql, name, self.dialect);
        }
    }

    pub(super) fn joined(&mut self, joined: &Joined, name: &str) -> Result<()> {
        match joined {
            Joined::Step(step, further, reach) => {
                let word = self.join_word(*reach)?;
                match step.kind {
                    Kind::ManyToMany { through }
                        if *reach != Reach::Inner && !further.is_empty() =>
                    {
                        self.step_together(step, &through, word, name);
                    }
                    _ => self.step(step, word, name),
                }
                for condition in further {
                    self.sql.push_str(" AND ");
                    self.expression(condition)?;
                }
            }
            Joined::On(from, condition, reach) => {
                let word = self.join_word(*reach)?;
                self.sql.push_str(word);
                self.from(from, name)?;
                self.sql.push_str(" ON ");
                match condition {
                    Expression::All(parts) if !parts.is_empty() => self.chain(parts, " AND ")?,
                    condition => self.expression(condition)?,
                }
            }
        }
        Ok(())
    }

    fn join_word(&self, reach: Reach) -> Result<&'static str> {
        match reach {
            Reach::Inner => Ok(" JOIN "),
            Reach::Left => Ok(" LEFT JOIN "),
            Reach::Full if self.dialect == Dialect::Mysql => Err(Error::new(
                ErrorKind::Unsupported,
                "MySQL has no FULL JOIN: join outer from either side, and take both queries together with `union_all`",
            )),
            Reach::Full => Ok(" FULL JOIN "),
        }
    }

    fn step(&mut self, step: &Step, join: &str, to: &str) {
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

    /// A step over the table between, both tables at once: a row between them whose far end is not wanted is none.
    fn step_together(&mut self, step: &Step, through: &Through, join: &str, to: &str) {
        let from = self.name_of(step.from);
        let between = self.between();
        let middle = (through.table, between.as_str());
        let [here, there] = [through.here, through.there]
            .map(|place| &through.table.foreign_keys[usize::from(place)]);
        self.sql.push_str(join);
        self.sql.push('(');
        self.source(through.table, &between);
        self.sql.push_str(" JOIN ");
        self.source(step.to.table, to);
        self.sql.push_str(" ON ");
        self.equal(middle, there, (step.to.table, to));
        self.sql.push_str(") ON ");
        self.equal(middle, here, (step.from.table, &from));
    }

    /// The columns of a foreign key equal those that they refer to.
    pub(super) fn equal(&mut self, from: (&Table, &str), key: &ForeignKey, to: (&Table, &str)) {
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
