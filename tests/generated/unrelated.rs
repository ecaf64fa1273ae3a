//! Does a table's file change with that table alone? Tables that nobody has thought of are added to every schema, before all
//! others, behind them and between them.

use super::{
    random::Random,
    schemas::{Schema, all, ask, say},
};

/// What names are made of.
const SYLLABLES: [&str; 12] = [
    "ba", "dor", "fi", "gu", "kel", "mo", "nar", "pi", "qua", "ru", "tem", "zo",
];

/// Columns that other tables have too.
const COLUMNS: [&str; 12] = [
    "name VARCHAR(20) NOT NULL",
    "user_id INTEGER",
    "item_id INTEGER NOT NULL",
    "created_at DATE",
    "parent INTEGER",
    "type VARCHAR(9) DEFAULT 'x'",
    "status VARCHAR(9) CHECK (status IN ('open', 'done'))",
    "price DECIMAL(10, 2) DEFAULT 0 NOT NULL",
    "amount INTEGER DEFAULT 1 NOT NULL UNIQUE",
    "description VARCHAR(200)",
    "active INTEGER CHECK (active IN (0, 1))",
    "code CHAR(3) NOT NULL",
];

/// What creates three tables, with keys to each other, whose names occur nowhere in a schema.
fn tables(random: &mut Random, schema: &Schema) -> [String; 3] {
    let texts = schema.files.iter().map(|(_, text)| text.to_lowercase());
    let mut known: Vec<_> = texts.collect();
    let names = [(); 3].map(|()| {
        let name = name(random, &known);
        known.push(name.clone());
        name
    });
    let create = |name: &str, key: &str, random: &mut Random, rest: &str| {
        let mut columns = COLUMNS;
        random.shuffle(&mut columns);
        let columns = columns[..random.below(COLUMNS.len())].join(", ");
        let parts = [key, &columns, rest].into_iter();
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        format!("CREATE TABLE {name} ({});", parts.join(", "))
    };
    let [one, other, between] = &names;
    let own = "id INTEGER NOT NULL PRIMARY KEY";
    let first = create(one, own, random, "");
    let to_first = format!("{own}, {one}_id INTEGER");
    let key = format!("FOREIGN KEY ({one}_id) REFERENCES {one} (id)");
    let second = create(other, &to_first, random, &key);
    let pair = format!("{one}_id INTEGER NOT NULL, {other}_id INTEGER NOT NULL");
    let keys = format!("{key}, FOREIGN KEY ({other}_id) REFERENCES {other} (id)");
    let primary = format!("{keys}, PRIMARY KEY ({one}_id, {other}_id)");
    let third = match random.below(3) {
        // Nothing but pairs, an association, or two foreign keys.
        0 => format!("CREATE TABLE {between} ({pair}, {keys});"),
        1 => create(between, &pair, random, &primary),
        _ => create(between, &pair, random, &keys),
    };
    [first, second, third]
}

/// A name whose first words are in none of the texts.
fn name(random: &mut Random, known: &[String]) -> String {
    let mut words = String::new();
    loop {
        for _ in 0..=random.below(3) {
            words.push_str(random.one_of(&SYLLABLES));
        }
        if !known.iter().any(|text| text.contains(&words)) {
            break;
        }
        words.push('_');
    }
    words + random.one_of(&["", "s", "_log", "_items"])
}

/// The schema with a table before all others, one behind them, and one between them if there is a line in the middle that creates
/// a table, or else before them too.
fn add(schema: &Schema, tables: &[String; 3], between: bool) -> Vec<(String, String)> {
    let mut files = schema.files.clone();
    let [first, middle, last] = tables;
    let lines = files.iter().enumerate().flat_map(|(file, (_, text))| {
        let upper = text.to_ascii_uppercase();
        let found = upper.match_indices("\nCREATE TABLE ");
        let found = found.map(|(at, _)| (file, at + 1));
        found.collect::<Vec<_>>()
    });
    let lines: Vec<_> = lines.collect();
    let middle_line = lines.get(lines.len() / 2).filter(|_| between);
    let (file, at) = middle_line.copied().unwrap_or_default();
    files[file].1.insert_str(at, &format!("{middle}\n"));
    let begin = &mut files[0].1;
    *begin = format!("{first}\n{begin}");
    // At the end a script may have something open, such as data.
    let end = &mut files.last_mut().unwrap().1;
    *end = format!("{end}\n;\n{last}\n");
    files
}

/// At how many places tables were added to a schema, or why at none. The line in the middle may be part of something else.
fn change(schema: &Schema) -> Result<usize, &'static str> {
    if schema.options.contains("by-convention") {
        return Err("whose columns are keys by their names");
    }
    let Some(before) = schema.models() else {
        return Err("with errors");
    };
    let mut random = Random::new(&schema.name);
    let mut tables = tables(&mut random, schema);
    // A key may lead to a table that is created later.
    random.shuffle(&mut tables);
    let ways = [true, false].into_iter();
    let mut ways = ways.filter_map(|between| schema.generate(&add(schema, &tables, between)));
    let Some(after) = ways.next() else {
        return Err("that take no other tables");
    };
    for (file, text) in before.iter().filter(|(file, _)| *file != "mod.rs") {
        assert!(
            after.get(file) == Some(text),
            "{}: {file} is another with {tables:#?}",
            schema.name
        );
    }
    Ok(after.len() - before.len())
}

#[test]
fn an_unrelated_table_changes_no_other_file() {
    let schemas = all();
    let counts = ask(&schemas, change);
    say(&format!(
        "tables added to {} schemas: {counts:?}",
        schemas.len()
    ));
    let added = |places: usize| counts.get(&Ok(places)).copied().unwrap_or_default();
    assert!((added(2) + added(3)) * 10 > schemas.len() * 9, "{counts:?}");
}
