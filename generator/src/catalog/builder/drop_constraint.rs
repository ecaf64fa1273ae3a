//! Which constraint does an ALTER TABLE take away, or give another name?

use crate::{
    catalog::{ColumnId, draft::Draft, labels::Labelled, names},
    diagnostic::{Code, Diagnostic, nearest},
    dialect::Dialect,
    parse::ddl::{Constraint, ConstraintKind, DropConstraint, Dropped, Name},
    source::Span,
};

use super::Builder;

impl Builder {
    /// Whether a constraint of this name is there, or a primary key of any; for MariaDB's IF NOT EXISTS, and for what stands
    /// under a condition.
    pub(super) fn is_there(&self, place: usize, constraint: &Constraint) -> bool {
        let Some(draft) = self.tables.get(place) else {
            return false;
        };
        if matches!(constraint.kind, ConstraintKind::PrimaryKey { .. })
            && draft.table.primary_key.is_some()
        {
            return true;
        }
        let Some(name) = &constraint.name else {
            return false;
        };
        let of = match constraint.kind {
            ConstraintKind::ForeignKey(_) => Labelled::ForeignKey,
            ConstraintKind::Check { .. } => Labelled::Check,
            _ => Labelled::Index,
        };
        let name = names::stored(name, draft.dialect);
        draft.labels.has(of, &name, draft.dialect)
    }

