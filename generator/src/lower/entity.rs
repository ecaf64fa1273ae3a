//! What is a table in Rust?

use std::collections::BTreeSet;

use super::{
    Content, Enum, Input, Module, Places, Relationship, dictionary,
    docs::{Doc, code},
    enums, identifier,
    scope::Scope,
    types,
};
use crate::{
    catalog::{Action, ColumnId, ForeignKey, Table, TableId, TypeKind},
    library::Library,
    name::constant,
    overrides::Additions,
};

/// A table's row type, the type of its new rows, and its facts.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) doc: Doc,
    /// What is added to the declaration of the type.
    pub(crate) additions: Additions,
    pub(crate) ty: String,
    pub(crate) builder: String,
    /// The modules and types of other files that are named here, in the order of the modules.
    pub(crate) imports: BTreeSet<(String, String)>,
    pub(crate) libraries: BTreeSet<Library>,
    /// One for each column, in their order.
    pub(crate) fields: Vec<Field>,
    pub(crate) relationships: Vec<Relationship>,
    pub(crate) uniques: Vec<Handle>,
    pub(crate) checks: Vec<Handle>,
    /// Places of the fields that are the key.
    pub(crate) identity: Vec<usize>,
    pub(crate) enums: Vec<Enum>,
    /// How the module writes `Option`, and `String`.
    pub(crate) option: &'static str,
    pub(crate) string: &'static str,
    /// Names for type parameters: one for each required column where the builder's type spells them, else one.
    pub(crate) parameters: Vec<String>,
    pub(crate) facts: Link,
}

/// The facts of a table.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) table: Table,
    /// What each column holds, as it is generated.
    pub(crate) kinds: Vec<TypeKind>,
    /// The literals of each column that is an enum.
    pub(crate) literals: Vec<Vec<String>>,
    /// The foreign keys that are relationships.
    pub(crate) foreign_keys: Vec<Key>,
    pub(crate) identity: Vec<ColumnId>,
    pub(crate) identity_is_primary: bool,
    /// The column that counts the changes of a row.
    pub(crate) version: Option<ColumnId>,
    /// Columns whose values are never printed.
    pub(crate) sensitive: BTreeSet<ColumnId>,
    /// The place of each column among the facts: those that rows are read without come last.
    pub(crate) places: Places,
}

/// A foreign key that is a relationship.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// Its place in the table.
    pub(crate) place: usize,
    /// The module that it leads to.
    pub(crate) module: String,
    /// The places of the columns there.
    pub(crate) referenced: Vec<usize>,
    /// What a session does where the database does nothing.
    pub(crate) by_session: Option<Action>,
}

/// Of how many required columns a builder's type spells the places: clippy finds types with more too complex.
pub(crate) const SPELLED_PARAMETERS: usize = 7;

impl Entity {
    /// The fields that a row has.
    pub(crate) fn row(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.deferred)
    }
}

/// A column as a field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) doc: Doc,
    pub(crate) attributes: Vec<String>,
    /// `price`, `r#type`.
    pub(crate) name: String,
    /// `PRICE`.
    pub(crate) constant: String,
    /// With its `Option`.
    pub(crate) ty: String,
    /// Whether that is an `Option`.
    pub(crate) nullable: bool,
    /// What stores it, where that is not its type.
    pub(crate) stored: Option<Stored>,
    /// The type is `Copy`.
    pub(crate) copied: bool,
    /// Its values are never printed.
    pub(crate) sensitive: bool,
    /// Its place among the columns of the facts.
    pub(crate) place: usize,
    /// Rows are read without it, and it is no field.
    pub(crate) deferred: bool,
    /// An insert has to give it.
    pub(crate) required: bool,
    /// The database computes it: it cannot be given.
    pub(crate) computed: bool,
    /// The name in the database.
    pub(crate) sql: String,
}

/// A constraint as a constant.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    pub(crate) doc: Doc,
    /// `UNIQUE_EMAIL`.
    pub(crate) constant: String,
    /// Its place among those of its kind.
    pub(crate) place: usize,
}

/// What stores a field of another crate's type.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    /// The type without its `Option`.
    pub(crate) ty: String,
    /// The module that has the functions.
    pub(crate) with: String,
}

/// The module of a table.
pub(super) fn module(input: &Input<'_>, id: TableId) -> Module {
    let facts = facts(input, id);
    let content = if input.relations.without_entity.contains(&id) {
        Content::Link(Box::new(facts))
    } else {
        Content::Entity(Box::new(entity(input, id, facts)))
    };
    Module {
        name: input.module(id),
        file: input.names.tables[id.0].module.clone(),
        content,
    }
}

