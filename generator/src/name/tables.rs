//! What are the entities called, and the modules that they are in?
//!
//! Of tables with one name, those that are not in the default schema are qualified by their schema; of `user` and
//! `users` the first is `User` and the other stays `Users`; of `UserAccount` and `user_account` the one that is spelled
//! as Rust spells modules keeps the name. A table whose name is that of a builder, `new_user`, becomes `NewUserRow`.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    case::{self, Words},
    chosen::{self, Spelling},
    length,
    nouns::{Noun, Nouns},
    settle::{Rank, Wish, choose, join, reason, settle},
    types::{Entity, Types},
};
use crate::{
    catalog::{Table, TableId},
    diagnostic::{Code, Diagnostic, Diagnostics},
    overrides::{Overrides, lines},
    word::Inflection,
};

/// The types that were chosen for tables.
pub(super) fn chosen(
    nouns: &Nouns<'_>,
    overrides: &Overrides,
    types: &mut Types,
    diagnostics: &mut Diagnostics,
) -> Vec<Option<String>> {
    let tables = 0..nouns.catalog.tables.len();
    let chosen = tables.map(|place| {
        let name = overrides.table(TableId(place));
        let mut take = |name: &str| types.take_entity(&Entity::chosen(name));
        chosen::settle(name, Spelling::Type, &mut take, diagnostics)
    });
    chosen.collect()
}

/// The type, the builder and the module of each table.
pub(super) fn entities(
    nouns: &Nouns<'_>,
    chosen: &[Option<String>],
    types: &mut Types,
    diagnostics: &mut Diagnostics,
) -> Vec<Entity> {
    let mut wishes = wishes(nouns);
    let without = wishes.iter_mut().zip(chosen);
    without
        .filter(|(_, chosen)| chosen.is_some())
        .for_each(|(wish, _)| wish.names.clear());
    let settled = settle(&wishes, |words| {
        types.take_entity(&Entity::new(words.to_vec()))
    });
    let mut entities = Vec::new();
    let tables = nouns.catalog.tables.iter().zip(settled).zip(chosen);
    for (place, ((table, words), chosen)) in tables.enumerate() {
        let best = &nouns[TableId(place)].one;
        let entity = match chosen {
            Some(chosen) => Entity::chosen(chosen),
            None => Entity::new(words),
        };
        let is_other =
            entity.words != *best || entity.module.ends_with('_') || length::is_cut(best);
        if chosen.is_none() && is_other {
            diagnostics.push(note(table, best, &entity));
        }
        entities.push(entity);
    }
    entities
}

/// What each table wants to be called.
fn wishes(nouns: &Nouns<'_>) -> Vec<Wish> {
    let mut schemas = BTreeMap::<&[String], BTreeSet<_>>::new();
    for subject in subjects(nouns) {
        schemas
            .entry(&subject.noun.one)
            .or_default()
            .insert(subject.schema);
    }
    let prefix = |subject: &Subject<'_>| match subject.schema {
        Some(schema) if schemas[subject.noun.one.as_slice()].len() > 1 => case::words(schema),
        _ => Words::new(),
    };
    let mut namesakes = BTreeMap::<Words, Namesakes>::new();
    for subject in subjects(nouns) {
        let among = namesakes
            .entry(join(&prefix(&subject), &subject.noun.one))
            .or_default();
        among.count += 1;
        among.singular |= subject.noun.words == subject.noun.one;
    }
    let wish = |subject: Subject<'_>| {
        let prefix = prefix(&subject);
        let among = &namesakes[&join(&prefix, &subject.noun.one)];
        let table = subject.table;
        let respelled = case::snake(&subject.noun.words) != table.name;
        let sql = format!("{}.{}", subject.schema.unwrap_or_default(), table.name);
        Wish {
            names: subject.names(nouns.inflection, &prefix, among),
            rank: Rank {
                kind: 0,
                respelled,
                sql,
            },
        }
    };
    subjects(nouns).map(wish).collect()
}

/// A table that wants a name.
struct Subject<'a> {
    table: &'a Table,
    noun: &'a Noun,
    schema: Option<&'a str>,
}

/// The tables that would have one name, in their schema or qualified by it.
#[derive(Default)]
struct Namesakes {
    count: usize,
    /// One of them has that name in SQL: no other may be brought to it.
    singular: bool,
}

fn subjects<'a>(nouns: &'a Nouns<'a>) -> impl Iterator<Item = Subject<'a>> {
    nouns
        .catalog
        .tables
        .iter()
        .enumerate()
        .map(|(place, table)| {
            let schema = nouns.schema(table.schema.as_deref());
            Subject {
                table,
                noun: &nouns[TableId(place)],
                schema,
            }
        })
}

impl Subject<'_> {
    /// The names that the table wants, best first, all with the prefix that tells its schema from others.
    fn names(&self, inflection: &Inflection, prefix: &[String], among: &Namesakes) -> Vec<Words> {
        let Noun { words, one, .. } = self.noun;
        let spelled = case::spelled(self.table.spelling());
        let names = match among {
            Namesakes { count: 1, .. } => {
                let qualified = self.schema.map(|schema| join(&case::words(schema), one));
                let qualified = qualified.filter(|_| prefix.is_empty());
                let row = join(one, &["row".to_owned()]);
                let others = qualified.into_iter().chain([words.clone(), row]);
                [one.clone()].into_iter().chain(others).collect()
            }
            _ if spelled != *words => vec![inflection.one(&spelled)],
            Namesakes { singular: true, .. } => vec![words.clone()],
            _ => vec![one.clone(), words.clone()],
        };
        names.iter().map(|name| join(prefix, name)).collect()
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
    let note = Diagnostic::new(Code::TYPE_RENAMED, message);
    let note = note.at(table.span, format!("called `{ty}` in Rust"));
    note.help(choose(&format!("{}.name", lines::table(table)), ty))
}
