//! Which Rust type, and which facts, does a column's kind give?

use super::{Input, scope::Scope};
use crate::{
    catalog::{ColumnId, TableId, TypeKind},
    config::Config,
    library::Library,
};

/// The kind of a column, as it is to be generated: what cannot be is the database's text.
pub(super) fn effective(input: &Input<'_>, table: TableId, column: ColumnId) -> TypeKind {
    let kind = &input.catalog[table][column].kind;
    // Clippy finds types that are nested deeper too complex.
    let deepest = match kind.element() {
        TypeKind::TimestampTz | TypeKind::Bytes => 2,
        _ => 3,
    };
    match kind.dimensions() > deepest {
        true => TypeKind::Unknown,
        false => generated(input, kind),
    }
}

fn generated(input: &Input<'_>, kind: &TypeKind) -> TypeKind {
    match kind {
        TypeKind::Enum(id) => input.kind_of_enum(*id),
        TypeKind::InlineEnum(literals) if literals.is_empty() => TypeKind::Unknown,
        TypeKind::Array(element) => TypeKind::Array(Box::new(match generated(input, element) {
            // A `Vec<u8>` is bytes.
            TypeKind::Integer {
                bits: 8,
                unsigned: true,
            } => TypeKind::Integer {
                bits: 16,
                unsigned: true,
            },
            element => element,
        })),
        kind => kind.clone(),
    }
}

/// The type of a column whose elements, or which itself where it is no array, are of the type `element`.
pub(super) fn nested(kind: &TypeKind, element: String, scope: &Scope) -> String {
    match kind {
        TypeKind::Array(inner) => {
            let vec = scope.std("Vec", "::std::vec::Vec");
            format!("{vec}<{}>", nested(inner, element, scope))
        }
        _ => element,
    }
}

/// The library that has the type for a kind, or for its elements.
pub(super) fn library(kind: &TypeKind, config: &Config) -> Option<Library> {
    let library = match kind.element() {
        TypeKind::Date | TypeKind::Time | TypeKind::Timestamp | TypeKind::TimestampTz => {
            return config.library_of_dates();
        }
        TypeKind::Decimal => Library::RustDecimal,
        TypeKind::Json => Library::SerdeJson,
        TypeKind::Uuid => Library::Uuid,
        _ => return None,
    };
    config.has(library).then_some(library)
}

/// The Rust type for a kind that is no array, never an `Option`; `enum_type` is the name of its enum.
pub(super) fn rust(
    kind: &TypeKind,
    enum_type: Option<&str>,
    scope: &Scope,
    config: &Config,
) -> String {
    let text = || scope.std("String", "::std::string::String").to_owned();
    if let Some(library) = library(kind, config) {
        let ty = match (library, kind) {
            (Library::Time, TypeKind::Date) => "Date",
            (Library::Time, TypeKind::Time) => "Time",
            (Library::Time, TypeKind::Timestamp) => "PrimitiveDateTime",
            (Library::Time, _) => "OffsetDateTime",
            (Library::Jiff, TypeKind::Date) => "civil::Date",
            (Library::Jiff, TypeKind::Time) => "civil::Time",
            (Library::Jiff, TypeKind::Timestamp) => "civil::DateTime",
            (Library::Jiff, _) => "Timestamp",
            (Library::Chrono, TypeKind::Date) => "NaiveDate",
            (Library::Chrono, TypeKind::Time) => "NaiveTime",
            (Library::Chrono, TypeKind::Timestamp) => "NaiveDateTime",
            (Library::Chrono, _) => "DateTime<chrono::Utc>",
            (Library::RustDecimal, _) => "Decimal",
            (Library::SerdeJson, _) => "Value",
            (Library::Uuid, _) => "Uuid",
        };
        return format!("{}::{ty}", library.name());
    }
    match kind {
        TypeKind::Boolean => "bool".to_owned(),
        TypeKind::Integer { bits, unsigned } => {
            format!("{}{bits}", if *unsigned { 'u' } else { 'i' })
        }
        TypeKind::Real { bits } => format!("f{bits}"),
        TypeKind::Bytes => format!("{}<u8>", scope.std("Vec", "::std::vec::Vec")),
        TypeKind::Enum(_) | TypeKind::InlineEnum(_) => enum_type.map_or_else(text, str::to_owned),
        _ => text(),
    }
}

/// Whether the Rust type for a kind is `Copy`.
pub(super) fn is_copied(kind: &TypeKind, config: &Config) -> bool {
    match kind {
        TypeKind::Boolean
        | TypeKind::Integer { .. }
        | TypeKind::Real { .. }
        | TypeKind::Enum(_)
        | TypeKind::InlineEnum(_) => true,
        TypeKind::Json | TypeKind::Array(_) => false,
        kind => library(kind, config).is_some(),
    }
}
