//! Is what options add to the Rust that is written Rust, and is it written as it is given?

use super::{lines, told};
use crate::{Config, SourceFile, generate};

#[test]
fn what_stores_a_column_is_a_module_and_the_column_in_no_key() {
    for (options, expected) in [
        (
            "id.with = 'a::b'",
            "E0603 2:11 `users.id` is part of a key, whose values are compared: give it a `type` of your own",
        ),
        (
            "created_by.with = 'a::b'",
            "E0603 2:19 `users.created_by` is part of a key, whose values are compared: give it a `type` of your own",
        ),
        (
            "mood.with = 'a b'",
            "E0603 2:13 expected the path of a module, as `crate::as_json`, in one line without a comment, found `a b`",
        ),
    ] {
        let options = format!("[tables.users.columns]\n{options}");
        assert_eq!(told(&options), [expected], "{options}");
    }
}

#[test]
fn what_is_written_as_it_is_given_is_in_one_line_without_a_comment() {
    let ty = "expected a type in Rust";
    let derive = "expected the path of a trait to derive";
    let attribute = "expected an attribute, as `#[serde(skip)]`";
    let module = "expected the path of a module, as `crate::as_json`";
    for (key, what, text) in [
        ("columns.id.type", ty, "crate::Metres // in m"),
        ("columns.id.type", ty, "crate::Metres /* in m */"),
        ("columns.id.type", ty, "crate::Metres<\nu8>"),
        ("columns.id.type", ty, "crate::Metres\n"),
        ("columns.id.type", ty, "a, b"),
        ("columns.mood.with", module, "crate::as_json // text"),
        ("derive", derive, "serde::Serialize // wire"),
        ("derive", derive, "serde::/* wire */Serialize"),
        ("derive", derive, "serde::\nSerialize"),
        ("attributes", attribute, "#[a] // wire"),
        ("attributes", attribute, "#[a(b /* wire */)]"),
        ("attributes", attribute, "#[a(\nb)]"),
        ("attributes", attribute, "/// one\n/// two"),
        ("attributes", attribute, "// one"),
        ("columns.mood.attributes", attribute, "#[a] // wire"),
        ("columns.mood.enum.derive", derive, "b::C // wire"),
    ] {
        let quoted = format!("\"{}\"", text.replace('\n', "\\n"));
        let (value, place) = match key.ends_with("type") || key.ends_with("with") {
            true => (quoted, key.len() + 4),
            false => (format!("[{quoted}]"), key.len() + 5),
        };
        let options = format!("[tables.users]\n{key} = {value}");
        let told_as = text.replace('\n', " ");
        let expected =
            format!("E0603 2:{place} {what}, in one line without a comment, found `{told_as}`");
        assert_eq!(told(&options), [expected], "{options}");
    }
}

#[test]
fn what_looks_like_a_comment_in_a_text_is_written() {
    let options = r#"[tables.users]
        attributes = ['#[doc = "https://a.b /* c */"]', '/// Who comes in.']
        columns.id.type = 'crate::Id<{ 1 + 1 }>'"#;
    for (word, expected) in [
        ("https", "#[doc = \"https://a.b /* c */\"]"),
        ("Who comes", "/// Who comes in."),
        ("pub id:", "pub id: crate::Id<{ 1 + 1 }>,"),
    ] {
        assert_eq!(lines(options, "user.rs", word), [expected]);
    }
}

#[test]
fn types_derives_and_attributes_are_written_as_given() {
    let options = "derive = ['a::B', 'Debug']
        [types]
        INT = 'crate::Int'
        [tables.users]
        derive = ['c::D']
        attributes = ['#[c(e)]']
        columns.mood = { attributes = ['#[f]'], enum.derive = ['g::H'] }
        columns.id.type = 'crate::Id'";
    for (word, expected) in [
        ("pub id:", "pub id: crate::Id,"),
        ("pub created_by:", "pub created_by: Option<crate::Id>,"),
        ("#[c(e)]", "#[c(e)]"),
        ("#[f]", "#[f]"),
        (
            "derive(Clone, Debug",
            "#[derive(Clone, Debug, PartialEq, a::B, c::D)]",
        ),
        (
            "derive(Clone, Copy",
            "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, a::B, g::H)]",
        ),
        ("self.id", "self.id.clone()"),
    ] {
        assert!(
            lines(options, "user.rs", word).contains(&expected.to_owned()),
            "{word}"
        );
    }
    assert_eq!(
        lines(options, "role.rs", "pub id:"),
        ["pub id: crate::Int,"]
    );
}

#[test]
fn the_type_of_a_key_is_that_of_what_leads_to_it() {
    let schema = "CREATE TABLE a (id INTEGER PRIMARY KEY, up INT REFERENCES a);
        CREATE TABLE b (a_id INTEGER PRIMARY KEY REFERENCES a, n INTEGER);
        CREATE TABLE c (id INTEGER PRIMARY KEY, b_id INTEGER NOT NULL REFERENCES b, own INTEGER REFERENCES a);";
    let options = "types.integer = 'crate::Any'\ntables.a.columns.id.type = 'crate::Id'\ntables.c.columns.own.type = 'crate::Own'";
    let config = Config::read(SourceFile::new("ormgen.toml", options));
    let outcome = generate(&[SourceFile::new("schema.sql", schema)], &config);
    for (file, line) in [
        ("a.rs", "pub up: Option<crate::Id>,"),
        ("b.rs", "pub a_id: crate::Id,"),
        ("b.rs", "pub n: Option<crate::Any>,"),
        ("c.rs", "pub id: crate::Any,"),
        ("c.rs", "pub b_id: crate::Id,"),
        ("c.rs", "pub own: Option<crate::Own>,"),
    ] {
        let found = outcome.files.iter().find(|one| one.name == file);
        let text = &found.unwrap().text;
        assert!(text.contains(line), "{file}: {line}\n{text}");
    }
}
