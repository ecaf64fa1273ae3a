//! How is a builder spelled, whose type says what is still missing?

use std::collections::BTreeMap;

use super::{
    escape,
    heads::{self, Type},
    layout,
    state::{State, Tuple},
    stored,
};
use crate::lower::{Doc, End, Entity, Part};

/// A builder, as its template spells it.
pub(super) struct BuilderParts {
    /// `NewBook`.
    pub(super) ty: String,
    pub(super) declaration: String,
    /// `impl Default for NewBook {`
    pub(super) default: String,
    /// The type parameter.
    pub(super) parameter: String,
    /// The type in which every required column is missing.
    pub(super) missing: String,
    pub(super) markers: Vec<Marker>,
    pub(super) setters: Vec<Setters>,
}

/// The name of a required column, or of a relationship by several of them, as a type.
pub(super) struct Marker {
    pub(super) name: String,
    /// What the runtime has to know of it.
    pub(super) implementations: Vec<String>,
}

/// Setters in one `impl`.
pub(super) struct Setters {
    pub(super) head: String,
    pub(super) methods: Vec<Setter>,
}

pub(super) struct Setter {
    pub(super) doc: Vec<String>,
    pub(super) signature: String,
    pub(super) body: String,
}

impl BuilderParts {
    pub(super) fn new(entity: &Entity) -> Self {
        let required = entity.fields.iter().filter(|field| field.required);
        let names: Vec<_> = required.map(|field| field.name.clone()).collect();
        let state = State::new(&entity.parameters, names.len());
        let groups = groups(entity, &state);
        Self {
            ty: entity.builder.clone(),
            default: heads::implementation_for("::core::default::Default", &entity.builder),
            declaration: declaration(entity, &state, !names.is_empty()),
            parameter: state.whole().to_owned(),
            missing: heads::tuple_type(4, "pub type All", &state.missing(&names)),
            markers: markers(entity, &state, &groups),
            setters: groups
                .into_iter()
                .map(|group| group.spell(entity, &state, &names))
                .collect(),
        }
    }
}

/// The struct of new rows.
fn declaration(entity: &Entity, state: &State<'_>, has_required: bool) -> String {
    let (builder, parameter) = (&entity.builder, state.whole());
    let missing = if has_required { "required::All" } else { "()" };
    let head = format!("pub struct {builder}<{parameter} = {missing}>");
    let fields = ["orm::NewRow".to_owned(), format!("orm::State<{parameter}>")];
    heads::tuple_struct(&head, &fields)
}

/// The foreign keys that each column is part of, by their numbers.
fn foreign_keys(entity: &Entity) -> BTreeMap<usize, Vec<usize>> {
    let mut by_column = BTreeMap::<_, Vec<_>>::new();
    for (number, key) in entity.facts.foreign_keys.iter().enumerate() {
        for column in &entity.facts.table.foreign_keys[key.place].columns {
            let numbers = by_column.entry(column.0).or_default();
            if numbers.last() != Some(&number) {
                numbers.push(number);
            }
        }
    }
    by_column
}

/// A marker for each required column; where the state is not spelled, also for what gives several of them.
fn markers(entity: &Entity, state: &State<'_>, groups: &[Group]) -> Vec<Marker> {
    let foreign_keys = foreign_keys(entity);
    let fields = entity.fields.iter().enumerate();
    let required = fields.filter(|(_, field)| field.required).enumerate();
    let of_column = required.map(|(place, (column, field))| {
        let keys = foreign_keys.get(&column).into_iter().flatten();
        let mut implementations: Vec<_> = keys
            .map(|key| {
                let supplies = Type::plain(format!("orm::Supplies<{key}>"));
                let arguments = vec![Type::plain(&entity.ty), supplies];
                let what = Type::Path("orm::GivenFor".to_owned(), arguments);
                heads::empty_implementation(&what, &marker(&field.name))
            })
            .collect();
        if !state.is_spelled() {
            implementations.push(placed(&field.name, &state.places(&[place])));
        }
        Marker {
            name: field.name.clone(),
            implementations,
        }
    });
    let several = groups.iter().filter(|group| group.given.len() > 1);
    let of_several = several.map(|group| {
        let name = &group.drafts[0].name;
        Marker {
            name: name.clone(),
            implementations: vec![placed(name, &state.places(&group.given))],
        }
    });
    of_column.chain(of_several).collect()
}

fn marker(name: &str) -> String {
    format!("required::{name}")
}

/// Says where the state has what a marker stands for.
fn placed(name: &str, place: &Tuple) -> String {
    let head = heads::implementation_for("orm::Required", &marker(name));
    let place = heads::tuple_type(4, "type Place", place);
    format!("{head}\n{place}\n}}")
}

/// Setters in one `impl`.
struct Group {
    /// The places of the required columns that each gives; where the state is spelled, they may differ in them.
    given: Vec<usize>,
    drafts: Vec<Draft>,
}

