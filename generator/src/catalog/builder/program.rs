//! Which views are there, and which triggers of SQLite's?
//!
//! They are kept as they are written, but for the names of tables that are renamed later. A column that is renamed keeps its
//! old name in them.

use crate::{
    catalog::Program,
    dialect::Dialect,
    parse::{
        ddl::{CreateTrigger, CreateView, ObjectName},
        renamed,
    },
};

use super::Builder;

impl Builder {
    pub(super) fn keep_view(&mut self, create: &CreateView) {
        let known = self.program(Kind::View, &create.name);
        if let Some(known) = known.filter(|_| create.or_replace) {
            self.programs.remove(known);
        }
        if let Some(text) = &create.text
            && (create.or_replace || known.is_none())
        {
            self.programs.push(Program {
                name: create.name.name.text.clone(),
                table: None,
                text: text.clone(),
            });
        }
    }

    pub(super) fn create_trigger(&mut self, create: &CreateTrigger) {
        if self.program(Kind::Trigger, &create.name).is_none() {
            self.programs.push(Program {
                name: create.name.name.text.clone(),
                table: Some(create.table.name.text.clone()),
                text: create.text.clone(),
            });
        }
    }

    /// A view goes with the triggers on it.
    pub(super) fn forget_view(&mut self, name: &ObjectName) {
        if let Some(place) = self.program(Kind::View, name) {
            self.programs.remove(place);
            self.drop_triggers(&name.name.text);
        }
    }

    pub(super) fn drop_trigger(&mut self, name: &ObjectName) {
        if let Some(place) = self.program(Kind::Trigger, name) {
            self.programs.remove(place);
        }
    }

    /// The triggers go that are on a table.
    pub(super) fn drop_triggers(&mut self, table: &str) {
        let is_on = |one: &Program| {
            let on = one.table.as_deref();
            on.is_some_and(|on| on.eq_ignore_ascii_case(table))
        };
        self.programs.retain(|one| !is_on(one));
    }

    /// Views and triggers follow the name of a table.
    pub(super) fn rename_in_programs(&mut self, old: &str, new: &str) {
        if self.scope.dialect != Dialect::Sqlite {
            return;
        }
        for program in &mut self.programs {
            if let Some(table) = &mut program.table
                && table.eq_ignore_ascii_case(old)
            {
                new.clone_into(table);
            }
            let name_of = |_, name: &str| name.eq_ignore_ascii_case(old).then_some(new);
            program.text = renamed(&program.text, name_of);
        }
    }

    fn program(&self, kind: Kind, name: &ObjectName) -> Option<usize> {
        let is_it = |one: &Program| {
            let of = match one.table {
                Some(_) => Kind::Trigger,
                None => Kind::View,
            };
            of == kind && one.name.eq_ignore_ascii_case(&name.name.text)
        };
        self.programs.iter().position(is_it)
    }
}

/// A trigger may be called as a table or a view is.
#[derive(PartialEq, Eq)]
enum Kind {
    View,
    Trigger,
}
