//! Under which name does a table stand, in a query and those inside it?

use std::borrow::Cow;

use super::Writer;
use crate::{
    error::Error,
    query::{Origin, scope::same},
    schema::quote,
};

/// A name, as a rule one that the program has anyway.
pub(super) type Name = Cow<'static, str>;

/// The tables of one query.
pub(super) struct Frame {
    tables: Vec<(Origin, Name)>,
    queries: Vec<&'static str>,
    /// Tables whose rows another query finds, without the columns that are read by themselves.
    derived: Vec<Origin>,
    /// Columns are written with their table: there are several, or other queries around.
    qualified: bool,
}

impl Frame {
    pub(super) fn new(qualified: bool) -> Self {
        Self {
            tables: Vec::new(),
            queries: Vec::new(),
            derived: Vec::new(),
            qualified,
        }
    }

    /// Adds a table, under its own name or its alias, unless a query around has that: then with a number behind it.
    pub(super) fn enter(&mut self, around: &[Frame], origin: Origin) -> Name {
        let plain = origin.alias.unwrap_or(origin.table.name);
        let name = free(around, plain);
        self.tables.push((origin, name.clone()));
        name
    }

    /// Adds the rows of a table, as another query finds them.
    pub(super) fn enter_rows(&mut self, around: &[Frame], origin: Origin) -> Name {
        if origin.table.width() < origin.table.columns.len() {
            self.derived.push(origin);
        }
        self.enter(around, origin)
    }

    /// Adds the rows of another query.
    pub(super) fn enter_alias(&mut self, alias: &'static str) -> Name {
        self.queries.push(alias);
        alias.into()
    }

    fn has(&self, name: &str) -> bool {
        let tables = self.tables.iter().map(|(_, name)| name.as_ref());
        let mut names = tables.chain(self.queries.iter().copied());
        names.any(|known| same(known.as_bytes(), name.as_bytes()))
    }
}

/// A name that no query around uses.
fn free(around: &[Frame], plain: &'static str) -> Name {
    let taken = |name: &str| around.iter().any(|frame| frame.has(name));
    let mut name = Name::Borrowed(plain);
    let mut number = 0;
    while taken(&name) {
        number += 1;
        name = format!("{plain}_{number}").into();
    }
    name
}

/// A column is read by itself, and rows of a query have it not.
fn lacking(origin: Origin, column: &str) -> Error {
    let message = format!(
        "`{column}` of `{}` is deferred, so that the rows of a query have it not: put the condition or the order on it into that \
         query, or select the columns that are wanted, `.select((..)).as_table(..)`",
        origin.table.name
    );
    Error::misuse(message)
        .with_table(origin.table.name)
        .with_columns([column])
}

impl Writer<'_> {
    /// The name of a table, of the nearest query that has it.
    pub(super) fn name_of(&self, origin: Origin) -> Name {
        self.find(origin).0
    }

    fn find(&self, origin: Origin) -> (Name, bool) {
        for (distance, frame) in self.frames.iter().rev().enumerate() {
            if let Some((_, name)) = frame.tables.iter().find(|(known, _)| *known == origin) {
                return (name.clone(), frame.qualified || distance > 0);
            }
        }
        (origin.alias.unwrap_or(origin.table.name).into(), true)
    }

    /// Whether the rows of a table are those of another query, in the nearest query that has it.
    fn is_derived(&self, origin: Origin) -> bool {
        let has = |frame: &&Frame| frame.tables.iter().any(|(known, _)| *known == origin);
        let mut frames = self.frames.iter().rev();
        frames
            .find(has)
            .is_some_and(|frame| frame.derived.contains(&origin))
    }

    /// Whether columns are written with the name of their table.
    pub(super) fn is_qualified(&self, origin: Origin) -> bool {
        self.find(origin).1
    }

    pub(super) fn column(&mut self, origin: Origin, place: u16) {
        let (name, qualified) = self.find(origin);
        if qualified {
            quote(&mut self.sql, &name, self.dialect);
            self.sql.push('.');
        }
        let column = &origin.table.columns[usize::from(place)];
        self.sensitive |= column.sensitive;
        if origin.table.is_deferred(place) && self.is_derived(origin) {
            self.lacking = Some(lacking(origin, column.name));
        }
        quote(&mut self.sql, column.name, self.dialect);
    }

    /// A name for the table between two sides, which no other join has.
    pub(super) fn between(&mut self) -> String {
        let number = self.betweens;
        self.betweens += 1;
        format!("between_{number}")
    }
}
