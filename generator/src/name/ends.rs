//! What is each end of each relationship called, once all have had their say?

use std::collections::BTreeMap;

use super::{
    Ends,
    associations::Associations,
    case::{self, Words},
    chosen::{self, Spelling},
    keys::Keys,
    nouns::Nouns,
    scope::Scope,
    settle::{Rank, Wish, choose, reason, settle},
};
use crate::{
    catalog::{Catalog, TableId},
    diagnostic::{Code, Diagnostic, Diagnostics},
    infer::Relations,
    overrides::{Chosen, Overrides, lines},
    source::Span,
};

/// One end of a relationship, which wants a name in the entity that it starts from.
pub(super) struct End {
    /// Where it starts.
    pub(super) from: TableId,
    /// Where it leads.
    pub(super) to: TableId,
    /// What it would be called if no column and no other relationship were.
    pub(super) wanted: Words,
    pub(super) wish: Wish,
    /// What says that there is a relationship.
    pub(super) span: Span,
}

/// What gives way to what: each to those before it.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    ToOne,
    InverseToItself,
    Inverse,
    ManyToMany,
    /// Of a table between that is no entity: named for those who list what there is, but nothing in Rust is called so.
    Unseen,
}

impl Kind {
    pub(super) fn rank(self, sql: String) -> Rank {
        Rank {
            kind: self as u8,
            respelled: false,
            sql,
        }
    }
}

/// The names of the relations' belongs and of their associations.
///
/// Each entity's scope has the names of its fields, which no relationship takes away.
pub(super) fn name(
    nouns: &Nouns<'_>,
    relations: &Relations,
    overrides: &Overrides,
    scopes: &mut [Scope],
    diagnostics: &mut Diagnostics,
) -> (Vec<Ends>, Vec<Ends>) {
    let keys = Keys::new(nouns, relations);
    let associations = Associations::new(nouns, &relations.associations);
    let of_keys = relations.belongs.iter().map(|one| keys.ends(one));
    let of_associations = relations
        .associations
        .iter()
        .map(|one| associations.ends(one));
    let mut ends: Vec<End> = of_keys.chain(of_associations).flatten().collect();

    let mut names = vec![String::new(); ends.len()];
    for (place, name) in chosen(relations, overrides).enumerate() {
        let take = |name: &str| scopes[ends[place].from.0].take(name);
        if let Some(name) = chosen::settle(name, Spelling::Member, take, diagnostics) {
            names[place] = name;
            ends[place].wish.names.clear();
        }
    }
    for (table, places) in by_entity(&ends) {
        let wishes: Vec<_> = places.iter().map(|place| &ends[*place].wish).collect();
        let scope = &mut scopes[table.0];
        let settled = settle(&wishes, |words| scope.take(&case::member(words)));
        let settled = places.into_iter().zip(settled);
        for (place, words) in settled.filter(|(_, words)| !words.is_empty()) {
            names[place] = case::member(&words);
            if ends[place].wanted.join("_") != names[place] {
                let setting = setting(nouns.catalog, relations, place);
                let note = note(nouns.catalog, &ends[place], &names[place]);
                diagnostics.push(note.help(choose(&setting, &names[place])));
            }
        }
    }
    let pairs = names.chunks_exact(2);
    let mut pairs = pairs.map(|pair| Ends {
        here: pair[0].clone(),
        there: pair[1].clone(),
    });
    let belongs = pairs.by_ref().take(relations.belongs.len()).collect();
    (belongs, pairs.collect())
}

/// The name that was chosen for each end.
fn chosen<'a>(
    relations: &'a Relations,
    overrides: &'a Overrides,
) -> impl Iterator<Item = Option<&'a Chosen>> {
    let of_keys = relations.belongs.iter().map(|one| {
        let (table, key) = (one.table, one.foreign_key);
        [overrides.to_one(table, key), overrides.inverse(table, key)]
    });
    let of_associations = relations.associations.iter().map(|one| {
        let (table, left, right) = (one.table, one.left, one.right);
        [(left, right), (right, left)].map(|(near, far)| overrides.many_to_many(table, near, far))
    });
    of_keys.chain(of_associations).flatten()
}

/// The key of `ormgen.toml` that sets the name of an end.
fn setting(catalog: &Catalog, relations: &Relations, place: usize) -> String {
    let (one, is_here) = (place / 2, place.is_multiple_of(2));
    match relations.belongs.get(one) {
        Some(one) => {
            let path = lines::relationship(&catalog[one.table], one.foreign_key);
            format!("{path}.{}", if is_here { "name" } else { "inverse" })
        }
        None => {
            let one = &relations.associations[one - relations.belongs.len()];
            let between = &catalog[one.table];
            let path = match is_here {
                true => lines::path(between, one.left, one.right),
                false => lines::path(between, one.right, one.left),
            };
            format!("{}.{path}", lines::many_to_many(between))
        }
    }
}

/// The places of the ends that start from each entity.
fn by_entity(ends: &[End]) -> BTreeMap<TableId, Vec<usize>> {
    let mut places = BTreeMap::<_, Vec<_>>::new();
    for (place, end) in ends.iter().enumerate() {
        places.entry(end.from).or_default().push(place);
    }
    places
}

/// Tells of an end that is not called what its table and columns say.
fn note(catalog: &Catalog, end: &End, name: &str) -> Diagnostic {
    let (from, to) = (&catalog[end.from].name, &catalog[end.to].name);
    let reason = reason(&end.wanted.join("_"), name);
    let message = format!("the relationship from `{from}` to `{to}` is called `{name}`: {reason}");
    let note = Diagnostic::new(Code::RELATIONSHIP_RENAMED, message);
    note.at(end.span, format!("called `{name}` in `{from}`"))
}
