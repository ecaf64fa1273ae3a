//! What is the database after the last statement?
//!
//! The [`Builder`] is a state machine: it takes one [`Statement`](crate::parse::ddl::Statement) at a time, so that a
//! directory of migrations is no more than a longer script. When all are applied, `finish` looks up what foreign keys
//! refer to, since a script may name a table before it creates it, and gives the [`Catalog`].

mod builder;
mod draft;
mod finish;
mod labels;
mod names;
mod tables;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use crate::parse::ddl::{Action, Deferrable};
pub(crate) use builder::Builder;
use builder::Programs;
pub(crate) use types::TypeKind;

use std::collections::BTreeMap;

use crate::{
    config::Reading,
    diagnostic::Diagnostics,
    dialect::Dialect,
    parse::{
        Script,
        ddl::{Name, ObjectName},
    },
    source::Span,
};

/// A table's place in [`Catalog::tables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TableId(pub(crate) usize);

/// A column's place in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ColumnId(pub(crate) usize);

/// An enum's place in [`Catalog::enums`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EnumId(pub(crate) usize);

/// The database as the scripts leave it; everything in the order of the source.
#[derive(Clone, Debug)]
pub(crate) struct Catalog {
    pub(crate) dialect: Dialect,
    pub(crate) tables: Vec<Table>,
    /// The partitions of tables: they hold rows of those, and are no entities of their own.
    pub(crate) partitions: Vec<Partition>,
    pub(crate) enums: Vec<EnumType>,
    /// SQLite's views and triggers as they can be created one after the other, if they are asked for.
    pub(crate) programs: Vec<Program>,
}

impl Catalog {
    /// The database that a script leaves.
    pub(crate) fn new(script: &Script, reading: Reading, diagnostics: &mut Diagnostics) -> Self {
        let mut builder = Builder::new(script.dialect);
        builder.views = reading.views;
        builder.programs = Programs::new(script.dialect, reading.verbatim);
        script
            .statements
            .iter()
            .for_each(|statement| builder.apply(statement, diagnostics));
        builder.finish(reading, diagnostics)
    }
}

impl Catalog {
    /// Only the tables that are to be kept, none of which refers to another.
    pub(crate) fn with_tables(mut self, keep: &[bool]) -> Self {
        let mut count = 0;
        let places: Vec<_> = keep
            .iter()
            .map(|keep| {
                count += usize::from(*keep);
                TableId(count.saturating_sub(1))
            })
            .collect();
        let mut keep = keep.iter().copied();
        self.tables.retain(|_| keep.next().unwrap_or(true));
        for key in self
            .tables
            .iter_mut()
            .flat_map(|table| &mut table.foreign_keys)
        {
            key.target = places[key.target.0];
        }
        let columns = self.tables.iter_mut().flat_map(|table| &mut table.columns);
        for (table, _) in columns.flat_map(|column| &mut column.shows) {
            *table = places[table.0];
        }
        self
    }
}

impl std::ops::Index<TableId> for Catalog {
    type Output = Table;

    fn index(&self, id: TableId) -> &Table {
        &self.tables[id.0]
    }
}

impl std::ops::Index<EnumId> for Catalog {
    type Output = EnumType;

    fn index(&self, id: EnumId) -> &EnumType {
        &self.enums[id.0]
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// As the database stores it: folded where the dialect folds.
    pub(crate) name: String,
    /// As it was written when it was created.
    pub(crate) written: String,
    pub(crate) schema: Option<String>,
    /// The table's name in its CREATE TABLE.
    pub(crate) span: Span,
    pub(crate) comment: Option<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Option<Key>,
    /// UNIQUE constraints and unique indexes over plain columns that hold for every row.
    pub(crate) uniques: Vec<Key>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    /// Foreign keys to what is no table here or no key there, which is reported: no relationship follows them.
    pub(crate) dangling: Vec<DanglingKey>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) checks: Vec<Check>,
    pub(crate) without_rowid: bool,
    pub(crate) strict: bool,
    /// It is a view: its rows are read and never written.
    pub(crate) view: bool,
}

impl Table {
    /// A table without columns.
    fn new(name: &ObjectName, schema: Option<String>, dialect: Dialect) -> Self {
        Self {
            name: names::stored(&name.name, dialect),
            written: name.name.text.clone(),
            schema,
            span: name.name.span,
            comment: None,
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            dangling: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            without_rowid: false,
            strict: false,
            view: false,
        }
    }

    /// The name as it was written, if that is still its name: `OrderLines` tells words that `orderlines` does not.
    pub(crate) fn spelling(&self) -> &str {
        spelling(&self.name, &self.written)
    }

