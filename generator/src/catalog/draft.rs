//! What is known of a table while statements may still change it?
//!
//! Columns keep their place for good, so that keys can name them by it whatever they are called and wherever they stand;
//! `finish` puts them in their order.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Code, Diagnostic, nearest},
    dialect::Dialect,
    parse::ddl,
    source::Span,
};

use super::{
    Column, ColumnId, Table,
    labels::{Labelled, Labels},
    names,
};

/// A table in the making.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Everything but its columns and foreign keys.
    pub(super) table: Table,
    pub(super) columns: Vec<Option<DraftColumn>>,
    /// The columns that are there, as they follow each other.
    pub(super) order: Vec<ColumnId>,
    pub(super) references: Vec<Reference>,
    pub(super) labels: Labels,
    /// Its primary key is `PRIMARY KEY DESC` beside a column.
    pub(super) descending: bool,
    pub(super) dialect: Dialect,
    /// The tables that inherit from it, and its partitions.
    pub(super) children: BTreeSet<usize>,
    /// The table whose rows it holds some of.
    pub(super) partition_of: Option<usize>,
    /// The indexes that MySQL makes for foreign keys; they stay when those go.
    pub(super) unstated_indexes: BTreeSet<String>,
    /// MySQL's ENGINE, as stated last.
    pub(super) engine: Option<ddl::Name>,
    /// How many tables had been cut off when this was last freed of references to them.
    pub(super) seen: usize,
    by_name: BTreeMap<String, ColumnId>,
    /// The columns by the names that they had before.
    former: BTreeMap<String, ColumnId>,
}

/// A column whose type may be created yet.
#[derive(Clone, Debug)]
pub(super) struct DraftColumn {
    /// Everything but what its type tells.
    pub(super) column: Column,
    pub(super) ty: ddl::Type,
    /// The type of the script's that this is, as far as it was known then.
    pub(super) user: Option<usize>,
    /// PostgreSQL's GENERATED … AS IDENTITY, which is no default.
    pub(super) identity: bool,
    /// It comes from a table that this one inherits from.
    pub(super) inherited: bool,
    /// The columns of tables that this one of a view shows: one, or one for each part of a UNION.
    pub(super) origins: Vec<Origin>,
}

/// Where the column of a view is from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Origin {
    pub(super) place: usize,
    pub(super) column: ColumnId,
    /// The column's name, by which it is found if its table is created anew.
    pub(super) name: String,
    /// Rows may be without one of its table.
    pub(super) outer: bool,
}

/// A foreign key whose target may be created yet.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<ColumnId>,
    pub(super) key: ddl::ForeignKey,
    /// The place of the table that it refers to.
    pub(super) target: usize,
    /// The columns that it refers to, if these were known when it was stated.
    pub(super) referenced: Option<Vec<ColumnId>>,
    pub(super) span: Span,
}

impl Draft {
    pub(super) fn new(table: Table, dialect: Dialect) -> Self {
        Self {
            table,
            columns: Vec::new(),
            order: Vec::new(),
            references: Vec::new(),
            labels: Labels::default(),
            descending: false,
            dialect,
            children: BTreeSet::new(),
            partition_of: None,
            unstated_indexes: BTreeSet::new(),
            engine: None,
            seen: 0,
            by_name: BTreeMap::new(),
            former: BTreeMap::new(),
        }
    }

    /// Adds a column, unless there is one of its name: then that one's place is the error. A column that a parent has
    /// too is that one, stated anew.
    pub(super) fn add(&mut self, column: DraftColumn) -> Result<ColumnId, Span> {
        let key = names::key(&column.column.name, self.dialect);
        let same = self.by_name.get(&key).copied();
        let Some((id, first)) = same.and_then(|id| Some((id, self.columns[id.0].as_mut()?))) else {
            let id = ColumnId(self.columns.len());
            self.by_name.insert(key, id);
            self.order.push(id);
            self.columns.push(Some(column));
            return Ok(id);
        };
        if !first.inherited {
            return Err(first.column.span);
        }
        let mut merged = column;
        merged.column.nullable &= first.column.nullable;
        merged.column.default = merged.column.default.or(first.column.default.take());
        *first = merged;
        Ok(id)
    }

    pub(super) fn find(&self, name: &ddl::Name) -> Option<ColumnId> {
        self.by_name
            .get(&names::key(
                &names::stored(name, self.dialect),
                self.dialect,
            ))
            .copied()
    }

