//! What are the entities called, and the modules that they are in?
//!
//! Of tables with one name, those that are not in the default schema are qualified by their schema; of `user` and
//! `users` the first is `User` and the other stays `Users`; of `UserAccount` and `user_account` the one that is spelled
//! as Rust spells modules keeps the name.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    case::{self, Words},
    number,
    settle::{Rank, Wish, join, reason, settle},
    types::{Entity, Types},
};
use crate::{
    catalog::{Catalog, Table},
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
};

/// The type, the builder and the module of each table.
pub(super) fn entities(
    catalog: &Catalog,
    types: &mut Types,
    diagnostics: &mut Diagnostics,
) -> Vec<Entity> {
    let wishes = wishes(catalog);
    let settled = settle(&wishes, |words| types.take_entity(words));
    let entities = settled.into_iter().map(Entity::new);
    let entities: Vec<_> = entities.collect();
    for (table, entity) in catalog.tables.iter().zip(&entities) {
        let best = own_name(table);
        if entity.words != best || entity.module.ends_with('_') {
            diagnostics.push(note(table, &best, entity));
        }
    }
    entities
}

/// What one row of the table is called, by the table's name alone: `Order Details` is `order`, `detail`.
pub(super) fn own_name(table: &Table) -> Words {
    number::one(&case::words(&table.name))
}

/// The schema, unless it is the one that is meant where none is said.
pub(super) fn schema(dialect: Dialect, schema: Option<&str>) -> Option<&str> {
    let default = match dialect {
        Dialect::Sqlite => "main",
        Dialect::Postgres => "public",
        Dialect::Mysql => return schema,
    };
    schema.filter(|schema| *schema != default)
}

/// What each table wants to be called.
fn wishes(catalog: &Catalog) -> Vec<Wish> {
    let mut namesakes = BTreeMap::<Words, Namesakes>::new();
    for table in &catalog.tables {
        let own = own_name(table);
        let among = namesakes.entry(own.clone()).or_default();
        among.count += 1;
        among.singular |= case::words(&table.name) == own;
        among
            .schemas
            .insert(schema(catalog.dialect, table.schema.as_deref()));
    }
    let wish = |table| {
        let own = own_name(table);
        let among = &namesakes[&own];
        wish(catalog.dialect, table, own, among)
    };
    catalog.tables.iter().map(wish).collect()
}

/// The tables that would have one name.
#[derive(Default)]
struct Namesakes<'a> {
    count: usize,
    /// One of them has that name in SQL: no other may be brought to it.
    singular: bool,
    schemas: BTreeSet<Option<&'a str>>,
}

fn wish(dialect: Dialect, table: &Table, own: Words, among: &Namesakes<'_>) -> Wish {
    let full = case::words(&table.name);
    let spelled = number::one(&case::spelled(&table.name));
    let schema = schema(dialect, table.schema.as_deref());
    let qualified = schema.map_or_else(|| own.clone(), |schema| join(&case::words(schema), &own));
    let names = if among.count > 1 && spelled != own {
        vec![spelled]
    } else if among.schemas.len() > 1 && schema.is_some() {
        vec![qualified]
    } else if among.count > 1 && among.singular {
        vec![full.clone()]
    } else {
        vec![own, qualified, full.clone()]
    };
    let respelled = case::snake(&full) != table.name;
    let sql = format!("{}.{}", schema.unwrap_or_default(), table.name);
    Wish {
        names,
        rank: Rank {
            kind: 0,
            respelled,
            sql,
        },
    }
}

fn note(table: &Table, best: &[String], entity: &Entity) -> Diagnostic {
    let name = &table.name;
    let (ty, module) = (&entity.ty, &entity.module);
    let message = if entity.words == best {
        let reason = reason(&best.join("_"), module);
        format!("table `{name}` is in the module `{module}`: {reason}")
    } else {
        let reason = reason(&case::camel(best), ty);
        format!("table `{name}` is the type `{ty}`: {reason}")
    };
    Diagnostic::new(Code::TYPE_RENAMED, message).at(table.span, format!("called `{ty}` in Rust"))
}
