//! What can be chosen for one table, column, relationship or enum?

use std::{collections::BTreeMap, ops::Range};

use super::choice::words;

/// Where in `ormgen.toml` it is said; nothing for what a program says.
pub(crate) type Place = Option<Range<usize>>;

/// A text, and where it is said.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) place: Place,
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Said {
            text: text.to_owned(),
            place: None,
        }
    }
}

/// Things by their names, each with the place where it is named.
#[derive(Clone, Debug)]
pub(crate) struct Named<T>(pub(crate) BTreeMap<String, (Place, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named(BTreeMap::new())
    }
}

impl<T: Default> Named<T> {
    /// The thing of a name, which is there from now on.
    pub(super) fn entry(&mut self, name: &Said) -> &mut T {
        let new = || (name.place.clone(), T::default());
        &mut self.0.entry(name.text.clone()).or_insert_with(new).1
    }
}

impl Named<Said> {
    pub(super) fn set(&mut self, name: &Said, value: Said) {
        self.0
            .insert(name.text.clone(), (name.place.clone(), value));
    }
}

impl<T> Named<T> {
    pub(super) fn insert(&mut self, name: &str, value: T) {
        self.0.insert(name.to_owned(), (None, value));
    }

    /// Takes over what another has; `merge` settles what both have, by what this has and what the other.
    pub(super) fn fill(&mut self, other: Named<T>, merge: impl Fn(&mut T, T)) {
        for (name, (place, value)) in other.0 {
            match self.0.get_mut(&name) {
                None => {
                    self.0.insert(name, (place, value));
                }
                Some(own) => {
                    own.0 = own.0.take().or(place);
                    merge(&mut own.1, value);
                }
            }
        }
    }
}

/// What is chosen for a table: see [`Config::table`](crate::Config::table).
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub(crate) name: Option<Said>,
    pub(crate) derive: Vec<Said>,
    pub(crate) attributes: Vec<Said>,
    pub(crate) entity: Option<bool>,
    pub(crate) entity_place: Place,
    pub(crate) association: Option<bool>,
    pub(crate) primary_key: Option<Vec<Said>>,
    pub(crate) unique: Vec<Vec<Said>>,
    pub(crate) version: Option<Said>,
    pub(crate) foreign_keys: Named<Said>,
    pub(crate) columns: Named<Column>,
    pub(crate) relationships: Named<Relationship>,
    pub(crate) many_to_many: Named<Said>,
}

