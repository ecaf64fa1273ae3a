//! How does text that came from SQL stand in Rust? Always as data: in a string literal, or in a doc comment that it can
//! neither end nor give a meaning to.

use crate::lower::{Doc, Part};

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// A name in a comment of one line, which is never empty: rustfmt takes away the space behind the slashes.
pub(super) fn comment(text: &str) -> String {
    let text = one_line(text);
    if text.is_empty() {
        r#""""#.to_owned()
    } else {
        text
    }
}

/// The lines of a doc comment; paragraphs have an empty one between them.
pub(super) fn doc(doc: &Doc) -> Vec<String> {
    let mut lines = Vec::new();
    for (place, parts) in doc.lines.iter().enumerate() {
        if place > 0 {
            lines.push(String::new());
        }
        if let [Part::Theirs(text)] = parts.as_slice() {
            lines.extend(text.trim().lines().map(prose));
        } else {
            lines.push(line(parts));
        }
    }
    if !doc.list.is_empty() {
        lines.push(String::new());
    }
    let entries = doc.list.iter().map(|parts| format!("- {}", line(parts)));
    lines.extend(entries);
    lines
        .into_iter()
        .map(|line| format!("/// {line}").trim_end().to_owned())
        .collect()
}

/// One line of a doc comment, without its slashes.
pub(super) fn line(parts: &[Part]) -> String {
    parts.iter().map(part).collect()
}

fn part(part: &Part) -> String {
    match part {
        Part::Ours(text) => text.clone(),
        Part::Code(sql) => code(sql),
        Part::Link(ty) => link(ty),
        Part::Theirs(text) => prose(text),
    }
}

/// Traits of the prelude that are derive macros too, so that a link to a type of that name has to say which it means.
const DERIVES: [&str; 9] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// A type of the models, linked.
pub(super) fn link(ty: &str) -> String {
    let kind = if DERIVES.contains(&ty) { "type@" } else { "" };
    format!("[`{kind}{ty}`]")
}

/// Code in back-ticks, more of them than stand together inside.
fn code(sql: &str) -> String {
    let sql = one_line(sql);
    let longest = sql
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    let padding = if sql.starts_with('`') || sql.ends_with('`') || sql.is_empty() {
        " "
    } else {
        ""
    };
    format!("{marks}{padding}{sql}{padding}{marks}")
}

/// A line of prose in which nothing is Markdown, HTML or a link.
fn prose(line: &str) -> String {
    let line = visible(line);
    let letters: Vec<char> = line.trim().chars().collect();
    // `#`, `-`, `1.` and the like begin a block where they begin a line.
    let number = letters
        .iter()
        .take_while(|letter| letter.is_ascii_digit())
        .count();
    let opens_block = |place: usize, letter: char| match letter {
        '#' | '+' | '-' | '=' => place == 0,
        '.' | ')' => place == number && number > 0,
        _ => false,
    };
    let in_word = |place: Option<usize>| {
        place
            .and_then(|place| letters.get(place))
            .is_some_and(|letter| letter.is_alphanumeric())
    };
    let mut escaped = String::with_capacity(letters.len());
    for (place, letter) in letters.iter().copied().enumerate() {
        let has_meaning = match letter {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '|' => true,
            '_' => !(in_word(place.checked_sub(1)) && in_word(Some(place + 1))),
            '/' => place > 0 && letters[place - 1] == ':',
            other => opens_block(place, other),
        };
        if has_meaning {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// The text without what changes the direction of writing, ends a line or is not to be seen.
pub(crate) fn visible(text: &str) -> String {
    let is_hidden = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars()
        .map(|letter| if is_hidden(letter) { ' ' } else { letter })
        .collect()
}

/// The visible text with single spaces between its words.
fn one_line(text: &str) -> String {
    let text = visible(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_have_a_line_and_words() {
        assert_eq!(comment("a\n b\u{202e}"), "a b");
        assert_eq!(comment(" "), r#""""#);
    }

    #[test]
    fn code_keeps_its_back_ticks() {
        assert_eq!(code("id INTEGER"), "`id INTEGER`");
        assert_eq!(code("enum('a`b')"), "``enum('a`b')``");
        assert_eq!(code("``"), "``` `` ```");
        assert_eq!(code("a\r\n\tb"), "`a b`");
    }

    #[test]
    fn prose_has_no_meaning() {
        for (text, inert) in [
            ("    # [x](y) `z`", r"\# \[x\](y) \`z\`"),
            ("```rust", r"\`\`\`rust"),
            ("a\u{202e}b", "a b"),
            (
                "see https://x.org/y, it's 5%",
                r"see https:\//x.org/y, it's 5%",
            ),
            ("- user_id, _x_ (1.5)", r"\- user_id, \_x\_ (1.5)"),
            ("12. of the month", r"12\. of the month"),
            ("<script>&amp;", r"\<script\>\&amp;"),
        ] {
            assert_eq!(prose(text), inert);
        }
    }

    #[test]
    fn links_lead_to_types() {
        assert_eq!(link("Book"), "[`Book`]");
        assert_eq!(link("Clone"), "[`type@Clone`]");
    }

    #[test]
    fn literals_cannot_be_left() {
        assert_eq!(
            literal("\"] } include!(\"x\"); //\n"),
            r#""\"] } include!(\"x\"); //\n""#
        );
        assert_eq!(literal("a\u{202e}b"), r#""a\u{202e}b""#);
    }
}
