//! What are the two ends of a relationship in Rust?

use std::collections::BTreeMap;

use super::{
    Input,
    docs::{Doc, Part, code, codes, link, ours},
    identifier,
};
use crate::{
    catalog::{Action, Catalog, ColumnId, Declared, Table, TableId},
    infer::{Association, Belongs, Relations},
    name::{self, Names, constant},
    overrides::Behaviour,
};

/// One end of a relationship, as a constant of its entity and a fact of its table.
#[derive(Clone, Debug)]
pub(crate) struct Relationship {
    pub(crate) doc: Doc,
    /// `author`.
    pub(crate) name: String,
    /// The name as an identifier: `r#type`.
    pub(crate) field: String,
    /// `AUTHOR`; `None` where the runtime has to know it and programs cannot use it.
    pub(crate) constant: Option<String>,
    pub(crate) end: End,
    /// The far end's module, and its type.
    pub(crate) module: String,
    pub(crate) ty: String,
    /// The far end is the same table.
    pub(crate) itself: bool,
    /// It cannot be changed, since the options say so.
    pub(crate) read_only: bool,
    /// A row that leaves the collection and comes into no other is deleted.
    pub(crate) deletes_orphans: bool,
    /// The places of the columns of the far end that a collection comes in the order of, and whether each descends.
    pub(crate) order: Vec<(usize, bool)>,
}

/// How an end is stored.
#[derive(Clone, Debug)]
pub(crate) enum End {
    BelongsTo {
        /// The foreign key's place among those of the table.
        key: usize,
        optional: bool,
    },
    HasOne {
        key: usize,
        required: bool,
    },
    HasMany {
        key: usize,
        required: bool,
    },
    ManyToMany {
        /// The module of the table between.
        through: String,
        /// Its foreign keys to this side and to the other.
        keys: [usize; 2],
        writable: bool,
    },
}

/// The ends of every relationship, by table and with their numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Ends<'a> {
    tables: Vec<OfTable<'a>>,
    /// The place of each foreign key among those of its table that are relationships.
    keys: BTreeMap<(TableId, usize), usize>,
}

/// The relationships of a table, in the order in which they are numbered: those of its foreign keys in their order, those
/// of others that lead to it, the many-to-many ones. What comes from other tables is in the order of their modules' names,
/// and not in that of the scripts, so that scripts can be given in another order.
#[derive(Clone, Debug, Default)]
struct OfTable<'a> {
    belongs: Vec<Named<'a, Belongs>>,
    inverses: Vec<Named<'a, Belongs>>,
    sides: Vec<(Named<'a, Association>, Side)>,
}

/// A relationship, and the names of both its ends.
type Named<'a, T> = (&'a T, &'a name::Ends);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Side {
    fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }
}

