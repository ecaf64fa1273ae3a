//! Do the same schema and options give the same bytes, on every run, with the line ends of Windows, and in whatever order the
//! files are given that do not depend on each other?

use super::{
    random::Random,
    schemas::{Files, Schema, ask, corpus, ours, say},
};

/// Of so many real schemas one is asked for its line ends, since all of them take minutes.
const STEP: usize = 10;

/// Without what tells line ends from each other, which may stand in text that is quoted.
fn plain(files: Files) -> Files {
    let plain = |text: String| text.replace("\\r\\n", "\\n");
    let files = files.into_iter();
    files.map(|(name, text)| (name, plain(text))).collect()
}

#[test]
fn neither_another_run_nor_other_line_ends_change_a_byte() {
    let change = |schema: &Schema| {
        // A line break inside a name or a value is another one with another line end.
        let Some(first) = schema
            .models()
            .filter(|_| !schema.name.starts_with("hostile"))
        else {
            return "refused";
        };
        assert!(
            schema.models().as_ref() == Some(&first),
            "{}: another run",
            schema.name
        );
        let windows = schema.files.iter().map(|(name, text)| {
            let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
            (name.clone(), text)
        });
        let other = schema.generate(&windows.collect::<Vec<_>>());
        assert!(
            other.map(plain) == Some(plain(first)),
            "{}: other line ends",
            schema.name
        );
        "the same"
    };
    let mut schemas = ours();
    schemas.extend(corpus().into_iter().step_by(STEP));
    let counts = ask(&schemas, change);
    say(&format!(
        "line ends of {} schemas: {counts:?}",
        schemas.len()
    ));
    assert!(counts["the same"] * 2 > schemas.len(), "{counts:?}");
}

/// A schema in files that can be given in any order, one for each table, between one that comes first and one that comes last.
struct Split {
    first: (String, String),
    tables: Vec<(String, String)>,
    last: (String, String),
}

/// Takes a schema apart at the lines that end with a semicolon; not one whose tables are made of others, or created twice.
fn split(schema: &Schema) -> Option<Split> {
    let (mut first, mut tables, mut last) = (String::new(), Vec::new(), String::new());
    let mut names = Vec::new();
    for (_, text) in &schema.files {
        let ends = |line: &str| line.trim_end().ends_with(';');
        let mut statement = String::new();
        for line in text.split_inclusive('\n') {
            statement.push_str(line);
            if !ends(line) {
                continue;
            }
            let statement = std::mem::take(&mut statement);
            let code = statement
                .lines()
                .filter(|line| !line.trim_start().starts_with("--"));
            let code = code.collect::<Vec<_>>().join("\n").to_uppercase();
            let words: Vec<_> = code
                .split(|letter: char| letter.is_whitespace() || letter == '(')
                .filter(|word| !word.is_empty())
                .collect();
            match words.as_slice() {
                ["CREATE", "TABLE", rest @ ..] => {
                    let derived = ["INHERITS", "LIKE", "OF", "SELECT", "AS"];
                    let before = rest.iter().any(|word| derived.contains(word));
                    let name = rest
                        .iter()
                        .find(|word| !["IF", "NOT", "EXISTS"].contains(word));
                    let name = (*name?).to_owned();
                    if before || names.contains(&name) {
                        return None;
                    }
                    names.push(name);
                    tables.push((format!("{}.sql", tables.len()), statement));
                }
                ["CREATE", "TYPE" | "DOMAIN" | "SCHEMA" | "EXTENSION", ..]
                | ["DROP" | "SET", ..] => {
                    first.push_str(&statement);
                }
                _ => last.push_str(&statement),
            }
        }
        last.push_str(&statement);
    }
    (tables.len() > 1).then(|| Split {
        first: ("first.sql".to_owned(), first),
        tables,
        last: ("last.sql".to_owned(), last),
    })
}

/// How many orders were tried of a schema's files.
fn reorder(schema: &Schema, runs: usize) -> Result<usize, &'static str> {
    let Some(mut parts) = split(schema) else {
        return Err("not in parts");
    };
    let models = |parts: &Split| {
        let Split {
            first,
            tables,
            last,
        } = parts;
        let files = [first].into_iter().chain(tables).chain([last]);
        schema.generate(files)
    };
    let Some(before) = models(&parts) else {
        return Err("with errors");
    };
    let mut random = Random::new(&schema.name);
    for _ in 0..runs {
        random.shuffle(&mut parts.tables);
        let after = models(&parts).unwrap_or_default();
        let differs = before
            .iter()
            .find(|(name, text)| after.get(*name) != Some(text));
        let order = || {
            parts
                .tables
                .iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
        };
        assert!(
            differs.is_none() && before.len() == after.len(),
            "{}: {:?} in the order {:?}",
            schema.name,
            differs.map(|(name, _)| name),
            order()
        );
    }
    Ok(runs)
}

#[test]
fn ten_orders_of_independent_files_give_the_same_bytes() {
    let schemas = ours();
    let counts = ask(&schemas, |schema| reorder(schema, 10));
    say(&format!(
        "orders of our {} schemas: {counts:?}",
        schemas.len()
    ));
    assert!(counts[&Ok(10)] > 60, "{counts:?}");
}

#[test]
fn another_order_of_the_files_of_real_schemas_gives_the_same_bytes() {
    let schemas = corpus();
    let counts = ask(&schemas, |schema| reorder(schema, 1));
    say(&format!(
        "another order of {} schemas: {counts:?}",
        schemas.len()
    ));
    let reordered = counts.get(&Ok(1)).copied().unwrap_or_default();
    assert!(schemas.is_empty() || reordered > 300, "{counts:?}");
}
