//! How is an entity spelled, part by part?

use askama::Template;

use super::{
    BLANK, EnumParts,
    builder::BuilderParts,
    escape, facts, heads,
    hidden::{self, DebugParts},
    layout,
    state::Tuple,
    stored::{self, StoredParts},
};
use crate::lower::{Doc, End, Entity, Field, Handle, Link, Part, Relationship};

/// The file of a table.
#[derive(Template)]
#[template(path = "entity.rs.askama", escape = "none")]
pub(super) struct EntityView {
    doc: Vec<String>,
    derive: String,
    /// How a row is shown, where that is not derived.
    debug: Option<DebugParts>,
    attributes: Vec<String>,
    /// The table, as code in a doc comment.
    title: String,
    ty: String,
    /// The type, as a link in a doc comment.
    link: String,
    imports: Vec<String>,
    fields: Vec<Documented>,
    columns: Vec<Documented>,
    relationships: Vec<Documented>,
    uniques: Vec<Documented>,
    checks: Vec<Documented>,
    key: Key,
    decode: Decode,
    bind: Bind,
    /// Nothing where rows cannot be inserted.
    builder: Option<BuilderParts>,
    stored: Vec<StoredParts>,
    enums: Vec<EnumParts>,
    table: String,
    entity: String,
}

/// A declaration under its doc comment.
struct Documented {
    doc: Vec<String>,
    code: String,
}

/// How the key is written.
struct Key {
    ty: String,
    value: String,
    /// What `decode_key` calls its argument.
    row: &'static str,
    decode: String,
    /// Whether there is one.
    is_there: bool,
}

/// How a row is read: as many columns at once as the runtime takes.
struct Decode {
    /// What `decode` calls its argument.
    row: String,
    /// `let (id, title) = row.read(0)?;`
    reads: Vec<String>,
    fields: String,
}

/// How the value of a column is told.
struct Bind {
    /// What `bind` calls its argument.
    column: &'static str,
    body: String,
}

impl EntityView {
    pub(super) fn new(entity: &Entity) -> Self {
        let relationships = entity.relationships.iter().enumerate();
        let debug = hidden::parts(entity);
        let derive = match debug {
            None => heads::derive(&["Clone", "Debug", "PartialEq"], &entity.additions.derives),
            Some(_) => {
                let mut others = entity.additions.derives.clone();
                others.retain(|other| other != "Debug");
                heads::derive(&["Clone", "PartialEq"], &others)
            }
        };
        Self {
            doc: escape::doc(&entity.doc),
            derive,
            debug,
            attributes: entity.additions.attributes.clone(),
            title: title(&entity.facts),
            ty: entity.ty.clone(),
            link: escape::link(&entity.ty),
            imports: imports(entity),
            fields: entity
                .row()
                .map(|field| {
                    declared(
                        field,
                        heads::field(4, &format!("pub {}", field.name), &field.ty),
                    )
                })
                .collect(),
            columns: entity
                .fields
                .iter()
                .map(|field| column(entity, field))
                .collect(),
            relationships: relationships
                .filter_map(|(number, one)| relationship(entity, number, one))
                .collect(),
            uniques: entity
                .uniques
                .iter()
                .map(|one| handle(entity, one, "orm::UniqueKey"))
                .collect(),
            checks: entity
                .checks
                .iter()
                .map(|one| handle(entity, one, "orm::CheckConstraint"))
                .collect(),
            key: key(entity),
            decode: decode(entity),
            bind: bind(entity),
            builder: (!entity.facts.table.view).then(|| BuilderParts::new(entity)),
            stored: stored::parts(entity),
            enums: entity
                .enums
                .iter()
                .map(|one| EnumParts::new(one, entity.option, entity.string))
                .collect(),
            table: facts::table(&entity.facts),
            entity: facts::entity(entity),
        }
    }
}

/// What a table's file is about, for the first line of its docs, which lists of modules show: with the first line of the
/// table's comment.
pub(super) fn title(link: &Link) -> String {
    let comment = link.table.comment.as_deref().unwrap_or_default();
    let first = comment.lines().map(str::trim).find(|line| !line.is_empty());
    let first = first.map(|line| [Part::Ours(" ".to_owned()), Part::Theirs(line.to_owned())]);
    let start = [
        Part::Ours(
            if link.table.view {
                "The view "
            } else {
                "The table "
            }
            .to_owned(),
        ),
        Part::Code(link.table.name.clone()),
        Part::Ours(".".to_owned()),
    ];
    let parts = start.into_iter().chain(first.into_iter().flatten());
    escape::line(&parts.collect::<Vec<_>>())
}

