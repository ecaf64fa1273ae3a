//! Which key of `ormgen.toml` has the options of something? What is written here is what is looked up in `find`.

use crate::catalog::{ColumnId, EnumType, Table};

/// `tables.posts`
pub(crate) fn table(table: &Table) -> String {
    let name = qualified(table.schema.as_deref(), &table.name);
    format!("tables.{}", quoted(&name))
}

/// `tables.posts.columns.title`
pub(crate) fn column(of: &Table, column: ColumnId) -> String {
    format!("{}.columns.{}", table(of), quoted(&of[column].name))
}

/// `tables.posts.relationships.author_id`
pub(crate) fn relationship(of: &Table, key: usize) -> String {
    let key = quoted(&foreign_key(of, key));
    format!("{}.relationships.{key}", table(of))
}

/// `tables.user_roles.many-to-many`
pub(crate) fn many_to_many(between: &Table) -> String {
    format!("{}.many-to-many", table(between))
}

/// `"user_id -> role_id"`: below [`many_to_many`], what the table that the first key leads to calls the other.
pub(crate) fn path(between: &Table, near: usize, far: usize) -> String {
    let [near, far] = [near, far].map(|key| foreign_key(between, key));
    quoted(&format!("{near} -> {far}"))
}

/// `enums.mood`
pub(crate) fn enumeration(one: &EnumType) -> String {
    let name = qualified(one.schema.as_deref(), &one.name);
    format!("enums.{}", quoted(&name))
}

/// `enums.mood.variants."so so"`
pub(crate) fn variant(enumeration: &str, literal: &str) -> String {
    format!("{enumeration}.variants.{}", quoted(literal))
}

fn qualified(schema: Option<&str>, name: &str) -> String {
    schema.map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}"))
}

/// The columns of a foreign key, or its constraint where another has the same columns.
fn foreign_key(table: &Table, key: usize) -> String {
    let key = &table.foreign_keys[key];
    let is_alike = |one: &&crate::catalog::ForeignKey| one.columns == key.columns;
    let alike = table.foreign_keys.iter().filter(is_alike).take(2).count();
    match &key.name {
        Some(name) if alike > 1 => name.clone(),
        _ => {
            let columns = key.columns.iter().map(|id| table[*id].name.as_str());
            columns.collect::<Vec<_>>().join(", ")
        }
    }
}

/// A name as TOML writes it in a key: in quotes where it has more than letters, digits, `_` and `-`.
fn quoted(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(is_bare) {
        return name.to_owned();
    }
    let mut text = String::from('"');
    for c in name.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_control() => text.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn names_are_quoted_where_toml_asks_for_it() {
        for (name, expected) in [
            ("user_id", "user_id"),
            ("Order Details", "\"Order Details\""),
            ("audit.users", "\"audit.users\""),
            ("a\"b\\", "\"a\\\"b\\\\\""),
            ("a\n", "\"a\\u000A\""),
            ("", "\"\""),
        ] {
            assert_eq!(quoted(name), expected);
        }
    }
}
