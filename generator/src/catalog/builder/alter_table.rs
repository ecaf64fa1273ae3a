//! What does an ALTER TABLE change?

use crate::{
    catalog::draft::{Draft, DraftColumn},
    diagnostic::{Diagnostic, Diagnostics},
    parse::ddl::{AlterAction, AlterTable, Column, Constraint},
};

use super::Builder;

impl Builder {
    pub(super) fn alter_table(&mut self, alter: &AlterTable, diagnostics: &mut Diagnostics) {
        if alter.if_exists && self.table_names.find(&alter.table, None).is_none() {
            return;
        }
        let Some(draft) = self.table(&alter.table, diagnostics) else {
            return;
        };
        for action in &alter.actions {
            if let Err(fault) = draft.alter(action, diagnostics) {
                diagnostics.push(*fault);
            }
        }
    }
}

impl Draft {
    fn alter(
        &mut self,
        action: &AlterAction,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Box<Diagnostic>> {
        match action {
            AlterAction::AddConstraint(constraint) => self.constrain(constraint, diagnostics),
            AlterAction::AddColumn {
                column,
                if_not_exists,
                ..
            } if *if_not_exists && self.find(&column.name).is_some() => {}
            AlterAction::AddColumn {
                column,
                constraints,
                ..
            } => {
                self.add_column(column, diagnostics);
                constraints
                    .iter()
                    .for_each(|constraint| self.constrain(constraint, diagnostics));
            }
            AlterAction::DropColumn { column, if_exists }
                if *if_exists && self.find(column).is_none() => {}
            AlterAction::DropColumn { column, .. } => self.remove(self.column(column)?),
            AlterAction::SetDefault { column, default } => {
                let dialect = self.dialect;
                self.change(column, |column| column.set_default(default, dialect))?;
            }
            AlterAction::SetNotNull { column, not_null } => {
                self.change(column, |column| column.column.nullable = !not_null)?;
            }

            AlterAction::Redefine {
                column,
                constraints,
            } => self.redefine(column, constraints, diagnostics)?,
            AlterAction::AddIdentity { column } => self.change(column, |column| {
                (column.column.auto_increment, column.column.nullable) = (true, false);
            })?,
        }
        Ok(())
    }

    /// MySQL's MODIFY states a column anew; the keys that it is in stay.
    fn redefine(
        &mut self,
        column: &Column,
        constraints: &[Constraint],
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Box<Diagnostic>> {
        let new = DraftColumn::new(column, self.dialect);
        self.change(&column.name, |old| *old = new)?;
        constraints
            .iter()
            .for_each(|constraint| self.constrain(constraint, diagnostics));
        Ok(())
    }
}
