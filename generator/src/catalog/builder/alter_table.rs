//! What does an ALTER TABLE change?

use std::collections::BTreeSet;

use crate::{
    catalog::names,
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    parse::ddl::{AlterAction, AlterTable, ConstraintKind, ObjectName},
};

use super::Builder;

impl Builder {
    pub(super) fn alter_table(&mut self, alter: &AlterTable, diagnostics: &mut Diagnostics) {
        if self.table_place(&alter.table).is_none() && self.alters_another(alter) {
            return;
        }
        let Some(place) = self.table(&alter.table, diagnostics) else {
            return;
        };
        let freed = self.freed(place, &alter.actions);
        let actions = freed.as_ref().unwrap_or(&alter.actions);
        let mut actions: Vec<&AlterAction> = actions.iter().collect();
        actions.sort_by_key(|action| pass(action, self.scope.dialect));
        for action in actions {
            match self.alter(place, action, diagnostics) {
                Ok(()) if !alter.only => self.hand_down(place, action),
                Ok(()) => {}
                Err(fault) => diagnostics.push(*fault),
            }
        }
        self.note_indexes(place);
    }

    /// Whether an ALTER TABLE of what is no table changes nothing here, or an index: PostgreSQL renames sequences,
    /// indexes and views by it too.
    fn alters_another(&mut self, alter: &AlterTable) -> bool {
        let renamed = match &alter.actions[..] {
            [AlterAction::RenameTable(to)] => Some(to),
            [AlterAction::SetSchema(_)] => None,
            _ => return alter.if_exists,
        };
        if let (Dialect::Sqlite, Some(to)) = (self.scope.dialect, renamed) {
            // A virtual table.
            let found = self.rename_absent(&alter.table, to);
            if found {
                let (old, new) = (&alter.table.name.text, &to.name.text);
                self.programs.rename_table(old, new, self.follows());
            }
            return found || alter.if_exists;
        }
        if self.scope.dialect != Dialect::Postgres {
            return alter.if_exists;
        }
        if let Some(to) = renamed {
            if self.rename_index(&alter.table, &to.name) {
                return true;
            }
            self.rename_absent(&alter.table, to);
        }
        alter.if_exists || alter.table.name.text.ends_with("_seq")
    }

    fn alter(
        &mut self,
        place: usize,
        action: &AlterAction,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Box<Diagnostic>> {
        match action {
            AlterAction::AddConstraint {
                constraint,
                if_not_exists,
            } => match *if_not_exists && self.is_there(place, constraint) {
                true => Ok(()),
                false => self.try_constrain(place, constraint),
            },
            AlterAction::AddColumn { .. } => self.alter_add(place, action, diagnostics),
            AlterAction::Redefine { .. } => self.redefine(place, action, diagnostics),
            AlterAction::DropColumn {
                column,
                if_exists,
                cascade,
            } => match *if_exists && !self.has_column(place, column) {
                true => Ok(()),
                false => self.drop_column(place, column, *cascade),
            },
            AlterAction::DropPrimaryKey { span } => self.drop_primary_key(place, *span),
            AlterAction::DropUnique { columns, span } => match self.tables.get_mut(place) {
                Some(draft) => draft.drop_unique(columns, *span),
                None => Ok(()),
            },
            AlterAction::DropConstraint(drop) => self.drop_constraint(place, drop),
            AlterAction::RenameTable(to) => self.rename_table(place, to),
            AlterAction::SetSchema(schema) => {
                let schema = names::stored(schema, self.scope.dialect);
                self.set_schema(place, schema);
                Ok(())
            }
            AlterAction::Inherit(parent) => self.inherit(place, parent, diagnostics),
            AlterAction::NoInherit(parent) => self.no_inherit(place, parent, diagnostics),
            AlterAction::AttachPartition(partition) => {
                self.attach(place, partition, diagnostics);
                Ok(())
            }
            AlterAction::DetachPartition(partition) => {
                self.detach(partition, diagnostics);
                Ok(())
            }
            AlterAction::SetType { column, ty, .. } => {
                let user = self.user_type(ty);
                match self.tables.get_mut(place) {
                    Some(draft) => draft.set_type(column, action, user),
                    None => Ok(()),
                }
            }
            _ => match self.tables.get_mut(place) {
                Some(draft) => draft.alter(action),
                None => Ok(()),
            },
        }
    }

    /// Does to the tables that inherit from one what was done to it. What they have already stays as it is.
    fn hand_down(&mut self, place: usize, action: &AlterAction) {
        let children = |builder: &Self, place: usize| {
            let draft = builder.tables.get(place);
            draft
                .map(|draft| draft.children.clone())
                .unwrap_or_default()
        };
        let mut done = BTreeSet::from([place]);
        let mut open: Vec<usize> = children(self, place).into_iter().collect();
        while let Some(child) = open.pop() {
            if !done.insert(child) || !self.handed_down(child, action) {
                continue;
            }
            let _ = self.alter(child, action, &mut Diagnostics::default());
            if let AlterAction::AddColumn { column, .. } = action
                && let Some(draft) = self.tables.get_mut(child)
            {
                let _ = draft.change(&column.name, |column| column.inherited = true);
            }
            open.extend(children(self, child));
        }
    }

    fn handed_down(&self, child: usize, action: &AlterAction) -> bool {
        let Some(draft) = self.tables.get(child) else {
            return false;
        };
        let partition = draft.partition_of.is_some();
        match action {
            AlterAction::AddColumn { column, .. } => draft.find(&column.name).is_none(),
            // A column that the child states itself too is its own.
            AlterAction::DropColumn { column, .. } => {
                let column = draft
                    .find(column)
                    .and_then(|id| draft.columns[id.0].as_ref());
                column.is_some_and(|column| column.inherited)
            }
            AlterAction::RenameColumn { .. }
            | AlterAction::SetType { .. }
            | AlterAction::SetNotNull { .. }
            | AlterAction::SetDefault { .. } => true,
            AlterAction::AddConstraint { constraint, .. } => {
                let check = matches!(
                    constraint.kind,
                    ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. }
                );
                check || partition
            }
            AlterAction::DropConstraint(_) => true,
            _ => false,
        }
    }

    /// The table of a name, or what stands in its way.
    pub(super) fn table_place(&self, name: &ObjectName) -> Option<usize> {
        self.tables.names().guess(&self.scope, name, None)
    }

    /// The fault of a change that the database refuses.
    pub(super) fn refused(
        message: String,
        span: crate::source::Span,
        why: &str,
    ) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::REFUSED, message).at(span, why))
    }
}

/// In which order the database does what one statement says: what drops comes first, what constrains last.
fn pass(action: &AlterAction, dialect: Dialect) -> usize {
    match action {
        AlterAction::DropColumn { .. }
        | AlterAction::DropPrimaryKey { .. }
        | AlterAction::DropUnique { .. }
        | AlterAction::DropConstraint(_)
        | AlterAction::SetDefault { default: None, .. }
        | AlterAction::SetNotNull {
            not_null: false, ..
        } => 0,
        AlterAction::AddConstraint { .. } => 4,
        AlterAction::SetType { .. } => 1,
        AlterAction::AddColumn { .. } if dialect == Dialect::Postgres => 2,
        _ => 3,
    }
}
