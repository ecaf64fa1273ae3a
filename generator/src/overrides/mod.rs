//! What do the options mean in this schema? Names that stand in them are looked up here; later stages ask by place.

mod behave;
mod declare;
mod deferred;
mod find;
pub(crate) mod lines;
mod select;
mod sensitive;
mod spelled;
#[cfg(test)]
mod tests;
mod version;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalog::{Catalog, ColumnId, EnumId, Table, TableId, TypeKind},
    config::{Config, Inference, options},
    diagnostic::{Code, Diagnostic, Diagnostics},
    source::Span,
    word::Inflection,
};
pub(crate) use behave::Behaviour;
use find::{Finder, Once};
pub(crate) use spelled::Additions;

/// The options of each thing in the catalog that has any.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) inflection: Inflection,
    /// Tables that link others and are to be no entities, and where that is said.
    without_entity: BTreeMap<TableId, Option<Span>>,
    /// Whether tables may give many-to-many relationships: all, and those where it is said.
    no_links: bool,
    links: BTreeMap<TableId, bool>,
    versions: BTreeMap<TableId, ColumnId>,
    types: BTreeMap<(TableId, ColumnId), String>,
    elements: BTreeSet<(TableId, ColumnId)>,
    withs: BTreeMap<(TableId, ColumnId), String>,
    attributes: BTreeMap<(TableId, ColumnId), Vec<String>>,
    /// Columns whose values are never printed.
    sensitive: BTreeSet<(TableId, ColumnId)>,
    /// Columns that rows are read without.
    deferred: BTreeSet<(TableId, ColumnId)>,
    /// What is derived on all that has no options of its own.
    everywhere: Additions,
    additions: BTreeMap<TableId, Additions>,
    tables: BTreeMap<TableId, Chosen>,
    columns: BTreeMap<(TableId, ColumnId), Chosen>,
    inline_enums: BTreeMap<(TableId, ColumnId), EnumChoices>,
    enums: BTreeMap<EnumId, EnumChoices>,
    /// By the table and the place of the foreign key in it: the end where the key is, and the other.
    keys: BTreeMap<(TableId, usize), [Option<Chosen>; 2]>,
    behaviours: BTreeMap<(TableId, usize), Behaviour>,
    /// By the table between, the place of the foreign key to where the end starts, and of the one to where it leads.
    paths: BTreeMap<(TableId, [usize; 2]), Chosen>,
}

/// A name that was chosen, which is written as it is.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) name: String,
    /// Where in `ormgen.toml`.
    pub(crate) span: Option<Span>,
}

/// The names that were chosen for an enum.
#[derive(Clone, Debug, Default)]
pub(crate) struct EnumChoices {
    pub(crate) ty: Option<Chosen>,
    /// Behind what every enum derives.
    pub(crate) derives: Vec<String>,
    /// Other literals are a variant too.
    pub(crate) open: bool,
    /// By the place of the literal.
    pub(crate) variants: BTreeMap<usize, Chosen>,
}

impl Overrides {
    /// Whether a table gives a many-to-many relationship where it links two others.
    pub(crate) fn may_link(&self, id: TableId) -> bool {
        self.links.get(&id).copied().unwrap_or(!self.no_links)
    }

    /// Whether the options say of this very table that it links others.
    pub(crate) fn asks_to_link(&self, id: TableId) -> bool {
        self.links.get(&id) == Some(&true)
    }

    /// Whether a table that links others is to be no entity, and where that is said.
    pub(crate) fn without_entity(&self, id: TableId) -> Option<Option<Span>> {
        self.without_entity.get(&id).copied()
    }

    /// The column that counts the changes of a row.
    pub(crate) fn version(&self, id: TableId) -> Option<ColumnId> {
        self.versions.get(&id).copied()
    }

    /// The Rust type that is chosen for a column.
    pub(crate) fn ty(&self, table: TableId, column: ColumnId) -> Option<&str> {
        self.types.get(&(table, column)).map(String::as_str)
    }

    /// Whether that is the type of the elements of an array, which was chosen for theirs.
    pub(crate) fn is_of_elements(&self, table: TableId, column: ColumnId) -> bool {
        self.elements.contains(&(table, column))
    }

