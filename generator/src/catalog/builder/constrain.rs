//! What does a constraint add to its table?

use crate::{
    catalog::{
        Check, ColumnId, Index, Key,
        draft::{Draft, Reference},
        labels::Labelled,
        names,
    },
    diagnostic::{Code, Diagnostic, Diagnostics, nearest},
    dialect::Dialect,
    parse::{
        ddl::{Constraint, ConstraintKind, ForeignKey, IndexColumn, Name},
        mentions,
    },
    source::Span,
};

use super::Builder;

impl Builder {
    pub(super) fn constrain(
        &mut self,
        place: usize,
        constraint: &Constraint,
        diagnostics: &mut Diagnostics,
    ) {
        if let Err(fault) = self.try_constrain(place, constraint) {
            diagnostics.push(*fault);
        }
    }

    pub(super) fn try_constrain(
        &mut self,
        place: usize,
        constraint: &Constraint,
    ) -> Result<(), Box<Diagnostic>> {
        if let ConstraintKind::ForeignKey(key) = &constraint.kind {
            return self.refer(place, key, constraint);
        }
        match self.tables.get_mut(place) {
            Some(draft) => draft.constrain(constraint),
            None => Ok(()),
        }
    }

    /// Adds a foreign key, bound to what it refers to if that is there already.
    fn refer(
        &mut self,
        place: usize,
        key: &ForeignKey,
        constraint: &Constraint,
    ) -> Result<(), Box<Diagnostic>> {
        let near = self.tables.get(place);
        let near = near.and_then(|draft| draft.table.schema.clone());
        let target = self.tables.refer(&self.scope, &key.target, near.as_deref());
        let referenced = self.tables.get(target).and_then(|target| {
            let primary = target.table.primary_key.as_ref();
            match key.referenced.is_empty() {
                // SQLite looks for the primary key anew each time.
                true if self.scope.dialect == Dialect::Sqlite => None,
                true => primary.map(|key| key.columns.clone()),
                false => key
                    .referenced
                    .iter()
                    .map(|name| target.find(name))
                    .collect(),
            }
        });
        let Some(draft) = self.tables.get_mut(place) else {
            return Ok(());
        };
        let dialect = draft.dialect;
        let columns = draft.ids(&key.columns)?;
        let name = draft.labelled(Labelled::ForeignKey, constraint, &columns)?;
        if dialect == Dialect::Mysql {
            let first = draft.column_names(&columns).first().copied();
            let index = constraint.name.as_ref().map(|name| name.text.as_str());
            let index = index.or(first).map(|name| names::key(name, dialect));
            draft.unstated_indexes.extend(index);
        }
        draft.references.push(Reference {
            name,
            columns,
            key: key.clone(),
            target,
            referenced,
            span: constraint.span,
        });
        Ok(())
    }
}

impl Draft {
    fn constrain(&mut self, constraint: &Constraint) -> Result<(), Box<Diagnostic>> {
        let span = constraint.span;
        match &constraint.kind {
            ConstraintKind::PrimaryKey {
                columns,
                descending,
            } => {
                let columns = self.ids(columns)?;
                self.only_primary_key(span)?;
                self.descending = *descending;
                let name = self.labelled(Labelled::PrimaryKey, constraint, &columns)?;
                self.table.primary_key = Some(key(name, columns, span));
            }
            ConstraintKind::Unique { columns } => {
                let columns = self.ids(columns)?;
                let name = self.labelled(Labelled::Unique, constraint, &columns)?;
                self.table.uniques.push(key(name, columns, span));
            }
            ConstraintKind::Check { expression } => {
                let columns = self.mentioned(expression);
                let columns = match columns[..] {
                    [_] => columns,
                    _ => Vec::new(),
                };
                let name = self.labelled(Labelled::Check, constraint, &columns)?;
                self.table.checks.push(Check {
                    name,
                    expression: expression.clone(),
                });
            }
            ConstraintKind::NotNull { column } => {
                self.change(column, |column| column.column.nullable = false)?;
            }
            ConstraintKind::Index { unique, columns } => {
                let columns = self.index_ids(columns)?;
                let plain: Vec<ColumnId> = columns.iter().copied().flatten().collect();
                let name = self.labelled(Labelled::Index, constraint, &plain)?;
                self.table.indexes.push(Index {
                    name,
                    unique: *unique,
                    partial: false,
                    columns,
                    written: None,
                });
            }
            ConstraintKind::Other { columns } => {
                let plain = self.index_ids(columns)?.into_iter().flatten();
                let plain: Vec<ColumnId> = plain.collect();
                self.labelled(Labelled::Exclusion, constraint, &plain)?;
            }
            ConstraintKind::UsingIndex { primary, index } => {
                self.use_index(*primary, index, constraint)?;
            }
            // Its table may be another one's target: the builder adds it.
            ConstraintKind::ForeignKey(_) => {}
        }
        Ok(())
    }