impl Table {
    /// Nothing is chosen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The type of the entity, in upper camel case: `Member`. Its module and the names of relationships follow.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.into());
        self
    }

    /// A trait that the entity derives too, by a path that is known where the models are: `serde::Serialize`.
    pub fn derive(mut self, path: &str) -> Self {
        self.derive.push(path.into());
        self
    }

    /// An attribute of the entity, as it is written: `#[serde(rename_all = "camelCase")]`.
    pub fn attribute(mut self, attribute: &str) -> Self {
        self.attributes.push(attribute.into());
        self
    }

    /// Whether an association table is an entity of its own. It is, unless `false` is said and no other table refers to it.
    pub fn entity(mut self, is_entity: bool) -> Self {
        self.entity = Some(is_entity);
        self
    }

    /// Whether the table gives a many-to-many relationship where it links two others.
    pub fn association(mut self, is_association: bool) -> Self {
        self.association = Some(is_association);
        self
    }

    /// The columns of a primary key that the script does not state.
    pub fn primary_key<'a>(mut self, columns: impl IntoIterator<Item = &'a str>) -> Self {
        self.primary_key = Some(columns.into_iter().map(Said::from).collect());
        self
    }

    /// The columns of a key that the script does not state.
    pub fn unique<'a>(mut self, columns: impl IntoIterator<Item = &'a str>) -> Self {
        self.unique
            .push(columns.into_iter().map(Said::from).collect());
        self
    }

    /// The column that counts the changes of a row, so that a change of an older state of it is an error.
    pub fn version(mut self, column: &str) -> Self {
        self.version = Some(column.into());
        self
    }

    /// A foreign key that the script does not state: its columns, `"tenant_id, user_id"`, and what they refer to, `"users"` or
    /// `"users (tenant_id, id)"`.
    pub fn foreign_key(mut self, columns: &str, target: &str) -> Self {
        self.foreign_keys.insert(columns, target.into());
        self
    }

    /// Options of a column, by its name in the database.
    pub fn column(mut self, name: &str, column: Column) -> Self {
        self.columns.insert(name, column);
        self
    }

    /// Options of a foreign key of the table, by its columns, `"tenant_id, user_id"`, or by the name of its constraint.
    pub fn relationship(mut self, key: &str, relationship: Relationship) -> Self {
        self.relationships.insert(key, relationship);
        self
    }

    /// The name of a many-to-many relationship through the table, by the columns of its two foreign keys: what
    /// `"user_id -> role_id"` names is what a user calls its roles.
    pub fn many_to_many(mut self, path: &str, name: &str) -> Self {
        self.many_to_many.insert(path, name.into());
        self
    }

    pub(super) fn fill(&mut self, other: Table) {
        self.name = self.name.take().or(other.name);
        self.derive.extend(other.derive);
        self.attributes.extend(other.attributes);
        if self.entity.is_none() {
            (self.entity, self.entity_place) = (other.entity, other.entity_place);
        }
        self.association = self.association.or(other.association);
        self.primary_key = self.primary_key.take().or(other.primary_key);
        self.unique.extend(other.unique);
        self.version = self.version.take().or(other.version);
        self.foreign_keys.fill(other.foreign_keys, |_, _| ());
        self.columns.fill(other.columns, Column::fill);
        self.relationships
            .fill(other.relationships, Relationship::fill);
        self.many_to_many.fill(other.many_to_many, |_, _| ());
    }
}

/// What is chosen for a column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub(crate) name: Option<Said>,
    pub(crate) ty: Option<Said>,
    pub(crate) with: Option<Said>,
    pub(crate) attributes: Vec<Said>,
    pub(crate) sensitive: Option<bool>,
    pub(crate) deferred: Option<bool>,
    pub(crate) enumeration: Enum,
}

impl Column {
    /// Nothing is chosen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The field, in snake case: `login`.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The Rust type of the field, without its `Option`: `crate::Money`. It has to implement `ormgen_runtime::Value`.
    pub fn rust_type(mut self, ty: &str) -> Self {
        self.ty = Some(ty.into());
        self
    }

    /// The module whose functions store the field, for a type of another crate: `crate::as_json`, which has
    /// `to_datum(&T) -> Result<Datum<'_>, ValueError>` and `from_datum(Datum<'_>) -> Result<T, ValueError>`.
    pub fn with(mut self, module: &str) -> Self {
        self.with = Some(module.into());
        self
    }

    /// An attribute of the field, as it is written: `#[serde(skip)]`.
    pub fn attribute(mut self, attribute: &str) -> Self {
        self.attributes.push(attribute.into());
        self
    }

    /// Values of the column are never printed: not with the statements that an engine shows, by `Debug`, or in an error.
    pub fn sensitive(mut self, is_sensitive: bool) -> Self {
        self.sensitive = Some(is_sensitive);
        self
    }

    /// The column is no field of the entity, and is not read with its rows: `session.read(row, Book::COVER)` reads it.
    pub fn deferred(mut self, is_deferred: bool) -> Self {
        self.deferred = Some(is_deferred);
        self
    }

    /// Options of the enum that is spelled out in the column's type.
    pub fn enumeration(mut self, one: Enum) -> Self {
        self.enumeration = one;
        self
    }

    fn fill(&mut self, other: Column) {
        self.name = self.name.take().or(other.name);
        self.ty = self.ty.take().or(other.ty);
        self.with = self.with.take().or(other.with);
        self.attributes.extend(other.attributes);
        self.sensitive = self.sensitive.or(other.sensitive);
        self.deferred = self.deferred.or(other.deferred);
        self.enumeration.fill(other.enumeration);
    }
}

