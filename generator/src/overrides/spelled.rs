//! What do the options add to the Rust that is written: types, derives and attributes?

use std::collections::{BTreeMap, btree_map::Entry};

use super::{Overrides, Teller, find::meant};
use crate::{
    catalog::{Catalog, ColumnId, Table, TableId, TypeKind},
    config::{
        Config,
        options::{self, Named, Place, Said},
    },
    diagnostic::Code,
    rust,
};

/// How everything is to be that is written as it is given: more stands behind it.
const PLAIN: &str = "in one line without a comment";

/// What is added to a type's declaration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Additions {
    /// Paths behind those of `#[derive(…)]`, none of them twice.
    pub(crate) derives: Vec<String>,
    pub(crate) attributes: Vec<String>,
}

/// Those of the given lists that are paths, which are derived beside what is derived everywhere.
pub(super) fn derives(
    everywhere: &[String],
    lists: &[&[Said]],
    teller: &mut Teller<'_>,
) -> Vec<String> {
    let mut all = everywhere.to_vec();
    for Said { text, place } in lists.iter().copied().flatten() {
        if !rust::is_path(text) {
            let message =
                format!("expected the path of a trait to derive, {PLAIN}, found `{text}`");
            teller.tell(Code::OPTION_VALUE, message, place, None);
        } else if !all.contains(text) {
            all.push(text.clone());
        }
    }
    all
}

/// Those of the given list that are attributes.
pub(super) fn attributes(list: &[Said], teller: &mut Teller<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for Said { text, place } in list {
        if !rust::is_attribute(text) {
            let message =
                format!("expected an attribute, as `#[serde(skip)]`, {PLAIN}, found `{text}`");
            teller.tell(Code::OPTION_VALUE, message, place, None);
        } else {
            all.push(text.clone());
        }
    }
    all
}

/// A Rust type, if it is one.
pub(super) fn ty(said: &Said, teller: &mut Teller<'_>) -> Option<String> {
    let Said { text, place } = said;
    if rust::is_type(text) {
        return Some(text.clone());
    }
    let message = format!("expected a type in Rust, {PLAIN}, found `{text}`");
    teller.tell(Code::OPTION_VALUE, message, place, None);
    None
}

/// The path of a module whose functions store a column, which is in no key: a session compares those by their values.
pub(super) fn with(
    table: &Table,
    column: ColumnId,
    said: &Said,
    teller: &mut Teller<'_>,
) -> Option<String> {
    let Said { text, place } = said;
    let mut keys = table.primary_key.iter().chain(&table.uniques);
    let in_key = keys.any(|key| key.columns.contains(&column));
    let mut foreign_keys = table.foreign_keys.iter();
    let message = if !rust::is_path(text) {
        format!("expected the path of a module, as `crate::as_json`, {PLAIN}, found `{text}`")
    } else if in_key || foreign_keys.any(|key| key.columns.contains(&column)) {
        let name = &table[column].name;
        format!(
            "`{}.{name}` is part of a key, whose values are compared: give it a `type` of your own",
            table.name
        )
    } else {
        return Some(text.clone());
    };
    teller.tell(Code::OPTION_VALUE, message, place, None);
    None
}

impl Overrides {
    /// Gives the types that keys have to the foreign keys that lead to them, and to those that lead to these.
    pub(super) fn lead_types(&mut self, catalog: &Catalog) {
        let mut leading = BTreeMap::<_, Vec<_>>::new();
        for (place, table) in catalog.tables.iter().enumerate() {
            for key in &table.foreign_keys {
                for (own, other) in key.columns.iter().zip(&key.referenced) {
                    let columns = leading.entry((key.target, *other)).or_default();
                    columns.push((TableId(place), *own));
                }
            }
        }
        let mut open: Vec<_> = self.types.keys().copied().collect();
        while let Some(column) = open.pop() {
            let ty = self.types.get(&column).cloned();
            let own = ty.filter(|_| !self.elements.contains(&column));
            for leads in leading.get(&column).into_iter().flatten() {
                if let (Some(ty), Entry::Vacant(none)) = (&own, self.types.entry(*leads)) {
                    none.insert(ty.clone());
                    open.push(*leads);
                }
            }
        }
    }

