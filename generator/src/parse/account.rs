//! Is every byte of a script accounted for?
//!
//! What the tests and the fuzz targets (`fuzz/`) hold any script to: its statements stand in it in their order, nothing but
//! what no database reads is between them, and each gives a statement, a count of what was passed over, or a diagnostic.
//! What is between statements is read here once more, without the scanner, so that the two cannot be wrong together.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    source::{SourceFile, Span},
};

use super::{
    Script,
    split::{self, Piece},
};

/// What is not accounted for, in words.
type Result = std::result::Result<(), String>;

/// Splits a script and reads its statements, each by itself.
pub(crate) fn account(text: &str, dialect: Dialect) -> Result {
    let source = SourceFile::new("account.sql", text);
    let mut diagnostics = Diagnostics::default();
    let pieces = split::split(&source, 0, dialect, &mut diagnostics);
    let faults = diagnostics.into_sorted();
    between(text, dialect, &pieces, &faults)?;
    pieces.iter().try_for_each(|piece| within(&source, piece))?;
    pieces
        .iter()
        .try_for_each(|piece| read(&source, piece, dialect))
}

/// Holds what is before, between and behind the statements to be nothing.
fn between(text: &str, dialect: Dialect, pieces: &[Piece], faults: &[Diagnostic]) -> Result {
    let mut rest = Between {
        text,
        at: 0,
        dialect,
        delimiter: ";",
    };
    for (place, piece) in pieces.iter().enumerate() {
        let next = pieces.get(place + 1);
        let Span { start, end, .. } = piece.span;
        if start < rest.at || end <= start {
            return Err(format!(
                "a statement at {start}..{end} is behind one that ends at {}",
                rest.at
            ));
        }
        rest.pass(start)?;
        rest.statement(piece, next.map_or(text.len(), |next| next.span.start));
    }
    // What is never closed ends the script, together with the statement that it stands in.
    let lost = |fault: &Diagnostic| {
        let place = fault.place.as_ref().map_or(0, |(span, _)| span.end);
        fault.code() == Code::UNTERMINATED.id && rest.at <= place
    };
    match faults.iter().any(lost) {
        true => Ok(()),
        false => rest.pass(text.len()),
    }
}

/// What stands between statements.
struct Between<'a> {
    text: &'a str,
    at: usize,
    dialect: Dialect,
    delimiter: &'a str,
}

