//! What are enums and their variants called?
//!
//! An enum that is spelled out in a column's type belongs to that column, `<Table><Column>`, however alike two of them
//! are: they may differ tomorrow. Tables keep their names before enums do.

use std::collections::BTreeSet;

use super::{
    EnumNames, TableNames, case,
    chosen::{self, Spelling},
    columns,
    nouns::Nouns,
    settle::{Rank, Wish, choose, join, reason, settle},
    types::Types,
};
use crate::{
    catalog::{Catalog, Column, ColumnId, EnumId, EnumType, Table, TableId, TypeKind},
    diagnostic::{Code, Diagnostic, Diagnostics},
    overrides::{self, Overrides, lines},
    source::Span,
};

/// The types that were chosen for enums that have a name of their own.
pub(super) fn chosen_named(
    catalog: &Catalog,
    overrides: &Overrides,
    types: &mut Types,
    diagnostics: &mut Diagnostics,
) -> Vec<Option<String>> {
    let enums = (0..catalog.enums.len()).map(|place| {
        let one = overrides.enumeration(EnumId(place));
        let name = one.and_then(|one| one.ty.as_ref());
        let take = |name: &str| types.take_enum(name, &case::module(&case::words(name)));
        chosen::settle(name, Spelling::Type, take, diagnostics)
    });
    enums.collect()
}

/// The enums that have a name of their own.
pub(super) fn named(
    nouns: &Nouns<'_>,
    overrides: &Overrides,
    chosen: Vec<Option<String>>,
    types: &mut Types,
    diagnostics: &mut Diagnostics,
) -> Vec<EnumNames> {
    let enums = || nouns.catalog.enums.iter();
    let wishes = enums().zip(&chosen).map(|(one, chosen)| match chosen {
        Some(_) => Wish::nothing(),
        None => named_wish(nouns, one),
    });
    let wishes: Vec<_> = wishes.collect();
    let settled = settle(&wishes, |words| {
        types.take_enum(&case::camel(words), &case::module(words))
    });
    let mut names = Vec::new();
    let settled = enums().zip(&wishes).zip(settled).zip(chosen);
    for (place, (((one, wish), words), chosen)) in settled.enumerate() {
        let words = chosen.as_deref().map_or(words, case::words);
        let ty = chosen.unwrap_or_else(|| case::camel(&words));
        let key = lines::enumeration(one);
        if wish.names.first().is_some_and(|best| *best != words) {
            diagnostics.push(note(one.span, &case::camel(&wish.names[0]), &ty, &key));
        }
        let own = overrides.enumeration(EnumId(place));
        let variants = variants(&one.literals, own, one.span, &key, diagnostics);
        names.push(EnumNames {
            ty,
            module: case::module(&words),
            variants,
        });
    }
    names
}

/// The enums in the types of columns, by table and column.
pub(super) fn inline(
    catalog: &Catalog,
    tables: &[TableNames],
    overrides: &Overrides,
    types: &mut Types,
    diagnostics: &mut Diagnostics,
) -> Vec<Vec<Option<EnumNames>>> {
    let empty = |table: &Table| vec![None; table.columns.len()];
    let mut names: Vec<Vec<Option<EnumNames>>> = catalog.tables.iter().map(empty).collect();
    let found = spelled_out(catalog);
    let own =
        |one: &SpelledOut<'_>| overrides.inline_enum(TableId(one.place.0), ColumnId(one.place.1));
    let chosen = found.iter().map(|one| {
        let name = own(one).and_then(|own| own.ty.as_ref());
        let take = |name: &str| types.take_inline_enum(name);
        chosen::settle(name, Spelling::Type, take, diagnostics)
    });
    let chosen: Vec<_> = chosen.collect();
    let wishes = found.iter().zip(&chosen).map(|(one, chosen)| match chosen {
        Some(_) => Wish::nothing(),
        None => inline_wish(one, tables),
    });
    let wishes: Vec<_> = wishes.collect();
    let settled = settle(&wishes, |words| types.take_inline_enum(&case::camel(words)));
    let settled = found.iter().zip(&wishes).zip(settled).zip(chosen);
    for (((one, wish), words), chosen) in settled {
        let ty = chosen.unwrap_or_else(|| case::camel(&words));
        let span = one.column.span;
        let table = &catalog.tables[one.place.0];
        let key = format!("{}.enum", lines::column(table, ColumnId(one.place.1)));
        if wish.names.first().is_some_and(|best| *best != words) {
            diagnostics.push(note(span, &case::camel(&wish.names[0]), &ty, &key));
        }
        let variants = variants(one.literals, own(one), span, &key, diagnostics);
        names[one.place.0][one.place.1] = Some(EnumNames {
            ty,
            module: String::new(),
            variants,
        });
    }
    names
}