/// What is chosen for a relationship that a foreign key is.
#[derive(Clone, Debug, Default)]
pub struct Relationship {
    pub(crate) name: Option<Said>,
    pub(crate) inverse: Option<Said>,
    pub(crate) one_to_one: Option<bool>,
    pub(crate) on_delete: Option<(OnDelete, Place)>,
    pub(crate) delete_orphans: Option<bool>,
    pub(crate) order_by: Option<Vec<Said>>,
    pub(crate) read_only: Option<bool>,
}

/// What a session does to the rows that refer to one that it deletes, where the database does nothing but refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDelete {
    /// It deletes them too, each as if the program did.
    Cascade,
    /// It sets their foreign key to NULL: what is done anyway where that may be.
    SetNull,
    /// It leaves them alone, and the row cannot be deleted as long as they are there.
    Restrict,
    /// It leaves them alone, and what the database says is what comes of it.
    NoAction,
}

words!(OnDelete {
    Cascade => "cascade",
    SetNull => "set-null",
    Restrict => "restrict",
    NoAction => "no-action",
});

impl Relationship {
    /// Nothing is chosen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a row calls the row that its key leads to, in snake case: `author`.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What that row calls those whose keys lead to it: `books`.
    pub fn inverse(mut self, name: &str) -> Self {
        self.inverse = Some(name.into());
        self
    }

    /// At most one row leads to another, though the script does not say so.
    pub fn one_to_one(mut self, is_one_to_one: bool) -> Self {
        self.one_to_one = Some(is_one_to_one);
        self
    }

    /// What a session does to the rows that refer to one that it deletes, where the script leaves that to it.
    pub fn on_delete(mut self, action: OnDelete) -> Self {
        self.on_delete = Some((action, None));
        self
    }

    /// A row that is taken out of the collection, and put into no other, is deleted; and with the row that has the collection.
    pub fn delete_orphans(mut self, are_deleted: bool) -> Self {
        self.delete_orphans = Some(are_deleted);
        self
    }

    /// The order of the collection, by columns of its rows: `["position", "added_at desc"]`. The key settles what is left.
    pub fn order_by<'a>(mut self, columns: impl IntoIterator<Item = &'a str>) -> Self {
        self.order_by = Some(columns.into_iter().map(Said::from).collect());
        self
    }

    /// Neither end can be changed through a session; the columns of the key can.
    pub fn read_only(mut self, is_read_only: bool) -> Self {
        self.read_only = Some(is_read_only);
        self
    }

    fn fill(&mut self, other: Relationship) {
        self.name = self.name.take().or(other.name);
        self.inverse = self.inverse.take().or(other.inverse);
        self.one_to_one = self.one_to_one.or(other.one_to_one);
        self.on_delete = self.on_delete.take().or(other.on_delete);
        self.delete_orphans = self.delete_orphans.or(other.delete_orphans);
        self.order_by = self.order_by.take().or(other.order_by);
        self.read_only = self.read_only.or(other.read_only);
    }
}

/// What is chosen for an enum.
#[derive(Clone, Debug, Default)]
pub struct Enum {
    pub(crate) name: Option<Said>,
    pub(crate) derive: Vec<Said>,
    pub(crate) variants: Named<Said>,
    pub(crate) open: Option<bool>,
}

impl Enum {
    /// Nothing is chosen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The type, in upper camel case: `Mood`.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.into());
        self
    }

    /// A trait that the enum derives too.
    pub fn derive(mut self, path: &str) -> Self {
        self.derive.push(path.into());
        self
    }

    /// The variant of a literal, in upper camel case.
    pub fn variant(mut self, literal: &str, name: &str) -> Self {
        self.variants.insert(literal, name.into());
        self
    }

    /// The enum has a variant `Other` for literals that the code does not know.
    pub fn open(mut self, is_open: bool) -> Self {
        self.open = Some(is_open);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        let is_silent = self.name.is_none() && self.open.is_none();
        is_silent && self.derive.is_empty() && self.variants.0.is_empty()
    }

    pub(super) fn fill(&mut self, other: Enum) {
        self.name = self.name.take().or(other.name);
        self.derive.extend(other.derive);
        self.variants.fill(other.variants, |_, _| ());
        self.open = self.open.or(other.open);
    }
}
