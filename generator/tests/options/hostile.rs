//! Does text of `ormgen.toml` stay text, whatever it says?

use ormgen::{Config, SourceFile};
use proc_macro2::{TokenStream, TokenTree};

use super::{COMMON, OF_SQLITE, SCHEMA, given, rows::ROWS};

/// What would be code, in Rust or in SQL, if it were written as it stands.
const HOSTILE: [&str; 15] = [
    "x\"); } fn evil() {} //",
    "x; fn evil() {}",
    "x {} fn evil() {} struct Y",
    "Vec<u8> { fn evil() {} }",
    "Clone)] fn evil() {} #[derive(Copy",
    "#[a] fn evil() {} #[b]",
    "*/ fn evil() {} /*",
    "x\nfn evil() {}",
    "]\nfn evil() {} #[x",
    "\"; fn evil() {} \"",
    "r#\"\"#; fn evil() {}",
    "\\\"; fn evil() {}",
    "'; DROP TABLE users; -- fn evil() {}",
    "\u{202e} fn evil() {}",
    "",
];

/// As TOML writes a text between quotes.
fn quoted(text: &str) -> String {
    let letters = text.chars().map(|letter| match letter {
        '"' | '\\' => format!("\\{letter}"),
        '\n' => "\\n".to_owned(),
        _ => letter.to_string(),
    });
    format!("\"{}\"", letters.collect::<String>())
}

/// Whether code has a function that only hostile texts have.
fn is_evil(code: TokenStream) -> bool {
    let tokens: Vec<_> = code.into_iter().collect();
    let within = tokens.iter().any(|token| match token {
        TokenTree::Group(group) => is_evil(group.stream()),
        _ => false,
    });
    within
        || tokens.windows(2).any(|pair| {
            let [first, second] = [&pair[0], &pair[1]].map(ToString::to_string);
            first == "fn" && second == "evil"
        })
}

#[track_caller]
fn harmless(schema: &str, options: &str) {
    let config = Config::read(SourceFile::new("ormgen.toml", options));
    let (files, told) = given(schema, &config);
    for (name, text) in files.iter().filter(|(_, text)| text.contains("evil")) {
        let code: TokenStream = text.parse().unwrap_or_else(|_| panic!("{options}: {text}"));
        assert!(!is_evil(code), "{options}: {name} has code of it: {text}");
    }
    assert!(!files.is_empty() || !told.is_empty(), "{options}");
}

#[test]
fn functions_are_found() {
    let found = |code: &str| is_evil(code.parse().unwrap());
    assert!(found("mod a { impl B { pub fn evil() {} } }"));
    assert!(!found(
        "/// fn evil() {}\nconst A: &str = \"fn evil() {}\";"
    ));
}

#[test]
fn values_of_options_are_no_code() {
    let mut tried = 0;
    for row in ROWS {
        let schema = match row.key {
            "verbatim" => OF_SQLITE,
            _ => SCHEMA,
        };
        let is_own = |line: &&&str| {
            let name = line.split(' ').next().unwrap_or_default();
            !row.file.lines().any(|own| own.starts_with(name))
        };
        let others: Vec<_> = COMMON.iter().filter(is_own).copied().collect();
        // Every second part of the text stands between quotes.
        let parts: Vec<_> = row.file.split('\'').collect();
        for place in (1..parts.len()).step_by(2) {
            for hostile in HOSTILE {
                let mut file = String::new();
                for (number, part) in parts.iter().enumerate() {
                    file += &match (number % 2, number == place) {
                        (0, _) => (*part).to_owned(),
                        (_, false) => format!("'{part}'"),
                        (_, true) => quoted(hostile),
                    };
                }
                harmless(schema, &[&others[..], &[&*file]].concat().join("\n"));
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn names_of_options_are_no_code() {
    for hostile in HOSTILE {
        let name = quoted(hostile);
        for options in [
            format!("{name} = 'x'"),
            format!("types.{name} = 'crate::X'"),
            format!("inflection.irregular.{name} = 'x'"),
            format!("enums.{name}.name = 'X'"),
            format!("enums.mood.variants.{name} = 'X'"),
            format!("tables.{name}.name = 'X'"),
            format!("tables.users.{name} = 'x'"),
            format!("tables.users.columns.{name}.name = 'x'"),
            format!("tables.log.relationships.{name}.name = 'x'"),
            format!("tables.log.foreign-keys.{name} = 'users'"),
            format!("tables.user_roles.many-to-many.{name} = 'x'"),
        ] {
            harmless(SCHEMA, &[&COMMON[..], &[&*options]].concat().join("\n"));
        }
    }
}
