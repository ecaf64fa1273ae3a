//! Which statements stand in the strings that a statement executes: `EXEC ('…')`, `EXECUTE IMMEDIATE '…'`?
//!
//! A string is read where it is whole, or put together of strings alone; what a variable adds, nobody knows.

use std::ops::Range;

use crate::{
    dialect::Dialect,
    source::{SourceFile, Span},
};

use super::{
    scan::{Kind, Lexeme, Scanner},
    split::{self, Piece},
};

/// What is known of a statement that executes strings.
#[derive(Default)]
pub(super) struct Dynamic {
    pub(super) pieces: Vec<Piece>,
    /// The first that may matter and is not read: it executes something that is no string.
    pub(super) unknown: Option<Span>,
}

/// The statements in the strings that a statement executes.
pub(super) fn dynamic(source: &SourceFile, piece: &Piece, dialect: Dialect) -> Dynamic {
    let Span { start, end, .. } = piece.span;
    let text = &source.text()[start..end];
    let lexemes: Vec<Lexeme> = Scanner::new(text, dialect).collect();
    let word = |place: usize| {
        lexemes
            .get(place)
            .map_or("", |one| &text[one.range.clone()])
    };
    let mut found = Dynamic::default();
    for place in 0..lexemes.len() {
        let Some(from) = executes(place, word) else {
            continue;
        };
        let strings = strings(&lexemes[from..], text);
        let Some(strings) = strings else {
            found.unknown = Some(piece.span);
            continue;
        };
        let absolute = strings
            .into_iter()
            .map(|range| start + range.start..start + range.end);
        let mut inner = within(source, piece.span.file, absolute.collect(), dialect);
        // What PL/SQL executes, it mostly does if something is or is not there.
        let conditional = piece.conditional || dialect == Dialect::Oracle;
        inner
            .iter_mut()
            .for_each(|one| one.conditional |= conditional);
        found.pieces.extend(inner);
    }
    found
}

/// Where the string begins that is executed, if a word says so.
fn executes<'a>(place: usize, word: impl Fn(usize) -> &'a str) -> Option<usize> {
    let is = |place: usize, names: &[&str]| {
        names
            .iter()
            .any(|name| word(place).eq_ignore_ascii_case(name))
    };
    if is(place, &["IMMEDIATE"]) || is(place, &["SP_EXECUTESQL", "[SP_EXECUTESQL]"]) {
        return Some(place + 1 + usize::from(is(place + 1, &["("])));
    }
    (is(place, &["EXEC", "EXECUTE"]) && word(place + 1) == "(").then_some(place + 2)
}

/// What is inside of the strings that come, with nothing but their concatenation between them.
fn strings(lexemes: &[Lexeme], text: &str) -> Option<Vec<Range<usize>>> {
    let mut strings = Vec::new();
    for Lexeme { kind, range } in lexemes {
        match &text[range.clone()] {
            literal if *kind == Kind::Text && literal.starts_with('\'') => {
                strings.push(range.start + 1..range.end - 1)
            }
            "N" | "n" | "|" | "+" => {}
            ")" | ";" | "," => break,
            word if ["USING", "INTO", "RETURNING", "END"]
                .iter()
                .any(|one| word.eq_ignore_ascii_case(one)) =>
            {
                break;
            }
            _ => return None,
        }
    }
    Some(strings).filter(|strings| !strings.is_empty())
}

/// The statements in strings that are one. What is no part of them is blanked, so that all stand where they are written.
pub(super) fn within(
    source: &SourceFile,
    file: usize,
    strings: Vec<Range<usize>>,
    dialect: Dialect,
) -> Vec<Piece> {
    let (Some(first), Some(last)) = (strings.first(), strings.last()) else {
        return Vec::new();
    };
    let whole = first.start..last.end;
    let mut blanks = Vec::new();
    let mut end = first.start;
    // Of two quotes that stand for one, what opens keeps the second and what closes the first, so that nothing comes to
    // stand inside.
    let mut opens = true;
    for string in strings {
        if end < string.start {
            blanks.push(end..string.start);
        }
        end = string.end;
        let mut at = string.start;
        while let Some(found) = source.text()[at..string.end].find("''") {
            let quote = at + found + usize::from(!opens);
            blanks.push(quote..quote + 1);
            opens = !opens;
            at += found + 2;
        }
    }
    split::split_within(source, file, whole, blanks, dialect)
}
