//! Do the cases of the specification give the names that they should?

mod collisions;
mod many_to_many;
mod one_to_many;
mod soundness;
mod stability;

use super::{Names, name};
use crate::{
    dialect::Dialect,
    infer::read::{Read, read, reports},
};

/// A test for each case: its script and what comes out of it.
macro_rules! cases {
    ($outline:path; $($name:ident: $sql:expr => [$($line:expr),* $(,)?];)+) => {$(
        #[test]
        fn $name() {
            let expected: &[&str] = &[$($line),*];
            assert_eq!($outline($sql.as_ref()), expected);
        }
    )+};
}
use cases;

fn named(dialect: Dialect, sql: &str) -> (Read, Names) {
    let mut read = read(dialect, sql);
    let overrides = Default::default();
    let names = name(
        &read.catalog,
        &read.relations,
        &overrides,
        &mut read.diagnostics,
    );
    (read, names)
}

/// Every relationship from both of its ends, in the order in which they are found: `Post.user: User?` is optional,
/// `User.posts: [Post]` many.
fn relationships(sql: &str) -> Vec<String> {
    outline(&named(Dialect::Sqlite, sql))
}

fn outline((read, names): &(Read, Names)) -> Vec<String> {
    let ty = |table: crate::catalog::TableId| &names.tables[table.0].ty;
    let mut lines = Vec::new();
    for (one, ends) in read.relations.belongs.iter().zip(&names.belongs) {
        let (table, target) = (ty(one.table), ty(one.target));
        let optional = if one.optional { "?" } else { "" };
        lines.push(format!("{table}.{}: {target}{optional}", ends.here));
        let many = if one.unique {
            format!("{table}?")
        } else {
            format!("[{table}]")
        };
        lines.push(format!("{target}.{}: {many}", ends.there));
    }
    for (one, ends) in read.relations.associations.iter().zip(&names.associations) {
        let keys = &read.catalog[one.table].foreign_keys;
        let (left, right) = (ty(keys[one.left].target), ty(keys[one.right].target));
        lines.push(format!("{left}.{}: [{right}]", ends.here));
        lines.push(format!("{right}.{}: [{left}]", ends.there));
    }
    lines
}

/// Types, modules and fields: `Post in post: id user_id`; enums: `Mood in mood: Sad Ok`.
fn items(dialect: Dialect, sql: &str) -> Vec<String> {
    let (_, names) = named(dialect, sql);
    let mut lines = Vec::new();
    for table in &names.tables {
        lines.push(format!(
            "{} in {}: {}",
            table.ty,
            table.module,
            table.fields.join(" ")
        ));
        let inline = table.enums.iter().flatten();
        lines.extend(inline.map(|one| format!("{}: {}", one.ty, one.variants.join(" "))));
    }
    let named = names.enums.iter();
    lines.extend(
        named.map(|one| format!("{} in {}: {}", one.ty, one.module, one.variants.join(" "))),
    );
    lines
}

/// What is said about the names of a script.
fn notes(dialect: Dialect, sql: &str) -> Vec<String> {
    let (read, _) = named(dialect, sql);
    reports(read.diagnostics)
}
