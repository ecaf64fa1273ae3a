//! How is a diagram spelled for Graphviz, which lays it out?
//!
//! Tables are its tables in the manner of HTML. Text in them is escaped as XML is; what no XML may hold is left out.

use super::{Attribute, Diagram, Line, Shape};

pub(super) fn text(diagram: &Diagram<'_>) -> String {
    let mut text = HEAD.to_owned();
    for (place, table) in diagram.tables.iter().enumerate() {
        text.push_str(&format!("    t{place} [label=<{}>];\n", label(table)));
    }
    for line in &diagram.lines {
        text.push_str(&edge(line));
    }
    text.push_str("}\n");
    text
}

const HEAD: &str = "\
digraph schema {
    graph [rankdir=LR, nodesep=0.35, ranksep=1.1];
    node [shape=plain, fontname=\"Helvetica,Arial,sans-serif\", fontsize=11];
    edge [dir=both, color=\"#5b6770\", fontname=\"Helvetica,Arial,sans-serif\", fontsize=9];
";

fn label(table: &Shape<'_>) -> String {
    let mut rows = format!(
        "<TR><TD PORT=\"head\" BGCOLOR=\"#dfe7ee\" COLSPAN=\"2\"><B>{}</B></TD></TR>",
        escaped(&table.name)
    );
    for (place, column) in table.columns.iter().enumerate() {
        rows.push_str(&row(place, column));
    }
    format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"4\" COLOR=\"#9aa7b1\">{rows}</TABLE>"
    )
}

/// The name, in bold where it is of the primary key and with a mark where it may be null; and the type.
fn row(place: usize, column: &Attribute<'_>) -> String {
    let name = escaped(column.name);
    let name = match (column.primary, column.foreign) {
        (true, true) => format!("<B><I>{name}</I></B>"),
        (true, false) => format!("<B>{name}</B>"),
        (false, true) => format!("<I>{name}</I>"),
        (false, false) => name,
    };
    let mark = if column.nullable { "?" } else { "" };
    let ty = escaped(&shortened(column.ty));
    let ty = format!("<FONT COLOR=\"#5b6770\">{ty}{mark}</FONT>");
    format!("<TR><TD ALIGN=\"LEFT\">{name}</TD><TD PORT=\"c{place}\" ALIGN=\"LEFT\">{ty}</TD></TR>")
}

/// A type as long as a column of a table bears; an enum may have a hundred literals.
fn shortened(ty: &str) -> String {
    const LONGEST: usize = 32;
    match ty.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &ty[..end]),
        None => ty.to_owned(),
    }
}

/// From the right of the foreign key's column to the left of the table that it leads to, with crow's feet.
fn edge(line: &Line) -> String {
    let port = line.column.map(|place| format!("c{place}"));
    let port = port.unwrap_or_else(|| "head".to_owned());
    let tail = if line.unique {
        "noneteeodot"
    } else {
        "crowodot"
    };
    let head = if line.optional {
        "noneteeodot"
    } else {
        "nonetee"
    };
    let style = if line.declared { "solid" } else { "dashed" };
    let names = &line.names;
    let tooltip = escaped(&format!("{} / {}", names.here, names.there));
    format!(
        "    t{}:{port}:e -> t{}:head:w [arrowtail={tail}, arrowhead={head}, style={style}, tooltip=<{tooltip}>];\n",
        line.from, line.to
    )
}

/// A text between tags.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    match escaped.trim() {
        "" => "&#160;".to_owned(),
        _ => escaped,
    }
}
