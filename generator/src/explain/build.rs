//! What is there to say of the relationships of a schema?

use super::{
    By, Explanation, Holds, Kind, NearMiss, OnDelete, Order, Relationship, Side, Through,
    Undeclared, VERSION,
};
use crate::{
    Schema,
    catalog::{Action, Catalog, ColumnId, Declared, ForeignKey, Table, TableId},
    infer::{self, Association, Belongs, Would},
    listing::{Place, Target},
    name::Ends,
    overrides::{Behaviour, lines},
    source::{SourceFile, Span},
};

/// How many characters of a statement are shown.
const LONGEST: usize = 120;

impl<'a> Explanation<'a> {
    /// The explanation of a schema that was read from the sources.
    pub(crate) fn new(schema: &'a Schema, sources: &'a [SourceFile]) -> Self {
        let reader = Reader { schema, sources };
        let (relations, names) = (&schema.relations, &schema.names);
        let belongs = relations.belongs.iter().zip(&names.belongs);
        let associations = relations.associations.iter().zip(&names.associations);
        let near_misses = relations.near_misses.iter();
        let undeclared = relations.undeclared.iter();
        Self {
            version: VERSION,
            dialect: schema.catalog.dialect.name(),
            relationships: belongs
                .map(|(one, ends)| reader.belongs(one, ends))
                .chain(associations.map(|(one, ends)| reader.association(one, ends)))
                .collect(),
            near_misses: near_misses.map(|one| reader.near_miss(one)).collect(),
            undeclared: undeclared.map(|one| reader.undeclared(one)).collect(),
        }
    }
}

/// Puts places in lists into words.
struct Reader<'a> {
    schema: &'a Schema,
    sources: &'a [SourceFile],
}

impl<'a> Reader<'a> {
    fn belongs(&self, one: &Belongs, ends: &'a Ends) -> Relationship<'a> {
        let (catalog, relations) = (self.catalog(), &self.schema.relations);
        let key = &catalog[one.table].foreign_keys[one.foreign_key];
        let one_or_many = match one.unique {
            true => (Kind::OneToOne, Holds::Optional),
            false => (Kind::ManyToOne, Holds::Many),
        };
        let here = match one.optional {
            true => Holds::Optional,
            false => Holds::Required,
        };
        let name = |name: &'a str, is_there: bool| is_there.then_some(name);
        let behaviour = self.schema.overrides.behaviour(one.table, one.foreign_key);
        let leads = name(&ends.here, relations.leads(one));
        let leads_back = name(&ends.there, relations.leads_back(one));
        Relationship {
            kind: one_or_many.0,
            here: self.side(one.table, &key.columns, leads, here),
            there: self.side(one.target, &key.referenced, leads_back, one_or_many.1),
            through: None,
            writable: !behaviour.is_some_and(|behaviour| behaviour.read_only),
            on_delete: Some(on_delete(&catalog[one.table], key, behaviour)),
            delete_orphans: behaviour.is_some_and(|behaviour| behaviour.deletes_orphans),
            order_by: behaviour
                .map_or(&[][..], |behaviour| &behaviour.order)
                .iter()
                .map(|(column, descending)| Order {
                    column: &catalog[one.table][*column].name,
                    descending: *descending,
                })
                .collect(),
            needs: Vec::new(),
            shared: Vec::new(),
            declared: key.declared == Declared::Script,
            rule: one.evidence.rule,
            place: self.place(one.evidence.span),
            statement: self.statement(one.evidence.span),
            settings: settings(
                &lines::relationship(&catalog[one.table], one.foreign_key),
                [("name", leads), ("inverse", leads_back)],
            ),
        }
    }

    fn association(&self, one: &'a Association, ends: &'a Ends) -> Relationship<'a> {
        let between = &self.catalog()[one.table];
        let (left, right) = (
            &between.foreign_keys[one.left],
            &between.foreign_keys[one.right],
        );
        let is_there = self.schema.relations.links(self.catalog(), one);
        let name = |name: &'a str| is_there.then_some(name);
        Relationship {
            kind: Kind::ManyToMany,
            here: self.side(left.target, &left.referenced, name(&ends.here), Holds::Many),
            there: self.side(
                right.target,
                &right.referenced,
                name(&ends.there),
                Holds::Many,
            ),
            through: Some(Through {
                schema: between.schema.as_deref(),
                table: &between.name,
                entity: self.entity(one.table),
                here: names(between, &left.columns),
                there: names(between, &right.columns),
            }),
            writable: one.writable(),
            on_delete: None,
            delete_orphans: false,
            order_by: Vec::new(),
            needs: names(between, &one.needs),
            shared: names(between, &one.shared),
            declared: [left, right]
                .iter()
                .all(|key| key.declared == Declared::Script),
            rule: one.evidence.rule,
            place: self.place(one.evidence.span),
            statement: self.statement(one.evidence.span),
            settings: settings(
                &lines::many_to_many(between),
                [
                    (&lines::path(between, one.left, one.right), name(&ends.here)),
                    (
                        &lines::path(between, one.right, one.left),
                        name(&ends.there),
                    ),
                ],
            ),
        }
    }

