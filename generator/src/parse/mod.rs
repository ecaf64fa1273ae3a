//! What statements does a text hold?
//!
//! A script is split into statements ([`split`]), their first words tell which of them can matter ([`statement`]), and
//! those are read ([`grammar`]) from sqlparser's tokens. sqlparser's own reading of whole statements would lose where
//! things stand, how types and expressions are written, and the table where it meets a clause that it does not know.

#[cfg(any(test, fuzzing))]
pub(crate) mod account;
mod block;
mod condition;
pub(crate) mod ddl;
mod detect;
mod dynamic;
mod grammar;
mod membership;
mod mentions;
mod mismatch;
mod reader;
mod renamed;
mod scan;
mod split;
mod statement;
#[cfg(test)]
mod tests;
mod tokens;
mod unread;
#[cfg(test)]
mod upstream;

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    dialect::Dialect,
    source::SourceFile,
};

pub(crate) use membership::{Membership, Value, membership};
pub(crate) use mentions::{mentions, replace};
pub(crate) use renamed::{Site, renamed};

use ddl::{Absence, Statement, StatementKind};
use reader::Reader;
use split::Piece;
use statement::Class;

/// What is read, or the fault that the reading ends with.
type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// What the scripts say.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(crate) dialect: Dialect,
    /// In the order of the files, and in each in its own.
    pub(crate) statements: Vec<Statement>,
    /// How many statements were passed over because they cannot matter to models, by their first words.
    pub(crate) skipped: BTreeMap<String, usize>,
}

/// Reads scripts, one after the other. Where no dialect is given, it is told from them.
pub(crate) fn parse(
    sources: &[SourceFile],
    dialect: Option<Dialect>,
    diagnostics: &mut Diagnostics,
) -> Script {
    if let Some(stated) = dialect {
        detect::doubt(sources, stated, diagnostics);
        return read_as(sources, stated, diagnostics);
    }
    let guess = detect::detect(sources, diagnostics);
    let mut found = Diagnostics::default();
    let script = read_as(sources, guess.dialect, &mut found);
    if found.has_errors() {
        diagnostics.extend(mismatch::mismatch(sources, &guess, &found));
    }
    diagnostics.extend(found.into_sorted());
    script
}

fn read_as(sources: &[SourceFile], dialect: Dialect, diagnostics: &mut Diagnostics) -> Script {
    let mut script = Script {
        dialect,
        statements: Vec::new(),
        skipped: BTreeMap::new(),
    };
    for (file, source) in sources.iter().enumerate() {
        for piece in split::split(source, file, dialect, diagnostics) {
            script.read(source, &piece, diagnostics);
        }
    }
    if script.statements.is_empty() && script.skipped.is_empty() && !diagnostics.has_errors() {
        diagnostics.push(unread::nothing(sources));
    }
    script
}

impl Script {
    fn read(&mut self, source: &SourceFile, piece: &Piece, diagnostics: &mut Diagnostics) {
        match statement::classify(&piece.head, self.dialect) {
            // A query in parentheses.
            Class::Unknown if source.text()[piece.span.start..].starts_with('(') => {
                self.skip(piece)
            }
            // A procedure of SQL Server's, which the first statement of a batch may call without EXEC.
            Class::Unknown
                if self.dialect == Dialect::Mssql
                    && source.text()[piece.span.start..].starts_with('[') =>
            {
                self.skip(piece)
            }
            Class::Unknown if unread::stands_for_statements(source, piece) => {
                diagnostics.extend(unread::holder(source, piece, piece.span));
            }
            Class::Unknown => diagnostics.push(unread::unknown(source, piece, self.dialect)),
            class @ (Class::Holds | Class::Call | Class::Skip)
                if self.executes(source, piece, class, diagnostics) => {}
            Class::Skip => {
                self.trigger(source, piece);
                self.skip(piece);
            }
            Class::Holds => {
                diagnostics.extend(unread::holder(source, piece, piece.span));
                self.skip(piece);
            }
            class => match self.statement(source, piece, class, diagnostics) {
                Ok(Some(kind)) => self.statements.push(Statement {
                    span: piece.span,
                    kind,
                }),
                Ok(None) => self.skip(piece),
                Err(fault) => diagnostics.push(*fault),
            },
        }
    }

    /// Reads the statements in the strings that a statement executes, if it does so.
    fn executes(
        &mut self,
        source: &SourceFile,
        piece: &Piece,
        class: Class,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let first = piece.head.first().map_or("", String::as_str);
        let may = match self.dialect {
            Dialect::Oracle => ["BEGIN", "DECLARE", "EXECUTE"].contains(&first),
            Dialect::Mssql => ["EXEC", "EXECUTE", "SET", "DECLARE"].contains(&first),
            Dialect::Postgres => first == "DO",
            _ => false,
        };
        if !may {
            return false;
        }
        let dynamic = match self.dialect {
            Dialect::Postgres => block::block(source, piece, self.dialect),
            _ => dynamic::dynamic(source, piece, self.dialect),
        };
        if dynamic.pieces.is_empty() && dynamic.unknown.is_none() && class == Class::Holds {
            return false;
        }
        let assigns = ["SET", "DECLARE"].contains(&first) && self.dialect == Dialect::Mssql;
        if let Some(span) = dynamic.unknown.or(assigns.then_some(piece.span)) {
            diagnostics.extend(unread::holder(source, piece, span));
        }
        if dynamic.pieces.is_empty() && class == Class::Holds {
            self.skip(piece);
            return true;
        }
        if dynamic.pieces.is_empty() {
            return false;
        }
        for inner in &dynamic.pieces {
            // One that executes strings itself is not followed further.
            match statement::classify(&inner.head, self.dialect) {
                Class::Holds | Class::Call | Class::Unknown => self.skip(inner),
                _ => self.read(source, inner, diagnostics),
            }
        }
        true
    }

    fn statement(
        &mut self,
        source: &SourceFile,
        piece: &Piece,
        class: Class,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<StatementKind>> {
        let text = || source.text()[piece.span.start..piece.span.end].to_ascii_uppercase();
        if class == Class::SelectInto && !text().contains("INTO") {
            return Ok(None);
        }
        let view = class == Class::Absent(Absence::View);
        let mut reader = match Reader::new(source, piece, self.dialect) {
            Err(_) if view => return Ok(None),
            reader => reader?,
        };
        if class != Class::Call {
            diagnostics.extend(unread::placeholder(source, piece));
        }
        let mut kind = grammar::read(&mut reader, class, diagnostics)?;
        if let Some(kind) = kind.as_mut().filter(|_| piece.conditional) {
            condition::soften(kind);
        }
        if let Some(StatementKind::Absent { name, absence }) = &kind {
            diagnostics.extend(unread::left_out(name, *absence));
        }
        Ok(kind)
    }

    /// Keeps what is said of a trigger of SQLite's, if that is what this says.
    fn trigger(&mut self, source: &SourceFile, piece: &Piece) {
        let object = piece.head.get(1).map(String::as_str);
        if self.dialect != Dialect::Sqlite || object != Some("TRIGGER") {
            return;
        }
        let read = Reader::new(source, piece, self.dialect);
        let read = read.and_then(|mut reader| grammar::trigger(&mut reader));
        // What cannot be read here may be SQL; and it matters to no model.
        if let Ok(Some(kind)) = read {
            let span = piece.span;
            self.statements.push(Statement { span, kind });
        }
    }

    /// Counts a statement that cannot matter.
    fn skip(&mut self, piece: &Piece) {
        *self
            .skipped
            .entry(statement::label(&piece.head))
            .or_default() += 1;
    }
}
