//! What is known of a table while statements may still change it?
//!
//! Columns keep their place when others go, so that keys can name them by it; `finish` closes the gaps.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Diagnostic, nearest},
    dialect::Dialect,
    parse::ddl,
    source::Span,
};

use super::{Column, ColumnId, Table, names};

/// A table in the making.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Everything but its columns and foreign keys.
    pub(super) table: Table,
    pub(super) columns: Vec<Option<DraftColumn>>,
    pub(super) references: Vec<Reference>,
    /// Its primary key is `PRIMARY KEY DESC` beside a column.
    pub(super) descending: bool,
    pub(super) dialect: Dialect,
    by_name: BTreeMap<String, ColumnId>,
}

/// A column whose type may be created yet.
#[derive(Clone, Debug)]
pub(super) struct DraftColumn {
    /// Everything but what its type tells.
    pub(super) column: Column,
    pub(super) ty: ddl::Type,
    /// It comes from a table that this one inherits from.
    pub(super) inherited: bool,
}

/// A foreign key whose target may be created yet.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<ColumnId>,
    pub(super) key: ddl::ForeignKey,
    pub(super) span: Span,
}

impl Draft {
    pub(super) fn new(table: Table, dialect: Dialect) -> Self {
        Self {
            table,
            columns: Vec::new(),
            references: Vec::new(),
            descending: false,
            dialect,
            by_name: BTreeMap::new(),
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

    /// Takes a column away, with the keys and indexes that it is in.
    pub(super) fn remove(&mut self, id: ColumnId) {
        if let Some(column) = self.columns[id.0].take() {
            self.by_name
                .remove(&names::key(&column.column.name, self.dialect));
        }
        let table = &mut self.table;
        table.primary_key.take_if(|key| key.columns.contains(&id));
        table.uniques.retain(|key| !key.columns.contains(&id));
        table
            .indexes
            .retain(|index| !index.columns.contains(&Some(id)));
        self.references
            .retain(|reference| !reference.columns.contains(&id));
    }

    pub(super) fn find(&self, name: &ddl::Name) -> Option<ColumnId> {
        self.by_name
            .get(&names::key(
                &names::stored(name, self.dialect),
                self.dialect,
            ))
            .copied()
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

    /// The fault of a name that none of the columns has.
    fn unknown(&self, name: &ddl::Name) -> Box<Diagnostic> {
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
