//! What do the options mean in this schema? Names that stand in them are looked up here; later stages ask by place.

mod find;
pub(crate) mod lines;
mod select;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::{
    catalog::{Catalog, ColumnId, EnumId, TableId, TypeKind},
    config::{Config, options},
    diagnostic::{Code, Diagnostic, Diagnostics},
    source::Span,
};
use find::Finder;

/// The options of each thing in the catalog that has any.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overrides {
    tables: BTreeMap<TableId, Chosen>,
    columns: BTreeMap<(TableId, ColumnId), Chosen>,
    inline_enums: BTreeMap<(TableId, ColumnId), EnumNames>,
    enums: BTreeMap<EnumId, EnumNames>,
    /// By the table and the place of the foreign key in it: the end where the key is, and the other.
    keys: BTreeMap<(TableId, usize), [Option<Chosen>; 2]>,
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
pub(crate) struct EnumNames {
    pub(crate) ty: Option<Chosen>,
    /// By the place of the literal.
    pub(crate) variants: BTreeMap<usize, Chosen>,
}

impl Overrides {
    pub(crate) fn table(&self, id: TableId) -> Option<&Chosen> {
        self.tables.get(&id)
    }

    pub(crate) fn column(&self, table: TableId, column: ColumnId) -> Option<&Chosen> {
        self.columns.get(&(table, column))
    }

    pub(crate) fn enumeration(&self, id: EnumId) -> Option<&EnumNames> {
        self.enums.get(&id)
    }

    /// Of the enum that is spelled out in a column's type.
    pub(crate) fn inline_enum(&self, table: TableId, column: ColumnId) -> Option<&EnumNames> {
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

    /// Of a many-to-many's end that starts where the foreign key `near` of the table between leads.
    pub(crate) fn many_to_many(&self, table: TableId, near: usize, far: usize) -> Option<&Chosen> {
        self.paths.get(&(table, [near, far]))
    }
}

/// The catalog as the options change it, and what else they say of it. `file` is the number that the file of the options
/// has among the sources.
pub(crate) fn apply(
    catalog: Catalog,
    config: &Config,
    file: usize,
    diagnostics: &mut Diagnostics,
) -> (Catalog, Overrides) {
    let faults = config.faults.iter().cloned();
    diagnostics.extend(faults.map(|fault| fault.in_file(file)));
    let mut teller = Teller { file, diagnostics };
    let whole = Finder::new(&catalog);
    let options: Vec<_> = config
        .tables
        .0
        .iter()
        .filter_map(|(name, (place, table))| Some((whole.table(name, place, &mut teller)?, table)))
        .collect();
    let (catalog, places) = select::select(catalog, config, &mut teller);
    let mut overrides = Overrides::default();
    // A table that is left out keeps its options, for when it is left out no more.
    for (id, table) in options {
        if let Some(id) = places[id.0] {
            overrides.read_table(&catalog, id, table, &mut teller);
        }
    }
    let finder = Finder::new(&catalog);
    for (name, (place, one)) in &config.enums.0 {
        if let Some(id) = finder.enumeration(name, place, &mut teller) {
            let literals = &catalog[id].literals;
            let names = enum_names(one, literals, &mut teller);
            overrides.enums.insert(id, names);
        }
    }
    (catalog, overrides)
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
    fn read_table(
        &mut self,
        catalog: &Catalog,
        id: TableId,
        options: &options::Table,
        teller: &mut Teller<'_>,
    ) {
        let table = &catalog[id];
        if let Some(name) = &options.name {
            self.tables.insert(id, teller.chosen(name));
        }
        for (name, (place, column)) in &options.columns.0 {
            let Some(found) = find::column(table, name, place, teller) else {
                continue;
            };
            if let Some(name) = &column.name {
                self.columns.insert((id, found), teller.chosen(name));
            }
            if column.enumeration.is_empty() {
                continue;
            }
            let literals = match &table[found].kind {
                TypeKind::InlineEnum(literals) => literals.as_slice(),
                _ => {
                    let message = format!("`{}.{name}` spells out no enum", table.name);
                    let help = Some("a type of its own has its options in `enums`".to_owned());
                    teller.tell(Code::OPTION_MATCHES_NOTHING, message, place, help);
                    continue;
                }
            };
            let names = enum_names(&column.enumeration, literals, teller);
            self.inline_enums.insert((id, found), names);
        }
        for (key, (place, one)) in &options.relationships.0 {
            if let Some(key) = find::foreign_key(table, key, place, teller) {
                let ends = [&one.name, &one.inverse];
                let ends = ends.map(|name| name.as_ref().map(|name| teller.chosen(name)));
                self.keys.insert((id, key), ends);
            }
        }
        for (path, (place, name)) in &options.many_to_many.0 {
            if let Some(path) = find::path(table, path, place, teller) {
                self.paths.insert((id, path), teller.chosen(name));
            }
        }
    }
}

fn enum_names(one: &options::Enum, literals: &[String], teller: &mut Teller<'_>) -> EnumNames {
    let mut names = EnumNames {
        ty: one.name.as_ref().map(|name| teller.chosen(name)),
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