/// The setters: those that give nothing required first.
fn groups(entity: &Entity, state: &State<'_>) -> Vec<Group> {
    let mut groups: BTreeMap<Vec<usize>, Vec<Draft>> = BTreeMap::new();
    for draft in drafts(entity) {
        let given = if state.is_spelled() && !draft.given.is_empty() {
            vec![0]
        } else {
            draft.given.clone()
        };
        groups.entry(given).or_default().push(draft);
    }
    groups
        .into_iter()
        .map(|(given, drafts)| Group { given, drafts })
        .collect()
}

impl Group {
    /// The setters of one form; `names` are those of the required columns.
    fn spell(self, entity: &Entity, state: &State<'_>, names: &[String]) -> Setters {
        let (builder, whole) = (&entity.builder, state.whole());
        let methods = |ty: &str, output: &dyn Fn(&Draft) -> Type, constructor: &str| {
            let drafts = self.drafts.iter();
            let finished = drafts.map(|draft| draft.finish(ty, &output(draft), constructor));
            finished.collect()
        };
        let ty = format!("{builder}<{whole}>");
        if self.given.is_empty() {
            return Setters {
                head: format!("impl<{whole}> {ty} {{"),
                methods: methods(&ty, &|_| Type::plain("Self"), "Self"),
            };
        }
        if state.is_spelled() {
            let ty = Type::of(builder, state.with(&[])).inline();
            let output = |draft: &Draft| Type::of(builder, state.with(&draft.given));
            return Setters {
                head: heads::implementation(state.parameters(), &ty),
                methods: methods(&ty, &output, builder),
            };
        }
        let what = marker(match self.given.as_slice() {
            [only] => &names[*only],
            _ => &self.drafts[0].name,
        });
        let given = Type::Path(
            "orm::With".to_owned(),
            vec![Type::plain(whole), Type::plain(&what)],
        );
        let output = Type::of(builder, given);
        Setters {
            head: format!("impl<{whole}> {ty}\nwhere\n    {whole}: orm::Gives<{what}>,\n{{"),
            methods: methods(&ty, &|_| output.clone(), builder),
        }
    }
}

/// A setter before the type of its result.
struct Draft {
    doc: Vec<String>,
    name: String,
    value: Type,
    /// The method of `orm::NewRow`, and the place that it takes.
    body: (&'static str, usize),
    /// The places of the required columns that it gives, in order.
    given: Vec<usize>,
}

fn drafts(entity: &Entity) -> Vec<Draft> {
    let mut number = 0;
    let places: Vec<Option<usize>> = entity
        .fields
        .iter()
        .map(|field| {
            number += usize::from(field.required);
            field.required.then(|| number - 1)
        })
        .collect();
    let doc = |parts: Vec<Part>| escape::doc(&Doc::default().line(parts));
    let ours = |text: &str| Part::Ours(text.to_owned());
    let columns = entity
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| !field.computed)
        .map(|(place, field)| Draft {
            doc: doc(vec![
                ours("Gives "),
                Part::Code(field.sql.clone()),
                ours("."),
            ]),
            name: field.name.clone(),
            value: Type::of("impl orm::Set", stored::column_type(entity, field)),
            body: ("set", field.place),
            given: places[place].into_iter().collect(),
        });
    let relationships = entity.relationships.iter().filter_map(|one| {
        let End::BelongsTo { key, optional } = &one.end else {
            return None;
        };
        if one.read_only {
            return None;
        }
        let constant = one.constant.as_ref()?;
        let far = if *optional {
            Type::of(entity.option, Type::plain(&one.ty))
        } else {
            Type::plain(&one.ty)
        };
        let place = entity.facts.foreign_keys[*key].place;
        let columns = entity.facts.table.foreign_keys[place].columns.iter();
        let mut given: Vec<_> = columns.filter_map(|column| places[column.0]).collect();
        given.sort_unstable();
        Some(Draft {
            doc: doc(vec![ours(&format!(
                "Leads [`{}::{constant}`] to a row, which may be new itself.",
                entity.ty
            ))]),
            name: one.field.clone(),
            value: Type::of("impl orm::Assign", far),
            body: ("relate", *key),
            given,
        })
    });
    columns.chain(relationships).collect()
}

/// How the names of methods begin that clippy expects not to take `self`. Where its type is stated, it does not look.
const CONVENTIONS: [&str; 4] = ["as_", "from_", "is_", "to_"];

impl Draft {
    /// The method of a builder of type `ty`.
    fn finish(&self, ty: &str, output: &Type, constructor: &str) -> Setter {
        let (method, place) = self.body;
        let arguments = [place.to_string(), "value".to_owned()].map(layout::Expr::atom);
        let given = layout::Expr::atom("self.0").method(method, arguments);
        let state = layout::Expr::atom("orm::STATE");
        let is_conventional = CONVENTIONS.iter().any(|start| self.name.starts_with(start));
        let receiver = if is_conventional {
            format!("self: {ty}")
        } else {
            "self".to_owned()
        };
        Setter {
            doc: self.doc.clone(),
            signature: heads::signature(
                4,
                &format!("pub fn {}", self.name),
                (&receiver, &self.value),
                output,
            ),
            body: layout::statement(8, &layout::Expr::call(constructor, [given, state])),
        }
    }
}
