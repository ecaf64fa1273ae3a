//! What will be written, in Rust's terms? Every name and type is final; nothing is text yet.

mod dictionary;
mod docs;
mod entity;
mod enums;
mod places;
mod relationship;
mod scope;
mod types;

pub(crate) use docs::{Doc, Part};
pub(crate) use entity::{Entity, Field, Handle, Link, SPELLED_PARAMETERS};
pub(crate) use enums::Enum;
pub(crate) use places::Places;
pub(crate) use relationship::{End, Relationship};

use relationship::Ends;

use std::collections::BTreeSet;

use crate::{
    catalog::{Catalog, EnumId, Program, TableId, TypeKind},
    config::{Config, Layout, Visibility},
    dialect::Dialect,
    infer::Relations,
    library::Library,
    name::{Names, needs_raw},
    overrides::Overrides,
};

/// All modules of a schema.
#[derive(Clone, Debug)]
pub(crate) struct Models {
    pub(crate) layout: Layout,
    pub(crate) visibility: Visibility,
    pub(crate) dialect: Dialect,
    /// In the order of their names, so that it shows in no file in which order the scripts were given.
    pub(crate) modules: Vec<Module>,
    /// The libraries whose types occur, which the runtime has as features.
    pub(crate) libraries: BTreeSet<Library>,
    pub(crate) programs: Programs,
}

/// The views and triggers that are to be created: the name of each, and its statement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programs {
    pub(crate) views: Vec<(String, String)>,
    pub(crate) triggers: Vec<(String, String)>,
}

/// A file of the output, and a module of the models.
#[derive(Clone, Debug)]
pub(crate) struct Module {
    /// As an identifier: `book`, `r#type`.
    pub(crate) name: String,
    /// The file's name without `.rs`.
    pub(crate) file: String,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Entity(Box<Entity>),
    /// A table without any key between two others: its facts alone.
    Link(Box<Link>),
    Enum(Enum),
}

/// Settles every type, and what each module holds.
pub(crate) fn lower(
    catalog: &Catalog,
    relations: &Relations,
    names: &Names,
    overrides: &Overrides,
    config: &Config,
) -> Models {
    let input = Input::new(catalog, relations, names, overrides, config);
    let tables = (0..catalog.tables.len()).map(|place| entity::module(&input, TableId(place)));
    let mut modules: Vec<_> = tables.collect();
    let enums = (0..catalog.enums.len()).filter_map(|place| enums::module(&input, EnumId(place)));
    modules.extend(enums);
    modules.sort_by(|one, other| one.file.cmp(&other.file));
    let libraries = modules.iter().flat_map(|module| match &module.content {
        Content::Entity(entity) => entity.libraries.clone(),
        Content::Link(_) | Content::Enum(_) => BTreeSet::new(),
    });
    Models {
        layout: config.layout.unwrap_or_default(),
        visibility: config.visibility.unwrap_or_default(),
        dialect: catalog.dialect,
        libraries: libraries.collect(),
        programs: programs(catalog),
        modules,
    }
}

/// The views, and the triggers on them and on tables with models.
fn programs(catalog: &Catalog) -> Programs {
    let said = |one: &Program| (one.name.clone(), one.text.clone());
    let (views, triggers): (Vec<_>, Vec<_>) =
        catalog.programs.iter().partition(|one| one.table.is_none());
    let tables = catalog.tables.iter().map(|table| &table.name);
    let named = tables.chain(views.iter().map(|view| &view.name));
    let there: BTreeSet<_> = named.map(|name| name.to_lowercase()).collect();
    let is_on = |one: &&Program| {
        let on = one.table.as_ref();
        on.is_some_and(|table| there.contains(&table.to_lowercase()))
    };
    Programs {
        triggers: triggers.into_iter().filter(is_on).map(said).collect(),
        views: views.into_iter().map(said).collect(),
    }
}

/// What lowering reads, with what is asked of it again and again.
struct Input<'a> {
    catalog: &'a Catalog,
    relations: &'a Relations,
    names: &'a Names,
    overrides: &'a Overrides,
    config: &'a Config,
    ends: Ends<'a>,
}

impl<'a> Input<'a> {
    fn new(
        catalog: &'a Catalog,
        relations: &'a Relations,
        names: &'a Names,
        overrides: &'a Overrides,
        config: &'a Config,
    ) -> Self {
        let ends = Ends::new(catalog, relations, names);
        Input {
            catalog,
            relations,
            names,
            overrides,
            config,
            ends,
        }
    }

    /// The module of a table, as an identifier.
    fn module(&self, table: TableId) -> String {
        identifier(&self.names.tables[table.0].module)
    }

    fn ty(&self, table: TableId) -> &str {
        &self.names.tables[table.0].ty
    }

    fn kind_of_enum(&self, id: EnumId) -> TypeKind {
        if self.catalog[id].literals.is_empty() {
            TypeKind::Unknown
        } else {
            TypeKind::Enum(id)
        }
    }
}

/// A snake-case name as an identifier.
fn identifier(name: &str) -> String {
    if needs_raw(name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}
