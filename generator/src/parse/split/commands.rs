//! Which lines are no SQL, but commands to the client that runs the script?

use std::ops::Range;

use crate::{dialect::Dialect, source::Span};

use super::{Kind, Piece, Splitter};

/// SQL*Plus' commands, which end with their line, <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqpug/>.
const SQLPLUS: &str = "\
    ACC ACCEPT BREAK BTITLE CLEAR COL COLUMN COMPUTE CONN CONNECT DEF DEFINE DESC DESCRIBE DISCONNECT EXEC EXECUTE EXIT \
    HOST PAUSE PRINT PRO PROMPT QUIT REM REMARK SET SHO SHOW SHUTDOWN SPO SPOOL STARTUP START TTITLE UNDEF UNDEFINE VAR \
    VARIABLE WHENEVER";

/// Whether a word is a command of SQL*Plus.
pub(in crate::parse) fn is_sqlplus(word: &str) -> bool {
    SQLPLUS
        .split_whitespace()
        .any(|one| word.eq_ignore_ascii_case(one))
}

impl Splitter<'_> {
    /// Whether a command to the client begins here, which goes to the end of the line. psql takes them everywhere.
    pub(super) fn at_command(&self, kind: Kind, range: &Range<usize>) -> bool {
        let word = &self.text[range.clone()];
        let symbol = |one: &str| kind == Kind::Symbol && word == one;
        let is_one_of = |names: &str| {
            let mut names = names.split_whitespace();
            kind == Kind::Word && names.any(|name| word.eq_ignore_ascii_case(name))
        };
        let first = self.draft.is_none();
        match self.dialect {
            Dialect::Postgres | Dialect::Redshift => symbol("\\"),
            Dialect::Sqlite | Dialect::Duckdb => first && symbol("."),
            Dialect::Mysql => first && is_one_of("DELIMITER SOURCE"),
            Dialect::Mssql => first && symbol(":"),
            Dialect::Oracle => {
                first
                    && (kind == Kind::Word && is_sqlplus(word) || symbol("@") || symbol("!"))
                    && !self.at_transaction(range)
            }
            Dialect::Snowflake => first && symbol("!"),
            Dialect::Generic => {
                first && (symbol("@") || symbol("!") || is_one_of("CONNECT DELIMITER"))
            }
        }
    }

    /// `SET TRANSACTION`, `SET CONSTRAINTS`, `SET ROLE` are Oracle's SQL, and end as it does.
    fn at_transaction(&self, range: &Range<usize>) -> bool {
        let mut words = self.text[range.start..].split_ascii_whitespace().take(2);
        let set = words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("SET"));
        let sql = ["TRANSACTION", "CONSTRAINT", "CONSTRAINTS", "ROLE"];
        set && words
            .next()
            .is_some_and(|word| sql.iter().any(|one| word.eq_ignore_ascii_case(one)))
    }

    pub(super) fn command(&mut self, range: Range<usize>) {
        let line = self.scanner.take_line().trim_ascii_end();
        let rest = line.trim();
        let name = match &self.text[range.clone()] {
            mark @ ("\\" | "." | ":" | "!") => {
                format!(
                    "{mark}{}",
                    rest.split_whitespace().next().unwrap_or_default()
                )
            }
            word => word.to_ascii_uppercase(),
        };
        if name == "DELIMITER" {
            self.scanner
                .set_delimiter(if rest.is_empty() { ";" } else { rest });
        }
        let span = Span {
            file: self.file,
            start: range.start,
            end: range.end + line.len(),
        };
        self.pieces.push(Piece {
            span,
            head: vec![name],
            blanks: Vec::new(),
            placeholder: None,
            conditional: false,
        });
    }
}
