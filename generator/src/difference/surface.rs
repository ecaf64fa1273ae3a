//! What of a schema can change, thing by thing, and what of that do the models show?

use std::collections::BTreeMap;

use serde::Serialize;

use super::Side;
use crate::{
    Config, Schema,
    catalog::{Column, ColumnId, Deferrable, ForeignKey, Table, TableId},
    listing::{line, qualified},
    lower::{self, Content, Entity, Handle},
    name::EnumNames,
};

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Table,
    Column,
    PrimaryKey,
    Unique,
    Check,
    ForeignKey,
    Relationship,
    Enum,
    Literal,
}

/// Everything in a schema, by its kind and its name in SQL.
pub(super) struct Surface(pub(super) BTreeMap<(Kind, String), Fact>);

/// One thing.
#[derive(Debug)]
pub(super) struct Fact {
    /// The table that it comes and goes with.
    pub(super) of: Option<String>,
    sql: String,
    /// As it is shown: `Book.price: Option<f64>`.
    rust: String,
    /// What of that is its own, without the names of others: these change once.
    own: String,
    /// The new row that asks for it, and the field.
    asked: Option<(String, String)>,
    is_computed: bool,
}

impl Fact {
    fn new(of: Option<&str>, sql: String, rust: String, own: String) -> Self {
        Self {
            of: of.map(str::to_owned),
            sql,
            rust,
            own,
            asked: None,
            is_computed: false,
        }
    }

    pub(super) fn side(&self) -> Side {
        Side {
            sql: self.sql.clone(),
            rust: self.rust.clone(),
        }
    }

    pub(super) fn differs(&self, other: &Fact) -> bool {
        (&self.sql, &self.own) != (&other.sql, &other.own)
    }

    /// Without the type behind it: `Book.price`.
    fn name(&self) -> &str {
        self.rust.split(':').next().unwrap_or_default()
    }
}

/// What a program has to change for a change.
pub(super) fn breaks(kind: Kind, old: Option<&Fact>, new: Option<&Fact>) -> Option<String> {
    match (old, new) {
        (Some(old), None) if !old.rust.is_empty() => {
            Some(format!("`{}` is gone", old.name_of(kind)))
        }
        (None, Some(new)) if kind == Kind::Literal => {
            let (ty, variant) = new.rust.split_once("::")?;
            Some(format!(
                "a `match` over `{ty}` without `_` lacks `{variant}`"
            ))
        }
        (None, Some(new)) => new.asks(),
        (Some(old), Some(new)) if old.own != new.own => {
            Some(format!("`{}` is now `{}`", old.rust, new.rust))
        }
        (Some(old), Some(new)) if old.asked.is_none() && new.asked.is_some() => new.asks(),
        (Some(old), Some(new)) if !old.is_computed && new.is_computed => {
            Some(format!("`{}` can no longer be given", new.name()))
        }
        _ => None,
    }
}

impl Fact {
    /// What is gone with it.
    fn name_of(&self, kind: Kind) -> &str {
        match kind {
            Kind::Literal | Kind::Unique | Kind::Check => &self.rust,
            _ => self.name(),
        }
    }

    fn asks(&self) -> Option<String> {
        let (builder, field) = self.asked.as_ref()?;
        Some(format!("`{builder}` asks for `{field}`"))
    }
}

impl Surface {
    pub(super) fn new(schema: &Schema, config: &Config) -> Self {
        let Schema {
            catalog,
            relations,
            names,
            overrides,
            ..
        } = schema;
        let models = lower::lower(catalog, relations, names, overrides, config);
        let mut writer = Writer {
            schema,
            facts: BTreeMap::new(),
        };
        let modules = models.modules.iter();
        let modules: BTreeMap<_, _> = modules.map(|one| (&one.file, &one.content)).collect();
        for (place, table) in names.tables.iter().enumerate() {
            let entity = match modules.get(&table.module) {
                Some(Content::Entity(entity)) => Some(&**entity),
                _ => None,
            };
            writer.table(TableId(place), entity);
        }
        writer.relationships();
        for (one, names) in catalog.enums.iter().zip(&names.enums) {
            let name = qualified(one.schema.as_deref(), &one.name);
            writer.enumeration(None, &name, &one.literals, names);
        }
        Self(writer.facts)
    }
}

