//! What are enums and their variants called?
//!
//! An enum that is spelled out in a column's type belongs to that column, `<Table><Column>`, however alike two of them
//! are: they may differ tomorrow. Tables keep their names before enums do.

use std::collections::BTreeSet;

use super::{
    EnumNames, TableNames, case, columns,
    nouns::Nouns,
    number,
    settle::{Rank, Wish, join, reason, settle},
    types::Types,
};
use crate::{
    catalog::{Catalog, Column, EnumType, Table, TypeKind},
    diagnostic::{Code, Diagnostic, Diagnostics},
    source::Span,
};

/// The enums that have a name of their own.
pub(super) fn named(
    nouns: &Nouns<'_>,
    types: &mut Types,
    diagnostics: &mut Diagnostics,
) -> Vec<EnumNames> {
    let wishes: Vec<_> = nouns
        .catalog
        .enums
        .iter()
        .map(|one| named_wish(nouns, one))
        .collect();
    let settled = settle(&wishes, |words| types.take_enum(words));
    let mut names = Vec::new();
    for ((one, wish), words) in nouns.catalog.enums.iter().zip(&wishes).zip(settled) {
        let ty = case::camel(&words);
        if words != wish.names[0] {
            diagnostics.push(note(one.span, &case::camel(&wish.names[0]), &ty));
        }
        let variants = variants(&one.literals, one.span, diagnostics);
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
    types: &mut Types,
    diagnostics: &mut Diagnostics,
) -> Vec<Vec<Option<EnumNames>>> {
    let empty = |table: &Table| vec![None; table.columns.len()];
    let mut names: Vec<Vec<Option<EnumNames>>> = catalog.tables.iter().map(empty).collect();
    let found = spelled_out(catalog);
    let wishes: Vec<_> = found.iter().map(|one| inline_wish(one, tables)).collect();
    let settled = settle(&wishes, |words| types.take_inline_enum(words));
    for ((one, wish), words) in found.iter().zip(&wishes).zip(settled) {
        let ty = case::camel(&words);
        let span = one.column.span;
        if words != wish.names[0] {
            diagnostics.push(note(span, &case::camel(&wish.names[0]), &ty));
        }
        let variants = variants(one.literals, span, diagnostics);
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
    match kind {
        TypeKind::InlineEnum(literals) => Some(literals),
        TypeKind::Array(element) => literals(element),
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
    let words = number::one(&case::words(&one.name));
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

/// A variant for each literal, in their order.
fn variants(literals: &[String], span: Span, diagnostics: &mut Diagnostics) -> Vec<String> {
    let wishes = columns::wishes(literals.iter().map(String::as_str), case::variant);
    let mut taken = BTreeSet::new();
    let settled = settle(&wishes, |words| taken.insert(case::variant(words)));
    for (literal, words) in literals.iter().zip(&settled) {
        let plain = case::words(literal);
        if *words != plain {
            let variant = case::variant(words);
            let reason = reason(&case::variant(&plain), &variant);
            let message = format!("literal '{literal}' is the variant `{variant}`: {reason}");
            diagnostics.push(Diagnostic::new(Code::VARIANT_RENAMED, message).at(span, ""));
        }
    }
    settled.iter().map(|words| case::variant(words)).collect()
}

fn note(span: Span, wanted: &str, ty: &str) -> Diagnostic {
    let message = format!("the enum is the type `{ty}`: {}", reason(wanted, ty));
    Diagnostic::new(Code::TYPE_RENAMED, message).at(span, format!("called `{ty}` in Rust"))
}
