//! The facts of one table, as its DDL states them.
//!
//! They are built by `const` functions and not as literals, so that a newer runtime can know more of a table than the
//! generator that wrote it.

use std::fmt::Debug;

use super::column::Column;
use crate::driver::HIDDEN;

/// A table.
#[derive(Debug)]
#[non_exhaustive]
pub struct Table {
    /// The name, as the database has it.
    pub name: &'static str,
    /// The schema that the script puts it into.
    pub schema: Option<&'static str>,
    /// In the order of the script, but that those that rows are read without come last.
    pub columns: &'static [Column],
    /// Places in `columns`; empty where there is no primary key.
    pub primary_key: &'static [u16],
    /// UNIQUE constraints and unique indexes that hold for every row.
    pub uniques: &'static [Unique],
    /// The references to other tables.
    pub foreign_keys: &'static [ForeignKey],
    /// Indexes that are not keys.
    pub indexes: &'static [Index],
    /// CHECK constraints.
    pub checks: &'static [Check],
    /// SQLite's `WITHOUT ROWID`.
    pub without_rowid: bool,
    /// SQLite's `STRICT`.
    pub strict: bool,
    /// The columns that tell one row from another: the primary key, or the UNIQUE that stands in for it.
    pub identity: &'static [u16],
    /// The column that counts the changes of a row, so that a change on an older state is told.
    pub version: Option<u16>,
    /// The statements that create the table and its indexes, where a database told them itself.
    pub(super) statements: &'static [&'static str],
    /// How many columns a row has.
    width: usize,
}

impl Table {
    /// A table without columns.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            schema: None,
            columns: &[],
            primary_key: &[],
            uniques: &[],
            foreign_keys: &[],
            indexes: &[],
            checks: &[],
            without_rowid: false,
            strict: false,
            identity: &[],
            version: None,
            statements: &[],
            width: 0,
        }
    }

    /// The table with columns.
    pub const fn columns(mut self, columns: &'static [Column]) -> Self {
        self.columns = columns;
        self.width = 0;
        while self.width < columns.len() && columns[self.width].deferred.is_none() {
            self.width += 1;
        }
        self
    }

    /// How many columns a row has: all but those that are read by themselves.
    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    /// The columns that a row has.
    pub(crate) fn row(&self) -> &'static [Column] {
        &self.columns[..self.width]
    }

    /// Whether rows are read without a column.
    pub(crate) fn is_deferred(&self, column: u16) -> bool {
        usize::from(column) >= self.width
    }

    /// The places of the columns, in the order of the script.
    pub(crate) fn in_script_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.width).collect();
        for (place, column) in self.columns.iter().enumerate().skip(self.width) {
            let before = column.deferred.map_or(order.len(), usize::from);
            order.insert(before.min(order.len()), place);
        }
        order
    }

    /// The table in a schema.
    pub const fn schema(mut self, schema: &'static str) -> Self {
        self.schema = Some(schema);
        self
    }

    /// The table with a primary key, which is its identity too.
    pub const fn primary_key(mut self, columns: &'static [u16]) -> Self {
        self.primary_key = columns;
        self.identity = columns;
        self
    }

    /// The table with a UNIQUE that serves as its identity.
    pub const fn identity(mut self, columns: &'static [u16]) -> Self {
        self.identity = columns;
        self
    }

    /// The table with a column that counts the changes of a row.
    pub const fn version(mut self, column: u16) -> Self {
        self.version = Some(column);
        self
    }

    /// The table with UNIQUE constraints.
    pub const fn uniques(mut self, uniques: &'static [Unique]) -> Self {
        self.uniques = uniques;
        self
    }

    /// The table with foreign keys.
    pub const fn foreign_keys(mut self, foreign_keys: &'static [ForeignKey]) -> Self {
        self.foreign_keys = foreign_keys;
        self
    }

    /// The table with indexes.
    pub const fn indexes(mut self, indexes: &'static [Index]) -> Self {
        self.indexes = indexes;
        self
    }

    /// The table with CHECK constraints.
    pub const fn checks(mut self, checks: &'static [Check]) -> Self {
        self.checks = checks;
        self
    }

    /// SQLite's `WITHOUT ROWID`.
    pub const fn without_rowid(mut self) -> Self {
        self.without_rowid = true;
        self
    }

    /// SQLite's `STRICT`.
    pub const fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// A key for messages, where nothing in it is sensitive.
    pub(crate) fn shown_key(&self, key: &impl Debug) -> String {
        match self.has_sensitive_key() {
            true => HIDDEN.to_owned(),
            false => format!("{key:?}"),
        }
    }

    /// Whether a part of what tells rows apart is never printed.
    pub(crate) fn has_sensitive_key(&self) -> bool {
        let mut columns = self.identity.iter();
        columns.any(|column| self.columns[usize::from(*column)].sensitive)
    }

    /// Whether rows are found by the values in these columns without a look at all of them.
    pub(crate) fn has_index_on(&self, columns: &[u16]) -> bool {
        // Those that are written otherwise may be of some rows, or in another order.
        let indexes = self.indexes.iter().filter(|it| it.written.is_none());
        let uniques = self.uniques.iter().filter(|it| it.written.is_none());
        let columns_of = indexes.map(|it| it.columns);
        let columns_of = columns_of.chain(uniques.map(|it| it.columns));
        let mut all = columns_of.chain([self.primary_key]);
        all.any(|index| index.starts_with(columns))
    }

    /// The names of some of its columns.
    pub(crate) fn names<'a>(
        &self,
        columns: &'a [u16],
    ) -> impl Iterator<Item = &'static str> + use<'a> {
        let all = self.columns;
        columns
            .iter()
            .map(move |column| all[usize::from(*column)].name)
    }
}

