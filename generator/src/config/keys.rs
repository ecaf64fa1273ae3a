//! Which keys does `ormgen.toml` have? Each is listed here once; the reader, the documentation and `ormgen init` are held
//! to this list.

use super::{Dates, Layout, MissingReferences, Visibility, options::OnDelete};

/// What is written behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A list of those.
    Lists,
    /// `true` or `false`.
    Flag,
}

use Form::{Flag, Lists, OneOf, Text, Texts};

/// Each key by its path, where `*` stands for a name of the schema.
pub(crate) const KEYS: &[(&str, Form)] = &[
    ("dialect", Text),
    ("include", Texts),
    ("exclude", Texts),
    ("views", Flag),
    ("verbatim", Flag),
    ("layout", OneOf(Layout::WORDS)),
    ("visibility", OneOf(Visibility::WORDS)),
    ("missing-references", OneOf(MissingReferences::WORDS)),
    ("infer.check-enums", Flag),
    ("infer.check-bools", Flag),
    ("infer.bookkeeping", Flag),
    ("infer.by-convention", Flag),
    ("infer.inline-references", Flag),
    ("infer.many-to-many", Flag),
    ("inflection.irregular.*", Text),
    ("inflection.uncountable", Texts),
    ("derive", Texts),
    ("types.*", Text),
    ("libraries.dates", OneOf(Dates::WORDS)),
    ("libraries.decimals", OneOf(&["rust_decimal", "text"])),
    ("libraries.json", OneOf(&["serde_json", "text"])),
    ("libraries.uuids", OneOf(&["uuid", "text"])),
    ("tables.*.name", Text),
    ("tables.*.derive", Texts),
    ("tables.*.attributes", Texts),
    ("tables.*.entity", Flag),
    ("tables.*.association", Flag),
    ("tables.*.primary-key", Texts),
    ("tables.*.version", Text),
    ("tables.*.unique", Lists),
    ("tables.*.foreign-keys.*", Text),
    ("tables.*.columns.*.name", Text),
    ("tables.*.columns.*.type", Text),
    ("tables.*.columns.*.with", Text),
    ("tables.*.columns.*.attributes", Texts),
    ("tables.*.columns.*.sensitive", Flag),
    ("tables.*.columns.*.deferred", Flag),
    ("tables.*.columns.*.enum.name", Text),
    ("tables.*.columns.*.enum.derive", Texts),
    ("tables.*.columns.*.enum.variants.*", Text),
    ("tables.*.columns.*.enum.open", Flag),
    ("tables.*.relationships.*.name", Text),
    ("tables.*.relationships.*.inverse", Text),
    ("tables.*.relationships.*.one-to-one", Flag),
    ("tables.*.relationships.*.on-delete", OneOf(OnDelete::WORDS)),
    ("tables.*.relationships.*.delete-orphans", Flag),
    ("tables.*.relationships.*.order-by", Texts),
    ("tables.*.relationships.*.read-only", Flag),
    ("tables.*.many-to-many.*", Text),
    ("enums.*.name", Text),
    ("enums.*.derive", Texts),
    ("enums.*.variants.*", Text),
    ("enums.*.open", Flag),
];

/// The form of the key at a path, if there is one.
pub(super) fn form(path: &str) -> Option<Form> {
    let found = KEYS.iter().find(|(key, _)| *key == path);
    found.map(|(_, form)| *form)
}

/// What may follow a path, in the order of the list.
pub(super) fn below(path: &str) -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    for (key, _) in KEYS {
        let rest = match path {
            "" => Some(*key),
            path => key
                .strip_prefix(path)
                .and_then(|rest| rest.strip_prefix('.')),
        };
        if let Some(name) = rest.and_then(|rest| rest.split('.').next())
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}
