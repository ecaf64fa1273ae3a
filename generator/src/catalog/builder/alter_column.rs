//! How does an ALTER TABLE change the columns?

use crate::{
    catalog::{
        ColumnId, Generated,
        draft::{Draft, DraftColumn},
        labels::Labelled,
        names,
    },
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    parse::{
        ddl::{AlterAction, Column, Constraint, ConstraintKind, Name, Position},
        mentions, replace,
    },
};

use super::Builder;

impl Builder {
    pub(super) fn has_column(&self, place: usize, column: &Name) -> bool {
        let draft = self.tables.get(place);
        draft.is_some_and(|draft| draft.find(column).is_some())
    }

    pub(super) fn alter_add(
        &mut self,
        place: usize,
        action: &AlterAction,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Box<Diagnostic>> {
        let AlterAction::AddColumn {
            column,
            constraints,
            if_not_exists,
            position,
        } = action
        else {
            return Ok(());
        };
        if *if_not_exists && self.has_column(place, &column.name) {
            return Ok(());
        }
        self.addable(column, constraints)?;
        self.add_column(place, column, diagnostics);
        self.constrain_beside(place, constraints, diagnostics);
        self.put(place, &column.name, position)
    }

    fn constrain_beside(
        &mut self,
        place: usize,
        constraints: &[Constraint],
        diagnostics: &mut Diagnostics,
    ) {
        for constraint in constraints {
            self.constrain(place, constraint, diagnostics);
        }
    }

    /// What SQLite adds to a table that is there, <https://sqlite.org/lang_altertable.html#altertabaddcol>.
    fn addable(&self, column: &Column, constraints: &[Constraint]) -> Result<(), Box<Diagnostic>> {
        let key = constraints.iter().find_map(|one| match one.kind {
            ConstraintKind::PrimaryKey { .. } => Some("PRIMARY KEY"),
            ConstraintKind::Unique { .. } => Some("UNIQUE"),
            _ => None,
        });
        match key {
            Some(key) if self.scope.dialect == Dialect::Sqlite => {
                let message = format!("SQLite adds no {key} column to a table");
                let fault = Self::refused(message, column.name.span, "added here");
                Err(Box::new(fault.help(
                    "create a new table, copy the rows, drop the old one and give the new one its name",
                )))
            }
            _ => Ok(()),
        }
    }

    /// Puts a column where FIRST or AFTER says.
    fn put(
        &mut self,
        place: usize,
        column: &Name,
        position: &Option<Position>,
    ) -> Result<(), Box<Diagnostic>> {
        let (Some(draft), Some(position)) = (self.tables.get_mut(place), position) else {
            return Ok(());
        };
        let id = draft.column(column)?;
        let after = match position {
            Position::First => None,
            Position::After(name) => Some(draft.column(name)?),
        };
        draft.order.retain(|one| *one != id);
        let place = draft.order.iter().position(|one| Some(*one) == after);
        draft.order.insert(place.map_or(0, |place| place + 1), id);
        Ok(())
    }

    /// MySQL's MODIFY and CHANGE state a column anew; the keys that it is in stay.
    pub(super) fn redefine(
        &mut self,
        place: usize,
        action: &AlterAction,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Box<Diagnostic>> {
        let AlterAction::Redefine {
            old,
            column,
            constraints,
            if_exists,
            position,
        } = action
        else {
            return Ok(());
        };
        if *if_exists && !self.has_column(place, old) {
            return Ok(());
        }
        let new = self.draft_column(column);
        if let Some(draft) = self.tables.get_mut(place) {
            let id = draft.column(old)?;
            draft.rename_column(old, &column.name)?;
            draft.columns[id.0] = Some(new);
        }
        self.constrain_beside(place, constraints, diagnostics);
        self.put(place, &column.name, position)
    }

    /// Takes a column away, with what PostgreSQL's CASCADE takes too.
    pub(super) fn drop_column(
        &mut self,
        place: usize,
        column: &Name,
        cascade: bool,
    ) -> Result<(), Box<Diagnostic>> {
        let Some(draft) = self.tables.get_mut(place) else {
            return Ok(());
        };
        let id = draft.column(column)?;
        draft.droppable(id, column)?;
        draft.remove(id);
        if cascade {
            self.drop_references(place, |columns| columns.contains(&id));
        }
        Ok(())
    }

    /// Takes away the foreign keys to some columns of a table.
    pub(super) fn drop_references(&mut self, place: usize, to: impl Fn(&[ColumnId]) -> bool) {
        let lasts: Vec<usize> = (0..self.tables.places())
            .map(|place| self.tables.last(place))
            .collect();
        for draft in self.tables.iter_mut() {
            draft.references.retain(|reference| {
                let columns = reference.referenced.as_deref().unwrap_or_default();
                lasts[reference.target] != place || !to(columns)
            });
        }
    }
}

impl Draft {
    /// An action that changes nothing but this table.
    pub(super) fn alter(&mut self, action: &AlterAction) -> Result<(), Box<Diagnostic>> {
        let dialect = self.dialect;
        match action {
            AlterAction::SetDefault { column, default } => {
                self.change(column, |column| column.set_default(default, dialect))
            }
            AlterAction::SetNotNull { column, not_null } => {
                self.change(column, |column| column.column.nullable = !not_null)
            }
            AlterAction::SetIdentity { column, identity } => self.change(column, |column| {
                column.identity = *identity;
                column.column.auto_increment = *identity;
                column.column.nullable &= !identity;
            }),
            AlterAction::SetExpression { column, expression } => self.change(column, |column| {
                let expression = expression.clone();
                let stored = true;
                column.column.generated =
                    expression.map(|expression| Generated { expression, stored });
            }),
            AlterAction::RenameColumn {
                column, if_exists, ..
            } if *if_exists && self.find(column).is_none() => Ok(()),
            AlterAction::RenameColumn { column, to, .. } => self.rename_column(column, to),
            AlterAction::RenameConstraint { constraint, to } => {
                self.rename_constraint(constraint, to)
            }
            AlterAction::RenameIndex { index, to } => self.rename_index(index, to),
            AlterAction::SetDeferrable {
                constraint,
                deferrable,
            } => {
                let name = names::stored(constraint, dialect);
                let mut keys = self.references.iter_mut();
                match keys.find(|key| key.name.as_ref() == Some(&name)) {
                    Some(key) => {
                        key.key.deferrable = *deferrable;
                        Ok(())
                    }
                    None => Err(self.unknown_constraint(constraint, "foreign key")),
                }
            }
            AlterAction::SetEngine(engine) => {
                self.engine = Some(engine.clone());
                Ok(())
            }
            AlterAction::SetComment(comment) => {
                self.table.comment = Some(comment.clone());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// `ALTER COLUMN a TYPE text`, where the type may be one of the script's.
    pub(super) fn set_type(
        &mut self,
        name: &Name,
        action: &AlterAction,
        user: Option<usize>,
    ) -> Result<(), Box<Diagnostic>> {
        let AlterAction::SetType { ty, collation, .. } = action else {
            return Ok(());
        };
        self.change(name, |column| {
            column.ty = ty.clone();
            column.column.ty.clone_from(&ty.text);
            column.column.collation.clone_from(collation);
            column.user = user;
        })
    }

    /// Gives a column another name, in expressions too.
    pub(super) fn rename_column(&mut self, old: &Name, new: &Name) -> Result<(), Box<Diagnostic>> {
        let id = self.column(old)?;
        let name = names::stored(new, self.dialect);
        if let Some(other) = self.find(new).filter(|other| *other != id) {
            let message = format!("table `{}` has a column `{name}` already", self.table.name);
            let fault = Diagnostic::new(Code::DUPLICATE_COLUMN, message).at(new.span, "taken");
            let first = self.columns[other.0].as_ref();
            return Err(Box::new(match first {
                Some(first) => fault.related(first.column.span, "the other one"),
                None => fault,
            }));
        }
        let expressions = self.table.checks.iter().map(|check| &check.expression);
        let expressions: Vec<Option<String>> = expressions
            .map(|text| self.respelled(text, id, new))
            .collect();
        let generated = self.columns.iter().map(|column| {
            let generated = column.as_ref()?.column.generated.as_ref()?;
            self.respelled(&generated.expression, id, new)
        });
        let generated: Vec<Option<String>> = generated.collect();
        let keys = self.table.uniques.iter().map(|key| &key.written);
        let indexes = self.table.indexes.iter().map(|index| &index.written);
        let written = keys.chain(indexes);
        let written: Vec<Option<String>> = written
            .map(|text| self.respelled(text.as_deref()?, id, new))
            .collect();
        let keys = self.table.uniques.iter_mut().map(|key| &mut key.written);
        let indexes = self.table.indexes.iter_mut();
        let all = keys.chain(indexes.map(|index| &mut index.written));
        for (old, text) in all.zip(written).filter(|(_, text)| text.is_some()) {
            *old = text;
        }
        for (check, text) in self.table.checks.iter_mut().zip(expressions) {
            check.expression = text.unwrap_or_else(|| check.expression.clone());
        }
        for (column, text) in self.columns.iter_mut().zip(generated) {
            let generated = column
                .as_mut()
                .and_then(|one| one.column.generated.as_mut());
            if let (Some(generated), Some(text)) = (generated, text) {
                generated.expression = text;
            }
        }
        self.forget(&names::stored(old, self.dialect));
        self.call(id, name);
        if let Some(renamed) = &mut self.columns[id.0] {
            renamed.column.written.clone_from(&new.text);
        }
        Ok(())
    }

    /// An expression that mentions a column, with a new name of it; nothing for others.
    fn respelled(&self, text: &str, id: ColumnId, new: &Name) -> Option<String> {
        let mentioned = mentions(text, self.dialect).into_iter();
        let places: Vec<_> = mentioned
            .filter(|(_, name)| self.find(name) == Some(id))
            .map(|(range, _)| range)
            .collect();
        let quote = if self.dialect == Dialect::Mysql {
            '`'
        } else {
            '"'
        };
        let name = match new.quoted {
            true => format!(
                "{quote}{}{quote}",
                new.text.replace(quote, &format!("{quote}{quote}"))
            ),
            false => new.text.clone(),
        };
        (!places.is_empty()).then(|| replace(text, &places, &name))
    }

    /// SQLite drops no column that something needs, <https://sqlite.org/lang_altertable.html#altertabdropcol>.
    fn droppable(&self, id: ColumnId, column: &Name) -> Result<(), Box<Diagnostic>> {
        if self.dialect != Dialect::Sqlite {
            return Ok(());
        }
        let primary = self.table.primary_key.as_ref();
        let uniques = &self.table.uniques;
        let what = if primary.is_some_and(|key| key.columns.contains(&id)) {
            "is in the primary key"
        } else if uniques
            .iter()
            .any(|key| !key.index && key.columns.contains(&id))
        {
            "is UNIQUE"
        } else if uniques.iter().any(|key| key.columns.contains(&id))
            || self
                .table
                .indexes
                .iter()
                .any(|index| index.columns.contains(&Some(id)))
        {
            "has an index"
        } else {
            return Ok(());
        };
        let message = format!("SQLite drops no column that {what}");
        let fault = Builder::refused(message, column.span, what);
        Err(Box::new(match what {
            "has an index" => fault.help("drop the index before"),
            _ => fault.help(
                "create a new table, copy the rows, drop the old one and give the new one its name",
            ),
        }))
    }

    /// Takes a column away. PostgreSQL takes the keys, indexes and checks that it is in, MySQL takes it out of them.
    pub(super) fn remove(&mut self, id: ColumnId) {
        let shrinks = self.dialect == Dialect::Mysql;
        let checks = std::mem::take(&mut self.table.checks);
        for check in checks {
            match !shrinks && self.mentioned(&check.expression).contains(&id) {
                true => self.free(Labelled::Check, &check.name),
                false => self.table.checks.push(check),
            }
        }
        if let Some(column) = self.columns[id.0].take() {
            self.forget(&column.column.name);
        }
        self.order.retain(|one| *one != id);
        for key in self
            .table
            .primary_key
            .iter_mut()
            .chain(&mut self.table.uniques)
        {
            if key.columns.contains(&id) {
                key.columns.retain(|one| shrinks && *one != id);
            }
        }
        for index in &mut self.table.indexes {
            if index.columns.contains(&Some(id)) {
                index.columns.retain(|one| shrinks && *one != Some(id));
            }
        }
        self.remove_empty();
        let references = std::mem::take(&mut self.references);
        let (gone, kept) = references
            .into_iter()
            .partition(|one| one.columns.contains(&id));
        self.references = kept;
        for reference in gone {
            self.free(Labelled::ForeignKey, &reference.name);
        }
    }

    /// Takes away the keys and indexes that have no column left.
    fn remove_empty(&mut self) {
        if let Some(key) = self.table.primary_key.take_if(|key| key.columns.is_empty()) {
            self.free(Labelled::PrimaryKey, &key.name);
        }
        let uniques = std::mem::take(&mut self.table.uniques);
        let (gone, kept) = uniques.into_iter().partition(|key| key.columns.is_empty());
        self.table.uniques = kept;
        for key in gone {
            let of = if key.index {
                Labelled::Index
            } else {
                Labelled::Unique
            };
            self.free(of, &key.name);
        }
        let indexes = std::mem::take(&mut self.table.indexes);
        let (gone, kept) = indexes.into_iter().partition(|one| one.columns.is_empty());
        self.table.indexes = kept;
        for index in gone {
            self.free(Labelled::Index, &index.name);
        }
    }

    /// Frees the name of what went.
    pub(super) fn free(&mut self, of: Labelled, name: &Option<String>) {
        if let Some(name) = name {
            self.labels.free(of, name, self.dialect);
        }
    }
}

impl DraftColumn {
    /// A default that takes the next number of a sequence is how PostgreSQL's dumps write a serial column.
    pub(super) fn set_default(&mut self, default: &Option<String>, dialect: Dialect) {
        let numbers = default.as_ref().is_some_and(|text| {
            let text = text.to_ascii_lowercase();
            text.starts_with("nextval(") || text.starts_with("pg_catalog.nextval(")
        });
        let numbers = numbers && dialect.is_postgres();
        if dialect.is_postgres() {
            self.column.auto_increment = self.identity || numbers;
        }
        self.column.default = default.clone().filter(|_| !numbers);
    }
}
