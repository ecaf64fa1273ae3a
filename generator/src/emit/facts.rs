//! How are the facts of a table, and of its relationships, written?

use super::{
    escape::{comment, literal},
    layout::{self, Expr},
};
use crate::{
    catalog::{
        Action, Check, Column, ColumnId, Declared, Deferrable, ForeignKey, Index, Key, TypeKind,
    },
    lower::{End, Entity, Link, Relationship},
};

/// `pub(super) static TABLE: … = …;`
pub(super) fn table(link: &Link) -> String {
    let facts = &link.table;
    let columns = link.places.columns().map(|id| {
        let (facts, place) = (&facts[id], id.0);
        let mut rest = rest(facts);
        if link.sensitive.contains(&id) {
            rest = rest.method("sensitive", []);
        }
        if link.places.is_deferred(id) {
            rest = rest.method("deferred", [number(place)]);
        }
        column(facts, (&link.kinds[place], &link.literals[place]), rest)
    });
    let columns: Vec<_> = match facts.columns.as_slice() {
        // rustfmt folds an array of one tuple in a way of its own, unless a comment stands in it.
        [only] => columns
            .map(|one| one.commented(comment(&only.name)))
            .collect(),
        _ => columns.collect(),
    };
    let columns = Expr::call("&schema::columns", [Expr::array(columns)]);
    let mut value =
        Expr::call("schema::Table::new", [string(&facts.name)]).method("columns", [columns]);
    let key = facts
        .primary_key
        .as_ref()
        .map_or(&[][..], |key| &key.columns);
    let places = |columns: &[ColumnId]| places(link, columns);
    value = value.method("primary_key", [places(key)]);
    if !link.identity_is_primary {
        value = value.method("identity", [places(&link.identity)]);
    }
    if let Some(version) = link.version {
        value = value.method("version", [number(link.places.of(version))]);
    }
    if let Some(schema) = &facts.schema {
        value = value.method("schema", [string(schema)]);
    }
    let of = |columns: &[ColumnId]| {
        let names: Vec<_> = columns
            .iter()
            .map(|column| facts[*column].name.as_str())
            .collect();
        comment(&names.join(", "))
    };
    let uniques = facts
        .uniques
        .iter()
        .map(|key| (of(&key.columns), unique(key, places(&key.columns))));
    value = listed(value, "uniques", uniques);
    let keys = link.foreign_keys.iter().map(|one| {
        let key = &facts.foreign_keys[one.place];
        let referenced = Expr::slice(one.referenced.iter().copied().map(number));
        let ends = [places(&key.columns), referenced];
        let value = foreign_key(key, &one.module, ends);
        let value = match one.by_session {
            Some(what) => value.method("by_session", [action(what)]),
            None => value,
        };
        (of(&key.columns), value)
    });
    value = listed(value, "foreign_keys", keys);
    let indexes = facts.indexes.iter().filter_map(|facts| {
        let (columns, value) = index(link, facts)?;
        Some((of(&columns), value))
    });
    value = listed(value, "indexes", indexes);
    let checks = facts.checks.iter().map(|check| {
        (
            comment(check.name.as_deref().unwrap_or("without a name")),
            condition(check),
        )
    });
    value = listed(value, "checks", checks);
    if facts.without_rowid {
        value = value.method("without_rowid", []);
    }
    if facts.strict {
        value = value.method("strict", []);
    }
    layout::item(0, "pub(super) static TABLE: schema::Table", &value)
}

/// `pub(super) static ENTITY: … = …;`
pub(super) fn entity(entity: &Entity) -> String {
    let facts = entity.relationships.iter().enumerate();
    let facts = facts.map(|(number, one)| relationship(one).commented(number.to_string()));
    let facts = Expr::slice(facts);
    let head = "pub(super) static ENTITY: orm::Entity";
    layout::item_for(head, ("orm::Entity::new", &entity.ty), facts)
}

fn relationship(one: &Relationship) -> Expr {
    let target = if one.itself {
        "&ENTITY".to_owned()
    } else {
        format!("&super::{}::ENTITY", one.module)
    };
    let start = [string(&one.name), Expr::atom(target)];
    let fact = |form: &str, rest: Vec<Expr>| {
        Expr::call(
            format!("orm::RelationshipFact::{form}"),
            start.into_iter().chain(rest),
        )
    };
    let fact = match &one.end {
        End::BelongsTo { key, .. } => fact("belongs_to", vec![number(*key)]),
        End::HasOne { key, .. } => fact("has_one", vec![number(*key)]),
        End::HasMany { key, .. } => fact("has_many", vec![number(*key)]),
        End::ManyToMany {
            through,
            keys,
            writable,
        } => {
            let between = Expr::atom(format!("&super::{through}::TABLE"));
            let fact = fact("many_to_many", vec![between, Expr::array(keys.map(number))]);
            if *writable {
                fact
            } else {
                fact.method("read_only", [])
            }
        }
    };
    let fact = match one.deletes_orphans {
        true => fact.method("delete_orphans", []),
        false => fact,
    };
    if one.order.is_empty() {
        return fact;
    }
    let order = one.order.iter().map(|(column, descends)| {
        Expr::call("", [number(*column), Expr::atom(descends.to_string())])
    });
    fact.method("ordered_by", [Expr::slice(order)])
}

fn column(facts: &Column, (kind, literals): (&TypeKind, &[String]), rest: Expr) -> Expr {
    let parts = [
        string(&facts.name),
        string(&facts.ty),
        ty("", kind, literals),
        rest,
    ];
    Expr::call("", parts)
}