    /// The types that are chosen for types of SQL: for `numeric(10, 2)` before `numeric`.
    pub(super) fn types(
        &mut self,
        catalog: &Catalog,
        types: &Named<Said>,
        teller: &mut Teller<'_>,
    ) {
        let chosen = types.0.iter();
        let mut chosen: BTreeMap<_, Choice<'_>> = chosen
            .map(|(sql, (place, said))| (plain(sql), Choice::new(sql, place, said, teller)))
            .collect();
        for (place, table) in catalog.tables.iter().enumerate() {
            self.types_of(TableId(place), table, &mut chosen);
        }
        for choice in chosen.into_values().filter(|choice| !choice.is_used) {
            let known = catalog.tables.iter().flat_map(|table| &table.columns);
            let known = known.map(|column| column.ty.as_str());
            let message = format!("no column has the type `{}`", choice.sql);
            let help = meant(choice.sql, known);
            teller.tell(Code::OPTION_MATCHES_NOTHING, message, choice.place, help);
        }
    }

    fn types_of(&mut self, id: TableId, table: &Table, chosen: &mut BTreeMap<String, Choice<'_>>) {
        for (place, column) in table.columns.iter().enumerate() {
            let whole = plain(&column.ty);
            let element = match &column.kind {
                TypeKind::Array(_) => plain(of_elements(&column.ty)),
                _ => whole.clone(),
            };
            let name = element.split('(').next().unwrap_or_default().to_owned();
            let wishes = [whole.clone(), element, name].into_iter();
            let found = wishes.into_iter().find(|ty| chosen.contains_key(ty));
            let Some((found, choice)) =
                found.and_then(|ty| Some((ty.clone(), chosen.get_mut(&ty)?)))
            else {
                continue;
            };
            choice.is_used = true;
            let column_id = (id, ColumnId(place));
            // What is chosen for the column itself goes before.
            if let (Some(ty), Entry::Vacant(own)) = (&choice.ty, self.types.entry(column_id)) {
                own.insert(ty.clone());
                if found != whole {
                    self.elements.insert(column_id);
                }
            }
        }
    }
}

/// A type that is chosen for one of SQL.
struct Choice<'a> {
    sql: &'a str,
    place: &'a Place,
    ty: Option<String>,
    is_used: bool,
}

impl<'a> Choice<'a> {
    fn new(sql: &'a str, place: &'a Place, said: &Said, teller: &mut Teller<'_>) -> Self {
        Self {
            sql,
            place,
            ty: ty(said, teller),
            is_used: false,
        }
    }
}

/// The type of the elements of an array: `text` of `text[3][]`, `integer` of `integer ARRAY[4]`.
fn of_elements(ty: &str) -> &str {
    let element = ty.split('[').next().unwrap_or_default().trim_end();
    let array = element.len().checked_sub("array".len());
    let word = array.and_then(|start| element.split_at_checked(start));
    match word {
        Some((before, word))
            if word.eq_ignore_ascii_case("array") && before.ends_with(char::is_whitespace) =>
        {
            before.trim_end()
        }
        _ => element,
    }
}

/// A type in small letters and without white space.
fn plain(ty: &str) -> String {
    let letters = ty.chars().filter(|letter| !letter.is_whitespace());
    letters.flat_map(char::to_lowercase).collect()
}

/// What is derived on every entity and enum.
pub(super) fn everywhere(config: &Config, teller: &mut Teller<'_>) -> Vec<String> {
    derives(&[], &[&config.derive], teller)
}

/// What is added to an entity.
pub(super) fn of_table(
    everywhere: &[String],
    options: &options::Table,
    teller: &mut Teller<'_>,
) -> Additions {
    Additions {
        derives: derives(everywhere, &[&options.derive], teller),
        attributes: attributes(&options.attributes, teller),
    }
}
