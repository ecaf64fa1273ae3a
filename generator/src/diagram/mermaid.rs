//! How is a diagram spelled for Mermaid, which GitHub and many others draw?
//!
//! Names stand in quotes, and what means something to Mermaid in them is written as a code. Types and columns have no
//! quotes in its language: what may not stand in them becomes an underscore.

use super::{Attribute, Diagram, Line};

pub(super) fn text(diagram: &Diagram<'_>) -> String {
    let mut text = "erDiagram\n".to_owned();
    for table in &diagram.tables {
        text.push_str(&format!("    {} {{\n", quoted(&table.name)));
        for column in &table.columns {
            text.push_str(&format!("        {}\n", attribute(column)));
        }
        text.push_str("    }\n");
    }
    for one in &diagram.lines {
        text.push_str(&format!("    {}\n", line(diagram, one)));
    }
    text
}

/// `"books" }o--|| "authors" : "author / books"`
fn line(diagram: &Diagram<'_>, line: &Line) -> String {
    let from = if line.unique { "|o" } else { "}o" };
    let to = if line.optional { "o|" } else { "||" };
    let [here, there] = [line.from, line.to].map(|place| quoted(&diagram.tables[place].name));
    let label = quoted(&format!("{} / {}", line.names.here, line.names.there));
    let stroke = if line.declared { "--" } else { ".." };
    format!("{here} {from}{stroke}{to} {there} : {label}")
}

/// `varchar(50) title FK "may be null"`
fn attribute(column: &Attribute<'_>) -> String {
    let mut text = format!("{} {}", bare(column.ty, "any"), bare(column.name, "column"));
    let keys = [
        (column.primary, "PK"),
        (column.foreign, "FK"),
        (column.unique && !column.primary, "UK"),
    ];
    let keys: Vec<_> = keys
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, key)| *key)
        .collect();
    if !keys.is_empty() {
        text.push_str(&format!(" {}", keys.join(", ")));
    }
    let respelled = bare(column.name, "column") != column.name;
    let remarks = [
        respelled.then(|| column.name.to_owned()),
        column.nullable.then(|| "may be null".to_owned()),
    ];
    let remarks: Vec<_> = remarks.into_iter().flatten().collect();
    if !remarks.is_empty() {
        text.push_str(&format!(" {}", quoted(&remarks.join(", "))));
    }
    text
}

/// A text in quotes. Letters and what no language reads as a sign stand as they are.
fn quoted(text: &str) -> String {
    let letter = |letter: char| match letter {
        letter if letter.is_alphanumeric() || " _-.,/()".contains(letter) => letter.to_string(),
        letter if letter.is_control() => " ".to_owned(),
        letter => format!("#{};", u32::from(letter)),
    };
    let text: String = text.chars().map(letter).collect();
    match text.trim() {
        "" => "\"#160;\"".to_owned(),
        _ => format!("\"{text}\""),
    }
}

/// A word without quotes.
fn bare(text: &str, empty: &str) -> String {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-()[]".contains(letter);
    let word: String = text
        .chars()
        .map(|letter| if is_part(letter) { letter } else { '_' })
        .collect();
    match word.chars().next() {
        None => empty.to_owned(),
        Some(first) if first.is_ascii_alphabetic() || first == '_' => word,
        Some(_) => format!("_{word}"),
    }
}
