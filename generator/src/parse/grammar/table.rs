//! What columns and constraints does a CREATE TABLE state?

use sqlparser::tokenizer::Token;

use crate::{
    diagnostic::Diagnostics,
    dialect::Dialect,
    parse::{
        Result,
        ddl::{Column, Constraint, Copies, CreateTable, Like, Name, ObjectName, Query},
        grammar::{column, constraint, not_yet, options, query, ty},
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
    options::before_columns(reader)?;
    if let Some(form) = ["OF", "CLONE"].iter().find(|form| reader.at(form)) {
        return Err(not_yet(reader, "CREATE TABLE … ", form));
    }
    let graph = reader.dialect == Dialect::Mssql && reader.eat_any(&["AS EDGE", "AS NODE"]);
    let mut items = Items::default();
    let partition_of = match reader.eat("PARTITION OF") {
        true => Some(reader.object_name()?),
        false => None,
    };
    // A table of SQL Server's graphs may have no columns of its own.
    let sound = graph || items.all(reader, partition_of.is_some(), diagnostics)?;
    let options = options::options(reader)?;
    let query = query(reader, std::mem::take(&mut items.names))?;
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
        partition_of,
        likes: items.likes,
        query,
        engine: options.engine,
        without_rowid: options.without_rowid,
        strict: options.strict,
    };
    Ok(sound.then_some(table))
}

/// The query that the table is filled from, if one comes.
fn query(reader: &mut Reader, names: Vec<Name>) -> Result<Option<Query>> {
    let kept = reader.dialect == Dialect::Mysql && reader.eat_any(&["IGNORE", "REPLACE"]);
    let parenthesised = *reader.peek(0) == Token::LParen;
    let bare = reader.dialect == Dialect::Mysql && (reader.at("SELECT") || parenthesised);
    match reader.eat("AS") || kept || bare {
        true => Ok(Some(query::query(reader, names))),
        false => Ok(None),
    }
}

/// Whether a list of names comes that a query is to fill.
fn names_alone(reader: &Reader) -> bool {
    if reader.dialect != Dialect::Postgres || *reader.peek(0) != Token::LParen {
        return false;
    }
    let mut ahead = 1;
    while matches!(reader.peek(ahead), Token::Word(_)) && *reader.peek(ahead + 1) == Token::Comma {
        ahead += 2;
    }
    matches!(reader.peek(ahead), Token::Word(_)) && *reader.peek(ahead + 1) == Token::RParen
}

/// `INCLUDING DEFAULTS EXCLUDING INDEXES`.
fn copies(reader: &mut Reader) -> Result<Copies> {
    let mut copies = Copies::default();
    while reader.at_any(&["INCLUDING", "EXCLUDING"]) {
        let includes = reader.at("INCLUDING");
        reader.advance();
        let flag = match reader.word(0).map(str::to_ascii_uppercase).as_deref() {
            Some("ALL") => {
                copies = if includes {
                    Copies::ALL
                } else {
                    Copies::default()
                };
                None
            }
            Some("DEFAULTS") => Some(&mut copies.defaults),
            Some("IDENTITY") => Some(&mut copies.identity),
            Some("GENERATED") => Some(&mut copies.generated),
            Some("CONSTRAINTS") => Some(&mut copies.checks),
            Some("INDEXES") => Some(&mut copies.indexes),
            Some("COMMENTS") => Some(&mut copies.comments),
            Some("STATISTICS" | "STORAGE" | "COMPRESSION") => None,
            _ => return Err(reader.expected("`ALL`, `DEFAULTS`, `CONSTRAINTS` or `INDEXES`")),
        };
        if let Some(flag) = flag {
            *flag = includes;
        }
        reader.advance();
    }
    Ok(copies)
}

/// `(a INT, b INT, PRIMARY KEY (a))`.
#[derive(Default)]
struct Items {
    columns: Vec<Column>,
    constraints: Vec<Constraint>,
    likes: Vec<Like>,
    /// The names of the query's columns, where they stand alone: `CREATE TABLE t (a, b) AS SELECT …`.
    names: Vec<Name>,
}

impl Items {
    /// What stands where the columns do, and whether all of it could be read.
    fn all(
        &mut self,
        reader: &mut Reader,
        partition: bool,
        diagnostics: &mut Diagnostics,
    ) -> Result<bool> {
        if reader.dialect == Dialect::Mysql && reader.eat("LIKE") {
            self.like(reader, Copies::ALL)?;
        } else if partition {
            // It has the columns of its table, and no model; what it says of them and of its rows is passed over.
            reader.skip_rest();
        } else if reader.at("AS") || reader.dialect == Dialect::Mysql && reader.at("SELECT") {
            // The query tells the columns.
        } else if names_alone(reader) {
            self.names = reader.columns()?;
        } else {
            return self.read(reader, diagnostics);
        }
        Ok(true)
    }

    /// `LIKE t`, behind LIKE.
    fn like(&mut self, reader: &mut Reader, copies: Copies) -> Result<()> {
        let table = reader.object_name()?;
        self.likes.push(Like {
            table,
            before: self.columns.len(),
            copies,
        });
        Ok(())
    }

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
            self.constraints.push(constraint::constraint(reader)?);
        } else if reader.dialect != Dialect::Sqlite && reader.eat("LIKE") {
            // sqlparser 0.63 reads `CREATE TABLE t (a INT, LIKE u)` as two columns, the second called `LIKE`.
            let postgres = reader.dialect.is_postgres();
            self.like(reader, Copies::default())?;
            if let Some(like) = self.likes.last_mut() {
                match postgres {
                    true => like.copies = copies(reader)?,
                    false => like.copies = Copies::ALL,
                }
            }
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