fn declared(field: &Field, code: String) -> Documented {
    let attributes = field.attributes.iter().cloned();
    Documented {
        doc: escape::doc(&field.doc)
            .into_iter()
            .chain(attributes)
            .collect(),
        code,
    }
}

/// `use` lines in rustfmt's order. Style editions order digits and `r#` in two ways: where there are any, each line stands
/// alone.
fn imports(entity: &Entity) -> Vec<String> {
    let plain = |module: &str| module.trim_start_matches("r#").to_owned();
    let mut modules: Vec<_> = entity.imports.iter().collect();
    modules.sort_by_key(|(module, _)| plain(module));
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let alone = modules
        .iter()
        .any(|(module, _)| !module.chars().all(is_letter));
    let mut lines = Vec::new();
    for (module, ty) in modules {
        lines.push(format!("use super::{module}::{ty};"));
        if alone {
            lines.push(BLANK.to_owned());
        }
    }
    let libraries = entity.libraries.iter().map(|library| library.name());
    let mut runtime: Vec<_> = libraries
        .chain(["codegen::{self as orm, schema}"])
        .collect();
    runtime.sort_unstable();
    lines.extend(
        runtime
            .iter()
            .map(|path| format!("use ::ormgen_runtime::{path};")),
    );
    lines
}

fn column(entity: &Entity, field: &Field) -> Documented {
    let end = match (field.deferred, entity.identity.is_empty()) {
        (false, _) => ".",
        (true, false) => ", which is no field: `session.read` reads it.",
        (true, true) => ", which is no field: a query selects it.",
    };
    let mut doc = Doc::default().line([
        Part::Ours("The column ".to_owned()),
        Part::Code(field.sql.clone()),
        Part::Ours(end.to_owned()),
    ]);
    if field.deferred {
        doc = doc.followed_by(&field.doc);
    }
    let arguments = [
        entity.ty.clone(),
        stored::column_type(entity, field).inline(),
    ];
    Documented {
        doc: escape::doc(&doc),
        code: constant(&field.constant, "orm::Column", &arguments, field.place),
    }
}

/// `pub const NAME: form<arguments> = form::new(number);`
fn constant(name: &str, form: &str, arguments: &[String], number: usize) -> String {
    let number = layout::Expr::atom(number.to_string());
    let value = layout::Expr::call(format!("{form}::new"), [number]);
    layout::constant(4, &format!("pub const {name}"), (form, arguments), &value)
}

fn relationship(entity: &Entity, number: usize, one: &Relationship) -> Option<Documented> {
    let (form, rest) = match &one.end {
        End::BelongsTo { .. } => ("orm::BelongsTo", None),
        End::HasOne { .. } | End::HasMany { .. } if one.read_only => {
            let form = match &one.end {
                End::HasOne { .. } => "orm::HasOne",
                _ => "orm::HasMany",
            };
            (form, Some("orm::ReadOnly".to_owned()))
        }
        End::HasOne { key, required } => ("orm::HasOne", supplied(*key, *required, one.itself)),
        End::HasMany { key, required } => ("orm::HasMany", supplied(*key, *required, one.itself)),
        End::ManyToMany { writable, .. } => {
            let access = if *writable {
                "orm::Writable"
            } else {
                "orm::ReadOnly"
            };
            let told = !writable || one.itself;
            ("orm::ManyToMany", told.then(|| access.to_owned()))
        }
    };
    let far = match &one.end {
        End::BelongsTo { optional: true, .. } => format!("{}<{}>", entity.option, one.ty),
        _ => one.ty.clone(),
    };
    let reads = one.read_only && matches!(one.end, End::BelongsTo { .. });
    let end = match (one.itself, reads) {
        (true, _) => Some("orm::Itself".to_owned()),
        (false, true) => Some("orm::Other".to_owned()),
        (false, false) => None,
    };
    let reads = reads.then(|| "orm::ReadOnly".to_owned());
    let arguments = [Some(entity.ty.clone()), Some(far), rest, end, reads];
    let arguments: Vec<_> = arguments.into_iter().flatten().collect();
    Some(Documented {
        doc: escape::doc(&one.doc),
        code: constant(one.constant.as_ref()?, form, &arguments, number),
    })
}

fn handle(entity: &Entity, one: &Handle, ty: &str) -> Documented {
    let arguments = [entity.ty.clone()];
    Documented {
        doc: escape::doc(&one.doc),
        code: constant(&one.constant, ty, &arguments, one.place),
    }
}

/// What a collection gives to its members; said where it is something, or where more follows.
fn supplied(key: usize, required: bool, itself: bool) -> Option<String> {
    match (required, itself) {
        (true, _) => Some(format!("orm::Supplies<{key}>")),
        (false, true) => Some("()".to_owned()),
        (false, false) => None,
    }
}