impl<'a> Ends<'a> {
    /// Rows that cannot be told apart cannot be members of a collection, nor have one.
    pub(super) fn new(catalog: &Catalog, relations: &'a Relations, names: &'a Names) -> Self {
        let mut ends = Ends {
            tables: vec![OfTable::default(); catalog.tables.len()],
            ..Ends::default()
        };
        for (belongs, names) in relations.belongs.iter().zip(&names.belongs) {
            let own = &mut ends.tables[belongs.table.0].belongs;
            ends.keys
                .insert((belongs.table, belongs.foreign_key), own.len());
            own.push((belongs, names));
            if relations.leads_back(belongs) {
                ends.tables[belongs.target.0]
                    .inverses
                    .push((belongs, names));
            }
        }
        for (association, names) in relations.associations.iter().zip(&names.associations) {
            let keys = &catalog[association.table].foreign_keys;
            let sides = [
                (association.left, Side::Left),
                (association.right, Side::Right),
            ];
            if relations.links(catalog, association) {
                for (key, side) in sides {
                    ends.tables[keys[key].target.0]
                        .sides
                        .push(((association, names), side));
                }
            }
        }
        let module = |table: TableId| &names.tables[table.0].module;
        for table in &mut ends.tables {
            let place = |(one, _): &Named<'_, Belongs>| (module(one.table), one.foreign_key);
            table
                .inverses
                .sort_by(|one, other| place(one).cmp(&place(other)));
            // Stable: of one table between, the associations and their sides stay as its foreign keys are.
            let between = |((one, _), _): &(Named<'_, Association>, Side)| module(one.table);
            table
                .sides
                .sort_by(|one, other| between(one).cmp(between(other)));
        }
        ends
    }

    /// The relationships of a table.
    pub(super) fn lower(&self, input: &Input<'_>, table: TableId) -> Vec<Relationship> {
        let own = &self.tables[table.0];
        let belongs = own
            .belongs
            .iter()
            .enumerate()
            .map(|(key, end)| belongs_to(input, key, *end));
        let inverses = own.inverses.iter().map(|end| inverse(input, *end));
        let sides = own
            .sides
            .iter()
            .map(|(end, side)| many_to_many(input, table, *end, *side));
        belongs.chain(inverses).chain(sides).collect()
    }

    /// The places in the table of the foreign keys that are relationships, and the tables that they lead to.
    pub(super) fn foreign_keys(&self, table: TableId) -> impl Iterator<Item = (usize, TableId)> {
        self.tables[table.0]
            .belongs
            .iter()
            .map(|(belongs, _)| (belongs.foreign_key, belongs.target))
    }

    fn key(&self, table: TableId, foreign_key: usize) -> usize {
        self.keys
            .get(&(table, foreign_key))
            .copied()
            .unwrap_or(foreign_key)
    }
}

/// A link to the other end of a relationship, which is a constant of its own type.
fn back(ty: &str, name: &str) -> [Part; 3] {
    [
        ours(" Back by "),
        link(format!("{ty}::{}", constant(name))),
        ours("."),
    ]
}

fn belongs_to(input: &Input<'_>, key: usize, (belongs, names): Named<'_, Belongs>) -> Relationship {
    let name = &names.here;
    let table = &input.catalog[belongs.table];
    let columns = &table.foreign_keys[belongs.foreign_key].columns;
    let ty = input.ty(belongs.target);
    let declared = table.foreign_keys[belongs.foreign_key].declared;
    let mut line = vec![ours("The "), link(ty), ours(" that ")];
    line.extend(codes(
        columns.iter().map(|column| table[*column].name.as_str()),
    ));
    line.push(ours(match (declared, columns.len()) {
        (Declared::Name, _) => " leads to by its name; no foreign key is declared.",
        (Declared::Options, _) => " leads to; the schema declares no foreign key.",
        (Declared::Script, 1) => " leads to.",
        (Declared::Script, _) => " lead to.",
    }));
    if input.relations.leads_back(belongs) {
        line.extend(back(ty, &names.there));
    }
    let behaviour = input
        .overrides
        .behaviour(belongs.table, belongs.foreign_key);
    let read_only = behaviour.is_some_and(|behaviour| behaviour.read_only);
    line.extend(read_only.then(|| ours(READ_ONLY)));
    Relationship {
        read_only,
        deletes_orphans: false,
        order: Vec::new(),
        doc: Doc::default().line(line),
        name: name.to_owned(),
        field: identifier(name),
        constant: input.relations.leads(belongs).then(|| constant(name)),
        end: End::BelongsTo {
            key,
            optional: belongs.optional,
        },
        module: input.module(belongs.target),
        ty: ty.to_owned(),
        itself: belongs.table == belongs.target,
    }
}

fn inverse(input: &Input<'_>, (belongs, names): Named<'_, Belongs>) -> Relationship {
    let name = &names.there;
    let table = &input.catalog[belongs.table];
    let columns = &table.foreign_keys[belongs.foreign_key].columns;
    let ty = input.ty(belongs.table);
    let declared = table.foreign_keys[belongs.foreign_key].declared;
    let mut line = vec![
        ours(if belongs.unique { "The " } else { "Each " }),
        link(ty),
        ours(" whose "),
    ];
    line.extend(codes(
        columns.iter().map(|column| table[*column].name.as_str()),
    ));
    line.push(ours(match (declared, columns.len()) {
        (Declared::Name, _) => " leads here by its name; no foreign key is declared.",
        (Declared::Options, _) => " leads here; the schema declares no foreign key.",
        (Declared::Script, 1) => " leads here.",
        (Declared::Script, _) => " lead here.",
    }));
    line.extend(back(ty, &names.here));
    let behaviour = input
        .overrides
        .behaviour(belongs.table, belongs.foreign_key)
        .cloned()
        .unwrap_or_default();
    line.extend(told(table, &behaviour, belongs.unique));
    let key = input.ends.key(belongs.table, belongs.foreign_key);
    let required = columns
        .iter()
        .any(|column| input.is_required(belongs.table, *column));
    let places = input.places(belongs.table);
    let order = behaviour.order.iter();
    let order = order.map(|(column, descends)| (places.of(*column), *descends));
    Relationship {
        read_only: behaviour.read_only,
        deletes_orphans: behaviour.deletes_orphans,
        order: order.collect(),
        doc: Doc::default().line(line),
        name: name.to_owned(),
        field: identifier(name),
        constant: Some(constant(name)),
        end: if belongs.unique {
            End::HasOne { key, required }
        } else {
            End::HasMany { key, required }
        },
        module: input.module(belongs.table),
        ty: ty.to_owned(),
        itself: belongs.table == belongs.target,
    }
}

/// What the docs say of a relationship that the options make one to be read alone.
const READ_ONLY: &str = " It is there to be read: what is written are the columns.";

/// How the rows that refer to one behave, where the options say so.
fn told(table: &Table, behaviour: &Behaviour, is_one: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    for (place, (column, descends)) in behaviour.order.iter().enumerate() {
        let before = if place == 0 {
            " In the order of "
        } else {
            ", "
        };
        parts.extend([ours(before), code(&table[*column].name)]);
        parts.extend(descends.then(|| ours(" descending")));
    }
    if !behaviour.order.is_empty() {
        parts.push(ours("."));
    }
    let them = if is_one { "it" } else { "them" };
    let deletion = match behaviour.on_delete {
        Some(Action::Cascade) => format!(" Deleting this row deletes {them}."),
        Some(Action::SetNull) => format!(" Deleting this row leaves {them} without one."),
        Some(Action::Restrict) if is_one => " It keeps this row from being deleted.".to_owned(),
        Some(Action::Restrict) => " They keep this row from being deleted.".to_owned(),
        Some(_) => format!(" Deleting this row does nothing to {them}."),
        None => String::new(),
    };
    parts.extend((!deletion.is_empty()).then(|| ours(deletion)));
    let orphan = match is_one {
        true => " When it is led nowhere else, it is deleted.",
        false => " One that is taken out is deleted.",
    };
    parts.extend(behaviour.deletes_orphans.then(|| ours(orphan)));
    parts.extend(behaviour.read_only.then(|| ours(READ_ONLY)));
    parts
}

fn many_to_many(
    input: &Input<'_>,
    table: TableId,
    (association, names): Named<'_, Association>,
    side: Side,
) -> Relationship {
    let between = &input.catalog[association.table];
    let foreign_key = |side| match side {
        Side::Left => association.left,
        Side::Right => association.right,
    };
    let target = between.foreign_keys[foreign_key(side.other())].target;
    let ty = input.ty(target);
    let (name, other) = match side {
        Side::Left => (&names.here, &names.there),
        Side::Right => (&names.there, &names.here),
    };
    let line = [
        ours("Each "),
        link(ty),
        ours(" that "),
        code(&between.name),
        ours(if association.writable() {
            " links here."
        } else {
            " links here, to read; what is written are its rows."
        }),
    ];
    Relationship {
        read_only: false,
        deletes_orphans: false,
        order: Vec::new(),
        doc: Doc::default().line(line.into_iter().chain(back(ty, other))),
        name: name.to_owned(),
        field: identifier(name),
        constant: Some(constant(name)),
        end: End::ManyToMany {
            through: input.module(association.table),
            keys: [side, side.other()]
                .map(|side| input.ends.key(association.table, foreign_key(side))),
            writable: association.writable(),
        },
        module: input.module(target),
        ty: ty.to_owned(),
        itself: table == target,
    }
}

impl Input<'_> {
    /// Whether an insert has to give a column its value: nobody else does.
    pub(super) fn is_required(&self, table: TableId, column: ColumnId) -> bool {
        let facts = &self.catalog[table][column];
        let in_foreign_key = || {
            self.catalog[table]
                .foreign_keys
                .iter()
                .any(|key| key.columns.contains(&column))
        };
        let is_version = self.overrides.version(table) == Some(column);
        !facts.nullable
            && !self.catalog[table].view
            && !is_version
            && facts.default.is_none()
            && facts.generated.is_none()
            && (!facts.auto_increment || in_foreign_key())
    }
}