    /// The column of a name as the database stores it.
    pub(super) fn stored_column(&self, name: &str) -> Option<ColumnId> {
        self.by_name.get(&names::key(name, self.dialect)).copied()
    }

    /// The column that a name meant when it was written down, some time ago.
    pub(super) fn find_former(&self, name: &ddl::Name) -> Option<ColumnId> {
        let key = names::key(&names::stored(name, self.dialect), self.dialect);
        let former = || self.former.get(&key).copied();
        self.by_name.get(&key).copied().or_else(former)
    }

    /// The column of a name, or what is wrong with the name.
    pub(super) fn column(&self, name: &ddl::Name) -> Result<ColumnId, Box<Diagnostic>> {
        self.find(name).ok_or_else(|| self.unknown(name))
    }

    /// Changes the column of a name.
    pub(super) fn change(
        &mut self,
        name: &ddl::Name,
        change: impl FnOnce(&mut DraftColumn),
    ) -> Result<(), Box<Diagnostic>> {
        let id = self.column(name)?;
        self.columns[id.0].as_mut().map(change);
        Ok(())
    }

    /// Whether two stored names mean the same.
    pub(super) fn same(&self, one: &str, other: &str) -> bool {
        names::key(one, self.dialect) == names::key(other, self.dialect)
    }

    /// Takes a column's name from it.
    pub(super) fn forget(&mut self, name: &str) {
        self.by_name.remove(&names::key(name, self.dialect));
    }

    /// Gives a column, which has lost its name, another one.
    pub(super) fn call(&mut self, id: ColumnId, name: String) {
        self.by_name.insert(names::key(&name, self.dialect), id);
        if let Some(column) = &mut self.columns[id.0] {
            let old = std::mem::replace(&mut column.column.name, name);
            self.former.insert(names::key(&old, self.dialect), id);
        }
    }

    /// The names of columns.
    pub(super) fn column_names(&self, ids: &[ColumnId]) -> Vec<&str> {
        let columns = ids.iter().filter_map(|id| self.columns[id.0].as_ref());
        columns.map(|column| column.column.name.as_str()).collect()
    }

    /// The name of a constraint or an index: the one stated, or the one that the database chooses.
    pub(super) fn label(
        &mut self,
        of: Labelled,
        stated: Option<&ddl::Name>,
        columns: &[&str],
    ) -> Result<Option<String>, Box<Diagnostic>> {
        let dialect = self.dialect;
        let Some(name) = stated else {
            let table = &self.table.name;
            return Ok(self.labels.choose(of, table, columns, dialect));
        };
        let label = names::stored(name, dialect);
        // SQLite forgets the names of constraints.
        if dialect == Dialect::Sqlite && of != Labelled::Index {
            return Ok(Some(label));
        }
        let chosen = self.labels.is_chosen(of, &label, dialect);
        if self.labels.has(of, &label, dialect) && !chosen {
            return Err(self.label_taken(name));
        }
        self.labels.state(of, &label, dialect);
        Ok(Some(label))
    }

    fn label_taken(&self, name: &ddl::Name) -> Box<Diagnostic> {
        let message = format!(
            "table `{}` has a constraint or an index `{}` already",
            self.table.name, name.text
        );
        let fault = Diagnostic::new(Code::DUPLICATE_CONSTRAINT, message)
            .at(name.span, "given again")
            .related(self.table.span, "the table");
        Box::new(fault.help("give each a name of its own, or drop the first one before"))
    }

    /// The fault of a name that none of the columns has.
    pub(super) fn unknown(&self, name: &ddl::Name) -> Box<Diagnostic> {
        let table = &self.table;
        let message = format!("table `{}` has no column `{}`", table.name, name.text);
        let fault = Diagnostic::new(Code::UNKNOWN_COLUMN, message)
            .at(name.span, "no such column")
            .related(table.span, "the table");
        let names = self
            .columns
            .iter()
            .flatten()
            .map(|column| column.column.name.as_str());
        Box::new(match nearest(&name.text, names) {
            Some(meant) if meant.eq_ignore_ascii_case(&name.text) => {
                fault.help(format!("write it in quotes: `\"{meant}\"`"))
            }
            Some(meant) => fault.help(format!("did you mean `{meant}`?")),
            None => fault,
        })
    }
}
