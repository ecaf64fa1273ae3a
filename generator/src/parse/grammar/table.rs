//! What columns and constraints does a CREATE TABLE state?

use sqlparser::tokenizer::Token;

use crate::{
    diagnostic::Diagnostics,
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Column, Constraint, CreateTable, ObjectName},
        grammar::{column, constraint, not_yet, options, ty},
        reader::Reader,
    },
};

/// What comes before the columns.
pub(super) struct Header {
    pub(super) name: ObjectName,
    or_replace: bool,
    if_not_exists: bool,
}

/// `CREATE TABLE IF NOT EXISTS t`.
pub(super) fn header(reader: &mut Reader) -> Result<Header> {
    let or_replace = reader.skip_to("TABLE")?.contains(&"REPLACE".to_string());
    let if_not_exists = reader.eat_condition("IF NOT EXISTS")?;
    let name = reader.object_name()?;
    Ok(Header {
        name,
        or_replace,
        if_not_exists,
    })
}

/// What follows the header; nothing if it is faulty. A fault in one column or constraint does not hide the next one's.
pub(super) fn body(
    reader: &mut Reader,
    header: Header,
    diagnostics: &mut Diagnostics,
) -> Result<Option<CreateTable>> {
    let forms = ["AS", "SELECT", "LIKE", "PARTITION OF", "OF", "CLONE"];
    let graph = reader.dialect == Dialect::Mssql && reader.eat_any(&["AS EDGE", "AS NODE"]);
    if let Some(form) = forms.iter().find(|form| reader.at(form)) {
        return Err(not_yet(reader, "CREATE TABLE … ", form));
    }
    let mut items = Items::default();
    // A table of SQL Server's graphs may have no columns of its own.
    let sound = graph || items.read(reader, diagnostics)?;
    let options = options::options(reader)?;
    if !reader.at_end() {
        return Err(reader.expected_end());
    }
    let table = CreateTable {
        name: header.name,
        if_not_exists: header.if_not_exists,
        or_replace: header.or_replace,
        columns: items.columns,
        constraints: items.constraints,
        comment: options.comment,
        parents: options.parents,
        without_rowid: options.without_rowid,
        strict: options.strict,
    };
    Ok(sound.then_some(table))
}

/// `(a INT, b INT, PRIMARY KEY (a))`.
#[derive(Default)]
struct Items {
    columns: Vec<Column>,
    constraints: Vec<Constraint>,
}

impl Items {
    /// Whether all items could be read; the faults of the others are reported.
    fn read(&mut self, reader: &mut Reader, diagnostics: &mut Diagnostics) -> Result<bool> {
        let opening = reader.index();
        reader.expect_token(&Token::LParen)?;
        // PostgreSQL has tables without columns.
        let empty = reader.dialect == Dialect::Postgres && reader.eat_token(&Token::RParen);
        let (mut more, mut sound) = (!empty, true);
        while more {
            let from = reader.index();
            if let Err(fault) = self.item(reader, opening) {
                diagnostics.push(*fault);
                sound = false;
                reader.skip_item(from);
            }
            let separated = reader.eat_token(&Token::Comma);
            more = !reader.eat_token(&Token::RParen) && !reader.at_end();
            if separated && !more && !reader.dialect.is_open() {
                diagnostics
                    .push(*reader.expected_at(reader.index() - 1, "a column or a constraint"));
                sound = false;
            }
        }
        Ok(sound)
    }

    /// Reads one item to the comma or parenthesis behind it.
    fn item(&mut self, reader: &mut Reader, opening: usize) -> Result<()> {
        let constrains = constraint::comes(reader);
        if constrains {
            self.constraints.extend(constraint::constraint(reader)?);
        } else if reader.dialect != Dialect::Sqlite && reader.at("LIKE") {
            // sqlparser 0.63 reads `CREATE TABLE t (a INT, LIKE u)` as two columns, the second called `LIKE`.
            return Err(not_yet(reader, "CREATE TABLE … ", "LIKE"));
        } else {
            let (column, beside) = column::column(reader)?;
            self.columns.push(column);
            self.constraints.extend(beside);
        }
        // sqlparser 0.63 cannot read SQLite's `CREATE TABLE t (a, b, UNIQUE (a) UNIQUE (b))`.
        let lenient = matches!(reader.dialect, Dialect::Sqlite | Dialect::Mssql);
        let another = lenient && constrains && constraint::comes(reader);
        match reader.peek(0) {
            Token::Comma | Token::RParen => Ok(()),
            _ if another => Ok(()),
            Token::EOF => Err(reader.never_closed(opening)),
            _ if reader.at_any(&["CREATE", "INSERT", "ALTER"]) => Err(reader.never_closed(opening)),
            _ => Err(reader.expected_one_of("`,` or `)`", ty::OPTIONS)),
        }
    }
}