    /// The module whose functions store a column.
    pub(crate) fn with(&self, table: TableId, column: ColumnId) -> Option<&str> {
        self.withs.get(&(table, column)).map(String::as_str)
    }

    /// The attributes of a field.
    pub(crate) fn attributes(&self, table: TableId, column: ColumnId) -> &[String] {
        let found = self.attributes.get(&(table, column));
        found.map_or(&[], Vec::as_slice)
    }

    /// Whether values of a column are never printed.
    pub(crate) fn is_sensitive(&self, table: TableId, column: ColumnId) -> bool {
        self.sensitive.contains(&(table, column))
    }

    /// The columns that rows of a table are read without, in their order.
    pub(crate) fn deferred(&self, table: TableId) -> impl Iterator<Item = ColumnId> {
        let of_table = (table, ColumnId(0))..(TableId(table.0 + 1), ColumnId(0));
        self.deferred.range(of_table).map(|(_, column)| *column)
    }

    /// What is added to an entity.
    pub(crate) fn additions(&self, id: TableId) -> &Additions {
        self.additions.get(&id).unwrap_or(&self.everywhere)
    }

    /// What an enum derives too, by what is chosen for it.
    pub(crate) fn derives<'a>(&'a self, one: Option<&'a EnumChoices>) -> &'a [String] {
        one.map_or(&self.everywhere.derives, |one| &one.derives)
    }

    pub(crate) fn table(&self, id: TableId) -> Option<&Chosen> {
        self.tables.get(&id)
    }

    pub(crate) fn column(&self, table: TableId, column: ColumnId) -> Option<&Chosen> {
        self.columns.get(&(table, column))
    }

    pub(crate) fn enumeration(&self, id: EnumId) -> Option<&EnumChoices> {
        self.enums.get(&id)
    }

    /// Of the enum that is spelled out in a column's type.
    pub(crate) fn inline_enum(&self, table: TableId, column: ColumnId) -> Option<&EnumChoices> {
        self.inline_enums.get(&(table, column))
    }

    /// Of a foreign key's end at its own table.
    pub(crate) fn to_one(&self, table: TableId, key: usize) -> Option<&Chosen> {
        self.keys.get(&(table, key))?[0].as_ref()
    }

    /// Of a foreign key's end at the table that it leads to.
    pub(crate) fn inverse(&self, table: TableId, key: usize) -> Option<&Chosen> {
        self.keys.get(&(table, key))?[1].as_ref()
    }

    /// How the relationship of a foreign key behaves, where the options say so.
    pub(crate) fn behaviour(&self, table: TableId, key: usize) -> Option<&Behaviour> {
        self.behaviours.get(&(table, key))
    }

    /// Of a many-to-many's end that starts where the foreign key `near` of the table between leads.
    pub(crate) fn many_to_many(&self, table: TableId, near: usize, far: usize) -> Option<&Chosen> {
        self.paths.get(&(table, [near, far]))
    }
}

