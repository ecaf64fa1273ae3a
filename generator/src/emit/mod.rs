//! What is the text of each file? Everything was decided before; here it is spelled.

mod builder;
mod entity;
mod escape;
mod facts;
mod heads;
mod hidden;
mod layout;
mod state;
mod stored;

use askama::Template;

use crate::{
    config::{Layout, Visibility},
    dialect::Dialect,
    lower::{Content, Doc, Entity, Enum, Models, Module, Part},
};
use entity::EntityView;
pub(crate) use escape::visible;
use state::Tuple;

/// A line that becomes a blank line. Blank lines of a template itself are those of its tags.
pub(crate) const BLANK: &str = "//~";

/// A file before it is formatted: its name, and its code without the header.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) code: String,
}

/// The files of the models; `mod.rs` is the last.
pub(crate) fn emit(models: &Models) -> Vec<File> {
    let files = match models.layout {
        Layout::FilePerTable => {
            let modules = models.modules.iter().map(|module| File {
                name: format!("{}.rs", module.file),
                code: code(module),
            });
            modules.collect()
        }
        Layout::OneFile => Vec::new(),
    };
    let root = File {
        name: "mod.rs".to_owned(),
        code: spell(&ModView::new(models)),
    };
    files.into_iter().chain([root]).collect()
}

fn code(module: &Module) -> String {
    match &module.content {
        Content::Entity(entity) => spell(&EntityView::new(entity)),
        Content::Link(link) => spell(&LinkView {
            title: entity::title(link),
            table: facts::table(link),
        }),
        Content::Enum(one) => spell(&EnumView::new(one)),
    }
}

/// How far a module within a file is indented.
const STEP: usize = 4;

/// A module's code as it stands within a file.
fn nested(module: &Module) -> String {
    let code = layout::within(STEP, || code(module));
    let lines = code.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<_> = lines.collect();
    // Nothing comes between a brace and the first item, nor the last.
    let is_blank = |line: &&str| line.trim() == BLANK;
    let start = lines.iter().take_while(|line| is_blank(line)).count();
    let end = lines.iter().rev().take_while(|line| is_blank(line)).count();
    let lines = &lines[start..lines.len() - end];
    let lines = lines
        .iter()
        .map(|line| format!("{}{line}\n", layout::spaces(STEP)));
    lines.collect()
}

/// The text of a template. Its values are text too, which cannot fail to be written.
fn spell(template: &impl Template) -> String {
    template
        .render()
        .unwrap_or_else(|error| unreachable!("a template of text was not written: {error}"))
}