fn key(entity: &Entity) -> Key {
    let fields: Vec<_> = entity
        .identity
        .iter()
        .map(|column| (entity.fields[*column].place, &entity.fields[*column]))
        .collect();
    let value = |field: &Field| {
        let place = layout::Expr::atom(format!("self.{}", field.name));
        match field.copied {
            true => place,
            false => place.method("clone", []),
        }
    };
    let ty = |field: &Field| Tuple::Name(field.ty.clone());
    let none = || layout::Expr::atom("orm::NoKey");
    let (ty, value, decode) = match fields.as_slice() {
        [] => (
            Tuple::Name("orm::NoKey".to_owned()),
            none(),
            layout::Expr::call("Ok", [none()]),
        ),
        [(place, field)] => {
            let read = layout::Expr::atom(format!("row.get({place})"));
            (ty(field), value(field), read)
        }
        several => {
            let values = several.iter().map(|(_, field)| value(field));
            let read = |place: usize| layout::Expr::atom(format!("row.get({place})?"));
            let read = layout::Expr::call("", several.iter().map(|(place, _)| read(*place)));
            (
                Tuple::Of(several.iter().map(|(_, field)| ty(field)).collect()),
                layout::Expr::call("", values),
                layout::Expr::call("Ok", [read]),
            )
        }
    };
    let is_there = !fields.is_empty();
    Key {
        ty: heads::tuple_type(4, "type Key", &ty),
        value: layout::statement(8, &value),
        row: if is_there { "row" } else { "_" },
        decode: layout::statement(8, &decode),
        is_there,
    }
}

/// How many columns the runtime reads or binds at once.
const TUPLE: usize = 16;

/// What `clippy::disallowed_names` has no variable be called.
const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];

fn decode(entity: &Entity) -> Decode {
    let fields: Vec<_> = entity.row().map(|field| &field.name).collect();
    let free = |mut name: String| {
        while fields.contains(&&name) {
            name.push('_');
        }
        name
    };
    // The columns become variables, which must not hide the row that the rest is read from.
    let row = free(if fields.is_empty() { "_" } else { "row" }.to_owned());
    let variables: Vec<_> = fields
        .iter()
        .enumerate()
        .map(|(place, name)| {
            // clippy wants letters and some meaning in the name of a variable, though not in that of a field.
            if name.contains(char::is_alphabetic) && !PLACEHOLDERS.contains(&name.as_str()) {
                name.to_string()
            } else {
                free(format!("column_{place}"))
            }
        })
        .collect();
    let reads = variables.chunks(TUPLE).enumerate();
    let reads = reads.map(|(chunk, names)| {
        heads::destructured(8, names, &format!("{row}.read({})?", chunk * TUPLE))
    });
    let taken = entity.row().zip(&variables);
    let taken = taken.filter_map(|(field, variable)| stored::taken(field, variable));
    let reads = reads.chain(taken).collect();
    let fields = fields.into_iter().zip(variables);
    let fields: Vec<_> = fields
        .map(|(field, variable)| match *field == variable {
            true => variable,
            false => format!("{field}: {variable}"),
        })
        .collect();
    Decode {
        reads,
        fields: heads::literal(8, "Ok(Self", &fields, ")"),
        row,
    }
}

fn bind(entity: &Entity) -> Bind {
    let fields: Vec<_> = entity.row().collect();
    let chunks = fields.chunks(TUPLE).map(|fields| match fields {
        [only] if only.stored.is_none() => layout::Expr::atom(format!("(&self.{},)", only.name)),
        fields => layout::Expr::call("", fields.iter().copied().map(stored::bound)),
    });
    let call = |(chunk, fields)| {
        let place = match chunk * TUPLE {
            0 => "column".to_owned(),
            first => format!("column - {first}"),
        };
        layout::Expr::call("orm::bind", [fields, layout::Expr::atom(place)])
    };
    let calls: Vec<_> = chunks.enumerate().map(call).collect();
    let body = match calls.as_slice() {
        [] => "        Ok(orm::Datum::Null)".to_owned(),
        [only] => layout::statement(8, only),
        several => {
            let arms = several.iter().enumerate();
            let arms = arms.map(|(chunk, call)| layout::arm(12, &chunk.to_string(), call) + "\n");
            let arms: String = arms.collect();
            format!(
                "        match column / {TUPLE} {{\n{arms}            _ => Ok(orm::Datum::Null),\n        }}"
            )
        }
    };
    Bind {
        column: if calls.is_empty() { "_" } else { "column" },
        body,
    }
}