    /// Its columns by their names, as its expressions mean them.
    pub(crate) fn column_names(&self, dialect: Dialect) -> ColumnNames {
        let columns = self.columns.iter().enumerate().rev();
        let key =
            |(place, one): (usize, &Column)| (names::key(&one.name, dialect), ColumnId(place));
        ColumnNames {
            columns: columns.map(key).collect(),
            dialect,
        }
    }
}

/// The columns of a table by their names.
pub(crate) struct ColumnNames {
    columns: BTreeMap<String, ColumnId>,
    dialect: Dialect,
}

impl ColumnNames {
    /// The column that a name in an expression of the table means.
    pub(crate) fn find(&self, name: &Name) -> Option<ColumnId> {
        let name = names::stored(name, self.dialect);
        let key = names::key(&name, self.dialect);
        self.columns.get(&key).copied()
    }
}

impl std::ops::Index<ColumnId> for Table {
    type Output = Column;

    fn index(&self, id: ColumnId) -> &Column {
        &self.columns[id.0]
    }
}

/// A table that holds some of the rows of another.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "the command's listing shows them")
)]
pub(crate) struct Partition {
    pub(crate) table: Table,
    pub(crate) of: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// As it was written when it was created.
    pub(crate) written: String,
    pub(crate) span: Span,
    /// The type as written, white space folded.
    pub(crate) ty: String,
    pub(crate) kind: TypeKind,
    /// Whether the database takes NULL here: a column of the primary key never does (see INFERENCE case 86).
    pub(crate) nullable: bool,
    /// The expression of `DEFAULT`, as written.
    pub(crate) default: Option<String>,
    pub(crate) generated: Option<Generated>,
    /// The database numbers the rows where no value is given: serial, identity, AUTO_INCREMENT, SQLite's rowid alias.
    pub(crate) auto_increment: bool,
    /// SQLite's AUTOINCREMENT: a number that was given once is not given again.
    pub(crate) never_reused: bool,
    pub(crate) collation: Option<String>,
    pub(crate) comment: Option<String>,
    /// The columns of tables that this one of a view shows.
    pub(crate) shows: Vec<(TableId, ColumnId)>,
}

impl Column {
    /// As [`Table::spelling`].
    pub(crate) fn spelling(&self) -> &str {
        spelling(&self.name, &self.written)
    }
}

/// What was written where the database folds its case, and else the name that it has.
fn spelling<'a>(name: &'a str, written: &'a str) -> &'a str {
    if name.eq_ignore_ascii_case(written) {
        written
    } else {
        name
    }
}

pub(crate) use crate::parse::ddl::Generated;

/// A PRIMARY KEY or UNIQUE.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<ColumnId>,
    pub(crate) span: Span,
    /// Whether it was stated as an index (`CREATE UNIQUE INDEX`) and not as a constraint.
    pub(crate) index: bool,
    /// What stands behind the table's name in SQLite's index, where it is more than columns.
    pub(crate) written: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct ForeignKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<ColumnId>,
    pub(crate) target: TableId,
    /// As many as `columns`, in their order.
    pub(crate) referenced: Vec<ColumnId>,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
    pub(crate) deferrable: Deferrable,
    pub(crate) declared: Declared,
    pub(crate) span: Span,
}

/// Who says that there is a foreign key. The database knows only of those of its script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Declared {
    Script,
    /// The options state it.
    Options,
    /// Its column is called as what it refers to.
    Name,
}

/// A foreign key by the names of what it refers to, as the database stores them.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "only the listing reads it")
)]
pub(crate) struct DanglingKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<ColumnId>,
    pub(crate) schema: Option<String>,
    pub(crate) table: String,
    /// Empty where the script leaves them out.
    pub(crate) referenced: Vec<String>,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
    pub(crate) deferrable: Deferrable,
    pub(crate) span: Span,
}

/// An index that is not a key: plain ones, partial ones, those on expressions.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    pub(crate) name: Option<String>,
    pub(crate) unique: bool,
    pub(crate) partial: bool,
    /// `None` where it is over an expression.
    pub(crate) columns: Vec<Option<ColumnId>>,
    /// As of a [`Key`].
    pub(crate) written: Option<String>,
}

/// A view or a trigger of SQLite's.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) name: String,
    /// The table or view that a trigger is on; nothing for a view.
    pub(crate) table: Option<String>,
    pub(crate) text: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub(crate) name: Option<String>,
    pub(crate) expression: String,
}

/// An enum that has a name of its own (PostgreSQL's CREATE TYPE). MySQL's stand in the column's type.
#[derive(Clone, Debug)]
pub(crate) struct EnumType {
    pub(crate) name: String,
    pub(crate) schema: Option<String>,
    pub(crate) span: Span,
    pub(crate) literals: Vec<String>,
}