/// What a column's definition says behind its type.
fn rest(facts: &Column) -> Expr {
    let mut rest = Expr::atom(match facts.nullable {
        true => "schema::NULL",
        false => "schema::NOT_NULL",
    });
    if let Some(default) = &facts.default {
        rest = rest.method("default", [string(default)]);
    }
    if let Some(generated) = &facts.generated {
        let kind = if generated.stored {
            "stored"
        } else {
            "generated"
        };
        rest = rest.method(kind, [string(&generated.expression)]);
    }
    if facts.never_reused {
        rest = rest.method("never_reused", []);
    } else if facts.auto_increment {
        rest = rest.method("auto_increment", []);
    }
    if let Some(collation) = &facts.collation {
        rest = rest.method("collation", [string(collation)]);
    }
    rest
}

/// What a type holds; `before` it stands `&` where an array's elements are of it.
fn ty(before: &str, kind: &TypeKind, literals: &[String]) -> Expr {
    let name = match kind {
        TypeKind::Boolean => "BOOLEAN",
        TypeKind::Integer { bits, unsigned } => {
            let sign = if *unsigned { 'U' } else { 'I' };
            return Expr::atom(format!("{before}schema::{sign}{bits}"));
        }
        TypeKind::Real { bits } => return Expr::atom(format!("{before}schema::F{bits}")),
        TypeKind::Decimal => "DECIMAL",
        TypeKind::Text { length: None } => "TEXT",
        TypeKind::Text {
            length: Some(length),
        } => {
            return Expr::call(
                format!("{before}schema::text"),
                [Expr::atom(length.to_string())],
            );
        }
        TypeKind::Bytes => "BYTES",
        TypeKind::Date => "DATE",
        TypeKind::Time => "TIME",
        TypeKind::Timestamp => "TIMESTAMP",
        TypeKind::TimestampTz => "TIMESTAMP_TZ",
        TypeKind::Uuid => "UUID",
        TypeKind::Json => "JSON",
        TypeKind::Enum(_) | TypeKind::InlineEnum(_) => {
            return Expr::call(
                format!("{before}schema::one_of"),
                [Expr::slice(literals.iter().map(|text| string(text)))],
            );
        }
        TypeKind::Array(_) => {
            let element = ty("&", kind.element(), literals);
            let dimensions = number(kind.dimensions());
            return Expr::call(format!("{before}schema::array"), [element, dimensions]);
        }
        TypeKind::Unknown => "UNKNOWN",
    };
    Expr::atom(format!("{before}schema::{name}"))
}

fn unique(key: &Key, columns: Expr) -> Expr {
    let value = named(
        Expr::call("schema::Unique::new", [columns]),
        key.name.as_deref(),
    );
    match &key.written {
        Some(text) => value.method("written", [string(text)]),
        None if key.index => value.method("index", []),
        None => value,
    }
}

fn foreign_key(key: &ForeignKey, module: &str, [columns, referenced]: [Expr; 2]) -> Expr {
    let target = Expr::atom(format!("&super::{module}::TABLE"));
    let mut value = Expr::call("schema::ForeignKey::new", [columns, target, referenced]);
    value = named(value, key.name.as_deref());
    for (event, what) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        if what != Action::NoAction {
            value = value.method(event, [action(what)]);
        }
    }
    if key.declared != Declared::Script {
        value = value.method("undeclared", []);
    }
    let when = match key.deferrable {
        Deferrable::No => return value,
        Deferrable::InitiallyImmediate => "InitiallyImmediate",
        Deferrable::InitiallyDeferred => "InitiallyDeferred",
    };
    value.method(
        "deferrable",
        [Expr::atom(format!("schema::Deferrable::{when}"))],
    )
}

fn action(action: Action) -> Expr {
    let name = match action {
        Action::NoAction => "NoAction",
        Action::Restrict => "Restrict",
        Action::Cascade => "Cascade",
        Action::SetNull => "SetNull",
        Action::SetDefault => "SetDefault",
    };
    Expr::atom(format!("schema::Action::{name}"))
}

/// An index that can be told: by its columns, or in SQLite's words.
fn index(link: &Link, index: &Index) -> Option<(Vec<ColumnId>, Expr)> {
    let plain: Option<Vec<_>> = index.columns.iter().copied().collect();
    let plain = plain.filter(|_| !index.unique && !index.partial);
    let columns = match &index.written {
        Some(_) => index.columns.iter().copied().flatten().collect(),
        None => plain?,
    };
    let name = string(index.name.as_ref()?);
    let mut value = Expr::call("schema::Index::new", [name, places(link, &columns)]);
    if index.unique {
        value = value.method("unique", []);
    }
    if let Some(text) = &index.written {
        value = value.method("written", [string(text)]);
    }
    Some((columns, value))
}

fn condition(check: &Check) -> Expr {
    let value = Expr::call("schema::Check::new", [string(&check.expression)]);
    named(value, check.name.as_deref())
}

fn named(value: Expr, name: Option<&str>) -> Expr {
    match name {
        Some(name) => value.method("named", [string(name)]),
        None => value,
    }
}

/// A call with a list of facts, where there are any.
fn listed(value: Expr, method: &str, list: impl Iterator<Item = (String, Expr)>) -> Expr {
    let list: Vec<_> = list.map(|(comment, one)| one.commented(comment)).collect();
    if list.is_empty() {
        value
    } else {
        value.method(method, [Expr::slice(list)])
    }
}

fn places(link: &Link, columns: &[ColumnId]) -> Expr {
    Expr::slice(columns.iter().map(|column| number(link.places.of(*column))))
}

fn number(number: usize) -> Expr {
    Expr::atom(number.to_string())
}

fn string(text: &str) -> Expr {
    Expr::atom(literal(text))
}