/// A UNIQUE constraint or a unique index.
#[derive(Debug)]
#[non_exhaustive]
pub struct Unique {
    /// The name, where the script gives one.
    pub name: Option<&'static str>,
    /// Places in the table's columns.
    pub columns: &'static [u16],
    /// Whether the script creates it as an index.
    pub index: bool,
    /// What stands behind the table's name in the index, where its columns alone do not say it: `(name COLLATE NOCASE)`.
    pub written: Option<&'static str>,
}

impl Unique {
    /// A UNIQUE constraint without a name.
    pub const fn new(columns: &'static [u16]) -> Self {
        Self {
            name: None,
            columns,
            index: false,
            written: None,
        }
    }

    /// The constraint under a name.
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }

    /// The constraint as `CREATE UNIQUE INDEX`.
    pub const fn index(mut self) -> Self {
        self.index = true;
        self
    }

    /// The constraint as `CREATE UNIQUE INDEX … ON table` and this text.
    pub const fn written(mut self, text: &'static str) -> Self {
        self.written = Some(text);
        self.index()
    }
}

/// A reference to another table.
#[derive(Debug)]
#[non_exhaustive]
pub struct ForeignKey {
    /// The name, where the script gives one.
    pub name: Option<&'static str>,
    /// Places in the table's columns.
    pub columns: &'static [u16],
    /// The table that it refers to.
    pub target: &'static Table,
    /// Places in the target's columns, as many as `columns`.
    pub referenced: &'static [u16],
    /// What the database does when the target's row is deleted.
    pub on_delete: Action,
    /// What the database does when the target's key changes.
    pub on_update: Action,
    /// Whether it may be checked at COMMIT.
    pub deferrable: Deferrable,
    /// Whether the script declares it. The database knows nothing of one that it does not declare.
    pub declared: bool,
    /// What a session does when the target's row is deleted, where the database does nothing but refuse.
    pub by_session: Option<Action>,
}

impl ForeignKey {
    /// A foreign key without a name, checked at once.
    pub const fn new(
        columns: &'static [u16],
        target: &'static Table,
        referenced: &'static [u16],
    ) -> Self {
        Self {
            name: None,
            columns,
            target,
            referenced,
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            deferrable: Deferrable::No,
            declared: true,
            by_session: None,
        }
    }

    /// What a session is to do where the database does nothing but refuse: [`Cascade`](Action::Cascade) deletes the rows that
    /// refer to one that is deleted, each as if the program did; [`SetNull`](Action::SetNull) sets their key to NULL;
    /// [`Restrict`](Action::Restrict) and [`NoAction`](Action::NoAction) leave them alone, and the former asks for
    /// them where the database does not know of the key.
    pub const fn by_session(mut self, action: Action) -> Self {
        self.by_session = Some(action);
        self
    }

    /// What a session does, where it falls to the session.
    pub(crate) fn falls_to_session(&self) -> Option<Action> {
        match self.on_delete {
            Action::NoAction | Action::Restrict => self.by_session,
            Action::Cascade | Action::SetNull | Action::SetDefault => None,
        }
    }

    /// The key as one that is known by its name alone, and that no script declares.
    pub const fn undeclared(mut self) -> Self {
        self.declared = false;
        self
    }

    /// The key under a name.
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }

    /// The key with an ON DELETE.
    pub const fn on_delete(mut self, action: Action) -> Self {
        self.on_delete = action;
        self
    }

    /// The key with an ON UPDATE.
    pub const fn on_update(mut self, action: Action) -> Self {
        self.on_update = action;
        self
    }

    /// The key, checked at COMMIT where the transaction asks for it, or always.
    pub const fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.deferrable = deferrable;
        self
    }
}

/// What the database does to the rows that refer to one that goes or changes its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// It refuses, at the end of the statement.
    NoAction,
    /// It refuses at once.
    Restrict,
    /// It does the same to them.
    Cascade,
    /// It sets their key to NULL.
    SetNull,
    /// It sets their key to its default.
    SetDefault,
}

/// When a foreign key is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deferrable {
    /// At each statement.
    No,
    /// At each statement, unless the transaction defers it.
    InitiallyImmediate,
    /// At COMMIT.
    InitiallyDeferred,
}

/// An index that is not a key.
#[derive(Debug)]
#[non_exhaustive]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Places in the table's columns; those of expressions are left out.
    pub columns: &'static [u16],
    /// No two of the rows that it is over are equal in it. They are not all rows, or it would be a [`Unique`].
    pub unique: bool,
    /// What stands behind the table's name, where its columns alone do not say it: `(lower(name)) WHERE name <> ''`. It is
    /// in the script's dialect.
    pub written: Option<&'static str>,
}

impl Index {
    /// An index over columns.
    pub const fn new(name: &'static str, columns: &'static [u16]) -> Self {
        Self {
            name,
            columns,
            unique: false,
            written: None,
        }
    }

    /// The index with UNIQUE.
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// The index as `CREATE INDEX … ON table` and this text.
    pub const fn written(mut self, text: &'static str) -> Self {
        self.written = Some(text);
        self
    }
}

/// A CHECK constraint.
#[derive(Debug)]
#[non_exhaustive]
pub struct Check {
    /// The name, where the script gives one.
    pub name: Option<&'static str>,
    /// The condition, as the script writes it.
    pub expression: &'static str,
}

impl Check {
    /// A condition without a name.
    pub const fn new(expression: &'static str) -> Self {
        Self {
            name: None,
            expression,
        }
    }

    /// The condition under a name.
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }
}
