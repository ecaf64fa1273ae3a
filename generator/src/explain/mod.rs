//! Which relationships were inferred, from what, and which nearly were, in a form that other tools can build on?
//!
//! `docs/explain-json.md` describes the form; a change that a reader of it would notice raises [`VERSION`].

mod build;
mod text;

use serde::Serialize;

use crate::{
    infer::Rule,
    listing::{Place, Target},
};

/// The version of the form. Fields are added without a new one, never changed or taken away.
const VERSION: u32 = 1;

/// All that is to be said of the relationships of a schema.
#[derive(Debug, Serialize)]
pub(crate) struct Explanation<'a> {
    version: u32,
    dialect: &'static str,
    relationships: Vec<Relationship<'a>>,
    near_misses: Vec<NearMiss<'a>>,
    undeclared: Vec<Undeclared<'a>>,
}

#[derive(Debug, Serialize)]
struct Relationship<'a> {
    kind: Kind,
    here: Side<'a>,
    there: Side<'a>,
    through: Option<Through<'a>>,
    writable: bool,
    /// What becomes of a row `here` where the one that it refers to is deleted; nothing of a many-to-many.
    on_delete: Option<OnDelete>,
    /// Whether a row `here` that is led nowhere else is deleted.
    delete_orphans: bool,
    /// What the rows `here` come in the order of, before their key.
    order_by: Vec<Order<'a>>,
    /// What the database does not fill in, so that a row of the table between cannot be written from the pair alone.
    needs: Vec<&'a str>,
    /// What both foreign keys of the table between have, so that not every pair can be linked.
    shared: Vec<&'a str>,
    /// Whether the database knows of it.
    declared: bool,
    rule: Rule,
    place: Option<Place<'a>>,
    /// What stands in that place, in one line.
    statement: String,
    /// The lines of `ormgen.toml` that give both ends the names that they have.
    settings: String,
}

#[derive(Debug, Serialize)]
struct OnDelete {
    action: String,
    by: By,
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// The database, since the script says so or nobody does.
    Database,
    /// A session, since the key may be NULL.
    Session,
    /// A session, since the options say so.
    Options,
}

#[derive(Debug, Serialize)]
struct Order<'a> {
    column: &'a str,
    descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    ManyToOne,
    OneToOne,
    ManyToMany,
}

/// One side of a relationship: a table, and what the other side is called there.
#[derive(Debug, Serialize)]
struct Side<'a> {
    schema: Option<&'a str>,
    table: &'a str,
    columns: Vec<&'a str>,
    /// The table's type.
    entity: Option<&'a str>,
    /// What the other side is called here; none where no program can ask for it.
    name: Option<&'a str>,
    /// How many rows of the other side belong to one of this.
    holds: Holds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Holds {
    /// Exactly one.
    Required,
    /// One or none.
    Optional,
    Many,
}

/// The table between the sides of a many-to-many, and its foreign keys to both.
#[derive(Debug, Serialize)]
struct Through<'a> {
    schema: Option<&'a str>,
    table: &'a str,
    entity: Option<&'a str>,
    here: Vec<&'a str>,
    there: Vec<&'a str>,
}

/// What would be another relationship if the script said a little more.
#[derive(Debug, Serialize)]
struct NearMiss<'a> {
    kind: Kind,
    schema: Option<&'a str>,
    table: &'a str,
    message: String,
    reason: String,
    help: String,
    place: Option<Place<'a>>,
}

/// A column that is a foreign key by its name, and is not declared as one.
#[derive(Debug, Serialize)]
struct Undeclared<'a> {
    schema: Option<&'a str>,
    table: &'a str,
    columns: Vec<&'a str>,
    references: Target<'a>,
    /// Whether name, type and target are beyond doubt.
    certain: bool,
    /// The constraint that would declare it.
    constraint: String,
    place: Option<Place<'a>>,
}