    /// The name of a constraint over some columns.
    fn labelled(
        &mut self,
        of: Labelled,
        constraint: &Constraint,
        columns: &[ColumnId],
    ) -> Result<Option<String>, Box<Diagnostic>> {
        // In MySQL every primary key has the same name.
        let fixed = self.dialect == Dialect::Mysql && of == Labelled::PrimaryKey;
        let stated = constraint.name.as_ref().filter(|_| !fixed);
        let columns = self.column_names(columns);
        let columns: Vec<String> = columns.into_iter().map(str::to_string).collect();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        self.label(of, stated, &columns)
    }

    pub(super) fn ids(&self, names: &[Name]) -> Result<Vec<ColumnId>, Box<Diagnostic>> {
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

    /// The columns that an expression mentions, each once.
    pub(super) fn mentioned(&self, expression: &str) -> Vec<ColumnId> {
        let names = mentions(expression, self.dialect);
        let ids = names.iter().filter_map(|(_, name)| self.find(name));
        let mut ids: Vec<ColumnId> = ids.collect();
        ids.sort();
        ids.dedup();
        ids
    }

    fn only_primary_key(&self, span: Span) -> Result<(), Box<Diagnostic>> {
        let Some(first) = &self.table.primary_key else {
            return Ok(());
        };
        let message = format!("table `{}` has two primary keys", self.table.name);
        let fault = Diagnostic::new(Code::SECOND_PRIMARY_KEY, message)
            .at(span, "the second")
            .related(first.span, "the first")
            .help("a key of several columns is written behind the columns: `PRIMARY KEY (a, b)`");
        Err(Box::new(fault))
    }

    /// Makes a constraint of a unique index that is there. The index gets the constraint's name.
    fn use_index(
        &mut self,
        primary: bool,
        index: &Name,
        constraint: &Constraint,
    ) -> Result<(), Box<Diagnostic>> {
        let name = names::stored(index, self.dialect);
        let uniques = &self.table.uniques;
        let found = uniques
            .iter()
            .position(|key| key.index && key.name.as_ref() == Some(&name));
        let Some(found) = found else {
            let message = format!(
                "table `{}` has no unique index `{}`",
                self.table.name, index.text
            );
            let fault =
                Diagnostic::new(Code::UNKNOWN_CONSTRAINT, message).at(index.span, "no such index");
            let names = uniques.iter().filter(|key| key.index);
            let names = names.filter_map(|key| key.name.as_deref());
            return Err(Box::new(match nearest(&index.text, names) {
                Some(meant) => fault.help(format!("did you mean `{meant}`?")),
                None => fault,
            }));
        };
        if primary {
            self.only_primary_key(constraint.span)?;
        }
        let of = if primary {
            Labelled::PrimaryKey
        } else {
            Labelled::Unique
        };
        let label = self.label(of, Some(constraint.name.as_ref().unwrap_or(index)), &[])?;
        self.labels.free(Labelled::Index, &name, self.dialect);
        let columns = self.table.uniques.remove(found).columns;
        let key = key(label, columns, constraint.span);
        match primary {
            true => self.table.primary_key = Some(key),
            false => self.table.uniques.push(key),
        }
        Ok(())
    }
}

/// A key that is a constraint.
fn key(name: Option<String>, columns: Vec<ColumnId>, span: Span) -> Key {
    Key {
        name,
        columns,
        span,
        index: false,
        written: None,
    }
}
