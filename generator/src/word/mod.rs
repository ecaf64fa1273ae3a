//! Which words does an SQL name consist of?
//!
//! A word ends at whatever no identifier may hold, at an underscore, and at a hump (`ArtistId`, `HTTPServer`). Words are
//! lower case and in Unicode's composed form, in which Rust compares identifiers: what differs as a string here differs
//! for the compiler too.

mod ending;
mod inflection;
mod irregular;
mod looks;
mod number;

use std::borrow::Cow;

use unicode_ident::is_xid_continue;
use unicode_normalization::UnicodeNormalization;

pub(crate) use ending::without_ending;
pub(crate) use inflection::Inflection;

/// The words of a name, lower case; never none, and none of them empty.
pub(crate) type Words = Vec<String>;

/// The words of a name; where it has nothing but symbols, those.
pub(crate) fn words(name: &str) -> Words {
    let found = split(name);
    if found.is_empty() {
        spelled(name)
    } else {
        found
    }
}

/// The words of a name with its symbols among them: `A+` is `a`, `plus`. Tells names apart that have the same words.
pub(crate) fn spelled(name: &str) -> Words {
    let mut text = String::new();
    for c in name.nfkc() {
        if is_part(c) || c == '_' || c.is_whitespace() || c.is_control() {
            text.push(c);
        } else {
            text.push_str(&format!(" {} ", symbol(c)));
        }
    }
    match split(&text) {
        found if !found.is_empty() => found,
        _ if name.is_empty() => vec!["empty".to_owned()],
        _ => vec!["blank".to_owned()],
    }
}

fn split(name: &str) -> Words {
    let name = if name.is_ascii() {
        Cow::Borrowed(name)
    } else {
        name.nfkc().collect()
    };
    let runs = name.split(|c| !is_part(c)).filter(|run| !run.is_empty());
    let words = runs.flat_map(humps);
    looks::plain(words.map(|word| composed(word.to_lowercase())).collect())
}

/// The form in which Rust compares identifiers; changing a letter's case may leave it.
pub(crate) fn composed(name: String) -> String {
    if name.is_ascii() {
        name
    } else {
        name.nfc().collect()
    }
}

fn is_part(c: char) -> bool {
    c != '_' && is_xid_continue(c)
}

/// Splits before a capital that follows a small letter (`artist|Id`) and before the last of several capitals where a
/// small letter follows it (`HTTP|Server`). An `s` after capitals is their plural (`URLs`). Digits stay where they are.
fn humps(run: &str) -> Vec<String> {
    let chars: Vec<char> = run.chars().collect();
    let mut words = vec![String::new()];
    let mut after_capital = None;
    for (place, c) in chars.iter().copied().enumerate() {
        let is_small = |place: usize| chars.get(place).is_some_and(|c: &char| c.is_lowercase());
        let is_plural = chars.get(place + 1) == Some(&'s') && !is_small(place + 2);
        let begins = match after_capital {
            Some(true) => is_small(place + 1) && !is_plural,
            Some(false) => true,
            None => false,
        };
        if c.is_uppercase() && begins {
            words.push(String::new());
            after_capital = None;
        }
        if c.is_uppercase() || c.is_lowercase() {
            after_capital = Some(c.is_uppercase());
        }
        words
            .last_mut()
            .expect("one is there from the start")
            .push(c);
    }
    words
}

/// What a symbol is called where it is all that a name has, or all that tells two apart.
fn symbol(c: char) -> String {
    let name = match c {
        '!' => "not",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '\'' => "apostrophe",
        '(' => "open",
        ')' => "close",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' => "left_bracket",
        '\\' => "backslash",
        ']' => "right_bracket",
        '^' => "caret",
        '`' => "backtick",
        '{' => "left_brace",
        '|' => "or",
        '}' => "right_brace",
        '~' => "tilde",
        _ => return format!("u{:x}", u32::from(c)),
    };
    name.to_owned()
}