/// The catalog without the tables that the options leave out, and what they say of each of the others. `file` is the number
/// that the file of the options has among the sources.
pub(crate) fn select<'a>(
    catalog: Catalog,
    config: &'a Config,
    file: usize,
    diagnostics: &mut Diagnostics,
) -> (Catalog, Vec<(TableId, &'a options::Table)>) {
    let faults = config.faults.iter().cloned();
    diagnostics.extend(faults.map(|fault| fault.in_file(file)));
    let mut teller = Teller { file, diagnostics };
    let whole = Finder::new(&catalog);
    let mut once = Once::new("table");
    let options = config.tables.0.iter().filter_map(|(name, (place, table))| {
        let found = whole.table(name, place, &mut teller)?;
        Some((once.take(found, (name, place), &mut teller)?, table))
    });
    let options: Vec<_> = options.collect();
    let (catalog, places) = select::select(catalog, config, &mut teller);
    // A table that is left out keeps its options, for when it is left out no more.
    let kept = options.into_iter();
    let kept = kept.filter_map(|(id, table)| Some((places[id.0]?, table)));
    (catalog, kept.collect())
}

/// The catalog as the options of its tables change it, and what else they say of it.
pub(crate) fn apply(
    mut catalog: Catalog,
    tables: &declare::Optioned<'_>,
    (config, file): (&Config, usize),
    diagnostics: &mut Diagnostics,
) -> (Catalog, Overrides) {
    let mut teller = Teller { file, diagnostics };
    let mut overrides = Overrides {
        inflection: Inflection::new(&config.irregular, &config.uncountable),
        no_links: !config.infers(Inference::ManyToMany),
        ..Overrides::default()
    };
    overrides.everywhere.derives = spelled::everywhere(config, &mut teller);
    declare::declare(&mut catalog, tables, &mut teller);
    let mut asked = Vec::new();
    for (id, table) in tables {
        let columns = overrides.read_table(&catalog, *id, table, &mut teller);
        asked.extend(columns.into_iter().map(|column| (*id, column)));
    }
    overrides.defer(&catalog, &asked, &mut teller);
    sensitive::follow(&catalog, &mut overrides.sensitive);
    // What is said of a key goes before what is said of all columns of its type.
    overrides.lead_types(&catalog);
    overrides.types(&catalog, &config.types, &mut teller);
    overrides.lead_types(&catalog);
    let finder = Finder::new(&catalog);
    let mut once = Once::new("enum");
    for (name, (place, one)) in &config.enums.0 {
        let found = finder.enumeration(name, place, &mut teller);
        let found = found.and_then(|id| once.take(id, (name, place), &mut teller));
        if let Some(id) = found {
            let literals = &catalog[id].literals;
            let names = overrides.enum_names(one, literals, &mut teller);
            overrides.enums.insert(id, names);
        }
    }
    (catalog, overrides)
}

/// The tables that the options do not leave out, as the scripts leave them.
#[cfg(feature = "cli")]
pub(crate) fn selected(
    catalog: Catalog,
    config: &Config,
    file: usize,
    diagnostics: &mut Diagnostics,
) -> Catalog {
    let faults = config.faults.iter().cloned();
    diagnostics.extend(faults.map(|fault| fault.in_file(file)));
    select::select(catalog, config, &mut Teller { file, diagnostics }).0
}

/// Tells what is wrong with options.
struct Teller<'a> {
    file: usize,
    diagnostics: &'a mut Diagnostics,
}

impl Teller<'_> {
    fn chosen(&self, name: &options::Said) -> Chosen {
        Chosen {
            name: name.text.clone(),
            span: self.span(&name.place),
        }
    }

    fn span(&self, place: &options::Place) -> Option<Span> {
        place.as_ref().map(|place| Span {
            file: self.file,
            start: place.start,
            end: place.end,
        })
    }

    fn tell(&mut self, code: Code, message: String, place: &options::Place, help: Option<String>) {
        let mut diagnostic = Diagnostic::new(code, message);
        if let Some(span) = self.span(place) {
            diagnostic = diagnostic.at(span, "");
        }
        diagnostic.help.extend(help);
        self.diagnostics.push(diagnostic);
    }
}