fn entity(input: &Input<'_>, id: TableId, facts: Link) -> Entity {
    let (table, names) = (&input.catalog[id], &input.names.tables[id.0]);
    let relationships = input.ends.lower(input, id);
    let own_type = |place: usize| input.overrides.ty(id, ColumnId(place)).is_some();
    let kinds = facts.kinds.iter().enumerate();
    let named_enums = kinds.filter_map(|(place, kind)| match kind.element() {
        TypeKind::Enum(id) if !own_type(place) => {
            let names = &input.names.enums[id.0];
            Some((identifier(&names.module), names.ty.clone()))
        }
        _ => None,
    });
    let related = relationships
        .iter()
        .filter(|one| one.constant.is_some() && !one.itself);
    let imports: BTreeSet<_> = related
        .map(|one| (one.module.clone(), one.ty.clone()))
        .chain(named_enums)
        .collect();
    let columns = (0..table.columns.len()).map(ColumnId);
    let enums: Vec<_> = columns
        .clone()
        .filter_map(|column| enums::inline(input, id, column))
        .collect();

    let mut scope = Scope::default();
    imports.iter().for_each(|(_, ty)| scope.take(ty));
    enums.iter().for_each(|one| scope.take(&one.ty));
    [&names.ty, &names.builder]
        .into_iter()
        .for_each(|ty| scope.take(ty));

    let fields: Vec<_> = columns
        .map(|column| field(input, id, column, &facts.kinds[column.0], &scope))
        .collect();
    let kinds = facts.kinds.iter().enumerate();
    let kinds = kinds.filter(|(place, _)| input.overrides.ty(id, ColumnId(*place)).is_none());
    let libraries = kinds
        .filter_map(|(_, kind)| types::library(kind, input.config))
        .collect();
    let required = fields.iter().filter(|field| field.required).count();
    let deferred: Vec<_> = input.overrides.deferred(id).collect();
    Entity {
        doc: dictionary::table(input.catalog, table, input.overrides.version(id), &deferred),
        additions: input.overrides.additions(id).clone(),
        ty: names.ty.clone(),
        builder: names.builder.clone(),
        imports,
        libraries,
        fields,
        relationships,
        uniques: handles(&table.uniques, &names.uniques, |key| {
            dictionary::unique(table, key)
        }),
        checks: handles(&table.checks, &names.checks, dictionary::check),
        identity: facts.identity.iter().map(|column| column.0).collect(),
        enums,
        option: scope.std("Option", "::core::option::Option"),
        string: scope.std("String", "::std::string::String"),
        parameters: scope.parameters(required.clamp(1, SPELLED_PARAMETERS)),
        facts,
    }
}

/// The constants of those constraints that have one.
fn handles<C>(constraints: &[C], names: &[Option<String>], doc: impl Fn(&C) -> Doc) -> Vec<Handle> {
    let constraints = constraints.iter().zip(names).enumerate();
    let handles = constraints.filter_map(|(place, (constraint, name))| {
        Some(Handle {
            doc: doc(constraint),
            constant: constant(name.as_ref()?),
            place,
        })
    });
    handles.collect()
}

/// The places of the columns that a foreign key refers to among the fields of its target.
fn referenced(input: &Input<'_>, key: &ForeignKey, target: TableId) -> Vec<usize> {
    let places = input.places(target);
    let columns = key.referenced.iter();
    columns.map(|column| places.of(*column)).collect()
}

fn facts(input: &Input<'_>, id: TableId) -> Link {
    let table = &input.catalog[id];
    let columns = (0..table.columns.len()).map(ColumnId);
    let kinds: Vec<_> = columns
        .clone()
        .map(|column| types::effective(input, id, column))
        .collect();
    let literals = kinds.iter().map(|kind| match kind.element() {
        TypeKind::Enum(id) => input.catalog[*id].literals.clone(),
        TypeKind::InlineEnum(literals) => literals.clone(),
        _ => Vec::new(),
    });
    let identity = &input.relations.identities[id.0];
    Link {
        table: table.clone(),
        literals: literals.collect(),
        kinds,
        foreign_keys: input
            .ends
            .foreign_keys(id)
            .map(|(place, target)| Key {
                place,
                module: input.module(target),
                referenced: referenced(input, &table.foreign_keys[place], target),
                by_session: input
                    .overrides
                    .behaviour(id, place)
                    .and_then(|behaviour| behaviour.on_delete),
            })
            .collect(),
        identity: identity.columns.clone(),
        identity_is_primary: identity.is_primary,
        version: input.overrides.version(id),
        sensitive: columns
            .filter(|column| input.overrides.is_sensitive(id, *column))
            .collect(),
        places: input.places(id),
    }
}

fn field(
    input: &Input<'_>,
    id: TableId,
    column: ColumnId,
    kind: &TypeKind,
    scope: &Scope,
) -> Field {
    let (facts, names) = (&input.catalog[id][column], &input.names.tables[id.0]);
    let doc = dictionary::definition(input.catalog, &input.catalog[id], column);
    let doc = Doc::default()
        .line([code(doc)])
        .comment(facts.comment.as_deref());
    let enum_type = match kind.element() {
        TypeKind::Enum(id) => Some(input.names.enums[id.0].ty.as_str()),
        _ => names.enums[column.0]
            .as_ref()
            .map(|names| names.ty.as_str()),
    };
    let own = input.overrides.ty(id, column);
    let element = match own {
        Some(ty) => ty.to_owned(),
        None => types::rust(kind.element(), enum_type, scope, input.config),
    };
    let is_whole = own.is_some() && !input.overrides.is_of_elements(id, column);
    let doc = match kind {
        TypeKind::Array(_) if !is_whole => doc.line([dictionary::elements()]),
        _ => doc,
    };
    let sensitive = input.overrides.is_sensitive(id, column);
    let places = input.places(id);
    let doc = match sensitive {
        true => doc.line([dictionary::sensitive()]),
        false => doc,
    };
    let ty = match is_whole {
        true => element,
        false => types::nested(kind, element, scope),
    };
    let stored = input.overrides.with(id, column).map(|with| Stored {
        ty: ty.clone(),
        with: with.to_owned(),
    });
    let ty = if facts.nullable {
        format!("{}<{ty}>", scope.std("Option", "::core::option::Option"))
    } else {
        ty
    };
    Field {
        doc,
        attributes: input.overrides.attributes(id, column).to_vec(),
        name: identifier(&names.fields[column.0]),
        constant: constant(&names.fields[column.0]),
        ty,
        nullable: facts.nullable,
        copied: own.is_none()
            && stored.is_none()
            && types::is_copied(kind, input.config)
            && !enums::is_open(input, kind, id, column),
        stored,
        sensitive,
        place: places.of(column),
        deferred: places.is_deferred(column),
        required: input.is_required(id, column),
        computed: facts.generated.is_some(),
        sql: facts.name.clone(),
    }
}