/// A column whose type spells out an enum.
struct SpelledOut<'a> {
    /// The table's place and the column's.
    place: (usize, usize),
    column: &'a Column,
    literals: &'a [String],
}

fn spelled_out(catalog: &Catalog) -> Vec<SpelledOut<'_>> {
    let tables = catalog.tables.iter().enumerate();
    let columns = tables.flat_map(|(table, one)| {
        one.columns
            .iter()
            .enumerate()
            .map(move |(place, column)| ((table, place), column))
    });
    let found = columns.filter_map(|(place, column)| {
        literals(&column.kind).map(|literals| SpelledOut {
            place,
            column,
            literals,
        })
    });
    found.collect()
}

fn literals(kind: &TypeKind) -> Option<&[String]> {
    match kind.element() {
        TypeKind::InlineEnum(literals) => Some(literals),
        _ => None,
    }
}

fn inline_wish(one: &SpelledOut<'_>, tables: &[TableNames]) -> Wish {
    let (table, column) = one.place;
    let TableNames { ty, fields, .. } = &tables[table];
    let words = join(&case::words(ty), &case::words(&fields[column]));
    let second = join(&words, &["enum".to_owned()]);
    let sql = format!("{ty}.{}", fields[column]);
    Wish {
        names: vec![words, second],
        rank: Rank {
            kind: 0,
            respelled: false,
            sql,
        },
    }
}

fn named_wish(nouns: &Nouns<'_>, one: &EnumType) -> Wish {
    let words = nouns.inflection.one(&case::words(&one.name));
    let schema = nouns.schema(one.schema.as_deref());
    let mut names = vec![words.clone(), join(&words, &["enum".to_owned()])];
    names.extend(schema.map(|schema| join(&case::words(schema), &words)));
    let respelled = case::snake(&words) != one.name;
    let sql = format!("{}.{}", schema.unwrap_or_default(), one.name);
    Wish {
        names,
        rank: Rank {
            kind: 0,
            respelled,
            sql,
        },
    }
}

/// The variant of an open enum for the literals that it does not know.
const OTHER: &str = "Other";

/// A variant for each literal, in their order.
fn variants(
    literals: &[String],
    own: Option<&overrides::EnumChoices>,
    span: Span,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let mut wishes = columns::wishes(
        literals.iter().map(|one| (one.as_str(), one.as_str())),
        case::variant,
    );
    let mut variants = vec![String::new(); literals.len()];
    let mut taken = BTreeSet::new();
    if own.is_some_and(|own| own.open) {
        taken.insert(OTHER.to_owned());
    }
    let chosen = |place| own.and_then(|own| own.variants.get(&place));
    let all: Vec<_> = (0..wishes.len()).map(chosen).collect();
    let said = |place: usize| format!("the literal '{}'", literals[place]);
    diagnostics.extend(chosen::collisions(&wishes, &all, case::variant, said));
    for (place, name) in own.iter().flat_map(|own| &own.variants) {
        let take = |name: &str| taken.insert(name.to_owned());
        if let Some(name) = chosen::settle(Some(name), Spelling::Type, take, diagnostics) {
            variants[*place] = name;
            wishes[*place].names.clear();
        }
    }
    let settled = settle(&wishes, |words| taken.insert(case::variant(words)));
    let settled = literals.iter().zip(&settled).zip(&mut variants);
    for ((literal, words), variant) in settled.filter(|((_, words), _)| !words.is_empty()) {
        *variant = case::variant(words);
        let plain = case::words(literal);
        if *words != plain {
            let reason = reason(&case::variant(&plain), variant);
            let message = format!("literal '{literal}' is the variant `{variant}`: {reason}");
            let note = Diagnostic::new(Code::VARIANT_RENAMED, message).at(span, "");
            diagnostics.push(note.help(choose(&lines::variant(key, literal), variant)));
        }
    }
    variants
}

fn note(span: Span, wanted: &str, ty: &str, key: &str) -> Diagnostic {
    let message = format!("the enum is the type `{ty}`: {}", reason(wanted, ty));
    let note = Diagnostic::new(Code::TYPE_RENAMED, message);
    let note = note.at(span, format!("called `{ty}` in Rust"));
    note.help(choose(&format!("{key}.name"), ty))
}