impl Overrides {
    /// What the options of a table say, and which of its columns they want deferred.
    fn read_table<'o>(
        &mut self,
        catalog: &Catalog,
        id: TableId,
        options: &'o options::Table,
        teller: &mut Teller<'_>,
    ) -> Vec<(ColumnId, &'o options::Place)> {
        let table = &catalog[id];
        if let Some(name) = &options.name {
            self.tables.insert(id, teller.chosen(name));
        }
        if options.entity == Some(false) {
            self.without_entity
                .insert(id, teller.span(&options.entity_place));
        }
        self.links.extend(options.association.map(|may| (id, may)));
        let version = options.version.as_ref();
        let version = version.and_then(|said| version::column(table, said, teller));
        self.versions.extend(version.map(|column| (id, column)));
        let additions = spelled::of_table(&self.everywhere.derives, options, teller);
        self.additions.insert(id, additions);
        let deferred = self.read_columns(table, id, options, teller);
        let mut once = Once::new("foreign key");
        for (name, (place, one)) in &options.relationships.0 {
            let found = find::foreign_key(table, name, place, teller);
            let found = found.and_then(|key| once.take(key, (name, place), teller));
            if let Some(key) = found {
                let ends = [&one.name, &one.inverse];
                let ends = ends.map(|name| name.as_ref().map(|name| teller.chosen(name)));
                self.keys.insert((id, key), ends);
                let behaviour = behave::read(catalog, id, key, (place, one), teller);
                self.behaviours.insert((id, key), behaviour);
            }
        }
        for (path, (place, name)) in &options.many_to_many.0 {
            if let Some(path) = find::path(table, path, place, teller) {
                self.paths.insert((id, path), teller.chosen(name));
            }
        }
        deferred
    }

    /// What the options of a table say of its columns, and which of these they want deferred.
    fn read_columns<'o>(
        &mut self,
        table: &Table,
        id: TableId,
        options: &'o options::Table,
        teller: &mut Teller<'_>,
    ) -> Vec<(ColumnId, &'o options::Place)> {
        let mut deferred = Vec::new();
        let mut once = Once::new("column");
        for (name, (place, column)) in &options.columns.0 {
            let found = find::column(table, name, place, teller);
            let found = found.and_then(|id| once.take(id, (name, place), teller));
            let Some(found) = found else { continue };
            if let Some(name) = &column.name {
                self.columns.insert((id, found), teller.chosen(name));
            }
            let ty = column
                .ty
                .as_ref()
                .and_then(|said| spelled::ty(said, teller));
            self.types.extend(ty.map(|ty| ((id, found), ty)));
            let with = column.with.as_ref();
            let with = with.and_then(|said| spelled::with(table, found, said, teller));
            self.withs.extend(with.map(|with| ((id, found), with)));
            let attributes = spelled::attributes(&column.attributes, teller);
            self.attributes.insert((id, found), attributes);
            if column.sensitive == Some(true) {
                self.sensitive.insert((id, found));
            }
            if column.deferred == Some(true) {
                deferred.push((found, place));
                if !column.attributes.is_empty() {
                    let message = format!(
                        "`{}.{name}` is deferred: no field has its attributes",
                        table.name
                    );
                    teller.tell(Code::OPTION_MATCHES_NOTHING, message, place, None);
                }
            }
            if column.enumeration.is_empty() {
                continue;
            }
            if column.ty.is_some() {
                let message = format!(
                    "`{}.{name}` has a `type` of its own, so that no enum is written for it",
                    table.name
                );
                let help = Some("leave out its `type` or its `enum`".to_owned());
                teller.tell(Code::OPTION_VALUE, message, place, help);
                continue;
            }
            let literals = match table[found].kind.element() {
                TypeKind::InlineEnum(literals) => literals.as_slice(),
                _ => {
                    let message = format!("`{}.{name}` spells out no enum", table.name);
                    let help = Some("a type of its own has its options in `enums`".to_owned());
                    teller.tell(Code::OPTION_MATCHES_NOTHING, message, place, help);
                    continue;
                }
            };
            let names = self.enum_names(&column.enumeration, literals, teller);
            self.inline_enums.insert((id, found), names);
        }
        deferred
    }
}

impl Overrides {
    fn enum_names(
        &self,
        one: &options::Enum,
        literals: &[String],
        teller: &mut Teller<'_>,
    ) -> EnumChoices {
        let mut names = EnumChoices {
            ty: one.name.as_ref().map(|name| teller.chosen(name)),
            derives: spelled::derives(&self.everywhere.derives, &[&one.derive], teller),
            open: one.open == Some(true),
            variants: BTreeMap::new(),
        };
        for (literal, (place, name)) in &one.variants.0 {
            let Some(found) = literals.iter().position(|known| known == literal) else {
                let message = format!("the enum has no literal `{literal}`");
                let help = find::meant(literal, literals.iter().map(String::as_str));
                teller.tell(Code::OPTION_MATCHES_NOTHING, message, place, help);
                continue;
            };
            names.variants.insert(found, teller.chosen(name));
        }
        names
    }
}