    fn near_miss(&self, one: &infer::NearMiss) -> NearMiss<'a> {
        let table = &self.catalog()[one.table];
        NearMiss {
            kind: match one.would {
                Would::OneToOne(_) => Kind::OneToOne,
                Would::ManyToMany(..) => Kind::ManyToMany,
            },
            schema: table.schema.as_deref(),
            table: &table.name,
            message: one.message(self.catalog()),
            reason: one.reason(self.catalog()),
            help: one.help(self.catalog()),
            place: self.place(one.span),
        }
    }

    fn undeclared(&self, one: &infer::Undeclared) -> Undeclared<'a> {
        let (table, target) = (&self.catalog()[one.table], &self.catalog()[one.target]);
        Undeclared {
            schema: table.schema.as_deref(),
            table: &table.name,
            columns: names(table, &[one.column]),
            references: Target {
                schema: target.schema.as_deref(),
                table: &target.name,
                columns: names(target, &[one.referenced]),
            },
            certain: one.certain,
            constraint: one.constraint(self.catalog()),
            place: self.place(table[one.column].span),
        }
    }

    fn catalog(&self) -> &'a Catalog {
        &self.schema.catalog
    }

    fn side(
        &self,
        id: TableId,
        columns: &[ColumnId],
        name: Option<&'a str>,
        holds: Holds,
    ) -> Side<'a> {
        let table = &self.catalog()[id];
        Side {
            schema: table.schema.as_deref(),
            table: &table.name,
            columns: names(table, columns),
            entity: self.entity(id),
            name,
            holds,
        }
    }

    /// The type of a table, where it has one.
    fn entity(&self, id: TableId) -> Option<&'a str> {
        let is_link = self.schema.relations.without_entity.contains(&id);
        (!is_link).then(|| self.schema.names.tables[id.0].ty.as_str())
    }

    fn place(&self, span: Span) -> Option<Place<'a>> {
        Place::new(span, self.sources)
    }

    /// The text of a place, in one line of bearable length.
    fn statement(&self, span: Span) -> String {
        let source = self.sources.get(span.file);
        let text = source.and_then(|source| source.text().get(span.start..span.end));
        let words: Vec<_> = text.unwrap_or_default().split_whitespace().collect();
        let line = words.join(" ");
        match line.char_indices().nth(LONGEST) {
            Some((end, _)) => line[..end].to_owned() + "…",
            None => line,
        }
    }
}

fn names<'a>(table: &'a Table, columns: &[ColumnId]) -> Vec<&'a str> {
    columns.iter().map(|id| table[*id].name.as_str()).collect()
}

/// A table of `ormgen.toml` with the names of both ends; nothing where neither has one.
fn settings(path: &str, names: [(&str, Option<&str>); 2]) -> String {
    let named = names.iter().filter_map(|(key, name)| Some((key, (*name)?)));
    let lines: String = named
        .map(|(key, name)| format!("{key} = \"{name}\"\n"))
        .collect();
    match lines.as_str() {
        "" => lines,
        lines => format!("[{path}]\n{lines}"),
    }
}

/// What becomes of rows where the one that they refer to is deleted.
fn on_delete(table: &Table, key: &ForeignKey, behaviour: Option<&Behaviour>) -> OnDelete {
    let chosen = behaviour.and_then(|behaviour| behaviour.on_delete);
    let mut columns = key.columns.iter();
    let (action, by) = match (key.on_delete, chosen) {
        (Action::NoAction | Action::Restrict, Some(chosen)) => (chosen, By::Options),
        (Action::NoAction | Action::Restrict, None)
            if columns.any(|column| table[*column].nullable) =>
        {
            (Action::SetNull, By::Session)
        }
        (action, _) => (action, By::Database),
    };
    OnDelete {
        action: action.sql().to_ascii_lowercase().replace(' ', "_"),
        by,
    }
}