impl<'a> Between<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes to the end of a statement, and behind the data of a COPY if the next one begins there.
    fn statement(&mut self, piece: &Piece, next: usize) {
        let Span { start, end, .. } = piece.span;
        self.at = end;
        // One that a mark stands before is none of the client's.
        let command = |name: &str| {
            let word = self.text[start..end].get(..name.len());
            word.is_some_and(|word| word.eq_ignore_ascii_case(name))
        };
        let delimits = matches!(self.dialect, Dialect::Mysql | Dialect::Generic);
        match piece.head.first().map_or("", String::as_str) {
            "DELIMITER" if delimits && command("DELIMITER") => {
                let said = self.text[start..end]["DELIMITER".len()..].trim();
                self.delimiter = if said.is_empty() { ";" } else { said };
            }
            // `\g` sends a COPY as `;` does.
            first if self.dialect.is_postgres() && (first == "COPY" || first == r"\g") => {
                let data = self.data().filter(|data| end + data <= next);
                self.at += data.unwrap_or_default();
            }
            _ => {}
        }
    }

    /// The length of what is left of this line, and of those below it to the one that is `\.`.
    fn data(&self) -> Option<usize> {
        let mut length = 0;
        for (place, line) in self.rest().split_inclusive('\n').enumerate() {
            length += line.len();
            if place > 0 && line.trim_end() == "\\." {
                return Some(length);
            }
        }
        None
    }

    /// Passes over what is nothing, to a place where something begins.
    fn pass(&mut self, end: usize) -> Result {
        while self.at < end {
            let length = self.length().ok_or_else(|| {
                let lost: String = self.text[self.at..].chars().take(60).collect();
                format!("lost at byte {} as {}: {lost:?}", self.at, self.dialect)
            })?;
            self.at += length;
        }
        match self.at == end {
            true => Ok(()),
            false => Err(format!("a statement begins at {end}, inside of nothing")),
        }
    }

    /// The length of the nothing that begins here.
    fn length(&self) -> Option<usize> {
        use Dialect::{Generic, Mssql, Mysql, Oracle, Snowflake};
        let (rest, dialect) = (self.rest(), self.dialect);
        let line = rest.find('\n').unwrap_or(rest.len());
        let first = rest.chars().next()?;
        let hash = match dialect {
            Mysql => rest.starts_with('#'),
            Generic => {
                rest.starts_with('#') && rest[1..].chars().next().is_none_or(|next| next <= ' ')
            }
            _ => false,
        };
        let dashes = rest.starts_with("--")
            && (dialect != Mysql || rest[2..].chars().next().is_none_or(|next| next <= ' '));
        if matches!(first, ' ' | '\t'..='\r' | '\u{feff}') {
            Some(first.len_utf8())
        } else if rest.starts_with(self.delimiter) {
            Some(self.delimiter.len())
        } else if hash || dashes || dialect == Snowflake && rest.starts_with("//") {
            Some(line)
        } else if let Some(marker) = self.marker() {
            Some(marker)
        } else if rest.starts_with("/*") {
            self.comment()
        } else if first == '{' && dialect == Generic {
            rest.find('}').map(|close| close + 1)
        } else if first == '/' && matches!(dialect, Oracle | Generic) {
            Some(1)
        } else if matches!(dialect, Mssql | Generic) {
            let (go, behind) = rest.split_at_checked(2)?;
            let count = behind.trim_start_matches([' ', '\t']);
            let behind = count.trim_start_matches(|one: char| one.is_ascii_digit());
            go.eq_ignore_ascii_case("GO")
                .then(|| rest.len() - behind.len())
        } else {
            None
        }
    }

    /// `/*!40101` or `*/` of MySQL's, with nothing between.
    fn marker(&self) -> Option<usize> {
        let rest = self.rest();
        let marked = ["/*!", "/*M!", "*/"];
        let marker = marked.iter().find(|marker| rest.starts_with(**marker))?;
        let digits = rest[marker.len()..]
            .bytes()
            .take(6)
            .take_while(u8::is_ascii_digit);
        let length = marker.len() + digits.count();
        let read = self.dialect == Dialect::Mysql && !rest[..length].contains("9999");
        read.then_some(if *marker == "*/" { 2 } else { length })
    }

    /// A comment, with those inside where the dialect lets them be.
    fn comment(&self) -> Option<usize> {
        let nests = self.dialect.is_postgres() || self.dialect == Dialect::Mssql;
        let (mut depth, mut at) = (1, 2);
        while depth > 0 {
            let found = at + self.rest()[at..].find(['/', '*'])?;
            let mark = &self.rest().as_bytes()[found..];
            at = found + 2;
            match mark {
                [b'*', b'/', ..] => depth -= 1,
                [b'/', b'*', ..] if nests => depth += 1,
                _ => at = found + 1,
            }
        }
        Some(at)
    }
}

/// Holds what a statement says of itself to be inside of it.
fn within(source: &SourceFile, piece: &Piece) -> Result {
    let Span { start, end, .. } = piece.span;
    let text = source.text();
    let mut at = start;
    let marks = piece.blanks.iter().map(|blank| (blank.start, blank.end));
    for (from, to) in [(start, end)].into_iter().chain(marks) {
        if !text.is_char_boundary(from) || !text.is_char_boundary(to) {
            return Err(format!("{from}..{to} is inside of a character"));
        }
    }
    for blank in &piece.blanks {
        if blank.start < at || blank.end > end {
            return Err(format!("{blank:?} is no part of {start}..{end}"));
        }
        at = blank.end;
    }
    Ok(())
}

/// Holds one statement to be read, counted or told.
fn read(source: &SourceFile, piece: &Piece, dialect: Dialect) -> Result {
    let mut script = Script {
        dialect,
        statements: Vec::new(),
        skipped: BTreeMap::new(),
    };
    let mut diagnostics = Diagnostics::default();
    script.read(source, piece, &mut diagnostics);
    let text = &source.text()[piece.span.start..piece.span.end];
    let told = diagnostics.into_sorted();
    if script.statements.is_empty() && script.skipped.is_empty() && told.is_empty() {
        return Err(format!("not a word of {dialect}: {text:?}"));
    }
    Ok(())
}
