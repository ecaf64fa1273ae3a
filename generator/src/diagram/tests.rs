//! Is a diagram what the schema says, and is no text in it taken for its language?

use super::{Columns, Diagram, View};
use crate::{Config, Dialect, Schema, SourceFile, diagnostic::Diagnostics};

const ALL: View<'_> = View {
    columns: Columns::All,
    around: &[],
    depth: 1,
};

fn schema(sql: &str) -> Schema {
    let mut diagnostics = Diagnostics::default();
    let config = Config::new().dialect(Dialect::Sqlite);
    let schema = Schema::new(
        &[SourceFile::new("schema.sql", sql)],
        &config,
        &mut diagnostics,
    );
    assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
    schema
}

const SHOP: &str = "
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, price DECIMAL(5, 2) NOT NULL);
CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users (id));
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), boss_id INTEGER REFERENCES orders (id));
CREATE TABLE lines (order_id INTEGER REFERENCES orders (id), number INTEGER, PRIMARY KEY (order_id, number));
CREATE TABLE islands (id INTEGER PRIMARY KEY);
";

#[test]
fn mermaid_has_each_table_and_each_key() {
    let expected = r#"erDiagram
    "users" {
        INTEGER id PK
        TEXT email UK "may be null"
        DECIMAL(5__2) price
    }
    "profiles" {
        INTEGER user_id PK, FK
    }
    "orders" {
        INTEGER id PK
        INTEGER user_id FK
        INTEGER boss_id FK "may be null"
    }
    "lines" {
        INTEGER order_id PK, FK
        INTEGER number PK
    }
    "islands" {
        INTEGER id PK
    }
    "profiles" |o--|| "users" : "user / profile"
    "orders" }o--|| "users" : "user / orders"
    "orders" }o--o| "orders" : "boss / boss_orders"
    "lines" }o--|| "orders" : "order / lines"
"#;
    let schema = schema(SHOP);
    let diagram = Diagram::new(&schema, ALL).expect("a diagram");
    assert_eq!(diagram.mermaid(), expected);
}

#[test]
fn a_neighbourhood_is_as_deep_as_it_is_asked_for() {
    let schema = schema(SHOP);
    let around = |name: &str, depth: usize| {
        let around = [name.to_owned()];
        let columns = Columns::None;
        let view = View {
            columns,
            around: &around,
            depth,
        };
        let diagram = Diagram::new(&schema, view)?;
        let names = diagram.tables.iter().map(|table| table.name.as_str());
        Ok::<_, String>(names.collect::<Vec<_>>().join(" "))
    };
    assert_eq!(around("Lines", 0).unwrap(), "lines");
    assert_eq!(around("lines", 1).unwrap(), "orders lines");
    assert_eq!(around("lines", 2).unwrap(), "users orders lines");
    assert_eq!(
        around("lines", usize::MAX).unwrap(),
        "users profiles orders lines"
    );
    assert_eq!(around("islands", 9).unwrap(), "islands");
    let fault = around("lins", 1).unwrap_err();
    assert_eq!(
        fault,
        "the schema has no table `lins`: did you mean `lines`?"
    );
}

#[test]
fn lines_begin_at_the_column_where_it_is_shown() {
    let schema = schema(SHOP);
    let dot = |columns| {
        Diagram::new(&schema, View { columns, ..ALL })
            .expect("a diagram")
            .dot()
    };
    assert!(
        dot(Columns::All).contains(
            "    t2:c1:e -> t0:head:w [arrowtail=crowodot, arrowhead=nonetee, style=solid,"
        )
    );
    assert!(dot(Columns::Keys).contains(
        "    t2:c2:e -> t2:head:w [arrowtail=crowodot, arrowhead=noneteeodot, style=solid,"
    ));
    assert!(dot(Columns::None).contains(
        "    t1:head:e -> t0:head:w [arrowtail=noneteeodot, arrowhead=nonetee, style=solid,"
    ));
    assert!(!dot(Columns::Keys).contains("price"));
}

/// Names that would end a text, a tag or a line, or mean something in one of the languages.
const HOSTILE: [&str; 12] = [
    "a\"\"b",
    "<B>bold</B>",
    "a&amp;b",
    "x]; t9 -> t9; #",
    "%%{init: {}}%%",
    "a\nb",
    "erDiagram",
    "é列",
    "--",
    "a\\",
    "}",
    "\u{1}\u{fffe}",
];

fn hostile() -> Schema {
    let tables = HOSTILE.iter().enumerate().map(|(place, name)| {
        let key = format!("FOREIGN KEY (\"{name}\") REFERENCES \"{}\" (id)", HOSTILE[0]);
        format!("CREATE TABLE \"{name}\" (id \"{name}\" PRIMARY KEY, \"{name}\" INTEGER, n{place} INT, {key});\n")
    });
    let tables = tables.collect::<String>();
    schema(&tables)
}

#[test]
fn no_text_of_a_schema_is_taken_for_mermaid() {
    let schema = hostile();
    let text = Diagram::new(&schema, ALL).expect("a diagram").mermaid();
    assert_eq!(text.lines().count(), 1 + HOSTILE.len() * 5 + HOSTILE.len());
    for line in text.lines().skip(1) {
        // What stands between quotes has no sign that ends it or means something, and what does not is a word.
        for (place, part) in line.split('"').enumerate() {
            let allowed = match place % 2 {
                0 => " _-()[]{}|o,:",
                _ => " _-.,/()#;",
            };
            let is_fine = |letter: char| letter.is_alphanumeric() || allowed.contains(letter);
            assert!(part.chars().all(is_fine), "{line}");
        }
    }
}

#[test]
fn no_text_of_a_schema_is_taken_for_dot() {
    let schema = hostile();
    let text = Diagram::new(&schema, ALL).expect("a diagram").dot();
    let lines = text.lines().filter(|line| line.starts_with("    t"));
    assert_eq!(lines.clone().count(), 2 * HOSTILE.len());
    for line in lines {
        // Every tag is one of ours, and they are closed in their order.
        let mut open = Vec::new();
        for tag in line.split('<').skip(1) {
            let (tag, rest) = tag.split_once('>').unwrap_or((tag, ""));
            let name = tag.split(' ').next().unwrap_or_default();
            match name.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop(), Some(closed), "{line}"),
                None if ["TABLE", "TR", "TD", "B", "I", "FONT"].contains(&name) => open.push(name),
                // The label's own, and the tooltip's.
                None => assert!(name.is_empty() || line.contains("tooltip=<"), "{line}"),
            }
            assert!(!rest.contains('"') || rest.contains('='), "{line}");
        }
        assert!(open.is_empty() || line.contains("tooltip=<"), "{line}");
    }
}