    pub(super) fn drop_constraint(
        &mut self,
        place: usize,
        drop: &DropConstraint,
    ) -> Result<(), Box<Diagnostic>> {
        let Some(draft) = self.tables.get_mut(place) else {
            return Ok(());
        };
        let dropped = match draft.drop_constraint(drop) {
            Some(dropped) => dropped,
            None if drop.if_exists || draft.keeps_index(drop) => return Ok(()),
            // What names the others choose is known to them alone.
            None if draft.dialect.is_open() => return Ok(()),
            None => {
                let what = match drop.of {
                    Dropped::Constraint => "constraint",
                    Dropped::ForeignKey => "foreign key",
                    Dropped::Index => "index",
                    Dropped::Check => "check",
                };
                return Err(draft.unknown_constraint(&drop.name, what));
            }
        };
        match dropped {
            Some(key) if drop.cascade => self.drop_references(place, |columns| columns == key),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn drop_primary_key(
        &mut self,
        place: usize,
        span: Span,
    ) -> Result<(), Box<Diagnostic>> {
        let Some(draft) = self.tables.get_mut(place) else {
            return Ok(());
        };
        let Some(key) = draft.table.primary_key.take() else {
            let message = format!("table `{}` has no primary key", draft.table.name);
            let fault = Diagnostic::new(Code::UNKNOWN_CONSTRAINT, message);
            let fault = fault.at(span, "nothing to drop");
            return Err(Box::new(fault.related(draft.table.span, "the table")));
        };
        draft.keep_not_null(&key.columns);
        draft.free(Labelled::PrimaryKey, &key.name);
        Ok(())
    }
}

impl Draft {
    /// Oracle's `DROP UNIQUE (a, b)`.
    pub(super) fn drop_unique(
        &mut self,
        columns: &[Name],
        span: Span,
    ) -> Result<(), Box<Diagnostic>> {
        let columns = self.ids(columns)?;
        let mut uniques = self.table.uniques.iter();
        let Some(found) = uniques.position(|key| key.columns == columns) else {
            let names = self.column_names(&columns).join("`, `");
            let table = &self.table.name;
            let message = format!("table `{table}` has no unique constraint over `{names}`");
            let fault = Diagnostic::new(Code::UNKNOWN_CONSTRAINT, message);
            let fault = fault.at(span, "nothing to drop");
            return Err(Box::new(fault.related(self.table.span, "the table")));
        };
        let key = self.table.uniques.remove(found);
        self.free(Labelled::Unique, &key.name);
        Ok(())
    }

    /// Takes away the constraint of a name, if it is there; gives the columns of a key.
    fn drop_constraint(&mut self, drop: &DropConstraint) -> Option<Option<Vec<ColumnId>>> {
        let name = names::stored(&drop.name, self.dialect);
        let keys = drop.of == Dropped::Constraint || drop.of == Dropped::Index;
        if keys && let Some(columns) = self.drop_key(&name, drop.of) {
            return Some(Some(columns));
        }
        let foreign = drop.of == Dropped::Constraint || drop.of == Dropped::ForeignKey;
        let checks = drop.of == Dropped::Constraint || drop.of == Dropped::Check;
        let other = drop.of == Dropped::Constraint || drop.of == Dropped::Index;
        let dropped = foreign && self.drop_reference(&name)
            || checks && self.drop_check(&name)
            || other && self.labels.has(Labelled::Exclusion, &name, self.dialect);
        if dropped && other {
            self.labels.free(Labelled::Exclusion, &name, self.dialect);
        }
        dropped.then_some(None)
    }

    fn drop_key(&mut self, name: &str, of: Dropped) -> Option<Vec<ColumnId>> {
        let dialect = self.dialect;
        let same = |one: &Option<String>| {
            one.as_ref()
                .is_some_and(|one| names::key(one, dialect) == names::key(name, dialect))
        };
        if let Some(key) = self.table.primary_key.take_if(|key| same(&key.name)) {
            self.keep_not_null(&key.columns);
            self.free(Labelled::PrimaryKey, &key.name);
            return Some(key.columns);
        }
        // An index that is no constraint is dropped by its own statement, but in MySQL.
        let index = of == Dropped::Index || dialect == Dialect::Mysql;
        let mut uniques = self.table.uniques.iter();
        if let Some(found) = uniques.position(|key| same(&key.name) && (index || !key.index)) {
            let key = self.table.uniques.remove(found);
            self.free(Labelled::Unique, &key.name);
            return Some(key.columns);
        }
        let found = self.table.indexes.iter().position(|one| same(&one.name))?;
        if !index {
            return None;
        }
        let dropped = self.table.indexes.remove(found);
        self.free(Labelled::Index, &dropped.name);
        Some(Vec::new())
    }

    /// The columns of a primary key stay NOT NULL when it goes.
    fn keep_not_null(&mut self, columns: &[ColumnId]) {
        for id in columns {
            if let Some(column) = &mut self.columns[id.0] {
                column.column.nullable = false;
            }
        }
    }

    fn drop_reference(&mut self, name: &str) -> bool {
        let found = self
            .references
            .iter()
            .position(|one| self.is(&one.name, name));
        if let Some(found) = found {
            let reference = self.references.remove(found);
            self.free(Labelled::ForeignKey, &reference.name);
        }
        found.is_some()
    }

    fn drop_check(&mut self, name: &str) -> bool {
        // MySQL calls a check `t_chk_1` what MariaDB calls `CONSTRAINT_1`.
        let number = name.get(.."CONSTRAINT_".len());
        let maria = number.is_some_and(|number| number.eq_ignore_ascii_case("CONSTRAINT_"));
        let name = match maria && self.dialect == Dialect::Mysql {
            true => format!("{}_chk_{}", self.table.name, &name["CONSTRAINT_".len()..]),
            false => name.to_string(),
        };
        let checks = &self.table.checks;
        let found = checks.iter().position(|one| self.is(&one.name, &name));
        if let Some(found) = found {
            let check = self.table.checks.remove(found);
            self.free(Labelled::Check, &check.name);
        }
        found.is_some()
    }

    fn is(&self, one: &Option<String>, name: &str) -> bool {
        one.as_ref().is_some_and(|one| self.same(one, name))
    }

    /// Whether an index is there without being stated: MySQL has one for each foreign key.
    fn keeps_index(&self, drop: &DropConstraint) -> bool {
        let name = names::key(&drop.name.text, self.dialect);
        drop.of == Dropped::Index && self.unstated_indexes.contains(&name)
    }

    /// `RENAME CONSTRAINT a TO b`.
    pub(super) fn rename_constraint(
        &mut self,
        old: &Name,
        new: &Name,
    ) -> Result<(), Box<Diagnostic>> {
        let (name, to) = (
            names::stored(old, self.dialect),
            names::stored(new, self.dialect),
        );
        let is = |one: &Option<String>| one.as_ref() == Some(&name);
        let keys = self.table.primary_key.iter_mut();
        let keys = keys.chain(&mut self.table.uniques).map(|key| &mut key.name);
        let references = self.references.iter_mut().map(|key| &mut key.name);
        let checks = self.table.checks.iter_mut().map(|check| &mut check.name);
        let found = keys.chain(references).chain(checks).find(|one| is(one));
        if let Some(found) = found {
            *found = Some(to);
        } else if !self.labels.has(Labelled::Exclusion, &name, self.dialect) {
            return Err(self.unknown_constraint(old, "constraint"));
        }
        self.labels.free(Labelled::Check, &name, self.dialect);
        self.label(Labelled::Exclusion, Some(new), &[]).map(|_| ())
    }

    /// MySQL's `RENAME INDEX a TO b`.
    pub(super) fn rename_index(&mut self, old: &Name, new: &Name) -> Result<(), Box<Diagnostic>> {
        let name = names::stored(old, self.dialect);
        if self.rename_key(&name, &names::stored(new, self.dialect)) {
            return Ok(());
        }
        Err(self.unknown_constraint(old, "index"))
    }

    /// Gives a key or an index another name, if it is there.
    pub(super) fn rename_key(&mut self, name: &str, to: &str) -> bool {
        let dialect = self.dialect;
        let same = |one: &Option<String>| {
            one.as_ref()
                .is_some_and(|one| names::key(one, dialect) == names::key(name, dialect))
        };
        let keys = self.table.primary_key.iter_mut();
        let keys = keys.chain(&mut self.table.uniques);
        let keys = keys.map(|key| {
            let of = if key.index {
                Labelled::Index
            } else {
                Labelled::Unique
            };
            (of, &mut key.name)
        });
        let indexes = self.table.indexes.iter_mut();
        let indexes = indexes.map(|index| (Labelled::Index, &mut index.name));
        let found = keys.chain(indexes).find(|(_, one)| same(one));
        let Some((of, found)) = found else {
            return false;
        };
        *found = Some(to.to_string());
        self.labels.free(of, name, dialect);
        self.labels.state(of, to, dialect);
        true
    }

    /// The fault of a name that no constraint has.
    pub(super) fn unknown_constraint(&self, name: &Name, what: &str) -> Box<Diagnostic> {
        let message = format!("table `{}` has no {what} `{}`", self.table.name, name.text);
        let fault = Diagnostic::new(Code::UNKNOWN_CONSTRAINT, message)
            .at(name.span, format!("no such {what}"))
            .related(self.table.span, "the table");
        let table = &self.table;
        let keys = table.primary_key.iter().chain(&table.uniques);
        let keys = keys.filter_map(|key| key.name.as_deref());
        let references = self.references.iter().filter_map(|key| key.name.as_deref());
        let checks = table.checks.iter().filter_map(|one| one.name.as_deref());
        let indexes = table.indexes.iter().filter_map(|one| one.name.as_deref());
        let names = keys.chain(references).chain(checks).chain(indexes);
        Box::new(match nearest(&name.text, names) {
            Some(meant) => fault.help(format!("did you mean `{meant}`?")),
            None => fault.help("write `IF EXISTS` if it may be missing"),
        })
    }
}
