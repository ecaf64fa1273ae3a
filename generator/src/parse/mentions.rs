//! Which names does an expression mention?

use std::ops::Range;

use crate::{dialect::Dialect, source::Span};

use super::{
    ddl::Name,
    scan::{Kind, Scanner},
};

/// The names in an expression that may be columns, with the bytes that each stands at. The spans of the names say nothing.
pub(crate) fn mentions(expression: &str, dialect: Dialect) -> Vec<(Range<usize>, Name)> {
    let lexemes: Vec<_> = Scanner::new(expression, dialect).collect();
    let symbol = |place: Option<usize>, symbol: &str| {
        place
            .and_then(|place| lexemes.get(place))
            .is_some_and(|one| one.kind == Kind::Symbol && &expression[one.range.clone()] == symbol)
    };
    let mut found = Vec::new();
    for (place, lexeme) in lexemes.iter().enumerate() {
        let called = symbol(Some(place + 1), "(") || symbol(Some(place + 1), ".");
        // Behind `::` stands a type.
        if called || symbol(place.checked_sub(1), ":") {
            continue;
        }
        let text = &expression[lexeme.range.clone()];
        let quoted = lexeme.kind == Kind::Name;
        let text = match lexeme.kind {
            Kind::Word => text.to_string(),
            Kind::Name => unquoted(text),
            _ => continue,
        };
        let span = Span {
            file: 0,
            start: 0,
            end: 0,
        };
        found.push((lexeme.range.clone(), Name { text, quoted, span }));
    }
    found
}

/// A name without its quotes, of which two stand for one.
pub(super) fn unquoted(text: &str) -> String {
    let mut letters = text.chars();
    letters.next();
    let last = letters.next_back().unwrap_or_default();
    letters
        .as_str()
        .replace(&format!("{last}{last}"), &last.to_string())
}

/// An expression with other names in place of those that are at these bytes, which go up.
pub(crate) fn replace(expression: &str, places: &[Range<usize>], name: &str) -> String {
    let (mut text, mut from) = (String::new(), 0);
    for place in places {
        text.push_str(&expression[from..place.start]);
        text.push_str(name);
        from = place.end;
    }
    text + &expression[from..]
}
