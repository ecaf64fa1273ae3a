//! What does a constraint add to its table?

use crate::{
    catalog::{
        Check, ColumnId, Index, Key,
        draft::{Draft, Reference},
        names,
    },
    diagnostic::{Code, Diagnostic, Diagnostics},
    parse::ddl::{Constraint, ConstraintKind, IndexColumn, Name},
    source::Span,
};

impl Draft {
    pub(super) fn constrain(&mut self, constraint: &Constraint, diagnostics: &mut Diagnostics) {
        if let Err(fault) = self.try_constrain(constraint) {
            diagnostics.push(*fault);
        }
    }

    fn try_constrain(&mut self, constraint: &Constraint) -> Result<(), Box<Diagnostic>> {
        let name = constraint
            .name
            .as_ref()
            .map(|name| names::stored(name, self.dialect));
        let span = constraint.span;
        match &constraint.kind {
            ConstraintKind::PrimaryKey {
                columns,
                descending,
            } => {
                let columns = self.ids(columns)?;
                self.descending = *descending;
                self.set_primary_key(Key {
                    name,
                    columns,
                    span,
                    index: false,
                })
            }
            ConstraintKind::Unique { columns } => {
                let columns = self.ids(columns)?;
                self.table.uniques.push(Key {
                    name,
                    columns,
                    span,
                    index: false,
                });
                Ok(())
            }
            ConstraintKind::ForeignKey(key) => {
                let columns = self.ids(&key.columns)?;
                self.references.push(Reference {
                    name,
                    columns,
                    key: key.clone(),
                    span,
                });
                Ok(())
            }
            ConstraintKind::Check { expression } => {
                self.table.checks.push(Check {
                    name,
                    expression: expression.clone(),
                });
                Ok(())
            }
            ConstraintKind::NotNull { column } => {
                self.change(column, |column| column.column.nullable = false)
            }
            ConstraintKind::Index { unique, columns } => {
                let columns = self.index_ids(columns)?;
                self.table.indexes.push(Index {
                    name,
                    unique: *unique,
                    partial: false,
                    columns,
                });
                Ok(())
            }
            ConstraintKind::UsingIndex { primary, index } => self.use_index(*primary, index, span),
        }
    }

    fn ids(&self, names: &[Name]) -> Result<Vec<ColumnId>, Box<Diagnostic>> {
        names.iter().map(|name| self.column(name)).collect()
    }

    /// The columns of an index; nothing for an expression.
    pub(super) fn index_ids(
        &self,
        columns: &[IndexColumn],
    ) -> Result<Vec<Option<ColumnId>>, Box<Diagnostic>> {
        let id = |column: &IndexColumn| match column {
            IndexColumn::Column(name) => self.column(name).map(Some),
            IndexColumn::Expression => Ok(None),
        };
        columns.iter().map(id).collect()
    }

    fn set_primary_key(&mut self, key: Key) -> Result<(), Box<Diagnostic>> {
        if let Some(first) = &self.table.primary_key {
            let message = format!("table `{}` has two primary keys", self.table.name);
            let fault = Diagnostic::new(Code::SECOND_PRIMARY_KEY, message)
                .at(key.span, "the second")
                .related(first.span, "the first")
                .help(
                    "a key of several columns is written behind the columns: `PRIMARY KEY (a, b)`",
                );
            return Err(Box::new(fault));
        }
        self.table.primary_key = Some(key);
        Ok(())
    }

    /// Makes a constraint of a unique index that is there.
    fn use_index(
        &mut self,
        primary: bool,
        index: &Name,
        span: Span,
    ) -> Result<(), Box<Diagnostic>> {
        let name = names::stored(index, self.dialect);
        let found = self
            .table
            .uniques
            .iter()
            .position(|key| key.index && key.name.as_ref() == Some(&name));
        let Some(found) = found else {
            let message = format!(
                "table `{}` has no unique index `{}`",
                self.table.name, index.text
            );
            return Err(Box::new(
                Diagnostic::new(Code::UNKNOWN_COLUMN, message).at(index.span, "no such index"),
            ));
        };
        let key = Key {
            span,
            index: false,
            ..self.table.uniques.remove(found)
        };
        match primary {
            true => self.set_primary_key(key),
            false => {
                self.table.uniques.push(key);
                Ok(())
            }
        }
    }
}
