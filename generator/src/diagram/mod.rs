//! What does an entity-relationship diagram show? Tables with their columns, and a line for each foreign key.

mod dot;
mod mermaid;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Schema,
    catalog::{Catalog, ColumnId, Declared, Table, TableId},
    diagnostic::nearest,
    infer::Belongs,
    listing::qualified,
    name::Ends,
};

/// What is drawn, in the order of the catalog.
#[derive(Debug)]
pub(crate) struct Diagram<'a> {
    tables: Vec<Shape<'a>>,
    lines: Vec<Line>,
}

/// A table.
#[derive(Debug)]
struct Shape<'a> {
    /// With its schema, where that is written.
    name: String,
    /// In the order of their places.
    columns: Vec<Attribute<'a>>,
}

/// A column.
#[derive(Debug)]
struct Attribute<'a> {
    id: ColumnId,
    name: &'a str,
    ty: &'a str,
    nullable: bool,
    primary: bool,
    foreign: bool,
    unique: bool,
}

/// A foreign key.
#[derive(Debug)]
struct Line {
    /// The place of the table that has it.
    from: usize,
    /// The place of its first column there.
    column: Option<usize>,
    to: usize,
    optional: bool,
    unique: bool,
    /// The database knows of it.
    declared: bool,
    /// What both ends are called in Rust.
    names: Ends,
}

/// Which columns are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    All,
    /// Of keys and foreign keys.
    Keys,
    None,
}

/// What of a schema is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) columns: Columns,
    /// The tables in the middle; all where none is named.
    pub(crate) around: &'a [String],
    /// How many foreign keys away from them the others may be.
    pub(crate) depth: usize,
}

impl<'a> Diagram<'a> {
    /// The diagram of a schema.
    ///
    /// # Errors
    ///
    /// There is no table in the middle of that name.
    pub(crate) fn new(schema: &'a Schema, view: View<'_>) -> Result<Self, String> {
        let catalog = &schema.catalog;
        let near = match view.around {
            [] => (0..catalog.tables.len()).map(TableId).collect(),
            names => around(schema, &centre(catalog, names)?, view.depth),
        };
        let places: BTreeMap<_, _> = near.iter().zip(0..).collect();
        let shapes = near.iter().map(|id| shape(schema, *id, view.columns));
        let shapes: Vec<_> = shapes.collect();
        let relations = schema.relations.belongs.iter().zip(&schema.names.belongs);
        let lines = relations.filter_map(|(one, names)| {
            let (from, to) = (*places.get(&one.table)?, *places.get(&one.target)?);
            Some(line(catalog, &shapes, one, names, [from, to]))
        });
        Ok(Self {
            lines: lines.collect(),
            tables: shapes,
        })
    }

    /// In Mermaid's language.
    pub(crate) fn mermaid(&self) -> String {
        mermaid::text(self)
    }

    /// In Graphviz's language.
    pub(crate) fn dot(&self) -> String {
        dot::text(self)
    }
}

/// The tables of these names.
fn centre(catalog: &Catalog, names: &[String]) -> Result<Vec<TableId>, String> {
    let find = |name: &String| {
        let is_named = |table: &Table| {
            let full = qualified(table.schema.as_deref(), &table.name);
            table.name.eq_ignore_ascii_case(name) || full.eq_ignore_ascii_case(name)
        };
        let tables = catalog.tables.iter().enumerate();
        let found: Vec<_> = tables
            .filter(|(_, table)| is_named(table))
            .map(|(place, _)| TableId(place))
            .collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let known = catalog.tables.iter().map(|table| table.name.as_str());
        let meant = nearest(name, known).map(|meant| format!(": did you mean `{meant}`?"));
        Err(format!(
            "the schema has no table `{name}`{}",
            meant.unwrap_or_default()
        ))
    };
    let found: Result<Vec<_>, _> = names.iter().map(find).collect();
    found.map(|found| found.concat())
}

/// The tables that are at most so many foreign keys away, in whichever direction.
fn around(schema: &Schema, centre: &[TableId], depth: usize) -> BTreeSet<TableId> {
    let mut beside = BTreeMap::<TableId, Vec<TableId>>::new();
    for one in &schema.relations.belongs {
        beside.entry(one.table).or_default().push(one.target);
        beside.entry(one.target).or_default().push(one.table);
    }
    let mut near: BTreeSet<_> = centre.iter().copied().collect();
    let mut edge = near.clone();
    for _ in 0..depth {
        let next = edge.iter().filter_map(|id| beside.get(id)).flatten();
        edge = next.copied().filter(|id| !near.contains(id)).collect();
        if edge.is_empty() {
            break;
        }
        near.extend(&edge);
    }
    near
}

fn shape<'a>(schema: &'a Schema, id: TableId, columns: Columns) -> Shape<'a> {
    let table = &schema.catalog[id];
    let foreign: BTreeSet<_> = table
        .foreign_keys
        .iter()
        .flat_map(|key| &key.columns)
        .collect();
    let primary = table.primary_key.as_ref().map(|key| &key.columns);
    let unique: BTreeSet<_> = table
        .uniques
        .iter()
        .filter_map(|key| match key.columns.as_slice() {
            [only] => Some(only),
            _ => None,
        })
        .collect();
    let attributes = table.columns.iter().enumerate().map(|(place, column)| {
        let id = ColumnId(place);
        Attribute {
            id,
            name: &column.name,
            ty: &column.ty,
            nullable: column.nullable,
            primary: primary.is_some_and(|key| key.contains(&id)),
            foreign: foreign.contains(&id),
            unique: unique.contains(&id),
        }
    });
    let shown = attributes.filter(|one| match columns {
        Columns::All => true,
        Columns::Keys => one.primary || one.foreign || one.unique,
        Columns::None => false,
    });
    Shape {
        name: qualified(table.schema.as_deref(), &table.name),
        columns: shown.collect(),
    }
}

fn line(
    catalog: &Catalog,
    shapes: &[Shape<'_>],
    one: &Belongs,
    names: &Ends,
    [from, to]: [usize; 2],
) -> Line {
    let table = &catalog[one.table];
    let key = &table.foreign_keys[one.foreign_key];
    let first = key.columns.first();
    let shown = &shapes[from].columns;
    Line {
        from,
        column: first.and_then(|id| shown.binary_search_by_key(id, |one| one.id).ok()),
        to,
        optional: one.optional,
        unique: one.unique,
        declared: key.declared == Declared::Script,
        names: names.clone(),
    }
}
