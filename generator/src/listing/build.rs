//! What does the listing say of a catalog?

use crate::{
    catalog::{self, Catalog, ColumnId, DanglingKey, Deferrable, ForeignKey, Generated, TypeKind},
    source::{SourceFile, Span},
};

use super::{
    Check, Class, Column, Computed, EnumType, Index, Listing, Place, Reference, Table, Target,
    VERSION,
};

impl<'a> Listing<'a> {
    /// The listing of a catalog that was read from the sources.
    pub(crate) fn new(catalog: &'a Catalog, sources: &'a [SourceFile]) -> Self {
        let enums = catalog.enums.iter().map(|one| EnumType {
            schema: one.schema.as_deref(),
            name: &one.name,
            literals: &one.literals,
        });
        let tables = catalog.tables.iter().map(|table| (table, None));
        let partitions = catalog.partitions.iter();
        let partitions = partitions.map(|one| (&one.table, Some(one.of.as_str())));
        Self {
            version: VERSION,
            dialect: catalog.dialect.name(),
            tables: tables
                .chain(partitions)
                .map(|(one, of)| Table {
                    partition_of: of,
                    ..Table::new(one, catalog, sources)
                })
                .collect(),
            enums: enums.collect(),
        }
    }
}

impl<'a> Table<'a> {
    fn new(table: &'a catalog::Table, catalog: &'a Catalog, sources: &'a [SourceFile]) -> Self {
        let names = |ids: &[ColumnId]| ids.iter().map(|id| name(table, *id)).collect();
        let columns = table.columns.iter();
        let checks = table.checks.iter().map(|one| Check {
            name: one.name.as_deref(),
            expression: &one.expression,
        });
        let indexes = table.indexes.iter().map(|one| Index {
            name: one.name.as_deref(),
            unique: one.unique,
            partial: one.partial,
            columns: one
                .columns
                .iter()
                .map(|id| id.map(|id| name(table, id)))
                .collect(),
        });
        let primary_key = table.primary_key.as_ref();
        Self {
            schema: table.schema.as_deref(),
            name: &table.name,
            place: Place::new(table.span, sources),
            partition_of: None,
            comment: table.comment.as_deref(),
            columns: columns.map(|one| Column::new(one, catalog)).collect(),
            primary_key: primary_key
                .map(|key| names(&key.columns))
                .unwrap_or_default(),
            unique: table
                .uniques
                .iter()
                .map(|key| names(&key.columns))
                .collect(),
            foreign_keys: references(table, catalog),
            checks: checks.collect(),
            indexes: indexes.collect(),
            without_rowid: table.without_rowid,
            strict: table.strict,
            view: table.view,
        }
    }
}

impl<'a> Place<'a> {
    pub(crate) fn new(span: Span, sources: &'a [SourceFile]) -> Option<Self> {
        let source = sources.get(span.file)?;
        let position = source.position(span.start);
        Some(Self {
            file: source.name(),
            line: position.line,
            column: position.column,
        })
    }
}

impl<'a> Column<'a> {
    fn new(column: &'a catalog::Column, catalog: &'a Catalog) -> Self {
        let computed = |Generated { expression, stored }: &'a Generated| Computed {
            expression,
            stored: *stored,
        };
        Self {
            name: &column.name,
            ty: &column.ty,
            class: Class::new(&column.kind, catalog),
            nullable: column.nullable,
            default: column.default.as_deref(),
            generated: column.generated.as_ref().map(computed),
            auto_increment: column.auto_increment,
            collation: column.collation.as_deref(),
            comment: column.comment.as_deref(),
        }
    }
}

impl<'a> Class<'a> {
    fn new(kind: &'a TypeKind, catalog: &'a Catalog) -> Self {
        match kind {
            TypeKind::Boolean => Class::Boolean,
            TypeKind::Integer { bits, unsigned } => Class::Integer {
                bits: *bits,
                unsigned: *unsigned,
            },
            TypeKind::Real { bits } => Class::Real { bits: *bits },
            TypeKind::Decimal => Class::Decimal,
            TypeKind::Text { length } => Class::Text { length: *length },
            TypeKind::Bytes => Class::Bytes,
            TypeKind::Date => Class::Date,
            TypeKind::Time => Class::Time,
            TypeKind::Timestamp => Class::Timestamp,
            TypeKind::TimestampTz => Class::TimestampTz,
            TypeKind::Uuid => Class::Uuid,
            TypeKind::Json => Class::Json,
            TypeKind::Enum(id) => Class::Enum {
                name: Some(&catalog[*id].name),
                literals: &catalog[*id].literals,
            },
            TypeKind::InlineEnum(literals) => Class::Enum {
                name: None,
                literals,
            },
            TypeKind::Array(element) => Class::Array {
                element: Box::new(Class::new(element, catalog)),
            },
            TypeKind::Unknown => Class::Unknown,
        }
    }
}

/// The foreign keys of a table in the order of the script, with those that lead nowhere.
fn references<'a>(table: &'a catalog::Table, catalog: &'a Catalog) -> Vec<Reference<'a>> {
    let resolved = table.foreign_keys.iter();
    let dangling = table.dangling.iter();
    let mut keys: Vec<_> = resolved
        .map(|key| (key.span, Reference::resolved(key, table, catalog)))
        .chain(dangling.map(|key| (key.span, Reference::dangling(key, table))))
        .collect();
    keys.sort_by_key(|(span, _)| *span);
    keys.into_iter().map(|(_, key)| key).collect()
}

impl<'a> Reference<'a> {
    fn resolved(key: &'a ForeignKey, table: &'a catalog::Table, catalog: &'a Catalog) -> Self {
        let target = &catalog[key.target];
        Self {
            name: key.name.as_deref(),
            columns: key.columns.iter().map(|id| name(table, *id)).collect(),
            references: Target {
                schema: target.schema.as_deref(),
                table: &target.name,
                columns: key.referenced.iter().map(|id| name(target, *id)).collect(),
            },
            on_delete: key.on_delete.sql(),
            on_update: key.on_update.sql(),
            deferrable: deferrable(key.deferrable),
            resolved: true,
        }
    }

    fn dangling(key: &'a DanglingKey, table: &'a catalog::Table) -> Self {
        Self {
            name: key.name.as_deref(),
            columns: key.columns.iter().map(|id| name(table, *id)).collect(),
            references: Target {
                schema: key.schema.as_deref(),
                table: &key.table,
                columns: key.referenced.iter().map(String::as_str).collect(),
            },
            on_delete: key.on_delete.sql(),
            on_update: key.on_update.sql(),
            deferrable: deferrable(key.deferrable),
            resolved: false,
        }
    }
}

fn name(table: &catalog::Table, id: ColumnId) -> &str {
    &table[id].name
}

pub(super) fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "NOT DEFERRABLE",
        Deferrable::InitiallyImmediate => "INITIALLY IMMEDIATE",
        Deferrable::InitiallyDeferred => "INITIALLY DEFERRED",
    }
}
