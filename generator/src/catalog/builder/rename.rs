//! What is called otherwise from now on?

use crate::{
    catalog::{labels::Labelled, names},
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    parse::ddl::{Name, ObjectName, Pragma},
};

use super::{Builder, Follows};

impl Builder {
    /// MySQL's RENAME TABLE.
    pub(super) fn rename_tables(
        &mut self,
        renamed: &[(ObjectName, ObjectName)],
        diagnostics: &mut Diagnostics,
    ) {
        for (from, to) in renamed {
            if self.table_place(from).is_none() && self.rename_absent(from, to) {
                continue;
            }
            let Some(place) = self.table(from, diagnostics) else {
                continue;
            };
            if let Err(fault) = self.rename_table(place, to) {
                diagnostics.push(*fault);
            }
        }
    }

    pub(super) fn rename_table(
        &mut self,
        place: usize,
        to: &ObjectName,
    ) -> Result<(), Box<Diagnostic>> {
        let dialect = self.scope.dialect;
        let name = names::stored(&to.name, dialect);
        let Some(draft) = self.tables.get(place) else {
            return Ok(());
        };
        // It stays in its schema, unless MySQL is told another one.
        let schema = match &to.schema {
            Some(schema) => Some(names::stored(schema, dialect)),
            None => draft.table.schema.clone(),
        };
        let taken = self.tables.names().at(&self.scope, &schema, &name);
        let first = taken.filter(|other| *other != place);
        if let Some(first) = first.and_then(|other| self.tables.get(other)) {
            let message = format!("there is a table `{name}` already");
            let fault = Diagnostic::new(Code::DUPLICATE_TABLE, message)
                .at(to.name.span, "taken")
                .related(first.table.span, "first created here");
            return Err(Box::new(fault));
        }
        if let Some(draft) = self.tables.get_mut(place) {
            draft.table.written.clone_from(&to.name.text);
        }
        let old = self.tables.get(place).map(|draft| draft.table.name.clone());
        if let Some(old) = &old
            && self.scope.same(&schema, &None)
        {
            self.programs.rename_table(old, &name, self.follows());
        }
        if self.legacy_alter_table && !self.foreign_keys {
            self.tables.rename_alone(&self.scope, place, schema, name);
            return Ok(());
        }
        self.tables.rename(&self.scope, place, schema, name.clone());
        if let (Dialect::Mysql, Some(old), Some(draft)) = (dialect, old, self.tables.get_mut(place))
        {
            draft.rename_chosen(&old, &name);
        }
        Ok(())
    }

    /// What of views and triggers follows the name of a table.
    pub(super) fn follows(&self) -> Follows {
        match self.legacy_alter_table {
            true => Follows::Heads,
            false => Follows::All,
        }
    }

    pub(super) fn set_pragma(&mut self, pragma: Pragma, on: bool) {
        match pragma {
            Pragma::ForeignKeys => self.foreign_keys = on,
            Pragma::LegacyAlterTable => self.legacy_alter_table = on,
        }
    }

    /// Gives a table another schema, or a partition and what it is of.
    pub(super) fn set_schema(&mut self, place: usize, schema: String) {
        self.scope.add(&schema);
        if let Some(draft) = self.tables.get(place) {
            let name = draft.table.name.clone();
            self.tables.rename(&self.scope, place, Some(schema), name);
        }
    }

    /// Gives an index of PostgreSQL's, and the constraint that it belongs to, another name, if it is there.
    pub(super) fn rename_index(&mut self, index: &ObjectName, to: &Name) -> bool {
        let Some(place) = self.index_place(index) else {
            return false;
        };
        let dialect = self.scope.dialect;
        let (name, to) = (
            names::stored(&index.name, dialect),
            names::stored(to, dialect),
        );
        let draft = self.tables.get_mut(place);
        let renamed = draft.is_some_and(|draft| draft.rename_key(&name, &to));
        self.note_indexes(place);
        renamed
    }

    /// Gives something that is no table of the catalog another name, if it is there.
    pub(super) fn rename_absent(&mut self, name: &ObjectName, to: &ObjectName) -> bool {
        let Some(place) = self.absent_names.guess(&self.scope, name, None) else {
            return false;
        };
        let dialect = self.scope.dialect;
        let schema = self.scope.schema_of(name);
        self.rename_waiting(place, to);
        self.absent_names.remove(place);
        self.absent_names
            .insert(schema, names::stored(&to.name, dialect), place);
        true
    }
}

impl crate::catalog::draft::Draft {
    /// MySQL's own names of foreign keys go with that of the table.
    fn rename_chosen(&mut self, old: &str, new: &str) {
        let (dialect, of) = (self.dialect, Labelled::ForeignKey);
        for reference in &mut self.references {
            let Some(name) = &mut reference.name else {
                continue;
            };
            let rest = name
                .strip_prefix(old)
                .filter(|rest| rest.starts_with("_ibfk_"));
            let Some(renamed) = rest.map(|rest| format!("{new}{rest}")) else {
                continue;
            };
            let chosen = self.labels.is_chosen(of, name, dialect);
            self.labels.free(of, name, dialect);
            match chosen {
                true => self.labels.choose_as(of, &renamed, dialect),
                false => self.labels.state(of, &renamed, dialect),
            }
            *name = renamed;
        }
    }
}
