//! Are names valid, and all different where they must be, whatever the schema?

use std::collections::BTreeSet;

use super::{Names, named};
use crate::{
    dialect::Dialect,
    infer::read::Read,
    name::{constant, needs_raw},
};

/// Names that want the same, that are made of one another, or that Rust keeps for itself.
const NAMES: [&str; 32] = [
    "id",
    "Id",
    "user",
    "users",
    "User",
    "new_user",
    "new_users",
    "NewUser",
    "user_id",
    "user_ref",
    "user_users",
    "set_user",
    "set_set_user",
    "a b",
    "a-b",
    "a_b",
    "A B",
    "ab",
    "",
    " ",
    "_",
    "列",
    "2",
    "_2",
    "self",
    "Self",
    "new",
    "type",
    "mod",
    "con",
    "straße",
    "STRASSE",
];

/// Numbers that look random, the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn name(&mut self) -> &'static str {
        NAMES[self.below(NAMES.len())]
    }
}

/// A script of tables with `key` as their primary key, or of two foreign keys, and with columns that refer to others.
fn script(random: &mut Random) -> String {
    let tables: BTreeSet<_> = (0..2 + random.below(8)).map(|_| random.name()).collect();
    let tables: Vec<_> = tables.into_iter().filter(|name| !name.is_empty()).collect();
    let mut sql = String::from("CREATE TYPE user_status AS ENUM ('a', 'A', '', '-', 'a b');");
    for table in &tables {
        let columns: BTreeSet<_> = (0..random.below(8)).map(|_| random.name()).collect();
        let columns: Vec<_> = columns
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect();
        sql += &format!("CREATE TABLE \"{table}\" (key INT NOT NULL UNIQUE");
        for column in &columns {
            let target = tables[random.below(tables.len())];
            sql += &match random.below(3) {
                0 => format!(", \"{column}\" INT NOT NULL REFERENCES \"{target}\" (key)"),
                1 => format!(", \"{column}\" INT UNIQUE REFERENCES \"{target}\" (key)"),
                _ => format!(", \"{column}\" user_status"),
            };
        }
        if let [one, other, ..] = columns.as_slice() {
            sql += &format!(", UNIQUE (\"{one}\", \"{other}\")");
        }
        sql += ");";
    }
    sql
}

#[test]
fn names_are_identifiers_and_all_different() {
    let mut random = Random(1);
    for _ in 0..300 {
        let sql = script(&mut random);
        check(&named(Dialect::Postgres, &sql), &sql);
    }
}

fn check((read, names): &(Read, Names), sql: &str) {
    let enums = names.enums.iter();
    let tables = names.tables.iter();
    let types = tables
        .clone()
        .flat_map(|one| [&one.ty, &one.builder])
        .chain(enums.clone().map(|one| &one.ty));
    all_different(types.cloned(), sql);
    let modules = tables
        .map(|one| &one.module)
        .chain(enums.clone().map(|one| &one.module));
    all_different(modules.map(|module| constant(module)), sql);
    for one in enums {
        all_different(one.variants.iter().cloned(), sql);
    }
    for (place, table) in names.tables.iter().enumerate() {
        let members = table.fields.iter().chain(ends(read, names, place));
        let (members, setters): (Vec<_>, Vec<_>) = members
            .map(|member| (member.clone(), format!("set_{member}")))
            .unzip();
        all_different(members.iter().map(|member| constant(member)), sql);
        all_different(
            members.into_iter().chain(setters).chain(["new".to_owned()]),
            sql,
        );
    }
}

/// The relationships that start from a table.
fn ends<'a>(read: &'a Read, names: &'a Names, table: usize) -> impl Iterator<Item = &'a String> {
    let belongs = read.relations.belongs.iter().zip(&names.belongs);
    let belongs =
        belongs.flat_map(|(one, ends)| [(one.table, &ends.here), (one.target, &ends.there)]);
    let associations = read.relations.associations.iter().zip(&names.associations);
    let associations = associations.flat_map(|(one, ends)| {
        let keys = &read.catalog[one.table].foreign_keys;
        [
            (keys[one.left].target, &ends.here),
            (keys[one.right].target, &ends.there),
        ]
    });
    belongs
        .chain(associations)
        .filter(move |(from, _)| from.0 == table)
        .map(|(_, name)| name)
}

fn all_different(names: impl Iterator<Item = String>, sql: &str) {
    let mut seen = BTreeSet::new();
    for name in names {
        let raw = if needs_raw(&name) {
            format!("r#{name}")
        } else {
            name.clone()
        };
        assert!(
            syn::parse_str::<syn::Ident>(&raw).is_ok(),
            "`{name}` is no identifier in\n{sql}"
        );
        assert!(
            seen.insert(name.clone()),
            "`{name}` is there twice in\n{sql}"
        );
    }
}