struct Writer<'a> {
    schema: &'a Schema,
    facts: BTreeMap<(Kind, String), Fact>,
}

impl Writer<'_> {
    fn add(&mut self, kind: Kind, subject: String, fact: Fact) {
        self.facts.insert((kind, subject), fact);
    }

    fn table(&mut self, id: TableId, entity: Option<&Entity>) {
        let table = &self.schema.catalog[id];
        let name = full(table);
        let ty = entity.map(|entity| entity.ty.clone()).unwrap_or_default();
        let fact = Fact::new(None, String::new(), ty.clone(), ty);
        self.add(Kind::Table, name.clone(), fact);
        let enums = entity.map(|entity| entity.enums.as_slice());
        let enums = enums.into_iter().flatten();
        let enums: BTreeMap<_, _> = enums.map(|one| (one.ty.as_str(), one)).collect();
        for place in 0..table.columns.len() {
            let place = ColumnId(place);
            self.column(id, &name, place, entity);
            let own = self.schema.names.tables[id.0].enums[place.0].as_ref();
            if let Some((own, one)) = own.and_then(|own| Some((own, enums.get(&*own.ty)?))) {
                let literals: Vec<_> = one.variants.iter().map(|(_, text)| text.clone()).collect();
                let subject = column_subject(&name, &table[place]);
                self.enumeration(Some(&name), &subject, &literals, own);
            }
        }
        if let Some(key) = &table.primary_key {
            let sql = format!("({})", columns(table, &key.columns));
            let types = entity.map(|entity| {
                let fields = key.columns.iter().map(|id| entity.fields[id.0].ty.as_str());
                fields.collect::<Vec<_>>().join(", ")
            });
            let own = types.unwrap_or_default();
            let rust = match entity {
                Some(entity) => format!("{}'s key: ({own})", entity.ty),
                None => String::new(),
            };
            let fact = Fact::new(Some(&name), sql, rust, own);
            self.add(Kind::PrimaryKey, name.clone(), fact);
        }
        let uniques = constants(entity, |entity| &entity.uniques);
        for (place, key) in table.uniques.iter().enumerate() {
            let subject = format!("{name} ({})", columns(table, &key.columns));
            let rust = uniques.get(&place).cloned().unwrap_or_default();
            let fact = Fact::new(Some(&name), String::new(), rust, String::new());
            self.add(Kind::Unique, subject, fact);
        }
        let checks = constants(entity, |entity| &entity.checks);
        for (place, check) in table.checks.iter().enumerate() {
            let Some(called) = &check.name else { continue };
            let subject = format!("{name} {called}");
            let rust = checks.get(&place).cloned().unwrap_or_default();
            let fact = Fact::new(Some(&name), line(&check.expression), rust, String::new());
            self.add(Kind::Check, subject, fact);
        }
        for key in &table.foreign_keys {
            let fact = Fact::new(Some(&name), actions(key), String::new(), String::new());
            let subject = self.key(table, key);
            self.add(Kind::ForeignKey, subject, fact);
        }
    }

    fn column(&mut self, table: TableId, name: &str, id: ColumnId, entity: Option<&Entity>) {
        let column = &self.schema.catalog[table][id];
        let mut sql = line(&column.ty);
        if !column.nullable {
            sql.push_str(" NOT NULL");
        }
        if let Some(default) = &column.default {
            sql.push_str(&format!(" DEFAULT {}", line(default)));
        }
        if let Some(generated) = &column.generated {
            sql.push_str(&format!(" GENERATED AS ({})", line(&generated.expression)));
        }
        let field = entity.map(|entity| (entity, &entity.fields[id.0]));
        let own = field.map(|(_, field)| match field.deferred {
            false => format!("{}: {}", field.name, field.ty),
            true => format!("{}: {}", field.constant, field.ty),
        });
        let own = own.unwrap_or_default();
        let rust = field.map(|(entity, field)| match field.deferred {
            false => format!("{}.{own}", entity.ty),
            true => format!("{}::{own}", entity.ty),
        });
        let subject = column_subject(name, column);
        let mut fact = Fact::new(Some(name), sql, rust.unwrap_or_default(), own);
        if let Some((entity, field)) = field {
            fact.is_computed = field.computed;
            fact.asked = field
                .required
                .then(|| (entity.builder.clone(), field.name.clone()));
        }
        self.add(Kind::Column, subject, fact);
    }

    fn relationships(&mut self) {
        let Schema {
            catalog,
            relations,
            names,
            ..
        } = self.schema;
        for (one, ends) in relations.belongs.iter().zip(&names.belongs) {
            let (table, target) = (&catalog[one.table], &catalog[one.target]);
            let key = self.key(table, &table.foreign_keys[one.foreign_key]);
            if relations.leads(one) {
                let holds = if one.optional { "an optional" } else { "one" };
                let way = [one.table, one.target];
                self.end(key.clone(), way, &ends.here, holds);
            }
            if relations.leads_back(one) {
                let holds = if one.unique { "an optional" } else { "many" };
                let way = [one.target, one.table];
                self.end(
                    format!("{} <- {key}", full(target)),
                    way,
                    &ends.there,
                    holds,
                );
            }
        }
        for (one, ends) in relations.associations.iter().zip(&names.associations) {
            if !relations.links(catalog, one) {
                continue;
            }
            let between = &catalog[one.table];
            let keys = [one.left, one.right].map(|place| &between.foreign_keys[place]);
            let holds = match one.writable() {
                true => "many",
                false => "many read-only",
            };
            for ([near, far], name) in [(keys, &ends.here), ([keys[1], keys[0]], &ends.there)] {
                let way = [near.target, far.target];
                let subject = format!(
                    "{} -> {} through {} ({}) ({})",
                    full(&catalog[near.target]),
                    full(&catalog[far.target]),
                    full(between),
                    columns(between, &near.columns),
                    columns(between, &far.columns)
                );
                self.end(subject, way, name, holds);
            }
        }
    }

    /// An end of a relationship, from one table to another.
    fn end(&mut self, subject: String, way: [TableId; 2], name: &str, holds: &str) {
        let [here, there] = way.map(|id| &self.schema.names.tables[id.0].ty);
        let of = full(&self.schema.catalog[way[0]]);
        let rust = format!("{here}.{name}: {holds} {there}");
        let own = format!("{name}: {holds}");
        let fact = Fact::new(Some(&of), String::new(), rust, own);
        self.add(Kind::Relationship, subject, fact);
    }

    fn enumeration(
        &mut self,
        of: Option<&str>,
        name: &str,
        literals: &[String],
        names: &EnumNames,
    ) {
        let ty = &names.ty;
        let fact = Fact::new(of, String::new(), ty.clone(), ty.clone());
        self.add(Kind::Enum, name.to_owned(), fact);
        for (literal, variant) in literals.iter().zip(&names.variants) {
            let rust = format!("{ty}::{variant}");
            let fact = Fact::new(of, String::new(), rust, variant.clone());
            self.add(Kind::Literal, format!("{name} '{}'", line(literal)), fact);
        }
    }

    /// `books (author_id) -> authors (id)`
    fn key(&self, table: &Table, key: &ForeignKey) -> String {
        let target = &self.schema.catalog[key.target];
        format!(
            "{} ({}) -> {} ({})",
            full(table),
            columns(table, &key.columns),
            full(target),
            columns(target, &key.referenced)
        )
    }
}

/// `books.price`
fn column_subject(table: &str, column: &Column) -> String {
    format!("{table}.{}", line(&column.name))
}

fn full(table: &Table) -> String {
    qualified(table.schema.as_deref(), &table.name)
}

fn columns(table: &Table, ids: &[ColumnId]) -> String {
    let names: Vec<_> = ids.iter().map(|id| line(&table[*id].name)).collect();
    names.join(", ")
}

fn actions(key: &ForeignKey) -> String {
    format!(
        "ON DELETE {} ON UPDATE {}{}",
        key.on_delete.sql(),
        key.on_update.sql(),
        match key.deferrable {
            Deferrable::No => "",
            Deferrable::InitiallyImmediate => " DEFERRABLE",
            Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
        }
    )
}

/// The constants of constraints, by their places.
fn constants(
    entity: Option<&Entity>,
    of: impl Fn(&Entity) -> &[Handle],
) -> BTreeMap<usize, String> {
    let constants = entity.into_iter().flat_map(|entity| {
        let handles = of(entity).iter();
        handles.map(|one| (one.place, format!("{}::{}", entity.ty, one.constant)))
    });
    constants.collect()
}