/// `mod.rs`.
#[derive(Template)]
#[template(path = "mod.rs.askama", escape = "none")]
struct ModView {
    version: &'static str,
    /// How widely the models are visible.
    visibility: &'static str,
    modules: Vec<ModuleView>,
    /// All types in one; nothing where there are none.
    types: Option<String>,
    metadata: String,
    /// The runtime that the code is for.
    runtime: [&'static str; 2],
    libraries: Vec<&'static str>,
}

struct ModuleView {
    name: String,
    /// Its file, where the compiler would not look for it by the name.
    path: Option<String>,
    /// What is in it, where it has no file of its own.
    code: Option<String>,
    reexports: Vec<String>,
}

impl ModView {
    fn new(models: &Models) -> Self {
        let visibility = match models.visibility {
            Visibility::Public => "pub",
            Visibility::Crate => "pub(crate)",
        };
        let is_one = models.layout == Layout::OneFile;
        let modules = models.modules.iter().map(|module| {
            let mut names = exports(module);
            names.sort();
            ModuleView {
                reexports: heads::reexport(visibility, &module.name, &names),
                code: is_one.then(|| nested(module)),
                path: (!is_one && !module.file.is_ascii())
                    .then(|| escape::literal(&format!("{}.rs", module.file))),
                name: module.name.clone(),
            }
        });
        let types = models.modules.iter().flat_map(exports);
        let types: Vec<_> = types.map(Tuple::Name).collect();
        Self {
            version: env!("CARGO_PKG_VERSION"),
            visibility,
            modules: modules.collect(),
            types: (!types.is_empty())
                .then(|| heads::tuple_type(0, "type _Types", &Tuple::Of(types))),
            metadata: metadata(visibility, models),
            runtime: [
                env!("CARGO_PKG_VERSION_MAJOR"),
                env!("CARGO_PKG_VERSION_MINOR"),
            ],
            libraries: models
                .libraries
                .iter()
                .map(|library| library.name())
                .collect(),
        }
    }
}

/// The types that a module offers.
fn exports(module: &Module) -> Vec<String> {
    match &module.content {
        Content::Entity(entity) => {
            let Entity {
                ty, builder, enums, ..
            } = entity.as_ref();
            let builder = (!entity.facts.table.view).then_some(builder);
            [ty].into_iter()
                .chain(builder)
                .chain(enums.iter().map(|one| &one.ty))
                .cloned()
                .collect()
        }
        Content::Link(_) => Vec::new(),
        Content::Enum(one) => vec![one.ty.clone()],
    }
}

fn metadata(visibility: &str, models: &Models) -> String {
    let dialect = match models.dialect {
        Dialect::Sqlite => "Sqlite",
        Dialect::Postgres => "Postgres",
        Dialect::Mysql => "Mysql",
        _ => "Other",
    };
    let (mut tables, mut views) = (Vec::new(), Vec::new());
    for module in &models.modules {
        let list = match &module.content {
            Content::Entity(entity) if entity.facts.table.view => &mut views,
            Content::Entity(_) | Content::Link(_) => &mut tables,
            Content::Enum(_) => continue,
        };
        list.push(layout::Expr::atom(format!("&{}::TABLE", module.name)));
    }
    let path = "::ormgen_runtime::codegen::schema";
    let arguments = [
        layout::Expr::atom(format!("{path}::Dialect::{dialect}")),
        layout::Expr::slice(tables),
    ];
    let mut value = layout::Expr::call(format!("{path}::Metadata::new"), arguments);
    if !views.is_empty() {
        value = value.method("views", [layout::Expr::slice(views)]);
    }
    for (method, programs) in [
        ("create_views", &models.programs.views),
        ("create_triggers", &models.programs.triggers),
    ] {
        let text = |text: &str| layout::Expr::atom(escape::literal(text));
        let programs = programs
            .iter()
            .map(|(name, sql)| layout::Expr::call("", [text(name), text(sql)]));
        if programs.len() > 0 {
            value = value.method(method, [layout::Expr::slice(programs)]);
        }
    }
    layout::item(
        0,
        &format!("{visibility} static METADATA: {path}::Metadata"),
        &value,
    )
}

/// A table without any key between two others.
#[derive(Template)]
#[template(path = "link.rs.askama", escape = "none")]
struct LinkView {
    title: String,
    table: String,
}

/// An enum in a file of its own.
#[derive(Template)]
#[template(path = "enum_module.rs.askama", escape = "none")]
struct EnumView {
    /// The type, as a link in a doc comment.
    link: String,
    one: EnumParts,
}

impl EnumView {
    fn new(one: &Enum) -> Self {
        Self {
            link: escape::link(&one.ty),
            one: EnumParts::new(one, "::core::option::Option", "::std::string::String"),
        }
    }
}

/// What every enum derives, behind `Clone` and, where it is not open, `Copy`.
const ENUM_DERIVES: [&str; 6] = ["Debug", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"];

/// An enum, as its template spells it.
struct EnumParts {
    doc: Vec<String>,
    derive: String,
    ty: String,
    /// How the module writes `Option`, and `String`.
    option: &'static str,
    string: &'static str,
    /// Other literals are a variant too.
    open: bool,
    variants: Vec<Variant>,
    literals: String,
    /// `Self::A => "a",`
    to_literal: Vec<String>,
    /// `"a" => Ok(Self::A),`
    from_literal: Vec<String>,
}

struct Variant {
    doc: Vec<String>,
    name: String,
}

impl EnumParts {
    fn new(one: &Enum, option: &'static str, string: &'static str) -> Self {
        let variants = one.variants.iter().map(|(name, literal)| {
            let doc = Doc::default().line([Part::Code(literal.clone())]);
            Variant {
                doc: escape::doc(&doc),
                name: name.clone(),
            }
        });
        let literal = |literal: &String| escape::literal(literal);
        let literals = layout::Expr::slice(
            one.variants
                .iter()
                .map(|(_, text)| layout::Expr::atom(literal(text))),
        );
        let to_literal = one.variants.iter().map(|(name, text)| {
            layout::arm(
                12,
                &format!("Self::{name}"),
                &layout::Expr::atom(literal(text)),
            )
        });
        let from_literal = one.variants.iter().map(|(name, text)| {
            layout::arm(
                12,
                &literal(text),
                &layout::Expr::atom(format!("Ok(Self::{name})")),
            )
        });
        let copy = (!one.open).then_some("Copy");
        let derives: Vec<_> = ["Clone"]
            .into_iter()
            .chain(copy)
            .chain(ENUM_DERIVES)
            .collect();
        Self {
            doc: escape::doc(&one.doc),
            derive: heads::derive(&derives, &one.derives),
            ty: one.ty.clone(),
            option,
            string,
            open: one.open,
            variants: variants.collect(),
            literals: layout::item(4, "pub const LITERALS: &'static [&'static str]", &literals),
            to_literal: to_literal.collect(),
            from_literal: from_literal.collect(),
        }
    }
}
