//! What are functions, aggregates, windows and CASE in SQL?

use super::Writer;
use crate::{
    error::{Error, ErrorKind, Result},
    query::{
        aggregate::Aggregate,
        expression::{CastTo, Expression},
        window::{Bound, Frame},
    },
    schema::Dialect,
};

impl Writer<'_> {
    pub(super) fn aggregate(&mut self, aggregate: &Aggregate) -> Result<()> {
        self.sql.push_str(aggregate.name);
        self.sql.push_str(if aggregate.distinct {
            "(DISTINCT "
        } else {
            "("
        });
        if aggregate.name == "count" && aggregate.arguments.is_empty() {
            self.sql.push('*');
        }
        self.commas(&aggregate.arguments)?;
        self.order(&aggregate.order)?;
        self.sql.push(')');
        if let Some(filter) = &aggregate.filter {
            self.sql.push_str(" FILTER (WHERE ");
            self.expression(filter)?;
            self.sql.push(')');
        }
        match &aggregate.window {
            Some(window) => self.window(window),
            None => Ok(()),
        }
    }

    fn window(&mut self, window: &Frame) -> Result<()> {
        self.sql.push_str(" OVER (");
        if !window.partition.is_empty() {
            self.sql.push_str("PARTITION BY ");
            self.commas(&window.partition)?;
        }
        let start = self.sql.len();
        self.order(&window.order)?;
        if window.partition.is_empty() && self.sql.len() > start {
            self.sql.remove(start);
        }
        if let Some((counted, from, to)) = window.bounds {
            let space = if self.sql.ends_with('(') { "" } else { " " };
            let [from, to] = [bound(from, "PRECEDING"), bound(to, "FOLLOWING")];
            self.sql
                .push_str(&format!("{space}{counted} BETWEEN {from} AND {to}"));
        }
        self.sql.push(')');
        Ok(())
    }

    pub(super) fn case(
        &mut self,
        branches: &[(Expression, Expression)],
        otherwise: Option<&Expression>,
    ) -> Result<()> {
        self.sql.push_str("CASE");
        for (condition, value) in branches {
            self.sql.push_str(" WHEN ");
            self.expression(condition)?;
            self.sql.push_str(" THEN ");
            self.expression(value)?;
        }
        if let Some(value) = otherwise {
            self.sql.push_str(" ELSE ");
            self.expression(value)?;
        }
        self.sql.push_str(" END");
        Ok(())
    }

    pub(super) fn cast(&mut self, value: &Expression, to: CastTo) -> Result<()> {
        self.sql.push_str("CAST(");
        self.expression(value)?;
        self.sql.push_str(match (to, self.dialect) {
            (CastTo::Integer, Dialect::Sqlite) => " AS INTEGER)",
            (CastTo::Integer, Dialect::Mysql) => " AS SIGNED)",
            (CastTo::Integer, _) => " AS bigint)",
            (CastTo::Real, Dialect::Sqlite) => " AS REAL)",
            (CastTo::Real, Dialect::Mysql) => " AS DOUBLE)",
            (CastTo::Real, _) => " AS double precision)",
            (CastTo::Text, Dialect::Mysql) => " AS CHAR)",
            (CastTo::Text, _) => " AS TEXT)",
        });
        Ok(())
    }

    /// A function that is the same in every database, or has another name there.
    pub(super) fn call(&mut self, name: &str, arguments: &[Expression]) -> Result<()> {
        let name = match (name, self.dialect) {
            ("instr", Dialect::Postgres) => "strpos",
            ("strftime", Dialect::Postgres | Dialect::Mysql) => {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    "`strftime` is SQLite's: take the parts of the date, `year`, `month` and `day`, or write `expression(text(..))`",
                ));
            }
            (name, _) => name,
        };
        self.sql.push_str(name);
        self.sql.push('(');
        self.commas(arguments)?;
        self.sql.push(')');
        Ok(())
    }

    /// A part of a date or a time, by its sign in `strftime`.
    pub(super) fn part(&mut self, date: &Expression, sign: &str) -> Result<()> {
        let (before, after) = match (self.dialect, sign) {
            (Dialect::Sqlite, sign) => (format!("CAST(strftime('{sign}', "), ") AS INTEGER)"),
            (_, "%Y") => ("EXTRACT(YEAR FROM ".to_owned(), ")"),
            (_, "%m") => ("EXTRACT(MONTH FROM ".to_owned(), ")"),
            (_, "%H") => ("EXTRACT(HOUR FROM ".to_owned(), ")"),
            (_, "%M") => ("EXTRACT(MINUTE FROM ".to_owned(), ")"),
            (_, "%S") => ("floor(EXTRACT(SECOND FROM ".to_owned(), "))"),
            _ => ("EXTRACT(DAY FROM ".to_owned(), ")"),
        };
        self.sql.push_str(&before);
        self.expression(date)?;
        self.sql.push_str(after);
        Ok(())
    }

    /// Whether a pattern finds something in a text.
    pub(super) fn regexp(&mut self, text: &Expression, pattern: &Expression) -> Result<()> {
        let word = match self.dialect {
            Dialect::Sqlite if !cfg!(feature = "regex") => {
                return Err(Error::new(
                    ErrorKind::Unsupported,
                    "SQLite has no regular expressions of its own: switch on the feature `regex` of ormgen-runtime",
                ));
            }
            Dialect::Postgres => " ~ ",
            _ => " REGEXP ",
        };
        self.sql.push('(');
        self.expression(text)?;
        self.sql.push_str(word);
        self.expression(pattern)?;
        self.sql.push(')');
        Ok(())
    }

    /// A function whose name the program gives: it must be one, whatever came into it.
    pub(super) fn function(&mut self, name: &str, arguments: &[Expression]) -> Result<()> {
        let sign = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '.';
        if name.is_empty() || !name.chars().all(sign) {
            return Err(Error::misuse(
                "the name of a function has letters, digits, `_` and `.` alone",
            ));
        }
        self.sql.push_str(name);
        self.sql.push('(');
        self.commas(arguments)?;
        self.sql.push(')');
        Ok(())
    }

    /// What the program wrote in SQL.
    pub(super) fn verbatim(&mut self, text: &crate::engine::Text) -> Result<()> {
        let (sql, binds) = text.clone().positional()?;
        self.sql.push_str(&sql);
        self.binds.extend(binds);
        Ok(())
    }
}

fn bound(bound: Bound, unbounded: &str) -> String {
    match bound {
        Bound::Unbounded => format!("UNBOUNDED {unbounded}"),
        Bound::Preceding(rows) => format!("{rows} PRECEDING"),
        Bound::Current => "CURRENT ROW".to_owned(),
        Bound::Following(rows) => format!("{rows} FOLLOWING"),
    }
}
