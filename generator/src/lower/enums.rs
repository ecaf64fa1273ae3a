//! What is an enum in Rust?

use super::{
    Content, Input, Module,
    docs::{Doc, code, ours},
    identifier,
};
use crate::{
    catalog::{ColumnId, EnumId, TableId, TypeKind},
    name::EnumNames,
    overrides,
};

/// An enum with its literals.
#[derive(Clone, Debug)]
pub(crate) struct Enum {
    pub(crate) doc: Doc,
    /// What it derives beside what every enum does.
    pub(crate) derives: Vec<String>,
    pub(crate) ty: String,
    /// Each variant and its literal.
    pub(crate) variants: Vec<(String, String)>,
    /// Other literals are a variant too.
    pub(crate) open: bool,
}

/// The module of an enum that has a name of its own; one without literals is none.
pub(super) fn module(input: &Input<'_>, id: EnumId) -> Option<Module> {
    let (facts, names) = (&input.catalog[id], &input.names.enums[id.0]);
    if facts.literals.is_empty() {
        return None;
    }
    let doc = Doc::default().line([ours("The type "), code(&facts.name), ours(".")]);
    let own = input.overrides.enumeration(id);
    Some(Module {
        name: identifier(&names.module),
        file: names.module.clone(),
        content: Content::Enum(lowered(doc, input, own, names, &facts.literals)),
    })
}

/// The enum that is spelled out in a column's type.
pub(super) fn inline(input: &Input<'_>, table: TableId, column: ColumnId) -> Option<Enum> {
    let kind = super::types::effective(input, table, column);
    let TypeKind::InlineEnum(literals) = kind.element() else {
        return None;
    };
    if input.overrides.ty(table, column).is_some() {
        return None;
    }
    let names = input.names.tables[table.0].enums[column.0].as_ref()?;
    let sql = format!(
        "{}.{}",
        input.catalog[table].name, input.catalog[table][column].name
    );
    let doc = Doc::default().line([ours("What "), code(&sql), ours(" can be.")]);
    let own = input.overrides.inline_enum(table, column);
    Some(lowered(doc, input, own, names, literals))
}

/// Whether the enum of a column, if it has one, has a variant for other literals too.
pub(super) fn is_open(
    input: &Input<'_>,
    kind: &TypeKind,
    table: TableId,
    column: ColumnId,
) -> bool {
    let own = match kind {
        TypeKind::Enum(id) => input.overrides.enumeration(*id),
        _ => input.overrides.inline_enum(table, column),
    };
    own.is_some_and(|own| own.open)
}

fn lowered(
    doc: Doc,
    input: &Input<'_>,
    own: Option<&overrides::EnumChoices>,
    names: &EnumNames,
    literals: &[String],
) -> Enum {
    let variants = names
        .variants
        .iter()
        .map(|name| identifier(name))
        .zip(literals.iter().cloned());
    Enum {
        doc,
        derives: input.overrides.derives(own).to_vec(),
        open: own.is_some_and(|own| own.open),
        ty: names.ty.clone(),
        variants: variants.collect(),
    }
}
